"""Measures how many terms of a user's glossary arrive, and what they cost in chrF.

    python -m eval.benchmarks.own_terms [--limit N]

The glossary below holds what a house style might ask for: forms that the embedded translator rarely writes by itself.
Every sentence of the suite ``news`` with one of these terms is translated twice by the whole stage, without the
glossary and with it. A term has arrived when its first English form stands in the translation. chrF is against the
suite's references, which know nothing of the house style, so that it falls a little when terms arrive.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from pipeline import metrics
from pipeline.core.config import TranslateTable
from pipeline.language.glossary import Glossary, arrived
from pipeline.stages.translate.stage import TranslateStage

SUITE = Path(__file__).parents[1] / "suites" / "news"
TERMS = {
    "penyidik": "case officers",
    "tersangka": "accused person",
    "terdakwa": "person on trial",
    "jaksa": "public attorney",
    "hakim": "bench",
    "korban": "casualty",
    "pelaku": "offender",
    "warga": "townspeople",
    "bupati": "district head",
    "wali kota": "city chief",
    "gubernur": "provincial governor",
    "banjir": "inundation",
    "gempa": "tremor",
    "pelatih": "head trainer",
    "laga": "fixture",
    "gawang": "goalmouth",
    "sampah": "refuse",
    "jemaah haji": "hajj party",
    "beras": "milled rice",
    "harga": "quoted price",
    "jalan tol": "tollway",
    "rumah sakit": "infirmary",
    "puskesmas": "local clinic",
    "sekolah": "schoolhouse",
    "guru": "schoolteacher",
    "petani": "smallholder",
    "nelayan": "fisherfolk",
    "kapal": "vessel",
    "pelabuhan": "seaport",
    "bandara": "airfield",
    "pabrik": "plant",
    "buruh": "wage workers",
    "anggaran": "spending plan",
    "pajak": "levy",
    "pemilu": "national poll",
    "undang-undang": "statute",
    "hutan": "woodland",
    "gunung": "mount",
    "kebakaran": "blaze",
    "pasar": "marketplace",
}


def chrf(hypotheses: list[str], references: list[list[str]]) -> float:
    """Corpus chrF against all references."""
    metric = metrics.load_metric("chrf")
    items = metrics.make_items(hypotheses, references, allow_empty=True)
    return float(metric.value(metrics.statistics(metric, items).sum(axis=0)))


def main() -> None:
    """Translate twice and print the counts as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--limit", type=int, default=0, help="sentences at most; 0 for all")
    given = parser.parse_args()
    lines = (SUITE / "source.id").read_text("utf-8").splitlines()
    references = [(SUITE / name).read_text("utf-8").splitlines() for name in ("reference.en", "reference-2.en")]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "terms.tsv"
        path.write_text("".join(f"{term}\t{english}\n" for term, english in TERMS.items()), "utf-8")
        own = Glossary.load(path)
        chosen = [(at, [t for t in own.terms_in(line) if t.entry.term in TERMS]) for at, line in enumerate(lines)]
        chosen = [(at, terms) for at, terms in chosen if terms][: given.limit or None]
        texts = [lines[at] for at, _ in chosen]
        outputs = {}
        for name, glossary in (("without", ""), ("with", str(path))):
            done = TranslateStage(TranslateTable(memory="", glossary=glossary)).translate(texts)
            outputs[name] = [done[text].text for text in texts]
    counts = {}
    for name, output in outputs.items():
        held = [arrived(t.entry.english, text) for (_, terms), text in zip(chosen, output, strict=True) for t in terms]
        score = chrf(output, [[r[at] for r in references] for at, _ in chosen])
        counts[name] = {"terms": len(held), "arrived": sum(held), "share": sum(held) / len(held), "chrf": score}
    missing = [
        {"source": text, "translation": said, "term": t.entry.term}
        for (_, terms), text, said in zip(chosen, texts, outputs["with"], strict=True)
        for t in terms
        if not arrived(t.entry.english, said)
    ]
    print(json.dumps({"sentences": len(texts), **counts, "missing": missing}, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
