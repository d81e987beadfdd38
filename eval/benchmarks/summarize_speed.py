"""How fast briefs are written, beside plain transformers with the same checkpoint, in one run.

    python eval/benchmarks/summarize_speed.py                # random weights in distilbart's shape, built here
    python eval/benchmarks/summarize_speed.py --card CARD    # one that reads English

Ways: (a) transformers' ``generate`` on batches of eight articles in the order they come, padded to the longest, in
float32 and in bfloat16 where the processor has it; (b) the same on batches sorted by length; (c) the engine that the
stage uses, tokenization and all. Same beam, same limits, alternately, ``--runs`` times; medians. Articles are the
starter suite's reference translations, joined to what the model takes; random weights never end a text by themselves,
so that output lengths are the limit's and equal.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
BATCH = 8


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--card", default="", help="by default random weights in distilbart's shape")
    parser.add_argument("--articles", type=int, default=16)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--tokens", type=int, default=64, help="of an output, at most")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()

    from eval.benchmarks.brief_page import processor
    from pipeline.backends import load_summarizer
    from pipeline.backends.model_card import load_card

    card = load_card(given.card or build_distilbart())
    style = card.styles.get("brief", "")
    engine = load_summarizer(card, device="cpu")
    room = card.max_source_tokens
    texts = articles(given.articles, lambda text: engine.count_tokens([style + text])[0] <= room)
    print(f"{processor()}; {len(os.sched_getaffinity(0))} cores; {card.name}, {len(texts)} articles, beam {given.beam}")
    ways: dict[str, Callable[[], int]] = {"c": lambda: ours(engine, texts, style, given)}
    for name, dtype in plain_types():
        made = Plain(card, dtype)
        ways[f"a {name}"] = lambda made=made: made.run([style + t for t in texts], given, sort=False)  # type: ignore[misc]
        ways[f"b {name}"] = lambda made=made: made.run([style + t for t in texts], given, sort=True)  # type: ignore[misc]
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    tokens: dict[str, int] = {}
    for run in range(given.runs + 1):  # the first round warms up
        for way, work in ways.items():
            began = time.perf_counter()
            tokens[way] = work()
            if run:
                seconds[way].append(time.perf_counter() - began)
    best, arithmetic = statistics.median(seconds["c"]), getattr(engine, "compute_type", "")
    print("way           seconds  articles/s  output tokens/s   ours is")
    for way, times in seconds.items():
        middle = statistics.median(times)
        rates = f"{middle:>8.2f}  {len(texts) / middle:>10.2f}  {tokens[way] / middle:>15.0f}"
        print(
            f"{way:<12} {rates}  {middle / best:>7.2f}x  {arithmetic if way == 'c' else ''}",
            flush=True,
        )


def ours(engine: Any, texts: list[str], style: str, given: argparse.Namespace) -> int:
    """Output tokens of our engine."""
    made = engine.summarize(texts, style=style, beam_size=given.beam, max_tokens=given.tokens, min_tokens=1)
    return sum(row[0].tokens for row in made)


class Plain:
    """transformers as its documentation uses it."""

    def __init__(self, card: Any, dtype: Any) -> None:
        import torch
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

        torch.set_num_threads(len(os.sched_getaffinity(0)))
        folder = card.folder()
        self.tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.model = AutoModelForSeq2SeqLM.from_pretrained(folder, local_files_only=True, dtype=dtype).eval()
        self.model.generation_config.max_length = None
        self.repeat = card.generation.no_repeat_ngram_size

    def run(self, texts: list[str], given: argparse.Namespace, *, sort: bool) -> int:
        """Output tokens of all texts."""
        import torch

        ordered = sorted(texts, key=len, reverse=True) if sort else texts
        total = 0
        for start in range(0, len(ordered), BATCH):
            inputs = self.tokenizer(ordered[start : start + BATCH], return_tensors="pt", padding=True)
            with torch.inference_mode():
                out = self.model.generate(
                    **inputs,
                    num_beams=given.beam,
                    max_new_tokens=given.tokens,
                    no_repeat_ngram_size=self.repeat,
                    early_stopping=True,
                )
            self.tokenizer.batch_decode(out, skip_special_tokens=True)
            total += int((out != self.model.config.pad_token_id).sum())
        return total


def plain_types() -> list[tuple[str, Any]]:
    """What plain transformers is run in."""
    import torch

    native = torch.cpu._is_avx512_bf16_supported()
    return [("float32", torch.float32), *([("bfloat16", torch.bfloat16)] if native else [])]


def articles(count: int, fits: Callable[[str], bool]) -> list[str]:
    """Texts of one to three of the suite's articles, each as long as the model takes at most."""
    lines = (ROOT / "eval" / "suites" / "starter" / "articles.jsonl").read_text("utf-8").splitlines()
    suite = [[english for _, english in json.loads(line)["sentences"]] for line in lines]
    pick = random.Random(3)
    made: list[str] = []
    while len(made) < count:
        sentences = [s for article in pick.sample(suite, pick.randint(1, 3)) for s in article]
        while not fits(" ".join(sentences)):
            sentences.pop()
        made.append(" ".join(sentences))
    return made


def build_distilbart() -> Path:
    """A checkpoint of distilbart-cnn-12-6's shape with random weights and a small tokenizer of its own."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import BartConfig, BartForConditionalGeneration, RobertaTokenizer

    folder = Path(tempfile.mkdtemp(prefix="distilbart-shape-"))
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=8000, special_tokens=special, initial_alphabet=alphabet, show_progress=False
    )
    trained.train_from_iterator(
        (ROOT / "pipeline/language/data/common-en.txt").read_text("utf-8").splitlines(), trainer
    )
    inner = json.loads(trained.to_str())["model"]
    RobertaTokenizer(inner["vocab"], [tuple(m) for m in inner["merges"]]).save_pretrained(folder)
    config = BartConfig(
        vocab_size=50264, d_model=1024, encoder_layers=12, decoder_layers=6, encoder_ffn_dim=4096, decoder_ffn_dim=4096,
        encoder_attention_heads=16, decoder_attention_heads=16, max_position_embeddings=1024, forced_eos_token_id=None,
        pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2, forced_bos_token_id=0,
    )  # fmt: skip
    torch.manual_seed(1)
    model = BartForConditionalGeneration(config)
    model.generation_config.forced_bos_token_id = 0
    model.save_pretrained(folder)
    (folder / "card.toml").write_text(
        'name = "distilbart-shape"\ntask = "summarize"\narchitecture = "bart"\nsummary = "random weights"\n'
        'licence = "none"\nsource = "this benchmark"\npath = "."\nmax_source_tokens = 1000\n'
        "\n[generation]\nno_repeat_ngram_size = 3\nmax_tokens = 142\n"
    )
    return folder


if __name__ == "__main__":
    main()
