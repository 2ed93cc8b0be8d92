"""Each variant read once: which of its moves nothing explains, and what that says of the steps (M7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from tropa.measure.conformance.counts import Behind, LateCounts, Letter, VariantCounts
from tropa.measure.conformance.ways import Ways
from tropa.plan.plan import Plan
from tropa.stats.intervals import wilson

Kind: TypeAlias = Literal["skipped", "out_of_order", "after_end", "off_path", "looping", "overdue"]
KINDS: tuple[Kind, ...] = ("skipped", "out_of_order", "after_end", "off_path", "looping", "overdue")


@dataclass(frozen=True, slots=True)
class Deviation:
    """One way in which runs go otherwise than the steps say; none of them is an error.

    Args:
        kind: ``skipped``: something later came, and the step never; ``out_of_order``: it came after what it comes
            before; ``after_end``: it came when the run had ended; ``off_path``: no way leads to it from what came
            before; ``looping``: it came again; ``overdue``: its target action did not come in time.
        step: The observable, as the plan calls it.
        admitted: The definition lets it come again; None where the kind is another one.
        n: Runs.
        of: The runs among which they were looked for: those judged, or those watched long enough.
        share: ``n / of``; None where nothing was looked at.
        low: Lower Wilson bound of it.
        high: Upper bound.
        customers: Customers of these runs.
        behind: Some of them, those whose runs began last first.
    """

    kind: Kind
    step: str
    admitted: bool | None
    n: int
    of: int
    share: float | None
    low: float
    high: float
    customers: int
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgedVariant:
    """A row of events that runs show.

    Args:
        names: The events.
        n: Runs.
        share: Of all runs.
        cut: The runs go on beyond what was looked at.
        conforms: Every move of it is explained.
        deviations: Kind and step of each deviation in it.
    """

    names: tuple[str, ...]
    n: int
    share: float
    cut: bool
    conforms: bool
    deviations: tuple[tuple[Kind, str], ...]


@dataclass(frozen=True, slots=True)
class Conformance:
    """How the runs of a journey go, held against its steps.

    Args:
        journey: The journey.
        runs: All runs.
        judged: Runs whose variants were judged one by one.
        other: Runs whose variants are too rare for that; ``judged`` and ``other`` are all runs.
        cut: Of the judged, runs that go on beyond what was looked at.
        conforming: Of the judged, runs of whose moves each is explained.
        share: ``conforming / judged``; None where none was judged.
        low: Lower Wilson bound of it.
        high: Upper bound.
        moves: Moves in the judged runs.
        unexplained: Those that the definition does not admit (M7).
        deviations: By kind, then by runs, largest first.
        variants: The variants judged, largest first.
        n_events: Events of the log.
        n_customers: Customers with a run.
    """

    journey: str
    runs: int
    judged: int
    other: int
    cut: int
    conforming: int
    share: float | None
    low: float
    high: float
    moves: int
    unexplained: int
    deviations: tuple[Deviation, ...]
    variants: tuple[JudgedVariant, ...]
    n_events: int
    n_customers: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What one variant says.

    Args:
        moves: Moves in it.
        unexplained: Those that nothing explains.
        deviations: Kind and step of each deviation, each once.
    """

    moves: int
    unexplained: int
    deviations: tuple[tuple[Kind, str], ...]


def judge_variants(counts: VariantCounts, plan: Plan, behind: int = 10) -> Conformance:
    """What the variants of a journey's runs say of its steps.

    Args:
        counts: What a warehouse counted.
        plan: The plan it was counted by.
        behind: Customers named for each deviation at most.
    """
    ways = Ways(plan)
    readings = [
        read_variant([counts.alphabet[letter] for letter in variant.letters], ways) for variant in counts.variants
    ]
    sizes = [variant.n for variant in counts.variants]
    judged = sum(sizes)
    conforming = sum(n for n, reading in zip(sizes, readings, strict=True) if not reading.unexplained)
    interval = wilson(conforming, judged)
    return Conformance(
        journey=plan.journey,
        runs=counts.runs,
        judged=judged,
        other=counts.other,
        cut=sum(variant.n for variant in counts.variants if variant.cut),
        conforming=conforming,
        share=conforming / judged if judged else None,
        low=interval.low,
        high=interval.high,
        moves=sum(n * reading.moves for n, reading in zip(sizes, readings, strict=True)),
        unexplained=sum(n * reading.unexplained for n, reading in zip(sizes, readings, strict=True)),
        deviations=tuple(sorted(_deviations(counts, readings, ways, behind), key=_rank)),
        variants=tuple(_judged(counts, readings)),
        n_events=counts.n_events,
        n_customers=counts.customers,
    )


def read_variant(row: Sequence[Letter], ways: Ways) -> Reading:
    """Read one row of events."""
    shown = {label for letter in row for label in letter.shows}
    found: list[tuple[Kind, str]] = []
    unexplained = 0
    for earlier, later in pairwise(row):
        meant = tuple(label for label in earlier.shows if label in ways.ends) or earlier.shows
        if not any(ways.admits(a, b) for a in meant for b in later.shows):
            unexplained += 1
            found += _why(meant, later.shows, shown, ways)
    found += (("looping", label) for label in _again(row, ways))
    return Reading(max(len(row) - 1, 0), unexplained, tuple(dict.fromkeys(found)))


def _why(meant: Sequence[str], came: Sequence[str], shown: set[str], ways: Ways) -> list[tuple[Kind, str]]:
    """What a move that nothing explains says: of several readings, the one that says the least."""
    named = sorted(came, key=lambda label: (label not in ways.steps, label not in ways.ends, ways.place(label)))
    readings = [_reading(a, b, shown, ways) for a in meant for b in named]
    return min(readings, key=lambda told: (KINDS.index(told[0][0]) if told else -1, len(told)))


def _reading(a: str, b: str, shown: set[str], ways: Ways) -> list[tuple[Kind, str]]:
    """What a move from one observable to another says.

    A step that lies between and was shown elsewhere in the run was not skipped: it came at another place, and
    the move there tells it.
    """
    if a in ways.ends:
        return [("after_end", b)]
    if b in ways.steps and ways.comes_first(b, a):
        return [("out_of_order", b)]
    between = ways.between(a, b)
    if between is not None:
        return [("skipped", label) for label in sorted(between - shown, key=ways.place) if label in ways.steps]
    return [("off_path", b)]


def _again(row: Sequence[Letter], ways: Ways) -> list[str]:
    """The steps that a row shows more than once."""
    times: dict[str, int] = {}
    for letter in row:
        for label in letter.shows:
            times[label] = times.get(label, 0) + 1
    return sorted((label for label, n in times.items() if n > 1 and label in ways.steps), key=ways.place)


def _judged(counts: VariantCounts, readings: Sequence[Reading]) -> Iterator[JudgedVariant]:
    for variant, reading in zip(counts.variants, readings, strict=True):
        names = tuple(counts.alphabet[letter].name for letter in variant.letters)
        share = variant.n / counts.runs
        yield JudgedVariant(names, variant.n, share, variant.cut, not reading.unexplained, reading.deviations)


def _deviations(counts: VariantCounts, readings: Sequence[Reading], ways: Ways, behind: int) -> Iterator[Deviation]:
    """Each deviation with the runs and customers of all variants that have it."""
    places: dict[tuple[Kind, str], list[int]] = {}
    for place, reading in enumerate(readings):
        for deviation in reading.deviations:
            places.setdefault(deviation, []).append(place)
    judged = sum(variant.n for variant in counts.variants)
    for (kind, step), where in places.items():
        variants = [counts.variants[place] for place in where]
        having = set(where)
        yield _deviation(
            kind,
            step,
            admitted=ways.returns(step) if kind == "looping" else None,
            n=sum(variant.n for variant in variants),
            of=judged,
            customers=sum(n for held, n in counts.holders if not having.isdisjoint(held)),
            behind=_latest((one for variant in variants for one in variant.behind), behind),
        )
    yield from (_overdue(late, behind) for late in counts.late if late.late)


def _overdue(late: LateCounts, behind: int) -> Deviation:
    return _deviation(
        "overdue",
        f"touchpoint:{late.id}",
        admitted=None,
        n=late.late,
        of=late.watched,
        customers=late.customers,
        behind=_latest(late.behind, behind),
    )


def _deviation(
    kind: Kind, step: str, *, admitted: bool | None, n: int, of: int, customers: int, behind: tuple[str, ...]
) -> Deviation:
    interval = wilson(n, of)
    return Deviation(
        kind, step, admitted, n, of, n / of if of else None, interval.low, interval.high, customers, behind
    )


def _latest(behind: Iterable[Behind], most: int) -> tuple[str, ...]:
    """The customers whose runs began last, each once."""
    return tuple(dict.fromkeys(one.customer for one in sorted(behind, reverse=True)))[:most]


def _rank(deviation: Deviation) -> tuple[int, int, str]:
    return KINDS.index(deviation.kind), -deviation.n, deviation.step
