"""Last stage before the report: translations and briefs become scores, where the input has references.

Translations are scored sentence by sentence where an article's sentences pair up with the lines of its reference, and
as one text where they do not; articles, not sentences, are what the bootstrap draws. Briefs stand beside the first
three sentences (``lead-3``) and the three most central ones (``centroid-3``) of the same translation: a summarizer that
does not beat these two does nothing. What cannot be scored is a row with a reason, never a zero.
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
from pipeline.metrics import Groups
from pipeline.metrics.base import Items
from pipeline.metrics.resampling import SAMPLES, SEED

NAME = "score"
RUN = "run"
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


@dataclass(frozen=True, slots=True)
class Case:
    """An article at every stage that scoring reads."""

    article: Article
    clean: CleanArticle | None = None
    translated: TranslatedArticle | None = None
    brief: Brief | None = None

    @property
    def id(self) -> str:
        return self.article.id


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
    cases = join_cases(clean, translated, briefs, articles)
    rejected: list[Rejected] = []
    scores = [
        *_score_translations(cases, extra, seed, samples, rejected),
        *_score_briefs(cases, extra, seed, samples, rejected),
    ]
    return _defined(scores, rejected), rejected


def _defined(scores: Sequence[Score], rejected: list[Rejected]) -> list[Score]:
    """The scores that are numbers; a row for each that is not (no article states a fact of that kind)."""
    kept = [score for score in scores if np.isfinite(score.value)]
    undefined = [score for score in scores if not np.isfinite(score.value)]
    rejected += [Rejected(f"{s.system}: {s.metric}", NAME, f"undefined on all {s.n} articles") for s in undefined]
    return kept


def join_cases(
    clean: Sequence[CleanArticle],
    translated: Sequence[TranslatedArticle],
    briefs: Sequence[Brief],
    articles: Sequence[Article],
) -> list[Case]:
    """The records of each article side by side, in the order of the articles.

    Raises:
        UserError: an id occurs twice.
    """
    tables = [by_id(clean, "clean article"), by_id(translated, "translation"), by_id(briefs, "brief")]
    by_id(articles, "article")
    return [Case(a, *(table.get(a.id) for table in tables)) for a in articles]


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
    """The lines of the reference translation that say something."""
    return [line.strip() for line in (article.reference_translation or "").splitlines() if line.strip()]


def is_aligned(case: Case) -> bool:
    """Whether the translation has a sentence for every line of the reference."""
    return case.translated is not None and len(case.translated.sentences) == len(reference_lines(case.article))


def translation_set(cases: Sequence[Case], aligned: Collection[str]) -> TextSet:
    """Translations against their references: sentence by sentence for the ``aligned`` ids, else article by article.

    Without a reference for every article there are none at all, and only metrics that read the source can be used.
    """
    referenced = all(reference_lines(case.article) for case in cases)
    hypotheses: list[str] = []
    references: list[list[str]] = []
    sources: list[str] = []
    groups: list[int] = []
    for number, case in enumerate(cases):
        lines = reference_lines(case.article)
        made = case.translated.sentences if case.translated else ()
        if case.id in aligned:
            hypotheses += [t.text for t in made]
            references += [[line] for line in lines]
            sources += [t.source for t in made]
            groups += [number] * len(made)
        else:
            hypotheses.append(" ".join(t.text for t in made))
            references.append([" ".join(lines)])
            sources.append(" ".join(t.source for t in made))
            groups.append(number)
    count = sum(case.id in aligned for case in cases)
    items = metrics.make_items(hypotheses, references if referenced else (), sources, allow_empty=True)
    return TextSet(tuple(c.id for c in cases), items, np.array(groups), f"unit:article|aligned:{count}/{len(cases)}")


def _score_translations(
    cases: Sequence[Case], extra: Sequence[str], seed: int, samples: int, rejected: list[Rejected]
) -> list[Score]:
    usable: list[Case] = []
    referenced = [case for case in cases if reference_lines(case.article)]
    for case in referenced:
        if case.translated is None:
            rejected.append(_row(case, "not scored: it has a reference translation, but no translation"))
            continue
        usable.append(case)
        empty = sum(not t.text.strip() for t in case.translated.sentences)
        if empty or not case.translated.sentences:
            rejected.append(_row(case, f"scored with {empty or 'no'} empty or missing sentences in its translation"))
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
    """What a brief may rest on: the title and all kept sentences, in Indonesian."""
    return "\n".join([*([clean.title] if clean.title else []), *(s.text for s in clean.sentences)])


def english_text(translated: TranslatedArticle) -> str:
    """The same in English."""
    title = [translated.title.text] if translated.title else []
    return "\n".join([*title, *(t.text for t in translated.sentences)])


def brief_set(cases: Sequence[Case], texts: Mapping[str, str]) -> TextSet:
    """Briefs (article id to text, a sentence on each line) against references, where all cases have one."""
    referenced = all(case.article.reference_summary for case in cases)
    references = [[as_lines(case.article.reference_summary or "")] for case in cases] if referenced else []
    items = metrics.make_items(
        [texts[case.id] for case in cases],
        references,
        [article_text(case.clean) if case.clean else case.article.text for case in cases],
        [english_text(case.translated) for case in cases if case.translated],
        allow_empty=True,
    )
    return TextSet(tuple(c.id for c in cases), items, np.arange(len(cases)), "unit:article")


def brief_texts(cases: Sequence[Case]) -> dict[str, str]:
    """The briefs of a run by article id, a sentence on each line."""
    return {c.id: "\n".join(s.text for s in c.brief.sentences) for c in cases if c.brief}


def baselines(cases: Sequence[Case]) -> dict[str, dict[str, str]]:
    """The briefs that cost nothing, by system and article id: the first sentences and the most central ones."""
    from pipeline.backends.extractive import RANKERS, Extractive

    found: dict[str, dict[str, str]] = {}
    for name in RANKERS:
        ranker = Extractive(name)
        briefs = {}
        for case in cases:
            sentences = [t.text for t in case.translated.sentences if t.text.strip()] if case.translated else []
            picked = sorted(ranker.rank(sentences)[:BASELINE_SENTENCES])
            briefs[case.id] = "\n".join(sentences[n] for n in picked)
        found[f"{name}-{BASELINE_SENTENCES}"] = briefs
    return found


def _score_briefs(
    cases: Sequence[Case], extra: Sequence[str], seed: int, samples: int, rejected: list[Rejected]
) -> list[Score]:
    usable: list[Case] = []
    for case in cases:
        if not case.article.reference_summary:
            continue
        if case.brief is None or case.translated is None:
            rejected.append(_row(case, "not scored: it has a reference summary, but no brief"))
        else:
            usable.append(case)
            if not case.brief.text.strip():
                rejected.append(_row(case, "scored with an empty brief"))
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
    """One score; its name says which side it is of (``translation.chrf``), its signature over what."""
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


def _row(case: Case, reason: str) -> Rejected:
    return Rejected(case.article.input, NAME, reason)
