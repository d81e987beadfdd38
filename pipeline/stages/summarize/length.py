"""Keeps a brief to the words that were asked for, whatever the steps before made of it."""

from __future__ import annotations

from dataclasses import replace

from pipeline.stages.summarize import postprocess
from pipeline.stages.summarize.drafts import Draft, DraftSentence

SHORTENED = "shortened"


def within(draft: Draft, words: int) -> Draft:
    """The draft without the sentences that are too many; a single one that is too long ends early, flagged.

    Args:
        draft: at least one sentence.
        words: the most words; 0 means no limit.
    """
    kept: list[DraftSentence] = []
    room = words
    for sentence in draft.sentences:
        length = len(sentence.text.split())
        if not words or length <= room:
            kept.append(sentence)
            room -= length
    if not kept:
        shortest = min(draft.sentences, key=lambda sentence: len(sentence.text.split()))
        text = " ".join(postprocess.cut(shortest.text, words).split()[:words])
        kept = [replace(shortest, text=f"{text.rstrip('.,;:')}…", flags=(*shortest.flags, SHORTENED))]
    return replace(draft, sentences=tuple(kept))
