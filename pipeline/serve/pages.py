"""The pages for people; what they change goes through the JSON API by the one script in ``static/``."""

from __future__ import annotations

import shlex
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment

from pipeline.comparison.votes import REASONS, Task
from pipeline.core.templates import template_environment
from pipeline.serve.judging import Form
from pipeline.serve.runs_folder import NotFoundError, worst_first
from pipeline.serve.security import REPORT_CSP
from pipeline.serve.services import Site

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
PER_PAGE = 100
STATIC = Path(__file__).parent / "static"
_REPORTS = ("report.html",)


@cache
def _environment() -> Environment:
    environment = template_environment("pipeline.serve")
    environment.filters.update(part=lambda text: quote(text, safe=""))
    return environment


def page(request: Request, name: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page from its template; a lone surrogate in a text becomes a question mark."""
    token = getattr(request.state, "token", "")
    text = _environment().get_template(f"{name}.html.j2").render(page=name, token=token, **context)
    return HTMLResponse(text.encode("utf-8", "replace"), status_code=status)


@router.get("/")
def index(request: Request, site: Site) -> HTMLResponse:
    """The runs, with what can be done with them."""
    return page(request, "index", runs=site.runs.summaries(), folder=site.runs.root.name)


@router.get("/runs/{run}")
def run(
    request: Request,
    run: str,
    site: Site,
    query: Annotated[str, Query(max_length=200)] = "",
    flagged: bool = False,
    start: Annotated[int, Query(ge=0)] = 0,
) -> HTMLResponse:
    """A run: its articles, with the flags of each."""
    store = site.runs.find(run)
    every = site.runs.articles(store)
    words = query.casefold().split()
    found = [row for row in every if all(w in f"{row.headline} {row.input} {row.id}".casefold() for w in words)]
    if flagged:
        found = worst_first([row for row in found if row.severity])
    return page(
        request,
        "run",
        run=site.runs.summary(run),
        rows=found[start : start + PER_PAGE],
        total=len(found),
        start=start,
        per_page=PER_PAGE,
        query=query,
        flagged=flagged,
        report=(store.root / "report.html").is_file(),
    )


@router.get("/runs/{run}/report.html")
def report(run: str, site: Site) -> FileResponse:
    """The run's report, as it was written, in an origin of its own."""
    path = site.runs.find(run).root / "report.html"
    if not path.is_file() or path.is_symlink():
        raise NotFoundError(f"run {run!r} has no report", "ringkas run --out finishes it")
    headers = {"content-security-policy": REPORT_CSP}
    return FileResponse(path, media_type="text/html", headers=headers)


@router.get("/runs/{run}/desk")
def desk(
    request: Request, run: str, site: Site, id: Annotated[str, Query(max_length=1000)]
) -> HTMLResponse:  # fmt: skip
    """An article at the desk."""
    store = site.runs.find(run)
    rows = site.runs.articles(store)
    place = next((n for n, row in enumerate(rows) if row.id == id), 0)
    before = rows[place - 1] if place else None
    after = rows[place + 1] if place + 1 < len(rows) else None
    again = f"ringkas run --out {shlex.quote(str(store.root))}"
    return page(request, "desk", run=run, article=site.desk.article(run, id), before=before, after=after, again=again)


@router.get("/compare")
def compare(request: Request, site: Site, runs: Annotated[list[str], Query(max_length=6)]) -> HTMLResponse:
    """Runs against each other: verdicts, what people say, and the scores."""
    from pipeline.comparison import render
    from pipeline.comparison.people_tables import people_notes, people_tables
    from pipeline.comparison.ranking import BOLD

    comparison = site.compare(runs, with_votes=True)
    header, rows = render.score_table(comparison)
    tables = [*(people_tables(comparison.people) if comparison.people else ())]
    tables.append((render.SCORES, header, rows))
    differences = [render.difference_row(d) for d in comparison.differences]
    tables.append(("Differences", render.difference_header(len(comparison.systems)), differences))
    return page(
        request,
        "compare",
        runs=runs,
        c=comparison,
        corrected=render.how_corrected(comparison),
        tables=tables,
        bold=BOLD,
        scores_title=render.SCORES,
        people=people_notes(comparison.people) if comparison.people else [],
    )


@router.get("/compare/page")
def comparison_page(site: Site, runs: Annotated[list[str], Query(max_length=6)]) -> HTMLResponse:
    """The same page that ``ringkas compare --html`` writes."""
    from pipeline.comparison import render

    content = render.html(site.compare(runs, with_votes=True)).encode("utf-8", "replace")
    return HTMLResponse(content, headers={"content-security-policy": REPORT_CSP})


@router.get("/try")
def paste(request: Request, site: Site) -> HTMLResponse:
    """A text to paste, or a file to drop."""
    return page(request, "try", config=site.workbench.config)


@router.get("/judge")
def judge(
    request: Request,
    site: Site,
    runs: Annotated[list[str], Query(max_length=2)],
    task: Task = "brief",
    form: Form = "pair",
) -> HTMLResponse:
    """The page on which people judge two runs without knowing which is which."""
    site.judging.items(runs, task)  # says what is wrong with the choice before anybody begins
    return page(request, "judge", runs=runs, task=task, form=form, reasons=REASONS)


@router.get("/api")
def api(request: Request) -> HTMLResponse:
    """The JSON API in a table."""
    rows = [
        (method.upper(), path, operation.get("description", ""))
        for path, methods in request.app.openapi()["paths"].items()
        for method, operation in methods.items()
    ]
    return page(request, "api", rows=rows)
