"""The command line: verbs only. What a verb needs is imported when it is called, so that ``--help`` stays quick."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.core.errors import PipelineError

if TYPE_CHECKING:
    from pipeline.execution import request as jobs

# pydantic would read the metadata of every installed package in search of plugins: a fifth of the time to start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

app = typer.Typer(
    name="ringkas",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Indonesian news in, English briefs that can be trusted out.",
    epilog="Examples:  ringkas run   (the starter suite)   ·   ringkas run articles/ page.html --out runs/today   ·   "
    "ringkas show runs/today 3",
)

Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="INPUT...",
        help="Files (.txt .md .html .jsonl .csv .parquet), folders, saved datasets, hf:owner/name, or - for stdin. "
        "None: the starter suite, or what --out was started with.",
        show_default=False,
    ),
]
ConfigName = Annotated[
    str, typer.Option("--config", "-c", metavar="NAME|PATH", help="A preset of configs/ or a TOML file.")
]
Out = Annotated[
    str,
    typer.Option("--out", "-o", metavar="DIR", help="Run folder; an existing one continues. Default: runs/<date>-..."),
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
Device = Annotated[str, typer.Option("--device", metavar="DEVICE", help="auto, cpu, cuda or cuda:N, for all models.")]
Sentences = Annotated[int, typer.Option("--sentences", metavar="N", help="Of a brief, at most.", show_default=False)]
Words = Annotated[int, typer.Option("--words", metavar="N", help="Of a brief, at most.", show_default=False)]
Style = Annotated[str, typer.Option("--style", metavar="STYLE", help="brief, bullets or headline.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Warnings and errors only.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")]


@app.command(
    epilog="Examples:  ringkas run   ·   ringkas run news/ --config hub-opus-distilbart   ·   "
    "ringkas run rows.csv --column text=body --set translate.beam_size=1   ·   cat a.txt | ringkas run - --out runs/a"
)
def run(
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
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when an input was rejected.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Turn Indonesian articles into English briefs; continues where an earlier run stopped."""
    from pipeline.cli import run as cli

    settings = _with_switches(settings, dedup, assume_indonesian, sentences, words, style)
    asked = _asked(inputs, config, out, settings, columns, device)
    cli.run(asked, strict=strict, as_json=as_json, verbosity=verbose - quiet)


@app.command(epilog="Example:  ringkas plan news/ --out runs/today --set translate.beam_size=1")
def plan(
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
    as_json: AsJson = False,
) -> None:
    """Say which shards a run would make, and why; nothing is written."""
    from pipeline.cli import run as cli

    settings = _with_switches(settings, dedup, assume_indonesian, sentences, words, style)
    cli.plan(_asked(inputs, config, out, settings, columns, device), as_json=as_json)


@app.command(epilog="Example:  ringkas show runs/today 3   (by number, id, or file name)")
def show(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.", show_default=False)],
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Number, id or input name.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Show one article at every stage: as it came, cleaned, translated, in brief."""
    from pipeline.cli import run as cli

    cli.show(run_folder, article, as_json=as_json)


@app.command(
    epilog="Examples:  ringkas compare runs/a runs/b   ·   "
    "ringkas compare --reference ref.en --source src.id A.en B.en --fail-if-worse chrf:0.5"
)
def compare(
    systems: Annotated[
        list[Path],
        typer.Argument(metavar="RUN...", help="Run folders, or text files with --reference.", show_default=False),
    ],
    reference: Annotated[
        list[Path] | None,
        typer.Option("--reference", help="References of text files, a segment a line.", show_default=False),
    ] = None,
    source: Annotated[Path | None, typer.Option("--source", help="The Indonesian that text files translate.")] = None,
    metric: Annotated[
        list[str] | None, typer.Option("--metric", help="Such as chrf; repeatable.", show_default=False)
    ] = None,
    samples: Annotated[int, typer.Option("--samples", help="Resamples.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Of the resampling.")] = 1234,
    fail_if_worse: Annotated[
        list[str] | None,
        typer.Option("--fail-if-worse", metavar="METRIC:LOSS", help="Exit 1 when worse.", show_default=False),
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write the comparison as a page.")] = None,
    markdown: Annotated[Path | None, typer.Option("--markdown", help="Write it as Markdown.")] = None,
    unescape: Annotated[bool, typer.Option("--unescape", help="Undo HTML escapes in text files.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say whether one run, or one system's output, is better than another, with statistics."""
    from pipeline.comparison.compare import compare_cli

    compare_cli(
        systems,
        reference=reference or (),
        source=source,
        metric=metric or (),
        samples=samples,
        seed=seed,
        as_json=as_json,
        fail_if_worse=fail_if_worse or (),
        html=html,
        markdown=markdown,
        unescape=unescape,
    )


@app.command(epilog="Example:  ringkas check article.id article.en   (a sentence a line)")
def check(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="Indonesian sentences.", show_default=False)],
    translation: Annotated[Path, typer.Argument(metavar="TRANSLATION", help="Their English.", show_default=False)],
    glossary: Annotated[str, typer.Option("--glossary", metavar="TSV", help="Terms of your own on top.")] = "",
    as_json: AsJson = False,
) -> None:
    """Check anybody's translation, line by line: facts, names, terms, loops and lengths, without a model."""
    from pipeline.guards.file_check import check_cli

    check_cli(source, translation, glossary=glossary, as_json=as_json)


@app.command(epilog="Example:  ringkas sweep default hub-opus-distilbart --suite starter")
def sweep(
    configs: Annotated[
        list[str], typer.Argument(metavar="CONFIG...", help="Presets or TOML files.", show_default=False)
    ],
    suite: Annotated[str, typer.Option("--suite", help="A test set; see `ringkas suites`.")] = "starter",
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="Folder of the sweep.")] = None,
    settings: Settings = None,
    samples: Annotated[int, typer.Option("--samples", help="Resamples.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Of the resampling.")] = 1234,
    as_json: AsJson = False,
) -> None:
    """Run several configs over one suite, the same work done once, and rank them."""
    from pipeline.cli import logs
    from pipeline.execution.sweep import sweep_cli

    logs.start(0)
    sweep_cli(configs, suite=suite, out=out, settings=settings or (), samples=samples, seed=seed, as_json=as_json)


@app.command(epilog="Examples:  ringkas train NAME --dry-run   ·   ringkas train my.toml --set rounds.0.minutes=5")
def train(
    preset: Annotated[str, typer.Argument(metavar="NAME|PATH", help="A preset of configs/train/.", show_default=False)],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Filter the data, estimate the time, train nothing.")
    ] = False,
    settings: Settings = None,
    out: Annotated[str, typer.Option("--out", "-o", metavar="DIR", help="Default: runs/train-<name>.")] = "",
) -> None:
    """Train a translator or a summarizer further, from a preset; continues where it stopped."""
    from pipeline.cli import logs
    from pipeline.cli.train import train_cli

    logs.start(0)
    folder = train_cli(preset, dry_run=dry_run, set_overrides=settings or (), out=out or None)
    print(folder)


@app.command()
def suites(as_json: AsJson = False) -> None:
    """List the test sets: what each measures, its terms, and whether it is on this machine."""
    from pipeline.comparison.suites import suites_cli

    suites_cli(as_json=as_json)


models_app = typer.Typer(help="List the model cards, or fetch a checkpoint from the hub.", invoke_without_command=True)
app.add_typer(models_app, name="models")


@models_app.callback()
def models(context: typer.Context, as_json: AsJson = False) -> None:
    """List the model cards: what each does, its licence, and whether its weights are on this machine."""
    if context.invoked_subcommand is None:
        from pipeline.cli import models as stock

        stock.models(as_json=as_json)


@models_app.command("list")
def models_list(as_json: AsJson = False) -> None:
    """List the model cards."""
    from pipeline.cli import models as stock

    stock.models(as_json=as_json)


@models_app.command("fetch", epilog="Example:  ringkas models fetch opus-mt-id-en")
def models_fetch(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model card.", show_default=False)],
    rewrite: Annotated[bool, typer.Option("--rewrite", help="Keep a pickled checkpoint as safetensors.")] = False,
) -> None:
    """Download a card's checkpoint at its revision; the only verb that uses the network."""
    from pipeline.cli import logs
    from pipeline.cli import models as stock

    logs.start(0)
    stock.fetch(name, rewrite=rewrite)


memory_app = typer.Typer(help="What the translation memory holds; export, import and purge it.", no_args_is_help=True)
app.add_typer(memory_app, name="memory")
MemoryFile = Annotated[Path | None, typer.Option("--memory", metavar="FILE", help="Default: the one of memory=auto.")]


@memory_app.command("stats")
def memory_stats(memory: MemoryFile = None, as_json: AsJson = False) -> None:
    """Say how many translations there are, and of which engines."""
    from pipeline.cli import models as stock

    stock.memory_stats(memory, as_json=as_json)


@memory_app.command("export", epilog="Example:  ringkas memory export translations.tmx")
def memory_export(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)], memory: MemoryFile = None
) -> None:
    """Write the translations as TMX."""
    from pipeline.cli import models as stock

    stock.memory_export(file, memory)


@memory_app.command("import", epilog="Example:  ringkas memory import reviewed.tmx")
def memory_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)], memory: MemoryFile = None
) -> None:
    """Take translations in from TMX; they answer for every engine."""
    from pipeline.cli import models as stock

    stock.memory_import(file, memory)


@memory_app.command("purge")
def memory_purge(
    engine: Annotated[str, typer.Option("--engine", help="Only this engine's; see stats.")] = "",
    memory: MemoryFile = None,
) -> None:
    """Forget translations."""
    from pipeline.cli import models as stock

    stock.memory_purge(engine, memory)


def _with_switches(
    settings: list[str] | None, dedup: bool, assume_indonesian: bool, sentences: int, words: int, style: str
) -> list[str]:
    """The settings that the switches stand for, behind those that were typed."""
    switched = {
        'ingest.duplicates="drop"': dedup,
        "clean.language_check=false": assume_indonesian,
        f"summarize.sentences={sentences}": sentences,
        f"summarize.words={words}": words,
        f"summarize.style={style}": style,
    }
    return [*(settings or ()), *(setting for setting, on in switched.items() if on)]


def _asked(
    inputs: list[str] | None,
    config: str,
    out: str,
    settings: list[str] | None,
    columns: list[str] | None,
    device: str,
) -> jobs.Asked:
    from pipeline.execution import request as jobs

    return jobs.Asked(tuple(inputs or ()), config, out, tuple(settings or ()), tuple(columns or ()), device)


def main() -> None:
    """Run the command line; exit 0 fine, 2 the user's mistake, 1 anything else."""
    try:
        app()
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None


if __name__ == "__main__":
    main()
