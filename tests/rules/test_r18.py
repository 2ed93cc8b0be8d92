"""R18, one source for decisions: what the engine does not hold in its own state does not exist for it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from tests.rules.scene import ids, outcome_of, world

from tropa.engine.desk import Loaded
from tropa.testing.world import World

BOUGHT = (
    "start: ordered\nsteps: [{wait: clicked, since: ever, up_to: 1d, then: [{end: heard}], else: [{end: never}]}]\n"
)


def test_r18_deciding_knows_no_warehouse() -> None:
    """A process that has loaded all that decides has loaded nothing that could ask an analytical store."""
    asked = "import sys, tropa.engine.advance; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout.split()
    assert "tropa.engine.decide" in loaded
    stores = (
        "duckdb",
        "sqlite3",
        "psycopg",
        "tropa.warehouses",
        "tropa.measure",
        "tropa.connectors",
        "tropa.runtime",
    )
    assert [name for name in loaded if name.startswith(stores)] == []


def test_r18_what_the_state_does_not_hold_was_not_heard() -> None:
    """A click that is only in somebody's log, and not in the state, satisfies no look back."""
    with_it, without = world(BOUGHT), world(BOUGHT)
    for made in (with_it, without):
        made.event("clicked")
        made.pass_time(hours=1)
    without.state.loaded = replace(without.state.loaded, heard={})
    for made in (with_it, without):
        made.event("ordered")
        made.pass_time(days=2)
    assert (outcome_of(with_it), outcome_of(without)) == ("heard", "never")


def test_r18_the_state_is_enough() -> None:
    """A second process that is handed the state, and nothing else, goes on exactly as the first would have."""
    steps = "[{send: hello}, {wait: 1d}, {send: nag}, {wait: 'at_least(2, clicked)'}, {send: last}]"
    first, second = (world(f"start: ordered\nsteps: {steps}\n") for _ in range(2))
    first.event("ordered")
    first.event("clicked")
    second.state.loaded = handed(first)
    second.state.lives = dict(first.state.lives)
    second.now = first.now
    for made in (first, second):
        made.pass_time(days=2)
        made.event("clicked", message_id="another")
    assert second.told == first.told[1:] == ["nag", "last"]
    assert ids(second) == ids(first)[1:]


def handed(made: World) -> Loaded:
    """The state of a world, as a store would hand it to somebody else."""
    return replace(made.state.loaded)
