"""Finds the persons that an Indonesian sentence names, with what beside a name tells a woman from a man.

A person is a run of capitalised words with a given name in it, or with a title ("Ibu"), an age or a word of speech
beside it. What is named for a person ("Jalan Ahmad Yani") is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.language.dates import calendar_words
from pipeline.language.glossary import Glossary
from pipeline.language.lexicon import lexicon
from pipeline.language.names import is_common, read_names
from pipeline.language.numbers import opens_sentence
from pipeline.language.person_initials import is_initials
from pipeline.language.persons.given_names import Gender, is_given, plain
from pipeline.language.persons.words import word_list

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_GAP = re.compile(r"\s+|-")
_ABBREVIATED = re.compile(r"\.\s?")
_SHORT = 5  # letters of a title before a full stop
_LINKS = frozenset(
    ["bin", "binti", "al", "el", "de", "der", "den", "la", "le", "van", "von", "da", "dos", "del", "ibn"]
)
_YEARS = r"\d{1,3}(?:\s*(?:tahun|thn|th))?"
_AGE = re.compile(rf"\s*(?:\(\s*{_YEARS}\s*[,)]|,\s*{_YEARS},)")
_ACTS = re.compile(  # what stands behind who does something
    r"\s+(?:juga |pun |sendiri |lalu |kemudian )*(?:(?:me|ber|di|ter)[a-z]{3,}|akan|harus|sudah|telah|tidak|tak|masih"
    r"|ingin|mau|bisa|dapat|belum|sedang|pernah|sempat|kerap|sering|kini|memang|jatuh|datang|pergi|pulang|ikut|tampil|hadir|tiba|tewas|meninggal|bilang|optimistis)\b"
)
_AT = re.compile(r"\b(?:di|ke|dari|PT|CV)\s+$")
_MET = re.compile(r"\b(?:bernama|dengan|bersama|oleh|kepada)\s+$")
_LATER = frozenset({"agung", "indonesia"})  # given names that stand behind other words as well: "Jaksa Agung"
_IN_ORIGIN = r"(?: (?:muda|tua|bernama|berinisial|asal \w+|kelahiran \w+))?"
_WOMAN_BEFORE = re.compile(
    r"(?:(?i:\b(?:istri|isteri|ibu|ibunda|putri|nenek|bibi|(?:anak|adik|kakak) perempuan)nya"
    r"|\bsang (?:istri|ibu|putri|nenek)|\baktris|\bbiduanita|\bseorang (?:\w+ )?(?:wanita|perempuan|gadis|ibu))"
    rf"{_IN_ORIGIN},?|\b(?:wanita|perempuan|gadis|siswi|mahasiswi|karyawati|janda){_IN_ORIGIN}"
    r"|\b(?:tunggal|ganda|atlet|pe\w+) putri|\bsuami(?: dari)?)\s+$"
)
_MAN_BEFORE = re.compile(
    r"(?:(?i:\b(?:suami|ayah|ayahanda|putra|kakek|paman|(?:anak|adik|kakak) laki-laki)nya"
    r"|\bsang (?:suami|ayah|putra|kakek)|\baktor|\bseorang (?:\w+ )?(?:pria|lelaki|laki-laki|pemuda|ayah))"
    rf"{_IN_ORIGIN},?|\b(?:pria|lelaki|laki-laki|pemuda|duda|santriwan){_IN_ORIGIN}"
    r"|\b(?:tunggal|ganda|atlet|pe\w+) putra|\b(?:istri|isteri|janda)(?: dari)?)\s+$"
)
_OF_BOTH = re.compile(r"(?:\b(?:suami istri|pasutri|putra-putri)|\b(?:seorang|sang) (?:istri|suami|janda))\s+$")
_BEHIND = r"\s*(?:\(\d{1,3}(?: tahun)?\)\s*)?,\s+(?:yang (?:juga |merupakan |adalah )*)?(?:seorang )?(?:mantan )?"
_ALONE = r"\b(?!,| dan\b| serta\b)"  # and not one of a list: "Anwar, istri, dan anaknya"
_WOMAN_BEHIND = re.compile(
    rf"{_BEHIND}(?:istri|ibu|ibunda|putri|nenek|aktris|janda|wanita|perempuan|gadis|siswi|mahasiswi){_ALONE}"
)
_MAN_BEHIND = re.compile(
    rf"{_BEHIND}(?:suami|ayah|ayahanda|putra|kakek|aktor|duda|pria|lelaki|laki-laki|pemuda){_ALONE}"
)
_LONGEST = 12  # words with a capital that are looked at: more are a heading
_MOST_INITIALS = 4
_NEAR = 48  # characters before a name that are looked at


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named at ``text[start:end]``.

    Attributes:
        start: where the name begins, without titles.
        end: where it ends.
        words: of the name, as :func:`~pipeline.language.persons.given_names.plain` writes them.
        sign: the gender that a title or a noun beside it tells.
    """

    start: int
    end: int
    words: tuple[str, ...]
    sign: Gender | None = None


def mentions(text: str, known: frozenset[str] = frozenset()) -> list[Mention]:
    """The persons that an Indonesian sentence names, in order.

    Args:
        text: the sentence.
        known: words of the names of its article, each of which may stand alone.
    """
    return [found for run in _runs(text) if (found := _person(text, run, known)) is not None]


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """The runs of words with a capital; small words of names may join two."""
    words = list(_WORD.finditer(text))
    run: list[re.Match[str]] = []
    for at, word in enumerate(words):
        joined = bool(run) and _joins(text, run[-1], word)
        if word[0][0].isupper():
            if not joined and run:
                yield run
                run = []
            run.append(word)
        elif joined and word[0] in _LINKS and at + 1 < len(words) and _joins(text, word, words[at + 1]):
            if words[at + 1][0][0].isupper():
                run.append(word)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _joins(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    between = text[one.end() : other.start()]
    if _GAP.fullmatch(between):
        return True
    return _ABBREVIATED.fullmatch(between) is not None and len(one[0]) <= _SHORT and one[0][0].isupper()


def _person(text: str, run: list[re.Match[str]], known: frozenset[str]) -> Mention | None:
    """The person of a run of capitalised words, if it names one."""
    names = [plain(word[0]) for word in run]
    while names and (names[-1] in calendar_words("id") or names[-1] in _LINKS):
        names, run = names[:-1], run[:-1]
    if not run or len(run) > _LONGEST:
        return None
    if len(run) == 1 and _is_initials(text, run[0], known):
        return Mention(*run[0].span(), tuple(names), _beside(text, *run[0].span()))
    for where in (_given, _titled, _acting):
        if (at := where(text, run, names)) is not None:
            break
    else:
        at = next((i for i, name in enumerate(names) if known.issuperset(names[i:]) and len(name) > 2), None)
    if at is None:
        return None
    at = _with_unknown(run, names, at)
    before, start, end = set(names[:at]), run[at].start(), run[-1].end()
    if before & word_list("named_for") and not before & (word_list("offices") | _titles()):
        return None
    if not before and _named_for_person(text, start):
        return None
    return Mention(start, end, tuple(names[at:]), _title(text, run, names[:at]) or _beside(text, run[0].start(), end))


def _is_initials(text: str, word: re.Match[str], known: frozenset[str]) -> bool:
    """Whether capitals are a person's: introduced as such, with an age, or as the article has them before."""
    if not (word[0].isupper() and 1 < len(word[0]) <= _MOST_INITIALS):
        return False
    return is_initials(text, *word.span()) or _AGE.match(text, word.end()) is not None or plain(word[0]) in known


# -- where in a run a name begins


def _given(text: str, run: Sequence[re.Match[str]], names: Sequence[str]) -> int | None:
    """With a given name."""
    return next((at for at in range(len(run)) if _is_given(text, run, names, at)), None)


def _is_given(text: str, run: Sequence[re.Match[str]], names: Sequence[str], at: int) -> bool:
    word, name = run[at][0], names[at]
    if len(word) == 1 or name == "ni":  # "I Wayan", "Ni Luh"
        return name in ("i", "ni") and at + 1 < len(run) and is_given(names[at + 1])
    if (word.isupper() and len(word) < 4) or (at and name in _LATER):
        return False
    if not is_given(name) or name in word_list("titles", "female") - {"baiq", "cut"}:
        return False
    return not (is_common(word, "id") and len(run) == at + 1 and opens_sentence(text, run[at].start()))


def _titled(text: str, run: Sequence[re.Match[str]], names: Sequence[str]) -> int | None:
    """Behind a person's title, or before an age."""
    titled = [i for i, name in enumerate(names) if name in _titles() and not _in_hyphens(text, run[i])]
    if titled and titled[-1] + 1 < len(run) and not is_common(run[titled[-1] + 1][0], "id"):
        return titled[-1] + 1
    if not _AGE.match(text, run[-1].end()) or (run[-1][0].isupper() and len(run[-1][0]) > 1):
        return None
    none = word_list("offices") | word_list("named_for")
    return next((i for i, name in enumerate(names) if name not in none and not is_common(name, "id")), None)


def _acting(text: str, run: Sequence[re.Match[str]], names: Sequence[str]) -> int | None:
    """With a name on no list that opens a sentence, does something or is met: "bernama Mexie", "dengan Mexie"."""
    first = 0
    if opens_sentence(text, run[0].start()):  # "Menurut Mexie"
        first = next((i for i, word in enumerate(run) if not is_common(word[0], "id")), 0)
    none = _no_names()
    for name, word in zip(names[first:], run[first:], strict=True):
        if (word[0].isupper() and len(name) > 1) or name in none:
            return None
        if name != "the" and (_is_word(word[0]) or is_common(word[0], "en")):
            return None
    start, end = run[first].start(), run[-1].end()
    before = text[max(0, start - _NEAR) : start]
    acts = _ACTS.match(text, end) is not None and not _AT.search(before)
    if not (acts or _MET.search(before) or not any(c.isalnum() for c in text[: run[0].start()])):
        return None
    return first if any(name.start >= start for name in read_names(text[:end], "id")) else None


def _with_unknown(run: Sequence[re.Match[str]], names: Sequence[str], at: int) -> int:
    """Where the name begins if a word before the given name may be one, too ("Mexie Hartono"), and is no place."""
    while at and len(names[at - 1]) > 1 and names[at - 1] not in _beside_names():
        if run[at - 1][0].isupper() or _is_word(run[at - 1][0]):
            break
        at -= 1
    return at


def _is_word(word: str) -> bool:
    return is_common(word, "id") or word.lower() in lexicon() or word in Glossary.load().entries


def _named_for_person(text: str, start: int) -> bool:
    word = re.search(r"([^\W\d_]+)\s*[\"“*']?$", text[max(0, start - 20) : start])
    return word is not None and plain(word[1]) in word_list("named_for")


# -- what tells a woman from a man


@cache
def _no_names() -> frozenset[str]:
    return word_list("places") | word_list("named_for") | word_list("offices")


@cache
def _beside_names() -> frozenset[str]:
    return _no_names() | _titles() | _LINKS


@cache
def _titles() -> frozenset[str]:
    return word_list("titles", "female") | word_list("titles", "male") | word_list("titles", "either")


def _in_hyphens(text: str, word: re.Match[str]) -> bool:
    """Whether a word is part of another: no title in "Lip-Bu"."""
    return text[word.start() - 1 : word.start()] == "-" or text[word.end() : word.end() + 1] == "-"


def _title(text: str, run: Sequence[re.Match[str]], before: Sequence[str]) -> Gender | None:
    """What the titles in a run tell. "Ibu Ratna" may be Ratna's mother where it opens a sentence."""
    for at, name in reversed(list(enumerate(before))):
        if _in_hyphens(text, run[at]):
            return None
        if name in word_list("titles", "kin") and opens_sentence(text, run[0].start()):
            return None
        if name in word_list("titles", "female"):
            return "f"
        if name in word_list("titles", "male"):
            return "m"
        if name not in word_list("titles", "either"):
            return None
    return None


def _beside(text: str, start: int, end: int) -> Gender | None:
    """What stands before a name or in apposition behind it tells; None where both genders are told of."""
    before = text[max(0, start - _NEAR) : start]
    both = _OF_BOTH.search(before) is not None
    woman = (not both and _WOMAN_BEFORE.search(before) is not None) or _WOMAN_BEHIND.match(text, end) is not None
    man = (not both and _MAN_BEFORE.search(before) is not None) or _MAN_BEHIND.match(text, end) is not None
    if woman == man:
        return None
    return "f" if woman else "m"
