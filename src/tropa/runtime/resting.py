"""A log that stays open between questions, for somebody who asks one after another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tropa.plan.needs import LookedAt
from tropa.ports.log import Landing, Needs
from tropa.ports.warehouse import Warehouse
from tropa.runtime.measuring import Measuring


@dataclass(slots=True)
class _Rest:
    """What lies open.

    Args:
        looks: What it was landed for.
        landing: The log at rest.
        warehouse: What counts it.
        stack: What has to be let go of.
    """

    looks: LookedAt
    landing: Landing
    warehouse: Warehouse
    stack: ExitStack


@dataclass(frozen=True, slots=True)
class Resting(Measuring):
    """Asks one log again and again.

    It is landed with the first question, and anew with one that looks at a property nobody has
    looked at before; until ``close`` it lies in a temporary folder.
    """

    _rests: list[_Rest] = field(default_factory=list)

    @contextmanager
    def landed(
        self, needs: LookedAt, only: frozenset[str] | None = None, *, apart: bool = False
    ) -> Iterator[tuple[Landing, Warehouse]]:
        """The log with what some questions look at, and a warehouse over it; both stay.

        All events do, whichever are asked about, and customers have their numbers: the next question may
        be about others, or about who is who.
        """
        del only, apart
        if not self._rests or self._rests[0].looks | needs != self._rests[0].looks:
            wanted = self._rests[0].looks | needs if self._rests else needs
            self.close()
            self._rests.append(self._land(wanted))
        yield self._rests[0].landing, self._rests[0].warehouse

    def statements(self) -> tuple[str, ...]:
        """What the engine was asked for since this was last asked, as SQL."""
        return self._rests[0].warehouse.statements() if self._rests else ()

    def close(self) -> None:
        """Let the log go; the next question lands it anew."""
        while self._rests:
            self._rests.pop().stack.close()

    def _land(self, looks: LookedAt) -> _Rest:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="tropa-", dir=self.scratch)))
            needs = Needs(looks.properties, looks.traits, in_place=self.in_place)
            landing = self.source.land(folder, needs, self.progress)
            warehouse = stack.enter_context(closing(self.open_warehouse(landing, folder, self.progress)))
            return _Rest(looks, landing, warehouse, stack.pop_all())
