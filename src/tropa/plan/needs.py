"""Which properties and traits a plan or a signal looks at, so that only those are kept of a log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tropa.journey.conditions import Condition, Name, operands
from tropa.journey.signals import Named, Signal, leaves
from tropa.plan.heard import Heard, heard_leaves
from tropa.plan.plan import Plan

REPORTED = ("touchpoint", "emotion")
"""Properties of ``emotion_reported``: what was felt where."""


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Names of event properties and of customer traits."""

    properties: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()

    def __or__(self, other: LookedAt) -> LookedAt:
        return LookedAt(self.properties | other.properties, self.traits | other.traits)


def looked_at(condition: Condition | None) -> LookedAt:
    """What a condition looks at."""
    names = [o for o in operands(condition) if isinstance(o, Name)] if condition is not None else []
    return LookedAt(
        frozenset(".".join(name.path) for name in names if name.scope in {"", "event"}),
        frozenset(".".join(name.path) for name in names if name.scope == "traits"),
    )


def signal_looks_at(signals: Iterable[Signal]) -> LookedAt:
    """What signals look at."""
    found = LookedAt()
    for signal in signals:
        for leaf in leaves(signal):
            found |= looked_at(leaf.where if isinstance(leaf, Named) else None)
    return found


def plan_looks_at(plan: Plan, by: str | None) -> LookedAt:
    """What measuring a plan looks at, its keys, sums and breakdown included."""
    heard: list[Heard | None] = [plan.start, plan.success, *(way for _, way in plan.exits)]
    for touchpoint in plan.touchpoints:
        heard += [touchpoint.reached, touchpoint.target]
    for stage in plan.stages:
        heard += [stage.enter, stage.leave]
    for indicator in plan.indicators:
        heard += [*indicator.heard, indicator.origin, indicator.before]
    heard += plan.parts.heard()
    signals: list[Signal] = [leaf.signal for one in heard if one is not None for leaf in heard_leaves(one)]
    signals += [leaf.signal for observable in plan.observables for leaf in observable.leaves]
    signals += [rule.leaf for rule in plan.key_rules if rule.leaf is not None]
    props = {rule.prop for rule in plan.key_rules} | {i.prop for i in plan.indicators} | {by}
    if plan.touchpoints:
        props |= set(REPORTED)
    return signal_looks_at(signals) | LookedAt(frozenset(prop for prop in props if prop is not None))
