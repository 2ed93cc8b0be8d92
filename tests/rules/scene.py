"""What the tests of the rules share: touchpoints of every class, instants, and who was told what, when."""

from __future__ import annotations

from datetime import UTC, datetime

from tropa.engine.intents import SendingFacts
from tropa.journey.codecs.values import Clock, Window
from tropa.testing.world import MONDAY, World, surroundings

TOUCHPOINTS = """\
touchpoints:
  hello: {channel: email, class: service}
  greet: {channel: email, class: onboarding}
  nag: {channel: email, class: reminder}
  last: {channel: sms, class: reminder}
  offer: {channel: email, class: cross_sell}
  stay: {channel: email, class: retention}
  alarm: {channel: email, class: crisis}
"""
"""One touchpoint of each class; ``last`` is a second reminder, over another channel."""

NIGHT = Window(Clock(22 * 60), Clock(9 * 60))
"""From ten in the evening till nine in the morning."""


def world(rest: str, *, workspace: str | None = None, facts: SendingFacts | None = None) -> World:
    """A world of one journey, which may send every touchpoint above."""
    around = surroundings(facts) if facts else None
    return World(TOUCHPOINTS + rest, workspace=workspace, around=around)


def begun(steps: str, head: str = "", *, facts: SendingFacts | None = None) -> World:
    """A world in which Anna has just ordered, on Monday at nine, and is on her way through the steps."""
    made = world(f"start: ordered\n{head}steps: {steps}\n", facts=facts)
    made.event("ordered")
    return made


def by_night() -> SendingFacts:
    """Facts of sending with quiet hours; marketing opt-in is there."""
    return SendingFacts(opted_in=True, quiet_hours=NIGHT)


def utc(text: str) -> datetime:
    """An instant of UTC: ``2026-03-02 09:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def moments(made: World) -> list[tuple[str, datetime]]:
    """What was sent, and at what instants."""
    return [(one.touchpoint or one.survey, one.at) for one in made.state.made.messages]


def ids(made: World) -> list[str]:
    """The ids of all messages, in order."""
    return [one.id for one in made.state.made.messages]


def runs(made: World) -> list[tuple[str | None, int, str | None]]:
    """Key, attempt and outcome of each run, in the order in which they began."""
    return [(life.run.id.key, life.run.id.attempt, life.run.outcome) for life in made.lives]


def outcome_of(made: World) -> str | None:
    """How the only run ended; None while it is open."""
    (one,) = made.outcomes
    return one


__all__ = [
    "MONDAY",
    "NIGHT",
    "TOUCHPOINTS",
    "begun",
    "by_night",
    "ids",
    "moments",
    "outcome_of",
    "runs",
    "utc",
    "world",
]
