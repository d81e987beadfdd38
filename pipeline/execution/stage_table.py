"""The data's way as a table: which stage reads what, which table it obeys, and what its output depends on.

The runner plans from this table without importing a stage's libraries; ``open`` of a stage is called when work
begins, once per process, and gives the function that turns a shard's inputs into its output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.config import Config, SummarizeTable, TranslateTable
from pipeline.core.errors import UserError
from pipeline.core.fingerprints import Parts, code, device_class, digest, file_hash, flatten, libraries
from pipeline.core.records import Article, Brief, CleanArticle, Rejected, TranslatedArticle

if TYPE_CHECKING:
    from pipeline.backends.model_card import Card


@dataclass(frozen=True, slots=True)
class Output:
    """What a stage made of one shard."""

    records: Sequence[Any]
    rejected: Sequence[Rejected] = ()


Inputs = Mapping[str, Sequence[Any]]  # stage name -> the records of its shard
Tick = Callable[[int], None]  # articles done since the last call
Worker = Callable[[Inputs, Tick], Output]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage that works shard by shard.

    Args:
        name: also the name of its config table and of its folder of shards.
        kind: the record it writes.
        reads: the stages whose shard of the same number it is given; the first one counts as its input.
        code: files and folders of the package whose content shapes the output.
        libraries: distributions whose version shapes the output.
        open: makes the worker; heavy imports happen here.
        depends: further parts of the fingerprint (the model card, files named in options).
        side_by_side: how many calls of the worker one process has under way at once, each in a thread.
        together: how many shards a call may be given at most: a model is faster on many sentences at once.
    """

    name: str
    kind: type
    reads: tuple[str, ...]
    code: tuple[str, ...]
    libraries: tuple[str, ...]
    open: Callable[[Config], Worker]
    depends: Callable[[Config], Parts] = field(default=lambda config: {})
    side_by_side: int = 1
    together: int = 1

    def parts(self, config: Config) -> Parts:
        """The fingerprint's parts that are the same for all its shards."""
        return {
            "stage": self.name,
            **flatten(config.table(self.name), self.name),
            **code(("core/records.py", *self.code)),
            **libraries(("pyarrow", *self.libraries)),
            **self.depends(config),
        }


def _sorted_out(outcomes: Iterable[Any]) -> Output:
    """What a stage gave back, what went on apart from what was refused."""
    every = list(outcomes)
    made = [o for o in every if not isinstance(o, Rejected)]
    return Output(made, [o for o in every if isinstance(o, Rejected)])


def _open_clean(config: Config) -> Worker:
    from pipeline.stages.clean.stage import clean_article

    def work(inputs: Inputs, tick: Tick) -> Output:
        outcomes: list[CleanArticle | Rejected] = []
        for article in inputs["ingest"]:
            outcomes.append(clean_article(article, config.clean))
            tick(1)
        return _sorted_out(outcomes)

    return work


def _open_translate(config: Config) -> Worker:
    from pipeline.stages.translate.stage import TranslateStage

    stage = TranslateStage(config.translate)

    def work(inputs: Inputs, tick: Tick) -> Output:
        articles: Sequence[CleanArticle] = inputs["clean"]
        outcomes = stage.run(articles)
        tick(len(articles))
        return _sorted_out(outcomes)

    return work


def _open_summarize(config: Config) -> Worker:
    from pipeline.stages.summarize.stage import SummarizeStage

    stage = SummarizeStage(config.summarize)

    def work(inputs: Inputs, tick: Tick) -> Output:
        by_id = {article.id: article for article in inputs["translate"]}
        pairs = [(article, by_id[article.id]) for article in inputs["clean"] if article.id in by_id]
        outcomes = stage.run(pairs)
        tick(len(pairs))
        rejected = [o for o in outcomes if isinstance(o, Rejected)]
        return Output([o for o in outcomes if isinstance(o, Brief)], rejected)

    return work


def _card_parts(table: TranslateTable | SummarizeTable) -> Parts:
    """The model card, its weights, the kind of device that they run on, and the arithmetic where it is measured."""
    from pipeline.backends import EXTRACTIVE
    from pipeline.backends.model_card import load_card

    if table.model in (*EXTRACTIVE, FAKE):  # no checkpoint: the code's own hash says what they are
        return {}
    card = load_card(table.model)
    parts = {f"card.{table.model}": card.fingerprint(), "device": device_class(table.device)}
    if _is_measured(table, card):
        from pipeline.backends._compute import remembered

        parts["arithmetic"] = remembered(card) or NOT_MEASURED
    return parts


def _is_measured(table: TranslateTable | SummarizeTable, card: Card) -> bool:
    """Whether the backend chooses its compute type by timing: CTranslate2 on a CPU, asked for ``auto``."""
    backend = card.backends[0] if table.backend == "auto" else table.backend
    wanted = getattr(table, "compute_type", "auto")
    return backend == "ctranslate2" and wanted == "auto" and device_class(table.device) != "cuda"


def settle(config: Config) -> None:
    """Let the backends decide now what they would otherwise decide while they load, for it shapes the output."""
    for name, table in (("translate", config.translate), ("summarize", config.summarize)):
        parts = next(stage for stage in STAGES if stage.name == name).depends(config)
        if parts.get("arithmetic") == NOT_MEASURED:
            from pipeline.backends import _compute
            from pipeline.backends.model_card import load_card

            _compute.settle(load_card(table.model))


def _file_parts(name: str, path: str) -> Parts:
    """The content of a file that an option names.

    Raises:
        UserError: it does not exist.
    """
    if not path:
        return {}
    if not Path(path).is_file():
        raise UserError(f"{name} = {path!r}: there is no such file", "give an existing file, or leave it empty")
    return {f"file.{name}": file_hash(Path(path))}


def _memory_parts(memory: str) -> Parts:
    """What people brought into the translation memory: it answers before the engine does. What engines put there is
    kept under their own fingerprints and changes nothing."""
    if not memory:
        return {}
    from pipeline.stages.translate.memory import IMPORTED, TranslationMemory, default_path

    path = default_path() if memory == "auto" else Path(memory)
    if not path.is_file():
        return {"file.memory": digest({})}
    with TranslationMemory(path) as opened:
        return {"file.memory": digest({source: text for _, source, text in opened.pairs(IMPORTED)})}


def _translate_depends(config: Config) -> Parts:
    options = config.translate
    return {
        **_card_parts(options),
        **_file_parts("translate.glossary", options.glossary),
        **_memory_parts(options.memory),
    }


def _summarize_depends(config: Config) -> Parts:
    parts = _card_parts(config.summarize)
    if config.summarize.embeddings:
        from pipeline.backends.sentence_encoder import fingerprint

        parts = {**parts, "embeddings": fingerprint(config.summarize.embeddings)}
    return parts


FAKE = "fake"
NOT_MEASURED = "not measured yet"
_ENGINES = ("ctranslate2", "torch", "transformers", "tokenizers", "sentencepiece", "sacremoses", "numpy")

STAGES: tuple[Stage, ...] = (
    Stage("clean", CleanArticle, ("ingest",), ("stages/clean", "language"), ("sentencex", "py3langid"), _open_clean),
    Stage(
        "translate",
        TranslatedArticle,
        ("clean",),
        ("stages/translate", "backends", "guards", "language"),
        _ENGINES,
        _open_translate,
        _translate_depends,
        side_by_side=2,
        together=8,
    ),
    Stage(
        "summarize",
        Brief,
        ("clean", "translate"),
        ("stages/summarize", "backends", "guards", "language"),
        _ENGINES,
        _open_summarize,
        _summarize_depends,
        together=8,
    ),
)
INGEST_KIND = Article
INGEST_CODE = ("core/records.py", "stages/ingest")
INGEST_LIBRARIES = ("pyarrow", "trafilatura", "datasets", "markdown-it-py")


def ingest_parts(config: Config) -> Parts:
    """The fingerprint's parts of all ingest shards, their rows aside."""
    options = {**config.table("ingest"), "shard_size": config.run.shard_size}
    drops = options.pop("duplicates") == "drop"  # only then do near-duplicates change what is in a shard
    parts = {"stage": "ingest", **flatten(options, "ingest"), **code(INGEST_CODE), **libraries(INGEST_LIBRARIES)}
    return parts | near_parts(config) if drops else parts


def near_parts(config: Config) -> Parts:
    """What the groups of near-duplicates depend on, the articles aside."""
    wanted = config.ingest.duplicates
    made_by = {**code(("stages/ingest/near_duplicates.py",)), **libraries(("datasketch",))} if wanted != "off" else {}
    return {**flatten({"duplicates": wanted}, "ingest"), **made_by}
