"""The ways that ``translate.py`` compares, and the checkpoint of random weights that it can compare them on."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any, Protocol

MAX = 64  # output tokens: random weights never end a sentence by themselves
BATCHES = ((32, "examples"), (64, "examples"), (1024, "tokens"), (2048, "tokens"), (4096, "tokens"))


class Way(Protocol):
    """Something that translates: ``run`` returns how many target tokens it made, the end tokens among them."""

    settings: str

    def prepare(self, texts: list[str]) -> None: ...

    def run(self, texts: list[str]) -> int: ...

    def tune(self, texts: list[str]) -> Any: ...


class Transformers:
    """The library's own example: tokenize, generate, decode, a batch at a time in file order."""

    def __init__(self, args: argparse.Namespace, batch: int) -> None:
        import torch
        from transformers import AutoTokenizer, MarianMTModel

        from pipeline.backends.model_card import load_card

        self.args, self.batch, self.card = args, batch, load_card(args.card)
        folder = self.card.folder()
        self.tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.model = MarianMTModel.from_pretrained(folder, local_files_only=True, dtype=torch.float32).eval()
        torch.set_num_threads(len(os.sched_getaffinity(0)))
        self.settings = f"float32, batch {batch}, {args.slow} sentences"

    def prepare(self, texts: list[str]) -> None:
        pass

    def tune(self, texts: list[str]) -> None:
        pass

    def run(self, texts: list[str]) -> int:
        import torch

        total = 0
        for i in range(0, len(texts), self.batch):
            encoded = self.tokenizer(texts[i : i + self.batch], return_tensors="pt", padding=True)
            with torch.inference_mode():
                out = self.model.generate(
                    **encoded, num_beams=self.args.beam, max_length=None, max_new_tokens=limit(self.args),
                    no_repeat_ngram_size=self.card.generation.no_repeat_ngram_size,
                )  # fmt: skip
            self.tokenizer.batch_decode(out, skip_special_tokens=True)
            total += int((out[:, 1:] != self.tokenizer.pad_token_id).sum())
        return total


class Example:
    """CTranslate2's own example: tokens in, ``translate_batch`` over all of them, tokens out."""

    def __init__(self, args: argparse.Namespace) -> None:
        from pipeline.backends._codecs import load_codec
        from pipeline.backends._convert import converted
        from pipeline.backends.model_card import load_card

        self.args, self.card = args, load_card(args.card)
        self.folder = converted(self.card, "int8" if args.compute_type.startswith("int8") else "float32")
        self.codec = load_codec(self.folder)
        cores = len(os.sched_getaffinity(0))
        self.layouts = [(cores, 1), (1, cores)]
        best = json.loads(args.engine) if args.engine else {"layout": self.layouts[0], "batch": BATCHES[0]}
        self.layout, self.batch = tuple(best["layout"]), tuple(best["batch"])
        self.engine: Any = self._load(self.layout)
        self.settings = f"{args.compute_type}, {self.layout[0]} x {self.layout[1]} threads, batch {self.batch}"

    def _load(self, layout: tuple[int, int]) -> Any:
        import ctranslate2

        inter, intra = layout
        options = {"compute_type": self.args.compute_type, "inter_threads": inter, "intra_threads": intra}
        return ctranslate2.Translator(str(self.folder), **options)

    def prepare(self, texts: list[str]) -> None:
        pass

    def tune(self, texts: list[str]) -> dict[str, Any]:
        """The fastest thread layout, then the fastest batch size, on every other sentence."""
        part = texts[::2]
        layouts: dict[float, tuple[int, int]] = {}
        for layout in self.layouts:
            self.engine = self._load(layout)
            layouts[self._seconds(part)] = layout
        layout = layouts[min(layouts)]
        self.engine = self._load(layout)
        batches: dict[float, tuple[int, str]] = {}
        for self.batch in BATCHES:
            batches[self._seconds(part)] = self.batch
        return {"layout": layout, "batch": batches[min(batches)]}

    def _seconds(self, texts: list[str]) -> float:
        began = time.perf_counter()
        self.run(texts)
        return time.perf_counter() - began

    def run(self, texts: list[str]) -> int:
        size, kind = self.batch
        results = self.engine.translate_batch(
            self.codec.encode(texts), beam_size=self.args.beam, max_batch_size=size, batch_type=kind,
            no_repeat_ngram_size=self.card.generation.no_repeat_ngram_size, max_decoding_length=limit(self.args),
        )  # fmt: skip
        for result in results:
            self.codec.decode(result.hypotheses[0])
        return sum(min(len(r.hypotheses[0]) + 1, limit(self.args)) for r in results)


class Stage:
    """The translate stage over shards on disk, as ``ringkas run`` works through them."""

    def __init__(self, args: argparse.Namespace, shard: int) -> None:
        from pipeline.backends import ctranslate2
        from pipeline.backends.model_card import load_card
        from pipeline.core.config import TranslateTable
        from pipeline.stages.translate.stage import TranslateStage

        self.args, self.shard = args, shard
        engine = ctranslate2.Engine(load_card(args.card), compute_type=args.compute_type, device="cpu")
        if args.size == "opus":
            generation = engine.card.generation.model_copy(update={"max_tokens": MAX})
            engine.card = engine.card.model_copy(update={"generation": generation})
        ratio = 100.0 if args.size == "opus" else None  # random weights write to the limit, here as in the other ways
        table = TranslateTable(guards=False, beam_size=args.beam, max_output_ratio=ratio)
        self.stage = TranslateStage(table, translator=engine)
        self.tokens = 0
        plain = engine.translate

        def counting(texts: Any, **options: Any) -> Any:
            rows = plain(texts, **options)
            self.tokens += sum(min(row[0].tokens + 1, limit(args)) for row in rows)
            return rows

        engine.translate = counting  # type: ignore[method-assign]
        self.folder = tempfile.TemporaryDirectory(prefix="translate-bench-")
        self.settings = f"{args.compute_type}, shards of {shard} articles of 20 sentences"

    def prepare(self, texts: list[str]) -> None:
        """The sentences as articles of 20, in shards on disk."""
        self._fill("all", texts)

    def tune(self, texts: list[str]) -> None:
        pass

    def _fill(self, name: str, texts: list[str]) -> tuple[Any, list[int]]:
        from pipeline.core.records import CleanArticle, Sentence
        from pipeline.core.run_folder import Store

        store = Store(Path(self.folder.name) / f"{name}-{len(texts)}")
        size = 20 * self.shard
        shards = [texts[i : i + size] for i in range(0, len(texts), size)]
        if not store.shard_count("clean"):
            for n, part in enumerate(shards):
                articles = []
                for i in range(0, len(part), 20):
                    rows = tuple(Sentence(k, 0, t, t) for k, t in enumerate(part[i : i + 20]))
                    articles.append(CleanArticle(f"{n}-{i}", "", None, None, None, None, "id", rows))
                store.write_shard("clean", n, CleanArticle, articles, {}, rows_in=len(articles))
        return store, list(range(len(shards)))

    def run(self, texts: list[str]) -> int:
        from pipeline.execution.engines.local import run_here
        from pipeline.execution.shard_work import Task
        from pipeline.execution.stage_table import stage_named
        from pipeline.stages.base import Output

        store, shards = self._fill("all", texts)
        self.tokens = 0
        tasks = [Task("translate", shard, {}) for shard in shards]
        work = lambda inputs, tick: Output(self.stage.run(inputs["clean"]))  # noqa: E731
        for _ in run_here(stage_named("translate"), work, tasks, store, lambda articles: None):
            pass
        return self.tokens


WAYS: dict[str, Any] = {
    "a": lambda args: Transformers(args, 1),
    "b": lambda args: Transformers(args, 32),
    "c": Example,
    "d": lambda args: Stage(args, args.shard),
    "e": lambda args: Stage(args, 4 * args.shard),
    "tune": Example,
}


def limit(args: argparse.Namespace) -> int:
    """The most tokens that the checkpoint may write."""
    return MAX if args.size == "opus" else 256


def build_opus(folder: Path) -> Path:
    """A random Marian of opus-mt-id-en's size in the hub's layout; its card's path is returned."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    from pipeline.backends.model_card import load_card

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
