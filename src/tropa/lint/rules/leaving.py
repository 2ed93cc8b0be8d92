"""LO and OF: what keeps a client, and how a client is let go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.signals import Named, Signal, leaves
from tropa.journey.step_stages import touchpoints_of
from tropa.journey.text.problems import Level
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject

BUYS_SILENCE = frozenset({"cashback", "cash-back", "cash_back", "discount", "кешбэк", "кэшбэк", "скидка", "تخفیف"})
"""Mechanics that lead the money, and the client with it, out of the house."""

JOINING = ("selection", "sale")
"""Stages of the life cycle in which a client joins."""


class LoyaltyForMoney(Rule):
    """The only thing that a loyalty programme does is to give money back."""

    id: ClassVar = "LO01"
    level: ClassVar[Level] = "H"
    source: ClassVar = ("S1-38",)
    bad: ClassVar = "loyalty: {mechanics: {friends: ~, streak: {kind: cashback}}}"
    bad_at: ClassVar[Path] = ("loyalty", "mechanics")
    good: ClassVar = "loyalty: {mechanics: {friends: {kind: community}, streak: {kind: cashback}}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Programmes all of whose mechanics are cash-back or a discount."""
        loyalty = subject.journey.loyalty
        kinds = [mechanic.kind for mechanic in loyalty.mechanics.values() if mechanic.kind] if loyalty else []
        if kinds and BUYS_SILENCE.issuperset(kinds):
            yield Found(("loyalty", "mechanics"), {"kinds": tuple(dict.fromkeys(kinds))})


class NoWayOut(Rule):
    """The journey answers for the farewell, and the client cannot be the one who begins it."""

    id: ClassVar = "OF01"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S1-40",)
    bad: ClassVar = "exit: {cancelled: {title: Cancelled by us, initiator: company}}"
    bad_at: ClassVar[Path] = ("exit",)
    good: ClassVar = """
exit:
  cancelled: {title: Cancelled by the client, initiator: client}
  ended: {title: Ended by us, for: plan_ended, initiator: company}
"""

    def check(self, subject: Subject) -> Iterator[Found]:
        """Journeys with the stage of offboarding and no exit whose initiator is the client."""
        exits = subject.journey.exit.values()
        stage = subject.lived("offboarding")
        farewell = stage is not None and subject.journey.stage == stage.id  # its start is the client's leaving
        if stage and not farewell and not any(way.initiator == "client" for way in exits):
            yield Found(("exit",))


class HardToLeave(Rule):
    """Leaving asks more of the client than joining did, or holds back more than once."""

    id: ClassVar = "OF02"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S1-40",)
    bad: ClassVar = """
touchpoints:
  goodbye: {class: retention}
  stay: {stage: offboarding, channel: email, class: retention, communication: Stay for half the price,
    target_action: offer_taken, evaluation: {within: 7d, expect: 5 %}, responsible: service-team,
    client_expects: To be heard, company_expects: To win back, emotion: 0, signpost: Next you decide,
    status: You are leaving, help: service-team, backstage: eligibility}
exit: {cancelled: {steps: [{send: goodbye}, {send: stay}]}}
"""
    bad_at: ClassVar[Path] = ("touchpoints", "stay")
    good: ClassVar = bad.replace("goodbye: {class: retention}", "goodbye: {class: service}")

    def check(self, subject: Subject) -> Iterator[Found]:
        """Journeys whose offboarding holds several offers to stay, or asks more than selection and sale.

        What is asked of a client who has left already, a survey for instance, makes leaving no harder.
        """
        stage = subject.asked("offboarding")
        if stage is None:
            return
        leaving = subject.touchpoints_in(stage)
        offers = [name for name in leaving if _holds_back(name, subject)]
        joined = [name for one in map(subject.asked, JOINING) if one for name in subject.touchpoints_in(one)]
        on_the_way = _before_the_end(leaving, subject)
        asked, before = _asked_of_client(on_the_way, subject), _asked_of_client(joined, subject)
        if len(offers) > 1 or (joined and asked > before):
            place = offers[-1] if len(offers) > 1 else on_the_way[-1]
            params = {"leaving": str(asked), "joining": str(before), "offers": str(len(offers))}
            yield Found(("touchpoints", place), params)


def _before_the_end(names: tuple[str, ...], subject: Subject) -> tuple[str, ...]:
    """The touchpoints of leaving that clients pass before they have left.

    They have left once they do what an exit listens to: what follows in the file, what is reached by that event,
    and what only the steps of exits send, comes after.
    """
    journey = subject.journey
    ends = {name for way in journey.exit.values() if way.for_ is not None for name in _names(way.for_)}
    sent: dict[str, set[bool]] = {}
    for placed in subject.steps:
        for name in touchpoints_of(placed.step):
            sent.setdefault(name, set()).add(placed.path[0] == "exit")
    found: list[str] = []
    left = False
    for name in names:
        touchpoint = journey.touchpoints[name]
        by_then = touchpoint.reached is not None and _names(touchpoint.reached) & ends
        if not left and not by_then and sent.get(name) != {True}:
            found.append(name)
        left = left or (touchpoint.target_action is not None and bool(_names(touchpoint.target_action) & ends))
    return tuple(found)


def _names(signal: Signal) -> set[str]:
    return {leaf.name for leaf in leaves(signal) if isinstance(leaf, Named)}


def _holds_back(name: str, subject: Subject) -> bool:
    touchpoint = subject.journey.touchpoints[name]
    offers = (subject.journey.offers.get(offer) for offer in (touchpoint.offer, *touchpoint.offers) if offer)
    return touchpoint.class_ == "retention" or any(offer and offer.class_ == "retention" for offer in offers)


def _asked_of_client(names: tuple[str, ...] | list[str], subject: Subject) -> int:
    """Target actions and fields of forms."""
    asked = 0
    for name in names:
        touchpoint = subject.journey.touchpoints[name]
        forms = (form for f, form in subject.journey.forms.items() if form.touchpoint == name or touchpoint.form == f)
        asked += (touchpoint.target_action is not None) + sum(len(form.fields) for form in forms)
    return asked


class NothingAfter(Rule):
    """Nothing is said of what comes after the farewell: data, feedback, the open door."""

    id: ClassVar = "OF03"
    level: ClassVar[Level] = "H"
    source: ClassVar = ("S1-41",)
    bad: ClassVar = """
links: ~
exit: {cancelled: {steps: ~}}
touchpoints: {goodbye: {reached: goodbye_handed_over}}
"""
    bad_at: ClassVar[Path] = ("exit",)
    good: ClassVar = "links: ~\nexit: {cancelled: {steps: [{send: goodbye}]}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Offboarding without a stage after exit, without steps of an exit and without a next journey."""
        journey = subject.journey
        after = (
            any(stage.kind == "post_exit" for stage in subject.stages_asked)
            or any(way.steps for way in journey.exit.values())
            or any(link.kind == "next" for link in journey.links)
        )
        if subject.lived("offboarding") and not after:
            yield Found(("exit",))
