"""PR: money is told whole, before it is taken, and with a way on when it cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.model.steps import Call, Step, Wait
from tropa.journey.text.problems import Level
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject

BANK = "bank"
"""What a system is (``what``) that takes money."""

SUBSCRIPTION = "subscription"
"""The kind of a product that is paid until somebody ends it."""


def _banks(subject: Subject) -> set[str]:
    return {name for name, system in subject.shared("systems").items() if system.what == BANK}


class PriceInPieces(Rule):
    """A price by instalments leaves out how many, how much in all, or what comes on top."""

    id: ClassVar = "PR01"
    level: ClassVar[Level] = "E"
    source: ClassVar = ("S4-4",)
    bad: ClassVar = "offers: {plan: {price: {total: ~}}}"
    bad_at: ClassVar[Path] = ("offers", "plan", "price")
    good: ClassVar = """
offers: {plan: {price: {pay: {amount: 10, every: month, times: 12}, fees: {connection: 5}, total: 125}}}
"""

    def check(self, subject: Subject) -> Iterator[Found]:
        """Prices with ``pay`` and without ``times``, ``total`` or ``fees`` (which may say that there are none).

        A product of kind ``subscription`` is paid until it is ended: it has fees, no term and no total.
        """
        products = subject.journey.products
        for name, offer in subject.journey.offers.items():
            price = offer.price
            if price is None or price.pay is None:
                continue
            product = products.get(offer.product or "")
            endless = product is not None and product.kind == SUBSCRIPTION
            told = {
                "pay.times": endless or price.pay.times is not None,
                "total": endless or price.total is not None,
                "fees": subject.written("offers", name, "price", "fees"),
            }
            lacking = [part for part, known in told.items() if not known]
            if lacking:
                path = ("offers", name, "price", *lacking[0].split("."))
                yield Found(path, {"offer": name, "missing": tuple(lacking)})


class ChargedUnseen(Rule):
    """Money is taken at a touchpoint that comes before the price is shown."""

    id: ClassVar = "PR02"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S4-4",)
    bad: ClassVar = "touchpoints: {adviser: {depends_on: bank}}"
    bad_at: ClassVar[Path] = ("touchpoints", "adviser", "depends_on")
    good: ClassVar = "touchpoints: {adviser: {depends_on: bank, offers: plan}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """The first touchpoint that needs a bank, where every offer with a price is shown later.

        Without a single price it is found where something is offered, or the touchpoint stands where one
        chooses and buys: elsewhere the price may have been shown in an earlier journey.
        """
        priced = {name for name, offer in subject.journey.offers.items() if offer.price is not None}
        placed = {at for name in priced for at in subject.journey.offers[name].place}
        order = {stage.id: n for n, stage in enumerate(subject.stages)}
        banks = _banks(subject)
        path = sorted(subject.journey.touchpoints, key=lambda name: order.get(subject.stage_of(name) or "", -1))
        for name in path:
            touchpoint = subject.journey.touchpoints[name]
            shown = name in placed or priced & {touchpoint.offer, *touchpoint.offers}
            if shown:
                return
            if banks.intersection(touchpoint.depends_on) and (priced or _sells(name, subject)):
                yield Found(("touchpoints", name, "depends_on"), {"touchpoint": name})
                return


SELLING = frozenset({"selection", "sale"})
"""Stages of the life cycle in which a price is due."""


def _sells(name: str, subject: Subject) -> bool:
    stage = next((stage for stage in subject.stages if stage.id == subject.stage_of(name)), None)
    return bool(subject.journey.offers) or (stage is not None and subject.meaning(stage) in SELLING)


class NoWayWhenRefused(Rule):
    """A step rests on a bank and does not say what happens when the payment fails."""

    id: ClassVar = "PR03"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S3-13",)
    bad: ClassVar = "steps+: [{id: charge, call: pay, retry: 3}]"
    bad_at: ClassVar[Path] = ("steps", -1)
    good: ClassVar = "steps+: [{id: charge, call: pay, retry: 3, on_error: [{id: how, send: first-summary}]}]"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Steps that need a bank, by ``depends_on`` or through a hook, with neither ``on_error`` nor ``else``."""
        banks = _banks(subject)
        hooks = {name for name, hook in subject.shared("hooks").items() if hook.system in banks}
        for placed in subject.steps:
            step = placed.step
            needs = banks.intersection(step.depends_on) or (isinstance(step, Call) and step.hook in hooks)
            if needs and not _has_way_on(step):
                yield Found((*placed.path, "on_error"), {"step": subject.name_of(placed)})


def _has_way_on(step: Step) -> bool:
    return step.on_error is not None or (isinstance(step, Wait) and step.else_ is not None)
