"""Loads a run's training data once: tokenizer, items, dev set, held-out texts and synthetic pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.core.errors import StoreError, UserError
from pipeline.training import corpus, networks
from pipeline.training.align import Alignments
from pipeline.training.batches import Collator, Item
from pipeline.training.config import Mono, Round, Synthesize, TrainConfig
from pipeline.training.decode import DecodeOptions, decode
from pipeline.training.decontamination import HeldOut
from pipeline.training.dev_score import dev_score
from pipeline.training.initialization import checkpoint_folder, start_tokens
from pipeline.training.items import copied, directed, encode_pairs, with_alignments
from pipeline.training.parallel_text import Pair
from pipeline.training.synthetic import SyntheticTranslator, synthesize, synthetic_pairs
from pipeline.training.telemetry import log
from pipeline.training.tokens import Tokens, load_tokens
from pipeline.training.workspace import Workspace, read_pairs_file


class TrainingData:
    """The data of a preset, for its rounds.

    Args:
        config: the preset.
        workspace: where the step prepare left the pairs.
    """

    def __init__(self, config: TrainConfig, workspace: Workspace) -> None:
        self.config = config
        self.workspace = workspace
        networks.quiet_libraries()
        self.device = networks.choose_device(config.device, config.precision, config.threads)

    @cached_property
    def tokens(self) -> Tokens:
        return start_tokens(self.config)

    @cached_property
    def dev(self) -> list[Pair]:
        """The dev set as prepare left it; of a preset that prepares nothing, its file."""
        if "prepare" not in self.config.steps and self.config.data.dev is not None:
            return corpus.load_pairs(self.config, self.config.data.dev)[: self.config.data.dev_limit or None]
        return read_pairs_file(self.workspace.step("prepare") / "dev.jsonl")

    @cached_property
    def held_out(self) -> HeldOut:
        """What synthetic text must not hold either: the suites and the dev set."""
        held = corpus.held_out_texts(self.config)
        for pair in self.dev:
            held.add([pair.source, pair.target], "dev")
        return held

    @cached_property
    def marker(self) -> int:
        """The id that asks for the reverse direction; -1 when no round needs it."""
        sides = {m.name: m.side for m in self.config.data.mono}
        needed = any(
            r.direction != "forward" or any(sides[s.mono] == "target" and not s.model for s in r.synthesize)
            for r in self.config.rounds
        )
        return self.tokens.piece_id(self.config.start.marker) if needed else -1

    @cached_property
    def plain_items(self) -> list[Item]:
        """Forward items of all kept pairs, before alignment."""
        pairs = read_pairs_file(self.workspace.step("prepare") / "train.jsonl")
        encoded = encode_pairs(pairs, self.tokens, self.config.data.filters)
        if not encoded.items:
            raise UserError(
                f"all {len(pairs)} pairs have too many tokens",
                "raise data.filters.max_source_tokens / max_target_tokens",
            )
        for reason, count in encoded.rejected.items():
            log.info("items: %d pairs %s", count, reason)
        return encoded.items

    @cached_property
    def items(self) -> list[Item]:
        """Forward items as training sees them: aligned, and without the worst by lexical score, where asked."""
        if "align" not in self.config.steps:
            return self.plain_items
        alignments = Alignments.load(self.workspace.step("align") / "alignments.npz")
        if len(alignments) != len(self.plain_items):
            raise StoreError(f"{self.workspace.root}: the alignments are of other pairs", "remove the align folder")
        items = with_alignments(self.plain_items, alignments)
        drop = self.config.data.filters.lexical_drop
        if not drop:
            return items
        worst = sorted(range(len(items)), key=lambda i: float(alignments.scores[i]))[: int(len(items) * drop)]
        left_out = set(worst)
        return [item for i, item in enumerate(items) if i not in left_out]

    def round_items(self, table: Round) -> list[Item]:
        """What a round trains on: real pairs of its origins, and synthetic ones, in its directions.

        Back-translated pairs are used in the forward direction only, so that no synthetic text becomes a target;
        self-training pairs are used in both.

        Raises:
            UserError: nothing is left.
        """
        items = self.items
        if table.origins:
            pairs = read_pairs_file(self.workspace.step("prepare") / "train.jsonl")
            chosen_texts = {(p.source, p.target) for p in pairs if p.origin in table.origins}
            items = [i for i in items if (i.source_text, i.target_text) in chosen_texts]
        chosen = directed(items, table.direction, self.marker)
        if table.copies and table.direction != "reverse":
            chosen += copied(items, table.copies, self.config.data.filters.max_source_tokens, self.config.seed)
        for name in table.synthetic:
            synthetic = encode_pairs(self._synthetic(name, table), self.tokens, self.config.data.filters).items
            # The alignments and cached states are of real pairs.
            synthetic = [replace(i, index=-1, synthetic=True) for i in synthetic]
            if table.direction != "reverse":
                chosen += synthetic
            if table.direction != "forward" and self._mono(name).side == "source":
                chosen += directed(synthetic, "reverse", self.marker)
        if table.synthetic_until < 1 and all(i.synthetic for i in chosen):
            raise UserError(f"round {table.name!r}: no real pair is left after synthetic_until", "check its origins")
        if not chosen:
            raise UserError(f"round {table.name!r}: no pair is left to train on", "check its origins and synthetic")
        return chosen

    def collator(self, items: Sequence[Item], table: Round) -> Collator:
        return Collator(
            items,
            self.tokens,
            (self.config.languages.source, self.config.languages.target),
            numbers=table.numbers,
            words=table.words,
            names=table.names,
            capitals=table.capitals,
            sampling=table.sampling,
            alpha=table.alpha,
            marker=self.marker,
            guided=table.guide > 0,
        )

    def evaluator(self, table: Round) -> Callable[[Any], tuple[str, float]]:
        """Scores a model on the dev set in the direction that the round is for."""
        reverse = table.direction == "reverse"
        sources = [p.target if reverse else p.source for p in self.dev]
        references = [p.source if reverse else p.target for p in self.dev]
        summarize = self.config.task == "summarize"
        how = DecodeOptions(
            ratio=0.5 if summarize else 1.6,
            no_repeat_ngram_size=3 if summarize else 0,
            max_source_tokens=self.config.data.filters.max_source_tokens if summarize else 500,
            batch_tokens=32768 if self.device.kind.type == "cuda" else 4096,
            marker=self.marker if reverse else -1,
        )

        def evaluate(model: Any) -> tuple[str, float]:
            hypotheses = decode(model, self.tokens, sources, self.device, how, side="target" if reverse else "source")
            return dev_score(self.config.task, hypotheses, references)

        return evaluate

    def _mono(self, name: str) -> Mono:
        return next(m for m in self.config.data.mono if m.name == name)

    def _synthetic_path(self, round_name: str, mono: str) -> Path:
        return self.workspace.round(round_name) / f"synthetic-{mono}.jsonl"

    def synthesize(self, table: Round, request: Synthesize, current: Path) -> Counter[str]:
        mono = self._mono(request.mono)
        back = mono.side == "target"
        folder = checkpoint_folder(self.config, request.model) if request.model else current
        languages = (self.config.languages.source, self.config.languages.target)
        tokens = load_tokens(folder, languages[::-1] if back else languages) if request.model else self.tokens
        maker = SyntheticTranslator(
            networks.load_model(folder).to(self.device.kind),
            tokens,
            self.device,
            "target" if back and not request.model else "source",
            self.marker if back and not request.model else -1,
        )
        path = self._synthetic_path(table.name, mono.name)
        counts = synthesize(self.config, mono, request, maker, path, self.held_out)
        log.info("synthesize %s: %s", mono.name, dict(counts))
        return counts

    def _synthetic(self, name: str, table: Round) -> list[Pair]:
        """The latest synthetic pairs of that name made in this round or before it."""
        before = self.config.rounds[: [r.name for r in self.config.rounds].index(table.name) + 1]
        for earlier in reversed(before):
            for request in earlier.synthesize:
                if request.mono == name:
                    path = self._synthetic_path(earlier.name, name)
                    return synthetic_pairs(path, self._mono(name), request.weight)
        raise UserError(f"round {table.name!r}: {name!r} was never synthesized", "add it to an earlier round")
