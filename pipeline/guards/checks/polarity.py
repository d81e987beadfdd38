"""Checks that what the source denies is denied in the translation, and nothing else is.

Three failures: ``negation-lost`` (a *tidak*, *bukan*, *belum*, *tanpa*, *jangan* and nothing in the English that could
stand for it), ``negation-added`` (a "not" or "never" and nothing in the Indonesian that could have led to it), and
``reversal-lost`` (*batal*, *urung*, *nyaris*, *gagal*, *menolak*, *membantah*, ... and none of the English words for
it). What may stand for what is data (``language/data/polarity.toml``), wide on purpose: a translator may say "unable",
"few" or "instead".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pipeline.guards.context import EMPTY, Context
from pipeline.guards.placeholders import blanked
from pipeline.language.lexicon import lexicon, lookup, short_stem
from pipeline.language.names import is_common
from pipeline.language.phrases import PhraseTable, Token, tokens
from pipeline.language.rules import table

COSTS = {"negation-lost": 3.0, "negation-added": 3.0, "reversal-lost": 3.0}
# Words with these beginnings or endings may stand for a negator: "unknown", "priceless"; "ketidakadilan" in Indonesian.
Text = Sequence[Token]
Links = list[tuple[int, int]]
_EN_PREFIXES, _EN_SUFFIXES = ("un", "non"), ("less", "-free")
_TURNED = ("un", "in", "ir", "im")  # "unavoidable" holds a denial of its own
_ID_PREFIXES = ("ketidak", "ketak", "non", "nir", "tak")
_NEAR = 6  # tokens between two negators of one denial
_BEFORE, _AFTER = 8, 4  # tokens from a word to what denies it
_REACH = 5  # tokens from a negator to the word that it denies
_TURN_REACH = 4  # from a word that turns the sense around
_STOPS = frozenset(
    """
    . , ; : ! ? ( ) " “ ” - – — tetapi tapi namun karena sebab sehingga agar supaya yang dan atau meski meskipun walau
    walaupun sekalipun untuk oleh dengan dalam pada di dari bahwa melainkan namun sebagai seperti kepada terhadap
    but because so although though even that which who whom whose and or with for by in on at from if when while as
    than about into since until after before despite during of
    """.split()  # noqa: SIM905
)
_JOINING = frozenset({"dan", "atau", "maupun", "serta", ",", "and", "or", "nor"})
_ORDINARY = (
    "under",
    "unit",
    "unic",
    "unio",
    "univ",
    "uniq",
    "unif",
    "until",
    "unveil",
    "unle",
    "nonton",
    "takut",
    "takjub",
    "takluk",
    "takar",
)

_OPPOSED = re.compile(r"(?:in|im|il|ir|dis)(?!crease|form|stall|vest|press|play|patch|cover)(\w{6,})$")


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where the negators of a text stand, how many denials they make at least ("tidak tamak dan tidak rakus" may be
    "not greedy or avaricious"), and where other words stand that may render one."""

    negators: tuple[int, ...]
    fewest: int
    others: tuple[int, ...]

    def near(self, at: int, before: int, after: int) -> bool:
        """Whether any of them stands close to a place."""
        return any(-before <= place - at <= after for place in (*self.negators, *self.others))

    def undoubled(self) -> _Marks:
        """The marks less the negators before another word of the kind: "not illegal" denies nothing."""
        alone = tuple(at for at in self.negators if not {at + 1, at + 2} & {*self.others})
        return replace(self, negators=alone, fewest=max(0, self.fewest - len(self.negators) + len(alone)))

    def without(self, places: Collection[int]) -> _Marks:
        """The marks less the other words at some places."""
        return replace(self, others=tuple(place for place in self.others if place not in places))


@dataclass(frozen=True, slots=True)
class _Tables:
    source: PhraseTable
    target: PhraseTable
    source_reversals: PhraseTable
    target_reversals: PhraseTable
    source_pairs: PhraseTable
    target_pairs: PhraseTable


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("negation-lost",), ("negation-added",), ("reversal-lost",) when the sense of a sentence was turned around."""
    theirs = tokens(blanked(translation), "en")
    if not theirs:
        return ()
    tables = _tables()
    failures = []
    ours, denied, reversals = _of_source(source)
    denies = _marks(theirs, tables.target, lambda t: False)
    turned = reversals, _labelled(theirs, tables.target_reversals)
    if denied.negators or denies.negators:
        paired = _labelled(ours, tables.source_pairs), _labelled(theirs, tables.target_pairs)
        links = _links(ours, theirs)
        used = {at for at in _rendered(*turned, denies)[1] if not theirs[at].word.startswith(_TURNED)}
        if _lost(ours, theirs, denied, denies.without(used), links):
            failures.append("negation-lost")
        source_words = {token.word for token in ours}
        denies = _marks(theirs, tables.target, lambda t: t.word in source_words).without(used).undoubled()
        used = {*_rendered(*turned, denies)[0], *_rendered(*paired, denies)[0]}
        if _added(ours, theirs, denied.without(used), denies, links):
            failures.append("negation-added")
    if turned[0] and _unturned(ours, theirs, *turned, denies):
        failures.append("reversal-lost")
    return tuple(failures)


@lru_cache(maxsize=1024)
def _of_source(source: str) -> tuple[Text, _Marks, Mapping[str, list[int]]]:
    """The tokens of a source, what it denies and what it turns around; kept, as it has several translations."""
    text, shouting = tokens(blanked(source), "id"), source.upper() == source
    denied = _marks(text, _tables().source, lambda t: len(t.word) < 4 and t.written.isupper() and not shouting)
    return text, denied, _labelled(text, _tables().source_reversals)


def _lost(ours: Text, theirs: Text, denied: _Marks, denies: _Marks, links: Links) -> bool:
    """Whether a denial of the source is missing: there are fewer in the translation, whatever may render one
    included, or the word that is denied stands there with nothing of the kind near it."""
    if denied.fewest > len(denies.negators) + len(denies.others):
        return True
    for at in denied.negators:
        word = _first_linked(ours, at, {i for i, _ in links})
        places = [j for i, j in links if i == word]
        if places and not any(denies.near(j, _BEFORE, _AFTER) for j in places):
            return True
    return False


def _added(ours: Text, theirs: Text, denied: _Marks, denies: _Marks, links: Links) -> bool:
    """Whether the translation denies what the source does not, counted or seen at the word that is denied."""
    if denies.fewest > len(denied.negators) + len(denied.others):
        return True
    for at in denies.negators:
        word = _first_linked(theirs, at, {j for _, j in links})
        places = [i for i, j in links if j == word]
        if places and not any(denied.near(i, _BEFORE, _AFTER) for i in places):
            return True
    return False


def _unturned(
    ours: Text, theirs: Text, wanted: Mapping[str, list[int]], there: Mapping[str, list[int]], denies: _Marks
) -> bool:
    """Whether a word that turns the sense around has no counterpart, or none near what it turns around."""
    if any(label not in there for label in wanted) and not denies.negators:
        return True
    links = _links(ours, theirs)
    for label, places in wanted.items():
        for at in places:
            word = _first_linked(ours, at, {i for i, _ in links}, _TURN_REACH)
            targets = [j for i, j in links if i == word]
            marks = replace(denies, others=tuple(there.get(label, ())))
            if targets and not any(marks.near(j, _BEFORE, _AFTER) for j in targets):
                return True
    return False


def _first_linked(text: Text, at: int, linked: set[int], reach: int = 0) -> int | None:
    """The first word after a negator, of the same clause, that has a counterpart."""
    for place in range(at + 1, min(len(text), at + (reach or _REACH))):
        if text[place].word in _STOPS:
            return None
        if place in linked:
            return place
    return None


def _links(ours: Text, theirs: Text) -> Links:
    """Which words translate each other and no others, by the lexicon."""
    places: dict[str, list[int]] = {}
    for j, token in enumerate(theirs):
        places.setdefault(short_stem(token.base), []).append(j)
    entries = lexicon()
    found = []
    for i, token in enumerate(ours):
        entry = lookup(token.word, entries)
        if entry is not None:
            found += [(i, j) for stem in entry.likeliest for j in places.get(stem, ())]
    partners = Counter(i for i, _ in found)
    translated = Counter(j for _, j in found)
    return [(i, j) for i, j in found if partners[i] == 1 == translated[j]]


def _labelled(text: Text, phrases: PhraseTable) -> dict[str, list[int]]:
    """Where the words of each label stand."""
    found: dict[str, list[int]] = {}
    for phrase in phrases.find(text):
        for label in phrase.labels:
            found.setdefault(label, []).append(phrase.first)
    return found


def _rendered(
    ours: Mapping[str, list[int]], theirs: Mapping[str, list[int]], denies: _Marks
) -> tuple[list[int], list[int]]:
    """Where words stand, on either side, that render each other ("ditolak", "rejected"): they stand for no denial."""
    both = [label for label in ours if any(at not in denies.negators for at in theirs.get(label, ()))]
    return [at for label in both for at in ours[label]], [at for label in both for at in theirs[label]]


def _marks(text: Text, phrases: PhraseTable, ignored: Callable[[Token], bool]) -> _Marks:
    negators, others = [], []
    fewest = 0
    last = -_NEAR
    for phrase in phrases.find(text):
        at = phrase.first
        if "negator" not in phrase.labels:
            others.append(at)
        elif not _numero(text, at) and not ignored(text[at]):
            joined = at - last < _NEAR and any(token.word in _JOINING for token in text[last + 1 : at])
            fewest += not joined
            negators.append(at)
            last = at
    prefixes, suffixes = (_EN_PREFIXES, _EN_SUFFIXES) if phrases.language == "en" else (_ID_PREFIXES, ("?",))
    others += [i for i, token in enumerate(text) if _formed(token.word, prefixes, suffixes)]
    return _Marks(tuple(negators), fewest, tuple(sorted({*others} - {*negators})))


def _numero(text: Text, at: int) -> bool:
    """Whether a "no" is the sign of a number: "No. 12", "No 7"."""
    following = text[at + 1].word if at + 1 < len(text) else ""
    return text[at].word == "no" and (following == "." or following[:1].isdigit())


@lru_cache(maxsize=16384)
def _formed(word: str, prefixes: tuple[str, ...], suffixes: tuple[str, ...]) -> bool:
    """Whether a word is formed with a beginning or an ending that negates, or is an English word with "in-", "im-",
    "dis-" before it: "unknown", "priceless", "imperfect"."""
    if len(word) < 5 or word.startswith(_ORDINARY):
        return False
    if word.startswith(prefixes) or word.endswith(suffixes):
        return True
    opposed = _OPPOSED.match(word) if suffixes == _EN_SUFFIXES else None
    return opposed is not None and is_common(opposed[1], "en")


@cache
def _tables() -> _Tables:
    words = table("polarity")
    negation, reversal = words["negation"], words["reversal"]

    def marks(language: str) -> dict[str, list[str]]:
        soft = [*negation[f"{language}_idiom"].split(), *negation[f"{language}_soft"].split()]
        return {"negator": negation[language].split(), "soft": soft}

    return _Tables(
        PhraseTable(marks("id"), "id"),
        PhraseTable(marks("en"), "en"),
        PhraseTable({name: row["id"].split() for name, row in reversal.items()}, "id"),
        PhraseTable({name: row["en"].split() for name, row in reversal.items()}, "en"),
        PhraseTable({name: row["id"].split() for name, row in words["paired"].items()}, "id"),
        PhraseTable({name: row["en"].split() for name, row in words["paired"].items()}, "en"),
    )
