"""Defines and loads model cards: TOML files that say what a checkpoint is and how to use it.

A card is data, so a checkpoint is swapped in by writing one file: where its weights lie (a folder next to the card, or
a hub repository at a revision), its licence, how its architecture names languages, how much text it takes, and the
generation settings it was tuned with. Loading a card opens no weights and never touches the network;
:mod:`pipeline.backends.download` is the only module that downloads.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from pipeline.backends._card_tables import Figure as Figure
from pipeline.backends._card_tables import Generation as Generation
from pipeline.backends._card_tables import Languages as Languages
from pipeline.backends._card_tables import Size, Terms
from pipeline.backends._endpoint import Endpoint
from pipeline.backends._prompts import TranslationPrompt, with_defaults
from pipeline.backends._self_test import KnownAnswer as KnownAnswer
from pipeline.core.errors import ModelError, UserError, did_you_mean
from pipeline.core.fingerprints import digest, remembered_hash
from pipeline.core.registry import names_in
from pipeline.core.resources import data_dir
from pipeline.core.tables import Table, explain, read_toml

Task = Literal["translate", "summarize", "direct"]
Architecture = Literal["marian", "bart", "pegasus", "t5", "mt5", "m2m100", "nllb", "mbart", "quickmt", "causal"]

# Files that shape the output; a repository's pictures, logs and other frameworks' weights do not.
WEIGHTS = ("*.safetensors",)
CONVERTED = ("model.bin",)  # CTranslate2's own format (no pickle), for `quickmt`, which is published ready to use
SETTINGS = ("*.json", "*.model", "*.spm", "*.txt", "*.jinja")
# Of a card: what does not shape the output, and what only models have that are told what to do.
ABOUT = {
    "summary", "licence", "terms", "size", "files", "obtain", "limits", "source", "figures", "known_answers", "path",
    "backends", "self_test",
}  # fmt: skip
TOLD = {"translation", "server"}
# Cards that shipped once, since when they no longer do, and what to name in their place.
RETIRED = {"marian-brief-en": ("0.7.0", "`marian-id-en-brief`, or --config default")}
HELPERS = ("base", "model_card", "download", "sentence_encoder", "embedding")  # modules here that are no backends


class Card(Table):
    """A checkpoint that can be swapped in.

    ``slots`` are the stages it may fill; a ``direct`` card goes from Indonesian to an English summary in one step.
    An instruction-tuned language model has the architecture ``causal``: ``system``, ``styles`` and ``translation`` are
    what it is told; ``gguf`` names the one file that its weights and tokenizer lie in, where it is not in the hub's
    layout, and ``server`` the endpoint that answers for it, where its weights are not here at all.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
    task: Task
    architecture: Architecture
    summary: str
    licence: str
    terms: Terms = Terms()
    size: Size = Size()
    files: dict[str, str] = Field(default_factory=dict)  # the checkpoint's files and their SHA-256, as far as known
    limits: str = ""  # what a user must know of it
    obtain: str = ""  # how to get it where `models fetch` alone does not
    source: str  # where the facts on this card come from
    path: str = ""
    hub_id: str = ""
    revision: str = ""
    languages: Languages = Languages()
    prefix: str = ""
    # Summarizers told by a prefix what to write: brief, brief1, headline, bullets.
    styles: dict[str, str] = Field(default_factory=dict)
    # What a summarizer is given at a time: an article, a sentence, or an article's title with as many of its first
    # (titled-article) or of its most salient sentences (titled-selection) as fit.
    reads: Literal["article", "sentence", "titled-article", "titled-selection"] = "article"
    system: str = ""
    gguf: str = ""
    translation: TranslationPrompt = TranslationPrompt()
    server: Endpoint | None = None
    self_test: bool = True  # false: no test when it is loaded, as for a checkpoint in training
    max_source_tokens: Annotated[int, Field(ge=8)] = 512
    generation: Generation = Generation()
    backends: tuple[str, ...] = ("ctranslate2", "transformers")  # modules of this folder, the first one preferred
    slots: tuple[Task, ...] = ()
    known_answers: tuple[KnownAnswer, ...] = ()
    figures: tuple[Figure, ...] = ()
    file: Path = Field(default=Path(), exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _tuples(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        prompted = with_defaults(data) if data.get("architecture") == "causal" else data
        # TOML has arrays only; strict mode wants tuples.
        return {k: tuple(v) if isinstance(v, list) else v for k, v in prompted.items()}

    @model_validator(mode="after")
    def _located(self) -> Card:
        if [bool(self.path), bool(self.hub_id), bool(self.server)].count(True) != 1:
            raise ValueError("a card names either `path` or `hub_id` (or a `[server]`)")
        if self.hub_id and not self.revision:
            raise ValueError("`hub_id` needs a `revision` (a commit, or `main` until one is fetched)")
        return self

    @model_validator(mode="after")
    def _engines(self) -> Card:
        known = names_in(Path(__file__).parent, ".py", HELPERS)
        if unknown := [name for name in self.backends if name not in known]:
            raise ValueError(f"backends: {unknown[0]!r} is none; {did_you_mean(unknown[0], known, 'backends')}")
        causal = self.architecture == "causal"
        if (self.system or self.gguf or self.server or self.translation.request) and not causal:
            raise ValueError("`system`, `translation`, `gguf` and `server` are for the architecture `causal`")
        if self.languages.codes and (not causal or self.stages != ("translate",)):
            raise ValueError("`chat-template` is for language models that translate and do nothing else")
        if self.server and self.backends != ("server",):
            raise ValueError("a card with a `[server]` runs on the backend `server` and on no other")
        if not self.server and causal != (set(self.backends) == {"causal"}):
            raise ValueError("`causal` is an architecture and the only backend that runs it")
        return self

    @property
    def non_commercial(self) -> bool:
        """Whether its licence forbids commercial use."""
        return self.terms.commercial == "forbidden"

    @property
    def stages(self) -> tuple[Task, ...]:
        """The slots this checkpoint may fill: its task, unless the card says more."""
        return self.slots or (self.task,)

    @property
    def weights(self) -> tuple[str, ...]:
        """What the files of weights are called."""
        if self.gguf:
            return (self.gguf,)
        return CONVERTED if self.architecture == "quickmt" else WEIGHTS

    def folder(self) -> Path:
        """The checkpoint's folder on this machine, in the hub's layout.

        Raises:
            ModelError: it is not there; the hint says how to get it.
        """
        if self.server:
            raise ModelError(f"card {self.name}: the checkpoint lies with its server, {self.server.url}")
        if self.path:
            home = self.file.parent.resolve()
            folder = (home / self.path).resolve()
            if not Path(self.path).is_absolute() and not folder.is_relative_to(home):
                raise ModelError(
                    f"card {self.name}: its `path` {self.path!r} leads outside of the card's folder",
                    "write the whole path in the card if that is meant, or copy the checkpoint beside the card",
                )
            if not (folder / (self.gguf or "config.json")).is_file():
                raise ModelError(
                    f"card {self.name}: no checkpoint at {folder}", self.obtain or "restore the folder or fix `path`"
                )
        else:
            folder = _hub_folder(self)
        if not any(p for pattern in self.weights for p in folder.glob(pattern)):
            other_weights = ", ".join(sorted(p.name for p in folder.glob("*.bin"))) or "no weights"
            raise ModelError(
                f"card {self.name}: {folder} holds {other_weights}; only safetensors are loaded",
                f"ringkas models fetch {self.name}",
            )
        return folder

    def available(self) -> bool:
        """Whether the weights are on this machine, or need not be because a server has them."""
        if self.server:
            return True
        try:
            self.folder()
        except ModelError:
            return False
        return True

    def fingerprint(self) -> str:
        """A hash of everything here that shapes the output: the card's settings and the checkpoint's files.

        Raises:
            ModelError: the checkpoint is not on this machine.
        """
        settings = self.model_dump(mode="json", exclude=ABOUT if self.architecture == "causal" else ABOUT | TOLD)
        return digest({"card": json.dumps(settings, sort_keys=True), **_file_hashes(self)})


def checkpoint_files(card: Card) -> list[Path]:
    """The files of a checkpoint that shape its output, sorted by name; none where a server has them."""
    if card.server:
        return []
    folder = card.folder()
    return sorted({p for pattern in (*card.weights, *SETTINGS) for p in folder.glob(pattern)})


def _file_hashes(card: Card) -> dict[str, str]:
    return {f"file.{p.name}": _file_hash(p, p.stat().st_size, p.stat().st_mtime_ns) for p in checkpoint_files(card)}


@cache
def _file_hash(path: Path, size: int, mtime_ns: int) -> str:
    """A file's hash, computed once per state of the file: weights take a second, and every `plan` wants them."""
    return remembered_hash(path, size, mtime_ns, cache_dir() / "hashes.json")


def cache_dir() -> Path:
    """Where conversions and measurements are kept: ``RINGKAS_CACHE``, or the user's cache folder."""
    if given := os.environ.get("RINGKAS_CACHE"):
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "ringkas"
    except RuntimeError:  # a user without a home, as in many containers
        raise UserError("this user has no home folder for the cache", "export RINGKAS_CACHE=/tmp/ringkas") from None


def cache_folder(*names: str) -> Path:
    """A folder of the cache, made when it is not there.

    Raises:
        UserError: it cannot be made or written.
    """
    folder = cache_dir().joinpath(*names)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        why = "" if os.access(folder, os.W_OK | os.X_OK) else "it may not be written by you"
    except OSError as error:
        why = error.strerror or str(error)
    if why:
        raise UserError(
            f"the cache folder {folder} cannot be used: {why}",
            "name another one in the environment: RINGKAS_CACHE=/tmp/ringkas ringkas ...",
        )
    return folder


def fetched_record(card: Card) -> Path:
    """The note that ``models fetch`` leaves: which commit of the hub repository this card's files are."""
    key = hashlib.sha256(f"{card.hub_id}@{card.revision}".encode()).hexdigest()[:16]
    return cache_dir() / "fetched" / f"{card.name}-{key}.json"


def _hub_folder(card: Card) -> Path:
    """The snapshot in the hub's own cache, found without the network."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    record = fetched_record(card)
    note = json.loads(record.read_text("utf-8")) if record.is_file() else {}
    if (own := note.get("folder")) and Path(own).is_dir():
        return Path(own)
    revision = note.get("commit", card.revision)
    try:
        # The patterns of the fetch again: the library calls a snapshot with files left out incomplete.
        patterns = [*card.weights, *SETTINGS]
        return Path(snapshot_download(card.hub_id, revision=revision, allow_patterns=patterns, local_files_only=True))
    except LocalEntryNotFoundError:
        raise ModelError(
            f"card {card.name}: {card.hub_id} at {revision} is not on this machine", f"ringkas models fetch {card.name}"
        ) from None


def own_cards_dir() -> Path:
    """Where ``models add`` keeps the user's cards: ``RINGKAS_MODELS``, or the user's data folder."""
    if given := os.environ.get("RINGKAS_MODELS"):
        return Path(given)
    base = os.environ.get("XDG_DATA_HOME")
    try:
        return (Path(base) if base else Path.home() / ".local" / "share") / "ringkas" / "models"
    except RuntimeError:  # a user without a home
        return cache_dir() / "models"


def list_cards() -> tuple[str, ...]:
    """The names of the cards that ship with Ringkas and of the user's own, without opening any."""
    return tuple(sorted({*names_in(data_dir("models"), ".toml"), *names_in(own_cards_dir(), ".toml")}))


def load_card(name: str | Path) -> Card:
    """A card by its name, by the path of its file, or by a folder that holds a ``card.toml``.

    Raises:
        UserError: there is no such card, or it is not a valid one (the file, the key and what is allowed are named).
    """
    file = _find(str(name))
    values = read_toml(file)
    try:
        return Card.model_validate({**values, "file": file.resolve()})
    except ValidationError as error:
        raise explain(error, Card, f"card {file}") from None


def _find(name: str) -> Path:
    path = Path(name)
    if name and path.is_dir() and ((path / "card.toml").is_file() or name not in list_cards()):
        path = path / "card.toml"
        if not path.is_file():
            raise UserError(f"the folder {name} has no card.toml", f"ringkas models add {name} writes a card for it")
        return path
    if name.endswith(".toml"):
        if not path.is_file():
            raise UserError(f"card file {name} does not exist", f"cards: {', '.join(list_cards())}")
        return path
    if "/" in name:
        raise UserError(f"{name} is neither a card nor a folder with one", f"cards: {', '.join(list_cards())}")
    names = list_cards()
    if name not in names:
        if name in RETIRED:
            version, instead = RETIRED[name]
            raise UserError(f"there is no model card {name!r}: it was retired in {version}", instead)
        raise UserError(f"there is no model card {name!r}", did_you_mean(name, names, "cards"))
    shipped = data_dir("models") / f"{name}.toml"
    return shipped if shipped.is_file() else own_cards_dir() / f"{name}.toml"
