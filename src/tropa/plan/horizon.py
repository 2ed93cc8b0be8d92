"""How far back a script looks, so that publishing it fills in what was heard and no more (rule R3)."""

from __future__ import annotations

from collections.abc import Iterator

from tropa.journey.codecs.scalars import duration_of
from tropa.journey.conditions import Did, Last
from tropa.journey.model.steps import Wait
from tropa.plan.asking import asked_by, deep_history
from tropa.plan.script import Script
from tropa.plan.script_needs import ears_of_script

_DAY_S = 86_400


def horizon_s(script: Script) -> int | None:
    """How many seconds before its publication a script may look at; None is as far as anything is known.

    A run begins with an event at most ``max_age`` old, and whatever looks since the entry looks no
    further back.  A wait ``since`` a duration, and ``did`` with a window or an anchor of its own, look
    further; ``ever``, ``last``, and a ``did`` that names neither look back for ever, as does a journey that
    is skipped where its goal was reached before, and a stage with ``enter`` or ``leave``: who is in it
    follows from everything that was heard.
    """
    reaches = [script.max_age_s, *_waits(script), *_looks(script)]
    ruled = any(rule.ruled for rule in script.stages.values())
    if ruled or script.definition.success_before_entry == "skip_journey" or any(reach is None for reach in reaches):
        return None
    return max(reach for reach in reaches if reach is not None)


def _waits(script: Script) -> Iterator[int | None]:
    for node in script.nodes:
        if isinstance(node.step, Wait):
            yield _reach(node.step.since, script)


def _reach(since: str | None, script: Script) -> int | None:
    match since:
        case None | "entry" | "step":
            return script.max_age_s
        case "ever":
            return None
        case said:
            return script.max_age_s + duration_of(said).seconds + _DAY_S  # a calendar day may have 25 hours


def _looks(script: Script) -> Iterator[int | None]:
    kept = tuple(one for one in (script.segment, *script.segments.values()) if one is not None)
    asked = asked_by(script.nodes, tuple(ears_of_script(script)), kept)
    if any(isinstance(operand, Last) for operand in asked.switched):
        yield None
    for condition in (*asked.conditions, *asked.of_start):
        yield from (_look(look, script) for look in deep_history(condition))


def _look(look: Did | Last, script: Script) -> int | None:
    if isinstance(look, Did) and look.within_s is not None:
        return script.max_age_s + look.within_s
    return _reach(look.since or "ever", script) if isinstance(look, Did) else None
