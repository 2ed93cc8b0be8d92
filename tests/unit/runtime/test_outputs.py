"""What the log says was done, held against what a replay does (R21)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from tropa.engine.changes import Message, Transition
from tropa.engine.events import Event
from tropa.engine.state import PositionId, RunId
from tropa.journey.codecs.values import Section
from tropa.ports.recording import Recording
from tropa.runtime.outputs import OUTPUTS, Agreement, Outputs

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
RUN = RunId("a", "anna", None, 1)
PLACE = PositionId("anna", "", "hello", 1)


class Holding:
    """A recording of which only the names are asked."""

    def __init__(self, *names: str) -> None:
        self._names = set(names)

    def has_any(self, names: tuple[str, ...]) -> bool:
        """Whether one of the names occurs."""
        return bool(self._names & set(names))


def outputs(*names: str) -> Outputs:
    """The outputs of a log that holds some names."""
    return Outputs.of(cast("Recording", Holding(*names)))


def sent(customer: str = "anna", **said: str) -> Event:
    """What the log tells of a message."""
    return Event("m", customer, "message_sent", NOW, NOW, 1, said)


def message(name: str = "1", to: str = "anna", channel: str = "sms") -> Message:
    """What the replay sends."""
    return Message(name, RUN, PLACE, to, None, "", "hello", "", channel, None, NOW, Section())


def test_r21_a_message_is_known_by_its_id() -> None:
    """Whatever else the log says of it; one that the replay does not make is in the log alone."""
    log = outputs("message_sent")
    log.record(
        [sent(message="1", touchpoint="hello", channel="sms"), sent(message="2", touchpoint="bye", channel="sms")]
    )
    found = log.compared([message("1"), message("3", "boris")])
    assert found == {"message_sent": Agreement(1, ((("anna", "bye", "sms"), 1),), ((("boris", "hello", "sms"), 1),))}


def test_r21_a_message_without_an_id_is_known_by_whom_what_and_how() -> None:
    """One each: two recorded and three replayed leave one."""
    log = outputs("message_sent")
    log.record([sent(touchpoint="hello", channel="sms")] * 2)
    found = log.compared([message("1"), message("2"), message("3")])["message_sent"]
    assert found == Agreement(2, (), ((("anna", "hello", "sms"), 1),))


def test_r21_steps_that_were_entered_are_compared_too() -> None:
    """By customer and step; an end of a position is no step."""
    log = outputs("step_entered")
    log.record([Event("m", "anna", "step_entered", NOW, NOW, 1, {"step": step}) for step in ("hello", "wait")])
    moves = [Transition(RUN, None, "anna", "", step, 1, NOW, "", "", "", None) for step in ("hello", None)]
    log.notice(moves)
    assert log.compared([]) == {"step_entered": Agreement(1, ((("anna", "wait"), 1),), ())}


def test_a_log_that_tells_nothing_of_a_kind_is_not_compared_in_it() -> None:
    """An empty list would read as if nothing had been sent."""
    assert outputs("ordered").compared([message()]) == {}
    assert {"message_sent", "step_entered"} == OUTPUTS
