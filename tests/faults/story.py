"""What the tests of crashes let happen: a journey, a recorded history in the Segment shape, and the hours of a clock.

Nothing here is by chance: the same lines at the same instants, so that a run that was killed can be
held against one that was not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

from tropa.engine.events import Event
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value
from tropa.ports.state import Version
from tropa.testing.world import MONDAY

FAMILY = """\
journey: family
locales: [en]
time_zone: Europe/Berlin
key: order
reentry: after_exit
start: begun
success: all(components)
exit: {gone: left}
events: {came: {joins: {role: child}}, film: {key: none}, read: {key: none}}
roles:
  owner: {}
  child: {count: 0..2, done: opened, steps: [{send: nudge, to: owner}, {wait: child.done, up_to: 2d,
        else: [{end: late}]}]}
components: {film: {done: film}, book: {done: read}}
caps: {reminder: 2 per 1d}
touchpoints:
  hello: {channel: sms, class: service, communication: 'Hello, {{ customer.id }}.'}
  nudge: {channel: push, class: reminder, communication: 'Left to do in {{ run.key }}.'}
  bye: {channel: email, class: service, communication: Goodbye.}
steps:
  - {id: ask, send: hello}
  - {set: {traits.tier: gold}}
  - {emit: asked}
  - for_each: component
    steps:
      - id: remind
        remind: component
        with: nudge
        ladder: [{after: 0d}, {after: 1d}]
        up_to: 2d
  - {id: call, task: Call, to: care, due: 1d, up_to: 3d, outcomes: {helped: [{send: bye}]}}
"""
"""Messages over three channels, timers, two participants, components, a task, a cap, an event of its own."""

VERSION = Version("family", 1, FAMILY, "", MONDAY - timedelta(days=1))

HOUSES = ("ada", "bea", "cyd", "dov")
"""First participants; on eight shards they lie in different ones."""

_DEEDS = (
    ("begun", "{}", ""),
    ("came", "{}-kid", ""),
    ("film", "{}", ""),
    ("opened", "{}-kid", ""),
    ("read", "{}", "bea"),
    ("task_done", "{}", "bea cyd"),
    ("begun", "{}", "ada dov"),
    ("left", "{}", "dov"),
)
"""Event, whose (of the house), and in which houses only; one deed an hour."""


def customers() -> tuple[str, ...]:
    """Everybody of whom the history tells."""
    return (*HOUSES, *(f"{house}-kid" for house in HOUSES), "ada-web")


def hours() -> Iterator[tuple[timedelta, bytes]]:
    """Lines as they are received, hour by hour: no two deeds of one house in one hour."""
    for n, (name, who, only) in enumerate(_DEEDS):
        houses = [house for house in HOUSES if not only or house in only.split()]
        yield timedelta(hours=n), b"".join(_line(n, name, who.format(house), house) for house in houses)
    yield timedelta(hours=len(_DEEDS)), _call(type="alias", userId="ada", previousId="ada-web", messageId="alias")
    for n in range(1, 6):
        yield timedelta(days=n), _line(n, "task_done", "cyd", "cyd") if n == 3 else b""
    yield timedelta(days=5, hours=1), b"".join(_line(99, "begun", house, f"{house}-late") for house in HOUSES)
    yield timedelta(days=5, hours=2), b""


def _line(n: int, name: str, who: str, house: str) -> bytes:
    told = {"order": f"{house}-1", "task": "call", "outcome": "helped"}
    return _call(event=name, userId=who, messageId=f"{name}-{n}-{who}", properties=told)


def _call(**call: object) -> bytes:
    return json.dumps(call).encode() + b"\n"


CROWD = tuple(f"guest-{n}" for n in range(40))
"""Customers who begin all at once, for workers to share."""


def crowd() -> tuple[Event, ...]:
    """Everybody in the crowd begins, each with an order."""
    orders = ((name, Section[Value]({"order": name})) for name in CROWD)
    return tuple(Event(f"begun by {name}", name, "begun", MONDAY, MONDAY, 0, order) for name, order in orders)
