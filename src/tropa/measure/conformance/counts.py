"""The question for the variants of a journey's runs, and what a warehouse answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variants:
    """Which rows of mapped events the runs of a journey show.

    Args:
        length: Mapped events of a run at most; a longer run is cut there, and says so.
        top: Distinct rows counted one by one; runs with others are counted as ``other``.
        behind: Customers named for each row: those whose runs began last.
    """

    length: int = 40
    top: int = 5_000
    behind: int = 10


@dataclass(frozen=True, slots=True)
class Letter:
    """One kind of mapped event.

    Args:
        name: The event.
        shows: The observables it serves, in the order of the plan (M7).
    """

    name: str
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Behind:
    """A customer behind a figure, by the latest of the runs that make it.

    Args:
        at_us: When that run began, microseconds since 1970, UTC.
        arrival: The place of its first event in order of arrival.
        customer: The customer.
    """

    at_us: int
    arrival: int
    customer: str


@dataclass(frozen=True, slots=True)
class Variant:
    """Runs that show the same row of mapped events.

    Args:
        letters: The events, as places in the alphabet.
        cut: The runs go on beyond the length asked for.
        n: Runs.
        behind: Some of their customers, those whose runs began last first.
    """

    letters: tuple[int, ...]
    cut: bool
    n: int
    behind: tuple[Behind, ...]


@dataclass(frozen=True, slots=True)
class LateCounts:
    """Runs in which a target action was not done in time (M4, M11).

    Args:
        id: The touchpoint.
        watched: Runs that reached it at least ``within`` before the watermark.
        late: Of those, runs whose target action did not come within it.
        customers: Customers of the late runs.
        behind: Some of them, those whose runs began last first.
    """

    id: str
    watched: int
    late: int
    customers: int
    behind: tuple[Behind, ...]


@dataclass(frozen=True, slots=True)
class VariantCounts:
    """The variants of a journey's runs.

    Args:
        alphabet: The kinds of events in the variants, by name, then by what they show.
        variants: The most frequent, largest first; equal ones by letters, the whole before the cut.
        other: Runs of all other variants.
        holders: Customers by the set of variants that their runs have: places in ``variants``, ascending, with
            ``len(variants)`` for any other; largest first, then by places.
        late: A touchpoint each that has a target action and a time for it.
        runs: All runs.
        customers: Customers with a run.
        n_events: Events of the log.
    """

    alphabet: tuple[Letter, ...]
    variants: tuple[Variant, ...]
    other: int
    holders: tuple[tuple[tuple[int, ...], int], ...]
    late: tuple[LateCounts, ...]
    runs: int
    customers: int
    n_events: int
