"""Downloads a card's checkpoint (``ringkas models fetch``); the only module that uses the network.

It asks the hub for the card's revision, takes the files that loading needs and nothing else (safetensors, tokenizer,
settings; never code), and notes the commit that it got, so that later loads use exactly that one, offline.
``HF_ENDPOINT`` points it at another hub.
"""

from __future__ import annotations

import logging
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.backends.model_card import SETTINGS, Card, cache_dir, fetched_record
from pipeline.core.errors import ModelError, UserError
from pipeline.core.files import atomic_folder, write_json

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched; ``folder`` is empty unless the weights had to be rewritten as safetensors."""

    card: str
    hub_id: str
    revision: str
    commit: str
    fetched: str
    folder: str = ""


def fetch(card: Card, *, rewrite: bool = False) -> Fetched:
    """Download a card's checkpoint at its revision and note the commit.

    Args:
        card: a hub card.
        rewrite: where the repository has no safetensors, load its ``pytorch_model.bin`` with torch's restricted
            unpickler (tensors only, no code) once and keep it as safetensors.

    Raises:
        UserError: the card's checkpoint lies in a folder, there is nothing to fetch.
        ModelError: the hub cannot be reached, does not have the repository or revision, or has no safetensors there
            and ``rewrite`` is off.
    """
    from httpx2 import HTTPError
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

    if not card.hub_id:
        raise UserError(f"card {card.name} has its checkpoint at {card.path}; there is nothing to fetch", "")
    try:
        files = _files(card)
        safe = any(Path(f).match(p) for f in files for p in card.weights)
        if not safe and not rewrite:
            raise ModelError(
                f"{card.hub_id} at {card.revision} has no {' or '.join(card.weights)}; it has: {', '.join(files)}",
                f"ringkas models fetch {card.name} --rewrite (loads the pickle with tensors only), "
                "or name a revision that has them",
            )
        patterns = [*(card.weights if safe else ("pytorch_model.bin",)), *SETTINGS]
        folder = Path(
            snapshot_download(card.hub_id, revision=card.revision, allow_patterns=patterns, ignore_patterns=["*.py"])
        )
    except OfflineModeIsEnabled as error:
        raise ModelError(f"{card.name} was not fetched: offline mode is on", "unset HF_HUB_OFFLINE") from error
    except (HfHubHTTPError, HTTPError, LocalEntryNotFoundError, OSError) as error:
        first = str(error).strip().splitlines()[0]
        raise ModelError(
            f"{card.hub_id} at {card.revision} was not fetched: {first}", "check the network, the name and the revision"
        ) from error
    own = "" if safe else str(_rewritten(card, folder))
    note = Fetched(card.name, card.hub_id, card.revision, folder.name, datetime.now(UTC).isoformat("T", "seconds"), own)
    write_json(fetched_record(card), asdict(note))
    return note


def _files(card: Card) -> list[str]:
    from huggingface_hub import HfApi

    return sorted(HfApi().list_repo_files(card.hub_id, revision=card.revision))


def _rewritten(card: Card, folder: Path) -> Path:
    """The checkpoint with its weights as safetensors, in our own cache."""
    from filelock import FileLock
    from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

    home = cache_dir() / "checkpoints" / f"{card.name}-{folder.name}"
    home.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(home.with_name(f"{home.name}.lock")):
        if home.is_dir():
            return home
        log.info("rewriting the weights of %s as safetensors", card.hub_id)
        kind = AutoModelForCausalLM if card.architecture == "causal" else AutoModelForSeq2SeqLM
        model = kind.from_pretrained(folder, local_files_only=True, use_safetensors=False, weights_only=True)
        with atomic_folder(home) as work:
            model.save_pretrained(work)
            for file in (file for pattern in SETTINGS for file in folder.glob(pattern)):
                if not (work / file.name).exists():
                    shutil.copyfile(file, work / file.name)
    return home
