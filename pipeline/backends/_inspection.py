"""Derives a model card from a checkpoint's own files: architecture, languages, settings, terms of use.

Only JSON, the headers of safetensors and the README are read: no weights are loaded, nothing of the checkpoint is run.
Checkpoints that could run code when they are loaded (pickles, modelling code of their own) are refused with the reason.
"""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.backends.model_card import CONVERTED, SETTINGS, WEIGHTS
from pipeline.core.errors import ModelError
from pipeline.core.fingerprints import file_hash

PICKLES = ("*.bin", "*.pt", "*.pth", "*.pkl", "*.ckpt")
ARCHITECTURES = {"marian", "bart", "pegasus", "t5", "mt5", "mbart"}
TASKS = {"bart": "summarize", "pegasus": "summarize", "t5": "summarize", "mt5": "summarize"}  # translate otherwise
NAMES = {"m2m100": ("__id__", "__en__"), "nllb": ("ind_Latn", "eng_Latn"), "mbart": ("id_ID", "en_XX")}
CODES = {"m2m100": ("id", "en"), "nllb": ("ind_Latn", "eng_Latn"), "mbart": ("id_ID", "en_XX")}
# Where it is not CTranslate2 first: its converter does not take every mBART.
BACKENDS = {
    "quickmt": ("ctranslate2",),
    "mbart": ("transformers", "ctranslate2"),
    "mt5": ("transformers", "ctranslate2"),
}
CODED = {"way": "chat-template", "source": "id", "target": "en"}
WITH_PICTURES = ("gemma3",)  # models that read pictures, too, and load as language models without them
SOURCE_TOKENS = (">>eng<<", ">>en<<", "<2en>")
ENGLISH = ("en", "eng", "eng_Latn", "")
MOST_SOURCE = {"translate": 256, "summarize": 1024, "direct": 512, "causal": 3072}
# The licence's name in a README's front matter -> how it is written, territory, commercial use, distillation, address.
LICENCES: Mapping[str, tuple[str, str, str, str, str]] = {
    "apache-2.0": ("Apache-2.0", "worldwide", "allowed", "allowed", "https://www.apache.org/licenses/LICENSE-2.0"),
    "mit": ("MIT", "worldwide", "allowed", "allowed", "https://opensource.org/license/mit"),
    "cc0-1.0": ("CC0-1.0", "worldwide", "allowed", "allowed", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "cc-by-4.0": ("CC-BY-4.0", "worldwide", "allowed", "allowed", "https://creativecommons.org/licenses/by/4.0/"),
    "cc-by-sa-4.0": (
        "CC-BY-SA-4.0", "worldwide", "allowed", "conditions", "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "cc-by-nc-4.0": (
        "CC-BY-NC-4.0", "worldwide", "forbidden", "unknown", "https://creativecommons.org/licenses/by-nc/4.0/",
    ),
    "cc-by-nc-sa-4.0": (
        "CC-BY-NC-SA-4.0", "worldwide", "forbidden", "unknown", "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    ),
    "gemma": ("Gemma Terms of Use", "unknown", "conditions", "conditions", "https://ai.google.dev/gemma/terms"),
}  # fmt: skip


def inspect(folder: Path, task: str = "") -> dict[str, Any]:
    """The values of a card for the checkpoint in a folder, its name and place left out.

    Args:
        folder: a checkpoint in the hub's layout, a converted quickmt one, or a folder with one GGUF file.
        task: what it is for, where the architecture alone does not say it.

    Raises:
        ModelError: it could run code when it is loaded, or it is none that a backend here runs; with the reason.
    """
    if not folder.is_dir():
        raise ModelError(f"{folder} is no folder", "give the folder that holds config.json")
    gguf = sorted(folder.glob("*.gguf"))
    if gguf and not any(folder.glob("*.safetensors")):
        return _gguf(folder, gguf)
    config = _json(folder / "config.json")
    _refuse_code(folder, config)
    architecture = _architecture(folder, config)
    _refuse_pickles(folder, architecture)
    config = {**(config.get("text_config") or {}), **config}
    known = _tokens(folder)
    if coded := architecture == "causal" and _wants_codes(folder):
        task = task or "translate"
    kind = task or _task(architecture, config, known)
    values: dict[str, Any] = {
        "task": "summarize" if architecture == "causal" and not task else kind,
        "architecture": architecture,
        **({"slots": ["translate", "summarize"]} if architecture == "causal" and not task else {}),
        **({"backends": list(BACKENDS[architecture])} if architecture in BACKENDS else {}),
        "summary": f"{architecture}, added from {folder.name}",
        **licence(folder),
        "max_source_tokens": _source_tokens(architecture, kind, config),
        "languages": CODED if coded else _languages(architecture, kind, config, known, folder),
        "generation": _generation(folder, config),
        "size": {"parameters": parameters(folder) or "unknown", "download": _bytes(folder, architecture)},
        "files": hashes(folder, architecture),
    }
    if architecture == "causal":
        _refuse_no_template(folder)
    return {name: value for name, value in values.items() if value not in ({}, "")}


def hashes(folder: Path, architecture: str = "", gguf: str = "") -> dict[str, str]:
    """The SHA-256 of every file of a checkpoint that shapes its output."""
    return {path.name: file_hash(path) for path in _files(folder, architecture, gguf)}


def _files(folder: Path, architecture: str, gguf: str = "") -> list[Path]:
    weights = (gguf,) if gguf else CONVERTED if architecture == "quickmt" else WEIGHTS
    return sorted({p for pattern in (*weights, *SETTINGS) for p in folder.glob(pattern) if p.is_file()})


def _bytes(folder: Path, architecture: str, gguf: str = "") -> int | str:
    return sum(path.stat().st_size for path in _files(folder, architecture, gguf)) or "unknown"


def _gguf(folder: Path, found: list[Path]) -> dict[str, Any]:
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise ModelError(f"{folder} holds several GGUF files: {names}", "keep the one to use in a folder of its own")
    name = found[0].name
    return {
        "task": "summarize", "architecture": "causal", "slots": ["translate", "summarize"], "gguf": name,
        "summary": f"language model in a GGUF file, added from {folder.name}", **licence(folder),
        "max_source_tokens": MOST_SOURCE["causal"], "generation": {"beam_size": 1, "max_tokens": 256},
        "size": {"download": _bytes(folder, "causal", name)}, "files": hashes(folder, "causal", name),
    }  # fmt: skip


def _json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {} if path.name != "config.json" else _no_config(path)
    try:
        value = json.loads(path.read_text("utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise ModelError(f"{path} is not JSON: {error}", "copy the checkpoint again") from None
    if not isinstance(value, dict):
        raise ModelError(f"{path} holds no table", "copy the checkpoint again")
    return value


def _no_config(path: Path) -> dict[str, Any]:
    there = ", ".join(sorted(p.name for p in path.parent.iterdir())[:8]) or "nothing"
    raise ModelError(f"{path.parent} has no config.json; it has: {there}", "give a checkpoint in the hub's layout")


def _refuse_code(folder: Path, config: Mapping[str, Any]) -> None:
    """Refuse checkpoints that only load with Python code of their own."""
    for name, values in (("config.json", config), ("tokenizer_config.json", _json(folder / "tokenizer_config.json"))):
        if mapped := values.get("auto_map"):
            raise ModelError(
                f"{folder}: {name} asks for code that comes with the checkpoint ({_first(mapped)}), which is never run",
                "take a checkpoint whose architecture transformers has itself",
            )


def _first(mapped: Any) -> str:
    values = list(mapped.values()) if isinstance(mapped, dict) else [mapped]
    return str(values[0][0] if isinstance(values[0], list) and values[0] else values[0])


def _refuse_pickles(folder: Path, architecture: str) -> None:
    """Refuse checkpoints whose weights are pickles alone: unpickling runs what the file says."""
    weights = CONVERTED if architecture == "quickmt" else WEIGHTS
    if any(p for pattern in weights for p in folder.glob(pattern)):
        return
    pickled = sorted(p.name for pattern in PICKLES for p in folder.glob(pattern))
    if pickled:
        raise ModelError(
            f"{folder}: {pickled[0]} is a pickle, which can run code when it is loaded; there are no safetensors",
            "save it as safetensors (save_pretrained in an environment you trust it in), or find a revision that has "
            "them; a repository of the hub: ringkas models fetch OWNER/NAME --rewrite",
        )
    raise ModelError(f"{folder} has no weights ({', '.join(weights)})", "copy the checkpoint again")


def _architecture(folder: Path, config: Mapping[str, Any]) -> str:
    kind = str(config.get("model_type", ""))
    if not kind and (folder / "model.bin").is_file() and any(folder.glob("*.spm.model")):
        return "quickmt"
    if kind in ARCHITECTURES:
        return kind
    if kind == "m2m_100":
        named = str(_json(folder / "tokenizer_config.json").get("tokenizer_class", ""))
        return "nllb" if named.startswith("Nllb") or "ind_Latn" in _tokens(folder) else "m2m100"
    classes = [str(name) for name in config.get("architectures") or ()]
    if any(name.endswith("ForCausalLM") for name in classes) or kind in WITH_PICTURES:
        return "causal"
    said = kind or "nothing that it names"
    raise ModelError(
        f"{folder}: its architecture is {said} ({', '.join(classes) or 'no class named'}), which no backend here runs",
        f"it runs: {', '.join(sorted({*ARCHITECTURES, 'm2m100', 'nllb', 'quickmt'}))}, and causal language models",
    )


def _tokens(folder: Path) -> frozenset[str]:
    """The tokens that a tokenizer knows by name: its vocabulary where that is JSON, and its special tokens."""
    found: set[str] = set(_json(folder / "vocab.json"))
    fast = _json(folder / "tokenizer.json")
    found.update(_strings(token.get("content") for token in fast.get("added_tokens") or ()))
    vocabulary = (fast.get("model") or {}).get("vocab") or ()
    found.update(vocabulary if isinstance(vocabulary, dict) else (str(entry[0]) for entry in vocabulary))
    for name in ("special_tokens_map.json", "tokenizer_config.json"):
        values = _json(folder / name)
        for key in ("additional_special_tokens", "extra_special_tokens"):
            listed = values.get(key) or ()
            found.update(_strings(t.get("content") if isinstance(t, dict) else t for t in listed))
        found.update(_strings(t.get("content") for t in (values.get("added_tokens_decoder") or {}).values()))
    found.update(_json(folder / "added_tokens.json"))
    return frozenset(found)


def _strings(values: Iterable[Any]) -> Iterable[str]:
    return (value for value in values if isinstance(value, str))


def _task(architecture: str, config: Mapping[str, Any], known: frozenset[str]) -> str:
    if "langid_map" in (config.get("task_specific_params") or {}):
        return "direct"
    if architecture in ("t5", "mt5") and "<2en>" in known:
        return "translate"
    return TASKS.get(architecture, "translate")


def _languages(
    architecture: str, kind: str, config: Mapping[str, Any], known: frozenset[str], folder: Path
) -> dict[str, str]:
    if architecture in CODES and kind == "translate":
        source, target = CODES[architecture]
        listed = architecture != "m2m100" or any(name.startswith("__") for name in known)
        if listed and (lacking := [n for n in NAMES[architecture] if n not in known]):
            raise ModelError(f"{folder}: its tokenizer does not know {', '.join(lacking)}", "it was not made for this")
        return {"way": "forced-bos", "source": source, "target": target}
    if kind == "direct":
        return {"way": "decoder-start", "target": "english"}
    if kind != "translate":
        return {}
    token = next((token for token in SOURCE_TOKENS if token in known), "")
    if token and (architecture != "marian" or sum(t.startswith(">>") for t in known) > 1):
        return {"way": "source-token", "source": "id", "target": token}
    target = str(_json(folder / "tokenizer_config.json").get("target_lang") or "")
    if target not in ENGLISH:
        raise ModelError(f"{folder}: it translates into {target!r}, not into English", "take one that writes English")
    return {}


def _source_tokens(architecture: str, kind: str, config: Mapping[str, Any]) -> int:
    most = MOST_SOURCE["causal" if architecture == "causal" else kind]
    positions = config.get("max_position_embeddings") or config.get("n_positions") or 512
    room = int(positions) - 256 if architecture == "causal" and int(positions) > 512 else int(positions)
    return max(8, min(most, room))


def _generation(folder: Path, config: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that the checkpoint was tuned with, where it says them and they decide something here."""
    said = {**config, **_json(folder / "generation_config.json")}
    names = [str(name) for name in config.get("architectures") or ()]
    causal = any(name.endswith("ForCausalLM") for name in names) or config.get("model_type") in WITH_PICTURES
    positions = int(config.get("max_position_embeddings") or config.get("n_positions") or 512)
    longest = said.get("max_length") if isinstance(said.get("max_length"), int) else 256
    return {
        "beam_size": 1 if causal else int(said.get("num_beams") or 4),
        "length_penalty": float(said.get("length_penalty") or 1.0),
        "repetition_penalty": 1.0 if causal else float(said.get("repetition_penalty") or 1.0),
        "no_repeat_ngram_size": int(said.get("no_repeat_ngram_size") or 0),
        "min_tokens": 0 if causal else int(said.get("min_length") or 0),
        "max_tokens": max(1, min(256 if causal else 512, max(int(longest or 0), 64), positions - 2)),
    }


def _wants_codes(folder: Path) -> bool:
    """Whether a chat template wants the codes of the languages beside the text, as TranslateGemma's does."""
    file = folder / "chat_template.jinja"
    own = _json(folder / "tokenizer_config.json").get("chat_template")
    text = file.read_text("utf-8", errors="replace") if file.is_file() else str(own or "")
    return "source_lang_code" in text and "target_lang_code" in text


def _refuse_no_template(folder: Path) -> None:
    if _json(folder / "tokenizer_config.json").get("chat_template") or (folder / "chat_template.jinja").is_file():
        return
    raise ModelError(
        f"{folder}: a language model without a chat template was not tuned to follow instructions",
        "take an instruction-tuned checkpoint, or put its chat_template.jinja beside the weights",
    )


def parameters(folder: Path) -> int:
    """The parameters in the headers of a folder's safetensors; 0 where there are none to read."""
    total = 0
    for path in folder.glob("*.safetensors"):
        try:
            with path.open("rb") as file:
                (length,) = struct.unpack("<Q", file.read(8))
                header = json.loads(file.read(min(length, 100_000_000)))
        except (struct.error, ValueError, OSError):
            return 0
        total += sum(math.prod(t["shape"]) for name, t in header.items() if name != "__metadata__")
    return total


def licence(folder: Path) -> dict[str, Any]:
    """The licence that a README's front matter states, with what is known of it; "unknown" where it states none."""
    readme = folder / "README.md"
    text = readme.read_text("utf-8", errors="replace") if readme.is_file() else ""
    front = text.split("---", 2)[1] if text.startswith("---") and text.count("---") > 1 else ""
    stated = re.search(r"^license:\s*[\"']?([\w.+-]+)", front, re.MULTILINE)
    return licence_values(stated.group(1) if stated else "")


def licence_values(stated: str) -> dict[str, Any]:
    """A card's ``licence`` and ``terms`` from the name that a repository states."""
    name = stated.lower()
    if name not in LICENCES:
        return {"licence": name or "unknown", "terms": {"commercial": "unknown"}}
    written, territory, commercial, distillation, url = LICENCES[name]
    terms = {"url": url, "territory": territory, "commercial": commercial, "distillation": distillation}
    return {"licence": written, "terms": terms}
