"""The calendar of communications: all of them, over all stages, in the order in which they come (S1-53)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.names import Names
from tropa.draw.sections.moments import Sending, Span, sendings
from tropa.draw.wording import Prose, Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme, Stage
from tropa.journey.model.steps import Steps
from tropa.journey.model.touchpoints import Touchpoint
from tropa.journey.proof import MESSAGE_CHANNELS
from tropa.journey.schemes import stages_of

DASH = "–"
"""Stands where there is nothing to say, unlike what is not filled in yet."""


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One communication.

    Args:
        when: When it comes.
        title: The touchpoint, or the question of a survey.
        stage: Its stage; None where nobody has said.
        channels: The channels that are tried, first usable first.
        message_class: The class of its message; None where nobody has said, a dash where it is no message.
        responsible: Who answers for it; None where nobody has said, a dash for a survey.
        to: Who gets it, where it is not the client.
    """

    when: Markup
    title: Prose
    stage: Prose | None
    channels: tuple[Prose, ...]
    message_class: str | None
    responsible: Prose | None
    to: Prose | None


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """Communications counted from one beginning.

    Args:
        title: From where their times are counted.
        rows: The communications.
    """

    title: Markup
    rows: tuple[CalendarRow, ...]


def calendar(
    journey: Journey, schemes: Mapping[str, Scheme], names: Names, wording: Wording
) -> tuple[CalendarPart, ...]:
    """All communications of a journey; empty where it has none.

    Args:
        journey: The journey.
        schemes: Stage schemes by id.
        names: What people call its things.
        wording: The page's language.
    """
    draft = _Draft(journey, {stage.id: stage for stage in stages_of(journey, schemes)}, names, wording)
    parts = [CalendarPart(title, tuple(draft.rows(steps))) for title, steps in draft.beginnings()]
    parts.append(CalendarPart(draft.left_title(), tuple(draft.left())))
    return tuple(part for part in parts if part.rows)


def _order(one: Sending) -> tuple[bool, int]:
    untimed = one.before_visit or one.at == Span(0, None)
    return untimed, 0 if untimed else one.at.low_s


class _Draft:
    """The calendar while it is written; what steps send is crossed off the list of communications."""

    def __init__(self, journey: Journey, stages: Mapping[str, Stage], names: Names, wording: Wording) -> None:
        self._journey, self._stages, self._names, self._wording = journey, stages, names, wording
        self._observed = journey.mode == "observed"
        self._sent: set[str] = set()

    def beginnings(self) -> Iterator[tuple[Markup, Steps]]:
        """Each list of steps, with the moment it begins at."""
        say, journey = self._wording.say, self._journey
        yield say("map.calendar.from_start"), journey.steps or ()
        for name, role in journey.roles.items():
            yield say("map.calendar.from_joining", role=self._names.responsible(name)), role.steps or ()
        if journey.success:
            yield say("map.calendar.from_success"), journey.success.steps or ()
        for name, way in journey.exit.items():
            yield say("map.calendar.from_exit", outcome=self._names.outcome(name)), way.steps or ()

    def rows(self, steps: Steps) -> Iterator[CalendarRow]:
        """What a list of steps sends, each once: by its earliest time, then as written; last what has no time."""
        for one in dict.fromkeys(sorted(sendings(steps, observed=self._observed), key=_order)):
            if one.survey:
                yield self._survey(one)
            elif one.name in self._journey.touchpoints:
                self._sent.add(one.name)
                yield self._row(one.name, self._when(one), one)

    def left_title(self) -> Markup:
        """What is said above the communications that no step sends."""
        return self._wording.say("map.calendar.unsent" if self._journey.steps else "map.calendar.no_steps")

    def left(self) -> Iterator[CalendarRow]:
        """Communications that no step sends, in the order of the map."""
        for name, touchpoint in self._journey.touchpoints.items():
            if touchpoint.communication is not None and name not in self._sent:
                yield self._row(name, self._wording.say("map.calendar.no_time"), None)

    def _row(self, name: str, when: Markup, one: Sending | None) -> CalendarRow:
        touchpoint, names = self._journey.touchpoints[name], self._names
        return CalendarRow(
            when=when,
            title=names.touchpoint(name),
            stage=self._stage((one.stage if one else None) or touchpoint.stage or self._journey.stage),
            channels=tuple(names.channel(channel) for channel in (one.by if one else ()) or touchpoint.channel),
            message_class=self._class(touchpoint),
            responsible=names.responsible(touchpoint.responsible) if touchpoint.responsible else None,
            to=names.responsible(one.to) if one and one.to else None,
        )

    def _survey(self, one: Sending) -> CalendarRow:
        return CalendarRow(
            when=self._when(one),
            title=self._names.titled("surveys", one.name),
            stage=self._stage(one.stage or self._stage_of(one.follows) or self._journey.stage),
            channels=tuple(self._names.channel(channel) for channel in one.by),
            message_class=self._wording.plain("map.class.survey"),
            responsible=Prose(DASH),
            to=None,
        )

    def _class(self, touchpoint: Touchpoint) -> str | None:
        """The class of a touchpoint's message: nobody has to say it where no message is sent."""
        if touchpoint.class_:
            return self._wording.plain(f"map.class.{touchpoint.class_}")
        is_message = not touchpoint.channel or MESSAGE_CHANNELS.intersection(touchpoint.channel)
        return None if is_message else DASH

    def _stage_of(self, name: str | None) -> str | None:
        """The stage that a touchpoint names."""
        touchpoint = self._journey.touchpoints.get(name or "")
        return touchpoint.stage if touchpoint else None

    def _stage(self, name: str | None) -> Prose | None:
        return self._names.stage(self._stages.get(name) or Stage(id=name)) if name else None

    def _when(self, one: Sending) -> Markup:
        """When it comes; what somebody else sends is expected then."""
        span = one.at
        if one.before_visit:
            return self._moment("before_visit", time=span.low_s)
        match span:
            case Span(0, 0):
                return self._moment("at_once")
            case Span(0, None):
                return self._moment("open")
            case Span(low, None):
                return self._moment("not_before", time=low)
            case Span(low, high) if low == high:
                return self._moment("after", time=low)
            case Span(0, int() as high):
                return self._moment("within", time=high)
            case Span(low, int() as high):
                return self._moment("between", low=low, high=high)
            case _:
                raise AssertionError(span)

    def _moment(self, key: str, **times_s: int) -> Markup:
        """The words of a moment, its times as exact as they were written."""
        exactly, room = self._wording.numbers.exactly, "map.calendar.expected." if self._observed else "map.calendar."
        return self._wording.say(f"{room}{key}", **{name: exactly(time_s) for name, time_s in times_s.items()})
