"""A simulation as data for programs: every figure says that it is simulated, and what was supposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from tropa.engine.changes import Message
from tropa.engine.events import Event, Input
from tropa.plan.resolve import MESSAGE_SENT
from tropa.plan.script import Script
from tropa.ports.log import SIMULATED
from tropa.runtime.replay_data import Data, iso
from tropa.runtime.simulating import Drilled, Simulated, Size
from tropa.simulate.crowd import Crowd
from tropa.simulate.forecast import Conversion, Forecast, Load, Spread


def simulated_data(
    done: Simulated, made: Forecast, crowd: Crowd, size: Size, without: Forecast | None = None
) -> Data:
    """What a simulation came to.

    Args:
        done: What it did.
        made: What that comes to.
        crowd: Who took part.
        size: How many, and how often.
        without: What comes of the same customers without the drills.
    """
    return {
        "simulated": True,
        "journey": crowd.script.journey,
        "customers": size.customers,
        "runs": size.runs,
        "seed": crowd.chance.seed,
        "from": iso(crowd.beginning),
        "until": iso(done.until),
        "cut": done.is_cut,
        "touchpoints": [_touchpoint(one, crowd.script) for one in made.touchpoints],
        "outcomes": [{"outcome": one.id, **_share(one)} for one in made.outcomes],
        "messages": [{"channel": one.what[0], **_daily(one)} for one in made.messages],
        "sent": [{"touchpoint": one.what[0], "total": _spread(one.total)} for one in made.sent],
        "suppressed": [
            {"touchpoint": one.what[0], "reason": one.what[1], "total": _spread(one.total)} for one in made.suppressed
        ],
        "tasks": [{"team": one.what[0] or None, **_daily(one)} for one in made.tasks],
        "visits": [{"team": one.what[0] or None, **_daily(one)} for one in made.visits],
        "durations": _durations(made),
        "without_drills": [{"outcome": one.id, **_share(one)} for one in without.outcomes] if without else None,
        "drills": [drill_data(one, size.runs) for one in done.drilled],
        "assumed": list(assumed_data(crowd)),
        "unplayable": [{"section": section, "name": name} for section, name in crowd.habits.unplayable],
        "set_aside": done.tally.set_aside,
        "n_transitions": done.tally.n_transitions,
    }


def _touchpoint(one: Conversion, script: Script) -> Data:
    judged = script.definition.touchpoints[one.id].evaluation
    expected = judged.expect if judged is not None else None
    return {
        "id": one.id,
        **_share(one, reached=True),
        "expected": float(expected.value) if expected is not None else None,
        "expected_at_most": expected.at_most if expected is not None else False,
    }


def _share(one: Conversion, *, reached: bool = False) -> Data:
    return {
        "reached" if reached else "of": one.n,
        "done" if reached else "n": one.done,
        "share": one.share,
        "low": one.low,
        "high": one.high,
        "run_low": one.run_low,
        "run_high": one.run_high,
    }


def _daily(one: Load) -> Data:
    return {
        "total": _spread(one.total),
        "peak": _spread(one.peak),
        "per_day": [{"day": day, **_spread(spread)} for day, spread in enumerate(one.per_day, 1)],
    }


def _spread(one: Spread) -> Data:
    return {"mean": one.mean, "low": one.low, "high": one.high}


def _durations(made: Forecast) -> Data | None:
    if made.durations_s is None:
        return None
    return dict(zip(("p10_s", "median_s", "p90_s"), made.durations_s, strict=True))


def drill_data(one: Drilled, runs: int) -> Data:
    """What became of a drill; customers are of one run of the simulation."""
    return {
        "what": one.drill.scope,
        "crisis": one.drill.is_crisis,
        "starts_s": one.drill.starts.total_seconds(),
        "length_s": one.drill.length.total_seconds(),
        "holds": list(one.holds),
        "held": one.n_held / runs,
        "let_out": one.n_let_out / runs,
        "kept_out": one.n_kept_out / runs,
    }


def assumed_data(crowd: Crowd) -> Iterable[Data]:
    """What was supposed, and where each thing comes from."""
    for section, name, habit in crowd.habits.each():
        yield {
            "section": section,
            "name": name,
            "because": habit.because,
            "share": habit.share,
            "median_s": habit.delay.median_s,
            "spread": habit.delay.spread,
            "most_s": habit.delay.most_s,
            "refuse": habit.refuse,
            "outcomes": dict(habit.outcomes),
        }


def call_of(one: Input) -> Data:
    """An input as a line of an event file, in the Segment shape."""
    told: Mapping[str, object] = (
        {"type": "track", "event": one.name, "properties": {**one.properties, SIMULATED: True}}
        if isinstance(one, Event)
        else {"type": "identify", "traits": dict(one.traits)}
    )
    return _call(one.customer, one.at, one.message_id, told)


def call_of_message(one: Message, script: Script) -> Data:
    """A message as the product tells the log of it: compared by a replay, never taken in (R21)."""
    key = {script.key: one.run.key} if script.key is not None else {}
    properties = {
        **key,
        "message": one.id,
        "journey": one.run.journey,
        "touchpoint": one.touchpoint,
        "survey": one.survey,
        "channel": one.channel,
    }
    kept = {name: value for name, value in properties.items() if value}
    told = {"type": "track", "event": MESSAGE_SENT, "properties": {**kept, SIMULATED: True}}
    return _call(one.to, one.at, f"{one.id}/sent", told)


def _call(customer: str, at: datetime, message_id: str, told: Mapping[str, object]) -> Data:
    when = iso(at)
    return {**told, "userId": customer, "timestamp": when, "receivedAt": when, "messageId": message_id}
