"""Turns articles into the JSON that ``report.html`` holds and its script shows.

An article is two elements, so that a page of thousands reads only the first of each until somebody opens an article::

    <script type="application/json" class="overview">…</script><script type="application/json" class="detail">…</script>

``overview`` (keys whose value is empty are left out):

    id, input           of the article
    headline            English
    title               Indonesian
    state               brief, or the last stage that it reached: translated, clean, ingested
    style               brief, bullets or headline
    source, published   of the article
    url                 only when it is http or https; any other address is in ``address`` and never a link
    severity            critical, major, minor: the worst of the headline and the sentences
    severities          how many sentences, the headline among them, are critical and how many major, as [2, 0]
    headline_finding    {severity, reasons}
    sentences           [{text, cites: [index, ...], severity, reasons, trust, risk, odds, source}]; ``cites`` are
                        sentence numbers of the source, ``trust`` is 0..1 and left out when it is 1, ``risk`` is 0..1,
                        ``odds`` its place in the words of ``run``, ``source`` the Indonesian to be shown beside it
    notes               what else there is to know of the brief, in words
    quality             per translated sentence [estimate 0..1 or null, 0 critical | 1 major | 2 minor | 3 nothing],
                        and its risk, 0..1, where that is known

``detail``:

    sentences           [{index, source, text, severity, reasons, odds}]: Indonesian and English side by side
    lines               the article as it came, a list of pieces per line; a piece is [text, rule], the rule "" when it
                        was kept, or [first, last], places in ``sentences`` (from 0) that it consists of
    removed             how many pieces were removed

``run`` (one element, ``id="run"``), for the whole page: ``title``, ``hidden`` (articles that are not in the page),
``rejected`` (rows of ``rejected.jsonl``), ``events`` (rows of ``events.jsonl``, each sentence and the headline with
``severity`` and ``reasons`` too), ``limit`` (the least trust that a sentence of a brief needed), ``odds`` (what each
number of ``odds`` says of a sentence). ``times`` (one element, ``id="times"``): seconds per stage; all else in the page
is the same whenever the same run is made.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from pipeline.core.records import Brief, BriefSentence, Translation
from pipeline.core.run_articles import ArticleRecords, brief_style
from pipeline.guards.checks.reverse_terms import unsupported
from pipeline.guards.severity import ORDER
from pipeline.stages.report.lines import referring_lines
from pipeline.stages.report.odds import odds
from pipeline.stages.report.words import Finding, all_words, finding, institutions, is_judged, worse
from pipeline.stages.summarize.doubt import trust_left

_UNSAFE = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
_HEADLINE = "headline-"


def overview(records: ArticleRecords) -> dict[str, Any]:
    """What the overview shows of an article and searches in."""
    article, clean, brief = records.article, records.clean, records.brief
    headline = _headline(records, brief) if brief else Finding()
    found = [(s, _finding(records, s)) for s in brief.sentences] if brief else []
    every = [headline, *(one for _, one in found)]
    severity = ""
    for one in every:
        severity = worse(severity, one.severity)
    address = (clean.url if clean else None) or article.url or ""
    row = {
        "id": records.id,
        "input": article.input,
        "headline": brief.headline if brief else None,
        "title": (clean.title if clean else None) or article.title,
        "state": _state(records),
        "style": brief_style(brief) if brief else "",
        "source": (clean.source if clean else None) or article.source,
        "published": (clean.published if clean else None) or article.published,
        ("url" if is_web(address) else "address"): address,
        "severity": severity,
        "severities": [sum(one.severity == s for one in every) for s in ORDER[:2]],
        "headline_finding": _said(headline),
        "sentences": [_sentence(sentence, one) for sentence, one in found],
        "notes": _notes(brief) if brief else [],
        "quality": _quality(records),
    }
    return {key: value for key, value in row.items() if value not in (None, "", [], {}, [0, 0])}


def detail(records: ArticleRecords) -> dict[str, Any]:
    """What an opened article shows: its sentences side by side, and its lines as they came."""
    translations = records.translated.sentences if records.translated else ()
    return {
        "sentences": [
            {"index": t.index, "source": t.source, "text": t.text, **_said(_of_translation(t)), **_odds(t.risk)}
            for t in translations
        ],
        "lines": referring_lines(records),
        "removed": len(records.clean.removed) if records.clean else 0,
    }


def event(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of ``events.jsonl`` with what its flags amount to."""
    sentences = [{**s, **_said(finding(s["flags"]))} for s in row["sentences"]]
    headline = {**row["headline"], **_said(finding(row["headline"]["flags"]))}
    return {**row, "headline": headline, "sentences": sentences}


def is_web(address: str) -> bool:
    """Whether an address may become a link: http or https, with a host, and nothing that a browser would read away."""
    if not re.fullmatch(r"[^\s\x00-\x1f\x7f\\]+", address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:  # a bracket without its other half
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def embedded(value: Any) -> Markup:
    """JSON that may stand inside a script element: no text of an article can end the element or open another."""
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE))


def _state(records: ArticleRecords) -> str:
    if records.brief:
        return "brief"
    return "translated" if records.translated else "clean" if records.clean else "ingested"


def _headline(records: ArticleRecords, brief: Brief) -> Finding:
    flags = [f for f in brief.flags if f.startswith(_HEADLINE)]
    return finding(flags, institutions(records, brief.headline or "", flags))


def _finding(records: ArticleRecords, sentence: BriefSentence) -> Finding:
    return finding(sentence.flags, institutions(records, sentence.text, sentence.flags, sentence))


def _of_translation(translation: Translation) -> Finding:
    added = unsupported(translation.source, translation.text) if "institution-added" in translation.flags else ()
    return finding(translation.flags, added)


def _said(found: Finding) -> dict[str, Any]:
    return {"severity": found.severity, "reasons": list(found.reasons)} if found.severity else {}


def _sentence(sentence: BriefSentence, found: Finding) -> dict[str, Any]:
    trust = _trust(sentence.flags, sentence.risk)
    row: dict[str, Any] = {"text": sentence.text, "cites": [c.sentence for c in sentence.citations], **_said(found)}
    row |= {} if trust == 1 else {"trust": trust}
    row |= {} if sentence.risk is None else {"risk": round(sentence.risk, 2), **_odds(sentence.risk)}
    return row if sentence.source is None else {**row, "source": sentence.source}


def _odds(risk: float | None) -> dict[str, int]:
    number = odds(risk)
    return {} if number is None else {"odds": number}


def _trust(flags: Iterable[str], risk: float | None) -> float:
    """The trust in a sentence by its flags and risk; several facts of one kind are one flag and count once."""
    every = list(flags)
    problems = [m[1] for f in every if (m := re.search(r"-(invented|misplaced)-by-", f))]
    translation = [s for f in every if f.startswith("translation-") for s in ORDER if finding([f]).severity == s]
    return trust_left(problems, broken_off="unfinished" in every, translation=translation, risk=risk)


def _notes(brief: Brief) -> list[str]:
    """What the flags say that are no finding of a sentence or the headline."""
    every = [*brief.flags, *(flag for sentence in brief.sentences for flag in sentence.flags)]
    of_sentences = {flag for sentence in brief.sentences for flag in sentence.flags}
    judged = [f for f in brief.flags if f not in of_sentences and not f.startswith(_HEADLINE) and is_judged(f)]
    return all_words([*judged, *(f for f in every if not is_judged(f))])


def _quality(records: ArticleRecords) -> list[list[float | int | None]]:
    translations = records.translated.sentences if records.translated else ()
    severities = (*ORDER, "")
    estimates = [(q if (q := t.quality) is not None and math.isfinite(q) else None) for t in translations]
    return [
        [q, severities.index(finding(t.flags).severity), *([] if t.risk is None else [round(t.risk, 2)])]
        for q, t in zip(estimates, translations, strict=True)
    ]
