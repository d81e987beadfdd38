"""Where the program begins: the command ``ringkas``, ``python -m pipeline`` and ``python -m ringkas``."""

from __future__ import annotations


def main() -> None:
    """Run the command line; Ctrl-C while its modules are still being imported ends it as quietly as later.

    The import stands in here, because nobody catches anything as long as it lasts: some tenths of a second.
    """
    try:
        from pipeline.cli.app import main as run
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    run()
