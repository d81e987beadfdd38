"""Tells which sentences of an Indonesian article are no sentences of a brief, and which need another one beside them.

A sentence taken out of an article may be the rest of a dateline, an item of a list, a word about the article itself or
the end of a quotation whose beginning stands elsewhere. Others are sound and yet lean on a sentence before: by "the
incident", by a pronoun, by a surname or initials. What is read here is the Indonesian, as it is what the author wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.language.names import fold, read_names
from pipeline.stages.summarize.article_persons import ArticlePerson
from pipeline.stages.summarize.drafts import SummaryInput
from pipeline.stages.summarize.speakers import Speakers, introduces

LEANS = 0.035  # taken off the score of a sentence that leans on one which the brief has not; scores lie within 0 and 1
TORN = 0.03  # off that of the end of a quotation that says by itself that something was said before it
VOICELESS = 0.06  # off that of speech whose speaker is told in a sentence behind it
DEBRIS = 0.3  # off that of what is no sentence of a brief
FEWEST = 4  # words of a sentence, dates and the like aside
_MARK = re.compile(r"[\"“”]")
_WORD = re.compile(r"[^\W\d_]+")
_ENDED = re.compile(r"[.!?…:;][\"”’')\]* ]*$|[\"”] *$")
_DATELINE = re.compile(r"\([^()]*\)|\b[A-Z][\w-]*\.(?:com|co\.id|id|tv|net)\b", re.IGNORECASE)
_ITEM = re.compile(r"\d{1,2}[.)] ?(?=[\"“A-Za-z])")
_OF_ITSELF = re.compile(  # "Artikel ini akan membahas ...", "Simak ulasannya berikut ini.", "..., berikut daftarnya."
    r"\b(?:artikel|tulisan|ulasan) (?:ini|berikut)\b|^(?:simak|baca|ikuti|yuk|berikut)\b"
    r"|\bberikut(?: ini)?(?: (?:beberapa|daftar|cara|tips|ulasan|penjelasan|rangkuman|informasi)\w*)?"
    r"(?: [^,.:]{0,25})?[.:]?$",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:saya|aku|kami|kita|\w{4,}ku)\b", re.IGNORECASE)
_GOES_ON = re.compile(  # the beginning of a sentence that answers the one before, inside a quotation
    r"(?:apalagi|tidak hanya|sehingga|jadi|dan|tapi|tetapi|namun|ini|itu|hal (?:itu|ini|tersebut)|kan|memang"
    r"|lalu|kemudian|sedangkan|makanya|misalnya|begitu|termasuk|bahkan|salah satu\w*|apakah|nah|supaya|agar"
    r"|di (?:situ|sana|sini))\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?P<noun>[a-z-]{3,})(?P<more> [a-z]{3,})? (?P<which>itu|tersebut|ini)\b", re.IGNORECASE)
_NO_NOUN = (  # before "itu", "ini", "tersebut": words of time and place, prepositions, bodies that are named
    "hari saat tahun bulan pekan minggu malam pagi siang sore kali waktu sisi masa momen zaman abad detik senin selasa"
    " rabu kamis jumat sabtu negara kota daerah kawasan provinsi desa kabupaten wilayah tempat negeri orang pihak"
    " selain setelah sebelum untuk karena oleh dengan dalam sementara usai maka sejauh selama sejak sampai hingga kini"
    " seperti dari pada yang akhir belakangan di ke atas tengah dan atau bahwa adalah demi berkat akibat jika bila"
    " meski para sejumlah kedua ketiga semua seluruh setiap mengenai tentang terkait menurut hal lalu soal asosiasi"
    " perusahaan klub tim lembaga organisasi yayasan komunitas partai"
)
_NO_NOUNS = frozenset(_NO_NOUN.split())
_HEAD = 4  # words before a pointing noun, where "ini" counts, too
_SOMEBODY = re.compile(  # a person in the place of a name: "Peraih medali emas di Asian Games 2014 tersebut ..."
    r"(?:mantan|eks|pria|wanita|perempuan|lelaki|orang|atlet|politi\w+|anggota|bintang|aktor|aktris|artis|gadis|bapak|ibu"
    r"|dokter|cucu|putr[ai]|pe[a-z]{4,})(?: [\w-]+){0,7} (?:itu|tersebut|ini)\b",
    re.IGNORECASE,
)
_BOTH = re.compile(r"(?:[^,\"“”]{1,60}, )?(?:keduanya|ketiganya)\b", re.IGNORECASE)
_SEVERAL = r"(?:beberapa|sejumlah|berbagai|banyak|para|dua|tiga|empat|lima|\d+) "
_THIS = re.compile(r"(?:hal|ini|itu) ", re.IGNORECASE)
_INITIALS = re.compile(r"\b(?:berinisial|inisial) (?P<who>[A-Z]{1,4})\b")
_PREFIXES = re.compile(r"^(?:pe(?:ng|ny|[mnr])?|ke|per)(?=\w{4})|(?:nya|an)$")


@dataclass(frozen=True, slots=True)
class Lean:
    """What a sentence of the body leans on: one of these positions of the body has to be in the brief, too; ``weight``
    is what is taken off its score where none is (always, where there are none)."""

    on: frozenset[int]
    weight: float = LEANS


class Leanings:
    """The faults of each sentence of an article's body as one of a brief, and what it leans on.

    ``ends`` are the ends of quotations without the speaker's name, which take no other sentence's place.

    Args:
        article: an Indonesian article.
        speakers: its persons.
    """

    def __init__(self, article: SummaryInput, speakers: Speakers) -> None:
        self._article, self._speakers = article, speakers
        self._texts = [article.evidence.indonesian[position] for position in article.body]
        self._opened = self._quotations()
        self._initials = {m["who"] for text in self._texts for m in _INITIALS.finditer(text)}
        self._leans: dict[int, tuple[Lean, ...]] = {}
        self._faults: dict[int, float] = {}
        voices = [speakers.persons.voices[position] for position in article.body]
        self.ends = frozenset(i for i, voice in enumerate(voices) if self._opened[i] and voice.name is None)

    def _quotations(self) -> list[bool]:
        """Whether each sentence begins within a quotation that a sentence before it opened."""
        opened, since = False, 0
        found: list[bool] = []
        for at, text in enumerate(self._texts):
            if text[:1] in '"“' and text[1:2].strip() and opened:  # what was opened before did not close
                found[since:] = [False] * (at - since)
                opened = False
            since = since if opened else at
            found.append(opened)
            for mark in _MARK.findall(text):
                opened = mark == "“" or (mark == '"' and not opened)
        return found

    def fault(self, at: int) -> float:
        """What is taken off a sentence's score for itself."""
        if at not in self._faults:  # a choice of sentences is weighed many times
            self._faults[at] = self._fault(at)
        return self._faults[at]

    def _fault(self, at: int) -> float:
        text = self._texts[at].strip()
        if len(re.findall(r"\w+", _DATELINE.sub(" ", text))) < FEWEST or _ITEM.match(text) or _OF_ITSELF.search(text):
            return DEBRIS
        if at and not _ENDED.search(self._texts[at - 1]) and (self._opened[at] or text[:1].islower()):
            return DEBRIS  # the sentence before it broke off
        if not _ENDED.search(text) and self._opens(at):
            return DEBRIS  # it breaks off itself
        if self._is_voiceless(at) and self._opened[at] and _FIRST_PERSON.search(text):
            return DEBRIS / 2
        return 0.0

    def _opens(self, at: int) -> bool:
        """Whether a quotation is open at the end of a sentence."""
        opened = self._opened[at]
        for mark in _MARK.findall(self._texts[at]):
            opened = mark == "“" or (mark == '"' and not opened)
        return opened

    def _is_voiceless(self, at: int) -> bool:
        """Whether a sentence is speech and nobody speaks it there."""
        text, opened, outside = self._texts[at].strip(), self._opened[at], []
        if not opened and text[:1] not in '"“':
            return False
        for part in re.split(r"([\"“”])", text):
            if _MARK.fullmatch(part):
                opened = part == "“" or (part == '"' and not opened)
            elif not opened:
                outside.append(part)
        return not _WORD.search(" ".join(outside))

    def leans(self, at: int) -> tuple[Lean, ...]:
        """What a sentence leans on."""
        if at not in self._leans:
            found = [Lean(frozenset((at + 1,)), VOICELESS)] if self._is_voiceless(at) else []
            self._leans[at] = tuple(dict.fromkeys([*found, *(self._by_all(at) if at else ())]))
        return self._leans[at]

    def _by_all(self, at: int) -> list[Lean]:
        return [*self._by_beginning(at), *self._by_noun(at), *self._by_name(at), *self._by_pronoun(at)]

    def _by_beginning(self, at: int) -> list[Lean]:
        """A quotation goes on from one before: "Karena ...", said X."""
        text = self._texts[at].lstrip(' "“')
        goes_on = self._opened[at] and _GOES_ON.match(text)
        before = frozenset((at - 1,))
        if goes_on:
            return [Lean(frozenset(), TORN)]  # two sentences of one speech are too many
        return [Lean(before)] if _THIS.match(text) or _BOTH.match(text) or _SOMEBODY.match(text) else []

    def _by_noun(self, at: int) -> list[Lean]:
        """ "The cooperation ...": a sentence before it has the noun, or whatever it says with another word."""
        text, found = self._texts[at], []
        for match in _POINTS.finditer(text):
            noun, before = match["noun"].lower(), text[: match.start()]
            more = match["more"].strip().lower() if match["more"] else ""
            if (
                noun in _NO_NOUNS
                or more in _NO_NOUNS
                or (match["which"].lower() == "ini" and len(before.split()) > _HEAD)
            ):
                continue
            words = [noun, more] if more else [noun]
            if any(_has(before, word) for word in words):
                continue
            named = frozenset(i for i in range(at) if any(_has(self._one(i), word) for word in words))
            among = any(_has(self._texts[i], word) for word in words for i in range(at))  # one of several
            unsure = frozenset((at - 1,)) if among or match["which"].lower() == "ini" else frozenset((at - 1, 0))
            found.append(Lean(named | {at - 1} if named else unsure))
        return found

    def _one(self, at: int) -> str:
        """A sentence without the nouns that several things share: "beberapa zodiak"."""
        return re.sub(rf"\b{_SEVERAL}\w+", " ", self._texts[at], flags=re.IGNORECASE)

    def _by_name(self, at: int) -> list[Lean]:
        """A surname or initials whose bearer a sentence before it introduces."""
        found: list[Lean] = []
        text, persons = self._texts[at], self._speakers.persons
        names = read_names(text, "id")
        full = {fold(word) for name in names if len(name.words) > 1 for word in name.words}
        for name in names:
            word = name.words[0]
            if len(name.words) > 1 or fold(word) in full:
                continue
            person = persons.of(name) if word not in self._initials else None
            told = frozenset(i for i in range(at) if re.search(rf"\b{re.escape(word)}\b", self._texts[i]))
            if not told or (person is None and word not in self._initials):
                continue
            if person is not None and (len(person.words) < 2 or self._is_named(at, person)):
                continue
            found.append(Lean(told))
        return found

    def _is_named(self, at: int, person: ArticlePerson) -> bool:
        """Whether the brief will say who a person is that speaks in a sentence."""
        position = self._article.body[at]
        return introduces(self._article, self._speakers, position) is person

    def _by_pronoun(self, at: int) -> list[Lean]:
        """ "He said": it stays plain where the brief will put the name."""
        position = self._article.body[at]
        voice = self._speakers.persons.voices[position]
        if not voice.pronoun or introduces(self._article, self._speakers, position) is not None:
            return []
        named = [self._speakers.persons.named(self._article.body[i]) for i in range(at)]
        alone = len({id(person) for persons in named for person in persons}) == 1  # no other can be meant
        return [Lean(frozenset((at - 1, *(i for i, persons in enumerate(named) if alone and persons))))]


def _has(text: str, word: str) -> bool:
    """Whether a text has a word, or another form of it: "penangkapan" and "menangkap"."""
    root = _PREFIXES.sub("", _PREFIXES.sub("", word))
    return (root if len(root) > 3 else word) in text.lower()
