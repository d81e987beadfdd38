"""Writes 500 pairs of a domain of one's own and 200 held-out ones: what the fine-tuning walk-through trains on.

    python eval/benchmarks/own_domain.py --out mine

Notices of a harbour office, made of sentence patterns and a terminology that everyday news does not hold ("kolam
labuh" is an anchorage, "kapal tunda" a tug). Written for this project, under its licence. ``mine/pairs.tsv`` is for
training. ``mine/test.jsonl`` is held out, as rows for ``ringkas run``: none of its sentences is in ``pairs.tsv``, and
half of them are of patterns that training never sees, so that learning the patterns by heart does not help there
(``mine/new.jsonl`` is that half alone).
"""

from __future__ import annotations

import argparse
import json
import random
import re
from pathlib import Path

Pair = tuple[str, str]
Slots = dict[str, list[Pair]]

SLOTS: Slots = {
    "craft": [
        ("kapal tunda", "tug"),
        ("kapal pandu", "pilot boat"),
        ("tongkang", "barge"),
        ("kapal keruk", "dredger"),
        ("kapal curah", "bulk carrier"),
        ("kapal peti kemas", "container ship"),
        ("kapal ro-ro", "ro-ro ferry"),
        ("kapal tangki", "tanker"),
        ("kapal perintis", "pioneer-route ship"),
        ("kapal layar motor", "motor sailer"),
    ],
    "place": [
        ("kolam labuh", "anchorage"),
        ("alur pelayaran", "fairway"),
        ("dermaga curah", "bulk quay"),
        ("lapangan penumpukan", "stacking yard"),
        ("pemecah gelombang", "breakwater"),
        ("kolam putar", "turning basin"),
        ("gudang lini satu", "first-line shed"),
        ("dermaga apung", "pontoon berth"),
        ("ambang luar", "outer bar"),
    ],
    "gear": [
        ("derek darat", "shore crane"),
        ("derek jembatan", "gantry crane"),
        ("tali tambat", "mooring line"),
        ("pelampung suar", "light buoy"),
        ("dapra", "fender"),
        ("tonggak tambat", "bollard"),
        ("jangkar haluan", "bow anchor"),
        ("timbangan truk", "weighbridge"),
        ("menara suar", "light tower"),
    ],
    "officer": [
        ("syahbandar", "harbour master"),
        ("kepala pandu", "chief pilot"),
        ("mualim jaga", "officer of the watch"),
        ("juru mudi", "helmsman"),
        ("kepala bongkar muat", "head stevedore"),
        ("petugas karantina", "quarantine officer"),
        ("agen pelayaran", "shipping agent"),
        ("kepala kamar mesin", "chief engineer"),
    ],
    "cargo": [
        ("minyak sawit mentah", "crude palm oil"),
        ("semen curah", "bulk cement"),
        ("pupuk kantong", "bagged fertilizer"),
        ("batu bara", "coal"),
        ("kayu lapis", "plywood"),
        ("bungkil sawit", "palm kernel meal"),
        ("gandum curah", "bulk wheat"),
        ("besi beton", "rebar"),
        ("ikan beku", "frozen fish"),
    ],
    "state": [
        ("sandar", "alongside"),
        ("lego jangkar", "at anchor"),
        ("tertahan", "detained"),
        ("siap berlayar", "ready to sail"),
        ("naik dok", "in dry dock"),
    ],
    "ship": [
        (n, n) for n in ("KM Sinar Bahari", "KM Laut Teduh", "MV Cendana", "TB Anoa", "KM Nusa Permai", "MV Kencana")
    ],
    "port": [(n, n) for n in ("Belawan", "Panjang", "Tanjung Emas", "Benoa", "Bitung", "Sampit", "Tenau", "Sorong")],
    "day": [
        ("Senin", "Monday"),
        ("Selasa", "Tuesday"),
        ("Rabu", "Wednesday"),
        ("Kamis", "Thursday"),
        ("Jumat", "Friday"),
        ("Sabtu", "Saturday"),
    ],
    "n": [(str(n), str(n)) for n in (2, 3, 4, 5, 6, 8, 9, 12, 14, 16, 18, 24)],
    "tons": [(t, t.replace(".", ",")) for t in ("450", "820", "1.200", "3.500", "6.400", "12.000")],
    "depth": [(d, d.replace(",", ".")) for d in ("5,5", "6,2", "7,8", "9,4", "11,5")],
    "time": [(t, t.replace(".", ":")) for t in ("05.30", "06.15", "13.45", "18.20", "21.00", "23.40")],
}

KNOWN: list[Pair] = [
    ("{ship} {state} di {place} {port} sejak {day}.", "{ship} has been {state} at the {port} {place} since {day}."),
    ("{officer} melarang {craft} memasuki {place}.", "The {officer} barred the {craft} from entering the {place}."),
    ("Bongkar muat {cargo} ditunda hingga pukul {time}.", "The handling of {cargo} was postponed until {time}."),
    ("{gear} di {place} rusak dan diganti {day}.", "The {gear} at the {place} broke down and was replaced on {day}."),
    ("{officer} meminta dua {craft} membantu {ship}.", "The {officer} requested two {craft}s to assist {ship}."),
    ("Sarat {ship} adalah {depth} meter.", "The draught of {ship} is {depth} metres."),
    ("{craft} itu mengangkut {tons} ton {cargo}.", "The {craft} is carrying {tons} tonnes of {cargo}."),
    ("Kedalaman {place} tinggal {depth} meter saat surut.", "The {place} is only {depth} metres deep at low water."),
    ("{ship} bertolak dari {port} pada pukul {time}.", "{ship} departed from {port} at {time}."),
    ("{n} {gear} baru dipasang di {place}.", "{n} new {gear}s were installed at the {place}."),
    (
        "Menurut {officer}, {cargo} menumpuk di {place}.",
        "According to the {officer}, {cargo} is piling up at the {place}.",
    ),
    ("Biaya tambat {craft} naik {n} persen.", "Mooring dues for a {craft} rose by {n} percent."),
    ("{officer} memeriksa {gear} milik {ship}.", "The {officer} inspected the {gear} of {ship}."),
    ("Sebuah {craft} kandas di dekat {place}.", "A {craft} ran aground near the {place}."),
    ("Masa tunggu {craft} di {port} mencapai {n} jam.", "The waiting time for a {craft} at {port} reached {n} hours."),
    ("{place} {port} ditutup mulai {day}.", "The {port} {place} is closed from {day}."),
]
NEW: list[Pair] = [
    ("{officer} {port} mengatakan {craft} itu {state}.", "The {port} {officer} said the {craft} was {state}."),
    (
        "Muatan {cargo} dipindahkan dari {ship} ke {place}.",
        "The cargo of {cargo} was moved from {ship} to the {place}.",
    ),
    (
        "Karena {gear} putus, {craft} hanyut ke {place}.",
        "Because the {gear} parted, the {craft} drifted to the {place}.",
    ),
    (
        "Pada {day}, {officer} menunggu {craft} di {place}.",
        "On {day}, the {officer} waited for the {craft} at the {place}.",
    ),
    ("{n} {craft} mengantre di {place} {port}.", "{n} {craft}s are queueing at the {port} {place}."),
    ("{place} akan dikeruk hingga {depth} meter.", "The {place} will be dredged to {depth} metres."),
]
_SLOT = re.compile(r"\{(\w+)\}")


def sentence(pattern: Pair, rng: random.Random) -> Pair:
    """The pattern with a choice for each slot, the same on both sides, with a capital in front."""
    chosen = {name: rng.choice(SLOTS[name]) for name in dict.fromkeys(_SLOT.findall(pattern[0]))}
    sides = [_SLOT.sub(lambda m, k=k: chosen[m.group(1)][k], pattern[k]) for k in (0, 1)]  # type: ignore[misc]
    sides[1] = sides[1].replace("ferrys", "ferries")
    return sides[0][:1].upper() + sides[0][1:], sides[1][:1].upper() + sides[1][1:]


def sentences(patterns: list[Pair], count: int, rng: random.Random, known: set[str]) -> list[Pair]:
    """Distinct sentences, the patterns in turn; none whose source is in ``known``, which grows. A pattern whose
    sentences are used up is passed over.

    Raises:
        SystemExit: there are not so many.
    """
    made: list[Pair] = []
    for turn in range(count * 20):
        pair = sentence(patterns[turn % len(patterns)], rng)
        if pair[0] not in known:
            known.add(pair[0])
            made.append(pair)
        if len(made) == count:
            return made
    raise SystemExit(f"the patterns do not give {count} more sentences")


def corpus(train: int = 500, test: int = 200, seed: int = 1) -> tuple[list[Pair], list[Pair], list[Pair]]:
    """Training pairs, held-out pairs of known patterns, held-out pairs of new ones (half of ``test`` each).

    The held-out pairs are drawn first: nothing about them depends on what is trained on.
    """
    rng = random.Random(seed)
    known: set[str] = set()
    held_out = sentences(KNOWN, test // 2, rng, known), sentences(NEW, test - test // 2, rng, known)
    pairs = sentences(KNOWN, train, rng, known)
    rng.shuffle(pairs)
    return pairs, *held_out


def write(folder: Path, train: int = 500, test: int = 200, seed: int = 1) -> None:
    """The files that the head of this module names."""
    folder.mkdir(parents=True, exist_ok=True)
    pairs, seen, new = corpus(train, test, seed)
    _lines(folder / "pairs.tsv", [f"{a}\t{b}" for a, b in pairs])
    for stem, chosen in (("test", [*seen, *new]), ("new", new)):
        rows = [{"id": f"{stem}-{n:03}", "text": a, "reference_translation": b} for n, (a, b) in enumerate(chosen, 1)]
        _lines(folder / f"{stem}.jsonl", [json.dumps(row, ensure_ascii=False) for row in rows])


def _lines(path: Path, lines: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--test", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write(given.out, given.pairs, given.test, given.seed)
    print(f"{given.out}: {given.pairs} pairs to train on, {given.test} held out")


if __name__ == "__main__":
    main()
