"""Entities: which forms name one person, place or institution, and which do not."""

from __future__ import annotations

import random

from pipeline.core.event_records import Entity, Mention, Profile
from pipeline.stages.entities.stage import entities_of

Names = tuple[str, str, str]


def article(name: str, *names: Names) -> Profile:
    """An article with names: as its source writes each, in English, and of what kind."""
    return Profile(name, name, "id", (), (), (), mentions=tuple(Mention(t, e, k, 1) for t, e, k in names))


def person(text: str, english: str = "") -> Names:
    return text, english or text, "person"


KREMLIN = (person("Vladimir Putin"), person("Kim Jong Un"), ("Rusia", "Russia", "place"))


def entity(found: list[Entity], form: str) -> Entity:
    (one,) = (e for e in found if form in {f.text for f in e.forms})
    return one


def test_a_name_and_its_translation_are_one() -> None:
    found = entities_of([article("a", *KREMLIN, ("AS", "US", "place"), ("Amerika Serikat", "United States", "place"))])
    assert entity(found, "Rusia").name == "Russia"
    assert {f.language for f in entity(found, "Rusia").forms} == {"id", "en"}
    assert entity(found, "Rusia").kind == "place"


def test_the_glossary_says_how_a_name_is_written() -> None:
    found = entities_of([article(n, person("Kim Jong Un")) for n in "abc"] + [article("d", person("Kim Jong-un"))])
    assert [e.name for e in found] == ["Kim Jong-un"]


def test_hyphens_spaces_and_accents_make_no_other_name() -> None:
    articles = [article(n, person("Seo Min Jae")) for n in "ab"]
    found = entities_of([*articles, article("c", person("Seo Min-jae")), article("d", person("SeoMinJae"))])
    assert len(found) == 1
    assert (found[0].name, found[0].variants) == ("Seo Min Jae", ("Seo Min-jae",))
    assert {a for f in found[0].forms for a in f.articles} == set("abcd")


def test_a_short_name_belongs_to_the_full_name_of_its_articles() -> None:
    found = entities_of(
        [article("a", *KREMLIN, person("Putin")), article("b", person("Vladimir Putin"), person("Putin"))]
    )
    assert entity(found, "Putin").name == "Vladimir Putin"


def test_a_short_name_of_two_people_belongs_to_neither() -> None:
    articles = [
        article("a", person("Budi Santoso"), person("Budi")),
        article("b", person("Budi Hartono"), person("Budi")),
    ]
    found = entities_of(articles)
    assert len(found) == 3
    assert entity(found, "Budi").name == "Budi"


def test_a_name_behind_its_place_is_the_same_person() -> None:
    articles = [article("a", person("Demak Fahmi Asyari", "Fahmi Asyari")), article("b", person("Fahmi Asyari"))]
    found = entities_of(articles)
    assert len(found) == 1
    assert (found[0].name, found[0].variants) == ("Fahmi Asyari", ())


def test_spellings_are_one_in_the_same_company_only() -> None:
    other = article("b", *KREMLIN, person("Dmitri Peskov"))
    together = entities_of(
        [article("a", *KREMLIN, person("Dmitry Peskov")), article("c", person("Dmitry Peskov")), other]
    )
    assert entity(together, "Dmitri Peskov").name == "Dmitry Peskov"
    assert entity(together, "Dmitri Peskov").variants == ("Dmitri Peskov",)
    apart = entities_of([article("a", *KREMLIN, person("Siti Aminah")), article("b", person("Siti Amina"))])
    assert entity(apart, "Siti Amina") != entity(apart, "Siti Aminah")


def test_other_people_with_names_alike_stay_apart() -> None:
    names = ("Agus Santoso", "Agus Susilo", "Bambang Santoso")
    found = entities_of([article("a", *KREMLIN, *map(person, names)), article("b", *KREMLIN, *map(person, names))])
    assert all(entity(found, name).name == name for name in names)


def test_an_acronym_is_no_word() -> None:
    found = entities_of([article("a", ("DAMAI", "DAMAI", "institution"), ("Damai", "Damai", "place"))])
    assert len(found) == 2


def test_the_order_of_the_articles_does_not_matter() -> None:
    articles = [
        article("a", *KREMLIN, person("Dmitry Peskov"), person("Putin")),
        article("b", *KREMLIN, person("Dmitri Peskov"), person("Kim Jong-un")),
        article("c", person("Fahmi Asyari"), person("Fahmi")),
        article("d", person("Demak Fahmi Asyari", "Fahmi Asyari"), person("Budi Santoso")),
    ]
    expected = entities_of(articles)
    for seed in range(10):
        shuffled = list(articles)
        random.Random(seed).shuffle(shuffled)
        assert entities_of(shuffled) == expected
