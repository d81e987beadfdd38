"""Other stories' headlines inside an article: what a headline looks like, and where one ends that was glued to a
sentence.

Portals put "Baca juga: <headline>" between two paragraphs; scrapers then often lose the line breaks, so that the
headline runs into the next sentence without a mark: "... Harga Beras Naik Lagi Pedagang di pasar ...". A headline is
in title case and a sentence is not, so the first ordinary lower-case word shows that the sentence has begun; how far
before that word it began is decided by what the rest of the article knows about the capitalised words in between.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from itertools import islice, pairwise

from pipeline.language import rules

WINDOW = 45  # tokens looked at behind a marker: no headline is longer
SHORTEST = 2  # tokens a headline has at least
USUAL = 14  # tokens a headline seldom goes beyond
LONGEST = 24
LENGTH_COST = 0.25
RUN_DISCOUNT = 0.35
LONGEST_RUN = 6  # tokens of a name with its office
_STRIP = "\"'“”‘’„(){}[]<>.,:;!?…*-–—|"
_TOKEN = re.compile(r"\S+")
_OPENING = ("“", "‘", '"', "'")
_TERMINATED = (".", "!", "?", "…")
_CLOSING = ('"', "”", "'", "’")
_LETTERS = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"\W{0,2}(?:https?://|www\.)\S")
_ITEM = re.compile(r"\d{1,2}\.")
_VERB_PREFIXES = ("meng", "meny", "mem", "men", "me", "di", "ber", "ter")  # so begins a verb, not a name


class Vocabulary:
    """What an article's own text knows about words. Each part is counted when it is first asked for: most articles have
    no line that could be a headline. Time and memory grow with the length of the lines.

    Args:
        texts: the article's lines.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts

    @cached_property
    def _lines(self) -> list[tuple[list[str], list[str]]]:
        """The words of each line, as they stand there and bare."""
        lines = (text.split() for text in self._texts)
        return [(tokens, [token.strip(_STRIP) for token in tokens]) for tokens in lines]

    @cached_property
    def pairs(self) -> Counter[tuple[str, str]]:
        """How often two words stand together."""
        return Counter(pair for _, bare in self._lines for pair in pairwise(bare))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word occurs, in small letters."""
        return Counter(word.lower() for _, bare in self._lines for word in bare if word)

    @cached_property
    def lower(self) -> frozenset[str]:
        """The words that begin with a small letter."""
        return frozenset(word for _, bare in self._lines for word in bare if word[:1].islower())

    @cached_property
    def first(self) -> frozenset[str]:
        """The words seen at the beginning of a sentence."""
        ends = (*_TERMINATED, '."', ".”")
        return frozenset(
            word
            for tokens, bare in self._lines
            for token, word in zip(tokens, bare[1:], strict=False)
            if token.endswith(ends)
        )


def small(token: str) -> bool:
    """Whether a token is a word that headlines write in lower case."""
    return token in rules.words("headlines", "small")


def title_case(text: str) -> float:
    """The share of words in a text that title case would allow: capitalised, numbers, or small words. 0 when empty."""
    tokens = [token.strip(_STRIP) for token in text.split()]
    tokens = [token for token in tokens if token]
    if not tokens or not (tokens[0][0].isupper() or tokens[0][0].isdigit()):
        return 0.0
    return sum(_kind(token) != "low" for token in tokens) / len(tokens)


def title_end(text: str) -> int:
    """Where the first word ends that title case would not allow; the text's end where there is none."""
    for match in _TOKEN.finditer(text):
        token = match[0].strip(_STRIP)
        if token and _kind(token) == "low":
            return match.end()
    return len(text)


def recurring(text: str, vocabulary: Vocabulary, own: int = 1) -> float:
    """The share of a line's content words that occur elsewhere in the article.

    Args:
        text: the line.
        vocabulary: of the whole article, the line included.
        own: how often the line itself stands in the article.
    """
    mine = Counter(token.strip(_STRIP).lower() for token in text.split())
    content = [w for w in mine if len(w) > 2 and not small(w) and _LETTERS.search(w)]
    if not content:
        return 1.0
    return sum(vocabulary.counts[w] > mine[w] * own for w in content) / len(content)


def end(text: str, start: int, stop: int, vocabulary: Vocabulary, *, opens: bool = False) -> int:
    """Where the headline that begins at ``start`` ends: the offset of the sentence after it, or ``stop``.

    Args:
        text: the line.
        start: offset just behind the marker ("Baca juga:").
        stop: offset of whatever certainly is no headline any more (the next marker, or the end of the line).
        vocabulary: of the article.
        opens: whether the marker opens the line.
    """
    matches = list(islice(_tokens().finditer(text, start, stop), WINDOW))
    tokens = [match.group() for match in matches]
    address = next((i for i, token in enumerate(tokens[:LONGEST]) if _ADDRESS.match(token)), 0)
    if address and all(_kind(token) != "low" for token in tokens[:address]):
        return matches[address].end()  # the headline's own address closes it
    begins = _whole(tokens, opens, stop == len(text)) or _sentence_start(tokens, vocabulary)
    if begins < len(tokens):
        return matches[begins].start()
    return stop if len(tokens) < WINDOW else matches[-1].end()


@cache
def _tokens() -> re.Pattern[str]:
    """A word; one that a sentence's first word was glued to ("TurunMenurut") ends before that one."""
    openers = rules.words("headlines", "strong_openers") | rules.words("headlines", "openers")
    glued = "|".join(sorted(word.capitalize() for word in openers if len(word) > 3))
    return re.compile(rf"[^\s]{{1,40}}?[a-z](?=(?:{glued})[\s,])|\S+")


def _kind(token: str) -> str:
    """``cap``, ``small`` or ``low`` (an ordinary lower-case word)."""
    bare = token.strip(_STRIP)
    if not bare or not bare[0].islower():
        return "cap"
    if small(bare):
        return "small"
    # eSIM, iPhone, e-Sports, m-BCA: capitals inside make a name
    return "cap" if any(letter.isupper() for letter in bare) else "low"


def _whole(tokens: Sequence[str], opens: bool, closes: bool) -> int:
    """How many tokens a headline has that is told by its line and not by title case; 0 when the line does not tell.

    A line that a marker opens holds the headline and nothing else, unless a sentence follows behind a full stop. One
    in title case that ends like a sentence may have been glued to it, and is left to title case.

    Args:
        tokens: behind the marker.
        opens: whether the marker opens the line.
        closes: whether the last token ends the line.
    """
    sentence_case = any(_kind(token) == "low" for token in tokens[:SHORTEST])
    if not tokens or not closes or len(tokens) > LONGEST or not (opens or sentence_case):
        return 0
    bare = [token.rstrip("".join(_CLOSING)) for token in tokens]
    marks = _TERMINATED if bare[-1].endswith(".") else "."  # "Benarkah naik? Ini kata pedagang" is one headline
    for i in range(SHORTEST - 1, len(tokens) - 1):
        initial = len(bare[i].strip(_STRIP)) < 2
        if bare[i].endswith(marks) and not initial and not tokens[i + 1].strip(_STRIP)[:1].islower():
            return i + 1 if sentence_case else 0
    return 0 if bare[-1].endswith(".") and not (opens and sentence_case) else len(tokens)


def _sentence_start(tokens: Sequence[str], vocabulary: Vocabulary) -> int:
    """The index of the token that begins the sentence behind a headline; ``len(tokens)`` when all is headline."""
    kinds = [_kind(token) for token in tokens]
    breaker = next((i for i, kind in enumerate(kinds) if kind == "low" and i >= SHORTEST), len(tokens))
    if breaker == len(tokens):
        if len(tokens) <= LONGEST:
            return len(tokens)
        return next((i + 1 for i in range(SHORTEST, LONGEST) if tokens[i].endswith(_TERMINATED)), USUAL)
    last = breaker
    while last > 0 and kinds[last] != "cap":
        last -= 1
    candidates = [i for i in range(SHORTEST, last + 1) if _may_start(tokens, kinds, i)]
    if not candidates:
        return max(last, SHORTEST)
    return max(candidates, key=lambda i: (_score(tokens, kinds, i, last, vocabulary), i))


def _numbered(tokens: Sequence[str], i: int) -> bool:
    """Whether token ``i`` is the number of a list item or of a numbered section ("2.")."""
    before = tokens[i - 1].strip(_STRIP).lower()
    return bool(_ITEM.fullmatch(tokens[i])) and before not in rules.words("headlines", "counted")


def _opener(token: str, key: str, whole: bool = False) -> bool:
    """Whether a token opens sentences; unless ``whole``, one that lost its last letter ("Kemudia.") does too."""
    word = token.strip(_STRIP).lower()
    return word in rules.words("headlines", key) or (not whole and token.endswith(".") and word in _shortened(key))


@cache
def _shortened(key: str) -> frozenset[str]:
    return frozenset(word[:-1] for word in rules.words("headlines", key) if len(word) > 5)


def _may_start(tokens: Sequence[str], kinds: Sequence[str], i: int) -> bool:
    """Whether a sentence could begin at this token at all."""
    before = tokens[i - 1]
    if kinds[i] != "cap" or not (_LETTERS.search(tokens[i]) or _numbered(tokens, i)):
        return False
    if before.endswith((",", ":", "-", "–", "&", "/")) or _numbered(tokens, i - 1):
        return False
    word, previous = tokens[i].strip(_STRIP).lower(), before.strip(_STRIP).lower()
    if {word, previous} & rules.words("headlines", "particles") or _place(before):
        return False  # "David Da Silva", "Pasar Senen"
    if word in rules.words("headlines", "nearby") and previous in rules.words("headlines", "times"):
        return False  # "Pekan Ini"
    return kinds[i - 1] != "small" or before.strip(_STRIP) in rules.words("headlines", "closing")


def _score(tokens: Sequence[str], kinds: Sequence[str], i: int, last: int, vocabulary: Vocabulary) -> float:
    """How well a sentence would begin at token ``i`` when its first lower-case word follows token ``last``."""
    word = tokens[i].strip(_STRIP)
    score = -LENGTH_COST * max(0, i - USUAL)
    if tokens[i - 1].endswith(_TERMINATED):
        score += 3.0
    if _numbered(tokens, i):
        return score + 4.0
    if tokens[i].startswith(_OPENING) and not any(t.rstrip(".,").endswith(_CLOSING) for t in tokens[i : last + 1]):
        score += 5.0
    strong = _opener(tokens[i], "strong_openers", whole=i < last)
    settled = strong
    if strong:
        score += 5.0
    elif _opener(tokens[i], "openers"):
        settled = any(t.endswith(",") for t in tokens[i + 1 : last + 1])  # "Lebih lanjut, Ketua ... mengatakan"
        needs_comma = word.lower() in rules.words("headlines", "comma_openers") and last - i > 1
        score += 5.0 if settled else 0.5 if needs_comma else 3.0
    rank = word.lower() in rules.words("headlines", "ranks")
    office = rank or word.lower() in rules.words("headlines", "offices")
    if office:
        score += 1.5 if rank else 3.0
    if word in vocabulary.first:
        score += 1.0
    if vocabulary.pairs[tokens[i - 1].strip(_STRIP), word] > 1:
        score -= 2.5  # the cut would part words that belong together
    costs = [_inside_cost(tokens, kinds, k, vocabulary) for k in range(i, last)]
    if office or settled:  # names follow each other there, but only so many
        costs = [cost * RUN_DISCOUNT if k < LONGEST_RUN else cost for k, cost in enumerate(costs)]
    return score - sum(costs)


def _place(word: str) -> bool:
    """Whether a word opens the name of a place: the name's other words follow it."""
    return word[:1].isupper() and word.lower() in rules.words("headlines", "places")


def _inside_cost(tokens: Sequence[str], kinds: Sequence[str], k: int, vocabulary: Vocabulary) -> float:
    """What it costs that token ``k + 1`` stands inside the sentence, before its first lower-case word."""
    token, following = tokens[k].strip(_STRIP), tokens[k + 1].strip(_STRIP)
    if kinds[k + 1] == "small":
        return 0.2
    if {token.lower(), following.lower()} & rules.words("headlines", "particles"):
        return 0.0
    if vocabulary.pairs[token, following] > 1:
        return 0.0
    if _place(token) or (_place(following) and kinds[k] == "small"):
        return 0.1  # "di Pasar Senen"
    if not following[:1].isupper():
        return 0.3
    if following.lower() in vocabulary.lower:
        return 2.0  # the article writes it in lower case: no name
    if following.lower().startswith(_VERB_PREFIXES) and vocabulary.counts[following.lower()] < 2:
        return 1.5
    return 0.7
