"""What is shown, asked and done: guides, visits, forms, offers, surveys."""

from __future__ import annotations

from decimal import Decimal

from tropa.journey.codecs.collections import TEXT, TYPED, ListOf, MapOf, ref
from tropa.journey.codecs.protocol import Plain
from tropa.journey.codecs.records import codec_of, key, record
from tropa.journey.codecs.scalars import (
    BOOL,
    DURATION,
    FIELD_TYPE,
    HOURS,
    ID,
    MONEY,
    NAME,
    POSITIVE,
    RANGE,
    choice,
)
from tropa.journey.codecs.values import Duration, Hours, Range, Section, Text
from tropa.journey.conditions import Condition
from tropa.journey.model.language import CONDITION, SIGNAL
from tropa.journey.signals import Signal

GUIDE_STEP_KINDS = ("install", "invite", "register", "sign_in", "data", "permission", "set_up", "customise")


@record
class GuideStep:
    """One thing the client does, and what it is good for."""

    do: Text | None = key(TEXT, "What to do.")
    why: Text | None = key(TEXT, "What the client gains by it.")
    kind: str | None = key(choice(*GUIDE_STEP_KINDS), "Its kind; brings the default `done`.")
    done: Signal | None = key(SIGNAL, "When it has been done.")
    component: str | None = key(ref("components"), "The component it starts.")
    optional: bool = key(BOOL, "It may be left out.", default=False)


@record
class Guide:
    """An instruction, written once and rendered in several places."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    for_: str | None = key(ref("roles"), "Who it is for.", name="for")
    renditions: tuple[str, ...] = key(ListOf(NAME, or_one=True), "Where it is shown: `qr`, `insert` ...", default=())
    content: tuple[str, ...] = key(
        ListOf(choice("terms", "possibilities", "tips"), or_one=True), "What it acquaints with.", default=()
    )
    steps: tuple[GuideStep, ...] = key(ListOf(codec_of(GuideStep)), "Its steps in order.", default=())


@record
class VisitPlan:
    """A specialist's visit: what the client must know and prepare."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    by: str | None = key(ref("teams"), "Who comes.")
    length: Duration | None = key(DURATION, "How long it takes.")
    slots: Hours | None = key(HOURS, "When it can be.")
    what_happens: Text | None = key(TEXT, "What will be done.")
    prerequisites: Section[Text] = key(MapOf(TEXT), "What the client prepares.", default=Section())


@record
class FormField:
    """One thing a form asks."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    type: str = key(FIELD_TYPE, "Its type.", default="text")
    required: bool = key(BOOL, "It must be filled in.", default=False)
    used_by: tuple[str, ...] = key(
        ListOf(ref("steps", "touchpoints", "algorithms", "teams"), or_one=True), "What needs it.", default=()
    )
    personal: str | None = key(NAME, "Class of personal data, e.g. `contact`, `identity`.")
    keep: Duration | None = key(DURATION, "How long it is kept.")
    range: Range | None = key(RANGE, "Values allowed.")
    default: Plain = key(TYPED, "Its value when nothing is entered.")


_FIELD = codec_of(FormField)


@record
class Form:
    """A form: which fields, shown at which touchpoint."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    touchpoint: str | None = key(ref("touchpoints"), "Where it is shown.")
    fields: Section[FormField] = key(MapOf(_FIELD, fill=FormField()), "Its fields.", default=Section())


@record
class SignUpOption:
    """One way to register."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    needs: tuple[str, ...] = key(ListOf(ID, or_one=True), "Fields it asks.", default=())
    provider: str | None = key(NAME, "Who vouches: a network, a bank.")


@record
class Payment:
    """A regular payment."""

    amount: Decimal | None = key(MONEY, "How much each time.")
    every: str | None = key(NAME, "How often: `month`.")
    times: int | None = key(POSITIVE, "How many times.")


@record
class Price:
    """A whole price: nothing is left to ask (S4-4)."""

    pay: Payment | None = key(codec_of(Payment), "The regular payment.")
    first: Decimal | None = key(MONEY, "The first payment.")
    fees: Section[Decimal] = key(MapOf(MONEY), "Fees by name.", default=Section())
    total: Decimal | None = key(MONEY, "All that is paid in the end.")
    cash: Decimal | None = key(MONEY, "The price when paid at once.")


@record
class Packaging:
    """How an offer is presented."""

    text: Text | None = key(TEXT, "What it says.")
    evidence: tuple[str, ...] = key(ListOf(NAME, or_one=True), "Pictures of it.", default=())


@record
class Offer:
    """An offer: of what, to whom, where, at what price."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    product: str | None = key(ref("products"), "What is offered.")
    provider: str = key(NAME, "Whose it is: `own` or a partner.", default="own")
    class_: str | None = key(choice("core", "cross_sell", "retention"), "Its class.", name="class")
    when: Condition | None = key(CONDITION, "Who may get it.")
    place: tuple[str, ...] = key(
        ListOf(ref("touchpoints", "channels"), or_one=True), "Where it may be shown.", default=()
    )
    packaging: Packaging | None = key(codec_of(Packaging), "How it is presented.")
    value: Decimal | None = key(MONEY, "What it is worth to us; the first eligible by value is shown.")
    price: Price | None = key(codec_of(Price), "Its whole price.")


@record
class SurveyPlan:
    """A question to the client."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    kind: str | None = key(choice("nps", "csat", "ces", "reasons"), "Its kind.")
    ask: Text | None = key(TEXT, "The question.")
    answers: tuple[str, ...] = key(ListOf(NAME, or_one=True), "Answers to choose from.", default=())
