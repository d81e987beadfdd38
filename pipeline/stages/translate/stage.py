"""Translates clean articles: all sentences of a shard together, each distinct one once.

Sentences without words (a rule, a figure, an emoji), results (names around a score) and English ones pass through
unchanged and flagged. A sentence above the model's limit is split at clause boundaries, never truncated, and flagged.
Sentences in the translation memory are taken from there; only the rest is translated, with the guards' ladder when it
is on. A translation depends on its sentence and the settings alone, so the order of articles, the size of shards and
interruptions do not change it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.core.dependencies import code_parts
from pipeline.core.fingerprints import digest
from pipeline.core.records import CleanArticle, TranslatedArticle, Translation, from_row, to_row
from pipeline.language.clauses import split_to_fit
from pipeline.language.glossary import Glossary
from pipeline.language.names import is_common
from pipeline.stages.engine_texts import Texts
from pipeline.stages.translate import engine_names
from pipeline.stages.translate.article_gender import with_gender
from pipeline.stages.translate.article_initials import initials_of, with_initials
from pipeline.stages.translate.article_names import lost_openings, names_of, with_name
from pipeline.stages.translate.hints import Contexts, context_sentences, in_context, takes, told
from pipeline.stages.translate.published import texts_for
from pipeline.stages.translate.runners import Plain, Runner
from pipeline.stages.translate.sentence_parts import joined

if TYPE_CHECKING:
    from pipeline.backends.base import Translator
    from pipeline.core.config import TranslateTable
    from pipeline.language.glossary import Glossary
    from pipeline.stages.translate.memory import TranslationMemory

VERSION = "2"  # of this module, in the memory's keys: they hold the code of the guards, and none without guards
DECODING = ("beam_size", "length_penalty", "repetition_penalty", "no_repeat_ngram_size", "max_output_ratio")
NO_WORDS = "no-words"
NAMES_ONLY = "names-only"
ALREADY_ENGLISH = "already-english"
_NAME = re.compile(r"[^\W\d_]+")
_RESULT = re.compile(r"(?:[A-Z][\w.'’]*\s){1,4}\d{1,3}\s?[-–:]\s?\d{1,3}(?:\s[A-Z][\w.'’]*){1,4}")
ENGLISH = "language:en"  # the flag with which cleaning lets an English article through


class TranslateStage:
    """Translates shards of articles, several at once if need be; the engine is loaded when a sentence needs it.

    Args:
        options: the run's ``[translate]`` table.
        translator: an engine to use instead of the one that the options name (tests).
        memory: a memory to use instead of the one that the options name.
        hosts: machines beside this one that texts may be sent to, where the model's card names a server.

    Raises:
        UserError: an unknown model, backend, device or setting.
        ModelError: the checkpoint is missing or broken, or fails its self-test.
    """

    def __init__(
        self,
        options: TranslateTable,
        *,
        translator: Translator | None = None,
        memory: TranslationMemory | None = None,
        hosts: Sequence[str] = (),
    ) -> None:
        self.options, self._hosts = options, hosts
        self._given = translator
        self._loading = threading.Lock()
        self._thread = threading.local()
        self._memory = memory if memory is not None else self._open_memory()

    def run(self, articles: Sequence[CleanArticle]) -> list[TranslatedArticle]:
        """Every article with its title and sentences in English, in the order given."""
        self._thread.replayed = self._thread.asked = 0
        indonesian = [a for a in articles if ENGLISH not in a.flags]
        texts = {a.id: self.texts_of(a) for a in indonesian}
        made = {a.id: a for a in self.completed(indonesian, texts, self._known({i: t.all for i, t in texts.items()}))}
        return [made[a.id] if a.id in made else _as_it_is(a) for a in articles]

    def texts_of(self, article: CleanArticle) -> Texts:
        """What the engine is given of an article."""
        return texts_for(article, self._memory)

    def completed(
        self,
        articles: Sequence[CleanArticle],
        texts: Mapping[str, Texts],
        known: Mapping[str, dict[str, Translation]],
    ) -> list[TranslatedArticle]:
        """Articles from the translations of their texts; with guards, names and initials are what the whole article
        shows them to be.

        Args:
            articles: Indonesian ones.
            texts: of each, by its id.
            known: the translations of its texts, by its id.
        """
        if self.options.guards:
            known = self._with_names(articles, texts, known)
        return [assembled(a, texts[a.id], known[a.id], guards=self.options.guards) for a in articles]

    def _known(self, texts: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Translation]]:
        """The translations of each article's texts, by its id."""
        if texts and (depth := context_sentences(self.options, self._given)):
            return in_context(texts, depth, self.translate)
        return dict.fromkeys(texts, self.translate(text for own in texts.values() for text in own))

    def _with_names(
        self,
        articles: Sequence[CleanArticle],
        texts: Mapping[str, Texts],
        known: Mapping[str, dict[str, Translation]],
    ) -> dict[str, dict[str, Translation]]:
        """The translations of each article's texts, with the names that open a sentence and were lost."""
        names = {a.id: names_of(s.normalized for s in a.sentences) for a in articles}
        lost = {a.id: lost_openings({t: known[a.id][t] for t in texts[a.id].sentences}, names[a.id]) for a in articles}
        again = self.translate(masked.text for own in lost.values() for masked in own.values())
        return {
            a.id: {**known[a.id], **{t: with_name(known[a.id][t], m, again[m.text]) for t, m in lost[a.id].items()}}
            for a in articles
        }

    @property
    def replayed(self) -> int:
        """How many sentences of this thread's last :meth:`run` came from the memory."""
        return getattr(self._thread, "replayed", 0)

    @property
    def asked(self) -> int:
        """How many distinct sentences this thread's last :meth:`run` had to translate or to recall."""
        return getattr(self._thread, "asked", 0)

    def translate(self, texts: Iterable[str], contexts: Contexts | None = None) -> dict[str, Translation]:
        """A translation for each distinct text, in its context where the engine is told one."""
        contexts = contexts or {}
        distinct = list(dict.fromkeys(texts))
        done = {t: Translation(0, t, t, flags=(NO_WORDS,)) for t in distinct if not has_words(t)}
        done |= {t: Translation(0, t, t, flags=(NAMES_ONLY,)) for t in distinct if t not in done and is_result(t)}
        rest = [t for t in distinct if t not in done]
        if not rest:
            return done
        recalled = self._recall(rest, contexts)
        self._thread.replayed, self._thread.asked = self.replayed + len(recalled), self.asked + len(rest)
        done |= recalled
        rest = [t for t in rest if t not in done]
        if rest:
            fresh = self._translate_fresh(rest, contexts)
            self._keep(fresh, contexts)
            done |= fresh
        return done

    # -- engine

    @property
    def translator(self) -> Translator:
        """The engine that the options name; loaded once, by the first thread that needs it."""
        with self._loading:
            return self._given or self._loaded

    @cached_property
    def _loaded(self) -> Translator:
        from pipeline.backends import load_translator

        o = self.options
        return load_translator(
            o.model,
            backend=o.backend,
            device=o.device,
            compute_type=o.compute_type,
            threads=o.threads,
            batch_tokens=o.batch_tokens,
            hosts=self._hosts,
        )

    @cached_property
    def _runner(self) -> Runner:
        return self._runner_told({})

    def _runner_told(self, contexts: Contexts) -> Runner:
        engine = told(self.translator, self._glossary, self.options.style, contexts)
        if not self.options.guards:
            return Plain(engine, self._decoding)
        from pipeline.guards.ladder import Ladder

        return Ladder(engine, self.options, self._glossary)

    @cached_property
    def _glossary(self) -> Glossary:
        return Glossary.load(self.options.glossary or None)

    @property
    def _decoding(self) -> dict[str, Any]:
        values = {name: getattr(self.options, name) for name in DECODING}
        return {name: value for name, value in values.items() if value is not None}

    def _translate_fresh(self, texts: list[str], contexts: Contexts) -> dict[str, Translation]:
        limit = self.translator.max_source_tokens
        counts = dict(zip(texts, self.translator.count_tokens(texts), strict=True))
        parts = {t: split_to_fit(t, self._count, limit) if counts[t] > limit else [t] for t in texts}
        pieces = list(dict.fromkeys(p for ps in parts.values() for p in ps))
        spoken = [p for p in pieces if has_words(p)]
        found = {p: Translation(0, p, p) for p in pieces}
        runner = self._runner_told(contexts) if contexts else self._runner
        found |= dict(zip(spoken, runner.run(spoken), strict=True))
        return {t: joined(t, [found[p] for p in ps]) for t, ps in parts.items()}

    def _count(self, text: str) -> int:
        return self.translator.count_tokens([text])[0]

    # -- memory

    def _open_memory(self) -> TranslationMemory | None:
        if not self.options.memory:
            return None
        from pipeline.stages.translate.memory import TranslationMemory, default_path

        return TranslationMemory(default_path() if self.options.memory == "auto" else self.options.memory)

    @cached_property
    def _engine_key(self) -> str:
        """The memory key of everything that shapes all translations: engine, decoding, and with guards their code and
        the shipped glossary."""
        parts: dict[str, Any] = {"engine": self.translator.fingerprint, "version": VERSION, **self._decoding}
        if self.options.guards:
            parts |= code_parts("pipeline.guards.ladder")
        if told_of := takes(self.translator):
            parts |= {"style": self.options.style} if "style" in told_of else {}
            parts |= {"terms": Glossary.load().fingerprint} if "terms" in told_of else {}
        return digest(parts)

    def memory_key(self, text: str, context: Sequence[str] = ()) -> str:
        """The memory key of everything that shapes the translation of a text. The user's glossary counts only where the
        text contains one of its terms, so that after a change of an entry no other sentences are translated again."""
        key = self._engine_key
        if self._own_terms:
            shipped, own = (glossary.fingerprint_for(text) for glossary in self._own_terms)
            key = key if own == shipped else digest({"engine": key, "glossary": own})
        return digest({"engine": key, "context": "\n".join(context)}) if context else key

    @cached_property
    def _own_terms(self) -> tuple[Glossary, ...]:
        """The shipped glossary and the one with the user's terms on top; empty when the user's is not used."""
        used = self.options.glossary and (self.options.guards or "terms" in takes(self.translator))
        return (Glossary.load(), self._glossary) if used else ()

    def _by_key(self, texts: Iterable[str], contexts: Contexts) -> dict[str, list[str]]:
        keys: dict[str, list[str]] = {}
        for text in texts:
            keys.setdefault(self.memory_key(text, contexts.get(text, ())), []).append(text)
        return keys

    def _recall(self, texts: list[str], contexts: Contexts) -> dict[str, Translation]:
        if self._memory is None:
            return {}
        rows: dict[str, dict[str, Any]] = {}
        for key, same in self._by_key(texts, contexts).items():
            rows |= self._memory.get_many(key, same)
        return {t: from_row(Translation, {"index": 0, "source": t, **row}) for t, row in rows.items()}

    def _keep(self, fresh: dict[str, Translation], contexts: Contexts) -> None:
        if self._memory is not None:
            keys = self._by_key(fresh, contexts)
            for key, same in keys.items():
                self._memory.put_many(key, {t: to_row(fresh[t]) for t in same})
            engine_names.remember(self._memory.path, keys, engine_names.describe(self.options, self.translator))


def assembled(article: CleanArticle, texts: Texts, known: dict[str, Translation], *, guards: bool) -> TranslatedArticle:
    """An article from the translations of its texts. With guards a person's initials stay initials all through, and
    pronouns are a woman's where the article is about one."""
    title = None
    if texts.title is not None:
        title = replace(known[texts.title], index=-1, source=article.title or "", in_brief=())
    told = zip(article.sentences, texts.sentences, strict=True)
    sentences = tuple(
        replace(known[text], index=s.index, source=s.text, in_brief=tuple({article.id} & set(known[text].in_brief)))
        for s, text in told
    )
    if guards and (initials := initials_of(s.text for s in article.sentences)):
        # What somebody translated, which no engine scored, stands.
        kept = (s if s.score is None else with_initials(s, s.source, initials, Glossary.load()) for s in sentences)
        sentences = tuple(kept)
    if guards:
        title, sentences = with_gender(title, texts.title or "", sentences)
    return TranslatedArticle(article.id, article.input, title, sentences)


def _as_it_is(article: CleanArticle) -> TranslatedArticle:
    """An English article: every sentence is its own translation."""
    title = None
    if article.title is not None:
        title = Translation(-1, article.title, article.title, flags=(ALREADY_ENGLISH,))
    sentences = tuple(Translation(s.index, s.text, s.normalized, flags=(ALREADY_ENGLISH,)) for s in article.sentences)
    return TranslatedArticle(article.id, article.input, title, sentences)


def is_result(text: str) -> bool:
    """Whether a line is a result, "Persib Bandung 3-0 Arema FC": names around a score, which need no translation."""
    if not _RESULT.fullmatch(text.strip()):
        return False
    return not Glossary.load().terms_in(text) and not any(is_common(w, "id") for w in _NAME.findall(text))


def has_words(text: str) -> bool:
    """Whether there is anything to translate: a letter of any script."""
    return any(c.isalpha() for c in text)
