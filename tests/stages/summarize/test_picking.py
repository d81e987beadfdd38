"""A brief's sentences are picked together: one that leans on another gives way, or has it beside it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.backends._salience import Ranking
from pipeline.core.config import SummarizeTable
from pipeline.core.records import Brief
from pipeline.stages.summarize.leaning import Leanings
from pipeline.stages.summarize.picking import picked
from pipeline.stages.summarize.speakers import Speakers
from pipeline.stages.summarize.stage import SummarizeStage

from .test_stage import pair
from .test_standalone import article

NEWS = (
    "Pemerintah Garut membuka posko bagi korban banjir di tiga desa.",
    "Ratna Wijayanti menandatangani kontrak dengan Yayasan Sehat.",
    "Kontrak itu berlaku dua tahun.",
    "Warga diminta tetap tinggal di posko sampai hari Senin.",
    "1. Bawa selimut dan obat sendiri ke posko.",
)


def first(scores: Sequence[float], count: int = 2, last: Sequence[int] = (), kept: Sequence[int] = ()) -> list[int]:
    case = article([(text, text) for text in NEWS])
    order = sorted(range(len(NEWS)), key=lambda i: (i in last, -scores[i]))
    ranking = Ranking(order, list(scores), frozenset(last))
    return sorted(picked(ranking, Leanings(case, Speakers(case)), count, kept)[:count])


def test_a_sentence_gives_way_to_one_of_nearly_the_same_salience() -> None:
    assert first((0.20, 0.05, 0.10, 0.08, 0.0)) == [0, 3]


def test_a_sentence_that_matters_more_stays() -> None:
    assert first((0.20, 0.05, 0.15, 0.08, 0.0)) == [0, 2]


def test_the_sentence_that_it_leans_on_is_taken_with_it() -> None:
    assert first((0.20, 0.07, 0.15, 0.09, 0.0), count=3) == [0, 1, 2]


def test_an_item_of_a_list_comes_last_even_where_it_ranks_first() -> None:
    assert first((0.20, 0.05, 0.03, 0.08, 0.3)) == [0, 3]


def test_what_repeats_another_sentence_is_not_taken_for_it() -> None:
    assert first((0.20, 0.01, 0.10, 0.08, 0.0), last=(3,)) == [0, 2]


def test_the_end_of_a_quotation_without_a_name_takes_no_other_place() -> None:
    def second(speaker: str) -> int:
        speech = ('"Air sudah mulai surut.', f'Jembatan sudah dibuka," {speaker}.')
        case = article([(text, text) for text in (NEWS[0], NEWS[3], "Hal itu disampaikan di Garut.", *speech)])
        ranking = Ranking([0, 2, 4, 1, 3], [0.2, 0.0, 0.1, 0.0, 0.09], frozenset())
        return picked(ranking, Leanings(case, Speakers(case)), 2)[1]

    assert second("tulis pernyataan itu") == 2
    assert second("kata Bupati Garut Ratna Wijayanti") == 4


def test_what_is_to_be_kept_is_kept() -> None:
    assert first((0.20, 0.05, 0.10, 0.08, 0.0), kept=(2,)) == [0, 2]


def test_the_rest_keeps_its_order() -> None:
    case = article([(text, text) for text in NEWS])
    ranking = Ranking([0, 2, 3, 1, 4], [0.2, 0.05, 0.1, 0.08, 0.0], frozenset())
    assert picked(ranking, Leanings(case, Speakers(case)), 2) == [0, 3, 2, 1, 4]


def test_the_stage_picks_so_unless_it_is_told_not_to() -> None:
    english = [  # the last one is an item of a list
        "The Garut government opened 12 posts for 300 flood victims in 3 villages on Monday.",
        "The agency signed a contract with the Sehat Foundation in Jakarta on Tuesday, May 4.",
        "Residents were asked to stay at the 12 posts in Garut until Monday, May 10.",
        "2. Bring 2 blankets and copies of 5 papers to the Harapan, Mekar and Jaya halls in Garut by 8 on Tuesday.",
    ]
    case = pair(english, [NEWS[0], NEWS[1], NEWS[3], NEWS[4].replace("1.", "2.")])

    def brief(standalone: bool) -> list[str]:
        options = SummarizeTable(model="salient", sentences=2, trust=0, standalone=standalone)
        (made,) = SummarizeStage(options).run([case])
        assert isinstance(made, Brief)
        return [sentence.text for sentence in made.sentences]

    assert any(text.startswith("2.") for text in brief(False))
    assert not any(text.startswith("2.") for text in brief(True))
