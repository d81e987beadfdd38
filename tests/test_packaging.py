"""What is installed elsewhere: the wheels and the source distribution are whole, and run outside of the checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import pipeline

ROOT = Path(__file__).resolve().parents[1]
MODELS = ("marian-id-en", "marian-id-en-brief")
SKIPPED = {"__pycache__", "pyproject.toml"}


def build(kind: str, out: Path, folder: Path = ROOT, weights: str = "") -> Path:
    """Build a ``wheel`` or an ``sdist`` without a network; returns its file."""
    pytest.importorskip("hatchling")
    env = {**os.environ, "RINGKAS_WEIGHTS": weights}
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(out)]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return max(out.iterdir(), key=lambda path: path.stat().st_mtime_ns)


def data_files(*folders: str) -> set[str]:
    """The files of these folders, from the root of the checkout, that are no code."""
    paths = (p for folder in folders for p in (ROOT / folder).rglob("*") if p.is_file())
    return {
        str(p.relative_to(ROOT)) for p in paths if p.suffix not in (".py", ".pyc") and not SKIPPED & set(p.parts)
    }  # fmt: skip


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel without weights."""
    return build("wheel", tmp_path_factory.mktemp("light"), weights="apart")


def test_a_wheel_has_all_data_and_no_stray_package(light: Path) -> None:
    names = set(zipfile.ZipFile(light).namelist())
    assert {n.split("/")[0] for n in names if ".dist-info" not in n} == {"pipeline", "ringkas"}
    assert "ringkas/__init__.py" in names
    inside = {f for f in data_files("pipeline") if "/_ringkas/" not in f and "/_data/" not in f}
    assert len(inside) > 30
    assert not inside - names
    outside = data_files("configs", "eval/suites") | {f"models/{p.name}" for p in (ROOT / "models").glob("*.toml")}
    assert len(outside) > 50
    assert not {f"pipeline/_data/{name}" for name in outside} - names
    assert not [n for n in names if n.endswith(".safetensors")]


def weights_version(name: str) -> str:
    return str(tomllib.loads((ROOT / "models" / name / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def test_the_metadata_say_what_it_takes(light: Path) -> None:
    archive = zipfile.ZipFile(light)
    text = archive.read(next(n for n in archive.namelist() if n.endswith("/METADATA"))).decode()
    metadata = Parser().parsestr(text)
    assert metadata["Version"] == pipeline.__version__
    assert metadata["Requires-Python"] == ">=3.11"
    classifiers = metadata.get_all("Classifier") or []
    assert {"3.11", "3.12", "3.13"} <= {c.rpartition(" ")[2] for c in classifiers}
    needs = metadata.get_all("Requires-Dist") or []
    assert {f"ringkas-{name}=={weights_version(name)}" for name in MODELS} <= set(needs)
    assert [n for n in needs if n.startswith("torch==")]


@pytest.mark.parametrize("name", MODELS)
def test_new_weights_have_a_new_version(name: str) -> None:
    recipe = tomllib.loads((ROOT / "models" / name / "pyproject.toml").read_text("utf-8"))
    card = tomllib.loads((ROOT / "models" / f"{name}.toml").read_text("utf-8"))
    assert recipe["project"]["name"] == f"ringkas-{name}"
    assert card["files"]["model.safetensors"].startswith(recipe["tool"]["ringkas"]["weights"])


def test_the_version_is_the_same_everywhere() -> None:
    version = pipeline.__version__
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\n## [{version}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def environment(folder: Path, wheels: list[Path]) -> dict[str, str]:
    """An environment with nothing but these wheels, and the libraries of the one that runs the tests."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    (site / "libraries.pth").write_text(
        f"{sysconfig.get_path('purelib')}\n", "utf-8"
    )  # its own .pth files are not read
    command = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--quiet"]
    more = ["--no-deps", "--no-index", "--disable-pip-version-check", *map(str, wheels)]
    done = subprocess.run([*command, *more], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {**kept, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def call(env: dict[str, str], folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (command, done.stdout, done.stderr[-2000:])
    return done.stdout


@pytest.mark.heavy
def test_an_installed_copy_runs_from_another_folder(light: Path, tmp_path: Path) -> None:
    """With the fake model: the weights are tried by the slow tests."""
    env = environment(tmp_path / "env", [light]) | {"RINGKAS_CACHE": str(tmp_path / "cache")}
    where = call(
        env, tmp_path, "python", "-c", "import ringkas, pipeline; print(pipeline.__file__, ringkas.__version__)"
    )
    assert where.startswith(str(tmp_path / "env")), where
    assert call(env, tmp_path, "ringkas", "--version").split() == ["ringkas", pipeline.__version__]
    made = json.loads(call(env, tmp_path, "ringkas", "run", "--config", "tiny", "--json", "--quiet"))
    assert made["stages"]["summarize"]["out"] == 12
    page = (Path(tmp_path) / made["run"] / "report.html").read_text("utf-8")
    assert str(ROOT) not in page
    assert "marian-id-en" in call(env, tmp_path, "ringkas", "models")


def test_the_light_requirements_are_all_but_torch_and_transformers() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (ROOT / "requirements-light.txt").read_text("utf-8").splitlines()
    light = {line for line in lines if not line.startswith("#")}
    assert {re.split("[<>=]", d)[0] for d in set(project["dependencies"]) - light} == {"torch", "transformers"}
    assert light < set(project["dependencies"])


HIDDEN = """
import sys
from importlib.machinery import PathFinder

class Finder:
    find_distributions = PathFinder.find_distributions

    @staticmethod
    def find_spec(name, path=None, target=None):
        missing = name.partition(".")[0] in ("torch", "transformers")
        return None if missing else PathFinder.find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Finder
"""
RUN = HIDDEN + "sys.argv = ['ringkas', *sys.argv[1:]]\nfrom pipeline.cli.app import main\nmain()"


def without_torch(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process that cannot import torch or transformers."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "RINGKAS_CACHE": str(folder / "cache")}
    command = [sys.executable, "-c", RUN, *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_without_torch_a_conversion_that_is_missing_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Harga beras di Pasar Johar Semarang naik 12 persen pada Senin (3/2) pagi.", "utf-8"
    )
    done = without_torch(tmp_path, "run", "a.txt", "--set", "translate.compute_type=int8")
    assert done.returncode == 1
    assert "needs torch and transformers" in done.stderr
    assert "ringkas models convert marian-id-en" in done.stderr


@pytest.mark.slow
def test_without_torch_a_converted_model_runs_the_main_job(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "RINGKAS_CACHE": str(tmp_path / "cache")}
    call(env, tmp_path, sys.executable, "-m", "pipeline", "models", "convert", "marian-id-en")
    call(env, tmp_path, sys.executable, "-m", "pipeline", "models", "convert", "marian-id-en-brief")
    done = without_torch(tmp_path, "run", "--json", "--quiet")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["stages"]["summarize"]["out"] == 12


@pytest.mark.slow
def test_the_whole_wheel_runs_the_main_job(tmp_path: Path) -> None:
    wheel = build("wheel", tmp_path / "dist")
    names = set(zipfile.ZipFile(wheel).namelist())
    needed = {f for f in data_files("models") if "/data/" not in f}
    assert len(needed) > 20
    assert not {f"pipeline/_data/{name}" for name in needed} - names
    assert not [n for n in names if n.startswith("pipeline/_data/models/") and "/data/" in n]  # training pairs
    env = environment(tmp_path / "env", [wheel]) | {"RINGKAS_CACHE": str(tmp_path / "cache")}
    _main_job(env, tmp_path)


@pytest.mark.slow
def test_the_wheels_of_code_and_models_run_the_main_job(light: Path, tmp_path: Path) -> None:
    models = [build("wheel", tmp_path / name, ROOT / "models" / name) for name in MODELS]
    assert light.stat().st_size < 5_000_000
    assert all(path.stat().st_size < 80_000_000 for path in models)
    env = environment(tmp_path / "env", [light, *models]) | {"RINGKAS_CACHE": str(tmp_path / "cache")}
    assert "marian-id-en-brief: 7 of 7" in call(env, tmp_path, "ringkas", "models", "verify")
    _main_job(env, tmp_path)


def _main_job(env: dict[str, str], folder: Path) -> None:
    made = json.loads(call(env, folder, "ringkas", "run", "--json", "--quiet"))
    assert made["stages"]["summarize"]["out"] == 12
    scores = json.loads((folder / made["run"] / "scores.json").read_text("utf-8"))
    assert next(s["value"] for s in scores if s["metric"] == "translation.chrf") > 70


@pytest.mark.slow
def test_a_wheel_can_be_built_from_the_source_distribution(tmp_path: Path) -> None:
    source = build("sdist", tmp_path / "dist")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    [folder] = (tmp_path / "source").iterdir()
    assert all((folder / name).exists() for name in ("Makefile", "constraints.txt", "docs/index.md", "mkdocs.yml"))
    again = build("wheel", tmp_path / "again", folder, weights="apart")
    direct = build("wheel", tmp_path / "direct", weights="apart")
    assert set(zipfile.ZipFile(again).namelist()) == set(zipfile.ZipFile(direct).namelist())
