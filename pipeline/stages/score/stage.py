"""Scores translations and briefs against references, with intervals, for the articles that have references.

Translations are scored sentence by sentence where an article's sentences pair up with the lines of its reference, and
as one text where they do not; the bootstrap resamples articles, not sentences. Briefs are compared with two baselines
from the same translation: its first three sentences (``lead-3``) and its three most central ones (``centroid-3``). What
cannot be scored is a row with a reason, never a zero.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from pipeline import metrics
from pipeline.core.errors import UserError
from pipeline.core.records import Article, Brief, CleanArticle, Rejected, Score, TranslatedArticle
from pipeline.core.run_articles import ArticleRecords
from pipeline.metrics import Groups
from pipeline.metrics.base import Items
from pipeline.metrics.resampling import SAMPLES, SEED

NAME = "score"
RUN = "run"
BASELINES = ("lead", "centroid")
BASELINE_SENTENCES = 3
TRANSLATION_METRICS = ("bleu", "chrf", "chrf++", "ter", "length-ratio", "repetition")
FACT_METRICS = ("numbers-recall", "numbers-precision", "names-recall", "names-precision")
BRIEF_METRICS = ("rouge1", "rouge2", "rougeL", "rougeLsum", "chrf", "length-ratio")
BRIEF_SHAPE = ("length", "compression", "coverage", "density", "novelty", "repetition")
BRIEF_FACTS = ("facts-supported", "facts-wrong-translation", "facts-wrong-summary")


@dataclass(frozen=True, slots=True)
class TextSet:
    """Texts ready for a metric: ``groups`` says which of ``ids`` each text belongs to."""

    ids: tuple[str, ...]
    items: Items
    groups: Groups
    unit: str


def score_articles(
    clean: Sequence[CleanArticle],
    translated: Sequence[TranslatedArticle],
    briefs: Sequence[Brief],
    articles: Sequence[Article],
    options: Any = None,
) -> tuple[list[Score], list[Rejected]]:
    """All scores of a run, and a row for everything that could not be scored.

    Args:
        clean: cleaned articles.
        translated: their translations.
        briefs: their briefs.
        articles: the articles as they came in, with their references.
        options: the ``[score]`` table: ``seed``, ``samples``, and ``metrics`` (names of more metrics) where it has one.

    Raises:
        UserError: two articles have the same id, or an optional metric that was asked for is not installed.
    """
    seed, samples = getattr(options, "seed", SEED), getattr(options, "samples", SAMPLES)
    extra = tuple(getattr(options, "metrics", ()))
    joined = join_records(clean, translated, briefs, articles)
    rejected: list[Rejected] = []
    scores = [
        *_score_translations(joined, extra, seed, samples, rejected),
        *_score_briefs(joined, extra, seed, samples, rejected),
    ]
    return _defined(scores, rejected), rejected


def _defined(scores: Sequence[Score], rejected: list[Rejected]) -> list[Score]:
    """The scores that are numbers; a row for each that is not (no article states a fact of that kind)."""
    kept = [score for score in scores if np.isfinite(score.value)]
    undefined = [score for score in scores if not np.isfinite(score.value)]
    rejected += [Rejected(f"{s.system}: {s.metric}", NAME, f"undefined on all {s.n} articles") for s in undefined]
    return kept


def join_records(
    clean: Sequence[CleanArticle],
    translated: Sequence[TranslatedArticle],
    briefs: Sequence[Brief],
    articles: Sequence[Article],
) -> list[ArticleRecords]:
    """The records of each article together, in the order of the articles.

    Raises:
        UserError: an id occurs twice.
    """
    tables = [by_id(clean, "clean article"), by_id(translated, "translation"), by_id(briefs, "brief")]
    by_id(articles, "article")
    return [ArticleRecords(a, *(table.get(a.id) for table in tables)) for a in articles]


def by_id(records: Sequence[Any], what: str) -> dict[str, Any]:
    """Records by their id.

    Raises:
        UserError: an id occurs twice.
    """
    found: dict[str, Any] = {}
    for record in records:
        if record.id in found:
            raise UserError(f"{what} id {record.id!r} occurs twice", "ids must be unique; remove one of the two")
        found[record.id] = record
    return found


# -- translations


def reference_lines(article: Article) -> list[str]:
    """The lines of the reference translation that are not blank."""
    return [line.strip() for line in (article.reference_translation or "").splitlines() if line.strip()]


def is_aligned(records: ArticleRecords) -> bool:
    """Whether the translation has a sentence for every line of the reference."""
    return records.translated is not None and len(records.translated.sentences) == len(reference_lines(records.article))


def translation_set(articles: Sequence[ArticleRecords], aligned: Collection[str]) -> TextSet:
    """Translations against their references: sentence by sentence for the ``aligned`` ids, else article by article.

    Without a reference for every article there are none at all, and only metrics that read the source can be used.
    """
    referenced = all(reference_lines(records.article) for records in articles)
    hypotheses: list[str] = []
    references: list[list[str]] = []
    sources: list[str] = []
    groups: list[int] = []
    for number, records in enumerate(articles):
        lines = reference_lines(records.article)
        made = records.translated.sentences if records.translated else ()
        if records.id in aligned:
            hypotheses += [t.text for t in made]
            references += [[line] for line in lines]
            sources += [t.source for t in made]
            groups += [number] * len(made)
        else:
            hypotheses.append(" ".join(t.text for t in made))
            references.append([" ".join(lines)])
            sources.append(" ".join(t.source for t in made))
            groups.append(number)
    count = sum(records.id in aligned for records in articles)
    items = metrics.make_items(hypotheses, references if referenced else (), sources, allow_empty=True)
    return TextSet(
        tuple(c.id for c in articles), items, np.array(groups), f"unit:article|aligned:{count}/{len(articles)}"
    )


def _score_translations(
    articles: Sequence[ArticleRecords], extra: Sequence[str], seed: int, samples: int, rejected: list[Rejected]
) -> list[Score]:
    usable: list[ArticleRecords] = []
    referenced = [records for records in articles if reference_lines(records.article)]
    for records in referenced:
        if records.translated is None:
            rejected.append(_row(records, "not scored: it has a reference translation, but no translation"))
            continue
        usable.append(records)
        empty = sum(not t.text.strip() for t in records.translated.sentences)
        if empty or not records.translated.sentences:
            rejected.append(_row(records, f"scored with {empty or 'no'} empty or missing sentences in its translation"))
    if not usable:
        return []
    texts = translation_set(usable, {c.id for c in usable if is_aligned(c)})
    names = [*TRANSLATION_METRICS, *FACT_METRICS, *(n for n in extra if _group(n) in ("translation", "meaning"))]
    if len(usable) < len(referenced):
        texts = replace(texts, unit=f"{texts.unit}|scored:{len(usable)}/{len(referenced)}")
    return [_score("translation", name, texts, seed, samples, RUN) for name in names]


# -- briefs


@lru_cache(maxsize=4096)
def as_lines(text: str) -> str:
    """English text with a sentence on each line, as ROUGE-Lsum wants it."""
    from sentencex import segment

    return "\n".join(s.strip() for line in text.splitlines() for s in segment("en", line) if s.strip())


def article_text(clean: CleanArticle) -> str:
    """The text that a brief may state facts of: the title and all kept sentences, in Indonesian."""
    return "\n".join([*([clean.title] if clean.title else []), *(s.text for s in clean.sentences)])


def english_text(translated: TranslatedArticle) -> str:
    """The translation of :func:`article_text`: title and sentences in English."""
    title = [translated.title.text] if translated.title else []
    return "\n".join([*title, *(t.text for t in translated.sentences)])


def brief_set(articles: Sequence[ArticleRecords], texts: Mapping[str, str]) -> TextSet:
    """Briefs (article id to text, a sentence on each line) against references, where all articles have one."""
    referenced = all(records.article.reference_summary for records in articles)
    references = [[as_lines(records.article.reference_summary or "")] for records in articles] if referenced else []
    items = metrics.make_items(
        [texts[records.id] for records in articles],
        references,
        [article_text(records.clean) if records.clean else records.article.text for records in articles],
        [english_text(records.translated) for records in articles if records.translated],
        allow_empty=True,
    )
    return TextSet(tuple(c.id for c in articles), items, np.arange(len(articles)), "unit:article")


def brief_texts(articles: Sequence[ArticleRecords]) -> dict[str, str]:
    """The briefs of a run by article id, a sentence on each line."""
    return {c.id: "\n".join(s.text for s in c.brief.sentences) for c in articles if c.brief}


def baselines(articles: Sequence[ArticleRecords]) -> dict[str, dict[str, str]]:
    """Extractive baseline briefs by system and article id: the first sentences, and the most central ones."""
    from pipeline.backends.extractive import Extractive

    found: dict[str, dict[str, str]] = {}
    for name in BASELINES:
        ranker = Extractive(name)
        briefs = {}
        for records in articles:
            sentences = [t.text for t in records.translated.sentences if t.text.strip()] if records.translated else []
            picked = sorted(ranker.rank(sentences)[:BASELINE_SENTENCES])
            briefs[records.id] = "\n".join(sentences[n] for n in picked)
        found[f"{name}-{BASELINE_SENTENCES}"] = briefs
    return found


def _score_briefs(
    articles: Sequence[ArticleRecords], extra: Sequence[str], seed: int, samples: int, rejected: list[Rejected]
) -> list[Score]:
    usable: list[ArticleRecords] = []
    for records in articles:
        if not records.article.reference_summary:
            continue
        if records.brief is None or records.translated is None:
            rejected.append(_row(records, "not scored: it has a reference summary, but no brief"))
        else:
            usable.append(records)
            if not records.brief.text.strip():
                rejected.append(_row(records, "scored with an empty brief"))
    if not usable:
        return []
    names = [*BRIEF_METRICS, *BRIEF_SHAPE, *BRIEF_FACTS, *(n for n in extra if _group(n) in ("summary", "meaning"))]
    scores: list[Score] = []
    for system, texts in {RUN: brief_texts(usable), **baselines(usable)}.items():
        made = brief_set(usable, texts)
        scores += [_score("brief", name, made, seed, samples, system) for name in names]
    return scores


# -- both


def _score(side: str, name: str, texts: TextSet, seed: int, samples: int, system: str) -> Score:
    """One score, named after what is scored (``translation.chrf``); its signature ends with the unit."""
    metric = metrics.load_metric(name)
    found = metrics.score_items(
        metric,
        texts.items,
        groups=texts.groups,
        seed=seed,
        samples=samples,
        system=system,
        name=f"{side}.{metric.name}",
    )
    return replace(found, signature=f"{found.signature}|{texts.unit}")


def _group(name: str) -> str:
    return metrics.load_metric(name).group


def _row(records: ArticleRecords, reason: str) -> Rejected:
    return Rejected(records.article.input, NAME, reason)
