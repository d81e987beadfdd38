"""The Python API: runs, translations, briefs, scores and comparisons, as in the command line.

    import pipeline

    print(pipeline.translate("Banjir melanda Semarang pada Rabu.").text)
    print(pipeline.brief("article.txt").text)
    run = pipeline.run("articles/", out="runs/today", summarize={"sentences": 2})
    print([brief.headline for brief in run.briefs()])

Every function is re-exported by ``pipeline`` itself, raises the errors of :mod:`pipeline.core.errors` and never ends
the process. Models are loaded when they are first needed and kept for the next call. Nothing is printed; the logger
``ringkas`` says what is done.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from pipeline.core.errors import PipelineError
from pipeline.core.records import Brief, Rejected, Score, Scores, TranslatedArticle

if TYPE_CHECKING:
    from pipeline.comparison.results import Comparison
    from pipeline.core.config import Config

__all__ = ["PipelineError", "Run", "brief", "compare", "run", "score", "summarize", "translate"]

AnyPath = str | PathLike[str]


@dataclass(frozen=True, slots=True)
class Run:
    """A run folder, as :func:`run` or ``ringkas run`` leave it; every call reads its files anew.

    run = pipeline.Run(Path("runs/today"))
    for brief in run.briefs():
        print(brief.headline, brief.text, brief.flags)
    """

    folder: Path

    def briefs(self) -> list[Brief]:
        """The briefs, in the input's order."""
        return list(self._records("summarize"))

    def translations(self) -> list[TranslatedArticle]:
        """The translated articles, in the input's order."""
        return list(self._records("translate"))

    def scores(self) -> Scores:
        """The scores; empty when no article has a reference."""
        return Scores(self._records("score"))

    def rejected(self) -> list[Rejected]:
        """The inputs that went no further, each with the reason."""
        from pipeline.stages.report.stage import read_jsonl

        return [Rejected(**row) for row in read_jsonl(self.folder / "rejected.jsonl")]

    def _records(self, name: str) -> Iterator[Any]:
        """The records of a stage, if the run folder has its public files: without them it is not done."""
        from pipeline.core.run_folder import Store
        from pipeline.execution.stage_table import stage_named
        from pipeline.stages.report import FILES

        store = Store(self.folder)
        store.read_run()
        if not any((self.folder / file).is_file() for file, stage in FILES.items() if stage == name):
            return
        for shard in range(store.shard_count(name)):
            yield from store.read_shard(name, shard, stage_named(name).kind)


def run(
    inputs: AnyPath | Sequence[AnyPath] = (),
    *,
    out: AnyPath = "",
    config: AnyPath = "",
    until: str = "report",
    drop_missing: bool = False,
    **settings: Mapping[str, Any],
) -> Run:
    """Turn Indonesian articles into English briefs; continues where an earlier run stopped.

        run = pipeline.run("articles/", out="runs/today", summarize={"sentences": 2})
        print(run.briefs()[0].text)

    Args:
        inputs: files, folders, saved datasets or ``hf:owner/name``; none: the starter suite, or what ``out`` was
            started with.
        out: the run folder; an existing one continues. ``runs/<date>-<config>-<fingerprint>`` by default.
        config: a preset's name or a TOML file.
        until: the last stage to do, such as ``"translate"``.
        drop_missing: whether a run that continues goes on without inputs that are gone, and drops their briefs.
        settings: the config's tables, each with the values to change.

    Raises:
        UserError: an input, the config or a setting is wrong.
        PipelineError: a stage cannot go on; what was finished stays, and the same call continues.
    """
    from pipeline.execution.request import RunRequest, prepare
    from pipeline.execution.runner import claim_and_run

    given = [inputs] if isinstance(inputs, str | PathLike) else inputs
    request = RunRequest(
        inputs=tuple(fspath(path) for path in given),
        config=fspath(config),
        out=fspath(out),
        settings=tuple(_settings(settings)),
        drop_missing=drop_missing,
    )
    job, store = prepare(request, dt.date.today())
    claim_and_run(job, store, until)
    return Run(store.root)


@overload
def translate(texts: str, *, config: AnyPath = "", **options: Any) -> TranslatedArticle: ...
@overload
def translate(texts: Sequence[str], *, config: AnyPath = "", **options: Any) -> list[TranslatedArticle]: ...
def translate(
    texts: str | Sequence[str], *, config: AnyPath = "", **options: Any
) -> TranslatedArticle | list[TranslatedArticle]:
    """Translate Indonesian text, behind the guards, sentence by sentence; nothing is cleaned out of it.

        found = pipeline.translate("Harga beras naik 12 persen. Warga mengeluh.", beam_size=2)
        print(found.text)
        print([(sentence.source, sentence.text, sentence.flags) for sentence in found.sentences])

    Args:
        texts: a text, or several, which are translated together.
        config: a preset's name or a TOML file.
        options: changes of its table ``[translate]``, such as ``model`` or ``device``.

    Returns:
        The translation of a text; a list of them for several texts.

    Raises:
        UserError: a text has no words, or the config or an option is wrong.
        ModelError: the checkpoint is missing or broken.
    """
    from pipeline.execution import in_memory

    resolved = _config(config, {"translate": options}, in_memory.AS_IT_IS)
    given = [texts] if isinstance(texts, str) else texts
    found: list[TranslatedArticle] = in_memory.records("translate", resolved, clean=in_memory.cleaned(given, resolved))
    return found[0] if isinstance(texts, str) else found


@overload
def summarize(texts: str, *, config: AnyPath = "", **options: Any) -> Brief: ...
@overload
def summarize(texts: Sequence[str], *, config: AnyPath = "", **options: Any) -> list[Brief]: ...
def summarize(texts: str | Sequence[str], *, config: AnyPath = "", **options: Any) -> Brief | list[Brief]:
    """Write a brief of English text; each of its sentences cites the text's sentences by number.

        found = pipeline.summarize(english, sentences=2, style="bullets")
        print(found.text)
        print([[citation.sentence for citation in sentence.citations] for sentence in found.sentences])

    Args:
        texts: an English text, or several; :func:`brief` takes Indonesian.
        config: a preset's name or a TOML file.
        options: changes of its table ``[summarize]``, such as ``sentences``, ``words``, ``style`` or ``model``.

    Returns:
        The brief of a text; a list of them for several texts.

    Raises:
        UserError: a text has no words, or the config or an option is wrong.
        ModelError: the checkpoint is missing or broken.
    """
    from pipeline.execution import in_memory
    from pipeline.stages.translate.stage import ENGLISH

    resolved = _config(config, {"summarize": options}, in_memory.AS_IT_IS)
    given = [texts] if isinstance(texts, str) else texts
    clean = [replace(article, language="en", flags=(ENGLISH,)) for article in in_memory.cleaned(given, resolved)]
    translated = in_memory.records("translate", resolved, clean=clean)
    found: list[Brief] = in_memory.records("summarize", resolved, clean=clean, translate=translated)
    return found[0] if isinstance(texts, str) else found


def brief(article: AnyPath, *, config: AnyPath = "", **settings: Mapping[str, Any]) -> Brief:
    """Clean, translate and summarize one Indonesian article.

        found = pipeline.brief("article.html", summarize={"sentences": 2})
        print(found.headline, found.text, found.flags, sep="\\n")

    Args:
        article: a file (text, Markdown, HTML), or the article's text.
        config: a preset's name or a TOML file.
        settings: the config's tables, each with the values to change.

    Raises:
        UserError: the file cannot be read or holds several articles, the article was rejected, or the config is wrong.
        ModelError: a checkpoint is missing or broken.
    """
    from pipeline.execution import in_memory

    resolved = _config(config, settings)
    clean = in_memory.records("clean", resolved, ingest=[in_memory.one_article(article, resolved)])
    translated = in_memory.records("translate", resolved, clean=clean)
    found: list[Brief] = in_memory.records("summarize", resolved, clean=clean, translate=translated)
    return found[0]


def score(
    hypotheses: str | Sequence[str],
    references: str | Sequence[str | Sequence[str]] = (),
    metric: str = "chrf",
    *,
    sources: str | Sequence[str] | None = None,
    source_language: Literal["id", "en"] = "id",
    samples: int = 1000,
    seed: int = 1234,
) -> Score:
    """Score texts against references: value, interval, signature and a value for each text.

        found = pipeline.score(["The dog bit."], [["The dog bites.", "A dog bit."]], metric="bleu")
        print(found.value, found.low, found.high, found.signature)

    Args:
        hypotheses: the texts to score.
        references: for each text its reference, or a list of them; ``ringkas metrics`` says which metric needs what.
        metric: the metric's name.
        sources: what each text was made from.
        source_language: the language of ``sources``.
        samples: resamples for the interval.
        seed: of the resampling.

    Raises:
        UserError: an unknown metric, or texts that cannot be scored.
    """
    from pipeline import metrics

    texts = [hypotheses] if isinstance(hypotheses, str) else hypotheses
    listed = [references] if isinstance(references, str) else references
    return metrics.score(
        metric,
        texts,
        [[one] if isinstance(one, str) else one for one in listed],
        [sources] if isinstance(sources, str) else sources,
        samples=samples,
        seed=seed,
        source_language=source_language,
    )


def compare(
    *systems: Run | AnyPath,
    reference: AnyPath | Sequence[AnyPath] = (),
    source: AnyPath | None = None,
    metric: str | Sequence[str] = (),
    samples: int = 1000,
    seed: int = 1234,
    votes: AnyPath | None = None,
    decides: str = "",
    pairs: Sequence[tuple[str, str]] = (),
) -> Comparison:
    """Say whether one system is better than another, with intervals and paired tests.

        found = pipeline.compare("runs/a", "runs/b")
        for verdict in found.verdicts:
            print(verdict.sentence)

    Args:
        systems: runs or run folders, or text files when ``reference`` is given; the first one is the baseline.
        reference: text files with the references, a segment a line.
        source: a text file with what the text files translate.
        metric: names such as ``chrf`` or ``brief.rouge2``; none for the usual ones.
        samples: resamples.
        seed: of the resampling.
        votes: a file of people's votes on the runs.
        decides: the metric on which verdicts rest; empty for chrF of translations, or else ROUGE-Lsum of briefs.
        pairs: systems by name (left, right) whose verdict is wanted beside those on the first system.

    Raises:
        UserError: what was given cannot be compared; the message says what differs.
    """
    from pipeline.comparison.compare import compare as compared

    folders = [system.folder if isinstance(system, Run) else Path(system) for system in systems]
    files = [reference] if isinstance(reference, str | PathLike) else reference
    return compared(
        folders,
        [Path(file) for file in files],
        Path(source) if source is not None else None,
        [metric] if isinstance(metric, str) else metric,
        samples=samples,
        seed=seed,
        votes=Path(votes) if votes is not None else None,
        decides=decides,
        pairs=pairs,
    )


def _config(name: AnyPath, tables: Mapping[str, Mapping[str, Any]], more: Iterable[str] = ()) -> Config:
    from pipeline.core.config import DEFAULT, load_config

    return load_config(fspath(name) or DEFAULT, [*_settings(tables), *more])


def _settings(tables: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """Tables of values as ``--set`` takes them; what is None stays as it is."""
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from _settings(value, f"{before}{key}.")
        elif value is not None:
            plain = fspath(value) if isinstance(value, PathLike) else value
            yield f"{before}{key}={json.dumps(plain, ensure_ascii=False)}"
