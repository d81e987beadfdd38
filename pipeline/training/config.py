"""Defines and loads training presets: strict TOML tables, checked before anything heavy is imported.

A preset names its data, its start and its rounds; ``configs/train/README.md`` explains them in words. Unknown keys
are errors, and settings that contradict each other (a cached encoder that is also trained) are refused here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from pipeline.core.errors import UserError, did_you_mean
from pipeline.core.tables import Table, assign, explain, read_toml
from pipeline.training.tables import (
    Align,
    Columns,
    Data,
    Evaluate,
    Export,
    Filters,
    LanguagePair,
    Mono,
    PairSource,
)

Step = Literal["prepare", "align", "start", "train", "evaluate", "export"]
STEPS: tuple[Step, ...] = ("prepare", "align", "start", "train", "evaluate", "export")
PRESET_FOLDER = "train"
KEYS = "see configs/train/README.md for the keys"
OURS = ("eval", "suites")  # test sets that ship with Ringkas, wherever the preset's data lies
__all__ = [
    "Align",
    "Columns",
    "Export",
    "Filters",
    "LanguagePair",
    "Mono",
    "PairSource",
    "Round",
    "Start",
    "Synthesize",
    "TrainConfig",
    "load",
]


class Start(Table):
    """Where the weights come from.

    ``checkpoint``: any seq2seq checkpoint (a folder, or the name of a card). ``encoder``: a multilingual encoder
    (a BERT-like or Marian folder, or packed ``.npz``) with a decoder that starts word for word. ``copier``: the
    same over a checkpoint's encoder, starting as a copier. ``random``: random weights, for tests.
    ``mean``: further checkpoints of the same shape; the start is the mean of their weights and those of ``path``, each
    counted as often as it is named. Runs from one start that saw the data in another order are better together than
    each alone (Wortsman et al. 2022).
    ``encoder_layers`` and ``decoder_layers``: 0 is what the checkpoint has (6 and 2 where there is none). More are new
    layers that change next to nothing at first; fewer are layers of the checkpoint at even distances.
    """

    kind: Literal["checkpoint", "encoder", "copier", "random"] = "checkpoint"
    path: str = ""
    mean: list[str] = Field(default_factory=list)
    tokenizer: str = ""
    encoder_layers: int = Field(default=0, ge=0)
    decoder_layers: int = Field(default=0, ge=0)
    width: int = Field(default=384, ge=8)
    heads: int = Field(default=12, ge=1)
    feed_forward: int = Field(default=1536, ge=8)
    share_embeddings: bool = False
    marker: str = "<0x01>"
    word_steps: int = Field(default=800, ge=1)
    seed_pairs: int = Field(default=20_000, ge=10)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind != "random" and not self.path:
            raise ValueError(f"start.path is missing: kind = {self.kind!r} starts from a checkpoint")
        if self.kind in ("random", "encoder") and not self.tokenizer:
            raise ValueError(f"start.tokenizer is missing: kind = {self.kind!r} needs a SentencePiece model")
        if self.mean and self.kind != "checkpoint":
            raise ValueError(f"start.mean is of checkpoints alone: kind = {self.kind!r}")
        return self


class Synthesize(Table):
    """Synthetic pairs made before a round by the current model: ``mono`` names a ``[[data.mono]]`` table.

    Target-side text is translated back (through the direction marker, or by ``model``), source-side text is
    translated forward (self-training). Outputs that loop, have a wild length, or lost a number are dropped.
    ``temperature`` draws each token from the model's distribution, sharpened by it, instead of searching for the best:
    sampled sources are more varied (Edunov et al. 2018).
    """

    mono: str
    model: str = ""
    limit: int = Field(default=0, ge=0)
    beam_size: int = Field(default=1, ge=1)
    weight: float = Field(default=1.0, gt=0)
    batch_tokens: int = Field(default=8192, ge=64)
    temperature: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.temperature and self.beam_size > 1:
            raise ValueError("synthesize: give a temperature (sampling) or a beam_size (search), not both")
        return self


class Round(Table):
    """One run of the optimiser. Its length is ``minutes`` (the rate follows the clock) or ``steps``, not both.

    The best evaluation is what the next round (or the export) gets; with ``eval_start`` that may be the start itself.
    ``copies`` is the share of real targets that are also learnt as their own source, so that names pass through
    (Currey, Miceli Barone and Heafield 2017); ``words``, within one language, the share of pairs of which some words
    are exchanged for others on both sides, so that rare words do (:func:`pipeline.training.augment.exchange_words`);
    ``names``, across languages, the share of pairs whose names are, and ``capitals`` the share whose source is
    written in the capitals of headlines. ``synthetic_until`` is the share of the round after which its synthetic pairs
    are left out. ``consistency`` weighs how far two passes over a batch, each with its own dropout, may differ (R-Drop,
    Liang et al. 2021); two passes take twice the time. ``restart`` begins with the weights of the step start instead
    of those of the round before, which then only serves to ``synthesize``.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    minutes: float = Field(default=0.0, ge=0)
    steps: int = Field(default=0, ge=0)
    direction: Literal["forward", "reverse", "both"] = "forward"
    synthesize: list[Synthesize] = Field(default=[])
    synthetic: list[str] = Field(default=[])
    synthetic_until: float = Field(default=1.0, gt=0, le=1)
    restart: bool = False
    origins: list[str] = Field(default=[])
    tokens: int = Field(default=2880, ge=16)
    source_buckets: list[int] = Field(default=[8, 10, 12, 15, 18, 20, 24, 30, 36, 40, 45, 48, 60, 72, 80, 96, 120])
    target_buckets: list[int] = Field(default=[])
    rate: float = Field(default=6e-4, gt=0)
    warmup: int = Field(default=150, ge=0)
    floor: float = Field(default=0.02, ge=0, le=1)
    dropout: float = Field(default=0.1, ge=0, lt=1)
    smoothing: float = Field(default=0.1, ge=0, lt=1)
    consistency: float = Field(default=0.0, ge=0)
    decay: float = Field(default=0.0, ge=0)
    clip: float = Field(default=1.0, gt=0)
    ema: float = Field(default=0.998, ge=0, lt=1)
    freeze_encoder: bool = False
    cache_encoder: bool = False
    guide: float = Field(default=0.0, ge=0)
    guide_until: float = Field(default=0.4, ge=0, le=1)
    guide_after: float = Field(default=0.05, ge=0)
    numbers: float = Field(default=0.0, ge=0, le=1)
    words: float = Field(default=0.0, ge=0, le=1)
    names: float = Field(default=0.0, ge=0, le=1)
    capitals: float = Field(default=0.0, ge=0, le=1)
    sampling: float = Field(default=0.0, ge=0, le=1)
    copies: float = Field(default=0.0, ge=0, le=1)
    alpha: float = Field(default=0.2, gt=0)
    eval_minutes: float = Field(default=0.0, ge=0)
    eval_steps: int = Field(default=0, ge=0)
    eval_start: bool = False
    patience: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.minutes > 0) == (self.steps > 0):
            raise ValueError(f"round {self.name!r}: give minutes or steps, exactly one of them")
        if self.cache_encoder and not self.freeze_encoder:
            raise ValueError(f"round {self.name!r}: cache_encoder needs freeze_encoder = true")
        if self.cache_encoder and (self.numbers or self.words or self.names or self.capitals or self.sampling):
            raise ValueError(
                f"round {self.name!r}: cache_encoder cannot be used where the source is changed (numbers, words, ...)"
            )
        if self.consistency and (self.guide or self.freeze_encoder or not self.dropout):
            raise ValueError(
                f"round {self.name!r}: consistency needs dropout above 0, and neither guide nor freeze_encoder"
            )
        for name in ("source_buckets", "target_buckets"):
            lengths = getattr(self, name)
            if lengths != sorted(set(lengths)) or any(n < 2 for n in lengths):
                raise ValueError(f"round {self.name!r}: {name} must rise and start at 2 or more")
        if not self.source_buckets:
            raise ValueError(f"round {self.name!r}: source_buckets is empty")
        return self


class TrainConfig(Table):
    """A whole preset. Relative paths in it are looked up in ``data_root``, itself relative to the working directory."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    task: Literal["translate", "summarize"] = "translate"
    steps: list[Step] = Field(default=list(STEPS))
    seed: int = Field(default=1, ge=0, lt=2**31)
    threads: int = Field(default=0, ge=0)
    workers: int | Literal["auto"] = "auto"
    device: Literal["auto", "cpu", "cuda"] = "auto"
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    data_root: str = "."
    languages: LanguagePair = LanguagePair()
    data: Data = Data()
    align: Align = Align()
    start: Start
    rounds: list[Round] = Field(default=[])
    evaluate: Evaluate = Evaluate()
    export: Export = Export()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """What the steps need. Without training, a checkpoint that is there already is evaluated and described."""
        if not self.data.train and {"prepare", "train"} & set(self.steps):
            raise ValueError("data.train is missing: name a file of pairs, or leave out the steps prepare and train")
        if not self.rounds and "train" in self.steps:
            raise ValueError("rounds is missing: say how to train, or leave out the step train")
        if self.workers != "auto" and self.workers < 0:
            raise ValueError("workers: a number of processes (0: none), or 'auto'")
        if not self.rounds and self.start.kind != "checkpoint":
            raise ValueError(f"start.kind = {self.start.kind!r} without rounds: only a checkpoint needs no training")
        if self.export.reads == "sentence" and "float32" in self.evaluate.ways:
            raise ValueError("evaluate.ways: briefs of single sentences are written as a run writes them, in int8")
        return self

    @model_validator(mode="after")
    def _one_language(self) -> Self:
        if self.languages.source != self.languages.target and (names := [r.name for r in self.rounds if r.words]):
            raise ValueError(f"round {names[0]!r}: words are exchanged within one language only; set words = 0")
        if self.languages.source == self.languages.target and (named := [r.name for r in self.rounds if r.names]):
            raise ValueError(f"round {named[0]!r}: names are exchanged across languages only; use words")
        return self

    @model_validator(mode="after")
    def _references(self) -> Self:
        names = [r.name for r in self.rounds]
        if len(set(names)) != len(names):
            raise ValueError(f"rounds: names must differ, given {', '.join(names)}")
        monos = {m.name: m for m in self.data.mono}
        synthesized: set[str] = set()
        for r in self.rounds:
            for s in r.synthesize:
                if s.mono not in monos:
                    hint = did_you_mean(s.mono, monos, "known")
                    raise ValueError(f"round {r.name!r}: no [[data.mono]] is named {s.mono!r}; {hint}")
                synthesized.add(s.mono)
            for name in r.synthetic:
                if name not in synthesized:
                    hint = did_you_mean(name, synthesized, "made until here")
                    raise ValueError(f"round {r.name!r}: synthetic {name!r} was never synthesized; {hint}")
        needs = any(r.guide > 0 for r in self.rounds) or self.start.kind == "encoder"
        if needs and "align" not in self.steps:
            raise ValueError("steps: guided rounds and the word-for-word start need the step 'align'")
        return self

    def locate(self, path: str) -> Path:
        """A path of this preset on this machine; ``eval/suites/...`` is found in an installed copy, too, and so is the
        data that ships with a preset (``configs/train/tiny``) where no ``data_root`` was given."""
        given = Path(path).expanduser()
        if given.is_absolute():
            return given
        here = Path(self.data_root).expanduser() / given
        if given.parts[: len(OURS)] == OURS and not here.exists():
            from pipeline.core.resources import data_dir

            return data_dir("/".join(OURS)).joinpath(*given.parts[len(OURS) :])
        if self.data_root == "." and not here.exists():
            from pipeline.core.resources import data_dir

            shipped = data_dir("configs") / PRESET_FOLDER / self.name / given
            return shipped if shipped.is_file() else here
        return here


def load(name_or_path: str | Path, overrides: list[str] | None = None) -> TrainConfig:
    """The preset of that name under ``configs/train/``, or the TOML file at that path, with ``a.b=c`` overrides.

    Raises:
        UserError: no such preset, not TOML, or a key or value the tables do not allow.
    """
    path = _find(name_or_path)
    values = read_toml(path, KEYS)
    for override in overrides or []:
        assign(values, override, "rounds.0.minutes=5")
    try:
        return TrainConfig.model_validate(values)
    except ValidationError as error:
        raise explain(error, TrainConfig, str(path), KEYS) from error


def _find(name_or_path: str | Path) -> Path:
    given = Path(name_or_path)
    if given.suffix == ".toml" or given.parent != Path("."):
        if not given.is_file():
            raise UserError(f"{given}: no such training preset", "give a TOML file or the name of a preset")
        return given
    from pipeline.core.resources import data_dir

    folder = data_dir("configs") / PRESET_FOLDER
    presets = {p.stem: p for p in sorted(folder.glob("*.toml"))}
    if str(given) not in presets:
        raise UserError(f"no training preset is named {str(given)!r}", did_you_mean(str(given), presets, "presets"))
    return presets[str(given)]
