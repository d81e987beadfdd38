"""Measures the guards: what the fact checker finds, what it raises wrongly, and what the ladder is worth.

    python eval/benchmarks/guards.py checker      numbers kept and added by six stored systems, FLORES devtest
    python eval/benchmarks/guards.py planted      200 references with one planted error each; false alarms
    python eval/benchmarks/guards.py terms        200 glossary terms in human translations
    python eval/benchmarks/guards.py repairs      the rule-made repairs on the stored systems: before, after, unflagged
    python eval/benchmarks/guards.py ladder       a model without and with guards: facts, flags, chrF, time
    python eval/benchmarks/guards.py calibrate    the quality estimate's coefficients (--write puts them in place)

The data is not ours to ship: it is read from ``shared/`` beside the checkout, and without it a verb says so and ends.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from eval.benchmarks.guard_plants import KINDS, plant  # noqa: E402
from pipeline.core.records import Translation  # noqa: E402
from pipeline.guards import Context, check_all  # noqa: E402
from pipeline.guards.checks.non_words import NON_WORD  # noqa: E402
from pipeline.guards.quality_estimation import FEATURES, Calibration, features  # noqa: E402
from pipeline.guards.severity import verdict  # noqa: E402
from pipeline.language.facts import FactReport, compare, extract  # noqa: E402
from pipeline.language.glossary import Glossary  # noqa: E402

SHARED = ROOT.parent / "shared"
SYSTEMS = ("argos", "bergamot-tiny", "google", "microsoft", "nllb", "opusmt")
NUMERIC = ("number", "date")
# Where a sample holds too few bad outputs to learn from, the estimate falls back on these.
BELIEVED = {"grave": -0.3, "facts": -0.1, "ratio": -0.1}


def lines(name: str) -> list[str]:
    """The lines of a data file, Windows-1252 mishaps ("SÃ£o Paulo") undone as cleaning does."""
    path = SHARED / name
    if not path.exists():
        raise SystemExit(f"skipped: {path} is not there (third-party data, never in the repository)")
    return [html.unescape(_mend(line)) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def pairs(name: str) -> tuple[list[str], list[str]]:
    """Sources and references: ``dev`` or ``devtest`` of FLORES, ``news`` for gunnxx-news-valid."""
    if name == "devtest":
        return lines("data/mt/flores-devtest.id"), lines("data/mt/flores-devtest.en")
    rows = [r.split("\t") for r in lines("training/dev.tsv" if name == "dev" else "data/mt/gunnxx-news-valid.tsv")]
    return [r[0] for r in rows], [r[1] for r in rows]


def _mend(line: str) -> str:
    def decode(match: re.Match[str]) -> str:
        try:
            raw = b"".join(c.encode("cp1252") if ord(c) > 255 else bytes([ord(c)]) for c in match.group())
            return raw.decode("utf-8")
        except UnicodeError:
            return match.group()

    return re.sub("[\u0080-\u00ff\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{2,}", decode, line)


# --- checker ---------------------------------------------------------------------------------------------------------


def checker(args: argparse.Namespace) -> dict[str, Any]:
    """Recall and precision of numbers, read as digits only (the published reading) and as facts (ours)."""
    sources, reference = pairs("devtest")
    table = {}
    for system in ("reference", *SYSTEMS):
        output = reference if system == "reference" else lines(f"data/mt/systems/{system}.en")
        table[system] = {"digits": digit_fidelity(sources, output), "facts": fact_fidelity(sources, output)}
        d, f = table[system]["digits"], table[system]["facts"]
        print(f"{system:14}  digits {d[0]:5.1f} {d[1]:5.1f}   facts {f[0]:5.1f} {f[1]:5.1f}")
    return table


def digit_fidelity(sources: Sequence[str], outputs: Sequence[str]) -> tuple[float, float]:
    """Recall and precision of runs of digits, separators and clock marks turned into the other language's."""
    ours = theirs = both = 0
    for source, output in zip(sources, outputs, strict=True):
        a = Counter(_digits(t, ".", ",", r"[.:]") for t in re.findall(r"\d+(?:[.,:]\d+)*", source))
        b = Counter(_digits(t, ",", ".", ":") for t in re.findall(r"\d+(?:[.,:]\d+)*", output))
        ours, theirs, both = ours + a.total(), theirs + b.total(), both + (a & b).total()
    return 100 * both / max(1, ours), 100 * both / max(1, theirs)


def _digits(token: str, thousands: str, decimal: str, clock: str) -> str:
    if re.fullmatch(rf"\d{{1,3}}(\{thousands}\d{{3}})+(\{decimal}\d+)?", token):
        return token.replace(thousands, "").replace(decimal, ".")
    if re.fullmatch(rf"\d{{1,2}}{clock}\d{{2}}", token):
        return token.replace(".", ":")
    return token.replace(decimal, ".")


def fact_fidelity(sources: Sequence[str], outputs: Sequence[str]) -> tuple[float, float]:
    """Recall and precision of numeric facts: numerals and words, dates, times, money, shares, ordinals."""
    given = lost = made = added = 0
    for source, output in zip(sources, outputs, strict=True):
        report = compare(source, output)
        given += len(numeric(extract(source, "id")))
        made += len(numeric(extract(output, "en")))
        lost += len(numeric(report.lost))
        added += len(numeric(report.added))
    return 100 * (1 - lost / max(1, given)), 100 * (1 - added / max(1, made))


def numeric(facts: Sequence[Any]) -> list[Any]:
    """The firm facts that are figures or dates."""
    return [f for f in facts if f.firm and f.kind not in ("name", "acronym", "quote")]


# --- planted ---------------------------------------------------------------------------------------------------------


def planted(args: argparse.Namespace) -> dict[str, Any]:
    """How many planted errors are caught, by kind, and how many sound references are called wrong."""
    sources, references = pairs(args.set)
    errors = plant(sources, references, per_kind=args.n // len(KINDS), seed=args.seed)
    caught: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    missed = []
    for error in errors:
        before = _failures(compare(error.source, error.reference), error.kind)
        after = _failures(compare(error.source, error.planted), error.kind)
        hit = (after - before).total() > 0
        caught[error.kind].append(hit)
        if not hit:
            missed.append({"kind": error.kind, "change": error.change, "source": error.source, "text": error.planted})
    result: dict[str, Any] = {k: {"n": len(v), "caught": 100 * sum(v) / len(v)} for k, v in caught.items() if v}
    own = [(e.source, e.reference) for e in errors]
    everything = list(zip(sources, references, strict=True))
    for name, sample in (("false alarms on those", own), ("false alarms on all", everything)):
        wrong = [check_facts(s, r) for s, r in sample]
        result[name] = {"n": len(sample), "share": 100 * sum(map(bool, wrong)) / len(sample)}
    context = Context(Glossary.load())
    alarms = [check_all(s, r, context) for s, r in everything]
    result["any guard on all"] = {"n": len(alarms), "share": 100 * sum(map(bool, alarms)) / len(alarms)}
    result["any guard on all"] |= {"by name": Counter(f for a in alarms for f in set(a)).most_common()}
    shown = [verdict(a).shown for a in alarms]
    result["shown to a reader on all"] = {"n": len(alarms), "share": 100 * sum(shown) / len(shown)}
    # Half of them are misprints of the references themselves ("eathquake").
    alone = [v and NON_WORD in a and not verdict(set(a) - {NON_WORD}).shown for a, v in zip(alarms, shown, strict=True)]
    result["of these for a non-word alone"] = {"n": len(alarms), "share": 100 * sum(alone) / len(alone)}
    result["missed"] = missed
    for key, value in result.items():
        print(key, json.dumps(value, ensure_ascii=False) if key != "missed" else len(missed))
    return result


def check_facts(source: str, text: str) -> tuple[str, ...]:
    """The fact guard alone."""
    return compare(source, text).failures()


def _failures(report: FactReport, kind: str) -> Counter[str]:
    wanted = ("name", "acronym") if kind == "name swapped" else NUMERIC
    return Counter(f for f in report.failures() if f.startswith(wanted))


# --- terms -----------------------------------------------------------------------------------------------------------


def terms(args: argparse.Namespace) -> dict[str, Any]:
    """How many glossary terms in real sentences stand in the human translation in one of their English forms."""
    glossary = Glossary.load()
    met, missing = 0, Counter[str]()
    for name in ("devtest", "news"):
        for source, reference in zip(*pairs(name), strict=True):
            found = glossary.terms_in(source)
            met += len(found)
            missing.update(t.entry.term for t in glossary.check(source, reference))
    share = 100 * (1 - missing.total() / met)
    print(f"{met} terms met, {share:.1f} % in one of their forms; most often missing: {missing.most_common(25)}")
    return {"met": met, "arrived": share, "missing": missing.most_common(60)}


# --- repairs ---------------------------------------------------------------------------------------------------------


def repairs(args: argparse.Namespace) -> dict[str, Any]:
    """What the rule-made repairs alone are worth on the stored systems: no model, no other rung."""
    from sacrebleu.metrics import CHRF

    from pipeline.guards.repair import repair

    sources, references = pairs("devtest")
    glossary = Glossary.load()
    table: dict[str, dict[str, Any]] = {}
    for system in SYSTEMS:
        before = lines(f"data/mt/systems/{system}.en")
        after, clear = [], []
        for i, (source, output) in enumerate(zip(sources, before, strict=True)):
            report = compare(source, output, glossary=glossary)
            mended = repair(source, output, report, glossary) if report.failures() else None
            after.append(mended.text if mended else output)
            if not (mended and mended.flags) and not compare(source, after[-1], glossary=glossary).failures():
                clear.append(i)
        kept = [sources[i] for i in clear], [after[i] for i in clear]
        table[system] = {
            "digits": [digit_fidelity(sources, before), digit_fidelity(sources, after), digit_fidelity(*kept)],
            "chrF": [CHRF().corpus_score(texts, [references]).score for texts in (before, after)],
            "changed": sum(a != b for a, b in zip(before, after, strict=True)),
            "flagged": 100 * (1 - len(clear) / len(sources)),
        }
        row = table[system]
        shown = "   ".join(f"{r:5.1f} {p:5.1f}" for r, p in row["digits"])
        chrf = " -> ".join(f"{x:.2f}" for x in row["chrF"])
        print(f"{system:14}  {shown}   chrF {chrf}   {row['changed']} changed, {row['flagged']:.1f} % flagged")
    return table


# --- ladder ----------------------------------------------------------------------------------------------------------


def ladder(args: argparse.Namespace) -> dict[str, Any]:
    """A model without and with the guards on the same sentences: facts, flags, chrF and time."""
    from sacrebleu.metrics import CHRF

    from pipeline.guards.ladder import Ladder

    engine = _engine(args)
    sources, references = (side[: args.n] for side in pairs(args.set))
    engine.translate(sources[:2], n_best=1)  # warm
    start = time.perf_counter()
    plain = [h[0].text for h in engine.translate(sources, n_best=1)]
    middle = time.perf_counter()
    made = Ladder(engine).run(sources)
    end = time.perf_counter()
    guarded = [t.text for t in made]
    result: dict[str, Any] = {"n": len(sources), "chrF": {}, "facts": {}, "digits": {}}
    clear = [i for i, t in enumerate(made) if not t.flags]
    for name, output in (("before", plain), ("after", guarded)):
        result["chrF"][name] = round(CHRF().corpus_score(output, [references]).score, 2)
        result["facts"][name] = [round(x, 1) for x in fact_fidelity(sources, output)]
        result["digits"][name] = [round(x, 1) for x in digit_fidelity(sources, output)]
    sound = [sources[i] for i in clear], [guarded[i] for i in clear]
    result["facts"]["unflagged"] = [round(x, 1) for x in fact_fidelity(*sound)]
    result["digits"]["unflagged"] = [round(x, 1) for x in digit_fidelity(*sound)]
    numbered = [t for t in made if numeric(extract(t.source, "id"))]
    result["flagged"] = round(100 * (1 - len(clear) / len(made)), 1)
    result["flagged, number or date"] = round(100 * sum(_numeric_flag(t) for t in numbered) / len(numbered), 1)
    result["flags"] = Counter(f for t in made for f in t.flags).most_common()
    result["chosen"] = Counter(_rung(t) for t in made).most_common()
    result["seconds"] = {"before": round(middle - start, 2), "after": round(end - middle, 2)}
    result["more time"] = f"{100 * ((end - middle) / (middle - start) - 1):.0f} %"
    for key, value in result.items():
        print(f"{key}: {json.dumps(value, ensure_ascii=False)}")
    return result


def _numeric_flag(translation: Translation) -> bool:
    return any(f.startswith(NUMERIC) for f in translation.flags)


def _rung(translation: Translation) -> str:
    return next((a.how for a in translation.attempts if a.text == translation.text), "first")


def _engine(args: argparse.Namespace) -> Any:
    from pipeline.backends import load_translator

    return load_translator(args.model, threads=args.threads)


# --- calibrate -------------------------------------------------------------------------------------------------------


def calibrate(args: argparse.Namespace) -> dict[str, Any]:
    """Ridge regression of sentence chrF on the features, learned on FLORES dev, judged on devtest."""
    import numpy as np
    from sacrebleu.metrics import CHRF

    from pipeline.guards.ladder import Ladder

    engine, metric = _engine(args), CHRF()

    def sample(name: str) -> tuple[Any, Any, list[Translation]]:
        sources, references = (side[: args.n] for side in pairs(name))
        made = Ladder(engine).run(sources)
        rows = [list(features(t.source, t.text, t.score, t.flags).values()) for t in made]
        goal = [metric.sentence_score(t.text, [r]).score / 100 for t, r in zip(made, references, strict=True)]
        return np.array(rows), np.array(goal), made

    x, y, made = sample("dev")
    penalty = np.eye(x.shape[1]) * 1.0
    penalty[0, 0] = 0.0
    believed = np.array([BELIEVED.get(name, 0.0) for name in FEATURES])
    weights = np.linalg.solve(x.T @ x + penalty, x.T @ y + penalty @ believed)
    table = dict(zip(FEATURES, (round(float(w), 4) for w in weights), strict=True))
    scores = [t.score for t in made if t.score is not None]
    usual = round(float(np.median(scores)), 4) if scores else None
    table["no_score"] = round(table["score"] * (usual or 0.0), 4)  # nothing known of the score: take the usual one
    xt, yt, _ = sample("devtest")
    guess = np.clip(xt @ weights, 0, 1)
    worst = max(1, len(yt) // 10)
    found = len(set(np.argsort(yt)[:worst]) & set(np.argsort(guess)[:worst]))
    result = {
        "weights": table,
        "usual_score": usual,
        "correlation": round(float(np.corrcoef(guess, yt)[0, 1]), 3),
        "rank correlation": round(float(np.corrcoef(guess.argsort().argsort(), yt.argsort().argsort())[0, 1]), 3),
        "worst tenth found": round(100 * found / worst, 1),
        "n": len(y),
    }
    print(json.dumps(result, indent=1))
    if args.write:
        _write_table(result, f"{args.model}, {len(y)} sentences of FLORES dev, judged on {len(yt)} of devtest")
    return result


def _write_table(result: dict[str, Any], made_from: str) -> None:
    from pipeline.guards.quality_estimation import TABLE

    text = [
        "# Coefficients of pipeline/guards/quality_estimation.py; made by:"
        " python eval/benchmarks/guards.py calibrate --write",
        f"# On held-out sentences: correlation with sentence chrF {result['correlation']}, worst tenth found "
        f"{result['worst tenth found']} %.",
        f'made_from = "{made_from}"',
        *([f"usual_score = {result['usual_score']}"] if result["usual_score"] is not None else []),
        "",
        "[weights]",
        *(f"{name} = {value}" for name, value in result["weights"].items()),
    ]
    TABLE.write_text("\n".join(text) + "\n", encoding="utf-8")
    Calibration.load.cache_clear()


def main() -> None:
    """Runs one verb; ``--json FILE`` keeps the figures."""
    verbs: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
        f.__name__: f for f in (checker, planted, terms, repairs, ladder, calibrate)
    }
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=sorted(verbs))
    parser.add_argument("--set", default="devtest", choices=("dev", "devtest", "news"))
    parser.add_argument("--model", default="marian-id-en", help="a card's name or file")
    parser.add_argument("--n", type=int, default=200, help="sentences, or planted errors")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="calibrate: replace pipeline/guards/quality.toml")
    parser.add_argument("--json", default="", help="a file for the figures")
    args = parser.parse_args()
    result = verbs[args.verb](args)
    if args.json:
        Path(args.json).write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
