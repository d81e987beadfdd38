"""Measures how well articles are grouped by event: B-cubed over the labelled articles of ``eval/suites/events``.

    python -m eval.events [DATA_FOLDER]

Articles written for this project lie in the suite; of others the suite holds a file name, a hash and the label, and
they count when DATA_FOLDER has them.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.config import Config, load_config
from pipeline.core.event_records import Profile
from pipeline.core.records import Article, CleanArticle, TranslatedArticle, Translation
from pipeline.core.resources import data_dir
from pipeline.stages.clean.stage import clean_article
from pipeline.stages.group.clusters import cluster
from pipeline.stages.profile.stage import profile_of

SUITE = "eval/suites"


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article and the event it belongs to; ``held_out`` events had no part in choosing the settings."""

    article: Article
    event: str
    held_out: bool


@dataclass(frozen=True, slots=True)
class BCubed:
    """Precision, recall and F1, averaged over articles."""

    precision: float
    recall: float
    articles: int

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def b_cubed(groups: Iterable[Sequence[str]], gold: Mapping[str, str]) -> BCubed:
    """B-cubed (Bagga and Baldwin 1998): for each article, the share of its group that is of its event, and the share of
    its event that is in its group.

    Args:
        groups: article ids by group; those without a label are left out.
        gold: the event of each article.
    """
    group_of = {article: number for number, group in enumerate(groups) for article in group}
    members: dict[int, set[str]] = {}
    events: dict[str, set[str]] = {}
    for article, event in gold.items():
        members.setdefault(group_of[article], set()).add(article)
        events.setdefault(event, set()).add(article)
    both = [(members[group_of[a]], events[event]) for a, event in gold.items()]
    precision = sum(len(group & event) / len(group) for group, event in both) / len(both)
    recall = sum(len(group & event) / len(event) for group, event in both) / len(both)
    return BCubed(precision, recall, len(gold))


def read_suite(data: Path | None = None) -> list[Labelled]:
    """The labelled articles; those of other origin only where the data folder has them unchanged."""
    folder = data_dir(SUITE) / "events"
    rows = [json.loads(line) for line in (folder / "articles.jsonl").read_text("utf-8").splitlines()]
    tuned = set(list(dict.fromkeys(row["event"] for row in rows))[::2])
    found = [
        Labelled(
            Article(r["id"], r["id"], r["text"], r["title"], r["source"], published=r.get("published")),
            r["event"],
            r["event"] not in tuned,
        )
        for r in rows
    ]
    for row in map(json.loads, (folder / "elsewhere.jsonl").read_text("utf-8").splitlines()):
        path = data / row["file"] if data is not None else None
        if path is not None and path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256"]:
            found.append(Labelled(Article(path.stem, path.name, path.read_text("utf-8")), row["event"], True))
    return found


def profiles(articles: Iterable[Article], config: Config) -> list[Profile]:
    """The profiles of articles whose translation is not needed: grouping compares what they say themselves."""
    found = []
    for article in articles:
        clean = clean_article(article, config.clean)
        if isinstance(clean, CleanArticle):
            sentences = tuple(Translation(s.index, s.text, "") for s in clean.sentences)
            found.append(profile_of(clean, TranslatedArticle(clean.id, clean.input, None, sentences)))
    return found


def main(arguments: Sequence[str]) -> None:
    """Print B-cubed of the whole suite, and of the events that had no part in choosing the settings."""
    config = load_config("default")
    labelled = read_suite(Path(arguments[0]) if arguments else None)
    groups = cluster(
        profiles((one.article for one in labelled), config), config.group.threshold, config.group.window_days
    )
    parts = {"all": labelled, "held out": [one for one in labelled if one.held_out]}
    print("| articles | n | events | precision | recall | F1 |\n|---|---|---|---|---|---|")
    for name, part in parts.items():
        score = b_cubed(groups, {one.article.id: one.event for one in part})
        events = len({one.event for one in part})
        print(f"| {name} | {score.articles} | {events} | {score.precision:.4f} | {score.recall:.4f} | {score.f1:.4f} |")
    for group in groups:
        if len({one.event for one in labelled if one.article.id in group}) > 1:
            print("merged:", *group)


if __name__ == "__main__":
    main(sys.argv[1:])
