"""Makes the entities of a run: the forms of each name, and the English form to use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.core.event_records import Entity, EntityForm, Profile
from pipeline.language.glossary import Glossary
from pipeline.language.names import fold
from pipeline.stages.entities.forms import Form, Forms, words_of
from pipeline.stages.profile.mentions import OTHER


def entities_of(profiles: Iterable[Profile]) -> list[Entity]:
    """The people, places and institutions of a run, those of most articles first."""
    forms = Forms()
    forms.read(profiles)
    forms.join_named_places()
    forms.join_short_names()
    spellings = forms.join_spellings()
    found = [_entity(group, spellings) for group in forms.groups()]
    return sorted(found, key=lambda entity: (-_articles(entity), entity.name, entity.forms[0].text))


def _articles(entity: Entity) -> int:
    return len({article for form in entity.forms for article in form.articles})


def _entity(group: Sequence[Form], spellings: Sequence[tuple[str, str]]) -> Entity:
    name = english_name(group)
    ordered = sorted(group, key=lambda f: (-f.count, f.language, f.text))
    return Entity(
        name=name.text,
        kind=_kind(group),
        forms=tuple(EntityForm(f.text, f.language, f.count, tuple(sorted(f.articles))) for f in ordered),
        variants=tuple(sorted(f.text for f in group if _is_variant(f, name, spellings))),
    )


def english_name(group: Sequence[Form]) -> Form:
    """The form to use: what the glossary says; else the English form of most articles, full names before single ones;
    the source's own form where the translations have none."""
    settled = Counter[str]()
    for form in group:
        entry = Glossary.load().entries.get(form.text) if form.language == "id" else None
        if entry is not None:
            settled[entry.english[0]] += form.count
    english = [form for form in group if form.language == "en"]
    for text, _ in sorted(settled.items(), key=lambda item: (-len(words_of(item[0])), -item[1], item[0])):
        found = [form for form in english if form.text == text]
        if found:
            return found[0]
    own = {form.text for form in group if form.language == "id"}

    def worth(form: Form) -> tuple[object, ...]:
        """A translator's slip of the pen stands in no source."""
        single, slip = len(form.words) == 1, form.text not in own
        return single, -len(form.articles), slip, -form.count, -len(_accents(form.text)), -len(form.words), form.text

    return min(english or group, key=worth)


def _accents(text: str) -> list[str]:
    """The letters that only careful spelling has: of "Kovač" and "Kovac" the first is to be used."""
    return [c for c in text if not c.isascii()]


def _kind(group: Sequence[Form]) -> str:
    votes = sum((form.kinds for form in group), Counter[str]())
    del votes[OTHER]
    return min(votes, key=lambda kind: (-votes[kind], kind), default=OTHER)


def _is_variant(form: Form, name: Form, spellings: Sequence[tuple[str, str]]) -> bool:
    """Whether a form may be written as the name: an English spelling of just as many words, that differs in hyphens,
    accents and capitals or was found to be a spelling of the same full name."""
    if form.language != "en" or form.text == name.text or len(form.words) != len(name.words):
        return False
    if form.key == name.key:
        return [fold(w) for w in form.words] == [fold(w) for w in name.words]
    return (form.key, name.key) in spellings or (name.key, form.key) in spellings
