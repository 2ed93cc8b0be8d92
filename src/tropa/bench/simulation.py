"""Simulation: moves of imagined customers a second, through the reference journey."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tropa.bench.workload import BEGINNING, JOURNEY
from tropa.journey.files import read_definition
from tropa.ports.log import Progress
from tropa.ports.state import StateStore
from tropa.runtime.definitions import Loaded
from tropa.runtime.replaying import Cast
from tropa.runtime.simulating import Size, simulate
from tropa.simulate.chance import Chance
from tropa.simulate.crowd import Crowd
from tropa.simulate.habits import habits_of


@dataclass(frozen=True, slots=True)
class Paced:
    """One simulation.

    Args:
        customers: How many, in one run.
        transitions: Moves of their positions.
        messages: What they were sent.
        wall_s: Seconds on the clock.
        cpu_s: Seconds of this process's processors.
    """

    customers: int
    transitions: int
    messages: int
    wall_s: float
    cpu_s: float

    @property
    def per_s(self) -> float:
        """Moves a second."""
        return self.transitions / self.wall_s


def measure_simulation(
    n_customers: int, seed: int, open_store: Callable[[], StateStore], progress: Progress
) -> Paced:
    """Let so many customers through the reference journey, 70 % of whom activate within ten days.

    Args:
        n_customers: How many.
        seed: Of what falls to them.
        open_store: Makes an empty store in memory.
        progress: Hears how far the work has come.
    """
    cast = Cast.of([Loaded(Path("reference.yaml"), read_definition(JOURNEY.encode()), None, None, {})])
    (script,) = cast.scripts
    crowd = Crowd(script, habits_of(script), Chance(seed), BEGINNING)
    wall, cpu = time.perf_counter(), time.process_time()
    done = simulate(cast, crowd, Size(n_customers, 1), open_store, progress)
    messages = sum(by_day.total() for by_day in done.tally.messages.values())
    return Paced(
        n_customers, done.tally.n_transitions, messages, time.perf_counter() - wall, time.process_time() - cpu
    )
