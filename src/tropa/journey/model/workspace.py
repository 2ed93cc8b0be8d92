"""The workspace: what all journeys of a company share."""

from __future__ import annotations

from datetime import date

from tropa.journey.codecs.collections import TEXT, ListOf, MapOf, ref
from tropa.journey.codecs.records import codec_of, key, record
from tropa.journey.codecs.scalars import (
    BOOL,
    DATE,
    DURATION,
    HOURS,
    ID,
    LOCALE,
    MESSAGE_CLASSES,
    NAME,
    RATE,
    WINDOW,
    ScalarCodec,
    choice,
)
from tropa.journey.codecs.values import Duration, Hours, Rate, Section, Text, Window
from tropa.journey.conditions import Condition
from tropa.journey.model.language import CONDITION, SIGNAL
from tropa.journey.signals import Signal

_CLASS_KEY = ScalarCodec("one_of", "|".join(MESSAGE_CLASSES), lambda m: m.group(), choices=MESSAGE_CLASSES)
ZONE = ScalarCodec("zone", r"[A-Za-z][A-Za-z0-9_+-]{0,30}(/[A-Za-z0-9_+-]{1,30}){0,2}", lambda m: m.group())
CURRENCY = ScalarCodec("currency", "[A-Z]{3}", lambda m: m.group())
CALENDAR = choice("gregorian", "persian")


@record
class Segment:
    """A named condition on customers; entering and leaving both act (R14)."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    when: Condition | None = key(CONDITION, "Who belongs to it; bare names are traits.")


@record
class Hook:
    """A call to another system; address and secret stand in the settings under the same id."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    system: str | None = key(ref("systems"), "The system it calls.")


@record
class Team:
    """People who answer for something."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    department: str | None = key(NAME, "The department it belongs to.")
    lead: str | None = key(NAME, "Who leads it.")
    deputy: str | None = key(NAME, "A person or a team that stands in.")
    hours: Hours | None = key(HOURS, "When it works.")


@record
class Channel:
    """A way to reach the client, or to be reached."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    reply: bool | None = key(BOOL, "The client can answer in it.")


@record
class System:
    """A system that steps or touchpoints need."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    kind: str | None = key(choice("internal", "external"), "Ours or somebody else's.")
    what: str | None = key(NAME, "What it is: `bank`, `network`, `law`, `web service` ...")
    team: str | None = key(ref("teams"), "Who watches it.")
    crisis: str | None = key(ref("crises"), "The plan for when it fails.")


@record
class Algorithm:
    """A rule behind the path (S4-16)."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    rule: Text | None = key(TEXT, "What it decides, in words.")
    system: str | None = key(ref("systems"), "Where it runs.")
    owner: str | None = key(ref("teams", "roles"), "Who owns it.")
    inputs: tuple[str, ...] = key(ListOf(NAME, or_one=True), "What it needs.", default=())
    outputs: tuple[str, ...] = key(ListOf(NAME, or_one=True), "What it yields.", default=())


@record
class Hold:
    """How a crisis pauses what runs (R12)."""

    mode: str = key(choice("hold", "skip", "exit"), "What becomes of runs.", default="hold")
    extend: bool = key(BOOL, "Waits are lengthened by the pause.", default=True)


@record
class Crisis:
    """What to do when something we depend on fails (S3-29)."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    when: Signal | None = key(SIGNAL, "What tells of it.")
    owner: str | None = key(ref("teams"), "Who leads through it.")
    hold: Hold | None = key(codec_of(Hold), "How it pauses what runs.")
    say: Section[Text] = key(
        MapOf(TEXT, refers=("channels",)), "What clients are told, by channel.", default=Section()
    )
    fallback: Text | None = key(TEXT, "The other way.")
    review: date | None = key(DATE, "When the plan is looked at again.")
    drill_every: Duration | None = key(DURATION, "How often it is practised.")


@record
class Support:
    """Who helps, where, when."""

    owner: str | None = key(ref("teams"), "Who answers for it.")
    hours: Hours | None = key(HOURS, "When there is somebody.")
    reply_within: Duration | None = key(DURATION, "How soon an answer comes.")
    channels: Section[str] = key(MapOf(ref("teams"), refers=("channels",)), "Teams by channel.", default=Section())
    reasons: tuple[str, ...] = key(ListOf(NAME, or_one=True), "Why clients turn to it.", default=())


_LOCALES = ListOf(LOCALE)


@record
class Shared:
    """What may stand in a workspace, or in a journey that stands alone."""

    segments: Section[Segment] = key(
        MapOf(codec_of(Segment), kind="segments", fill=Segment()), "Named conditions.", default=Section()
    )
    hooks: Section[Hook] = key(
        MapOf(codec_of(Hook), kind="hooks", fill=Hook()), "Calls to other systems.", default=Section()
    )
    teams: Section[Team] = key(MapOf(codec_of(Team), kind="teams", fill=Team()), "Teams.", default=Section())
    channels: Section[Channel] = key(
        MapOf(codec_of(Channel), kind="channels", fill=Channel()), "Channels.", default=Section()
    )
    systems: Section[System] = key(
        MapOf(codec_of(System), kind="systems", fill=System()), "Systems.", default=Section()
    )
    algorithms: Section[Algorithm] = key(
        MapOf(codec_of(Algorithm), kind="algorithms", fill=Algorithm()), "Algorithms.", default=Section()
    )
    support: Support | None = key(codec_of(Support), "Who helps, where, when.")
    caps: Section[Rate] = key(
        MapOf(RATE, key=_CLASS_KEY), "Most messages of a class per time (R13).", default=Section()
    )
    quiet_hours: Window | None = key(WINDOW, "When nobody is disturbed.")
    crises: Section[Crisis] = key(
        MapOf(codec_of(Crisis), kind="crises", fill=Crisis()), "Plans for bad days.", default=Section()
    )
    locales: tuple[str, ...] = key(_LOCALES, "Locales; bare texts are in the first.", default=())
    time_zone: str | None = key(ZONE, "IANA zone of waits and clocks (R7).")
    calendar: str | None = key(CALENDAR, "Calendar of dates shown.")
    currency: str | None = key(CURRENCY, "Currency of amounts.")


@record
class Workspace(Shared):
    """A workspace file."""

    workspace: str = key(ID, "The workspace's id.", required=True, default="")
    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
