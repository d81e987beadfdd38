"""Exports items as a campaign of Pearmut, the tool that WMT uses for human evaluation, and reads its annotations.

Pearmut's README (github.com/zouharvi/pearmut) describes the campaign: ``info`` with ``assignment`` and ``protocol``,
``campaign_id``, and ``data``: for each user a list of documents, each a list of items with ``src``, ``tgt`` (system to
text) and ``item_id``; other keys of an item are kept in its log. Annotations come as that log (JSON lines) or as what
its dashboard downloads, an object from campaign to entries. In an entry ``item`` and ``annotation`` go together; an
error span's ``end_i`` is included, and the place behind the text stands for something that is missing. Pearmut's page
counts UTF-16 units, and its older versions gave a line break no place, so that line breaks are exported as spaces.
Version 1.1.6 takes these campaigns as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from pipeline.comparison.judged_items import JudgedItem
from pipeline.comparison.votes import DirectVote, Span, Task, text_hash
from pipeline.core.errors import UserError

_RESET = "__RESET__"  # an entry with this annotation makes earlier ones void
_INSTRUCTIONS = {
    "brief": "Score each English brief of the Indonesian article: is what it says true, and is it what matters?",
    "translation": "Score each English translation of the Indonesian sentence; mark what is wrong in it.",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """Votes that were read, and why other annotations were left out."""

    votes: tuple[DirectVote, ...]
    notes: tuple[str, ...]


def campaign(name: str, items: Sequence[JudgedItem], task: Task, judges: int = 1) -> dict[str, Any]:
    """A campaign in which every judge scores every system's text of every item and marks errors (protocol cESA).

    Raises:
        UserError: there is nothing to judge, or a system has a name that Pearmut refuses.
    """
    # Pearmut takes a text that begins with a tag for HTML.
    items = [i for i in items if not any(t.lstrip().startswith("<") for t in (i.source, *i.texts.values()))]
    systems = list(items[0].texts) if items else []
    if not items:
        raise UserError("there is no item on which the systems differ", "give runs of one input by different models")
    if digits := [s for s in systems if s.isdigit()]:
        raise UserError(f"Pearmut refuses the system name {digits[0]!r}: it is only digits", "rename the run folder")
    documents: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        documents.setdefault(item.article, []).append(_item(item, task))
    for rows in documents.values():
        rows[0]["instructions"] = _INSTRUCTIONS[task]
    every = list(documents.values())
    return {
        "info": {"assignment": "task-based", "protocol": "cESA"},
        "campaign_id": name,
        "data": [every for _ in range(judges)],
    }


def _item(item: JudgedItem, task: Task) -> dict[str, Any]:
    place = "" if item.sentence is None else f"#{item.sentence}"
    return {
        "item_id": f"{task}:{item.article}{place}",
        "src": item.source,
        "tgt": {system: text.replace("\n", " ") for system, text in item.texts.items()},
        "task": task,
        "article": item.article,
        "sentence": item.sentence,
        "hashes": {system: text_hash(text) for system, text in item.texts.items()},
    }


def read_annotations(content: str) -> Imported:
    """The direct scores in a log or a download of Pearmut's, of campaigns that were exported from here.

    Raises:
        UserError: it is neither.
    """
    votes: list[DirectVote] = []
    skipped: dict[str, int] = {}
    for entry in _without_reset(_entries(content)):
        for item, annotation in zip(entry.get("item") or (), entry.get("annotation") or (), strict=False):
            if not isinstance(item, Mapping) or "article" not in item or "task" not in item:
                _count(skipped, "are not of a campaign that was exported here")
                continue
            for system, given in (annotation or {}).items():
                try:
                    votes.append(_vote(entry, item, system, given))
                except (KeyError, TypeError, ValueError, ValidationError):
                    _count(skipped, "have no score")
    notes = tuple(f"{count} annotations {why}; they are left out." for why, count in skipped.items())
    if not votes:
        raise UserError(f"there is no score to import. {' '.join(notes)}".strip(), "download the annotations again")
    return Imported(tuple(votes), notes)


def _count(skipped: dict[str, int], why: str) -> None:
    skipped[why] = skipped.get(why, 0) + 1


def _entries(content: str) -> list[dict[str, Any]]:
    try:
        whole = json.loads(content)
        if isinstance(whole, dict) and "annotation" not in whole:
            listed = [entry for entries in whole.values() for entry in entries]
        else:
            listed = whole if isinstance(whole, list) else [whole]
    except (ValueError, TypeError):
        try:
            listed = [json.loads(line) for line in content.split("\n") if line.strip()]
        except ValueError as error:
            message = f"this is neither Pearmut's log (JSON lines) nor its download (JSON): {error}"
            raise UserError(message, "take annotations.json from Pearmut's dashboard") from error
    if not all(isinstance(entry, dict) and "annotation" in entry for entry in listed):
        raise UserError("this JSON holds no annotations of Pearmut", "take annotations.json from Pearmut's dashboard")
    return listed


def _without_reset(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries that count: a reset makes those of the user before it void, or those on its item if it names one."""
    kept: list[dict[str, Any]] = []
    for entry in entries:
        if entry["annotation"] != _RESET:
            kept.append(entry)
            continue
        names = [name for name in ("user_id", "item_i") if name in entry]
        kept = [old for old in kept if any(old.get(name) != entry[name] for name in names)]
    return kept


def _vote(entry: Mapping[str, Any], item: Mapping[str, Any], system: str, given: Mapping[str, Any]) -> DirectVote:
    shown = item["tgt"][system]
    times = [action["time"] for action in entry.get("actions") or () if "time" in action]
    return DirectVote(
        task=item["task"],
        item=item["article"],
        sentence=item["sentence"],
        judge=f"pearmut:{entry['user_id']}",
        at=_moment(max(times)) if times else "",
        system=system,
        score=given["score"],
        spans=tuple(s for row in given.get("error_spans") or () if (s := _span(row, shown)) is not None),
        text=item["hashes"][system],
    )


def _moment(seconds: float) -> str:
    import datetime as dt

    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="seconds")


def _span(row: Mapping[str, Any], shown: str) -> Span | None:
    """A span in characters of the text; None for one without a severity that counts."""
    if row.get("severity") not in ("minor", "major"):
        return None
    start, end = _characters(shown, int(row["start_i"])), _characters(shown, int(row["end_i"]) + 1)
    return Span(start=start, end=end, severity=row["severity"])


def _characters(text: str, units: int) -> int:
    """How many characters the first UTF-16 units of a text are."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))
