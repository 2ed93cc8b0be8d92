"""From a journey to its plan."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tropa.journey.codecs.values import Duration, Share
from tropa.journey.model.journey import Journey
from tropa.journey.model.measures import Indicator
from tropa.journey.model.stages import Scheme
from tropa.journey.model.touchpoints import Touchpoint
from tropa.journey.proof import is_ours
from tropa.journey.schemes import stages_of
from tropa.journey.signals import Named
from tropa.plan.heard import Heard, Leaf, heard_leaves, one_event_serves
from tropa.plan.moves import SUCCESS, follow_pairs
from tropa.plan.parts import parts_plan
from tropa.plan.plan import (
    Expectation,
    IndicatorMeasure,
    KeyRule,
    Plan,
    StageMeasure,
    TouchpointMeasure,
)
from tropa.plan.resolve import MESSAGE_SENT, our_event, resolve
from tropa.plan.scenario import scenario_order


def compile_plan(journey: Journey, schemes: Mapping[str, Scheme]) -> Plan:
    """The plan by which a journey is measured.

    Args:
        journey: A journey that was read without errors.
        schemes: Stage schemes by id.
    """
    start = resolve(journey.start.for_ if journey.start else None, journey)
    success = resolve(journey.success.for_ if journey.success else None, journey)
    exits = tuple(
        (name, heard)
        for name, way_out in journey.exit.items()
        if (heard := resolve(way_out.for_, journey)) is not None
    )
    touchpoints = tuple(_touchpoint(name, item, journey) for name, item in journey.touchpoints.items())
    key = None if journey.key_ in (None, "none") else journey.key_
    reentry = journey.reentry
    ways_out = tuple((f"exit:{name}", heard) for name, heard in exits)
    endings = (*(((SUCCESS, success),) if success is not None else ()), *ways_out)
    observables, follows = follow_pairs(journey, schemes, start, endings, touchpoints)
    return Plan(
        journey=journey.journey,
        start=start if start is not None and one_event_serves(start) else None,
        success=success,
        exits=exits,
        keyed=key is not None,
        key_rules=_key_rules(journey, key),
        reentry=reentry.policy if reentry else "once_per_key" if key else "once",
        cooldown_s=reentry.cooldown.seconds if reentry and reentry.cooldown else 0,
        parallel=reentry.parallel if reentry and reentry.parallel else 1,
        touchpoints=touchpoints,
        scenario=scenario_order(journey),
        stages=tuple(
            StageMeasure(
                stage.id,
                resolve(stage.enter, journey),
                resolve(stage.leave, journey),
                stage.min.seconds if stage.min else None,
                stage.max.seconds if stage.max else None,
            )
            for stage in stages_of(journey, schemes)
        ),
        indicators=tuple(
            measure for name, item in journey.indicators.items() if (measure := _indicator(name, item, journey))
        ),
        observables=observables,
        follows=follows,
        parts=parts_plan(journey, {measure.id: measure.reached for measure in touchpoints}),
    )


def expectation(share: Share | None) -> Expectation | None:
    """An expected share as a number."""
    return Expectation(float(share.value), share.at_most) if share is not None else None


def _touchpoint(name: str, touchpoint: Touchpoint, journey: Journey) -> TouchpointMeasure:
    evaluation = touchpoint.evaluation
    judged = evaluation is not None and evaluation.indicator is None and evaluation.said is None
    return TouchpointMeasure(
        name,
        touchpoint.stage or journey.stage,
        _reached(name, touchpoint, journey),
        resolve(touchpoint.target_action, journey),
        evaluation.within.seconds if evaluation and evaluation.within else None,
        expectation(evaluation.expect) if evaluation and judged else None,
    )


def _reached(name: str, touchpoint: Touchpoint, journey: Journey) -> Heard | None:
    if touchpoint.reached is not None:
        return resolve(touchpoint.reached, journey)
    if is_ours(touchpoint, journey):
        return Leaf(our_event(MESSAGE_SENT, touchpoint=name))
    return None


def _key_rules(journey: Journey, key: str | None) -> tuple[KeyRule, ...]:
    if key is None:
        return (KeyRule(None, None),)
    own: list[KeyRule] = []
    for name, planned in journey.events.items():
        if planned.key_ in (None, "required"):
            continue
        heard = resolve(Named(name), journey)
        prop = None if planned.key_ == "none" else planned.key_
        own += [KeyRule(leaf.signal, prop) for leaf in _leaves(heard) if isinstance(leaf.signal, Named)]
    return (*own, KeyRule(None, key))


def _leaves(heard: Heard | None) -> tuple[Leaf, ...]:
    return heard_leaves(heard) if heard is not None else ()


def _indicator(name: str, item: Indicator, journey: Journey) -> IndicatorMeasure | None:
    """The measure of an indicator; None where its verb is missing or a log cannot tell."""
    signals: tuple[Heard | None, ...]
    match item.verb:
        case "sum" if item.sum is not None:
            signals = (resolve(Named(item.sum.event), journey),)
        case "used":
            signals = tuple(resolve(signal, journey) for signal in item.used)
        case "":
            return None
        case verb:
            signals = (resolve(getattr(item, verb), journey),)
    heard = tuple(signal for signal in signals if signal is not None)
    if len(heard) < len(signals):
        return None
    return IndicatorMeasure(
        name,
        item.verb,
        heard,
        prop=item.sum.prop if item.sum else None,
        at_least=_amount(item.at_least),
        at_most_s=item.at_most.seconds if item.at_most else None,
        origin=resolve(item.from_, journey) if item.from_ != Named("start") else None,
        within_s=item.within.seconds if item.within else None,
        before=resolve(item.before, journey),
        k=item.in_.k if item.in_ else 1,
        n=item.in_.n if item.in_ else 1,
        every_s=item.every.seconds if item.every else 0,
        expect=expectation(item.expect),
    )


def _amount(amount: Decimal | Duration | None) -> float:
    if isinstance(amount, Duration):
        return amount.seconds
    return float(amount) if amount is not None else 1.0
