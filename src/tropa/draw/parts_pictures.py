"""What is shown of components, roles and requests: bars, small curves, ways."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.bars import Bar, VerdictChip
from tropa.draw.wording import Prose


@dataclass(frozen=True, slots=True)
class SmallCurve:
    """The share done by time, small enough for a card: the path, that of its interval, and what it says."""

    line: str
    band: str
    said: Markup


@dataclass(frozen=True, slots=True)
class SharePicture:
    """A share with what it needs to be believed (M4): in figures, as a bar, and of whom; ``figure`` names these."""

    share: str
    interval: str
    of: Markup
    bar: Bar
    figure: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A value and what it is called; ``figure`` names its customers, and is empty where none does."""

    label: Markup
    value: str
    figure: str = ""


@dataclass(frozen=True, slots=True)
class CountRow:
    """Runs of which something is so many: a bar against all of them, and the share with its interval."""

    label: Markup
    n: str
    share: Markup
    length: str


@dataclass(frozen=True, slots=True)
class PartCard:
    """A component or a role.

    Args:
        title: Its title.
        mark: What is to be known of it at once; None where nothing is.
        share: How many started it or are done; None where nobody could.
        facts: Further figures.
        curve: The share by time; None where nothing is on it.
        rows: How many joined a run; empty for components.
        remarks: What cannot be told, and why.
    """

    title: Prose
    mark: Markup | None
    share: SharePicture | None
    facts: tuple[Fact, ...]
    curve: SmallCurve | None
    rows: tuple[CountRow, ...]
    remarks: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A touchpoint on a way: how many came so far, None where nothing shows it; and how many got lost here."""

    title: Prose
    n: str | None
    length: str
    lost: Markup | None


@dataclass(frozen=True, slots=True)
class RatePicture:
    """How often a request came.

    Args:
        rate: In words, with its unit; None without a whole month.
        interval: Its bounds.
        expected: What was expected, in words.
        of: Of how many whole months.
        bar: Its picture, on a scale that holds the expectation; None without a whole month.
        verdict: The verdict.
    """

    rate: str | None
    interval: str
    expected: Markup
    of: Markup
    bar: Bar | None
    verdict: VerdictChip


@dataclass(frozen=True, slots=True)
class RequestPart:
    """A request.

    Args:
        title: Its title.
        shares: Who entered, went through and reached the goal, each with its heading.
        rate: How often it came; None where nothing is expected.
        ways: Its chains.
        remarks: What cannot be told, and why.
    """

    title: Prose
    shares: tuple[tuple[Markup, SharePicture], ...]
    rate: RatePicture | None
    ways: tuple[tuple[Place, ...], ...]
    remarks: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class PartsSection:
    """The sections of a report on components, roles and requests, each empty where the journey has none."""

    runs: str
    components: tuple[PartCard, ...]
    started: tuple[CountRow, ...]
    roles: tuple[PartCard, ...]
    requests: tuple[RequestPart, ...]
