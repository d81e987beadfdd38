"""Defines the records of a comparison: systems, scores, differences between pairs of systems, and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.core import notebook
from pipeline.core.records import Score, Scores
from pipeline.core.scales import POINTS
from pipeline.metrics import Groups
from pipeline.metrics.base import Items

Finding = Literal["better", "worse", "no evidence", "describes"]
Word = Literal["better", "worse", "no evidence", "no verdict"]
ALPHA = 0.05
# With fewer items that differ, a test that swaps systems item by item cannot reach ALPHA: 2 * 0.5 ** 5 = 0.0625.
FEWEST_ITEMS = 6


@dataclass(frozen=True, slots=True)
class ItemText:
    """An item's texts as people read them."""

    source: str
    reference: str


@dataclass(frozen=True, slots=True)
class Side:
    """One task that all systems did: ``translation`` or ``brief`` of a run, or the ``text`` of plain files.

    Attributes:
        name: goes before the metrics' names, except for ``text``.
        ids: the items' ids.
        items: what is scored, by system; sources and references are the same for all.
        groups: which item each text belongs to, by position; the same for all systems.
        unit: says what an item is, for signatures.
        shown: the items' texts for people.
        outputs: the texts for people: system to one text per item.
    """

    name: str
    ids: tuple[str, ...]
    items: Mapping[str, Items]
    groups: Mapping[str, Groups]
    unit: str
    shown: tuple[ItemText, ...]
    outputs: Mapping[str, tuple[str, ...]]

    def label(self, metric: str) -> str:
        return metric if self.name == "text" else f"{self.name}.{metric}"


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a system; None where it is not known. A run that took ``replayed`` sentences from the translation
    memory did not do the work, so that its time, speed and memory are not known."""

    models: str = ""
    seconds: float | None = None
    words_per_second: float | None = None
    memory_mb: float | None = None
    size_mb: float | None = None
    licence: str = ""
    machine: str = ""
    replayed: int = 0
    stages: Mapping[str, float] = field(default_factory=dict)  # seconds of each


@dataclass(frozen=True, slots=True)
class Systems:
    """Systems that may be compared: the same suite, the same references.

    ``notes`` say what a reader must know: escaped outputs, empty ones, articles left out; ``doubts``, by system, what
    may be all that separates it from others; ``withheld`` says why metrics of facts are not computed.
    """

    names: tuple[str, ...]
    sides: tuple[Side, ...]
    suite: str
    costs: Mapping[str, Cost] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    doubts: Mapping[str, str] = field(default_factory=dict)
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric between two systems: ``right`` minus ``left``.

    Attributes:
        low: lower end of the paired bootstrap's 95% interval of the difference.
        high: upper end.
        p_bootstrap: paired bootstrap, two-sided.
        p_randomization: approximate randomization, two-sided.
        p_holm: the latter, Holm-corrected over all pairs of systems; the finding rests on it.
        effect: mean difference per item over its standard deviation (Cohen's d for pairs).
        agreement: percent of people's rankings expected to agree; None where nothing is published.
        wins: items on which ``right`` is better.
        losses: items on which ``left`` is better.
        ties: items on which neither is, or the metric is undefined for one of the two.
        finding: about ``right``.
        digits: decimals that the metric's values are written with.
    """

    metric: str
    left: str
    right: str
    delta: float
    low: float
    high: float
    p_bootstrap: float
    p_randomization: float
    p_holm: float
    effect: float
    agreement: float | None
    wins: int
    losses: int
    ties: int
    finding: Finding
    digits: int = POINTS


@dataclass(frozen=True, slots=True)
class LargestDifference:
    """An item on which two systems differ most: their values and their texts."""

    id: str
    metric: str
    values: Mapping[str, float]
    shown: ItemText
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on ``right`` against ``left``, in a word, in a sentence, and by which metric; ``no verdict`` where no
    metric that was computed has a better and a worse."""

    left: str
    right: str
    word: Word
    sentence: str
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class PairOutcome:
    """What people prefer of two systems. An item goes to the system that most of its judges prefer.

    Attributes:
        wins: items on which people prefer ``right``.
        losses: items on which they prefer ``left``.
        ties: items on which as many prefer either, or all call it a tie.
        p: of the sign test over the items, two-sided.
        reasons: what was ticked about the text that was not preferred, with how often, by system.
    """

    task: str
    left: str
    right: str
    wins: int
    losses: int
    ties: int
    p: float
    reasons: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Strength:
    """A system's Bradley-Terry log strength with its 95% interval; all systems' strengths add up to 0."""

    task: str
    system: str
    value: float
    low: float
    high: float
    against_first: float  # the probability that people prefer it to the first system


@dataclass(frozen=True, slots=True)
class DirectScore:
    """A system's mean direct score (0 to 100) over ``n`` items with its 95% interval, and marked errors per item."""

    task: str
    system: str
    value: float
    low: float
    high: float
    n: int
    minor: float
    major: float


@dataclass(frozen=True, slots=True)
class MetricAgreement:
    """How far a metric ranks two systems' texts as people do, item by item."""

    metric: str
    left: str
    right: str
    accuracy: float
    tau: float
    n: int


@dataclass(frozen=True, slots=True)
class VoteReport:
    """What people say about the systems: votes between pairs, direct scores, and how far all of it agrees.

    ``alpha`` is Krippendorff's, by task and form of vote; NaN where no item has two judges. ``raw`` is how two judges
    of one item agree without it: the share of equal choices, or the mean distance of scores.
    """

    judges: int
    votes: int
    pairs: tuple[PairOutcome, ...]
    strengths: tuple[Strength, ...]
    scores: tuple[DirectScore, ...]
    alpha: Mapping[str, float]
    agreement: tuple[MetricAgreement, ...]
    notes: tuple[str, ...]
    raw: Mapping[str, float] = field(default_factory=dict)


def p_label(systems: int) -> str:
    """What the column of p-values is called; with two systems each is of one test a metric, so nothing is corrected."""
    return "p" if systems == 2 else "p (Holm)"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything a report shows; ``decides`` is the metric that ranks the systems, ``people`` is there when votes were
    given."""

    systems: tuple[str, ...]
    suite: str
    n: int
    scores: tuple[Score, ...]
    better: Mapping[str, str]
    differences: tuple[Difference, ...]
    apart: tuple[LargestDifference, ...]
    verdicts: tuple[Verdict, ...]
    costs: Mapping[str, Cost]
    notes: tuple[str, ...]
    left_out: tuple[str, ...]
    samples: int
    seed: int
    people: VoteReport | None = None
    decides: str = ""

    def _repr_html_(self) -> str:
        """The comparison in a notebook: verdicts, scores, differences."""
        value = notebook.number
        parts = [notebook.heading(" against ".join(self.systems))]
        parts += [notebook.paragraph(v.sentence, v.word, warned=v.word == "worse") for v in self.verdicts]
        parts += [notebook.paragraph(note) for note in self.notes]
        parts.append(Scores(self.scores)._repr_html_())
        header = ("metric", "of", "against", "difference", "95% interval", p_label(len(self.systems)), "finding")
        rows = [
            (
                d.metric,
                d.right,
                d.left,
                value(d.delta, d.digits),
                f"{value(d.low, d.digits)} to {value(d.high, d.digits)}",
                f"{d.p_holm:.3f}",
                d.finding,
            )
            for d in self.differences
        ]
        return "".join([*parts, notebook.table(header, rows)])
