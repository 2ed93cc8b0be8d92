"""Splitting over a log: its gaps are counted, boundaries learned, and the events handed out with their journeys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tropa.journey.conditions import Value
from tropa.measure.questions import Scope
from tropa.measure.splitting.counts import Gaps
from tropa.measure.splitting.learning import Splitting, learn
from tropa.plan.needs import LookedAt
from tropa.ports.warehouse import Warehouse
from tropa.runtime.measuring import Asked, Measuring, scope_looks_at, unheard_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Placed:
    """An event with the journey that it was put into.

    Args:
        customer: Whose.
        name: What happened.
        at: When, aware UTC.
        journey: The number of the journey, from 1 in each history.
        kept: The properties asked for, in the order of asking.
    """

    customer: str
    name: str
    at: datetime
    journey: int
    kept: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned of a log, while the log is at hand.

    Args:
        splitting: What was learned.
        scope: Which events it was learned from.
        warehouse: The log.
    """

    splitting: Splitting
    scope: Scope
    warehouse: Warehouse

    def placed(self, keep: tuple[str, ...]) -> Iterator[Placed]:
        """The events, each history's together and in order.

        Args:
            keep: The properties handed out with each; landed with the log.
        """
        names = self.splitting.names
        for rows in self.warehouse.histories(Gaps(self.scope), keep):
            journeys = self.splitting.parts(rows).tolist()
            kept = zip(*rows.kept, strict=True) if keep else ((),) * len(journeys)
            columns = zip(rows.customers, rows.name.tolist(), rows.at_us.tolist(), journeys, kept, strict=True)
            for customer, name, at_us, journey, values in columns:
                yield Placed(customer, names[name], EPOCH + timedelta(microseconds=at_us), journey, tuple(values))


@contextmanager
def learned(log: Measuring, scope: Scope, keep: tuple[str, ...] = ()) -> Iterator[Asked[Learned]]:
    """What a log teaches of its journeys' ends, and how the log was read; the log is gone afterwards.

    Args:
        log: The log.
        scope: Which events are looked at, and what makes a history of them.
        keep: The properties that ``placed`` is to hand out.

    Raises:
        LogUnreadable: The log cannot be opened.
    """
    with log.landed(scope_looks_at(scope) | LookedAt(frozenset(keep))) as (landing, warehouse):
        found = Learned(learn(warehouse.gaps(Gaps(scope))), scope, warehouse)
        yield Asked(found, landing, unheard_of(warehouse, ()))
