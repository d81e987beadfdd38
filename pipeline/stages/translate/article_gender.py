"""Gives the pronouns of an article's English the gender that its persons have: "her debut" of the singer Ratna.

"Ia" and "-nya" are he or she, his or her. A sentence is translated by itself, so the translator guesses, mostly a man.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.records import Translation
from pipeline.language.persons.agreement import agreeing, has_pronouns
from pipeline.language.persons.antecedents import read


def with_gender(
    title: Translation | None, title_text: str, sentences: tuple[Translation, ...]
) -> tuple[Translation | None, tuple[Translation, ...]]:
    """The title and the sentences of an article with the pronouns that the article makes plain; what somebody
    translated, which no engine scored, stands.

    Args:
        title: the headline's translation.
        title_text: the headline as the engine was given it, in sentence case.
        sentences: the translations of the sentences, with these as published.
    """
    scored = [made for made in (title, *sentences) if made is not None and made.score is not None]
    if not any(has_pronouns(made.text) for made in scored):
        return title, sentences
    reader = read(tuple(made.source for made in sentences))
    if title is not None and title.score is not None:
        title = replace(title, text=agreeing(title.text, reader.headline(title_text)))
    told = zip(sentences, reader.meant, reader.within, strict=True)
    return title, tuple(
        made if made.score is None else replace(made, text=agreeing(made.text, meant, within))
        for made, meant, within in told
    )
