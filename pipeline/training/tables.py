"""Defines the preset tables for data, filters, evaluation and export.

``config`` combines them with those of the start and the rounds; ``configs/train/README.md`` explains them in words.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pipeline.core.tables import Table


class Columns(Table):
    """Which column of a TSV (counted from 0) or which key of a JSONL holds what; empty means there is none."""

    source: int | str = 0
    target: int | str = 1
    origin: int | str = ""
    task: int | str = ""


class PairSource(Table):
    """One file (or Moses pair) of training, dev or test pairs.

    ``origins`` keeps the rows of these alone and ``weights`` are by origin; ``prefix`` is put before every source (a
    task's name); ``translate_with`` names a translator's card: both sides are translated first. ``lead`` replaces
    the target by the source's first so many sentences, tidied (:mod:`pipeline.training.pseudo_summaries`);
    ``sentences`` splits the articles, so that a pair is one sentence and the same sentence shortened.
    """

    path: str
    name: str = ""
    format: Literal["auto", "tsv", "jsonl", "tmx", "moses"] = "auto"
    columns: Columns = Columns()
    swap: bool = False
    weight: float = Field(default=1.0, gt=0)
    weights: dict[str, float] = Field(default_factory=dict)
    licence: str = "not stated"
    limit: int = Field(default=0, ge=0)
    prefix: str = ""
    translate_with: str = ""
    lead: int = Field(default=0, ge=0)
    sentences: bool = False
    origins: list[str] = Field(default_factory=list)


class Mono(Table):
    """Text in one language, one sentence per line, for synthetic pairs."""

    name: str
    path: str
    side: Literal["source", "target"]
    licence: str = "not stated"
    limit: int = Field(default=0, ge=0)


class Filters(Table):
    """What a pair must satisfy; each reason of rejection is counted. Lengths in words, ratio longer/shorter.

    ``supported``: every figure and name of a summary occurs in the part of the article that the model reads.
    """

    max_words: int = Field(default=120, ge=1)
    max_ratio: float = Field(default=3.0, gt=1)
    max_source_tokens: int = Field(default=118, ge=4)
    max_target_tokens: int = Field(default=118, ge=4)
    truncate_source: bool = False
    language: bool = True
    identical: Literal["drop", "keep"] = "drop"
    lexical_drop: float = Field(default=0.0, ge=0, lt=0.9)
    supported: bool = False
    held_out_words: int = Field(default=13, ge=5)


class Data(Table):
    """Everything read: training pairs, a dev set, suites that must not leak into training, monolingual text."""

    train: list[PairSource] = Field(default_factory=list)
    dev: PairSource | None = None
    dev_pairs: int = Field(default=200, ge=1)
    dev_limit: int = Field(default=0, ge=0)
    held_out: list[str] = Field(default_factory=list)
    mono: list[Mono] = Field(default_factory=list)
    filters: Filters = Filters()


class LanguagePair(Table):
    source: str = "id"
    target: str = "en"


class Align(Table):
    """IBM model 1 in both directions, for the word-for-word start, guided attention and the lexical filter."""

    rounds: int = Field(default=6, ge=1)
    pairs: int = Field(default=100_000, ge=1)
    sure: float = Field(default=0.2, ge=0, le=1)


class EvaluationSuite(Table):
    """A test set that the card reports on; never trained on.

    ``beside`` are other systems' stored outputs for the same lines (a name and a text file each), scored and compared
    with ours. ``examples`` says whether the card may quote the set; a set whose terms forbid that says false.
    """

    name: str
    data: PairSource
    beside: dict[str, str] = Field(default_factory=dict)
    examples: bool = True


class Tried(Table):
    """A decoding setting to try on the dev set: what it changes of the preset's own."""

    beam_size: int | None = Field(default=None, ge=1)
    length_penalty: float | None = Field(default=None, ge=0)
    no_repeat_ngram_size: int | None = Field(default=None, ge=0)
    repetition_penalty: float | None = Field(default=None, gt=0)


class Evaluate(Table):
    """Decoding for the test sets; ``tune`` and ``tune_*`` are tried on the dev set and the best by chrF is used.

    ``tune_gain`` is what a setting must gain over the preset's own to be used: a wider beam costs every reader time.
    ``ways`` are how each set is decoded: ``int8`` is what ships, ``guards`` the same behind the guards, as
    ``ringkas run`` does it, ``float32`` shows what int8 costs.
    """

    suites: list[EvaluationSuite] = Field(default_factory=list)
    ways: list[Literal["int8", "guards", "float32"]] = Field(default=["int8"], min_length=1)
    beam_size: int = Field(default=4, ge=1)
    length_penalty: float = Field(default=1.0, ge=0)
    no_repeat_ngram_size: int = Field(default=4, ge=0)
    repetition_penalty: float = Field(default=1.0, gt=0)
    max_output_ratio: float = Field(default=3.0, gt=0)  # as the backends have it: what is scored is what ships
    tune_beams: list[int] = Field(default_factory=list)
    tune_length_penalties: list[float] = Field(default_factory=list)
    tune: list[Tried] = Field(default_factory=list)
    tune_gain: float = Field(default=0.0, ge=0)
    examples: int = Field(default=10, ge=0)
    samples: int = Field(default=1000, ge=10)


class Export(Table):
    """What ships: the folder's name, its licence, and what a reader of the card must know.

    ``notes`` are paragraphs at the head of the card, ``prose`` is Markdown with its own headings behind the scores:
    for what no measurement knows. ``command`` is the command that repeats the figures, ``card_only`` writes the card
    and leaves the weights in the folder as they are. ``styles`` says what a summarizer was taught to write behind which
    prefix (brief = "brief: "), ``reads`` whether it was given articles or single sentences.
    """

    name: str = "model"
    path: str = ""
    licence: str = "not stated"
    half: bool = True
    int8: bool = True
    base: str = ""
    notes: list[str] = Field(default_factory=list)
    prose: str = ""
    command: str = ""
    card_only: bool = False
    styles: dict[str, str] = Field(default_factory=dict)
    reads: Literal["article", "sentence"] = "article"
