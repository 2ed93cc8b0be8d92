"""LA11-LA13: what the language's own rules imply for experiments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.records import keys_of
from tropa.journey.model.measures import Experiment
from tropa.journey.model.steps import Split, Steps
from tropa.journey.model.touchpoints import Touchpoint, Variant
from tropa.journey.text.problems import Level
from tropa.lint.rule import Found, Rule
from tropa.lint.signals_at import values_at
from tropa.lint.subject import Subject


class UnknownArm(Rule):
    """A variant is for an arm that the experiment does not have."""

    id: ClassVar = "LA11"
    level: ClassVar[Level] = "E"
    source: ClassVar = ("R17", "S3-10")
    bad: ClassVar = "touchpoints: {welcome: {variants: {warm-welcome: {cold: {cta: Begin}}}}}"
    bad_at: ClassVar[Path] = ("touchpoints", "welcome", "variants", "warm-welcome", "cold")
    good: ClassVar = "touchpoints: {welcome: {variants: {warm-welcome: {plain: {cta: Begin}}}}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Variants whose arm is not among the experiment's ``arms``."""
        experiments = subject.journey.experiments
        for name, touchpoint in subject.journey.touchpoints.items():
            for experiment, arms in touchpoint.variants.items():
                known = experiments[experiment].arms if experiment in experiments else {}
                for arm in arms:
                    if known and arm not in known:
                        path = ("touchpoints", name, "variants", experiment, arm)
                        yield Found(path, {"arm": arm, "experiment": experiment, "expected": tuple(known)})


class TrialWithoutPlace(Rule):
    """An experiment is declared, and no step and no touchpoint treats its arms differently."""

    id: ClassVar = "LA12"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S3-10",)
    bad: ClassVar = """
touchpoints: {welcome: {variants: ~}}
steps+: [{split: warm-welcome, arms: {plain: [{id: a, send: first-summary}], warm: [{id: b, send: first-summary}]}}]
"""
    bad_at: ClassVar[Path] = ("experiments", "warm-welcome")
    good: ClassVar = """
touchpoints: {welcome: {variants: ~}}
steps+: [{split: warm-welcome, arms: {plain: [], warm: [{send: first-summary}]}}]
"""

    def check(self, subject: Subject) -> Iterator[Found]:
        """Experiments whose arms no ``split`` leads different ways and no ``variants`` show different things.

        An arm that a ``split`` or ``variants`` leaves out is treated as the holdout is: as if there were no trial.
        """
        for name, trial in subject.journey.experiments.items():
            if not any(_differ(named, rest, trial) for named, rest in _treated(name, subject)):
                yield Found(("experiments", name), {"experiment": name})


def _treated(experiment: str, subject: Subject) -> Iterator[tuple[Mapping[str, object], object]]:
    """At each place of an experiment: how each arm named is treated, and how all others are."""
    for placed in subject.steps:
        if isinstance(placed.step, Split) and placed.step.experiment == experiment:
            yield {arm: _done(steps) for arm, steps in placed.step.arms.items()}, _done(())
    for point in subject.journey.touchpoints.values():
        if experiment in point.variants:
            arms = point.variants[experiment]
            yield {arm: _seen(point, variant) for arm, variant in arms.items()}, _seen(point, Variant())


def _done(steps: Steps) -> object:
    """What is done by steps, whatever they are called."""
    return [(path, value) for path, value in values_at(steps) if path[-1] not in {"id", "note"}]


def _seen(point: Touchpoint, variant: Variant) -> object:
    """What is seen of a touchpoint with a variant laid over it, whatever we call it."""
    names = (item.field for item in keys_of(Variant) if item.field != "title")
    return tuple(getattr(variant, name) or getattr(point, name) for name in names)


def _differ(named: Mapping[str, object], rest: object, trial: Experiment) -> bool:
    kinds = [named.get(arm, rest) for arm in trial.arms or named]
    others = trial.holdout is not None or not trial.arms
    return any(kind != kinds[0] for kind in (*kinds, *([rest] if others else [])))


class ArmsIncomplete(Rule):
    """The arms of an experiment and its holdout do not add up to everybody."""

    id: ClassVar = "LA13"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("R17",)
    bad: ClassVar = "experiments: {warm-welcome: {arms: {warm: 30 %}}}"
    bad_at: ClassVar[Path] = ("experiments", "warm-welcome", "arms")
    good: ClassVar = "experiments: {warm-welcome: {arms: {warm: 30 %}, holdout: 20 %}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Experiments whose arms and holdout sum to less than all."""
        for name, experiment in subject.journey.experiments.items():
            shares = [*experiment.arms.values(), *([experiment.holdout] if experiment.holdout else [])]
            total = sum(share.value for share in shares)
            if experiment.arms and total < 1:
                params = {"experiment": name, "total": f"{total * 100:.4g} %"}
                yield Found(("experiments", name, "arms"), params)
