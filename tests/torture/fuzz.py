"""Coverage-guided fuzzing of the parsers, with atheris: what raises is a find, and is to become a small test.

    pip install atheris
    python -m tests.torture.fuzz -max_total_time=600 -max_len=4096 CORPUS_FOLDER

Options are libFuzzer's. Every parser is given the same text; none of them may raise, whatever it is given.
"""

from __future__ import annotations

import sys

# Seconds of processor time for one text of at most a few thousand characters.
SLOW = 5


def main() -> None:
    try:
        import atheris  # type: ignore[import-untyped]
    except ImportError:
        raise SystemExit("atheris is not installed: pip install atheris") from None
    with atheris.instrument_imports(include=["pipeline.language", "pipeline.stages", "pipeline.guards"]):
        from tests.torture.test_linear import FUNCTIONS

    def one(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        for function in FUNCTIONS.values():
            function(text)

    atheris.Setup([sys.argv[0], f"-timeout={SLOW * len(FUNCTIONS)}", *sys.argv[1:]], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
