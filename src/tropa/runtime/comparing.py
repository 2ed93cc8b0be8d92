"""Two versions replayed over one log: who would have been treated otherwise, and how.

Runs are the same where journey, first participant, key and attempt are.  In a run, messages are the
same where the same customer gets the same touchpoint over the same channel at the same instant;
of those that are left, the earliest of one version is the earliest of the other, moved.  Names
of steps are not asked: a version that only inserts a step treats nobody otherwise.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Literal, TypeAlias

from tropa.engine.changes import Message, TaskOpened
from tropa.engine.state import RunId
from tropa.runtime.replay_data import OPEN, Data, iso, run_order
from tropa.runtime.replayed import Replayed

Kind: TypeAlias = Literal[
    "run_gone",
    "run_new",
    "outcome",
    "message_gone",
    "message_new",
    "message_moved",
    "task_gone",
    "task_new",
    "task_moved",
]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that would have been otherwise in one run.

    Args:
        kind: What; ``gone`` is in the first version only, ``new`` in the other only.
        run: In which run.
        customer: To whom.
        what: The touchpoint, the survey, or the team that a task is for; empty of a run.
        channel: The message's channel.
        at: When in the first version.
        other_at: When in the other.
        outcome: The run's outcome in the first version.
        other_outcome: In the other.
    """

    kind: Kind
    run: RunId
    customer: str
    what: str = ""
    channel: str = ""
    at: datetime | None = None
    other_at: datetime | None = None
    outcome: str | None = None
    other_outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """How two replays differ.

    Args:
        differences: In the order of runs, then of instants.
        n_customers: Customers in the runs of either.
    """

    differences: tuple[Difference, ...]
    n_customers: int

    @property
    def otherwise(self) -> frozenset[str]:
        """The customers who would have been treated otherwise."""
        return frozenset(one.customer for one in self.differences)


def compare(first: Replayed, other: Replayed, called: Mapping[str, str]) -> Compared:
    """Hold two replays against each other.

    Args:
        first: By the first version.
        other: By the other.
        called: What a journey of the other is called in the first, where the two names differ.
    """

    def same(run: RunId) -> RunId:
        return run._replace(journey=called.get(run.journey, run.journey))

    outcomes = {run: life.run.outcome or OPEN for run, life in first.lives.items()}
    others = {same(run): life.run.outcome or OPEN for run, life in other.lives.items()}
    found = [
        *_runs(outcomes, others),
        *_told("message", map(_message, first.messages), (_message(one, same(one.run)) for one in other.messages)),
        *_told("task", map(_task, first.opened), (_task(one, same(one.run)) for one in other.opened)),
    ]
    people = {one for life in (*first.lives.values(), *other.lives.values()) for one in life.participants}
    return Compared(tuple(sorted(found, key=_order)), len(people))


_What: TypeAlias = "tuple[RunId, str, str, str, str]"
"""Run, customer, what, channel, and what else tells two things apart."""


def _message(one: Message, run: RunId | None = None) -> tuple[_What, datetime]:
    return (run or one.run, one.to, one.touchpoint or one.survey, one.channel, ""), one.at


def _task(one: TaskOpened, run: RunId | None = None) -> tuple[_What, datetime]:
    return (run or one.run, one.place.participant, one.to or "", "", one.kind), one.at


def _runs(outcomes: Mapping[RunId, str], others: Mapping[RunId, str]) -> Iterator[Difference]:
    for run in outcomes.keys() | others.keys():
        was, now = outcomes.get(run), others.get(run)
        if was != now:
            kind: Kind = "run_gone" if now is None else "run_new" if was is None else "outcome"
            yield Difference(kind, run, run.customer, outcome=was, other_outcome=now)


def _told(
    thing: Literal["message", "task"],
    first: Iterable[tuple[_What, datetime]],
    other: Iterable[tuple[_What, datetime]],
) -> Iterator[Difference]:
    """What of one kind is gone, new, or moved."""
    was, now = _by_what(first), _by_what(other)
    for what in was.keys() | now.keys():
        before, after = was.get(what, _NEVER), now.get(what, _NEVER)
        gone, new = before - after, after - before
        run, customer, name, channel, _ = what
        for at, other_at in zip_longest(sorted(gone.elements()), sorted(new.elements())):
            change = "new" if at is None else "gone" if other_at is None else "moved"
            yield Difference(f"{thing}_{change}", run, customer, name, channel, at, other_at)  # type: ignore[arg-type]  # a Kind


_NEVER: Counter[datetime] = Counter()


def _by_what(told: Iterable[tuple[_What, datetime]]) -> dict[_What, Counter[datetime]]:
    found: defaultdict[_What, Counter[datetime]] = defaultdict(Counter)
    for what, at in told:
        found[what][at] += 1
    return dict(found)


def _order(one: Difference) -> tuple[Hashable, ...]:
    at = one.at or one.other_at or _BEFORE_ALL
    return (*run_order(one.run), at, one.kind, one.customer, one.what, one.channel)


_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
"""Where what has no instant stands among what has one."""


def compared_data(compared: Compared) -> Data:
    """A comparison for programs."""
    kinds = Counter(one.kind for one in compared.differences)
    return {
        "compared": {
            "n_customers": compared.n_customers,
            "n_otherwise": len(compared.otherwise),
            "kinds": dict(sorted(kinds.items())),
        },
        "differences": [_difference(one) for one in compared.differences],
    }


def _difference(one: Difference) -> Data:
    return {
        "kind": one.kind,
        "customer": one.customer,
        "journey": one.run.journey,
        "key": one.run.key,
        "attempt": one.run.attempt,
        "what": one.what or None,
        "channel": one.channel or None,
        "at": iso(one.at),
        "other_at": iso(one.other_at),
        "outcome": one.outcome,
        "other_outcome": one.other_outcome,
    }
