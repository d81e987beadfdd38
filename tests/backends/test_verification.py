"""`models verify`: a flipped bit in any file of a checkpoint is found, in those that ship too; licences that forbid."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.backends import _convert, _removal, _verification
from pipeline.backends._licences import check_export, check_run, restriction
from pipeline.backends.model_card import Card, checkpoint_files, fetched_record, list_cards, load_card
from pipeline.core.errors import UserError

Checkpoint = Callable[[str], Card]
EMBEDDED = ("marian-id-en", "marian-id-en-brief")


def flip(path: Path, place: int = 0) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def states(card: Card) -> dict[str, str]:
    return {c.name: c.state for c in _verification.verify(card)}


@pytest.mark.parametrize("name", EMBEDDED)
def test_the_embedded_checkpoints_are_what_their_cards_say(name: str) -> None:
    card = load_card(name)
    assert set(card.files) == {path.name for path in checkpoint_files(card)}
    assert {s for n, s in states(card).items() if n in card.files} == {"ok"}


@pytest.mark.parametrize("name", EMBEDDED)
def test_a_flipped_bit_in_any_embedded_file_is_found(name: str, tmp_path: Path) -> None:
    shipped = load_card(name)
    shutil.copytree(shipped.folder(), tmp_path / shipped.path, ignore=shutil.ignore_patterns("data"))
    shutil.copy(shipped.file, tmp_path)
    card = load_card(tmp_path / f"{name}.toml")
    for path in checkpoint_files(card):
        place = path.stat().st_size - 1
        flip(path, place)
        found = [c for c in _verification.verify(card) if c.state == "damaged" and c.name in card.files]
        assert [c.name for c in found] == [path.name]
        assert "the card says" in found[0].why
        flip(path, place)
    (tmp_path / shipped.path / "vocab.json").unlink()
    assert states(card)["vocab.json"] == "missing"


def test_cards_of_one_checkpoint_agree_on_it() -> None:
    """New weights need new hashes on every card that names their folder."""
    cards = [load_card(name) for name in list_cards()]
    for folder in {card.path for card in cards if card.path}:
        sharing = [card for card in cards if card.path == folder]
        assert all((c.files, c.size.parameters, c.licence, c.terms) == (
            sharing[0].files, sharing[0].size.parameters, sharing[0].licence, sharing[0].terms
        ) for c in sharing), folder  # fmt: skip


def test_conversions_of_a_card_whose_name_begins_like_anothers_are_its_own(
    checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = checkpoint("marian")
    monkeypatch.setenv("RINGKAS_CACHE", str(tmp_path))
    longer = card.model_copy(update={"name": f"{card.name}-brief"})
    folder = tmp_path / "ctranslate2" / f"{longer.name}-{'0' * 16}-int8-v4-4.8"
    folder.mkdir(parents=True)  # without a manifest, so that only its name says whose it is
    assert _verification.conversions(longer) == [folder]
    assert _verification.conversions(card) == []


def test_a_damaged_conversion_is_found_and_removed(checkpoint: Checkpoint) -> None:
    card = checkpoint("marian")
    folder = _convert.converted(card, "float32")
    assert folder in _verification.conversions(card)
    assert states(card)[folder.name] == "ok"
    flip(folder / "model.bin", 100)
    assert states(card)[folder.name] == "damaged"
    items = _removal.removable(card)
    assert folder in [item.path for item in items]
    assert card.folder() not in [item.path for item in items]  # what is the user's own stays
    assert _removal.remove(items) > 1000
    assert not folder.exists()
    assert _removal.removable(card) == []


def test_files_that_nobody_named_a_hash_of(checkpoint: Checkpoint, tmp_path: Path) -> None:
    card = checkpoint("bart")
    record = fetched_record(card)
    files = {path.name for path in checkpoint_files(card)}  # and no conversion that another test has made

    def stated() -> list[str]:
        return sorted({state for name, state in states(card).items() if name in files})

    assert stated() == ["no hash"]
    record.parent.mkdir(parents=True, exist_ok=True)
    hashes = {path.name: "0" * 64 for path in checkpoint_files(card)[:1]}
    record.write_text(json.dumps({"hashes": hashes}), "utf-8")
    try:
        assert stated() == ["damaged", "no hash"]
    finally:
        record.unlink()


def test_licences_that_forbid_uses_are_accepted_by_name() -> None:
    free, bound = load_card("opus-mt-id-en"), load_card("nllb-200-3.3b")
    check_run(free, [])
    assert restriction(free) == ""
    with pytest.raises(UserError, match="forbids commercial use") as caught:
        check_run(bound, ["opus-mt-id-en"])
    assert caught.value.hint == "if your use is within it: --accept-licence nllb-200-3.3b"
    check_run(bound, ["nllb-200-3.3b"])
    elsewhere = free.model_copy(update={"terms": free.terms.model_copy(update={"territory": "not the EU"})})
    with pytest.raises(UserError, match="territory: not the EU"):
        check_run(elsewhere, [])
    taught = free.model_copy(update={"terms": free.terms.model_copy(update={"distillation": "forbidden"})})
    check_run(taught, [])
    with pytest.raises(UserError, match="training other models"):
        check_export(taught, [])
    check_export(taught, [free.name])


@pytest.mark.parametrize("name", list_cards())
def test_cards_state_terms_and_sources(name: str) -> None:
    card = load_card(name)
    assert card.terms.commercial in ("allowed", "conditions", "forbidden", "unknown")
    assert ("NC" in card.licence) == (card.terms.commercial == "forbidden")
    assert all(f.source and (f.kind == "published" or "version:" in f.signature) for f in card.figures)
    assert all(len(sha256) == 64 for sha256 in card.files.values())
