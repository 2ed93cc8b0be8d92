"""AC01-AC07: what the client must do before first use, and how it is explained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.values import says
from tropa.journey.model.journey import Journey
from tropa.journey.signals import Named, Ref, Signal, leaves
from tropa.journey.text.problems import Level
from tropa.lint.beginning import beginning
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject

WAY_IN = frozenset({"insert", "package", "packaging", "qr", "help"})
"""Renditions that a client comes upon without being sent there."""


class ActivationForgotten(Rule):
    """A product needs something of the client, and nothing on the path leads to its first use."""

    id: ClassVar = "AC01"
    level: ClassVar[Level] = "E"
    source: ClassVar = ("S0-3", "S0-7")
    bad: ClassVar = "products: {plan: {done: ~}}"
    bad_at: ClassVar[Path] = ("products", "plan")
    good: ClassVar = "products: {plan: {needs: [activate, set_up], done: film_started}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Products with ``needs`` that do not start themselves, whose ``done`` nothing else listens to."""
        journey = subject.journey
        heard = {name for path, signal in subject.signals if path[0] != "products" for name in _names(signal)}
        for name, product in journey.products.items():
            if not product.needs or product.starts_itself:
                continue
            named = _names(product.done) if product.done is not None else set()
            if not named or not named & heard:
                yield Found(("products", name, "done"), {"product": name, "needs": product.needs})


def _names(signal: Signal) -> set[object]:
    """The events and references of a signal."""
    parts = leaves(signal)
    return {part.name for part in parts if isinstance(part, Named)} | {p.path for p in parts if isinstance(p, Ref)}


class NobodySaysWhatNext(Rule):
    """After clients have committed themselves they wait before anybody tells them what to do next."""

    id: ClassVar = "AC02"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-6",)
    bad: ClassVar = "touchpoints: {thank-you: ~}\n+steps: [{id: pause, wait: 2h}]"
    bad_at: ClassVar[Path] = ("steps", 0)
    good: ClassVar = "touchpoints: {thank-you: ~}\n+steps: [{id: hello, send: welcome}, {id: pause, wait: 2h}]"

    def check(self, subject: Subject) -> Iterator[Found]:
        """The first wait of more than an hour that a run meets before any message to the client."""
        journey = subject.journey
        steps = journey.steps or ()
        if not subject.runs or _told_at_once(journey) or not _commits(subject):
            return
        silent_at = beginning(steps, ("steps",), frozenset(subject.shared("teams"))).silent_at
        if silent_at is not None:
            yield Found(silent_at)


def _told_at_once(journey: Journey) -> bool:
    """Whether a touchpoint says what comes next: a page with the answers, or a guide met at the very start."""
    start = journey.start.for_ if journey.start else None
    return any(
        (said is not None and (said.what is not None or said.when is not None))
        or (point.guide is not None and start is not None and point.reached == start)
        for point in journey.touchpoints.values()
        for said in (point.communication,)
    )


COMMITTED = frozenset({"", "sale", "onboarding"})
"""Stages of the life cycle in which a start is a decision; a stage that means none may be one too."""


def _commits(subject: Subject) -> bool:
    """Whether the journey begins with the client's decision, as far as its first step's stage tells."""
    first = subject.step_stages.get(("steps", 0))
    stage = next((stage for stage in subject.stages if stage.id == first), None)
    return stage is None or subject.meaning(stage) in COMMITTED


class RoleWithoutInstruction(Rule):
    """Somebody takes part, and no guide is written for them."""

    id: ClassVar = "AC03"
    level: ClassVar[Level] = "E"
    source: ClassVar = ("S0-19",)
    bad: ClassVar = "guides: {for-friend: {for: owner}}"
    bad_at: ClassVar[Path] = ("roles", "friend")
    good: ClassVar = "guides: {for-friend: {for: friend, renditions: [web, qr]}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Declared roles that no guide is ``for``; a guide for nobody in particular is for the client."""
        journey = subject.journey
        served = {guide.for_ or journey.first_role for guide in journey.guides.values()}
        for name in journey.roles:
            if name not in served:
                yield Found(("roles", name), {"role": name})


class RoleWithoutEnd(Rule):
    """Somebody takes part, and nothing tells when their part is done."""

    id: ClassVar = "AC04"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-22", "S0-23")
    bad: ClassVar = "roles: {owner: {done: ~}}"
    bad_at: ClassVar[Path] = ("roles", "owner")
    good: ClassVar = "roles: {owner: {done: film_started}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Roles without ``done``; of a journey for one alone its success says it."""
        alone = len(subject.journey.roles) == 1 and subject.journey.success is not None
        for name, role in subject.journey.roles.items():
            if role.done is None and not alone:
                yield Found(("roles", name, "done"), {"role": name})


class ComponentUnclear(Rule):
    """A part of a bundle lacks where it is to be started, or what shows that it has been."""

    id: ClassVar = "AC05"
    level: ClassVar[Level] = "E"
    source: ClassVar = ("S0-17", "S0-18")
    bad: ClassVar = "components: {cinema: {done: ~}}"
    bad_at: ClassVar[Path] = ("components", "cinema")
    good: ClassVar = "components: {cinema: {app: Cinema, device: [tv, phone], done: film_started}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Components without ``app`` and ``device``, or without ``done``."""
        for name, component in subject.journey.components.items():
            lacking = [
                *(["app"] if component.app is None and not component.device else []),
                *(["done"] if component.done is None else []),
            ]
            if lacking:
                yield Found(("components", name, lacking[0]), {"component": name, "missing": tuple(lacking)})


class GuideNobodyFinds(Rule):
    """A guide is written, and nothing leads to it."""

    id: ClassVar = "AC06"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S0-21",)
    bad: ClassVar = "guides: {extra: {for: owner, renditions: web, steps: [{do: Look round, why: To feel at home}]}}"
    bad_at: ClassVar[Path] = ("guides", "extra")
    good: ClassVar = bad.replace("renditions: web", "renditions: insert")

    def check(self, subject: Subject) -> Iterator[Found]:
        """Guides that no touchpoint names and that have no rendition one comes upon."""
        points = subject.journey.touchpoints.values()
        named = {point.guide for point in points}
        named |= {v.guide for point in points for arms in point.variants.values() for v in arms.values()}
        for name, guide in subject.journey.guides.items():
            if name not in named and not WAY_IN.intersection(guide.renditions):
                yield Found(("guides", name), {"guide": name})


class StepWithoutWhy(Rule):
    """A guide tells the client what to do and not what it is good for."""

    id: ClassVar = "AC07"
    level: ClassVar[Level] = "H"
    source: ClassVar = ("S0-8",)
    bad: ClassVar = "guides: {for-friend: {steps: [{do: Accept the invitation, kind: register}]}}"
    bad_at: ClassVar[Path] = ("guides", "for-friend", "steps", 0)
    good: ClassVar = "guides: {for-friend: {steps: [{do: Accept it, why: You listen at once, kind: register}]}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Steps of guides without ``why``: one finding a guide, at the first."""
        for name, guide in subject.journey.guides.items():
            silent = [index for index, step in enumerate(guide.steps) if not says(step.why)]
            if silent:
                yield Found(("guides", name, "steps", silent[0], "why"), {"guide": name, "n": str(len(silent))})
