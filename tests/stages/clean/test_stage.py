"""The clean stage: sentences out, everything else on record, foreign text refused."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline.core.config import load_config
from pipeline.core.errors import UserError
from pipeline.core.records import Article, CleanArticle, Rejected
from pipeline.stages.clean import STAGE, boilerplate, error_pages
from pipeline.stages.clean.stage import clean_article


@dataclasses.dataclass(frozen=True)
class Options:
    boilerplate: bool = True
    min_words: int = 5
    max_words: int = 1_000
    language_check: bool = True


TEXT = """JAKARTA (contoh.id) - Pemerintah mengatakan bahwa harga beras akan turun karena panen raya. Petani senang.
SCROLL TO CONTINUE WITH CONTENT
“Kami masih menunggu pupuk,” kata ketua kelompok tani itu kepada wartawan. Anak2 muda ikut membantu..
Editor: Budi Santoso"""


def article(text: str = TEXT, title: str | None = None) -> Article:
    return Article("a1", "a1.txt", text, title=title)


def cleaned(text: str = TEXT, options: Options | None = None, title: str | None = None) -> CleanArticle:
    outcome = clean_article(article(text, title), options or Options())
    assert isinstance(outcome, CleanArticle)
    return outcome


def test_sentences_are_numbered_and_normalised() -> None:
    found = cleaned()
    assert [(s.index, s.paragraph, s.kind) for s in found.sentences] == [
        (0, 0, "text"),
        (1, 0, "text"),
        (2, 1, "text"),
        (3, 1, "text"),
    ]
    assert found.sentences[2].text == "“Kami masih menunggu pupuk,” kata ketua kelompok tani itu kepada wartawan."
    assert found.sentences[2].normalized == '"Kami masih menunggu pupuk," kata ketua kelompok tani itu kepada wartawan.'
    assert found.sentences[3].normalized == "Anak-anak muda ikut membantu."


def test_what_was_found_on_the_page_goes_on_the_record() -> None:
    found = cleaned(title="Harga Beras")
    assert (found.dateline, found.author, found.language, found.title) == (
        "JAKARTA (contoh.id)",
        "Budi Santoso",
        "id",
        "Harga Beras",
    )
    assert [r.rule for r in found.removed] == ["dateline", "advertising", "byline"]


def test_nothing_is_removed_when_not_wanted() -> None:
    found = cleaned(options=Options(boilerplate=False))
    assert found.removed == ()
    assert found.sentences[-1].text == "Editor: Budi Santoso"


@pytest.mark.parametrize("text", ["", "\n \n", "SCROLL TO RESUME CONTENT\nTags: beras", "Harga naik."])
def test_too_little_text_is_rejected(text: str) -> None:
    outcome = clean_article(article(text), Options())
    assert isinstance(outcome, Rejected)
    assert outcome.stage == "clean"
    assert "words of text left, at least 5 needed" in outcome.reason


def test_a_text_that_is_no_article_is_rejected_before_anything_looks_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((boilerplate, "classify"), (boilerplate, "untouched"), (error_pages, "message_of")):
        monkeypatch.setattr(module, name, lambda *given: pytest.fail("it was looked at"))
    outcome = clean_article(article("Harga naik. " * 600), Options())
    assert isinstance(outcome, Rejected)
    assert outcome.reason == "1,200 words, at most 1,000 allowed; --set clean.max_words=0 takes it anyway"
    outcome = clean_article(article("a" * 60_000), Options())
    assert isinstance(outcome, Rejected)
    assert outcome.reason.startswith(
        "60,000 characters, at most 50,000 in 1,000 words allowed; --set clean.max_words=0"
    )
    titled = clean_article(article("Harga naik.", title="Harga naik " * 600), Options())
    assert isinstance(titled, Rejected)
    assert titled.reason.startswith("1,202 words")


def test_as_many_words_as_are_allowed_are_taken_and_all_of_them_without_a_limit() -> None:
    text = "\n".join(f"Harga beras di kota ini naik lagi menjadi {n} rupiah." for n in range(100))
    for most in (1_000, 0):
        assert sum(len(s.text.split()) for s in cleaned(text, Options(max_words=most)).sentences) == 1_000
    outcome = clean_article(article(text), Options(max_words=999))
    assert isinstance(outcome, Rejected)


def test_limits_that_nothing_can_keep_are_refused() -> None:
    STAGE.check(load_config("tiny", ["clean.max_words=0"]))
    with pytest.raises(UserError, match="max_words = 5 is less than min_words = 10"):
        STAGE.check(load_config("tiny", ["clean.max_words=5"]))


MALAY = (
    "Kerajaan berkata bahawa harga beras akan turun kerana musim menuai telah bermula. Pesawah di beberapa daerah "
    "gembira, tetapi mereka masih menunggu bantuan baja daripada kementerian. Menteri Besar akan hadir pada hari Isnin."
)
ENGLISH = "The government said that the price of rice would fall because the harvest had begun. Farmers are waiting."


def test_malay_is_rejected_with_what_was_found() -> None:
    outcome = clean_article(article(MALAY), Options())
    assert isinstance(outcome, Rejected)
    assert outcome.reason.startswith("not Indonesian but Malay, with ")


def test_malay_passes_when_the_language_is_not_checked() -> None:
    assert cleaned(MALAY, Options(language_check=False)).language is None


def test_english_passes_through_with_a_flag() -> None:
    found = cleaned(ENGLISH)
    assert (found.language, found.flags) == ("en", ("language:en",))


def test_a_foreign_sentence_in_an_indonesian_article_is_flagged() -> None:
    quote = "He said that the harvest was better than anybody in the ministry had expected this year."
    found = cleaned(f"{TEXT}\n{TEXT.replace('beras', 'gula')}\n{quote}")
    index = next(s.index for s in found.sentences if s.text == quote)
    assert found.flags == (f"foreign-sentence:{index}:en",)


SHORT = "Terdakwa divonis bebas. Jaksa banding."


def test_a_short_text_that_looks_foreign_passes_flagged() -> None:
    found = cleaned("Pasukan Malaysia lancarkan serangan Sabah hari ini")
    assert (found.language, found.flags) == ("id", ("language:uncertain",))
    assert cleaned(SHORT).language == "id"


@pytest.mark.parametrize("text", ["Harga naik.", "Penangkapan", MALAY, "Baca juga: Harga Beras Naik", TEXT * 50])
def test_what_has_a_reference_translation_is_never_rejected(text: str) -> None:
    chosen = dataclasses.replace(article(text), reference_translation="A translation.")
    outcome = clean_article(chosen, Options())
    assert isinstance(outcome, CleanArticle)
    assert outcome.sentences


def test_list_marks_are_kept_and_not_given_to_the_translator() -> None:
    found = cleaned(f"{TEXT}\nBahan:\n- 1/2 kg beras\n• 3 butir telur\n2. Masak beras itu.\n-5 derajat Celsius")
    given = {s.text: (s.kind, s.normalized) for s in found.sentences}
    assert given["- 1/2 kg beras"] == ("item", "1/2 kg beras")
    assert given["• 3 butir telur"] == ("item", "3 butir telur")
    assert given["2. Masak beras itu."] == ("item", "2. Masak beras itu.")
    assert given["-5 derajat Celsius"][1] == "-5 derajat Celsius"
