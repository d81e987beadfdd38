"""The stage over real (tiny, random) checkpoints: whatever they babble, the brief holds and nothing is cut."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from pipeline.backends.model_card import Card
from pipeline.core.config import SummarizeTable
from pipeline.core.records import Brief, CleanArticle, Sentence, TranslatedArticle, Translation
from pipeline.stages.summarize.stage import SummarizeStage

ENGLISH = "The earthquake shook the city on Wednesday and {} houses were damaged, the governor said."
INDONESIAN = "Gempa mengguncang kota pada Rabu dan {} rumah rusak, kata gubernur."


def article(name: str, sentences: int) -> tuple[CleanArticle, TranslatedArticle]:
    numbers = range(100, 100 + sentences)
    kept = tuple(Sentence(i, 0, INDONESIAN.format(n), INDONESIAN.format(n)) for i, n in enumerate(numbers))
    clean = CleanArticle(name, name, None, None, None, None, "id", kept)
    made = tuple(Translation(i, INDONESIAN.format(n), ENGLISH.format(n)) for i, n in enumerate(numbers))
    return clean, TranslatedArticle(name, name, None, made)


@pytest.mark.parametrize("architecture", ["bart", "pegasus", "t5", "mt5"])
def test_briefs_hold_whatever_the_model_writes(checkpoint: Callable[[str], Card], architecture: str) -> None:
    card = checkpoint(architecture)
    stage = SummarizeStage(SummarizeTable(model=card.name, beam_size=2), card=card)
    pairs = [article("short", 2), article("long", 12)]
    briefs = stage.run(pairs)
    assert briefs == stage.run(pairs)  # the same input gives the same briefs
    for brief, (_, translated) in zip(briefs, pairs, strict=True):
        assert isinstance(brief, Brief)
        assert 1 <= len(brief.sentences) <= 3
        assert brief.headline
        for sentence in brief.sentences:  # babble is refused; what stands there is the article's, flagged, or clean
            invented = [f for f in sentence.flags if f.endswith("-by-summarization")]
            assert not invented or "extracted" not in sentence.flags
            if "extracted" in sentence.flags:
                assert sentence.text in {t.text for t in translated.sentences}
    long = briefs[1]
    assert isinstance(long, Brief)
    spans = json.loads(long.plan or "{}")["rounds"][0]
    assert len(spans) > 1
    read = [i for a, b in spans for i in range(a, b + 1)]  # a sentence above the limit is read in pieces: twice here
    assert read == sorted(read)
    assert set(read) == set(range(12))
