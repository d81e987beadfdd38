"""The test of a model when it is loaded: sound checkpoints pass, broken ones are refused with what it is a sign of."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.backends import _self_test, load_summarizer, load_translator
from pipeline.backends.model_card import Card, load_card
from pipeline.core.errors import ModelError
from pipeline.core.resources import data_dir

SOUND = [
    "The French president arrived in Jakarta on Wednesday.",
    "An earthquake shook the city of Padang at night.",
    "The government said that the price of rice rose by 12 percent.",
]
# What SmolLM2-135M-Instruct wrote, which knows hardly any Indonesian: weak, and loaded as it should be.
REAL_BUT_WEAK = [
    "Indonesia's President Presiden Prancis Emmanuel Macron, a political figure, is currently in Jakarta.",
    "The village of Padang di Sumatra is destroyed.",
    "Pemerintah mengatakan bahwa harga beras naik 12 persen tahun ini.",
]
Break = Callable[[Path], None]


@pytest.mark.parametrize(
    ("outputs", "reason"),
    [
        (SOUND, ""),
        (["French President Emmanuel Macron arrives", "Quake hits Padang", "Rice price up 12%"], ""),
        (REAL_BUT_WEAK, ""),
        (["", "", ""], "writes nothing"),
        (["The the.", "The the.", "the THE"], "the same whatever"),
        (["rice rice rice rice rice", "a city a city a city a city", "so"], "repeats itself"),
        (["kota raya itu", "beli dua lagi sih", "tak ada apa pun di sini"], "which is no English, as with a tokenizer"),
        (
            ["Presiden Macron tiba di Jakarta", "Gempa mengguncang Padang malam", "Harga beras naik 12 persen"],
            "does not write English",
        ),
        (["He said that it was so.", "They have been to the sea.", "It is the same in the end."], "nothing of what"),
    ],
)
def test_what_outputs_are_a_sign_of(outputs: list[str], reason: str) -> None:
    found = _self_test.unsound(outputs, _self_test.probes())
    assert reason in found
    assert bool(found) == bool(reason)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Break | None], Card]:
    """The embedded translator without its known answers, as it is or broken."""

    def copy(damage: Break | None) -> Card:
        folder = tmp_path_factory.mktemp("marian")
        for file in (data_dir("models") / "marian-id-en").iterdir():
            if file.is_file() and file.suffix in (".json", ".spm", ".safetensors"):
                shutil.copy(file, folder)
        if damage is not None:
            damage(folder)
        (folder / "card.toml").write_text(
            'name = "copied"\ntask = "translate"\narchitecture = "marian"\nsummary = "s"\nlicence = "none"\n'
            'source = "tests"\npath = "."\nmax_source_tokens = 128\nbackends = ["transformers"]\n'
        )
        return load_card(folder)

    return copy


def load(card: Card) -> Any:
    return load_translator(card, device="cpu", compute_type="float32", threads=1)


def tied_weights_lost(folder: Path) -> None:
    """The output's rows as they are before training, as a library leaves them that does not tie them."""
    import torch
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    shared = next(name for name in weights if name.endswith(("shared.weight", "decoder.embed_tokens.weight")))
    torch.manual_seed(1)
    weights["lm_head.weight"] = torch.randn_like(weights[shared].float()) * 0.02
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    config["tie_word_embeddings"] = False
    (folder / "config.json").write_text(json.dumps(config))


def vocabulary_transposed(folder: Path) -> None:
    """Pieces and numbers that belong to others."""
    file = folder / "vocab.json"
    vocabulary = json.loads(file.read_text("utf-8"))
    kept = {"</s>", "<unk>", "<pad>"}
    pieces = [piece for piece in vocabulary if piece not in kept]
    numbers = [vocabulary[piece] for piece in pieces]
    random.Random(2).shuffle(numbers)
    file.write_text(json.dumps({**vocabulary, **dict(zip(pieces, numbers, strict=True))}))


def tokenizer_of_another(folder: Path) -> None:
    """The tokenizer of a checkpoint with another vocabulary, its numbers in range."""
    import io

    import sentencepiece

    lines = (data_dir("eval/suites") / "starter" / "articles.jsonl").read_text("utf-8").splitlines()
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(json.loads(line)["text"] for line in lines),
        model_writer=out,
        vocab_size=1000,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    spm = sentencepiece.SentencePieceProcessor(model_proto=out.getvalue())
    vocabulary = json.loads((folder / "vocab.json").read_text("utf-8"))
    special = {name: vocabulary[name] for name in ("</s>", "<unk>", "<pad>") if name in vocabulary}
    free = (number for number in range(len(vocabulary)) if number not in special.values())
    pieces = [spm.id_to_piece(i) for i in range(spm.get_piece_size())]
    numbered = {piece: next(free) for piece in pieces if piece not in ("<s>", "</s>", "<unk>")}
    rest = {f"<unused{number}>": number for number in free}
    (folder / "vocab.json").write_text(json.dumps({**special, **numbered, **rest}))
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(out.getvalue())


def test_a_sound_checkpoint_passes_without_known_answers(copies: Callable[[Break | None], Card]) -> None:
    assert "Jakarta" in load(copies(None)).translate(["Hujan turun di Jakarta."])[0][0].text


@pytest.mark.parametrize(
    ("damage", "reasons"),
    [
        pytest.param(tied_weights_lost, ("tied weights", "weights do that were lost"), marks=pytest.mark.heavy),
        (vocabulary_transposed, ("vocabulary in another order",)),
        pytest.param(tokenizer_of_another, ("tokenizer of another",), marks=pytest.mark.heavy),
    ],
)
def test_a_broken_checkpoint_is_refused_with_the_reason(
    copies: Callable[[Break | None], Card], damage: Break, reasons: tuple[str, ...]
) -> None:
    card = copies(damage)
    with pytest.raises(ModelError, match="failed its self-test") as caught:
        load(card)
    assert any(reason in caught.value.message for reason in reasons)
    assert " gave " in caught.value.message
    assert "self_test = false" in caught.value.hint
    assert load(card.model_copy(update={"self_test": False})).translate(["Hujan turun."])


def test_a_refused_card_of_ones_own_says_what_to_type() -> None:
    card = load_card("marian-id-en").model_copy(update={"name": "mine", "source": "inspected: models/mine"})
    with pytest.raises(ModelError) as caught:
        _self_test._refuse(card, ["Hujan turun."] * 3, ["the same text"] * 3)
    assert "ringkas models add models/mine --name mine --untested --replace" in caught.value.hint


@pytest.mark.heavy
def test_the_embedded_summarizer_passes() -> None:
    load_summarizer("marian-id-en-brief", device="cpu")


def test_a_summarizer_without_sense_is_refused() -> None:
    class Silent:
        fingerprint = "silent"
        max_source_tokens = 100

        def summarize(self, texts: list[str], **_: Any) -> list[list[Any]]:
            return [[] for _ in texts]

    with pytest.raises(ModelError, match="it writes nothing"):
        _self_test.check_summarizer(load_card("distilbart-cnn-12-6"), Silent())  # type: ignore[arg-type]
