"""Takes one text through the stages, telling after each what it did."""

from __future__ import annotations

import tempfile
import threading
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.core.config import Config
from pipeline.core.errors import UserError
from pipeline.core.records import Article, CleanArticle, TranslatedArticle, Translation
from pipeline.execution import in_memory
from pipeline.serve.findings import refused, told
from pipeline.serve.jobs import Job
from pipeline.stages.ingest import sources
from pipeline.stages.ingest.readers import read
from pipeline.stages.ingest.stage import Seen, ingest_chunk
from pipeline.stages.translate.stage import ENGLISH, TranslateStage

_TOGETHER = 8  # sentences translated between two events
_FILES = ("text", "html", "markdown", "docx")  # the kinds of file that hold one article


class Bench:
    """The models of one config, loaded once and used by one thread at a time."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.turn = threading.Lock()

    @cached_property
    def translate(self) -> TranslateStage:
        """The translate stage, with its memory and its engine."""
        return TranslateStage(self.config.translate, hosts=self.config.run.servers)

    def process(self, job: Job, name: str, content: bytes) -> dict[str, Any]:
        """Clean, translate and summarize one article; returns its brief as the last event has it.

        Raises:
            UserError: the content is not one article, or it is rejected.
            ModelError: a checkpoint is missing or broken.
        """
        with self.turn:
            job.tell("started", translator=self.config.translate.model, summarizer=self.config.summarize.model)
            article = one_article(name, content, self.config)
            job.tell("read", title=article.title, input=article.input, lines=article.text.count("\n") + 1)
            (clean,) = in_memory.records("clean", self.config, ingest=[article])
            job.tell("cleaned", **_cleaned(clean))
            translated = self._translated(job, clean)
            job.check()
            (brief,) = in_memory.records("summarize", self.config, clean=[clean], translate=[translated])
            sentences = [
                {"text": s.text, "citations": [c.sentence for c in s.citations], **told(s.flags, s.risk)}
                for s in brief.sentences
            ]
            return {"headline": brief.headline, "sentences": sentences, "model": brief.model, **told(brief.flags)}

    def _translated(self, job: Job, clean: CleanArticle) -> TranslatedArticle:
        if ENGLISH in clean.flags:
            (whole,) = self.translate.run([clean])
            job.tell("translated", done=len(whole.sentences), total=len(whole.sentences), sentences=_rows(whole))
            return whole
        known: dict[str, Translation] = {}
        texts = self.translate.texts_of(clean)
        sentences = list(zip(clean.sentences, texts.sentences, strict=True))
        for start in range(0, len(sentences), _TOGETHER):
            job.check()
            part = sentences[start : start + _TOGETHER]
            known |= self.translate.translate(text for _, text in part)
            rows = [_row(s.index, s.text, known[text]) for s, text in part]
            job.tell("translated", done=start + len(part), total=len(sentences), sentences=rows)
        if texts.title is not None and texts.title not in known:
            known |= self.translate.translate([texts.title])
        (whole,) = self.translate.completed([clean], {clean.id: texts}, {clean.id: known})
        return whole


def one_article(name: str, content: bytes, config: Config) -> Article:
    """The article of a pasted text or of a file's bytes; nothing is opened, whatever the name says.

    Raises:
        UserError: it holds none, or several.
    """
    with tempfile.TemporaryDirectory() as folder:
        units = list(read(_source(name, content, Path(folder)), config.ingest))
    articles, rejected = ingest_chunk(units, config.ingest, Seen())
    if rejected and not articles:
        raise UserError(f"{name or 'the text'}: {rejected[0].reason}", "give another text or file")
    if len(articles) != 1:
        raise UserError(f"{name or 'the text'} holds {len(articles)} articles", "give one; ringkas run takes many")
    return articles[0]


def _source(name: str, content: bytes, folder: Path) -> sources.Source:
    """The content as something to read: a file by its ending, or what was pasted, by how it begins."""
    if not name:
        return sources.Source("text", "stdin", data=content)
    suffix = Path(name).suffix.lower()
    kind = sources.KINDS.get(suffix, "")
    file = folder / f"file{suffix if suffix.isascii() and suffix[1:].isalnum() else ''}"
    file.write_bytes(content)
    return sources.Source(Path(name).name, kind if kind in _FILES else "unsupported", file)


def _cleaned(clean: CleanArticle) -> dict[str, Any]:
    return {
        "title": clean.title,
        "published": clean.published,
        "kept": [{"index": s.index, "text": s.text, "paragraph": s.paragraph} for s in clean.sentences],
        "removed": [{"line": r.line, "text": r.text, "rule": r.rule} for r in clean.removed],
    }


def _rows(article: TranslatedArticle) -> list[dict[str, Any]]:
    return [_row(t.index, t.source, t) for t in article.sentences]


def _row(index: int, source: str, made: Translation) -> dict[str, Any]:
    said = told(made.flags, made.risk)
    return {"index": index, "source": source, "text": made.text, "tried": refused(made), **said}
