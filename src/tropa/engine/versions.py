"""What changed between two versions for those who stand at a step, and what may be done with them (R11).

A step is *changed* where its kind, or anything of it that decides, is another; texts and templates are
copy, and follow at once.  It is *deleted* where the new version has no step of its name.  A step that
moved across the border of a ``for_each`` or a role counts as deleted: its branches would not fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Literal, TypeAlias

from msgspec import Struct

from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import Step, inner_steps
from tropa.journey.model.touchpoints import Touchpoint
from tropa.plan.crisis_rules import sent_by
from tropa.plan.script import Node, Script

How: TypeAlias = Literal["stay", "follow", "restart_wait", "move_to", "exit"]
_COPY = frozenset({"id", "stage", "note", "title", "asks", "kind", "reasons", "depends_on", "then", "else_"})
_BRANCHES = frozenset({"refused", "steps", "on_error", "outcomes", "cases", "arms"})


class Choice(Struct, frozen=True):
    """What becomes of those who stand at a step.

    Args:
        how: They stay with their version; follow, their waits counting from when they began; wait anew;
            are put at another step; or their runs end.
        to: The step they are put at.
    """

    how: How = "stay"
    to: str = ""


class StepChange(Struct, frozen=True):
    """A step that is not what it was.

    Args:
        step: Its name in the old version.
        deleted: It is no more; otherwise it is changed.
        what: What of it is changed: keys of the step, ``touchpoint``, ``signal``, ``branches``, ``stage``.
        n: How many stand there.
    """

    step: str
    deleted: bool
    what: tuple[str, ...] = ()
    n: int = 0


class Refusal(Struct, frozen=True):
    """A choice that cannot be made, and why: ``unknown_step``, ``deleted``, ``no_target``, ``across_border``."""

    step: str
    reason: str


def changes_between(old: Script, new: Script, standing: Mapping[str, int]) -> tuple[StepChange, ...]:
    """The steps of a version that are changed or deleted in the next, in their order.

    Args:
        old: The version that runs follow.
        new: The next one.
        standing: How many positions stand at each step.
    """
    changes = (change_of(node, old, new, standing.get(node.name, 0)) for node in old.nodes)
    return tuple(change for change in changes if change is not None)


def change_of(node: Node, old: Script, new: Script, n: int = 0) -> StepChange | None:
    """What became of one step; None where it is what it was."""
    after = counterpart(node, old, new)
    what = () if after is None else tuple(_differences(node, after, old, new))
    return StepChange(node.name, after is None, what, n) if after is None or what else None


def counterpart(node: Node, old: Script, new: Script) -> Node | None:
    """The step of the new version at which a position may stand on; None where there is none."""
    after = new.node(node.name)
    return after if after is not None and fits(node, after, old, new) else None


def fits(node: Node, target: Node, old: Script, new: Script) -> bool:
    """Whether a position may go from a step of one version to one of the next: same track, same ``for_each``."""
    within = (
        old.nodes[node.within].name if node.within is not None else None,
        new.nodes[target.within].name if target.within is not None else None,
    )
    return node.track == target.track and within[0] == within[1] and node.aside == target.aside


def _differences(node: Node, after: Node, old: Script, new: Script) -> Iterator[str]:
    if type(node.step) is not type(after.step):
        yield "kind"
        return
    for item in fields(node.step):
        if item.name in _COPY or item.name in _BRANCHES:
            continue
        if getattr(node.step, item.name) != getattr(after.step, item.name):
            yield item.name.rstrip("_")
    if node.listening != after.listening:
        yield "signal"
    if _sending(node.step, old.definition) != _sending(after.step, new.definition):
        yield "touchpoint"
    if [name for name, _ in inner_steps(node.step)] != [name for name, _ in inner_steps(after.step)]:
        yield "branches"
    if node.stage != after.stage:
        yield "stage"


def _sending(step: Step, journey: Journey) -> tuple[object, ...]:
    """What decides how a step's messages go: not their words."""
    found = (journey.touchpoints.get(name, Touchpoint()) for name in sent_by(step) if name)
    return tuple((one.channel, one.each, one.class_, one.urgent, _arms(one)) for one in found)


def _arms(touchpoint: Touchpoint) -> tuple[object, ...]:
    return tuple(
        (experiment, arm, variant.channel)
        for experiment, arms in touchpoint.variants.items()
        for arm, variant in arms.items()
    )


def refusals(old: Script, new: Script, choices: Mapping[str, Choice]) -> tuple[Refusal, ...]:
    """The choices that cannot be made."""
    reasons = ((step, refusal_of(step, choice, old, new)) for step, choice in choices.items())
    return tuple(Refusal(step, reason) for step, reason in reasons if reason)


def refusal_of(step: str, choice: Choice, old: Script, new: Script) -> str:
    """Why a choice cannot be made; empty where it can."""
    node = old.node(step)
    if node is None:
        return "unknown_step"
    match choice.how:
        case "follow" | "restart_wait":
            return "" if counterpart(node, old, new) is not None else "deleted"
        case "move_to":
            target = new.node(choice.to)
            if target is None:
                return "no_target"
            return "" if fits(node, target, old, new) else "across_border"
        case _:
            return ""
