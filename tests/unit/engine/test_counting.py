"""Counting signals: what is counted, and how often each event is looked at for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tropa.engine.counting import is_tallied
from tropa.engine.events import Event
from tropa.engine.facts import View
from tropa.plan.listening import ToEvent, ToSome, listen
from tropa.plan.scripting import compile_script
from tropa.testing.world import MONDAY, World, journey_of

MANY = 400


def clicks(n: int) -> list[Event]:
    """So many clicks of Anna, a second apart."""
    at = [MONDAY + timedelta(seconds=i + 1) for i in range(n)]
    return [Event(f"c{i}", "anna", "clicked", at[i], at[i], i, {"n": float(i)}) for i in range(n)]


@pytest.mark.parametrize("where", ["", " where n >= 0"])
def test_each_event_is_looked_at_a_few_times_however_many_there_are(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A count that is not reached grows with the events, not with their square."""
    looked: list[str] = []
    plain = View.matches

    def matches(self: View, part: ToEvent, event: Event) -> bool:
        looked.append(event.message_id)
        return plain(self, part, event)

    monkeypatch.setattr(View, "matches", matches)
    made = World(f"start: ordered\nsteps: [{{wait: 'at_least({MANY}, clicked{where})', then: [{{end: counted}}]}}]")
    made.event("ordered")
    made.give(*clicks(MANY))
    assert made.outcomes == ["counted"]
    assert len(looked) <= 4 * MANY


@pytest.mark.parametrize(
    ("where", "tallied"),
    [
        ("", True),
        (" where n > 3 and not (page in ('a', 'b') or event.x is null)", True),
        (" where traits.tier = 'gold'", False),
        (" where n > 3 and did('paid')", False),
        (" where last('paid', 'amount') = n", False),
        (" where not baseline.ready", False),
        (" where run.components_done = n", False),
    ],
)
def test_only_what_an_event_says_of_itself_is_counted_once(where: str, *, tallied: bool) -> None:
    """Whatever else a condition asks for may be answered otherwise later."""
    journey = journey_of(f'start: a\nsteps: [{{wait: "at_least(2, clicked{where})"}}]')
    heard = compile_script(journey).nodes[0].listening
    assert isinstance(heard, ToSome)
    assert is_tallied(heard.members[0]) is tallied
    assert not is_tallied(listen(None, journey))


def test_an_event_that_traits_make_count_is_counted_after_all() -> None:
    """A condition on traits is asked anew of every event, those passed over before too."""
    made = World("start: ordered\nsteps: [{wait: \"at_least(3, clicked where traits.tier = 'gold')\"}]")
    made.event("ordered")
    one, two, three = clicks(3)
    made.give(one, two)
    made.traits(tier="gold")
    made.give(three)
    assert made.outcomes == ["ended"]
