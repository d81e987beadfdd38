"""Gives the pronouns of a rewritten sentence the gender that the persons of its article have.

A model that reads Indonesian writes its own pronouns, and guesses as the translator does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language.persons.agreement import agreed
from pipeline.language.persons.antecedents import read
from pipeline.language.persons.english_pronouns import outside, rewritten

if TYPE_CHECKING:
    from pipeline.stages.summarize.drafts import SummaryInput


def with_gender(said: str, indonesian: tuple[str, ...], position: int, introduction: int | None) -> str:
    """A rewritten sentence with the pronouns that the article makes plain.

    Args:
        said: English.
        indonesian: the article's sentences.
        position: of the one that was rewritten.
        introduction: of the one that introduces whom it names briefly, and tells of nobody else; None for none.
    """
    reader = read(indonesian)
    gender = agreed(said, reader.meant[position])
    others = frozenset() if introduction is None else reader.told[introduction]
    if gender is None or not others <= {gender, gender.upper()}:
        return said
    return rewritten(said, outside(said).text, gender)


def headline_with_gender(headline: str, article: SummaryInput) -> str:
    """A headline that was written from the first sentence of an Indonesian article, with the pronouns made plain."""
    return with_gender(headline, article.evidence.indonesian, article.body[0], None)
