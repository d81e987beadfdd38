"""The command line with a short wait in every shard, so that a test can reach into the middle of a run."""

from __future__ import annotations

import time


def main() -> None:
    from pipeline.cli import app
    from pipeline.core.run_folder import Store

    plain = Store.write_shard

    def slowly(*given: object, **named: object) -> object:
        time.sleep(0.3)
        return plain(*given, **named)  # type: ignore[arg-type]

    Store.write_shard = slowly  # type: ignore[method-assign, assignment]
    app.main()
