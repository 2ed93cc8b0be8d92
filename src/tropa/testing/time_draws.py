"""Random questions about time, returning and places, and logs that span days, weeks and months.

The logs are those of ``draws`` with their seconds stretched, so that events still fall on the very
beginnings of days and months, whatever the zone drawn.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta, tzinfo
from random import Random
from zoneinfo import ZoneInfo

from tropa.measure.questions import EventSignal, Scope, Unit
from tropa.measure.questions_endings import Endings
from tropa.measure.questions_flows import Flows
from tropa.measure.questions_places import StepMatrix
from tropa.measure.questions_returning import Lifecycle, Retention, Stickiness
from tropa.measure.questions_surveys import Answers
from tropa.measure.questions_timing import Sessions, TimeTo
from tropa.testing.draws import DAYS, NAMES, draw_log, draw_scope, draw_signal, one_in
from tropa.testing.logs import Log
from tropa.testing.units import SECOND_US

ZONES: tuple[tzinfo, ...] = (UTC, ZoneInfo("Asia/Tehran"), ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia"))
"""Even and uneven ones, on both sides; one that left out a whole day."""

STRETCHES = (1, 1800, 6 * 3600, 86_400, 5 * 86_400, 31 * 86_400)
"""Seconds that a second of a drawn log becomes."""


def draw_long_log(rng: Random, n_customers: int) -> Log:
    """Draw a log that spans seconds to a year."""
    stretch = rng.choice(STRETCHES)
    log = draw_log(rng, n_customers)

    def moved(at_us: int) -> int:
        days_us = [int(day.timestamp()) * SECOND_US for day in DAYS]
        day_us = next(day_us for day_us in days_us if at_us >= day_us)
        return day_us + (at_us - day_us) * stretch

    return Log(
        tuple(replace(event, at_us=moved(event.at_us)) for event in log.events),
        tuple(replace(told, at_us=moved(told.at_us)) for told in log.trait_sets),
    )


def draw_retention(rng: Random) -> Retention:
    """Draw a question for retention."""
    return Retention(
        period=rng.choice(("day", "week", "month")),
        zone=rng.choice(ZONES),
        start=_signal(rng),
        returning=_signal(rng),
        offsets=rng.choice((1, 3, 12)),
        scope=_scope(rng),
    )


def draw_stickiness(rng: Random) -> Stickiness:
    """Draw a question for stickiness."""
    return Stickiness(rng.choice(("week", "month")), rng.choice(ZONES), _signal(rng), _scope(rng))


def draw_lifecycle(rng: Random) -> Lifecycle:
    """Draw a question for the life cycle."""
    return Lifecycle(rng.choice(("day", "week", "month")), rng.choice(ZONES), _signal(rng), _scope(rng))


def draw_time_to(rng: Random) -> TimeTo:
    """Draw a question for waits."""
    horizon_s = rng.choice((None, 0, 3, 7200, 86_400, 40 * 86_400))
    return TimeTo(draw_signal(rng), draw_signal(rng), horizon_s, _scope(rng))


def draw_sessions(rng: Random) -> Sessions:
    """Draw a question for sessions."""
    return Sessions(rng.choice((0, 1, 1800, 86_400)), replace(_scope(rng), unit=Unit()))


def draw_matrix(rng: Random) -> StepMatrix:
    """Draw a question for a step matrix."""
    around = rng.choice((None, rng.choice(NAMES)))
    before = rng.randint(0, 3) if around is not None else 0
    return StepMatrix(rng.randint(1, 6), around, before, rng.choice((1, 2, 20)), _scope(rng))


def draw_endings(rng: Random) -> Endings:
    """Draw a question for endings; a name may be both among those that count and the goal, or in no log."""
    among = tuple(rng.sample((*NAMES, "never"), rng.choice((0, 0, 1, 3))))
    goal = rng.choice((None, "never", *NAMES))
    return Endings(among, goal, rng.choice((1, 2, 20)), _scope(rng))


def draw_flows(rng: Random) -> Flows:
    """Draw a question for moves."""
    start = rng.choice((None, rng.choice(NAMES)))
    return Flows(rng.randint(2, 6), start, rng.choice((1, 2, 20)), replace(_scope(rng), by=None))


def draw_answers(rng: Random) -> Answers:
    """Draw a question for answers."""
    return Answers(
        kind=rng.choice(("nps", "csat", "ces")),
        answer=draw_signal(rng),
        prop=rng.choice(("amount", "order id")),
        asked=draw_signal(rng) if one_in(2, rng) else None,
        wave=rng.choice((None, "week", "month")),
        zone=rng.choice(ZONES),
        scope=_scope(rng),
    )


def _signal(rng: Random) -> EventSignal:
    """Any event as often as another signal."""
    return Retention().start if one_in(2, rng) else draw_signal(rng)


def _scope(rng: Random) -> Scope:
    """What a question sees, its bounds days rather than seconds apart."""
    scope = draw_scope(rng)
    reach = timedelta(days=rng.choice((0, 2, 20, 200)))
    return replace(
        scope,
        since=scope.since - reach if scope.since is not None else None,
        until=scope.until + reach if scope.until is not None else None,
    )
