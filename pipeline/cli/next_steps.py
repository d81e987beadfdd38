"""Says what to do next with a run, as it can be typed from here."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path


def tell(run: Path, *, starter: bool) -> None:
    """Print what somebody may want to do with a finished run.

    Args:
        run: its folder.
        starter: whether it was the first try, of the starter suite.
    """
    command, folder = own_command(), shlex.quote(str(run))
    steps = {"look at one": f"{command} show {folder} 1"}
    if (page := run / "report.html").is_file():  # report.html=false leaves it out
        steps = {"see all briefs": f"open {page.resolve().as_uri()} in a browser", **steps}
    if starter:
        steps["your own articles"] = f"{command} run FOLDER --out runs/mine"
        steps["mend a sentence"] = f"{command} serve"
        steps["a stronger model"] = f"{command} models fetch --config best-cpu   (404 MB; then: run --config best-cpu)"
    else:
        steps["mend a sentence"] = f"{command} serve {folder}"
        steps["hand them on"] = f"{command} export {folder} --to docx"
        steps["another run"] = f"{command} compare {folder} OTHER_RUN"
    print("\nThis was the starter suite. What next:" if starter else "\nWhat next:")
    for what, how in steps.items():
        print(f"  {what:<18} {how}")


def own_command() -> str:
    """How this program is called from here: by its name where the shell finds it, else by its path."""
    if shutil.which("ringkas"):
        return "ringkas"
    script = Path(sys.executable).with_name("ringkas")
    if not script.exists():
        return f"{shlex.quote(sys.executable)} -m pipeline"
    near = script.relative_to(Path.cwd()) if script.is_relative_to(Path.cwd()) else script
    return shlex.quote(str(near))
