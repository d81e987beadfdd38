"""Runs the command line as ``python -m ringkas``."""

from pipeline.cli.start import main

if __name__ == "__main__":
    main()
