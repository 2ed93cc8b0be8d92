"""How far back a script looks (R3)."""

from __future__ import annotations

import pytest

from tropa.plan.horizon import horizon_s
from tropa.plan.scripting import compile_script
from tropa.testing.world import journey_of

DAY = 86_400


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("start: a\nsteps:\n  - wait: b\n    up_to: 30d", 1),
        ("start: {for: a, max_age: 3d}\nsteps:\n  - wait: b", 3),
        ("start: a\nsteps:\n  - wait: b\n    since: 7d", 9),
        ("start: a\nsteps:\n  - wait: b\n    since: ever", None),
        ("start: a\nsteps:\n  - if: did('b', within => '14d')\n    then:\n      - end: x", 15),
        ("start: a\nsteps:\n  - if: did('b', since => 'entry')\n    then:\n      - end: x", 1),
        ("start: a\nsteps:\n  - if: did('b')\n    then:\n      - end: x", None),
        ("start: a\nsteps:\n  - if: last('b', 'c') = 'd'\n    then:\n      - end: x", None),
        ("start: a\nsteps:\n  - switch: last('b', 'c')\n    cases:\n      d:\n        - end: x", None),
        ("start: a\nsuccess: b\nsuccess_before_entry: skip_journey\nsteps:\n  - wait: b", None),
        ("start: a\nstages: [{id: trial, enter: b, leave: c}]\nsteps:\n  - wait: b", None),
        ("start: a\nstages: [{id: trial, max: 9d}]\nsteps:\n  - wait: b", 1),
        ("start: a\nexit:\n  gone: b where did('c', within => '5d')\nsteps:\n  - wait: b", 6),
    ],
)
def test_r3_a_script_looks_back_as_far_as_its_farthest_look(text: str, days: int | None) -> None:
    """The age an entry may have is always looked at; a look of its own reaches behind it, or for ever."""
    found = horizon_s(compile_script(journey_of(text)))
    assert found == (None if days is None else days * DAY)
