"""What crisis plans mean for a journey: when they begin, what they pause, over what clients are told (R12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tropa.journey.codecs.values import Section
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import Call, Invite, Remind, Send, Step, Visit
from tropa.journey.model.workspace import Crisis, Workspace
from tropa.plan.listening import DEAF, Listening, listen


@dataclass(frozen=True, slots=True)
class CrisisRule:
    """A crisis plan as one journey knows it.

    Args:
        when: What begins it.
        mode: What becomes of what it pauses; None where the plan pauses nothing.
        extend: Waits are lengthened by the pause.
        channels: Over what clients are told, in order of choice.
        steps: The steps that need what fails; None is the whole journey.
    """

    when: Listening = DEAF
    mode: str | None = None
    extend: bool = True
    channels: tuple[str, ...] = ()
    steps: tuple[str, ...] | None = None


def crisis_rules(
    journey: Journey, workspace: Workspace | None, steps: Iterable[tuple[str, Step]]
) -> Section[CrisisRule]:
    """The plans of the workspace and of the journey, by id.

    A plan that systems name pauses the steps that need these systems; one that no system names, the
    journey.  A plan that systems name and this journey needs none of is not among them.

    Args:
        journey: The journey.
        workspace: The workspace in force.
        steps: Its steps by the names they run under.
    """
    plans = {**(workspace.crises if workspace else {}), **journey.crises}
    systems = {**(workspace.systems if workspace else {}), **journey.systems}
    named = tuple(steps)
    found: dict[str, CrisisRule] = {}
    for name, plan in plans.items():
        failing = frozenset(system for system, one in systems.items() if one.crisis == name)
        touched = tuple(step for step, one in named if failing & needed_by(one, journey)) if failing else None
        if touched != ():
            found[name] = _rule(plan, journey, touched)
    return Section(found)


def _rule(plan: Crisis, journey: Journey, steps: tuple[str, ...] | None) -> CrisisRule:
    mode, extend = (plan.hold.mode, plan.hold.extend) if plan.hold is not None else (None, True)
    return CrisisRule(listen(plan.when, journey), mode, extend, tuple(plan.say), steps)


def needed_by(step: Step, journey: Journey) -> frozenset[str]:
    """The systems that a step needs: its own, those of what it sends, and of what it calls."""
    sent = (journey.touchpoints[name] for name in sent_by(step) if name in journey.touchpoints)
    called = journey.hooks[step.hook].system if isinstance(step, Call) and step.hook in journey.hooks else None
    return frozenset({*step.depends_on, *(name for one in sent for name in one.depends_on), *filter(None, [called])})


def sent_by(step: Step) -> Iterator[str]:
    """The touchpoints that a step sends, in its order; empty where one is not filled in."""
    match step:
        case Send(touchpoint=touchpoint):
            yield touchpoint or ""
        case Remind(with_=touchpoint, ladder=ladder):
            yield touchpoint or ""
            yield from (rung.with_ or "" for rung in ladder)
        case Invite(with_=touchpoint):
            yield touchpoint or ""
        case Visit(announce=announce, before=before):
            yield announce or ""
            yield from (one.send or "" for one in before)
        case _:
            return


def ears_of_crises(rules: Section[CrisisRule]) -> Iterator[Listening]:
    """What the plans listen to."""
    return (rule.when for rule in rules.values())
