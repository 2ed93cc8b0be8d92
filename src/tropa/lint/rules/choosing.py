"""SE and EV: help in choosing, and what comes next once both know each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.conditions import And, BaselineReady, Condition, Not, Or, history
from tropa.journey.model.steps import If, Wait
from tropa.journey.signals import Ref
from tropa.journey.step_stages import touchpoints_of
from tropa.journey.text.problems import Level
from tropa.lint.channels import STAFFED
from tropa.lint.order import on_the_way
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject

CROSS_SELL = "cross_sell"

PASSIVE = frozenset(
    {"web", "site", "app", "landing", "leaflet", "poster", "ads", "ad", "banner", "catalogue", "insert"}
)
"""Channels that lie about and notice nothing, unless they say ``reply: yes``."""


class LeftAlone(Rule):
    """A client who chooses meets only what lies about: a leaflet, a page, an app."""

    id: ClassVar = "SE01"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S1-13",)
    bad: ClassVar = """
channels: {leaflet: {title: Leaflet}}
touchpoints:
  adviser: {channel: leaflet, help: ~, hours: ~}
  office-desk: {channel: leaflet, hours: ~}
"""
    bad_at: ClassVar[Path] = ("touchpoints", "adviser", "channel")
    good: ClassVar = """
channels: {leaflet: {title: Leaflet}}
touchpoints:
  adviser: {channel: phone}
  office-desk: {channel: leaflet, hours: ~}
"""

    def check(self, subject: Subject) -> Iterator[Found]:
        """Selection all of whose channels say ``reply: no``, or say nothing and are known to be passive."""
        stage = subject.asked("selection")
        names = subject.touchpoints_in(stage) if stage else ()
        channels = subject.shared("channels")

        def is_passive(channel: str) -> bool:
            reply = channels[channel].reply if channel in channels else None
            return reply is False or (reply is None and channel in PASSIVE)

        used = [name for name in names if subject.journey.touchpoints[name].channel]
        if used and all(is_passive(one) for name in used for one in subject.journey.touchpoints[name].channel):
            yield Found(("touchpoints", used[0], "channel"))


class NobodyToAsk(Rule):
    """A client who chooses has an unusual question, and nobody is named who would answer it."""

    id: ClassVar = "SE02"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S1-12",)
    bad: ClassVar = "touchpoints: {adviser: {help: ~, channel: email}, office-desk: {help: ~, channel: email}}"
    bad_at: ClassVar[Path] = ("touchpoints", "adviser")
    good: ClassVar = """
touchpoints: {adviser: {help: service-team, channel: email}, office-desk: {help: ~, channel: email}}
"""

    def check(self, subject: Subject) -> Iterator[Found]:
        """Selection none of whose touchpoints names ``help`` or is a person's desk or telephone."""
        stage = subject.asked("selection")
        names = subject.touchpoints_in(stage) if stage else ()
        points = [subject.journey.touchpoints[name] for name in names]
        if names and not any(point.help or STAFFED.intersection(point.channel) for point in points):
            yield Found(("touchpoints", names[0], "help"))


class OneWayChange(Rule):
    """Only changes for the better, or only those for the worse, are reacted to."""

    id: ClassVar = "EV01"
    level: ClassVar[Level] = "H"
    source: ClassVar = ("S1-32",)
    bad: ClassVar = "changes: {louder: ~}"
    bad_at: ClassVar[Path] = ("changes",)
    good: ClassVar = "changes: {louder: {up: 30 %}, quieter: {down: 30 %}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """``changes`` all of which are ``up``, or all ``down``."""
        changes = subject.journey.changes.values()
        for there, missing in (("down", "up"), ("up", "down")):
            only = any(getattr(change, there) for change in changes)
            if only and not any(getattr(change, missing) for change in changes):
                yield Found(("changes",), {"there": there, "missing": missing})


class StrangersSell(Rule):
    """Something else is sold before the company knows the client and the client the company."""

    id: ClassVar = "EV02"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S1-33",)
    bad: ClassVar = "offers: {radio: {when: baseline.ready}}"
    bad_at: ClassVar[Path] = ("offers", "radio", "when")
    good: ClassVar = """offers: {radio: {when: "baseline.ready and last('track_played', 'kind') = 'news'"}}"""

    def check(self, subject: Subject) -> Iterator[Found]:
        """Offers, and offerless touchpoints, of class ``cross_sell`` without both conditions.

        The company knows the client once there is ``baseline.ready``; the client knows the company once
        something was done with it (``did``, ``last``).
        """
        journey = subject.journey
        for name, offer in journey.offers.items():
            if offer.class_ == CROSS_SELL and (lacking := _lacking((offer.when,))):
                yield Found(("offers", name, "when"), {"what": name, "missing": lacking})
        forbidden = {stage.id for stage in subject.stages if CROSS_SELL in stage.forbid}
        for name, touchpoint in journey.touchpoints.items():
            bare = touchpoint.class_ == CROSS_SELL and not touchpoint.offers and touchpoint.offer is None
            if (
                bare
                and subject.stage_of(name) not in forbidden
                and (lacking := _lacking(_asked(name, subject), ready=_waited(name, subject)))
            ):
                yield Found(("touchpoints", name, "class"), {"what": name, "missing": lacking})


def _asked(touchpoint: str, subject: Subject) -> tuple[Condition | None, ...]:
    """The conditions around the steps that send a touchpoint."""
    around: list[Condition | None] = []
    conditions = {p.path: p.step.condition for p in subject.steps if isinstance(p.step, If)}
    for placed in subject.steps:
        if touchpoint in touchpoints_of(placed.step):
            around += [conditions.get(placed.path[:n]) for n in range(1, len(placed.path))]
    return tuple(around)


def _waited(touchpoint: str, subject: Subject) -> bool:
    """Whether a step that sends a touchpoint stands behind, or inside, a wait for the baseline."""
    waits = [p.path for p in subject.steps if isinstance(p.step, Wait) and p.step.until == Ref(("baseline", "ready"))]
    sends = [p.path for p in subject.steps if touchpoint in touchpoints_of(p.step)]
    return any(on_the_way(wait, send) or send[: len(wait)] == wait for wait in waits for send in sends)


def _lacking(conditions: tuple[Condition | None, ...], *, ready: bool = False) -> tuple[str, ...]:
    known = [condition for condition in conditions if condition is not None]
    ready = ready or any(_asks_baseline(condition) for condition in known)
    used = any(history(condition) for condition in known)
    return (*(() if ready else ("baseline.ready",)), *(() if used else ("did(...)",)))


def _asks_baseline(condition: Condition) -> bool:
    match condition:
        case BaselineReady():
            return True
        case Not(item):
            return _asks_baseline(item)
        case And(items) | Or(items):
            return any(_asks_baseline(item) for item in items)
        case _:
            return False
