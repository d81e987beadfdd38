"""Tiny random checkpoints of each architecture, saved in the hub's layout and loaded through the real code."""

from __future__ import annotations

import io
import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.backends import _convert
from pipeline.backends.model_card import Card, load_card

_WORDS = (
    "presiden warga gempa rumah sekolah harga beras naik turun kota desa banjir hujan petugas korban jalan bandara "
    "menteri rapat anggaran pemain gol menang kalah kapal pesawat dokter pasien vaksin hakim polisi tersangka film"
)
WORDS = _WORDS.split()
_PICK = random.Random(5)
CORPUS = [" ".join(_PICK.choices(WORDS, k=6)) + "." for _ in range(600)]
TEXTS = [
    "Presiden dan warga rapat di kota.",
    "Gempa dan banjir.",
    "Harga beras naik, kata petugas bandara, sementara hujan turun di desa.",
    "Dokter memeriksa 12 pasien pada hari Rabu (13/9).",
    "Film itu menang.",
    "Hakim menolak permohonan tersangka dan polisi menahan dua orang lain di rumah sekolah tua itu.",
]


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Conversions and measurements of the tests never touch the user's cache, and nothing reaches a hub."""
    folder = tmp_path_factory.mktemp("cache")
    before = {name: os.environ.get(name) for name in ("RINGKAS_CACHE", "HF_HUB_OFFLINE")}
    os.environ.update({"RINGKAS_CACHE": str(folder), "HF_HUB_OFFLINE": "1"})
    yield folder
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@pytest.fixture(scope="session", autouse=True)
def convert_here() -> Iterator[None]:
    """Convert in this process, which has torch loaded anyway; one test asks for the real way."""
    patch = pytest.MonkeyPatch()

    def here(card: Card, quantization: str, work: Path) -> None:
        _convert._main(str(card.file), str(work), quantization)

    patch.setattr(_convert, "_convert_in_subprocess", here)
    yield
    patch.undo()


def write_card(folder: Path, architecture: str, task: str = "translate", extra: str = "") -> Card:
    (folder / "card.toml").write_text(
        f'name = "tiny-{architecture}"\ntask = "{task}"\narchitecture = "{architecture}"\nsummary = "random"\n'
        f'licence = "none"\nsource = "tests"\npath = "."\nmax_source_tokens = 96\nself_test = false\n{extra}'
        "\n[generation]\nbeam_size = 2\nmax_tokens = 24\n"
    )
    return load_card(folder)


def sentencepiece_model(**options: Any) -> bytes:
    import sentencepiece

    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS),
        model_writer=out,
        vocab_size=160,
        hard_vocab_limit=False,
        minloglevel=2,
        **options,
    )
    return out.getvalue()


def pieces_of(model: bytes) -> list[tuple[str, float]]:
    import sentencepiece

    spm = sentencepiece.SentencePieceProcessor(model_proto=model)
    return [(spm.id_to_piece(i), spm.get_score(i)) for i in range(spm.get_piece_size())]


def save(model: Any, folder: Path, silent: int = 0, **generation: Any) -> None:
    """Random weights wide enough apart that a rounding error decides nothing; the last ``silent`` tokens never win."""
    import torch

    torch.manual_seed(7)
    with torch.no_grad():
        for name, value in model.named_parameters():
            if value.dim() > 1 and "embed_positions" not in name:
                value.normal_(0, 0.4)
        if silent:
            model.get_input_embeddings().weight[-silent:] = 0
    for name, value in generation.items():
        setattr(model.generation_config, name, value)
    model.save_pretrained(folder)


def marian(folder: Path) -> Card:
    from transformers import MarianConfig, MarianMTModel

    model = sentencepiece_model(character_coverage=1.0)
    (folder / "source.spm").write_bytes(model)
    (folder / "target.spm").write_bytes(model)
    names = [name for name, _ in pieces_of(model) if name not in ("<s>", "</s>", "<unk>")]
    vocabulary = {name: i for i, name in enumerate(["</s>", "<unk>", *names, "<pad>"])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    settings = {"source_lang": "id", "target_lang": "en", "tokenizer_class": "MarianTokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    pad = len(vocabulary) - 1
    config = MarianConfig(
        vocab_size=len(vocabulary), d_model=32, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=128,
        pad_token_id=pad, eos_token_id=0, bos_token_id=0, decoder_start_token_id=pad, forced_eos_token_id=None,
        scale_embedding=True,
    )  # fmt: skip
    save(MarianMTModel(config), folder, bad_words_ids=[[pad]])
    return write_card(folder, "marian")


def bart(folder: Path) -> Card:
    from transformers import BartConfig, BartForConditionalGeneration, RobertaTokenizer

    tokenizer = RobertaTokenizer(*_byte_bpe())
    tokenizer.save_pretrained(folder)
    config = BartConfig(
        vocab_size=len(tokenizer), d_model=32, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=128,
        pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2, forced_bos_token_id=0,
        forced_eos_token_id=None,
    )  # fmt: skip
    save(BartForConditionalGeneration(config), folder, forced_bos_token_id=0)
    return write_card(folder, "bart", "summarize")


def _byte_bpe() -> tuple[dict[str, int], list[tuple[str, str]]]:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    trained.train_from_iterator(CORPUS, trainer)
    model = json.loads(trained.to_str())["model"]
    return model["vocab"], [tuple(m) for m in model["merges"]]


def pegasus(folder: Path) -> Card:
    from transformers import PegasusConfig, PegasusForConditionalGeneration, PegasusTokenizer

    names = [p for p in pieces_of(sentencepiece_model()) if p[0] not in ("<s>", "</s>", "<unk>")]
    vocabulary = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("<mask_1>", 0.0), ("<mask_2>", 0.0), *names]
    tokenizer = PegasusTokenizer(vocab=vocabulary, offset=5)
    tokenizer.save_pretrained(folder)
    config = PegasusConfig(
        vocab_size=len(tokenizer), d_model=32, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=128,
        pad_token_id=0, eos_token_id=1, decoder_start_token_id=0, forced_eos_token_id=None, scale_embedding=True,
    )  # fmt: skip
    save(PegasusForConditionalGeneration(config), folder)
    return write_card(folder, "pegasus", "summarize")


def _t5(folder: Path, name: str) -> Any:
    import transformers

    names = [p for p in pieces_of(sentencepiece_model()) if p[0] not in ("<s>", "</s>", "<unk>")]
    vocabulary = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", -100.0), *names]
    tokenizer = transformers.T5Tokenizer(vocab=vocabulary, extra_ids=4)
    tokenizer.save_pretrained(folder)
    config = getattr(transformers, f"{name}Config")(
        vocab_size=len(tokenizer) + 4, d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4, pad_token_id=0,
        eos_token_id=1, decoder_start_token_id=0,
        **({"feed_forward_proj": "gated-gelu", "tie_word_embeddings": False} if name == "MT5" else {}),
    )  # fmt: skip
    return getattr(transformers, f"{name}ForConditionalGeneration")(config), tokenizer


def t5(folder: Path) -> Card:
    save(_t5(folder, "T5")[0], folder)
    return write_card(folder, "t5", "summarize", 'prefix = "summarize: "\n')


def mt5(folder: Path) -> Card:
    model, tokenizer = _t5(folder, "MT5")
    token = "<extra_id_2>"  # as CrossSum does it: no piece of any text
    number = tokenizer.convert_tokens_to_ids(token)
    model.config.task_specific_params = {"langid_map": {"english": [number, token], "indonesian": [number + 1, "x"]}}
    save(model, folder)
    return write_card(folder, "mt5", "direct", '[languages]\nway = "decoder-start"\ntarget = "english"\n')


def m2m100(folder: Path) -> Card:
    from transformers import M2M100Config, M2M100ForConditionalGeneration, M2M100Tokenizer

    model = sentencepiece_model()
    (folder / "sentencepiece.bpe.model").write_bytes(model)
    names = [name for name, _ in pieces_of(model) if name not in ("<s>", "</s>", "<unk>")]
    vocabulary = {name: i for i, name in enumerate(["<s>", "<pad>", "</s>", "<unk>", *names])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    tokenizer = M2M100Tokenizer(str(folder / "vocab.json"), str(folder / "sentencepiece.bpe.model"))
    tokenizer.save_pretrained(folder)
    config = M2M100Config(
        vocab_size=len(vocabulary) + 108, d_model=32, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=128,
        pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2, forced_eos_token_id=None,
    )  # fmt: skip
    save(M2M100ForConditionalGeneration(config), folder, silent=8)
    return write_card(folder, "m2m100", extra='[languages]\nway = "forced-bos"\nsource = "id"\ntarget = "en"\n')


def nllb(folder: Path) -> Card:
    from transformers import M2M100Config, M2M100ForConditionalGeneration, NllbTokenizer

    vocabulary, merges = _metaspace_bpe()
    tokenizer = NllbTokenizer(
        vocab=vocabulary, merges=merges, additional_special_tokens=["ind_Latn", "eng_Latn"], src_lang="ind_Latn"
    )
    tokenizer.save_pretrained(folder)
    config = M2M100Config(
        vocab_size=len(tokenizer), d_model=32, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=128,
        pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2, forced_eos_token_id=None,
    )  # fmt: skip
    save(M2M100ForConditionalGeneration(config), folder)
    naming = '[languages]\nway = "forced-bos"\nsource = "ind_Latn"\ntarget = "eng_Latn"\n'
    return write_card(folder, "nllb", extra=naming)


def _metaspace_bpe() -> tuple[dict[str, int], list[tuple[str, str]]]:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.BpeTrainer(vocab_size=200, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], show_progress=False)
    trained.train_from_iterator(CORPUS, trainer)
    model = json.loads(trained.to_str())["model"]
    return model["vocab"], [tuple(m) for m in model["merges"]]


BUILDERS: dict[str, Callable[[Path], Card]] = {f.__name__: f for f in (marian, bart, pegasus, t5, mt5, m2m100, nllb)}


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Card]:
    """``checkpoint("bart")`` is the card of a tiny random checkpoint, built once."""
    built: dict[str, Card] = {}

    def build(name: str) -> Card:
        if name not in built:
            built[name] = BUILDERS[name](tmp_path_factory.mktemp(name))
        return built[name]

    return build


@pytest.fixture
def texts() -> list[str]:
    return list(TEXTS)
