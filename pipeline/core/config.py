"""Reads a run's configuration: TOML presets, ``extends`` and ``--set``, validated strictly before any work begins.

A preset is a file of ``configs/`` (or any path); ``extends = "default"`` takes another preset's values first.
Every key is checked: an unknown one is an error that names the file, the table and the nearest allowed key.
Each stage receives its own table object and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from pipeline.core import resources
from pipeline.core.errors import UserError, did_you_mean
from pipeline.core.registry import names_in
from pipeline.core.tables import KeyPath, Table, assign, explain, read_toml

DEFAULT = "default"
# Presets that shipped once, since when they no longer do, and what to name in their place.
RETIRED = {"abstractive": ("0.7.0", "--config default, which condenses sentences, or --config extractive")}


class RunTable(Table):
    """How the work is divided and executed; none of it changes the text."""

    engine: str = "local"  # who executes the shards
    shard_size: int = Field(default=32, ge=1)  # articles per shard, about: the unit of work and of recovery
    workers: int = Field(default=1, ge=1, le=4096)  # processes, each with a model and a share of the processors
    gpus_per_worker: float = Field(default=0.0, ge=0)  # of the ray engine's; 0: none is asked for
    cluster: str = ""  # the ray engine's, host:port; empty: RAY_ADDRESS, else one of this machine alone
    accept_licences: list[str] = Field(default_factory=list)  # cards whose licence forbids some uses, by name
    servers: list[str] = Field(default_factory=list)  # hosts beside this machine that a server's card may send texts to


# Still being written, or no articles; hidden files are left out in any case.
IGNORED = ("*.part", "*.partial", "*.filepart", "*.crdownload", "*.tmp", "*.log", "*~", "Thumbs.db", "desktop.ini")


class IngestTable(Table):
    """How inputs are read."""

    columns: dict[str, str] = Field(default_factory=dict)  # our name -> the input's name
    encoding: str = "utf-8"  # of text files; others are recognised where they can be
    split: str = ""  # of a dataset
    subset: str = ""  # of a dataset on the hub
    revision: str = ""  # of a dataset on the hub
    online: bool = False  # loading never phones home unless told so
    limit: int = Field(default=0, ge=0)  # 0: all articles
    ignore: list[str] = Field(default_factory=lambda: list(IGNORED))  # files of a folder that are no inputs, by name
    duplicates: Literal["off", "report", "drop"] = "report"  # articles that are nearly the same; drop keeps the first


class CleanTable(Table):
    """What is removed before translation."""

    boilerplate: bool = True  # take out the lines that the rules of a portal's furniture name
    min_words: int = Field(default=10, ge=0)  # shorter articles are rejected
    max_words: int = Field(default=20_000, ge=0)  # longer texts are rejected, before any is cleaned; 0: no limit
    language_check: bool = True  # reject what is neither Indonesian nor English, and error pages of servers


class TranslateTable(Table):
    """Indonesian to English, a sentence at a time. What is None follows the model's card."""

    model: str = "marian-id-en"  # a card's name, its file, or a checkpoint's folder with a card
    backend: str = "auto"  # ctranslate2, transformers, causal or server; auto: the first of the card's that is here
    device: str = "auto"  # auto, cpu, cuda or cuda:N
    compute_type: str = "auto"  # int8, float32, float16 or bfloat16; auto: the fastest on this device
    threads: int = Field(default=0, ge=0)  # 0: as many as the machine has cores
    beam_size: int | None = Field(default=None, ge=1)  # hypotheses kept at a time; 1 is greedy
    length_penalty: float | None = None  # exponent on the length that a hypothesis's score is divided by
    repetition_penalty: float | None = Field(default=None, gt=0)  # above 1: words said already are less likely
    no_repeat_ngram_size: int | None = Field(default=None, ge=0)  # no so many pieces twice; 0: allowed
    max_output_ratio: float | None = Field(default=None, gt=0)  # output pieces per source piece, at most
    batch_tokens: int = Field(default=0, ge=0)  # 0: the backend's own
    guards: bool = True  # hold every sentence against its source and try again where it fails
    glossary: str = ""  # a file of your own on top of the built-in one
    memory: str = ""  # a translation memory: a file, "auto", or none
    style: str = ""  # how to write, for models that can be told: "British spelling"


class SummarizeTable(Table):
    """English sentences to a brief. What is None follows the model's card."""

    model: str = "centroid"  # a card, or an extractive ranker: lead, centroid, salient
    sentences: int = Field(default=3, ge=1)  # of a brief, at most
    words: int = Field(default=0, ge=0)  # 0: no limit
    style: str = ""  # brief, bullets, headline
    device: str = "auto"  # auto, cpu, cuda or cuda:N
    backend: str = "auto"  # as in [translate]
    compute_type: str = "auto"  # as in [translate]
    beam_size: int | None = Field(default=None, ge=1)  # as in [translate]
    no_repeat_ngram_size: int | None = Field(default=None, ge=0)  # as in [translate]
    guards: bool = True  # hold what a model writes against what it read
    news_style: bool = True  # write dates, amounts and counts as English news does: "on Monday night, June 2, 2025"
    standalone: bool = True  # pick sentences that lean on none left out, write who "he said" is, drop "However,"
    citations: bool = True  # say which source sentences each sentence rests on
    trust: float = Field(default=0.35, ge=0, le=1)  # least trust of a sentence, 1 - its risk or less; 0 keeps all
    untrusted: Literal["replace", "omit", "source"] = "replace"  # those: replaced, left out, shown with the Indonesian
    embeddings: str = ""  # sentence vectors beside the words in the alignment: semantic, encoder:CARD, or none


class GroupTable(Table):
    """Articles of one event: found by words, names, figures and dates, and given one brief."""

    enabled: bool = True  # find events and write their briefs
    threshold: float = Field(default=0.38, ge=0, le=1)  # average likeness from which articles are one event
    window_days: int = Field(default=7, ge=1)  # articles whose days are further apart are the less alike the further
    sentences: int = Field(default=5, ge=1)  # of an event's brief, at most, of each kind: shared, single, conflict
    news_style: bool = True  # as in [summarize]


class ScoreTable(Table):
    """Scores against references, where the input has them."""

    enabled: bool = True  # compute scores where there are references
    metrics: list[str] = Field(default_factory=list)  # more than the standard ones, such as bertscore
    seed: int = 1234  # of the resampling
    samples: int = Field(default=1000, ge=1)  # resamples for the intervals


class ReportTable(Table):
    """The files for people."""

    html: bool = True  # write report.html
    page_articles: int = Field(default=5000, ge=1)  # report.html holds so many; the JSONL files have them all
    title: str = "Ringkas: briefs"  # of report.html


class Config(Table):
    """A whole run, resolved."""

    description: str = ""  # one line for `ringkas models`
    run: RunTable = RunTable()
    ingest: IngestTable = IngestTable()
    clean: CleanTable = CleanTable()
    translate: TranslateTable = TranslateTable()
    summarize: SummarizeTable = SummarizeTable()
    group: GroupTable = GroupTable()
    score: ScoreTable = ScoreTable()
    report: ReportTable = ReportTable()

    def table(self, name: str) -> dict[str, Any]:
        """One table as plain values, for fingerprints and the manifest; a stage without options has none."""
        table = getattr(self, name, None)
        return table.model_dump() if isinstance(table, Table) else {}


def preset_names() -> tuple[str, ...]:
    """The presets that ship with Ringkas, without opening any."""
    return names_in(resources.data_dir("configs"), ".toml")


def find_preset(name: str) -> Path:
    """The file of a preset: its name in ``configs/``, or a path.

    Raises:
        UserError: neither.
    """
    if name.endswith(".toml") or "/" in name:
        path = Path(name)
        if not path.is_file():
            raise UserError(f"config file {name} does not exist", f"presets: {', '.join(preset_names())}")
        return path
    names = preset_names()
    if name not in names:
        if name in RETIRED:
            version, instead = RETIRED[name]
            raise UserError(f"there is no config {name!r}: it was retired in {version}", instead)
        raise UserError(f"there is no config {name!r}", did_you_mean(name, names, "configs"))
    return resources.data_dir("configs") / f"{name}.toml"


def load_config(name: str = DEFAULT, settings: Sequence[str] = (), typed: Mapping[str, str] | None = None) -> Config:
    """A preset with the ``--set`` values on top, validated.

    Args:
        name: a preset's name or a path to a TOML file.
        settings: strings such as ``translate.beam_size=1``.

    Raises:
        UserError: the file is missing or broken, or a key or value is not allowed.
    """
    layers = [*_layers(find_preset(name), seen=()), *setting_layers(settings, typed)]
    return resolve(layers)


def resolve(layers: Iterable[tuple[str, Mapping[str, Any]]]) -> Config:
    """Merge (origin, values) layers, the later ones winning, and validate the result.

    Raises:
        UserError: naming the origin of the offending key.
    """
    merged: dict[str, Any] = {}
    origins: dict[KeyPath, str] = {}
    for origin, values in layers:
        _merge(merged, values, origin, origins, ())
    try:
        return Config.model_validate(merged)
    except ValidationError as error:

        def origin_of(path: KeyPath) -> str:
            return next((origins[path[:n]] for n in range(len(path), 0, -1) if path[:n] in origins), "the config")

        raise explain(error, Config, origin_of, also=("extends",)) from None


def _layers(path: Path, seen: tuple[Path, ...]) -> list[tuple[str, Mapping[str, Any]]]:
    """The preset and those it extends, the farthest ancestor first."""
    if path in seen:
        raise UserError(f"{path}: `extends` goes in a circle", " -> ".join(p.stem for p in (*seen, path)))
    values = read_toml(path, "compare it with configs/default.toml")
    parent = values.pop("extends", "")
    own = (str(path), values)
    if not parent:
        return [own]
    if not isinstance(parent, str):
        raise UserError(f"{path}: extends = {parent!r} is no name", 'for example extends = "default"')
    beside = path.parent / f"{parent}.toml"
    try:
        above = beside if beside.is_file() else find_preset(parent)
    except UserError as error:
        raise UserError(f"{path}: extends = {parent!r}: {error.message}", error.hint) from None
    return [*_layers(above, (*seen, path)), own]


def setting_layers(
    settings: Sequence[str], typed: Mapping[str, str] | None = None
) -> list[tuple[str, Mapping[str, Any]]]:
    """``--set`` strings as layers for :func:`resolve`.

    Args:
        settings: the strings.
        typed: what was typed in the place of some of them, such as ``--workers 2``.

    Raises:
        UserError: a string is not ``table.key=value``.
    """
    origins = typed or {}
    return [(origins.get(s, f"--set {s}"), assign({}, s, "translate.beam_size=1")) for s in settings]


def _merge(
    target: dict[str, Any],
    values: Mapping[str, Any],
    origin: str,
    origins: dict[KeyPath, str],
    at: KeyPath,
) -> None:
    for key, value in values.items():
        origins[(*at, key)] = origin
        if isinstance(value, Mapping) and isinstance(target.get(key, {}), dict):
            _merge(target.setdefault(key, {}), value, origin, origins, (*at, key))
        else:
            target[key] = value
