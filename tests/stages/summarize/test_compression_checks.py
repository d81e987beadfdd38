"""What goes wrong when a sentence is made shorter."""

from __future__ import annotations

import pytest

from pipeline.stages.summarize.compression_checks import damage, has_verb

LONG = (
    "Previously, Budi carried out the act at the Solo City Hall on Monday (June 9, 2025), at around 05:00 WIB, and "
    "after a long search by officers in two neighbouring villages he was arrested at 12:45 WIB."
)
SPEECH = (
    'Look at what the standard price of good oil is before buying," Apin told reporters on Tuesday (November 4, 2025).'
)


@pytest.mark.parametrize(
    ("source", "said", "wrong"),
    [
        (LONG, "Budi was arrested at 12:45 WIB.", ""),
        (LONG, "Budi was arrested at about 05:00 WIB.", "time"),
        (LONG, "Budi carried out the act at the Solo City Hall on Monday (June 9, 2025).", ""),
        (LONG, "The act at the Solo City Hall on Monday (June 9, 2025).", "no-verb"),
        (LONG, "Budi was arrested on Tuesday (June 9, 2025).", "day-and-date"),
        (SPEECH, "Apin said on Tuesday (November 4, 2025).", "nothing-said"),
        (SPEECH, "Look at the standard price of oil before buying, Apin said on Tuesday (November 4, 2025).", ""),
        (
            "The return of Sutriani from Malaysia was carried out on the order of Situbondo Regent Yusuf Rio.",
            "Sutriani returns from Malaysia's Situbondo Regent Yusuf Rio.",
            "names-joined",
        ),
        ("The quake shook Krui.", "The quake shook Krui.", ""),
        ("PT Kereta Api Lestari tests a train.", "PT Api Lestari tests a train.", "names-joined"),
        ("Jakarta Metropolitan Police arrested Budi.", "Jakarta Police arrested Budi.", ""),
        ("Deputy Finance Minister (Wamenkeu) Budi Hartono spoke.", "Deputy Finance Minister Budi Hartono spoke.", ""),
        ("The DPR RI Deputy Speaker spoke.", "The DPR Deputy Speaker spoke.", ""),
        ("Mayor Budi (45) met Regent Siti.", "Mayor Budi Siti met the regent.", "names-joined"),
        ("The 2025 Smart Indonesia Program (PIP) pays fees.", "The 2025 Indonesia Smart Program (PIP) pays fees.", ""),
        ("The Deputy Minister of Housing and Areas spoke.", "The Deputy Housing and Areas Minister spoke.", ""),
        ("The Law on Information and Transactions changes.", "The Information and Transactions Law changes.", ""),
        ("The Palangka Raya City Food Unit watches rice.", "The Palangka Raya Food Unit watches rice.", ""),
        ("Mayor Bima Arya and Governor Emil met today.", "Governor Bima Arya met them today.", "names-joined"),
        ("PT Sarana, part of a holding of PT Baja, is growing.", "PT Sarana is growing.", ""),
        ("Bus stops in the direction of Pulo Gadung will change.", "Bus stops toward Pulo Gadung will change.", ""),
        ("Police confirmed the presence of the man in Solo.", "Police confirmed the man was in Solo.", ""),
        ("The KPK warned the lawyers of Budi not to speak.", "The KPK warned Budi not to speak.", "head-left-out"),
        ("The KPK asked the lawyers of Budi not to speak.", "The KPK asked Budi's lawyers not to speak.", ""),
        (
            "There are 22 cases that have the potential to violate rights.",
            "There are 22 cases violating rights.",
            "doubt-left-out",
        ),
        ("Budi is suspected of stealing a car.", "Budi stole a car, stealing it.", "doubt-left-out"),
        (
            "It was at the University of August 17, 1945, on Saturday (July 22).",
            "It was on July 22, 1945.",
            "day-and-date",
        ),
    ],
)
def test_damage(source: str, said: str, wrong: str) -> None:
    assert damage(source, said) == wrong


@pytest.mark.parametrize("text", ["Police arrested him.", "He is ill.", "The bank continues to grow.", "She won."])
def test_finite_verbs(text: str) -> None:
    assert has_verb(text)


@pytest.mark.parametrize("text", ["The National Day series on Thursday.", "Chelsea, AC Milan, before returning."])
def test_no_finite_verb(text: str) -> None:
    assert not has_verb(text)
