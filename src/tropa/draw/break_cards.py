"""Break points and changes for the better as cards, ranked by the goals they cost or bring (M12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.bars import css
from tropa.draw.break_course import Course, course_of
from tropa.draw.break_words import BreakWords
from tropa.draw.lettering import direction_of
from tropa.draw.names import Names
from tropa.draw.wording import FIRST_STRONG_ISOLATE, POP_ISOLATE, Prose, Wording
from tropa.measure.breaking.answer import BreaksAnswer, CoursePoint, Shift, Stretch
from tropa.measure.breaking.torn import torn_figure

MOST_CARDS = 12
"""Cards of breaks, and of improvements, on a page; the command tells all of them."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A share to hold the card's own share against.

    Args:
        title: What it is the share of.
        share: The share.
        of: Out of how many; None where it is reckoned.
    """

    title: Markup
    share: str
    of: str | None


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A period of the course in figures."""

    when: Markup
    entrants: str
    share: str


@dataclass(frozen=True, slots=True)
class BreakCard:
    """A break point or a change for the better, ready to show.

    Args:
        where: The touchpoint.
        whom: For whom.
        when: On which days.
        kind: ``worse`` or ``better``.
        share: Its share on these days.
        interval: The share's interval.
        watched: Out of how many, within what time.
        missed: How many of them not ...
        figure: ... and the figure that names these.
        beside: What was to be expected, before, after, peers.
        cost: How much was lost or won ...
        unit: ... of what.
        length: Length of its bar, in CSS.
        chance: How often such a finding is false.
        course: Its picture.
        ends: The first and the last day of the picture.
        top: The share at the picture's top.
        said: What the picture shows, in a sentence.
        rows: The same in figures.
    """

    where: Prose
    whom: Markup
    when: Markup
    kind: str
    share: str
    interval: Markup
    watched: Markup
    missed: str
    figure: str
    beside: tuple[Beside, ...]
    cost: str
    unit: Markup
    length: str
    chance: Markup
    course: Course
    ends: tuple[str, str]
    top: str
    said: str
    rows: tuple[CourseRow, ...]


@dataclass(frozen=True, slots=True)
class BreakCards:
    """The section of a report on breaks.

    Args:
        lead: What was looked at.
        breaks: Largest loss first.
        improvements: Largest win first.
        more: What is said of those beyond the first; None where all are shown.
        looked: Whether there was anything to look at.
    """

    lead: Markup
    breaks: tuple[BreakCard, ...]
    improvements: tuple[BreakCard, ...]
    more: Markup | None
    looked: bool


def break_cards(answer: BreaksAnswer, names: Names, wording: Wording) -> BreakCards:
    """The cards of a report."""
    numbers, tried = wording.numbers, answer.tried
    n_more = sum(max(len(shifts) - MOST_CARDS, 0) for shifts in (answer.breaks, answer.improvements))
    return BreakCards(
        lead=wording.say("breaks.card.lead", cells=numbers.count(tried.cells), windows=numbers.count(tried.windows)),
        breaks=_cards("breaks", answer.breaks, names, wording),
        improvements=_cards("improvements", answer.improvements, names, wording),
        more=wording.say("breaks.card.more", n=numbers.count(n_more)) if n_more else None,
        looked=bool(tried.cells),
    )


def _cards(kind: str, shifts: tuple[Shift, ...], names: Names, wording: Wording) -> tuple[BreakCard, ...]:
    most = max((_cost(shift) for shift in shifts), default=0.0) or 1.0
    return tuple(
        _card(shift, f"{kind}.{number}", most, names, wording)
        for number, shift in enumerate(shifts[:MOST_CARDS], start=1)
    )


def _cost(shift: Shift) -> float:
    return shift.goals if shift.goals is not None else shift.passes


def for_whom(shift: Shift, wording: Wording) -> Markup:
    """The segment, in the direction of the property's name; or everybody."""
    if shift.cut is None:
        return wording.say("breaks.everybody")
    value = Prose(shift.value) if shift.value is not None else wording.say("breaks.no_value")
    said = wording.say("breaks.cell", cut=shift.cut, value=value)
    return Markup('<bdi dir="{}">{}</bdi>').format(direction_of(shift.cut), said)


def on_which_days(shift: Shift, wording: Wording) -> Markup:
    """The dates."""
    return Markup("<bdi>{}</bdi>").format(BreakWords(wording.words).when(shift))


def _card(shift: Shift, name: str, most: float, names: Names, wording: Wording) -> BreakCard:
    numbers, words = wording.numbers, BreakWords(wording.words)
    share, reference = numbers.share(shift.inside.share or 0.0), numbers.share(shift.reference)
    end = "lost" if shift.worse else "won"
    course = course_of(shift)
    return BreakCard(
        where=names.touchpoint(shift.touchpoint),
        whom=for_whom(shift, wording),
        when=on_which_days(shift, wording),
        kind="worse" if shift.worse else "better",
        share=share,
        interval=wording.say("breaks.card.interval", interval=numbers.interval(shift.low, shift.high)),
        watched=wording.say(
            "breaks.card.watched",
            passed=numbers.count(shift.inside.passed),
            entrants=numbers.count(shift.inside.entrants),
            within=numbers.duration(shift.within_s),
        ),
        missed=numbers.count(shift.inside.entrants - shift.inside.passed),
        figure=torn_figure(name, done=False),
        beside=tuple(_beside(shift, wording)),
        cost=numbers.decimal(_cost(shift)),
        unit=wording.say(f"breaks.card.{end}" if shift.goals is not None else f"breaks.card.passes_{end}"),
        length=css(_cost(shift) / most),
        chance=wording.say("breaks.card.chance", rate=numbers.share(shift.q_value)),
        course=course,
        ends=(_apart(words.day(shift.course[0].since)), _apart(words.day(shift.course[-1].until))),
        top=numbers.round_share(course.height),
        said=wording.plain("breaks.card.course", share=share, expected=reference),
        rows=tuple(_row(point, words, wording) for point in shift.course if point.entrants),
    )


def _apart(text: str) -> str:
    """A text in a picture that leads from left to right, in its own direction."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def _beside(shift: Shift, wording: Wording) -> Iterator[Beside]:
    numbers = wording.numbers
    yield Beside(wording.say("breaks.card.expected"), numbers.share(shift.reference), None)
    parts: dict[str, Stretch] = {"before": shift.before, "after": shift.after, "peers": shift.peers}
    for name, stretch in parts.items():
        if stretch.entrants:
            share = numbers.share(stretch.share or 0.0)
            yield Beside(wording.say(f"breaks.card.{name}"), share, numbers.count(stretch.entrants))


def _row(point: CoursePoint, words: BreakWords, wording: Wording) -> CourseRow:
    since, until = words.day(point.since), words.day(point.until)
    when = Markup("<bdi>{}</bdi>").format(since)
    if until != since:
        when = wording.say("breaks.window", since=since, until=until)
    numbers = wording.numbers
    return CourseRow(when, numbers.count(point.entrants), numbers.share(point.passed / point.entrants))
