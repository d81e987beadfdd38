"""The judging page's items: which text a judge sees next, in which order, and what becomes of the answer.

The order of items and of the two texts comes from a hash of the judge's name and the item, so that a judge who comes
back sees the same, and nobody can tell the systems by their side. Systems are named in the votes file alone.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pipeline.comparison import pearmut, votes
from pipeline.comparison.judged_items import JudgedItem, Key, shared_items
from pipeline.comparison.votes import DirectVote, PairVote, Span, Task, Vote, text_hash
from pipeline.core.edits import now
from pipeline.core.errors import UserError
from pipeline.serve.desk import name_of
from pipeline.serve.runs_folder import NotFoundError, RunsFolder

Form = Literal["pair", "direct"]
Identity = tuple[str | int | None, ...]
_MOST_LISTS = 4


class Judging:
    """What is judged, and the votes.

    Args:
        runs: the folder of the runs.
        path: the votes file.
    """

    def __init__(self, runs: RunsFolder, path: Path) -> None:
        self.runs = runs
        self.path = path
        self._lists: dict[object, list[JudgedItem]] = {}
        self._turn = threading.Lock()

    def items(self, systems: Sequence[str], task: Task) -> list[JudgedItem]:
        """What two or more runs can be judged on.

        Raises:
            UserError: fewer than two runs, or they have nothing in common.
        """
        if len(set(systems)) < 2:
            raise UserError("two runs are needed", "choose two on the first page")
        folders = {name: self.runs.find(name).root for name in sorted(set(systems))}
        key = (task, tuple((n, changed(f)) for n, f in folders.items()))
        with self._turn:
            if key not in self._lists:
                while len(self._lists) >= _MOST_LISTS:
                    self._lists.pop(next(iter(self._lists)))
                self._lists[key] = shared_items(folders, task)
            return self._lists[key]

    def next(self, a: str, b: str, task: Task, form: Form, judge: str) -> dict[str, Any]:
        """The next item of a judge, without the systems' names; ``item`` is None when all are done.

        Raises:
            UserError: the runs cannot be judged together.
        """
        judge = name_of(judge)
        units = _units(self.items((a, b), task), form)
        done = self._done(task, form, judge)
        left = [unit for unit in units if _identity(*unit) not in done]
        shown: dict[str, Any] = {"done": len(units) - len(left), "total": len(units), "item": None}
        if left:
            item, system = min(left, key=lambda unit: _hash(judge, *map(str, _identity(*unit))))
            shown["item"] = _shown(item, system, judge)
        return shown

    def vote_pair(
        self, a: str, b: str, task: Task, key: Key, choice: Literal["left", "right", "tie"], reasons: Sequence[str],
        judge: str,
    ) -> PairVote:  # fmt: skip
        """Write down which of the two texts on the screen is better.

        Raises:
            NotFoundError: there is no such item.
        """
        judge = name_of(judge)
        item = self._item(a, b, task, key)
        order = _order(item, judge)
        first, second = sorted(item.texts)
        vote = PairVote(
            task=task,
            item=item.article,
            sentence=item.sentence,
            judge=judge,
            at=now(),
            systems=(first, second),
            preferred=None if choice == "tie" else order[choice == "right"],
            shown=order,
            reasons=tuple(r for r in votes.REASONS if r in reasons),
            texts=(text_hash(item.texts[first]), text_hash(item.texts[second])),
        )
        votes.append(self.path, vote)
        return vote

    def vote_direct(
        self, a: str, b: str, task: Task, key: Key, unit: str, score: float, spans: Sequence[Span], judge: str
    ) -> DirectVote:
        """Write down the score of the text on the screen, and the errors marked in it.

        Raises:
            NotFoundError: there is no such item.
            UserError: a span is not in the text.
        """
        judge = name_of(judge)
        item = self._item(a, b, task, key)
        system = next((s for s in item.texts if _unit_name(item, s, judge) == unit), None)
        if system is None:
            raise NotFoundError("there is no such text to judge", "open the page again")
        text = item.texts[system]
        if any(span.end > len(text) for span in spans):
            raise UserError("a marked error ends behind the text", "mark it again")
        vote = DirectVote(
            task=task,
            item=item.article,
            sentence=item.sentence,
            judge=judge,
            at=now(),
            system=system,
            score=score,
            spans=tuple(spans),
            text=text_hash(text),
        )
        votes.append(self.path, vote)
        return vote

    def campaign(self, systems: Sequence[str], task: Task, judges: int) -> dict[str, Any]:
        """The items as a campaign for Pearmut."""
        name = f"ringkas_{task}_{'_'.join(sorted(set(systems)))}"
        safe = "".join(c if c.isalnum() or c in "-_.~" else "_" for c in name)
        return pearmut.campaign(safe, self.items(systems, task), task, judges)

    def import_annotations(self, content: str) -> tuple[int, tuple[str, ...]]:
        """Take Pearmut's annotations into the votes file; returns how many votes, and what was left out."""
        imported = pearmut.read_annotations(content)
        for vote in imported.votes:
            votes.append(self.path, vote)
        return len(imported.votes), imported.notes

    def _item(self, a: str, b: str, task: Task, key: Key) -> JudgedItem:
        for item in self.items((a, b), task):
            if item.key == key:
                return item
        raise NotFoundError("there is no such item to judge", "open the page again")

    def _done(self, task: Task, form: Form, judge: str) -> set[Identity]:
        """What a judge has voted on, with the texts that it had then."""
        every: Sequence[Vote] = votes.read(self.path) if self.path.is_file() else []
        own = [vote for vote in every if (vote.form, vote.task, vote.judge) == (form, task, judge)]
        return {(*v.key, *v.systems, *v.texts) if isinstance(v, PairVote) else (*v.key, v.system, v.text) for v in own}


def changed(folder: Path) -> int:
    """When a run was last done."""
    times = [p.stat().st_mtime_ns for p in (folder / "shards").glob("*/*.lock.json")]
    return max(times, default=0)


def _units(items: Sequence[JudgedItem], form: Form) -> list[tuple[JudgedItem, str]]:
    """What is judged at a time: an item's two texts, or each of its texts alone."""
    if form == "pair":
        return [(item, "") for item in items]
    return [(item, system) for item in items for system in sorted(item.texts)]


def _identity(item: JudgedItem, system: str) -> Identity:
    """What is judged, the texts included: one that has changed is to be judged again."""
    systems = [system] if system else sorted(item.texts)
    return (*item.key, *systems, *(text_hash(item.texts[s]) for s in systems))


def _order(item: JudgedItem, judge: str) -> tuple[str, str]:
    """The systems from left to right."""
    first, second = sorted(item.texts)
    swapped = int(_hash("side", judge, *map(str, item.key), first, second)[:2], 16) % 2
    return (second, first) if swapped else (first, second)


def _unit_name(item: JudgedItem, system: str, judge: str) -> str:
    """A name of a text that does not tell its system."""
    return _hash("unit", judge, system, *map(str, item.key), item.texts[system])[:16]


def _shown(item: JudgedItem, system: str, judge: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "article": item.article,
        "sentence": item.sentence,
        "name": item.name,
        "source": item.source,
        "before": item.before,
        "after": item.after,
    }
    if system:
        return {**row, "unit": _unit_name(item, system, judge), "text": item.texts[system]}
    left, right = _order(item, judge)
    return {**row, "left": item.texts[left], "right": item.texts[right]}


def _hash(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode("utf-8", "replace")).hexdigest()
