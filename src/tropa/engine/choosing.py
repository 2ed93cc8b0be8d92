"""Steps that choose a way: ``if``, ``switch``, ``split``, ``for_each``, ``back_to``, ``end``."""

from __future__ import annotations

from tropa.engine.facts import View
from tropa.engine.moves import Close, Fail, Fork, Go, Jump, Move
from tropa.engine.naming import key_text
from tropa.engine.saying import arm_of
from tropa.engine.scene import Stand
from tropa.journey.model.steps import BackTo, End, ForEach, If, Split, Switch
from tropa.journey.predicate import value_of


def view_of(stand: Stand) -> View:
    """Who asks at a position."""
    return View(stand.scene, stand.participant, stand.position.id.branch, stand.position.began_at)


def enter_if(step: If, stand: Stand) -> Move:
    """One of two ways; what is unknown does not hold."""
    if step.condition is None:
        return Go()
    return Go("then" if view_of(stand).holds(step.condition, stand.scene.run.start) else "else")


def enter_switch(step: Switch, stand: Stand) -> Move:
    """The case whose text the value is; a number is its text."""
    if step.on is None:
        return Go()
    value = key_text(value_of(step.on, view_of(stand).facts(stand.scene.run.start)))
    return Go(f"cases.{value}" if value is not None and value in step.cases else "else")


def enter_split(step: Split, stand: Stand) -> Move:
    """The way of the customer's arm (R17); outside the arms the step after."""
    arm = arm_of(stand.scene, step.experiment, stand.participant)
    return Go(f"arms.{arm}" if arm in step.arms else "")


def enter_for_each(step: ForEach, stand: Stand) -> Move:
    """A branch for each component, or for each participant in a role who takes part now."""
    if not step.steps:
        return Go()
    if step.over == "component":
        branches = tuple((name, stand.participant) for name in stand.scene.script.components)
    else:
        members = stand.scene.members(step.over)
        branches = tuple((one.customer, one.customer) for one in members if one.outcome is None)
    needed = len(branches) if step.join == "all" else 1 if step.join == "any" else min(int(step.join), len(branches))
    return Fork(branches, needed) if branches else Go()


def enter_back_to(step: BackTo, stand: Stand) -> Move:
    """Back to an earlier step, as long as it has been visited less than ``max_visits`` times (R15)."""
    node = stand.node
    if node.target is None:
        return Fail("no such step", ends=True)
    target = stand.scene.script.nodes[node.target]
    if target.within != node.within or target.track != node.track:
        return Fail("back across a border", ends=True)
    place = stand.position.id
    n = stand.scene.visits(place.participant, place.branch, target.name).n
    if step.max_visits != "unlimited" and n >= int(step.max_visits):
        return Go("else")
    return Jump(node.target)


def enter_end(step: End, stand: Stand) -> Move:
    """An end: of the run where the client says so, else of the participant's part; ``of`` says otherwise."""
    outcome = step.outcome or "ended"
    match step.of:
        case "run" | "participant" | "component" as of:
            return Close(outcome, of)
        case _:
            first = stand.scene.participants[stand.participant].role == stand.scene.script.definition.first_role
            return Close(outcome, "run" if first else "participant")
