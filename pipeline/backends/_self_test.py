"""Tests a model when it is loaded: against the known answers of its card, or, without any, for signs of sound weights.

Libraries have loaded translation models wrongly without an error more than once (transformers #45005: tied weights
lost; #26216: positions), and a tokenizer of another checkpoint loads as well as the right one. What comes out is then
one text whatever goes in, a loop, other words, or pieces of words. Three short sentences show that at the cost of three
sentences.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from pipeline.core.errors import ModelError
from pipeline.core.tables import Table

if TYPE_CHECKING:
    from pipeline.backends.base import Summarizer, Translator
    from pipeline.backends.model_card import Card

PROBES = Path(__file__).with_name("self_test.toml")
MOST_TOKENS = 32  # of an answer: enough to see what it is
DISTINCT = 0.4  # of a text's words, below which it goes round in circles; from LONG words on
LONG = 14
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_AGAIN = re.compile(r"(\S+(?:\s+\S+){0,3}?)(?:\s+\1){3,}(?=\s|\W|$)")


class KnownAnswer(Table):
    """A sentence and the checkpoint's known translation; a checkpoint that loaded wrongly cannot give it."""

    source: str
    text: str
    similarity: Annotated[float, Field(gt=0, le=1)] = 0.7  # int8 may change a word; broken weights change them all


class Probe(Table):
    """A short article in both languages."""

    title: str
    indonesian: tuple[str, ...]
    title_english: str
    english: tuple[str, ...]
    names: tuple[str, ...]
    words: tuple[str, ...]


def check_translator(card: Card, engine: Translator) -> None:
    """Hold a translator against its card's known answers, or the probes.

    Raises:
        ModelError: it fails; the message says what it wrote and what that is a sign of.
    """
    if not card.self_test:
        return
    if card.known_answers:
        _likeness(card, [row[0].text for row in engine.translate([k.source for k in card.known_answers])])
        return
    sources = [probe.indonesian[0] for probe in probes()]
    rows = _decoded(card, lambda: engine.translate(sources, beam_size=1))
    _refuse(card, sources, [row[0].text if row else "" for row in rows])


def check_summarizer(card: Card, engine: Summarizer) -> None:
    """Hold a summarizer against the probes; as :func:`check_translator`."""
    if not card.self_test:
        return
    style = card.styles.get("brief", "").replace("{length}", "one sentence")
    texts = [_reading(card, probe) for probe in probes()]
    rows = _decoded(
        card, lambda: engine.summarize(texts, style=style, beam_size=1, min_tokens=1, max_tokens=MOST_TOKENS)
    )
    _refuse(card, texts, [row[0].text if row else "" for row in rows])


def _reading(card: Card, probe: Probe) -> str:
    """What a summarizer is given of an article, as the stage gives it."""
    title, sentences = probe.title_english, probe.english
    if card.task == "direct":
        title, sentences = probe.title, probe.indonesian
    if card.reads == "sentence":
        return sentences[0]
    if card.reads == "article":
        return " ".join(sentences)
    return f"{title} — {sentences[0]}"


def _decoded(card: Card, decode: Callable[[], Any]) -> Any:
    """Indexes out of a table's range are a sign of a foreign tokenizer, and some libraries say no more than that."""
    try:
        return decode()
    except IndexError as error:
        why = "its tokenizer writes pieces that the weights have no row for: they are of another checkpoint"
        raise _failed(card, f"{why} ({error})") from error


def _likeness(card: Card, outputs: Sequence[str]) -> None:
    from difflib import SequenceMatcher

    for known, output in zip(card.known_answers, outputs, strict=True):
        likeness = SequenceMatcher(None, known.text, output, autojunk=False).ratio()
        if likeness < known.similarity:
            raise _failed(
                card,
                f"{known.source!r} gave {output!r}, "
                f"expected about {known.text!r} (likeness {likeness:.2f}, at least {known.similarity:.2f})",
            )


def _refuse(card: Card, sources: Sequence[str], outputs: Sequence[str]) -> None:
    """Raise where outputs are none of a sound model, with the first reason that holds."""
    shown = "; ".join(f"{source[:60]!r} gave {output[:80]!r}" for source, output in zip(sources, outputs, strict=True))
    if reason := unsound(outputs, probes()):
        raise _failed(card, f"{reason}. {shown}")


def unsound(outputs: Sequence[str], asked: Sequence[Probe]) -> str:
    """What is wrong with a model by what it made of each probe; "" when nothing is."""
    words = [[word.lower() for word in _WORD.findall(output)] for output in outputs]
    if not any(words):
        return "it writes nothing"
    if len({" ".join(own) for own in words}) == 1:
        return "it writes the same whatever it is given, as weights do that were lost or left at their start"
    if 2 * sum(_circles(output) for output in outputs) > len(outputs):
        return "it repeats itself without end, as with tied weights that were lost in loading"
    names = any(set(own) & set(probe.names) for own, probe in zip(words, asked, strict=True))
    meaning = any(set(own) & set(probe.words) for own, probe in zip(words, asked, strict=True))
    every = [word for own in words for word in own]
    english = sum(word in english_words() for word in every) >= least_english() * len(every)
    if not names and not meaning:
        return (
            f"nothing of what it is given is in what it writes{'' if english else ', which is no English'}, as with a "
            "tokenizer of another checkpoint or a vocabulary in another order"
        )
    if not english and not meaning:
        return (
            "it does not write English, as with a vocabulary in another order, a tokenizer of another checkpoint, or a "
            "card that names the wrong language or task"
        )
    return ""


def _circles(text: str) -> bool:
    words = [word.lower() for word in _WORD.findall(text)]
    return bool(_AGAIN.search(text)) or (len(words) >= LONG and len(set(words)) < DISTINCT * len(words))


def _untested(card: Card) -> str:
    """How a card is loaded without a self-test: what to type where `models add` wrote it, else what to write on it."""
    kind, _, given = card.source.partition(": ")
    if kind == "inspected" and given:
        return f"ringkas models add {given} --name {card.name} --untested --replace (`self_test = false` on the card)"
    return "`self_test = false` on the card"


def _failed(card: Card, what: str) -> ModelError:
    again = f"fetch it again (ringkas models fetch {card.name} --force)" if card.hub_id else "copy the checkpoint again"
    return ModelError(
        f"card {card.name} failed its self-test: {what}",
        f"the weights, the tokenizer or a library is not what the card says: try another backend, or {again}; "
        f"to load it all the same: {_untested(card)}",
    )


@cache
def probes() -> tuple[Probe, ...]:
    """The short articles that models are tried on."""
    rows = _file()["probe"]
    lists_as_tuples = [{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()} for row in rows]
    return tuple(Probe.model_validate(row) for row in lists_as_tuples)


@cache
def english_words() -> frozenset[str]:
    """The commonest words of English."""
    return frozenset(_file()["english"]["words"].split())


def least_english() -> float:
    """The share of these among the words of a text, below which it is no English."""
    return float(_file()["english"]["least"])


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(PROBES.read_text("utf-8"))
