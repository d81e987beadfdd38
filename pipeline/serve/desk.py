"""The editor's desk: an article's source and English side by side, and what editors decide about it.

An accepted text goes to the translation memory as one that people brought, which every engine gives way to; a term goes
to the user's glossary. Both are read by the next run. Every decision is written down by :mod:`pipeline.core.edits`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.backends import EXTRACTIVE
from pipeline.backends.model_card import load_card
from pipeline.core import edits
from pipeline.core.edits import HEADLINE, TITLE, Edit
from pipeline.core.errors import PipelineError, UserError
from pipeline.core.records import Brief, Translation
from pipeline.core.run_articles import ArticleRecords
from pipeline.core.run_folder import Store
from pipeline.guards.checks.reverse_terms import unsupported
from pipeline.language.glossary import Entry
from pipeline.serve import user_files
from pipeline.serve.findings import refused, told
from pipeline.serve.runs_folder import NotFoundError, RunsFolder
from pipeline.stages.engine_texts import sentence_texts, title_text
from pipeline.stages.report.odds import to_read_first
from pipeline.stages.report.words import institutions
from pipeline.stages.translate.stage import ENGLISH, has_words, is_result

MOST_CHARACTERS = 5000  # of an edited sentence


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of an article (or its title): its translation, and the text that the engine was given."""

    made: Translation
    asked: str
    fixed: str  # why an edit of it could not win; empty when it can

    @property
    def index(self) -> int:
        return self.made.index


class Desk:
    """What editors see and decide.

    Args:
        runs: the folder of the runs.
    """

    def __init__(self, runs: RunsFolder) -> None:
        self.runs = runs

    def article(self, run: str, article: str) -> dict[str, Any]:
        """An article at the desk: its sentences with their state, and its brief with its edits.

        Raises:
            NotFoundError: there is no such run or article.
        """
        store = self.runs.find(run)
        records = self.runs.article(store, article)
        known = edits.read(store)
        decided = edits.latest(known, "translation")
        brief = records.brief
        return {
            "run": run,
            "article_id": records.id,
            "input": records.article.input,
            "title": records.article.title or (records.clean.title if records.clean else None),
            "sentences": [_sentence(place, decided.get((article, place.index))) for place in places(records)],
            "brief": None if brief is None else _brief(brief, records, known),
        }

    def place(self, run: str, article: str, index: int) -> tuple[Store, Place]:
        """A sentence of an article.

        Raises:
            NotFoundError: there is no such run, article or sentence.
        """
        store = self.runs.find(run)
        for place in places(self.runs.article(store, article)):
            if place.index == index:
                return store, place
        raise NotFoundError(f"article {article!r} has no translated sentence {index}", "its page lists them")

    def accept(self, run: str, article: str, index: int, text: str, editor: str) -> Edit:
        """Put a text into the translation memory, for the next run to use; a run without a memory is given one. Where
        the brief says the sentence, the next one keeps it.

        Raises:
            UserError: the text is empty or too long, or the sentence is one that no engine translates.
            StoreError: the run is being worked on.
        """
        store, place = self.place(run, article, index)
        new, editor = checked(text), name_of(editor)
        if place.fixed:
            raise UserError(f"sentence {index} cannot be edited: {place.fixed}", "edit the brief instead")
        user_files.make_run_read(store)
        brief = self.runs.article(store, article).brief
        there = brief is not None and edits.rests_on(brief, index, place.made.text)
        stays = edits.leads(brief, index) if there and brief else self._was_in_brief(store, article, index)
        with user_files.open_memory(store) as memory:
            before, held = memory.imported(place.asked), memory.in_briefs_of(place.asked)
            memory.import_many({place.asked: new}, in_brief=(*held, article) if stays else None)
        earlier = {"before": before, "before_in_brief": held or None}
        return self._write(store, article, place, "accept", editor, text=new, in_brief=there, **earlier)

    def _was_in_brief(self, store: Store, article: str, index: int) -> bool:
        """Whether a text was accepted for a sentence of the brief and stands; a title is none."""
        if index == TITLE:
            return False
        standing = False
        for edit in edits.read(store):
            if (edit.kind, edit.article, edit.index) == ("translation", article, index):
                standing = edit.action == "accept" and (standing or bool(edit.in_brief))
        return standing

    def reject(self, run: str, article: str, index: int, editor: str) -> Edit:
        """Say that a translation is wrong, without a better one; what was accepted here is taken back."""
        store, place = self.place(run, article, index)
        editor = name_of(editor)
        self._take_back(store, article, place)
        return self._write(store, article, place, "reject", editor)

    def withdraw(self, run: str, article: str, index: int, editor: str) -> Edit:
        """Take back what was decided about a sentence; the memory is as it was before.

        Raises:
            UserError: nothing was decided.
        """
        store, place = self.place(run, article, index)
        editor = name_of(editor)
        last = edits.latest(edits.read(store), "translation").get((article, index))
        if last is None or last.action == "withdraw":
            raise UserError(f"nothing was decided about sentence {index}", "there is nothing to take back")
        self._take_back(store, article, place)
        return self._write(store, article, place, "withdraw", editor)

    def _take_back(self, store: Store, article: str, place: Place) -> None:
        """Bring back what the memory had before the accepted edits of a sentence, if they still stand in it."""
        own = [e for e in edits.read(store) if (e.kind, e.article, e.index) == ("translation", article, place.index)]
        standing: list[Edit] = []
        for edit in own:
            standing = [*standing, edit] if edit.action == "accept" else []
        if not standing:
            return
        with user_files.open_memory(store) as memory:
            if memory.imported(place.asked) != standing[-1].text:
                return  # somebody else has put another text there since
            if standing[0].before is None:
                memory.forget_imported(place.asked)
            else:
                memory.import_many({place.asked: standing[0].before}, in_brief=standing[0].before_in_brief or ())

    def _write(self, store: Store, article: str, place: Place, action: Any, editor: str, **more: Any) -> Edit:
        values = {"kind": "translation", "action": action, "article": article, "index": place.index}
        edit = Edit(at=edits.now(), by=name_of(editor), source=place.made.source, was=place.made.text, **values, **more)
        edits.append(store, edit)
        return edit

    def edit_brief(self, run: str, article: str, index: int, text: str, editor: str) -> Edit:
        """Write another wording of a brief's sentence (from 0) or headline (-1) over it; the run's own wording again
        takes the edit back.

        Raises:
            NotFoundError: there is no such article, or its brief has no such place.
        """
        store = self.runs.find(run)
        brief = self.runs.article(store, article).brief
        was = edits.part_of(brief, index) if brief is not None else None
        if was is None:
            raise NotFoundError(f"the brief of {article!r} has no place {index}", "its page lists them")
        new = checked(text)
        action: Any = "withdraw" if new == was else "accept"
        by = name_of(editor)
        edit = Edit(at=edits.now(), by=by, kind="brief", action=action, article=article, index=index, was=was, text=new)
        edits.append(store, edit)
        return edit

    def term(self, run: str, term: str, english: str, note: str, editor: str) -> tuple[Edit, Path]:
        """Put a term into the user's glossary and let the run read it; returns the file, too.

        Raises:
            UserError: the term is not one that a glossary can hold.
            StoreError: the run is being worked on.
        """
        store, editor = self.runs.find(run), name_of(editor)
        path = user_files.glossary_path(store, self.runs.home)
        forms = tuple(form.strip() for form in checked(english).split("|"))
        was = user_files.put_term(path, Entry(checked(term), forms, " ".join(note.split())))
        user_files.make_run_read(store, glossary=path)
        values: dict[str, Any] = {"kind": "term", "action": "accept", "source": term.strip()}
        edit = Edit(at=edits.now(), by=name_of(editor), was=was, text="|".join(forms), **values)
        edits.append(store, edit)
        return edit, path


def places(records: ArticleRecords) -> list[Place]:
    """The title and the sentences of an article, as far as they are translated."""
    if records.clean is None or records.translated is None:
        return []
    english = ENGLISH in records.clean.flags
    asked = dict(zip((s.index for s in records.clean.sentences), sentence_texts(records.clean), strict=True))
    title = records.translated.title
    found = [] if title is None else [_place(title, title_text(records.clean) or title.source, english)]
    return found + [_place(made, asked[made.index], english) for made in records.translated.sentences]


def _place(made: Translation, asked: str, english: bool) -> Place:
    if english:
        return Place(made, asked, "the article was in English already")
    if not has_words(asked):
        return Place(made, asked, "it has no words")
    return Place(made, asked, "it is a result, which stays as it is" if is_result(asked) else "")


def _sentence(place: Place, edit: Edit | None) -> dict[str, Any]:
    made = place.made
    added = unsupported(made.source, made.text) if "institution-added" in made.flags else ()
    decided = None if edit is None or edit.action == "withdraw" else edit
    accepted = decided is not None and decided.action == "accept"
    waits = decided is not None and accepted and decided.text != made.text
    return {
        "index": made.index,
        "name": "title" if made.index == TITLE else str(made.index),
        "source": made.source,
        "text": made.text,
        "tried": refused(made),
        "fixed": place.fixed,
        "decision": None if decided is None else decided.model_dump(exclude={"source", "before"}),
        # An accepted text that the run does not have yet waits for the next run.
        "waits": waits,
        **told(made.flags, None if accepted and not waits else made.risk, added),  # a person stands for the text
    }


def _brief(brief: Brief, records: ArticleRecords, known: Sequence[Edit]) -> dict[str, Any]:
    decided = edits.latest(known, "brief")
    shown = edits.worded(brief, edits.standing(brief, decided))
    first = to_read_first(shown)
    of_headline = [flag for flag in brief.flags if flag.startswith("headline-")]
    said = {*of_headline, *(flag for s in brief.sentences for flag in s.flags)}
    rest = told([flag for flag in brief.flags if flag not in said])
    changes = {edit["index"]: edit for edit in edits.edited_row(brief, decided)["edits"]}
    sentences = [
        {
            "index": n,
            "text": s.text,
            "citations": [c.sentence for c in s.citations],
            "edit": changes.get(n),
            "first": n + 1 == first,
            **told(s.flags, shown.sentences[n].risk, institutions(records, s.text, s.flags, s)),
        }
        for n, s in enumerate(brief.sentences)
    ]
    named = institutions(records, brief.headline or "", of_headline)
    headline = {"index": HEADLINE, "text": brief.headline or "", "edit": changes.get(HEADLINE)}
    headline |= told(of_headline, added=named)
    # What an editor did is told where its place is gone, too: another sentence was chosen, or the brief is shorter.
    gone = [
        {"index": e.index, "text": e.text, "by": e.by, "at": e.at, "why": _why_gone(brief, known)}
        for e in edits.no_longer_in(brief, known)
    ]
    placeless = [edit for n, edit in changes.items() if n >= len(sentences)]
    row = {"headline": headline, "sentences": sentences, "model": brief.model, **told(brief.flags)}
    return {**row, "other": rest, "no_longer_in": gone, "placeless": placeless}


def _why_gone(brief: Brief, known: Sequence[Edit]) -> str:
    """Why a brief does not hold a sentence that was mended for it."""
    if not _by_sentence(brief.model):
        return f"{brief.model} writes from the whole article, and chose otherwise this time"
    places = {e.index for e in known if e.kind == "translation" and e.article == brief.id and e.action == "accept"}
    if len(brief.sentences) <= sum(edits.leads(brief, index) for index in places):
        return "the brief is full of others that were mended, and has no room for more (summarize.sentences, .words)"
    return "it found no room, or was accepted when briefs did not keep such sentences; accept it again to bring it back"


def _by_sentence(model: str) -> bool:
    """Whether a model writes each sentence of a brief from one of the article, so that it can keep those chosen."""
    try:
        return model in EXTRACTIVE or load_card(model).reads == "sentence"
    except PipelineError:
        return False


def checked(text: str) -> str:
    """A text of one line that an editor typed.

    Raises:
        UserError: it is empty or too long.
    """
    line = " ".join(text.split())
    if not line:
        raise UserError("the text is empty", "type one; Reject says that a translation is wrong")
    if len(line) > MOST_CHARACTERS:
        raise UserError(f"the text has more than {MOST_CHARACTERS:,} characters", "give a sentence")
    return line


def name_of(editor: str) -> str:
    """An editor's or judge's name as it is written down.

    Raises:
        UserError: it is empty or too long.
    """
    name = " ".join(editor.split())
    if not name or len(name) > 100:
        raise UserError("a name of 1 to 100 characters is needed", "type yours at the top of the page")
    return name
