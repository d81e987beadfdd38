"""Brief sentences find their sources, and nothing else does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.benchmarks import citations
from pipeline.core.records import Citation
from pipeline.stages.summarize.citations import AlignOptions, align, anchors, figure, stem, terms

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SOURCES = [
    "An earthquake shook Lampung on Wednesday evening.",
    "At least 1,100 people fled to higher ground.",
    "The quake damaged 214 houses and a health centre.",
]


def cited(brief: str, sources: Sequence[str] = SOURCES, **kwargs: Any) -> list[int]:
    return [c.sentence for c in align([brief], sources, **kwargs)[0]]


def test_a_copied_sentence_cites_itself_with_a_full_score() -> None:
    assert align(SOURCES, SOURCES) == [(Citation(i, 1.0),) for i in range(3)]


def test_a_merged_sentence_cites_both() -> None:
    assert sorted(cited("An earthquake in Lampung drove 1,100 people to higher ground.")) == [0, 1]


def test_an_unrelated_sentence_cites_nothing() -> None:
    assert cited("The central bank kept its benchmark rate unchanged.") == []


def test_numbers_in_words_and_inflected_words_are_found() -> None:
    assert cited("Two hundred families fled.", ["Six people were hurt.", "Families have fled.", "It rained."]) == [1]
    assert cited("Thirty-six houses were badly hit.", ["It rained.", "It hit 36 homes.", "A house burned."])[0] == 1


def test_the_indonesian_original_stands_in_for_a_spoiled_translation() -> None:
    spoiled = ["The head said so.", "He went to the head of it.", "It was dry."]
    originals = ["Kepala BPBD Hendra Wiratama bicara.", "Ia menemui Siti Munawaroh.", "Cuaca kering."]
    assert cited("Siti Munawaroh was there.", spoiled) == []
    assert cited("Siti Munawaroh was there.", spoiled, originals=originals) == [1]


def test_embeddings_find_what_words_do_not() -> None:
    import numpy as np

    def embed(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        wet = np.array([[1.0, 0.0] if "rain" in t or "flood" in t else [0.0, 1.0] for t in texts], dtype=np.float32)
        return wet

    sources = ["Heavy rain fell for days.", "The minister resigned."]
    assert cited("Floods came.", sources) == []
    assert cited("floods came.", sources, embed=embed) == [0]


def test_nothing_from_nothing() -> None:
    assert align([], SOURCES) == []
    assert align(["A brief."], []) == [()]
    with pytest.raises(ValueError, match="1 originals for 3"):
        align(["A brief."], SOURCES, ["satu"])


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=40), max_size=5), st.lists(st.text(max_size=40), max_size=8))
def test_any_text_gives_valid_citations(brief: list[str], sources: list[str]) -> None:
    found = align(brief, sources, sources)
    assert len(found) == len(brief)
    for row in found:
        assert [c.score for c in row] == sorted((c.score for c in row), reverse=True)
        assert all(0 <= c.sentence < len(sources) and 0 <= c.score <= 1 for c in row)
        assert len({c.sentence for c in row}) == len(row) <= AlignOptions().limit


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("1,100", ",", "1100"),
        ("2.50", ",", "2.5"),
        ("1.100", ".", "1100"),
        ("5,50", ".", "5.5"),
        ("20:08", ",", "20:08"),
    ],
)
def test_figures_in_one_notation(text: str, language: str, expected: str) -> None:
    assert figure(text, language) == expected


def test_terms_and_anchors() -> None:
    assert terms("Thirty-six of the 1,100 houses were damaged") == ("36", "1100", "hous", "damag")
    assert stem("damages") == stem("damaged") == stem("damaging")
    assert anchors("Kata Hendra, Rp2,5 miliar dan 1.100 orang") == {"hendra", "2.5", "1100"}


def test_alignment_on_the_120_labelled_pairs() -> None:
    """The options were set on the articles of odd number; the others were held out."""
    items = citations.load()
    assert sum(len(item.briefs) for item in items) == 120
    assert citations.count(items, AlignOptions()).f1 >= 0.95
    assert citations.count(items[1::2], AlignOptions()).f1 >= 0.95
    assert citations.unrelated(items, AlignOptions()) <= 0.03


def test_sentence_vectors_can_find_what_words_cannot() -> None:
    """The option works: a source that shares no word is cited for its vector, and an unknown name is refused."""
    import numpy as np

    from pipeline.backends.sentence_encoder import fingerprint, load_embedder
    from pipeline.core.errors import UserError

    def embed(texts: Sequence[str]) -> Any:
        return np.array([[1.0, 0.0] if "house" in t or "home" in t else [0.0, 1.0] for t in texts], dtype=np.float32)

    sources = ["Residents cannot go to their homes.", "The minister flew to Tokyo."]
    wanted = ["Families stay away from every house."]
    assert align(wanted, sources) == [()]
    options = AlignOptions(embedding=0.5)
    assert [c.sentence for c in align(wanted, sources, embed=embed, options=options)[0]] == [0]
    assert load_embedder("") is None
    assert fingerprint("encoder:marian-id-en") != fingerprint("encoder:marian-id-en-brief")
    with pytest.raises(UserError, match="unknown embedder"):
        load_embedder("word2vec")


def test_a_translators_encoder_gives_unit_vectors() -> None:
    import numpy as np

    from pipeline.backends.sentence_encoder import load_embedder

    embed = load_embedder("encoder:marian-id-en")
    assert embed is not None
    texts = ["Gempa mengguncang Krui.", "Harga beras naik di pasar.", "Gempa mengguncang kota Krui."]
    vectors = embed(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[1]
    assert np.allclose(embed(texts[:1])[0], vectors[0], atol=1e-4)
