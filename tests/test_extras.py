"""Every extra of pyproject.toml is enough by itself: what it is for works where no package of another extra is seen.

A process of its own hides every installed package that the extra does not lead to, as in a fresh environment.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
HIDE = "import json, os, sys\nfor name in json.loads(os.environ['HIDDEN']): sys.modules[name] = None\n"
USES = {
    "docs": "from pathlib import Path\nfrom mkdocs.config import load_config\nfolder = Path({card!r})\n"
    "(folder / 'docs').mkdir()\nfile = folder / 'mkdocs.yml'\nfile.write_text('site_name: a\\ntheme: material')\n"
    "assert load_config(str(file)).theme.name == 'material'\n",
    "collect": "from pathlib import Path\nfrom pipeline.collection.collect import CollectRequest, collect\n"
    "from pipeline.collection.documents import read\n"
    "assert read(b'<rss><channel><item><link>http://a.example/b</link></item></channel></rss>', 'http://a.example').links\n"
    "request = CollectRequest(('http://127.0.0.1:9/',), Path({card!r}) / 'pages', dry_run=True)\n"
    "assert '--allow-private' in collect(request).failed[0][1]\n",
    "chat": "from pipeline.backends._client import Client\n"
    "from pipeline.backends._endpoint import Endpoint\n"
    "from pipeline.core.errors import ModelError\n"
    "try:\n    Client('tiny', Endpoint(url='http://127.0.0.1:9/v1', model='tiny', retries=0)).complete({{}})\n"
    "except ModelError as error:\n    assert 'failed 1 times' in error.message, error\n",
    "docx": "import io\nfrom pipeline.stages.report.exports import FORMATS\n"
    "from pipeline.stages.report.exports.base import Export\n"
    "file = io.BytesIO()\n"
    "FORMATS.load('docx').write(Export('A', '2026-04-20T07:30:00+07:00', iter(())), file)\n"
    "import docx\nfrom pipeline.stages.ingest.word import read\nfile.seek(0)\n"
    "document = docx.Document(file)\ndocument.add_paragraph('B')\ndocument.save(file)\n"
    "assert read(file.getvalue()) == {{'title': 'A', 'text': 'B'}}\n",
    "gguf": "from pipeline.backends import load_summarizer\n"
    "made = load_summarizer({card!r}, device='cpu', compute_type='float32').summarize(['A flood.'], style='Short.')\n"
    "assert made[0][0].tokens > 0\n",
    # Ray takes a hidden IPython for a running one.
    "ray": "import sys\nsys.modules.pop('IPython', None)\n"
    "from pipeline.execution.engines import ray\nassert callable(ray.opened)\n",
    "remote": "from pipeline.core.remote import Place\nassert Place('memory://bucket').send('a.txt', b'a')\n",
    "warc": "import io\nfrom pathlib import Path\nfrom types import SimpleNamespace\n"
    "from warcio.statusandheaders import StatusAndHeaders\nfrom warcio.warcwriter import WARCWriter\n"
    "from pipeline.stages.ingest.archives import pages\n"
    "file = Path({card!r}) / 'a.warc'\n"
    "with file.open('wb') as out:\n"
    "    writer = WARCWriter(out, gzip=False)\n"
    "    headers = StatusAndHeaders('200 OK', [('Content-Type', 'text/html')], protocol='HTTP/1.0')\n"
    "    body = io.BytesIO(b'<p>a</p>')\n"
    "    made = writer.create_warc_record('http://a.example/b', 'response', body, http_headers=headers)\n"
    "    writer.write_record(made)\n"
    "assert [p[2].url for p in pages(SimpleNamespace(path=file))] == ['http://a.example/b']\n",
    "semantic": "from pipeline.backends.sentence_encoder import load_embedder\n"
    "assert load_embedder('semantic')(['A flood.']).shape[0] == 1\n",
    "serve": "from pathlib import Path\nfrom pipeline.serve.app import Settings, create_app\n"
    "folder = Path({card!r})\n"
    "assert create_app(Settings(folder)).openapi()['paths']['/api/jobs/file']\n",
    "train": "from pathlib import Path\nfrom pipeline.training import plot\n"
    "log = Path({card!r}) / 'log.jsonl'\n"
    'log.write_text(\'{{"round": "a", "kind": "train", "step": 1, "loss": 2.0}}\\n\')\n'
    "assert plot.draw(log, log.with_suffix('.png'))\n",
}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def reached(wanted: list[str]) -> set[str]:
    """The installed distributions that these requirements lead to."""
    found: set[str] = set()
    waiting = [Requirement(text) for text in wanted]
    while waiting:
        requirement = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        name = canonical(requirement.name)
        if name in found:
            continue
        found.add(name)
        try:
            needs = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        extras = requirement.extras or {""}
        for need in map(Requirement, needs):
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras):
                need.marker = None
                waiting.append(need)
    return found


def hidden(extra: str) -> list[str]:
    """The importable names of everything that is installed and that the extra alone would not bring."""
    kept = reached([*PROJECT["dependencies"], *PROJECT["optional-dependencies"].get(extra, ())]) | {"ringkas"}
    owners = importlib.metadata.packages_distributions()
    return sorted(name for name, of in owners.items() if not kept & {canonical(o) for o in of})


def test_every_extra_is_tried_here() -> None:
    assert set(USES) == set(PROJECT["optional-dependencies"]) - {"dev"}


@pytest.mark.heavy
@pytest.mark.parametrize("extra", USES)
def test_an_extra_alone_is_enough(extra: str, tmp_path: Path) -> None:
    if extra == "gguf":
        causal = _causal_tests()
        words = causal.tokenizer(causal.TEMPLATE)
        causal.write_gguf(tmp_path / "tiny.gguf", causal.model("Qwen2", len(words)), words)
        (tmp_path / "card.toml").write_text(causal.card_text('gguf = "tiny.gguf"'))
    names = {canonical(Requirement(text).name) for text in PROJECT["optional-dependencies"][extra]}
    for name in names:
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            pytest.skip(f"{name} is not installed")
    code = HIDE + USES[extra].format(card=str(tmp_path))
    env = {**os.environ, "HIDDEN": json.dumps(hidden(extra)), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_messages_name_an_extra_as_it_can_be_installed() -> None:
    """The package is on no index: ``pip install 'ringkas[gguf]'`` finds nothing."""
    files = [*ROOT.glob("*.md"), *(ROOT / "models").glob("*.toml"), *(ROOT / "pipeline").rglob("*.py")]
    assert not [path.name for path in files if "install 'ringkas[" in path.read_text("utf-8")]


def _causal_tests() -> Any:
    spec = importlib.util.spec_from_file_location("causal_tests", ROOT / "tests" / "backends" / "test_causal.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
