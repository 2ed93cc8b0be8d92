"""Membership of stages over time: who is in which stage of which journey, and from when to when.

Theory.  Where a stage says ``enter`` or ``leave``, these alone decide, heard of the customer whether or
not a run is under way.  In all other stages membership follows from the transitions: it begins when a
position of the customer first stands in the stage, and is left when none does any more.  It never
ends before ``min`` nor later than ``max``, both counted from its beginning, in days of 86,400 s as
everything that is measured (M11): so an onboarding of three days keeps its guard for fifteen.  No
timer is needed: when it ends is a function of the row (``StageMembership.ends_at``).

Coming back while a membership lasts goes on with it; later it is a new one.  A membership that ``max``
has ended begins anew only after the stage was left.  Stages of kind ``cross_cutting`` are implied by
any membership of their journey: what they forbid counts with what the stage forbids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from msgspec.structs import replace

from tropa.engine.changes import Transition
from tropa.engine.classes import forbidden_in
from tropa.engine.events import Event
from tropa.engine.facts import View
from tropa.engine.hearing import BEGINNING, Ear
from tropa.engine.intents import Membership
from tropa.engine.outside import key_in, view_outside
from tropa.engine.scene import Known, Scene
from tropa.engine.state import Life, StageId, StageMembership
from tropa.plan.listening import Listening
from tropa.plan.local_time import later
from tropa.plan.script import Script
from tropa.plan.stage_rules import StageRule

CROSS_CUTTING = "cross_cutting"

Rows: TypeAlias = Mapping[StageId, StageMembership]
Find: TypeAlias = Callable[[StageId], StageMembership | None]


def moved(find: Find, transitions: Iterable[Transition], script: Script, was: Script | None = None) -> Rows:
    """The rows that transitions of one decision change, as they stand after it.

    Args:
        find: The rows before it.
        transitions: In order.
        script: What the run follows.
        was: What it followed until then, where it has been moved to another version.
    """
    after: dict[StageId, StageMembership] = {}
    if not script.stages:
        return after
    for one in transitions:
        left, come = _left(one, was or script), one.stage if one.step is not None else None
        leaver = one.place.participant if one.place is not None else one.participant
        if left == come and leaver == one.participant:
            continue
        for stage, customer, count in ((left, leaver, -1), (come, one.participant, 1)):
            rule = script.stages.get(stage) if stage is not None else None
            if rule is None or rule.ruled or stage is None:
                continue
            name = StageId(customer, script.journey, stage)
            row = after.get(name) or find(name)
            changed = _counted(row, count, one.at) if row is not None else None
            if changed is None and count > 0:
                n = row.n_here if row is not None else 0
                changed = begun(name, rule, script, one.at, n + 1)
            if changed is not None:
                after[name] = changed
    return after


def _left(one: Transition, script: Script) -> str | None:
    """The stage that a transition leaves; None where it leaves none."""
    if one.place is None or one.beside:
        return None
    node = script.node(one.place.step)
    return node.stage if node is not None else None


def _counted(row: StageMembership, count: int, at: datetime) -> StageMembership | None:
    """A membership with positions more or less in its stage; None where another one begins."""
    n = max(0, row.n_here + count)
    if count < 0:
        return replace(row, n_here=n, left_at=at if n == 0 else row.left_at)
    just_left = row.left_at == at and (row.most_until is None or at < row.most_until)
    goes_on = row.n_here > 0 or just_left or row.holds(at)
    return replace(row, n_here=n, left_at=None) if goes_on else None


def begun(name: StageId, rule: StageRule, script: Script, at: datetime, n_here: int = 0) -> StageMembership:
    """A membership that begins.

    Args:
        name: Whose, and of which stage.
        rule: What keeps customers in it.
        script: The journey.
        at: When.
        n_here: Positions that stand in it.
    """
    least, most = rule.stage.min, rule.stage.max
    return StageMembership(
        id=name,
        began_at=at,
        n_here=n_here,
        least_until=later(at, least, UTC) if least is not None else None,
        most_until=later(at, most, UTC) if most is not None else None,
        forbids=forbidden_in(rule.stage).union(*_cross_cutting(script)),
    )


def _cross_cutting(script: Script) -> Iterable[frozenset[str]]:
    """What the stages forbid that lie under all others."""
    return (forbidden_in(rule.stage) for rule in script.stages.values() if rule.stage.kind == CROSS_CUTTING)


def told(known: Known, customer: str, event: Event, rows: Rows, life: Life | None = None) -> Rows:
    """The rows that an event, or traits, change by ``enter`` and ``leave``.

    An event that enters and leaves enters.  One whose own time lies before that of the event that
    decided last decides nothing.

    Args:
        known: The journey and what is known.
        customer: Whose event it is.
        event: What happened; traits come as an event without a name.
        rows: The customer's rows before it.
        life: A run of the customer, whose facts count; None while there is none.
    """
    after: dict[StageId, StageMembership] = {}
    for stage, rule in known.script.stages.items():
        if not rule.ruled:
            continue
        name = StageId(customer, known.script.journey, stage)
        row = rows.get(name)
        inside = row is not None and row.left_at is None
        since = row.said_at if row is not None and row.said_at is not None else BEGINNING
        ear = Ear(_view(known, customer, event, life), since, frozenset())
        if _says(ear, rule.enter, event):
            if not inside:
                after[name] = _entered(row, begun(name, rule, known.script, event.received_at), event)
        elif row is not None and inside and _says(ear, rule.leave, event):
            after[name] = replace(row, left_at=event.received_at, said_at=event.at)
    return after


def _says(ear: Ear, listening: Listening, event: Event) -> bool:
    return event.at >= ear.since_at and ear.heard(listening, event) is not None


def _entered(row: StageMembership | None, new: StageMembership, event: Event) -> StageMembership:
    """Entered again while the least time lasts: the same membership goes on."""
    if row is not None and row.holds(event.received_at):
        return replace(row, left_at=None, said_at=event.at)
    return replace(new, said_at=event.at)


def _view(known: Known, customer: str, event: Event, life: Life | None) -> View:
    """Who asks: the customer in a run, else as if the event's key were that of one."""
    if life is None:
        return view_outside(known, event, key_in(known, event))
    return View(Scene.of(known, life, event.received_at, event), customer, "", event.received_at)


def stages_of(scene: Scene, customer: str) -> tuple[Membership, ...]:
    """The stages a customer is in now, of all journeys, that forbid something; this decision's moves count."""
    rows = scene.memory.memberships(customer)
    if not rows and not scene.script.stages:
        return ()
    if scene.script.stages:
        rows = {**rows, **moved(rows.get, scene.made.transitions, scene.script, scene.was)}
    return tuple(
        Membership(row.id.journey, row.id.stage, row.forbids)
        for row in rows.values()
        if row.forbids and row.id.customer == customer and row.holds(scene.now)
    )
