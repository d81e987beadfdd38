"""A checkpoint nobody has a card for: looked at, refused where it could run code, carried to a swap's verdict."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.backends import _card_file, _inspection
from pipeline.backends.model_card import Card, list_cards, load_card
from pipeline.core.errors import ModelError, UserError

Checkpoint = Callable[[str], Card]
Cli = Callable[..., Any]
TEMPLATE = (
    "{% for m in messages %}<|start|>{{ m['role'] }}\n{{ m['content'] }}<|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|start|>assistant\n{% endif %}"
)
# architecture -> task, how languages are named to it
EXPECTED = {
    "marian": ("translate", "none"),
    "m2m100": ("translate", "forced-bos"),
    "nllb": ("translate", "forced-bos"),
    "bart": ("summarize", "none"),
    "pegasus": ("summarize", "none"),
    "t5": ("summarize", "none"),
    "mt5": ("direct", "decoder-start"),
}


@pytest.fixture(autouse=True)
def own_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGKAS_MODELS", str(tmp_path / "cards"))


def bare(card: Card, folder: Path) -> Path:
    """A copy of a checkpoint without its card."""
    shutil.copytree(card.folder(), folder, ignore=shutil.ignore_patterns("card.toml"))
    return folder


def causal(folder: Path, kind: str, template: str | None = TEMPLATE) -> Path:
    """A tiny random language model with a chat template."""
    import torch
    import transformers
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    words = Tokenizer(models.BPE())
    words.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    words.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    special = ["<|pad|>", "<|start|>", "<|end|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=300, special_tokens=special, initial_alphabet=alphabet, show_progress=False
    )
    words.train_from_iterator(["residents fled the flood in the city."] * 20, trainer)
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=words, eos_token="<|end|>", pad_token="<|pad|>")
    fast.chat_template = template
    fast.save_pretrained(folder)
    shape = {
        "vocab_size": len(fast), "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1,
        "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 4096, "eos_token_id": 2,
        "pad_token_id": 0, "bos_token_id": None,
    }  # fmt: skip
    torch.manual_seed(7)
    getattr(transformers, f"{kind}ForCausalLM")(getattr(transformers, f"{kind}Config")(**shape)).save_pretrained(folder)
    return folder


def mbart(folder: Path) -> Path:
    """A tiny random mBART-50."""
    import torch
    import transformers

    pieces = [(f"▁{word}", -1.0) for word in ("harga", "beras", "naik", "rice", "rose")]
    letters = [(letter, -5.0) for letter in "▁abcdefghijklmnopqrstuvwxyz.0123456789"]
    special = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    words = transformers.MBart50Tokenizer(vocab=[*special, *pieces, *letters], src_lang="id_ID", tgt_lang="en_XX")
    words.save_pretrained(folder)
    config = transformers.MBartConfig(
        vocab_size=len(words), d_model=32, encoder_layers=1, decoder_layers=1, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=256,
        pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2, forced_eos_token_id=None,
    )  # fmt: skip
    torch.manual_seed(7)
    transformers.MBartForConditionalGeneration(config).save_pretrained(folder)
    return folder


def test_an_mbart_names_both_languages_and_translates(tmp_path: Path) -> None:
    from pipeline.backends import load_translator

    card = _card_file.add(str(mbart(tmp_path / "mb")), tested=False)
    assert (card.architecture, card.task) == ("mbart", "translate")
    assert (card.languages.source, card.languages.target) == ("id_ID", "en_XX")
    engine = load_translator(card, device="cpu")
    assert len(engine.translate(["harga beras naik."], max_tokens=8)[0]) == 1


@pytest.mark.parametrize("architecture", EXPECTED)
def test_an_added_card_says_what_the_checkpoint_is(checkpoint: Checkpoint, architecture: str, tmp_path: Path) -> None:
    folder = bare(checkpoint(architecture), tmp_path / "Some Model_1")
    card = _card_file.add(str(folder))
    task, way = EXPECTED[architecture]
    assert (card.architecture, card.task, card.languages.way) == (architecture, task, way)
    assert card.name == "some-model_1"
    assert load_card("some-model_1").fingerprint() == card.fingerprint()
    assert "some-model_1" in list_cards()
    assert card.licence == "unknown"
    assert isinstance(card.size.parameters, int)
    assert card.size.parameters > 1000
    assert set(card.files) >= {"config.json", "model.safetensors"}
    with pytest.raises(UserError, match="there is a card 'some-model_1' already"):
        _card_file.add(str(folder))


@pytest.mark.parametrize("kind", ["Llama", "Qwen2"])
def test_a_language_model_does_both(kind: str, tmp_path: Path) -> None:
    card = _card_file.add(str(causal(tmp_path / kind, kind)))
    assert card.architecture == "causal"
    assert card.stages == ("translate", "summarize")
    assert card.max_source_tokens == 3072
    with pytest.raises(ModelError, match="without a chat template"):
        _card_file.add(str(causal(tmp_path / "base", kind, None)))


def test_terms_come_from_the_readme(checkpoint: Checkpoint, tmp_path: Path) -> None:
    folder = bare(checkpoint("marian"), tmp_path / "licensed")
    (folder / "README.md").write_text("---\nlanguage: id\nlicense: cc-by-nc-4.0\n---\nA model.\n", "utf-8")
    card = _card_file.add(str(folder))
    assert (card.licence, card.terms.commercial, card.non_commercial) == ("CC-BY-NC-4.0", "forbidden", True)


def test_a_marian_of_several_targets_is_told_english(checkpoint: Checkpoint, tmp_path: Path) -> None:
    folder = bare(checkpoint("marian"), tmp_path / "multi")
    vocabulary = json.loads((folder / "vocab.json").read_text("utf-8"))
    vocabulary |= {">>deu<<": len(vocabulary), ">>eng<<": len(vocabulary) + 1}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), "utf-8")
    card = _card_file.add(str(folder))
    assert (card.languages.way, card.languages.target) == ("source-token", ">>eng<<")


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "pickle": (lambda f: (f / "model.safetensors").rename(f / "pytorch_model.bin"), "is a pickle, which can run code"),
    "remote code": (
        lambda f: edit(f / "config.json", auto_map={"AutoModel": "modeling_mine.Mine"}),
        "modeling_mine.Mine.*never run",
    ),
    "tokenizer code": (
        lambda f: (f / "tokenizer_config.json").write_text('{"auto_map": {"AutoTokenizer": ["mine.Tok", null]}}'),
        "asks for code",
    ),
    "an encoder": (lambda f: edit(f / "config.json", model_type="bert", architectures=["BertModel"]), "no backend"),
    "another language": (lambda f: edit(f / "tokenizer_config.json", target_lang="fr"), "into 'fr', not into English"),
    "no config": (lambda f: (f / "config.json").unlink(), "has no config.json"),
    "half a config": (lambda f: (f / "config.json").write_text("{"), "is not JSON"),
    "no weights": (lambda f: (f / "model.safetensors").unlink(), "has no weights"),
}


def edit(path: Path, **values: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}), "utf-8")


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_and_why(checkpoint: Checkpoint, what: str, tmp_path: Path) -> None:
    folder = bare(checkpoint("marian"), tmp_path / "strange")
    change, message = REFUSED[what]
    change(folder)
    with pytest.raises(ModelError, match=message):
        _card_file.add(str(folder))
    assert "strange" not in list_cards()


def test_parameters_are_counted_in_the_headers(checkpoint: Checkpoint) -> None:
    from safetensors import safe_open

    folder = checkpoint("bart").folder()
    with safe_open(folder / "model.safetensors", framework="pt") as file:
        counted = sum(file.get_tensor(key).numel() for key in sorted(file.keys()))
    assert _inspection.parameters(folder) == counted


def test_hashes_are_pinned_on_the_card_and_nothing_else_changes(checkpoint: Checkpoint, tmp_path: Path) -> None:
    card = _card_file.add(str(bare(checkpoint("marian"), tmp_path / "mine")))
    before = card.file.read_text("utf-8")
    (card.folder() / "vocab.json").write_text(json.dumps({"</s>": 0}), "utf-8")
    pinned = _card_file.pin(card)
    again = load_card("mine")
    assert again.files == pinned != card.files
    assert again.model_dump(exclude={"files"}) == card.model_dump(exclude={"files"})
    assert before != card.file.read_text("utf-8")


def swapped(first: str, second: str, out: Path, task: Any = None) -> Any:
    from pipeline.execution.swap import swap

    settings = ("ingest.limit=1", "translate.guards=false", "clean.language_check=false", 'translate.device="cpu"')
    return swap(first, second, config="tiny", out=out, task=task, settings=settings, samples=20, apart=False)[0]


FEW = ("marian", "t5", "mt5", "Qwen2")  # one of each task and a language model


@pytest.mark.parametrize(
    "architecture",
    [*FEW, *(pytest.param(n, marks=pytest.mark.heavy) for n in (*EXPECTED, "Llama", "Qwen2") if n not in FEW)],
)
def test_from_a_folder_to_a_verdict(checkpoint: Checkpoint, architecture: str, tmp_path: Path) -> None:
    """``models add``, then ``swap``: every architecture gets through both, and random weights never win."""
    known = architecture in EXPECTED
    folder = bare(checkpoint(architecture), tmp_path / "new") if known else causal(tmp_path / "new", architecture)
    card = _card_file.add(str(folder), tested=False)
    small = card.file.read_text("utf-8").replace(f"max_tokens = {card.generation.max_tokens}", "max_tokens = 16")
    card.file.write_text(small.replace(f"beam_size = {card.generation.beam_size}", "beam_size = 1"), "utf-8")
    task = "translate" if "translate" in card.stages else "summarize"
    made = swapped("fake" if task == "translate" else "lead", "new", tmp_path / "out", task)
    assert made.second == "new"
    assert made.word != "better"
    assert made.sentence.startswith("new is ")
    assert made.task == task


@pytest.mark.parametrize(
    ("given", "said"), [("../nothere", "no folder"), ("./a/b", "no folder"), ("notes.txt", "a file")]
)
def test_what_is_no_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, said: str) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "notes.txt").touch()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(UserError, match=said):
        _card_file.add(given)


@pytest.mark.heavy
def test_three_commands(cli: Cli, checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a user types them, each run in a process of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    bare(checkpoint("marian"), tmp_path / "mine")
    added = cli("models", "add", "mine", "--untested")
    assert added.code == 0, added.err
    assert "mine: marian" in added.out
    assert "not tried yet" in added.out
    assert "ringkas models try mine" in added.out
    again = cli("models", "add", "mine")
    assert again.code == 2
    assert "ringkas models add mine --replace" in again.err
    assert "as they should be" in cli("models", "verify", "mine").out
    settings = ("--set", "ingest.limit=1", "--set", "translate.guards=false", "--samples", "20")
    done = cli("swap", "fake", "mine", "--config", "tiny", *settings, "--out", "out", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert found["sentence"].startswith("mine is ")
    assert found["comparison"]["costs"]["mine"]["memory_mb"] > 0
    assert any("cold start" in note for note in found["notes"])
    page = (tmp_path / "out" / "verdict.html").read_text("utf-8")
    assert found["sentence"] in page
    assert "<del>" in page
    assert os.path.getsize(tmp_path / "out" / "verdict.md") > 500


def test_converted_tried_and_removed(
    cli: Cli, checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = bare(checkpoint("marian"), tmp_path / "mine")
    cli("models", "add", folder, "--untested")
    converted = cli("models", "convert", "mine", "--quantization", "float32")
    assert "mine: float32" in converted.out, converted.err
    tried = cli("models", "try", "mine", "Harga beras naik 12 persen.")
    assert tried.code == 0, tried.err
    assert "to load and test" in tried.out
    tried = cli("models", "try", "mine", "Presiden menghadiri KTT itu.")  # held against what the model was given
    assert "an acronym of the source is missing" not in tried.out
    refused = cli("models", "remove", "mine")
    assert refused.code == 2
    assert "nobody to ask" in refused.err
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert "nothing was removed" in cli("models", "remove", "mine").out
    assert "freed" in cli("models", "remove", "mine", "--yes").out
    assert f"the checkpoint at {folder} stays" in cli("models", "remove", "mine").out
    assert (folder / "model.safetensors").is_file()
    assert "mine" in list_cards()


def test_english_is_named_by_a_token_before_the_source(checkpoint: Checkpoint, tmp_path: Path) -> None:
    """Both engines put it there, once, before every source."""
    from pipeline.backends import ctranslate2, transformers

    folder = bare(checkpoint("marian"), tmp_path / "multi")
    piece = next(token for token in json.loads((folder / "vocab.json").read_text("utf-8")) if len(token) > 3)
    card = _card_file.add(str(folder), tested=False)
    text = card.file.read_text("utf-8") + f'\n[languages]\nway = "source-token"\ntarget = {json.dumps(piece)}\n'
    card.file.write_text(text, "utf-8")
    card, plain = load_card("multi"), checkpoint("marian")
    for module, name in ((ctranslate2, "float32"), (transformers, "float32")):
        engine: Any = module.Engine(card, device="cpu", compute_type=name)
        without: Any = module.Engine(plain, device="cpu", compute_type=name)
        (tokens,), (rest,) = engine._encode(["Harga beras naik."]), without._encode(["Harga beras naik."])
        assert list(tokens[1:]) == list(rest)
        assert len(tokens) == len(rest) + 1
    card.file.write_text(text.replace(json.dumps(piece), '">>xyz<<"'), "utf-8")
    with pytest.raises(ModelError, match="does not know the token"):
        transformers.Engine(load_card("multi"), device="cpu").count_tokens(["Halo."])
