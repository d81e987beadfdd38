"""Converts a checkpoint to CTranslate2's format once, in a separate process, and checks the files at each use.

The conversion needs torch and transformers; the process that translates needs neither. A
conversion is a folder in the cache, named by the card, the checkpoint's fingerprint and the engine's version; it is
written next to its final place and renamed. Its manifest holds every file's hash: a damaged one is named and rebuilt.
"""

from __future__ import annotations

import errno
import importlib.util
import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from filelock import FileLock

from pipeline.backends._codecs import write_codec
from pipeline.backends.model_card import Card, cache_dir, cache_folder, load_card
from pipeline.core.errors import ModelError, StoreError
from pipeline.core.files import atomic_folder, write_json
from pipeline.core.fingerprints import file_hash, library_version
from pipeline.core.progress import doing
from pipeline.core.resources import PACKAGE

MANIFEST = "conversion.json"
VERSION = 4
# Where an architecture normalizes: before its layers, and after its embeddings.
_NORMS = {"bart": (False, True), "pegasus": (True, False), "mbart": (True, True)}
log = logging.getLogger(__name__)


def converted(card: Card, quantization: str) -> Path:
    """The card's conversion, made now if there is none or if the one there is damaged.

    Args:
        card: its checkpoint must be on this machine.
        quantization: how weights are stored: ``int8`` or ``float32``.

    Raises:
        ModelError: the checkpoint is missing, or the converter refused it.
        UserError: the cache cannot be written.
    """
    if card.architecture == "quickmt":
        return card.folder()  # published converted
    name = f"{card.name}-{card.fingerprint()[:16]}-{quantization}-v{VERSION}-{library_version('ctranslate2')}"
    folder = cache_dir() / "ctranslate2" / name
    if not damage(folder):  # nothing is written then: the cache may be read-only
        return folder
    cache_folder("ctranslate2")
    with FileLock(folder.with_name(f"{name}.lock")):
        problem = damage(folder)
        if problem:
            if folder.exists():
                log.warning("conversion %s is damaged (%s); making it again", folder, problem)
            else:
                log.info("converting %s to CTranslate2 %s (once)", card.name, quantization)
            with doing(f"converting {card.name}"):
                _rebuild(card, quantization, folder)
    return folder


def convert_into(card: Card, quantization: str, folder: Path) -> None:
    """Write a conversion of the card's checkpoint into a folder that is not there yet; no manifest, nothing cached.

    Raises:
        ModelError: the checkpoint is missing, or the converter refused it.
        StoreError: the disk is full.
    """
    folder.mkdir(parents=True)
    _convert_in_subprocess(card, quantization, folder)


def damage(folder: Path) -> str:
    """What is wrong with a conversion, empty when nothing is."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return f"{MANIFEST} is missing"
    try:
        files: dict[str, str] = json.loads(manifest.read_text("utf-8"))["files"]
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
        return f"{MANIFEST} is not readable"
    for name, expected in files.items():
        file = folder / name
        if not file.is_file():
            return f"{name} is missing"
        if file_hash(file) != expected:
            return f"{name} has changed"
    return ""


def _rebuild(card: Card, quantization: str, folder: Path) -> None:
    with atomic_folder(folder) as work:
        _convert_in_subprocess(card, quantization, work)
        hashes = {p.name: file_hash(p) for p in sorted(work.iterdir())}
        write_json(work / MANIFEST, {"card": card.name, "quantization": quantization, "files": hashes})


def _convert_in_subprocess(card: Card, quantization: str, work: Path) -> None:
    """Run this module as a program, offline, and pass on what it says when it fails."""
    if missing := [name for name in ("torch", "transformers") if importlib.util.find_spec(name) is None]:
        raise ModelError(
            f"card {card.name} has to be converted once, and that needs {' and '.join(missing)}",
            f"where they are: ringkas models convert {card.name}, and copy the folder RINGKAS_CACHE to here; "
            f"or: pip install {' '.join(missing)}",
        )
    path = os.pathsep.join(filter(None, (str(PACKAGE.parent), os.environ.get("PYTHONPATH", ""))))
    env = {**os.environ, "PYTHONPATH": path, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TQDM_DISABLE": "1"}
    command = [sys.executable, "-m", "pipeline.backends._convert", str(card.file), str(work), quantization]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        if os.strerror(errno.ENOSPC) in last:
            raise StoreError(f"{work}: the disk is full", "make room there; RINGKAS_CACHE=DIR puts the cache elsewhere")
        raise ModelError(f"card {card.name} could not be converted: {last}", "set backend = 'transformers'")


def _main(card_file: str, work: str, quantization: str) -> None:
    import transformers
    from ctranslate2.converters import TransformersConverter

    class Converter(TransformersConverter):  # type: ignore[misc]
        """The library's converter, restricted to safetensors and local files."""

        def load_model(self, model_class: type, name: str, **kwargs: object) -> object:
            model = model_class.from_pretrained(name, use_safetensors=True, local_files_only=True, **kwargs)  # type: ignore[attr-defined]
            # transformers 5 dropped these from the configs; the converter still asks for them.
            before, embedding = _NORMS.get(model.config.model_type, (False, True))
            for key, default in (("normalize_before", before), ("normalize_embedding", embedding)):
                if not hasattr(model.config, key):
                    setattr(model.config, key, default)
            if model.config.model_type in ("t5", "mt5"):
                # The converter scales T5's outputs when this says so; transformers 5 says it always, and scales by
                # another setting (never for mT5), which leaves every probability wrong.
                model.config.tie_word_embeddings = getattr(model.config, "scale_decoder_outputs", False)
            return model

        def load_tokenizer(self, tokenizer_class: type, name: str, **kwargs: object) -> object:
            return tokenizer_class.from_pretrained(name, local_files_only=True, **kwargs)  # type: ignore[attr-defined]

    transformers.utils.logging.disable_progress_bar()
    _respect_marian_start()
    _respect_m2m100_languages()
    card = load_card(card_file)
    checkpoint, out = card.folder(), Path(work)
    Converter(str(checkpoint)).convert(str(out / "model"), quantization=quantization)
    for file in (out / "model").iterdir():
        file.rename(out / file.name)
    (out / "model").rmdir()
    naming = {"src_lang": card.languages.source} if card.languages.way == "forced-bos" else {}
    tokenizer = transformers.AutoTokenizer.from_pretrained(checkpoint, local_files_only=True, **naming)
    target = card.languages.target if card.languages.way == "forced-bos" else ""
    token = card.languages.target if card.languages.way == "source-token" else ""
    if token and tokenizer.convert_tokens_to_ids(token) in (None, tokenizer.unk_token_id):
        raise ValueError(f"the checkpoint does not know the token {token!r}")
    forced = _forced_first(checkpoint, tokenizer)
    write_codec(out, checkpoint, tokenizer, card.languages.source, target, forced, token)
    if card.languages.way == "decoder-start":
        _start_decoder_with(out, tokenizer, checkpoint, card.languages.target)


def _forced_first(checkpoint: Path, tokenizer: Any) -> str:
    """The token that generation is told to begin with, read where transformers reads it."""
    for name in ("generation_config.json", "config.json"):
        file = checkpoint / name
        if file.is_file() and (token := json.loads(file.read_text("utf-8")).get("forced_bos_token_id")) is not None:
            return str(tokenizer.convert_ids_to_tokens(token))
    return ""


def _respect_marian_start() -> None:
    """Convert Marian checkpoints whose decoder starts from something else than zero.

    The library's converter drops the <pad> token and starts the decoder from a zero embedding, as Marian itself does.
    A checkpoint trained in transformers starts from <pad>'s embedding, whatever that has become; dropping it changes
    the output (the embedded checkpoint: 10 of 24 sentences in float32). Such a one keeps its <pad> as the start
    token, with a bias that keeps it from being generated.
    """
    from ctranslate2.converters import transformers as library

    class Loader(library.MarianMTLoader):  # type: ignore[misc]
        def get_model_spec(self, model: Any) -> Any:
            pad = model.config.decoder_start_token_id
            self.keeps_pad = bool(model.model.decoder.embed_tokens.weight[pad].any())
            if not self.keeps_pad:
                return super().get_model_spec(model)
            model.config.normalize_before = model.config.normalize_embedding = False
            model.final_logits_bias[0, pad] = -1e4
            return library.BartLoader.get_model_spec(self, model)

        def set_decoder(self, spec: Any, decoder: Any) -> None:
            spec.start_from_zero_embedding = not self.keeps_pad
            library.BartLoader.set_decoder(self, spec, decoder)

        def get_vocabulary(self, model: Any, tokenizer: Any) -> Any:
            if not self.keeps_pad:
                return super().get_vocabulary(model, tokenizer)
            return library.BartLoader.get_vocabulary(self, model, tokenizer)

        def set_config(self, config: Any, model: Any, tokenizer: Any) -> None:
            super().set_config(config, model, tokenizer)
            if self.keeps_pad:
                config.decoder_start_token = tokenizer.pad_token

    library.register_loader("MarianConfig")(Loader)


def _respect_m2m100_languages() -> None:
    """Give the converter M2M100's language tokens, which transformers 5 no longer lists where it looks for them."""
    from ctranslate2.converters import transformers as library

    class Loader(library.M2M100Loader):  # type: ignore[misc]
        def get_vocabulary(self, model: Any, tokenizer: Any) -> Any:
            if type(tokenizer).__name__ != "M2M100Tokenizer":
                return super().get_vocabulary(model, tokenizer)
            by_id = {i: token for token, i in {**tokenizer.encoder, **tokenizer.lang_token_to_id}.items()}
            return [by_id.get(i, f"madeupword{i}") for i in range(model.config.vocab_size)]

    library.register_loader("M2M100Config")(Loader)


def _start_decoder_with(out: Path, tokenizer: object, checkpoint: Path, target: str) -> None:
    """CrossSum: the target language's token takes the place of the decoder's start token."""
    config = json.loads((checkpoint / "config.json").read_text("utf-8"))
    token = config["task_specific_params"]["langid_map"][target][1]
    settings = json.loads((out / "config.json").read_text("utf-8"))
    (out / "config.json").write_text(json.dumps({**settings, "decoder_start_token": token}, indent=1), "utf-8")


if __name__ == "__main__":
    _main(*sys.argv[1:])
