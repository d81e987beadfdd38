"""How fast translation is, each way in a process of its own, on one checkpoint and the same sentences.

    python eval/benchmarks/translate.py                       # the embedded checkpoint
    python eval/benchmarks/translate.py --size opus           # random weights of opus-mt's size, built here
    python eval/benchmarks/translate.py --flat                # peak memory at 1,000 and at 20,000 sentences

Ways: (a) transformers, one sentence at a time; (b) transformers, batches of 32 in file order; (c) CTranslate2's own
example way, tuned (``translate_batch`` over all sentences, sorted by the engine, the best of several batch sizes and
thread layouts); (d) the translate stage, from clean articles to translations, tokenization and all. (a) and (b) take
fewer sentences (``--slow``): they are rates. Medians of ``--runs``. Sentences: any UTF-8 file with one per line.
Ratios are given twice, by the clock and by processor time: the second says something on a busy machine too.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FLORES = ROOT.parent / "shared" / "data" / "mt" / "flores-devtest.id"
sys.path.insert(0, str(ROOT))
FLAGS = ("avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_int8")
MAX = 64  # output tokens: random weights never end a sentence by themselves


def main() -> None:
    args = arguments()
    if args.worker:
        print(json.dumps(work(args)))
        return
    card = str(build_opus(Path(tempfile.mkdtemp(prefix="opus-size-")))) if args.size == "opus" else args.card
    print(f"{processor()}; {len(os.sched_getaffinity(0))} cores; load {os.getloadavg()[0]:.2f}; card {card}")
    if args.flat:
        for count in (1000, 20_000):
            row = measure("d", card, args, sentences=count, runs=1)
            print(f"{count:>6} sentences: peak {row['peak_mb']:.0f} MB")
        return
    print("way  source words/s  target tokens/s  start s  peak MB  ours: wall, CPU time  settings")
    rows: dict[str, dict[str, Any]] = {}
    for way in sorted(args.ways, reverse=True):  # ours first: the others are compared with it as they come
        row = rows[way] = measure(way, card, args, args.slow if way in "ab" else args.sentences, args.runs)
        ours = rows.get("d", row)
        ratio = f"{ours['words_s'] / row['words_s']:.2f}x, {ours['words_cpu_s'] / row['words_cpu_s']:.2f}x"
        print(
            f"({way})  {row['words_s']:>14.1f}  {row['tokens_s']:>15.1f}  {row['start_s']:>7.1f}"
            f"  {row['peak_mb']:>7.0f}  {ratio:>20}  {row['settings']}",
            flush=True,
        )
    if args.json:
        Path(args.json).write_text(json.dumps({"processor": processor(), "rows": rows}, indent=1), "utf-8")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Benchmark translation.")
    parser.add_argument("--card", default="marian-id-en")
    parser.add_argument("--size", choices=("embedded", "opus"), default="embedded")
    parser.add_argument("--file", type=Path, default=FLORES)
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--slow", type=int, default=100)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--compute-type", default="int8")
    parser.add_argument("--ways", default="abcd", help="which of a, b, c and d, as one word")
    parser.add_argument("--flat", action="store_true")
    parser.add_argument("--json", default="")
    parser.add_argument("--worker", default="")
    return parser.parse_args()


def measure(way: str, card: str, args: argparse.Namespace, sentences: int, runs: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--worker", way, "--card", card, "--file", str(args.file)]
    command += ["--sentences", str(sentences), "--runs", str(runs), "--beam", str(args.beam), "--size", args.size]
    command += ["--compute-type", args.compute_type]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    row: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return row


def work(args: argparse.Namespace) -> dict[str, Any]:
    lines = [line.strip() for line in args.file.read_text("utf-8").splitlines() if line.strip()]
    # More than the file holds: a number makes each repetition a sentence of its own, so that none is free.
    texts = [t if i < len(lines) else f"{i} {t}" for i, t in enumerate(lines * -(-args.sentences // len(lines)))]
    texts = texts[: args.sentences]
    began = time.perf_counter()
    run, settings = WAYS[args.worker](args)
    run(texts[:4])
    start = time.perf_counter() - began
    seconds, busy, tokens = [], [], 0
    for _ in range(args.runs):
        began, cpu = time.perf_counter(), time.process_time()
        tokens = run(texts)
        seconds.append(time.perf_counter() - began)
        busy.append(time.process_time() - cpu)
    median = statistics.median(seconds)
    return {
        "words_s": sum(len(t.split()) for t in texts) / median,
        "tokens_s": tokens / median,
        "seconds": seconds,
        "start_s": start,
        "peak_mb": peak_rss(),
        "words_cpu_s": sum(len(t.split()) for t in texts) / statistics.median(busy),
        "settings": settings() if callable(settings) else settings,
    }


def peak_rss() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _limit(args: argparse.Namespace) -> dict[str, Any]:
    return {"max_new_tokens": MAX} if args.size == "opus" else {"max_new_tokens": 256}


def _transformers(args: argparse.Namespace, batch: int) -> Any:
    import torch
    from transformers import AutoTokenizer, MarianMTModel

    from pipeline.cards import load_card

    card = load_card(args.card)
    folder = card.folder()
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = MarianMTModel.from_pretrained(folder, local_files_only=True, dtype=torch.float32).eval()
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    pad = tokenizer.pad_token_id

    def run(texts: list[str]) -> int:
        total = 0
        for i in range(0, len(texts), batch):
            encoded = tokenizer(texts[i : i + batch], return_tensors="pt", padding=True)
            with torch.inference_mode():
                out = model.generate(
                    **encoded, num_beams=args.beam, no_repeat_ngram_size=card.generation.no_repeat_ngram_size,
                    max_length=None, **_limit(args),
                )  # fmt: skip
            tokenizer.batch_decode(out, skip_special_tokens=True)
            total += int((out[:, 1:] != pad).sum())
        return total

    return run, f"float32, batch {batch}"


def way_a(args: argparse.Namespace) -> Any:
    return _transformers(args, 1)


def way_b(args: argparse.Namespace) -> Any:
    return _transformers(args, 32)


def way_c(args: argparse.Namespace) -> Any:
    import ctranslate2

    from pipeline.backends._codecs import load_codec
    from pipeline.backends._convert import converted
    from pipeline.cards import load_card

    card = load_card(args.card)
    folder = converted(card, "int8" if args.compute_type.startswith("int8") else "float32")
    codec = load_codec(folder)
    cores = len(os.sched_getaffinity(0))
    engines = {
        (inter, intra): ctranslate2.Translator(
            str(folder), compute_type=args.compute_type, inter_threads=inter, intra_threads=intra
        )
        for inter, intra in {(1, cores), (cores, 1)}
    }

    def translate(texts: list[str], engine: Any, size: int, kind: str) -> int:
        results = engine.translate_batch(
            codec.encode(texts), beam_size=args.beam, max_batch_size=size, batch_type=kind,
            no_repeat_ngram_size=card.generation.no_repeat_ngram_size,
            max_decoding_length=_limit(args)["max_new_tokens"],
        )  # fmt: skip
        return sum(len(r.hypotheses[0]) + 1 for r in results if codec.decode(r.hypotheses[0]) is not None)

    best: list[Any] = []

    def run(texts: list[str]) -> int:
        if len(texts) < 32:
            return translate(texts, engines[(1, cores)], 32, "examples")
        if not best:  # tuned once, on a part
            part = texts[:: max(1, len(texts) // 200)]
            trials = {}
            for layout, engine in engines.items():
                for size, kind in (
                    (32, "examples"),
                    (64, "examples"),
                    (1024, "tokens"),
                    (2048, "tokens"),
                    (4096, "tokens"),
                ):
                    began = time.perf_counter()
                    translate(part, engine, size, kind)
                    trials[time.perf_counter() - began] = (layout, size, kind)
            best.extend(trials[min(trials)])
        layout, size, kind = best
        return translate(texts, engines[layout], size, kind)

    return run, lambda: f"{args.compute_type}, threads {best[0]}, batch {best[1]} {best[2]}"


def way_d(args: argparse.Namespace) -> Any:
    from pipeline.backends import ctranslate2
    from pipeline.cards import load_card
    from pipeline.config import TranslateTable
    from pipeline.records import CleanArticle, Sentence
    from pipeline.stages.translate import TranslateStage

    engine = ctranslate2.Engine(load_card(args.card), compute_type=args.compute_type, device="cpu")
    if args.size == "opus":
        generation = engine.card.generation.model_copy(update={"max_tokens": MAX})
        engine.card = engine.card.model_copy(update={"generation": generation})
    stage = TranslateStage(TranslateTable(guards=False, beam_size=args.beam), translator=engine)

    counted = [0]
    plain = engine.translate

    def counting(texts: Any, **options: Any) -> Any:
        rows = plain(texts, **options)
        counted[0] += sum(row[0].tokens + 1 for row in rows)
        return rows

    engine.translate = counting  # type: ignore[method-assign]

    def run(texts: list[str]) -> int:
        counted[0] = 0
        for i in range(0, len(texts), 640):  # a shard of 32 articles of 20 sentences
            stage.run([article(texts[j : j + 20]) for j in range(i, min(i + 640, len(texts)), 20)])
        return counted[0]

    def article(texts: list[str]) -> CleanArticle:
        sentences = tuple(Sentence(k, 0, t, t) for k, t in enumerate(texts))
        return CleanArticle("a", "", None, None, None, None, "id", sentences)

    return run, f"{args.compute_type}, {engine._engine.num_translators} translators, shards of 640 sentences"


WAYS = {"a": way_a, "b": way_b, "c": way_c, "d": way_d}


def build_opus(folder: Path) -> Path:
    """A random Marian of opus-mt-id-en's size in the hub's layout; its card's path is returned."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    from pipeline.cards import load_card

    source = load_card("marian-id-en").folder()
    for name in ("source.spm", "target.spm", "tokenizer_config.json"):
        (folder / name).write_bytes((source / name).read_bytes())
    vocabulary = json.loads((source / "vocab.json").read_text("utf-8"))
    tokens = sorted((t for t in vocabulary if t != "<pad>"), key=vocabulary.__getitem__)
    tokens += [f"<extra{i}>" for i in range(54_795 - 1 - len(tokens))] + ["<pad>"]
    (folder / "vocab.json").write_text(json.dumps({t: i for i, t in enumerate(tokens)}), "utf-8")
    pad = len(tokens) - 1
    torch.manual_seed(0)
    config = MarianConfig(
        vocab_size=len(tokens), d_model=512, encoder_layers=6, decoder_layers=6, encoder_attention_heads=8,
        decoder_attention_heads=8, encoder_ffn_dim=2048, decoder_ffn_dim=2048, max_position_embeddings=512,
        activation_function="swish", pad_token_id=pad, eos_token_id=0, bos_token_id=0, decoder_start_token_id=pad,
        forced_eos_token_id=0, scale_embedding=True,
    )  # fmt: skip
    model = MarianMTModel(config)
    model.generation_config.bad_words_ids = [[pad]]
    model.save_pretrained(folder)
    card = folder / "card.toml"
    card.write_text(
        'name = "opus-size-random"\ntask = "translate"\narchitecture = "marian"\nsummary = "random weights"\n'
        'licence = "none"\nsource = "this benchmark"\npath = "."\nmax_source_tokens = 256\n'
        "[generation]\nmax_tokens = 64\n"
    )
    return card


def processor() -> str:
    info = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").is_file() else ""
    fields = dict(line.split(":", 1) for line in info.split("\n\n")[0].splitlines() if ":" in line)
    named = {k.strip(): v.strip() for k, v in fields.items()}
    have = set(named.get("flags", "").split())
    flags = " ".join(f for f in FLAGS if f in have) + "; without " + " ".join(f for f in FLAGS if f not in have)
    return f"{named.get('model name', platform.processor())} ({flags})"


if __name__ == "__main__":
    main()
