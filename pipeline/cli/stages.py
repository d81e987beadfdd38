"""The verbs ``clean``, ``translate``, ``summarize``, ``group`` and ``score``: a run as far as one stage."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.cli import logs
from pipeline.cli.options import AsJson, Quiet, Strict, Verbose, takes_request
from pipeline.cli.output import print_json
from pipeline.cli.run import carry_out, check_strict, early_end_told
from pipeline.core.progress import counted

if TYPE_CHECKING:
    from pipeline.core.run_folder import Store
    from pipeline.execution.request import RunRequest

_GIVEN = (
    "INPUT is what `ringkas run` takes, or a run folder and nothing else. The stages before are done where they are "
    "not; what is done is not done again. manifest.json, the sign of a complete run, comes with the last stage."
)
HELP = {
    "clean": "Read and clean the articles, and stop there: clean.jsonl.",
    "translate": "Translate the articles, and stop there: translations.jsonl.",
    "summarize": "Write the briefs, and stop there: briefs.md, report.html, briefs.jsonl.",
    "group": "Group the articles by event, and stop there: events.jsonl, entities.jsonl.",
    "score": "Score translations and briefs where there are references; the last stage: scores.json.",
}

UNITS = {"group": "event", "score": "score"}
NOTHING = {"group": "grouping is off (group.enabled)", "score": "no article has a reference to score against"}


def help_of(stage: str) -> str:
    """What the verb's help says; its first paragraph stands in the list of verbs."""
    return f"{HELP[stage]}\n\n{_GIVEN}"


def stage_verb(stage: str) -> Callable[..., None]:
    """The verb that runs as far as a stage."""

    @takes_request
    def verb(
        request: RunRequest,
        strict: Strict = False,
        as_json: AsJson = False,
        quiet: Quiet = False,
        verbose: Verbose = False,
    ) -> None:
        from pipeline.execution.request import continuing

        logs.start(verbose - quiet)
        with early_end_told(as_json=as_json):
            store, done, rejected = carry_out(continuing(request), stage)
            if as_json or not quiet:
                _print_result(store, stage, done, len(rejected), as_json=as_json)
            check_strict(store, rejected, strict)

    return verb


def _print_result(store: Store, stage: str, done: tuple[str, ...], rejected: int, *, as_json: bool) -> None:
    from pipeline.execution.stage_table import ALL
    from pipeline.stages.report import FILES
    from pipeline.stages.report.counts import read_counts

    records = read_counts(store, (stage,)).counts[stage]["out"]
    files = [str(store.root / name) for name, of in FILES.items() if of == stage and (store.root / name).exists()]
    left = [s.name for s in ALL[:-1] if s.name not in done and s.name in HELP]
    if as_json:
        row = {"run": str(store.root), "stage": stage, "records": records, "rejected": rejected}
        print_json({**row, "files": files, "next": left[0] if left else ""})
        return
    folder = shlex.quote(str(store.root))
    wrote = (
        f"{counted(records, UNITS.get(stage, 'article'))} in {files[0]}"
        if files
        else NOTHING.get(stage, "nothing was written")
    )
    refused = f", {counted(rejected, 'input')} rejected" if rejected else ""
    then = f"ringkas {left[0]} {folder}" if left else f"ringkas show {folder} 1"
    print(f"{stage}: {wrote}{refused}; next: {then}")
