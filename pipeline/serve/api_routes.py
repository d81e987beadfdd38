"""The JSON API under ``/api``; its description in OpenAPI is at ``/api/openapi.json``.

A request that changes something needs the session's cookie and token: ``GET /api/session`` gives both.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, File, Header, Query, Request, Response, UploadFile
from fastapi.responses import StreamingResponse

from pipeline.comparison.votes import REASONS, Task
from pipeline.core import edits
from pipeline.serve.jobs import Job
from pipeline.serve.judging import Form
from pipeline.serve.runs_folder import worst_first
from pipeline.serve.services import (
    AlternativesBody,
    BriefEdit,
    Decision,
    DirectBody,
    PairBody,
    PastedText,
    Site,
    TermBody,
)

router = APIRouter(prefix="/api")
MOST_ROWS = 500
_POLL = 0.1  # seconds between two looks at a job's events
_HEARTBEAT = 15.0
Run = Annotated[str, Query(max_length=300)]


@router.get("/session")
def session(request: Request) -> dict[str, str]:
    """The token of this session, for the header ``x-ringkas-token`` of every POST; the cookie comes with it."""
    return {"token": request.state.token}


@router.get("/runs")
def runs(site: Site) -> list[dict[str, Any]]:
    """The runs of the folder, the latest first."""
    return [asdict(run) for run in site.runs.summaries()]


@router.get("/runs/{run}")
def run(run: str, site: Site) -> dict[str, Any]:
    """One run."""
    return asdict(site.runs.summary(run))


@router.get("/runs/{run}/articles")
def articles(
    run: str,
    site: Site,
    query: Annotated[str, Query(max_length=200)] = "",
    flagged: bool = False,
    start: Annotated[int, Query(ge=0)] = 0,
    rows: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 100,
) -> dict[str, Any]:
    """A run's articles, the worst first where only flagged ones are asked for."""
    every = site.runs.articles(site.runs.find(run))
    words = query.casefold().split()
    found = [row for row in every if all(w in f"{row.headline} {row.input} {row.id}".casefold() for w in words)]
    if flagged:
        found = worst_first([row for row in found if row.severity])
    return {"total": len(found), "articles": [asdict(row) for row in found[start : start + rows]]}


@router.get("/runs/{run}/article")
def article(run: str, site: Site, id: Annotated[str, Query(max_length=1000)]) -> dict[str, Any]:
    """One article at the desk: sentences with their flags and decisions, and the brief with its edits."""
    return site.desk.article(run, id)


@router.post("/runs/{run}/alternatives")
def alternatives(run: str, body: AlternativesBody, site: Site) -> list[dict[str, Any]]:
    """What the run's translator finds for a sentence, best first, each with what the guards say of it."""
    store, place = site.desk.place(run, body.article_id, body.index)
    return site.workbench.alternatives(store, place.asked, body.count)


@router.post("/runs/{run}/decisions")
def decide(run: str, body: Decision, site: Site) -> dict[str, Any]:
    """Accept a text for a sentence (it goes to the translation memory), reject its translation, or take that back."""
    where = (run, body.article_id, body.index)
    if body.action == "accept":
        return site.desk.accept(*where, body.text, body.editor).model_dump()
    done = site.desk.reject if body.action == "reject" else site.desk.withdraw
    return done(*where, body.editor).model_dump()


@router.post("/runs/{run}/brief-edits")
def edit_brief(run: str, body: BriefEdit, site: Site) -> dict[str, Any]:
    """Write another wording over a brief's sentence or headline."""
    return site.desk.edit_brief(run, body.article_id, body.index, body.text, body.editor).model_dump()


@router.post("/runs/{run}/terms")
def term(run: str, body: TermBody, site: Site) -> dict[str, Any]:
    """Put a term into the user's glossary."""
    edit, path = site.desk.term(run, body.term, body.english, body.note, body.editor)
    return {**edit.model_dump(), "file": str(path)}


@router.get("/runs/{run}/edits")
def history(run: str, site: Site) -> list[dict[str, Any]]:
    """Who changed what, when, and what was there before."""
    return [edit.model_dump() for edit in edits.read(site.runs.find(run))]


@router.get("/runs/{run}/pairs.tsv")
def pairs(run: str, site: Site) -> Response:
    """The accepted translations as training pairs, for ``ringkas train finetune --set data.train.0.path=FILE``."""
    rows = edits.pairs(edits.read(site.runs.find(run)))
    content = "".join(f"{source}\t{text}\n" for source, text in rows)
    return _download(content, "text/tab-separated-values", "pairs.tsv")


@router.get("/runs/{run}/briefs.edited.jsonl")
def edited_briefs(run: str, site: Site) -> Response:
    """``briefs.jsonl`` with editors' wordings in it; ``edits`` of a row says who, when, and what was there before."""
    store = site.runs.find(run)
    changed = edits.latest(edits.read(store), "brief")
    rows = [edits.edited_row(brief, changed) for brief in site.runs.briefs(store)]
    content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return _download(content, "application/jsonl", "briefs.edited.jsonl")


def _download(content: str, kind: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content.encode("utf-8", "replace"), media_type=f"{kind}; charset=utf-8", headers=headers)


@router.post("/runs/{run}/rerun", status_code=202)
def rerun(run: str, site: Site) -> dict[str, str]:
    """Run the run folder again, as a job: what is up to date stays."""
    return {"job": site.workbench.run_again(run, site.runs.find(run)).id}


@router.post("/jobs", status_code=202)
def start(body: PastedText, site: Site) -> dict[str, str]:
    """Take a text through the stages, as a job."""
    return {"job": site.workbench.process("", body.text.encode("utf-8", "replace")).id}


@router.post("/jobs/file", status_code=202)
async def start_file(file: Annotated[UploadFile, File()], site: Site) -> dict[str, str]:
    """Take a file (text, Markdown, HTML or Word) through the stages, as a job."""
    content = await file.read()
    return {"job": site.workbench.process(file.filename or "file.txt", content).id}


@router.get("/jobs/{job}")
def job_state(job: str, site: Site) -> dict[str, Any]:
    """What a job has told so far."""
    found = site.jobs.find(job)
    return {"title": found.title, "over": found.over, "events": found.events}


@router.post("/jobs/{job}/cancel")
def cancel(job: str, site: Site) -> dict[str, bool]:
    """Stop a job at its next step."""
    site.jobs.find(job).cancel()
    return {"cancelled": True}


@router.get("/jobs/{job}/events", response_class=StreamingResponse)
def events(job: str, request: Request, site: Site, last_event_id: Annotated[str, Header()] = "") -> StreamingResponse:
    """A job's events as they come, as server-sent events; the last one is ``done`` or ``failed``."""
    found = site.jobs.find(job)
    first = int(last_event_id) + 1 if last_event_id.isdigit() else 0
    return StreamingResponse(_events(found, first, request), media_type="text/event-stream")


async def _events(job: Job, number: int, request: Request) -> AsyncIterator[str]:
    said = time.monotonic()
    while not await request.is_disconnected():
        while number < len(job.events):
            event = job.events[number]
            data = json.dumps(event["data"], ensure_ascii=False)
            yield f"id: {number}\nevent: {event['event']}\ndata: {data}\n\n"
            number, said = number + 1, time.monotonic()
        if job.over and number >= len(job.events):
            return
        if time.monotonic() - said > _HEARTBEAT:
            yield ": still at work\n\n"
            said = time.monotonic()
        await asyncio.sleep(_POLL)


@router.get("/compare")
def compare(site: Site, runs: Annotated[list[str], Query(max_length=6)], votes: bool = True) -> dict[str, Any]:
    """Compare runs, as ``ringkas compare --json`` does; with people's votes where there are some."""
    from pipeline.comparison import render

    return render.as_json(site.compare(runs, with_votes=votes))


@router.get("/judging/next")
def next_item(
    site: Site, a: Run, b: Run, judge: Annotated[str, Query(max_length=200)], task: Task = "brief", form: Form = "pair"
) -> dict[str, Any]:
    """The next item of a judge, the systems' names left out."""
    return {**site.judging.next(a, b, task, form, judge), "reasons": list(REASONS)}


@router.post("/judging/pair", status_code=201)
def vote_pair(body: PairBody, site: Site) -> dict[str, bool]:
    """Vote: the left text is better, the right one, or neither."""
    key = (body.item, body.sentence)
    site.judging.vote_pair(body.a, body.b, body.task, key, body.choice, body.reasons, body.judge)
    return {"written": True}


@router.post("/judging/direct", status_code=201)
def vote_direct(body: DirectBody, site: Site) -> dict[str, bool]:
    """Score the text, from 0 to 100, with the errors marked in it."""
    key = (body.item, body.sentence)
    site.judging.vote_direct(body.a, body.b, body.task, key, body.unit, body.score, body.spans, body.judge)
    return {"written": True}


@router.get("/judging/pearmut.json")
def campaign(
    site: Site, runs: Annotated[list[str], Query(max_length=6)], task: Task = "translation",
    judges: Annotated[int, Query(ge=1, le=100)] = 1,
) -> Response:  # fmt: skip
    """The runs' texts as a campaign for Pearmut: ``pearmut add FILE``."""
    content = json.dumps(site.judging.campaign(runs, task, judges), ensure_ascii=False, indent=1)
    return _download(content, "application/json", "campaign.json")


@router.post("/judging/pearmut", status_code=201)
async def import_annotations(file: Annotated[UploadFile, File()], site: Site) -> dict[str, Any]:
    """Take the annotations that Pearmut's dashboard downloads into the votes file."""
    count, notes = site.judging.import_annotations((await file.read()).decode("utf-8", "replace"))
    return {"votes": count, "notes": list(notes)}
