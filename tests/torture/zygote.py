"""Starts command lines quickly: a process that has imported the program and forks a child for each call.

The child is a process of its own, with its own environment, files and limits, and runs ``pipeline.cli.app.main`` as
``python -m pipeline`` does; only the import of the libraries is shared, and what every process makes alike from the
package's own data. Asked for on stdin, a JSON line a call;
answered on stdout, first with the child's number, then with its exit status.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import signal
import sys
import traceback
from pathlib import Path
from typing import Any


def main() -> None:
    from pipeline.cli import app  # noqa: F401

    for line in sys.stdin:
        asked = json.loads(line)
        if "import" in asked:
            for name in asked["import"]:
                # A module that cannot be imported alone is left to the child that needs it.
                with contextlib.suppress(Exception):
                    importlib.import_module(name)
            make_ready()
            gc.freeze()  # a child's collector would otherwise touch, and so copy, all that the children share
            print(json.dumps({"imported": len(sys.modules)}), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            child(asked)
        print(json.dumps({"pid": pid}), flush=True)
        _, status, used = os.wait4(pid, 0)
        ended = {"code": os.waitstatus_to_exitcode(status), "seconds": used.ru_utime + used.ru_stime}
        print(json.dumps({**ended, "megabytes": used.ru_maxrss // 1024}), flush=True)


def make_ready() -> None:
    """Fill the caches that hold the same in every process: rules, word lists, the hashes of the code."""
    from pipeline.core.dependencies import code_parts, library_parts
    from pipeline.execution.stage_table import ALL
    from pipeline.guards import check_all
    from pipeline.language import langid
    from pipeline.stages.clean import boilerplate
    from pipeline.stages.profile.terms import common_stems

    text = "Harga beras naik 12 persen, kata Budi Santoso pada Rabu (13/9)."
    langid.identify(text)
    boilerplate.classify(text)
    check_all(text, text)
    common_stems()
    for stage in ALL:
        code_parts(stage.module)
        library_parts(stage.module)


def child(asked: dict[str, Any]) -> None:
    """Become the command line that was asked for."""
    for number, (name, mode) in enumerate([(os.devnull, os.O_RDONLY), (asked["out"], 0), (asked["err"], 0)]):
        handle = os.open(name, mode if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        os.dup2(handle, number)
        os.close(handle)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    sys.path[:] = [asked["cwd"] if name == "" else name for name in sys.path]
    for name, value in asked["limits"].items():
        resource.setrlimit(getattr(resource, name), (value, value))
    from tests.torture import points

    points.install()
    sys.argv = ["ringkas", *asked["arguments"]]
    code = 70  # of an error that nobody caught: os._exit below must not turn it into a success
    try:
        importlib.import_module(asked["module"]).main()
        code = 0
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
    except BaseException:  # noqa: BLE001  # as the interpreter itself would
        traceback.print_exc()
    if asked["modules"]:
        Path(asked["modules"]).write_text(json.dumps(sorted(sys.modules)), "utf-8")
    sys.exit(code)


if __name__ == "__main__":
    main()
