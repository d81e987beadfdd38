"""Audits what Ringkas is installed with: known vulnerabilities, licences, and a software bill of materials.

    make audit            # writes build/audit/licences.md and build/audit/sbom.json, prints a summary

It runs in an environment of its own (``.audit``) and looks at the one that is named, so that its tools are never among
what is audited. The list of vulnerabilities is asked of the network; where that cannot be reached, it says so and goes
on. A package under a licence that would bind Ringkas itself (GPL, AGPL) fails the audit.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

BINDING = re.compile(r"\bA?GPL|GNU (?:Affero )?General Public", re.IGNORECASE)
FREE_TOO = re.compile(
    r"\bLGPL|Lesser|\b(?:MIT|BSD|Apache|MPL|PSF)\b", re.IGNORECASE
)  # a choice, or one that does not bind
OWN = "ringkas"


def main() -> int:
    """Run the three tools; 1 when something is wrong with what is installed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=".venv/bin/python", help="of the environment that is looked at")
    parser.add_argument("--out", type=Path, default=Path("build/audit"))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    wrong = licences(args.python, args.out / "licences.md")
    wrong += bill_of_materials(args.python, args.out / "sbom.json")
    wrong += vulnerabilities(args.python)
    for line in wrong:
        print(f"error: {line}", file=sys.stderr)
    return int(bool(wrong))


def tool(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One of the tools, which are installed beside this interpreter."""
    env = {**os.environ, **environment}
    return subprocess.run([sys.executable, "-m", *command], env=env, capture_output=True, text=True, check=False)


def licences(python: str, out: Path) -> list[str]:
    """List every package's licence; returns what is wrong."""
    ended = tool("piplicenses", f"--python={python}", "--format=json", "--from=mixed", "--with-urls", "--with-system")
    if ended.returncode:
        return [f"the licences could not be listed: {ended.stderr.strip()[-300:]}"]
    rows: list[dict[str, str]] = json.loads(ended.stdout)
    rows = [row for row in rows if row["Name"].lower() != OWN]
    lines = ["| package | version | licence | address |", "|---|---|---|---|"]
    lines += [f"| {row['Name']} | {row['Version']} | {_short(row['License'])} | {row['URL']} |" for row in rows]
    out.write_text("\n".join(lines) + "\n", "utf-8")
    counts = Counter(_short(row["License"]) for row in rows)
    print(f"licences: {len(rows)} packages, {', '.join(f'{n} {name}' for name, n in counts.most_common(6))}; {out}")
    unknown = [row["Name"] for row in rows if _short(row["License"]).upper() in ("", "UNKNOWN")]
    if unknown:
        print(f"licences: not stated by {', '.join(unknown)}")
    return [f"{row['Name']} is under {_short(row['License'])}" for row in binding(rows)]


def binding(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The packages whose only licence would bind a program that uses them."""
    return [row for row in rows if BINDING.search(row["License"]) and not FREE_TOO.search(row["License"])]


def _short(licence: str) -> str:
    return " ".join(licence.split())[:60].replace("|", "/")


def bill_of_materials(python: str, out: Path) -> list[str]:
    """Write the bill of materials (CycloneDX); returns what is wrong."""
    ended = tool("cyclonedx_py", "environment", python, "--output-format", "JSON", "--output-file", str(out))
    if ended.returncode or not out.is_file():
        return [f"the bill of materials could not be written: {ended.stderr.strip()[-300:]}"]
    content: dict[str, Any] = json.loads(out.read_text("utf-8"))
    print(
        f"bill of materials: CycloneDX {content['specVersion']}, {len(content.get('components', []))} components; {out}"
    )
    return []


def vulnerabilities(python: str) -> list[str]:
    """Ask for known vulnerabilities of what is installed; returns them."""
    ended = tool("pip_audit", "--local", "--format=json", "--progress-spinner=off", PIPAPI_PYTHON_LOCATION=python)
    try:
        found: dict[str, Any] = json.loads(ended.stdout)
    except ValueError:
        last = (ended.stderr.strip().splitlines() or ["no answer"])[-1]
        print(f"vulnerabilities: not looked up, the list cannot be reached ({last[:120]})")
        return []
    rows = [row for row in found["dependencies"] if "vulns" in row]
    print(f"vulnerabilities: {len(rows)} packages looked up, {len(found['dependencies']) - len(rows)} not on the index")
    return [
        f"{row['name']} {row['version']} has {vuln['id']}, mended in {', '.join(vuln['fix_versions']) or 'no version'}"
        for row in rows
        for vuln in row["vulns"]
    ]


if __name__ == "__main__":
    raise SystemExit(main())
