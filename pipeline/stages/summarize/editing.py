"""Changes the words of a brief's sentence, which keeps the flags and the risk that it had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.records import Citation
from pipeline.stages.summarize.drafts import DraftSentence, SummaryInput, is_verbatim, risk
from pipeline.stages.summarize.fact_check import check
from pipeline.stages.summarize.sentence_rewriting import INTRODUCES


def edited(
    article: SummaryInput,
    sentence: DraftSentence,
    text: str,
    inherits: bool,
    added: Sequence[int] = (),
    near: Sequence[int] = (),
) -> DraftSentence:
    """A sentence with other words; as it is where the checks then find what they did not find before.

    Args:
        article: the article.
        sentence: of its brief, with citations.
        text: the words.
        inherits: whether sentences are written from the translation, whose risk and flags they then have.
        added: positions that the words rest on besides.
        near: positions that the checks read, too, and that the brief has cited before.
    """
    position = sentence.citations[0].sentence
    cited = [c.sentence for c in sentence.citations]
    known = {(p.kind, p.text, p.what) for p in sentence.problems}
    found = check(text, [*cited, *added, *near], article.evidence)
    if any(p.what != "lost" and (p.kind, p.text, p.what) not in known for p in found):
        return sentence
    flags = sentence.flags
    if is_verbatim(article, sentence):  # which it is no longer
        flags += tuple(f"translation-{f}" for f in article.flags(position))
    more = tuple(Citation(i, INTRODUCES) for i in added if i not in cited)
    return replace(
        sentence,
        text=text,
        citations=(*sentence.citations, *more),
        flags=tuple(dict.fromkeys(flags)),
        risk=risk(article, sentence, inherits),
    )
