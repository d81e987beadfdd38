"""Lists what people can judge: the texts that several runs made of the same article, or of the same sentence.

A brief is judged as a whole, headline included; a translation sentence by sentence, with the sentences around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.comparison.votes import Task
from pipeline.core.errors import UserError
from pipeline.core.run_articles import ArticleRecords, articles_of_run
from pipeline.core.run_folder import Store

Key = tuple[str, int | None]  # article id, sentence; None for the whole brief


@dataclass(frozen=True, slots=True)
class JudgedItem:
    """A text to judge: what it was made from, and what each system made of it.

    Attributes:
        article: the article's id.
        sentence: the index of the sentence; None for a brief, -1 for the title.
        name: the article's title or input, for people.
        source: the Indonesian.
        before: the sentence before it.
        after: the sentence after it.
        texts: the English by system.
    """

    article: str
    sentence: int | None
    name: str
    source: str
    before: str
    after: str
    texts: Mapping[str, str]

    @property
    def key(self) -> Key:
        return (self.article, self.sentence)


def shared_items(runs: Mapping[str, Path], task: Task) -> list[JudgedItem]:
    """The items that all runs have, in the order of the first run; those without any difference are left out.

    Args:
        runs: the run folder of each system.
        task: ``brief`` or ``translation``.

    Raises:
        UserError: the runs have no item in common.
        StoreError: a run is damaged.
    """
    every = {system: {item.key: item for item in items_of(folder, system, task)} for system, folder in runs.items()}
    first, *others = every.values()
    shared = [
        (item, {k: v for own in every.values() for k, v in own[key].texts.items()})
        for key, item in first.items()
        if all(key in own and own[key].source == item.source for own in others)
    ]
    if not shared:
        raise UserError(f"{' and '.join(runs)} have no {task} of the same source", "give runs of one input")
    return [
        JudgedItem(i.article, i.sentence, i.name, i.source, i.before, i.after, texts)
        for i, texts in shared
        if len(set(texts.values())) > 1
    ]


def items_of(folder: Path, system: str, task: Task) -> Iterator[JudgedItem]:
    """Everything of one run that can be judged."""
    store = Store(folder)
    store.read_run()
    for records in articles_of_run(store):
        yield from [*_briefs(records, system)] if task == "brief" else [*_sentences(records, system)]


def _briefs(records: ArticleRecords, system: str) -> Iterator[JudgedItem]:
    if records.brief is None or records.translated is None:
        return
    brief = records.brief
    text = "\n\n".join(part for part in (brief.headline, brief.text) if part)
    source = "\n".join(t.source for t in records.translated.sentences)
    yield JudgedItem(records.id, None, _name(records), source, "", "", {system: text})


def _sentences(records: ArticleRecords, system: str) -> Iterator[JudgedItem]:
    if records.translated is None:
        return
    title = records.translated.title
    rows = [*([title] if title else []), *records.translated.sentences]
    for place, row in enumerate(rows):
        before, after = _source_at(rows, place - 1), _source_at(rows, place + 1)
        yield JudgedItem(records.id, row.index, _name(records), row.source, before, after, {system: row.text})


def _source_at(rows: Sequence[object], place: int) -> str:
    return str(getattr(rows[place], "source", "")) if 0 <= place < len(rows) else ""


def _name(records: ArticleRecords) -> str:
    return records.article.title or records.article.input
