"""Downloads a card's checkpoint: ``ringkas models fetch``, which beside ``ringkas collect`` alone uses the network.

It asks the hub for the card's revision, takes the files that loading needs and nothing else (safetensors, tokenizer,
settings; never code), compares each with the size and hash that the hub states, and notes the commit that it got, so
that later loads use exactly that one, offline. A file that is damaged, here or on its way, is downloaded once more.
``HF_ENDPOINT`` points it at another hub.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import socket
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.backends.model_card import SETTINGS, Card, cache_dir, fetched_record
from pipeline.core.errors import ModelError, UserError
from pipeline.core.files import atomic_folder, write_json
from pipeline.core.fingerprints import file_hash

log = logging.getLogger(__name__)
# What the operating system says of a name that cannot be looked up, or a network that is not there.
_UNREACHED = re.compile(
    r"(?i)name or service not known|name resolution|getaddrinfo|nodename nor servname|no address associated"
    r"|network is unreachable|no route to host"
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched; ``folder`` is empty unless the weights had to be rewritten as safetensors. ``files`` and
    ``bytes`` are what was taken, ``verified`` how many of the files the hub states a hash of, and ``hashes`` the
    SHA-256 of each, by which ``models verify`` finds what changed later."""

    card: str
    hub_id: str
    revision: str
    commit: str
    fetched: str
    folder: str = ""
    files: int = 0
    bytes: int = 0
    verified: int = 0
    hashes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository: its size and hashes as the hub states them (``sha256`` of large files, git's hash of
    small ones); None or empty where it states none."""

    name: str
    size: int | None = None
    sha256: str = ""
    git: str = ""

    def damage(self, path: Path) -> str:
        """What is wrong with a copy; empty when nothing is known to be."""
        if not path.is_file():
            return "is missing"
        size = path.stat().st_size
        if self.size is not None and size != self.size:
            return f"has {size:,} bytes instead of {self.size:,}"
        if self.sha256 and file_hash(path) != self.sha256:
            return "has another SHA-256 than the hub states"
        if self.git and not self.sha256 and _git_hash(path) != self.git:
            return "has another hash than the hub states"
        return ""


def fetch(card: Card, *, rewrite: bool = False, force: bool = False) -> Fetched:
    """Download a card's checkpoint at its revision, verify it, and note the commit.

    Args:
        card: a hub card.
        rewrite: where the repository has no safetensors, load its ``pytorch_model.bin`` with torch's restricted
            unpickler (tensors only, no code) once and keep it as safetensors.
        force: download every file again.

    Raises:
        UserError: the card's checkpoint lies in a folder, there is nothing to fetch.
        ModelError: the hub cannot be reached, does not have the repository or revision, or has no safetensors there
            and ``rewrite`` is off; or a file is damaged on its way twice.
    """
    from httpx2 import HTTPError
    from huggingface_hub.errors import (
        HfHubHTTPError,
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    if not card.hub_id:
        raise UserError(
            f"card {card.name} has its checkpoint at {card.path or 'its server'}; there is nothing to fetch",
            card.obtain or "ringkas models lists the cards; those marked `to fetch` can be fetched",
        )
    try:
        files = _files(card)
        safe = any(Path(f.name).match(p) for f in files for p in card.weights)
        if not safe and not rewrite:
            there = ", ".join(f.name for f in files)
            raise ModelError(
                f"{card.hub_id} at {card.revision} has no {' or '.join(card.weights)}; it has: {there}",
                f"ringkas models fetch {card.name} --rewrite (loads the pickle with tensors only), "
                "or name a revision that has them",
            )
        patterns = [*(card.weights if safe else ("pytorch_model.bin",)), *SETTINGS]
        wanted = [f for f in files if any(Path(f.name).match(p) for p in patterns) and "/" not in f.name]
        size = sum(f.size or 0 for f in wanted)
        log.info("fetching %s at %s: %d files, %s", card.hub_id, card.revision, len(wanted), megabytes(size))
        folder = _downloaded(card, patterns, wanted, force=force)
    except RepositoryNotFoundError as error:
        raise ModelError(
            f"{card.hub_id} was not fetched: the hub has no such repository, or not for you",
            f"correct hub_id in {card.file}; a private one needs HF_TOKEN in the environment",
        ) from error
    except RevisionNotFoundError as error:
        raise ModelError(
            f"{card.hub_id} was not fetched: it has no revision {card.revision!r}", f"correct revision in {card.file}"
        ) from error
    except OfflineModeIsEnabled as error:
        raise ModelError(
            f"{card.name} was not fetched: offline mode is on (HF_HUB_OFFLINE)",
            f"HF_HUB_OFFLINE=0 ringkas models fetch {card.name}; {elsewhere(card)}",
        ) from error
    except (HfHubHTTPError, HTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ModelError(
            f"{card.hub_id} at {card.revision} was not fetched: {_why(error)}",
            "try again, it goes on where it stopped (HF_ENDPOINT names a mirror, HTTPS_PROXY a proxy); "
            + elsewhere(card),
        ) from error
    hashes = {f.name: file_hash(folder / f.name) for f in wanted}
    _hold_against_card(card, hashes)
    own = "" if safe else str(_rewritten(card, folder))
    note = Fetched(
        card.name, card.hub_id, card.revision, folder.name, datetime.now(UTC).isoformat("T", "seconds"), own,
        len(wanted), size, sum(bool(f.sha256 or f.git) for f in wanted), {} if own else hashes,
    )  # fmt: skip
    write_json(fetched_record(card), asdict(note))
    return note


def _why(error: BaseException) -> str:
    """Why nothing came, in a line; of a name that could not be looked up, what that means."""
    from huggingface_hub import constants

    first = (str(error).strip().splitlines() or [type(error).__name__])[0]
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror) or _UNREACHED.search(str(cause)):
            return (
                f"the hub ({constants.ENDPOINT}) cannot be reached: there is no network here, or a firewall ({first})"
            )
        cause = cause.__cause__ or cause.__context__
    return first


def elsewhere(card: Card) -> str:
    """The lines to type for a machine without a network."""
    revision = f" --revision {card.revision}" if card.revision != "main" else ""
    return (
        f"without a network, elsewhere: hf download {card.hub_id}{revision} --local-dir {card.name}, "
        f"and with that folder here: ringkas models add {card.name}"
    )


def provisional(repository: str, revision: str) -> tuple[Card, str]:
    """A card to fetch a repository by that nobody wrote one for, and the licence that the hub states for it.

    Raises:
        ModelError: the hub cannot be reached, or has no such repository.
    """
    from httpx2 import HTTPError
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    name = re.sub(r"[^a-z0-9._-]+", "-", repository.rpartition("/")[2].lower()).strip("-._") or "model"
    values = {"name": name, "task": "translate", "summary": "", "licence": "unknown", "source": repository}
    place = {"hub_id": repository, "revision": revision or "main"}
    card = Card.model_validate({**values, **place, "architecture": "marian", "file": Path(f"{name}.toml").resolve()})
    try:
        info = HfApi().model_info(repository, revision=card.revision)
    except (HfHubHTTPError, OfflineModeIsEnabled, HTTPError, OSError) as error:
        raise ModelError(f"{repository} was not fetched: {_why(error)}", elsewhere(card)) from error
    names = [sibling.rfilename for sibling in info.siblings or []]
    if any(n.endswith(".spm.model") for n in names) and "model.bin" in names:
        card = card.model_copy(update={"architecture": "quickmt", "backends": ("ctranslate2",)})
    stated = getattr(info.card_data, "license", None)
    return card, str(stated or "")


def fetch_note(card: Card, done: Fetched) -> None:
    """Note for a card what was fetched before it was written."""
    write_json(fetched_record(card), asdict(replace(done, card=card.name, revision=card.revision)))


def _hold_against_card(card: Card, hashes: Mapping[str, str]) -> None:
    """Raise where a file is not the one whose hash the card states."""
    for name, sha256 in card.files.items():
        if name in hashes and hashes[name] != sha256:
            raise ModelError(
                f"{card.hub_id} at {card.revision}: {name} is not the file that the card {card.name} names "
                f"(SHA-256 {hashes[name][:12]}…, the card has {sha256[:12]}…)",
                f"look at what changed in the repository; [files] in {card.file} says what is trusted",
            )


def _files(card: Card) -> list[HubFile]:
    """The repository's files, sorted by name."""
    from huggingface_hub import HfApi

    siblings = HfApi().model_info(card.hub_id, revision=card.revision, files_metadata=True).siblings or []
    files = [HubFile(s.rfilename, s.size, s.lfs.sha256 if s.lfs else "", s.blob_id or "") for s in siblings]
    return sorted(files, key=lambda file: file.name)


def _downloaded(card: Card, patterns: Sequence[str], wanted: Sequence[HubFile], *, force: bool) -> Path:
    """The snapshot's folder, every file of it verified; damaged files are downloaded once more.

    Raises:
        ModelError: a file is damaged again.
    """
    from huggingface_hub import hf_hub_download, snapshot_download

    folder = Path(
        snapshot_download(
            card.hub_id,
            revision=card.revision,
            allow_patterns=list(patterns),
            ignore_patterns=["*.py"],
            force_download=force,
        )
    )
    for file in wanted:
        if why := file.damage(folder / file.name):
            log.warning("%s %s; downloading it again", file.name, why)
            hf_hub_download(card.hub_id, file.name, revision=folder.name, force_download=True)
            if why := file.damage(folder / file.name):
                raise ModelError(
                    f"{card.hub_id}: {file.name} {why}, twice",
                    f"try again later: ringkas models fetch {card.name} --force",
                )
    return folder


def _git_hash(path: Path) -> str:
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def megabytes(size: int) -> str:
    """A size in bytes as people say it."""
    return f"{size / 1e6:,.0f} MB" if size >= 1e7 else f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size:,} bytes"


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
