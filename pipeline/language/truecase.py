"""Gives headlines in title case and sentences in capitals the case their words have in a sentence.

Portals write "Gempa Guncang Pesisir Barat, Warga Mengungsi". A translator that was trained on sentences takes each
capital for a name and leaves the word as it is. Which capitals are names, the article itself knows: a word that it
writes in lower case is not one, a word that it capitalises inside a sentence is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, cached_property
from itertools import takewhile

from pipeline.language import rules
from pipeline.language.affixes import KNOWN_STEM, is_ordinary_word, roots
from pipeline.language.glossary import Glossary
from pipeline.language.names import is_common
from pipeline.language.quick_checks import mostly_small

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+|[“\"‘(]\s*)$")
_LOUD = re.compile(r"(?<![\w@#./-])[A-Z]{2,}(?: [A-Z]{2,})*(?![\w/-]|\.\w)")
_NEAR = 40  # characters before a word that tell whether a sentence begins with it
TITLE_CASE = 0.7  # of the longer words: below it the headline is a sentence already
LONGEST = 200  # longer words of a headline: what has more is none; each is looked for in all words of the article
LONGER = 4  # letters; shorter words are written small in headlines too
OPENED = 3  # words that follow an opening in capitals at least
SHOUTED = 0.8  # of a sentence's letters, in words that are capitals throughout: from here on it is in capitals
NAME_FOLLOWS = frozenset(
    {"desa", "kota", "kabupaten", "kecamatan", "kelurahan", "provinsi", "dusun", "pulau", "jalan", "pt"}
)
# Words that no name begins with, so that "DESA DI ACEH" is no village called "Di".
_NO_NAMES = frozenset(
    """
    di ke dari dan atau yang ini itu untuk pada dengan oleh karena akan tidak telah sudah belum juga para ada
    """.split()  # noqa: SIM905
)
_UNITS = frozenset({"kg", "km", "cm", "mm", "ml", "ha"})
# One of these alone in capitals is stressed: "polisi TIDAK menahan". Of several words one has to be of them or a verb.
_STRESSED = frozenset(
    """
    tidak bukan jangan belum harus wajib dilarang gratis tanpa hanya semua sudah tetap segera boleh yang untuk
    """.split()  # noqa: SIM905
)
_FORBIDDING = frozenset({"tidak", "belum", "dilarang", "wajib"})
_VERB = re.compile(r"(?:meng|meny|mem|men|ber|ter|di)[a-z]{4,}")
# What stands before a name in capitals: "Yayasan UNTUK NEGERI", "program MAKAN BERGIZI GRATIS".
_NAME_INTRODUCED = re.compile(
    r"\b(?:program|yayasan|partai|bank|ormas|organisasi|lembaga|koperasi|perusahaan|perkumpulan|asosiasi|komunitas|"
    r"gerakan|kelompok|grup|band|koran|tabloid|majalah|surat kabar|media|kanal|situs|portal|aplikasi|akun|film|"
    r"sinetron|serial|lagu|album|buku|novel|cerpen|puisi|drama|acara|festival|pameran|lomba|konser|kampanye|koalisi|relawan|"
    r"kapal|merek|toko|kafe|restoran|hotel|rumah makan|warung|sekolah|sd|smp|sma|smk|tk|universitas|pt|cv|ud)"
    r"\s+[\"“‘']?$",
    re.IGNORECASE,
)
_INTRODUCTION = 16  # characters: room for the longest of these words


def sentence_case(headline: str, article: Iterable[str]) -> str:
    """The headline with small letters where the article says so; unchanged when it is no title case or no headline.

    Args:
        headline: the title.
        article: the article's sentences, in any order.

    Returns:
        The headline, only letters' case changed; the first word keeps its capital.
    """
    words = list(_WORD.finditer(headline))
    longer = [m[0] for m in words if len(m[0]) >= LONGER and not m[0].isupper()]
    if not 2 <= len(longer) <= LONGEST or sum(w[0].isupper() for w in longer) < TITLE_CASE * len(longer):
        return headline
    sentences = list(article)
    small, names = _usage(sentences)
    opened = _openings(sentences)
    out, end = [], 0
    for match in words:
        word = match[0]
        begins = _SENTENCE_START.search(headline[max(0, match.start() - _NEAR) : match.start()]) is not None
        title = word.istitle() or (word[0].isupper() and word[1:].islower())  # "Warna-warni" is no title to Python
        keep = begins or not title or _is_name(word, small, names, opened)
        out += [headline[end : match.start()], word if keep else word.lower()]
        end = match.end()
    return _terms_written("".join(out) + headline[end:])


def _usage(article: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """How often the article writes each word small, and how often with a capital inside a sentence."""
    small: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for sentence in article:
        for match in _WORD.finditer(sentence):
            word = match[0]
            if word.islower():
                small[word] += 1
            elif not _SENTENCE_START.search(sentence[max(0, match.start() - 3) : match.start()]):
                names[word.lower()] += 1
    return small, names


def _openings(sentences: Iterable[str]) -> frozenset[str]:
    """The words with which sentences of the article open, in small letters."""
    first = (_WORD.search(sentence) for sentence in sentences)
    return frozenset(match[0].lower() for match in first if match and not match[0].islower())


def _is_name(word: str, small: Counter[str], names: Counter[str], opened: frozenset[str]) -> bool:
    low = word.lower()
    if small[low] or names[low]:
        return names[low] > small[low]
    if low in opened and not is_common(low, "id"):
        return True
    if low in _names_in_small_letters():
        return True  # "Jabar", which the article writes out
    stems = [stem for stem in (low, *roots(low)) if len(stem) >= KNOWN_STEM]  # "dijambret", where it has "menjambret"
    if any(stem in other for stem in stems for other in small):
        return False
    parts = [part for part in word.split("-") if part[0].isupper()]  # of "Warna-warni" the first
    return not all(is_ordinary_word(part.lower()) for part in parts)


class ArticleWords:
    """How the sentences of an article that are not in capitals write its words; counted once, when first asked for."""

    def __init__(self, article: Iterable[str]) -> None:
        self._article = article

    @cached_property
    def counts(self) -> tuple[Counter[str], Counter[str]]:
        """How often each word is small, and how often it has a capital inside a sentence."""
        return _usage(sentence for sentence in self._article if not in_capitals(sentence))


def ordinary_case(sentence: str, article: Iterable[str] | ArticleWords = ()) -> str:
    """A sentence in capitals as it would be written in ordinary case; unchanged when it is not in capitals.

    "POLISI TIDAK MENEMUKAN KORBAN DI DESA SUKAMAJU." becomes "Polisi tidak menemukan korban di Desa Sukamaju." What the
    article writes elsewhere decides first; then known acronyms keep their capitals, known words become small, and what
    nobody knows is taken for a name.

    Args:
        sentence: Indonesian.
        article: sentences of the same article, in any order, or how they write their words, where many are asked for.

    Returns:
        The sentence, only letters' case changed. Of one that merely opens in capitals ("SETIAP aktivitas manusia", as
        some portals begin an article) the opening words are changed, where they are words that are no names; so are
        words in capitals inside a sentence ("DILARANG KERAS").
    """
    known = article if isinstance(article, ArticleWords) else ArticleWords(article)
    if not in_capitals(sentence):
        return _quiet_inside(_quiet_opening(sentence, known))
    words = list(_WORD.finditer(sentence))
    small, names = known.counts
    out, end = [], 0
    for at, match in enumerate(words):
        begins = _SENTENCE_START.search(sentence[max(0, match.start() - _NEAR) : match.start()]) is not None
        before = words[at - 1][0].lower() if at else ""
        measured = match[0].lower() in _UNITS and sentence[: match.start()].rstrip()[-1:].isdigit()
        word = match[0].lower() if measured else _ordinary(match[0], before, begins, small, names)
        out += [sentence[end : match.start()], word]
        end = match.end()
    return _terms_written("".join(out) + sentence[end:])


def _quiet_opening(sentence: str, article: ArticleWords) -> str:
    """The sentence with the words in capitals that it opens with in ordinary case; unchanged where one of them may be
    an acronym or a name, as the article tells, or where all of it is short."""
    first = _WORD.search(sentence)
    if first is None or not first[0].isupper() or len(first[0]) < 2:  # as nearly always
        return sentence
    words = list(_WORD.finditer(sentence))
    loud = list(takewhile(lambda match: match[0].isupper() and len(match[0]) > 1, words))
    after = words[len(loud) :]
    if not loud or len(after) < OPENED or not after[0][0].islower() or len(loud[0][0]) <= LONGER:
        return sentence
    lows = [match[0].lower() for match in loud]
    if any(low in _names_in_small_letters() or not is_common(low, "id") for low in lows):
        return sentence
    small, names = article.counts
    own = _usage([sentence])[1]
    if any(names[low] - min(own[low], names[low]) > small[low] for low in lows):
        return sentence
    start, end = loud[0].start(), loud[-1].end()
    opening = sentence[start:end].lower()
    return _terms_written(sentence[:start] + opening[0].upper() + opening[1:] + sentence[end:])


def _quiet_inside(sentence: str) -> str:
    """The sentence with stressed words in ordinary case, where all of a run in capitals are words that are no names:
    of a slogan in quotation marks, or with a verb or a word such as "TIDAK" among them."""
    return _LOUD.sub(_quiet, sentence)


def _quiet(match: re.Match[str]) -> str:
    lows = match[0].lower().split()
    if any(low in _names_in_small_letters() or not is_common(low, "id") for low in lows):
        return match[0]
    start = match.start()
    before, after = match.string[max(0, start - 3) : start], match.string[match.end() : match.end() + 3]
    told = lows[0] in _FORBIDDING and before.endswith(" ")  # "sekolah DILARANG MENAHAN ijazah"
    if len(lows) > 1 and not told and _NAME_INTRODUCED.search(match.string[max(0, start - _INTRODUCTION) : start]):
        return match[0]
    quoted = before.endswith(('"', "“", "'", "‘")) and after.lstrip("!?.,").startswith(('"', "”", "'", "’"))
    stressed = any(low in _STRESSED for low in lows)
    several = len(lows) > 1 and any(len(low) >= LONGER for low in lows)
    if not (stressed or (several and (quoted or any(_VERB.fullmatch(low) for low in lows)))):
        return match[0]
    quiet = match[0].lower()
    return quiet[0].upper() + quiet[1:] if quoted or (start < 3 and not before.strip()) else quiet


def _terms_written(sentence: str) -> str:
    """The glossary's names of several words as they are written ("Jawa barat" -> "Jawa Barat")."""
    low = sentence.lower()
    for pattern, term in _names_of_several_words():
        if term.lower() in low:
            sentence = pattern.sub(term, sentence)
    return sentence


@cache
def _names_of_several_words() -> tuple[tuple[re.Pattern[str], str], ...]:
    names = (t for t in Glossary.load().entries if " " in t and t.istitle())
    return tuple((re.compile(rf"\b{re.escape(t)}\b", re.IGNORECASE), t) for t in names)


def in_capitals(sentence: str) -> bool:
    """Whether a text of several words is written in capitals throughout, as far as it tells."""
    if mostly_small(sentence):
        return False
    words = [m[0] for m in _WORD.finditer(sentence)]
    longer = [w for w in words if len(w) >= LONGER]
    loud = sum(len(w) for w in words if w.isupper())
    return len(words) >= 3 and len(longer) >= 2 and loud >= SHOUTED * sum(map(len, words))


def _ordinary(word: str, before: str, begins: bool, small: Counter[str], names: Counter[str]) -> str:
    """One word of a sentence in capitals; ``before`` is the word before it in small letters."""
    low = word.lower()
    if not word.isupper() or len(word) == 1:
        return word
    if not small[low]:
        if word in _acronyms() or not (names[low] or re.search("[AEIOU]", word)):
            return word
        named = names[low] or low in _calendar() or not is_ordinary_word(low)
        follows = before in NAME_FOLLOWS and low not in _NO_NAMES and not _VERB.fullmatch(low)
        if named or follows:
            return word.title()
    return low.capitalize() if begins else low


@cache
def _acronyms() -> frozenset[str]:
    """The acronyms of the glossary."""
    return frozenset(t for t in Glossary.load().entries if t.isalpha() and t.isupper())


@cache
def _names_in_small_letters() -> frozenset[str]:
    """The glossary's acronyms and names of one word: "Persis" is a club as well as a word."""
    return frozenset(t.lower() for t in Glossary.load().entries if t.isalpha() and not t.islower())


@cache
def _calendar() -> frozenset[str]:
    """Months and days, which are written with a capital."""
    table = rules.table("calendar")["id"]
    return frozenset(word for kind in ("months", "weekdays") for word in table[kind] if len(word) > 3)
