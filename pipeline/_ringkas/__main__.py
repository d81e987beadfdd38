"""Runs the command line as ``python -m ringkas``."""

from pipeline.__main__ import main

if __name__ == "__main__":
    main()
