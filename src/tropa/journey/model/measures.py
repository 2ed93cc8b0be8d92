"""What is measured and tried: indicators, experiments, baseline, changes, loyalty."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from tropa.journey.codecs.collections import TEXT, ListOf, MapOf, is_locale_map, ref, shows_locales
from tropa.journey.codecs.protocol import Reading
from tropa.journey.codecs.records import Either, codec_of, key, record
from tropa.journey.codecs.scalars import DURATION, ID_PATTERN, MONEY, NAME, POSITIVE, SHARE, ScalarCodec, choice
from tropa.journey.codecs.values import Duration, Section, Share, Text
from tropa.journey.model.language import SIGNAL
from tropa.journey.signals import Signal
from tropa.journey.text.nodes import Mapping, Node

VERBS = ("share", "count", "sum", "time_to", "used", "habit")


@dataclass(frozen=True)
class EventProperty:
    """A property of an event, written ``session_ended.duration_s``."""

    event: str
    prop: str

    def __str__(self) -> str:
        return f"{self.event}.{self.prop}"


_EVENT_PROPERTY = ScalarCodec(
    "event_property",
    r"(\S(?:[\s\S]{0,150}\S)?)\.([^.\s]{1,80})",
    lambda m: EventProperty(m[1], m[2]),
    json_types=("number",),
)
_AMOUNT = ScalarCodec(
    "amount",
    rf"{MONEY.pattern}|(?:0|[1-9][0-9]{{0,6}})[smhdw]",
    lambda m: Duration(int(m.group()[:-1]), m.group()[-1]) if m.group()[-1] in "smhdw" else Decimal(m.group()),  # type: ignore[arg-type]  # the pattern knows the units
    lambda v: str(v) if isinstance(v, Duration) else f"{v:f}",
    ("number",),
)


@dataclass(frozen=True)
class Periods:
    """So many periods out of so many: ``3 of 4``."""

    k: int
    n: int

    def __str__(self) -> str:
        return f"{self.k} of {self.n}"


def _periods(match: re.Match[str]) -> Periods:
    if int(match[1]) > int(match[2]):
        raise ValueError(match.group())
    return Periods(int(match[1]), int(match[2]))


_PERIODS = ScalarCodec("periods", "([1-9][0-9]?) of ([1-9][0-9]?)", _periods)


@record
class Indicator:
    """A figure chosen beforehand: always a share of runs, so that one estimator serves all.

    Exactly one verb says which runs count: ``share``, ``count``, ``sum``, ``time_to``, ``used``
    or ``habit``.
    """

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    share: Signal | None = key(SIGNAL, "Verb: runs in which the signal is heard.")
    count: Signal | None = key(SIGNAL, "Verb: runs in which the signal is heard `at_least` so many times.")
    sum: EventProperty | None = key(_EVENT_PROPERTY, "Verb: runs in which `EVENT.PROP` sums to `at_least`.")
    time_to: Signal | None = key(SIGNAL, "Verb: runs in which the signal comes `at_most` so long after `from`.")
    used: tuple[Signal, ...] = key(ListOf(SIGNAL), "Verb: runs that used `at_least` so many of these.", default=())
    habit: Signal | None = key(SIGNAL, "Verb: runs with the signal `in` k of n periods.")
    at_least: Decimal | Duration | None = key(_AMOUNT, "Least number, sum or length.")
    at_most: Duration | None = key(DURATION, "Longest time.")
    from_: Signal | None = key(SIGNAL, "Where `time_to` begins; default the run's start.", name="from")
    in_: Periods | None = key(_PERIODS, "Periods with the habit: `3 of 4`.", name="in")
    every: Duration | None = key(DURATION, "Length of a period.")
    within: Duration | None = key(DURATION, "Counted from the run's start.")
    before: Signal | None = key(SIGNAL, "Only before this signal.")
    expect: Share | None = key(SHARE, "The share of runs expected.")

    @property
    def verb(self) -> str:
        """The verb in use, or an empty text where none is given yet."""
        return next((verb for verb in VERBS if getattr(self, verb) not in (None, ())), "")


@record
class Experiment:
    """A hypothesis and its trial."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    hypothesis: Text | None = key(TEXT, "What is believed.")
    arms: Section[Share] = key(MapOf(SHARE), "Arms and their shares.", default=Section())
    control: str | None = key(
        ScalarCodec("id", ID_PATTERN, lambda m: m.group()), "The arm the others are held against."
    )
    holdout: Share | None = key(SHARE, "Share of customers kept out.")
    measure: Signal | None = key(SIGNAL, "A signal, or an indicator's id.")
    within: Duration | None = key(DURATION, "How long after assignment it counts.")
    guardrails: tuple[str, ...] = key(ListOf(ref("indicators"), or_one=True), "Must not get worse.", default=())
    horizon: Duration | None = key(DURATION, "How long the trial runs.")


@record
class Baseline:
    """What "usual behaviour" of a customer is made of."""

    stage: str | None = key(ref("stages"), "It is ready by the end of this stage.")
    of: tuple[str, ...] = key(ListOf(ref("indicators"), or_one=True), "Indicators it is made of.", default=())
    min_days: int | None = key(POSITIVE, "Least days of behaviour.")


@record
class Change:
    """A change of behaviour to react to; down and up both matter (S1-32)."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    of: str | None = key(ref("indicators"), "The indicator that changes.")
    up: Share | None = key(SHARE, "It rises by this share.")
    down: Share | None = key(SHARE, "It falls by this share.")
    over: Duration | None = key(DURATION, "Within this time.")


@record
class Mechanic:
    """One mechanic of a loyalty programme."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    kind: str | None = key(NAME, "`level`, `streak`, `community`, `cashback` ...")
    of: str | None = key(ref("indicators"), "What it rewards.")


@record
class Loyalty:
    """A loyalty programme: mechanics, scale, flexibility, effectiveness (S1-39)."""

    mechanics: Section[Mechanic] = key(
        MapOf(codec_of(Mechanic), fill=Mechanic()), "What it is made of.", default=Section()
    )
    scale: Text | None = key(TEXT, "Who it is for.")
    flexibility: Text | None = key(TEXT, "What the client may choose.")
    effectiveness: tuple[str, ...] = key(
        ListOf(ref("indicators"), or_one=True), "Indicators it is judged by.", default=()
    )


@record
class Cost:
    """What a touchpoint costs."""

    amount: Decimal | None = key(MONEY, "How much, in the currency in force.")
    per: str | None = key(NAME, "Per what: `month`, `contact`.")


@record
class Evaluation:
    """How a target action is judged.

    ``said`` holds a method in words, which is not measured.
    """

    within: Duration | None = key(DURATION, "How long the target action may take.")
    expect: Share | None = key(SHARE, "The share expected; at least, unless `at most`.")
    of: str = key(choice("delivered", "sent"), "Of which messages.", default="delivered")
    indicator: str | None = key(ref("indicators"), "The indicator that judges it instead.")
    said: Text | None = key(TEXT, "A method in words: not measured.")


def _is_said(node: Node, reading: Reading) -> bool:
    """Whether it is written as words, possibly a locale each, rather than as fields."""
    return not isinstance(node, Mapping) or (is_locale_map(node, reading) and node.get("of") is None)


EVALUATION: Either[Evaluation] = Either(
    codec_of(Evaluation),
    TEXT,
    make=lambda text: Evaluation(said=text),
    shorten=lambda value: (
        value.said if value.said and value == Evaluation(said=value.said) and shows_locales(value.said) else None
    ),
    is_short=_is_said,
)
