"""The module ``ringkas`` of an installed copy: the Python API of ``pipeline`` under the name of the command.

The wheel holds this folder as ``ringkas``. A script whose own folder has a ``pipeline`` of its own gets that
one, as Python has it, and cannot use Ringkas in the same process: it is told so here.
"""

try:
    from pipeline import __version__
    from pipeline.api import PipelineError, Run, brief, compare, run, score, summarize, translate
except ImportError as error:
    message = (
        f"ringkas: another module called `pipeline` comes first on sys.path ({error}). "
        "Rename it, or start Ringkas as a program of its own: the command `ringkas`"
    )
    raise ImportError(message) from error

__all__ = ["PipelineError", "Run", "__version__", "brief", "compare", "run", "score", "summarize", "translate"]
