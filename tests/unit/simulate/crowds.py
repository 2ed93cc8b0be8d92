"""Small simulations for tests: a journey as YAML, behaviour as YAML, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tropa.engine.changes import Message
from tropa.engine.events import Input
from tropa.journey.files import read_definition
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.runtime.definitions import Loaded, load
from tropa.runtime.replaying import Cast
from tropa.runtime.simulating import Drill, Simulated, Size, simulate
from tropa.simulate.behaviour import Behaviour, read_behaviour
from tropa.simulate.chance import Chance
from tropa.simulate.crowd import Crowd
from tropa.simulate.habits import Habits, habits_of
from tropa.stores.memory import MemoryStore

EXAMPLES = Path(__file__).parents[3] / "src" / "tropa" / "data" / "examples"

BEGINNING = datetime(2027, 3, 1, tzinfo=UTC)

CONNECT = """journey: connect
start: ordered
success: activated
touchpoints:
  hello:
    channel: sms
    class: service
    communication: Hello
    target_action: activated
    evaluation: {within: 2d, expect: 40 %}
  nudge: {channel: [push, sms], class: reminder, communication: Come, target_action: activated}
steps:
  - send: hello
  - {id: first, wait: activated, up_to: 3d, else: [
      {id: second, send: nudge},
      {id: last, wait: activated, up_to: 4d, else: [{id: call, task: Call the client, to: care}]}]}
"""


def cast_of(text: str, workspace: str | None = None) -> Cast:
    """The cast of a journey as text."""
    house = read_definition(f"workspace: w\n{workspace}".encode()).value if workspace is not None else None
    known = house if isinstance(house, Workspace) else None
    read = read_definition(text.encode(), workspace=known, schemes=shipped_schemes())
    assert read.value is not None, read.problems
    return Cast.of([Loaded(Path("j.yaml"), read, known, None, dict(shipped_schemes()))])


def example(name: str) -> Cast:
    """An example that is shipped."""
    return Cast.of([load(EXAMPLES / f"{name}.yaml")])


def said(cast: Cast, text: str) -> Behaviour:
    """Behaviour as text, which is read without a problem."""
    (script,) = cast.scripts
    behaviour, problems = read_behaviour(f"behaviour: {script.journey}\n{text}".encode(), "b.yaml", script)
    assert behaviour is not None, problems
    return behaviour


@dataclass(slots=True)
class Ran:
    """A simulation that was run.

    Args:
        cast: The journey.
        crowd: Who took part.
        done: What came of it.
        inputs: What they did.
        messages: What they got.
    """

    cast: Cast
    crowd: Crowd
    done: Simulated
    inputs: list[Input] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def outcomes(self) -> dict[str, int]:
        """How many runs ended how, over all runs of the simulation."""
        return {name: by_run.total() for name, by_run in self.done.tally.outcomes.items() if by_run.total()}


def ran(  # noqa: PLR0917  each is told apart by its type
    cast: Cast,
    behaviour: str = "",
    customers: int = 20,
    runs: int = 1,
    seed: int = 1,
    drills: tuple[Drill, ...] = (),
) -> Ran:
    """Simulate a journey."""
    (script,) = cast.scripts
    habits: Habits = habits_of(script, said(cast, behaviour))
    crowd = Crowd(script, habits, Chance(seed), BEGINNING)
    inputs: list[Input] = []
    messages: list[Message] = []

    def hears(given: Iterable[Input], sent: Iterable[Message]) -> None:
        inputs.extend(given)
        messages.extend(sent)

    done = simulate(
        cast, crowd, Size(customers, runs, drills), lambda: MemoryStore(keeps_past=False), lambda *_: None, hears
    )
    return Ran(cast, crowd, done, inputs, messages)
