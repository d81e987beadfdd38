"""The options that several verbs share, each declared once.

A verb is a function whose first line of documentation is its help. One that works on a run is marked
:func:`takes_request`: it then has all options of a run on the command line and gets them as one request.
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec, get_type_hints

import typer

if TYPE_CHECKING:
    from pipeline.execution.request import RunRequest

P = ParamSpec("P")

Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="INPUT...",
        help="Files (.txt .md .html .docx .jsonl .csv .tsv .parquet .warc), folders, datasets, hf:owner/name, "
        "s3://..., or - for stdin. None: the starter suite, or what --out was started with.",
        show_default=False,
    ),
]
ConfigName = Annotated[
    str,
    typer.Option("--config", "-c", metavar="NAME|PATH", help="A preset (`ringkas models` lists them) or a TOML file."),
]
Out = Annotated[
    str,
    typer.Option(
        "--out",
        "-o",
        metavar="DIR",
        help="The run's folder, or s3://...; an existing run goes on. Default: a new one in runs/.",
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", "-s", metavar="TABLE.KEY=VALUE", help="Change one setting; may be repeated.", show_default=False
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="OURS=THEIRS", help="Map a column, such as text=body.", show_default=False),
]
Dedup = Annotated[
    bool, typer.Option("--dedup", help="Of articles that are nearly the same, keep the first and reject the others.")
]
AssumeIndonesian = Annotated[
    bool, typer.Option("--assume-indonesian", help="Do not check the language: take every article for Indonesian.")
]
Device = Annotated[
    str, typer.Option("--device", metavar="DEVICE", help="What all models run on: auto, cpu, cuda or cuda:N.")
]
Engine = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="ENGINE",
        help="What does the work: local (this machine) or ray (a cluster).",
        show_default=False,
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        "--workers",
        metavar="N",
        help="How many processes share the work, each with a model of its own. Default: what the preset says.",
        show_default=False,
    ),
]
Since = Annotated[
    str,
    typer.Option(
        "--since",
        metavar="RUNS",
        help="Leave out the files that this run, or the finished runs in this folder, have done.",
        show_default=False,
    ),
]
DropMissing = Annotated[
    bool,
    typer.Option("--drop-missing", help="Go on without the inputs of the run that are gone, and drop their briefs."),
]
Sentences = Annotated[
    int,
    typer.Option(
        "--sentences", metavar="N", help="A brief's sentences, at most; 0: as in the preset.", show_default=False
    ),
]
Words = Annotated[
    int, typer.Option("--words", metavar="N", help="A brief's words, at most; 0: as in the preset.", show_default=False)
]
Style = Annotated[
    str, typer.Option("--style", metavar="STYLE", help="The form of a brief: brief, bullets or headline.")
]
AcceptLicence = Annotated[
    list[str] | None,
    typer.Option(
        "--accept-licence",
        metavar="NAME",
        help="Use a card whose licence forbids some uses, such as commercial ones; may be repeated.",
        show_default=False,
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 1 when an input was rejected, even one.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print warnings and errors only.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more, with the time of day.")]
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder, or s3://...", show_default=False)]
Samples = Annotated[int, typer.Option("--samples", help="How often the items are drawn again for the intervals.")]
Seed = Annotated[int, typer.Option("--seed", help="Where the random numbers of the drawing begin.")]


def takes_request(verb: Callable[Concatenate[RunRequest, P], None]) -> Callable[..., None]:
    """Put the options of a run before the verb's own; the verb gets them as its first argument, a request."""
    shared = _parameters(_request)
    own = _parameters(verb)[1:]

    @functools.wraps(verb)
    def call(**given: Any) -> None:
        request = _request(**{p.name: given.pop(p.name) for p in shared})
        verb(request, **given)  # type: ignore[call-arg]  # the verb's own options, by their names

    call.__signature__ = inspect.Signature([*shared, *own])  # type: ignore[attr-defined]  # what Typer reads
    call.__annotations__ = {p.name: p.annotation for p in (*shared, *own)}
    return call


def _parameters(function: Callable[..., Any]) -> list[inspect.Parameter]:
    """A function's parameters with their annotations as objects."""
    hints = get_type_hints(function, localns={"RunRequest": object}, include_extras=True)
    return [p.replace(annotation=hints[p.name]) for p in inspect.signature(function).parameters.values()]


def accepted_licences(names: Sequence[str]) -> str:
    """The cards whose licences were accepted, as a setting."""
    return f"run.accept_licences={json.dumps(list(names))}"


def _request(
    inputs: Inputs = None,
    config: ConfigName = "",
    out: Out = "",
    settings: Settings = None,
    columns: Columns = None,
    device: Device = "",
    sentences: Sentences = 0,
    words: Words = 0,
    style: Style = "",
    dedup: Dedup = False,
    assume_indonesian: AssumeIndonesian = False,
    accept_licence: AcceptLicence = None,
    engine: Engine = "",
    workers: Workers = 0,
    since: Since = "",
    drop_missing: DropMissing = False,
) -> RunRequest:
    """The request that the options of a run make; a switch stands for a setting behind those that were typed."""
    from pipeline.execution.request import RunRequest

    switches = {
        'ingest.duplicates="drop"': (dedup, "--dedup"),
        "clean.language_check=false": (assume_indonesian, "--assume-indonesian"),
        f"summarize.sentences={sentences}": (sentences, f"--sentences {sentences}"),
        f"summarize.words={words}": (words, f"--words {words}"),
        f"summarize.style={style}": (style, f"--style {style}"),
        accepted_licences(accept_licence or ()): (accept_licence, "--accept-licence"),
        f"run.engine={json.dumps(engine)}": (engine, f"--engine {engine}"),
        f"run.workers={workers}": (workers, f"--workers {workers}"),
    }
    switched = {setting: option for setting, (on, option) in switches.items() if on}
    return RunRequest(
        inputs=tuple(inputs or ()),
        config=config,
        out=out,
        settings=(*(settings or ()), *switched),
        columns=tuple(columns or ()),
        device=device,
        since=since,
        drop_missing=drop_missing,
        typed=tuple(switched.items()),
    )
