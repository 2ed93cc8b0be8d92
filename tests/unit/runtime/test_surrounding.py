"""The rules of sending of a house: caps and quiet hours of a workspace and of each journey (R7, R13)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tropa.engine.caps import Entry
from tropa.engine.intents import Delay, Intent, Send, Skip
from tropa.journey.files import read_definition
from tropa.journey.model.workspace import Workspace
from tropa.runtime.surrounding import manners_of, surroundings, zone_named
from tropa.testing.world import journey_of

NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
HOUSE = "workspace: w\nquiet_hours: 22:00-09:00\ncaps: {reminder: 1 per 1w}\n"


def house() -> Workspace:
    """A workspace with a night and a cap."""
    read = read_definition(HOUSE.encode()).value
    assert isinstance(read, Workspace)
    return read


def ask(journey: str, class_: str = "reminder") -> Intent:
    """A reminder of a journey, due now."""
    return Intent("i", "nudge", class_, ("push",), NIGHT, journey=journey)


def test_r13_a_journey_tightens_caps_and_has_its_own_quiet_hours() -> None:
    """All caps hold together; the journey's quiet hours stand in place of the workspace's."""
    loose = journey_of("journey: a\ncaps: {reminder: 9 per 1w}\nquiet_hours: 01:00-02:00")
    found = manners_of(loose, house())
    assert [cap.said for cap in found.caps] == ["reminder 1 per 1w", "reminder 9 per 1w"]
    assert str(found.quiet_hours) == "01:00-02:00"
    assert manners_of(loose, None).caps == found.caps[1:]


def test_r7_each_journey_keeps_its_own_night() -> None:
    """Of two journeys in one house the one with other hours writes at eleven, the other waits for the morning."""
    journeys = [(journey_of("journey: a"), house()), (journey_of("journey: b\nquiet_hours: 01:00-02:00"), house())]
    around = surroundings(journeys, opted_in=True)
    facts = around.facts("anna")
    assert isinstance(around.sending(ask("a"), facts, NIGHT), Delay)
    assert isinstance(around.sending(ask("b"), facts, NIGHT), Send)


def test_r13_one_ledger_counts_what_any_journey_sent() -> None:
    """The cap of the house is met by what another journey has sent within the week."""
    journeys = [(journey_of("journey: a"), house()), (journey_of("journey: b\nquiet_hours: 01:00-02:00"), house())]
    around = surroundings(journeys, opted_in=True)
    sent = around.facts("anna").but((Entry("other", "reminder", NIGHT - timedelta(days=1)),))
    assert isinstance(around.sending(ask("b"), sent, NIGHT), Skip | Delay)
    assert isinstance(around.sending(ask("b", "service"), sent, NIGHT), Send)


def test_zones_are_known_by_their_iana_names() -> None:
    """A name that is none, however odd, is no zone."""
    assert zone_named("Europe/Moscow") == ZoneInfo("Europe/Moscow")
    assert {zone_named(name) for name in ("Atlantis", "", "../../etc/passwd", "\0", "a" * 5_000)} == {None}
