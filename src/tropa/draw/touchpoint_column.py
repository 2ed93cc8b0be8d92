"""One column of the map: what the definition says of a touchpoint, lane by lane."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.bars import expectation
from tropa.draw.emotion import NO_CROSSING, Crossing, EmotionPoint, ReportedEmotion, emotion_point
from tropa.draw.names import Names
from tropa.draw.reality_cell import RealityCell
from tropa.draw.wording import Prose, Wording
from tropa.journey.model.measures import Evaluation
from tropa.journey.model.touchpoints import Communication, Touchpoint

ASIDES = ("who", "how", "what", "when", "ask")
"""Parts of a communication told with a label, in the order of the five answers."""


@dataclass(frozen=True, slots=True)
class Said:
    """A part of a communication.

    Args:
        label: What part it is; None for the main text.
        text: The words.
    """

    label: Markup | Prose | None
    text: Prose | Markup


@dataclass(frozen=True, slots=True)
class TouchpointColumn:
    """A touchpoint, lane by lane; None or an empty tuple means "not filled in yet".

    Args:
        id: Its id.
        title: Its title.
        channels: Its channels, first usable first.
        every_channel: All channels at once.
        moment_of_truth: Much is decided here.
        communication: What is said.
        target_action: What the client should do.
        evaluation: How that is judged, a line each.
        responsible: Who answers for it.
        client_expects: What the client expects.
        company_expects: What the company intends.
        emotion: What the client feels, as planned and as reported.
        crossing: Where the curve of emotions crosses the column's borders.
        signpost: What comes next, as the client is told.
        status: Where the client stands, as the client is told.
        help: Who helps here.
        backstage: Algorithms behind it.
        depends_on: Systems it needs.
        reality: What became of it; None on a map without reality.
    """

    id: str
    title: Prose
    channels: tuple[Prose, ...]
    every_channel: bool
    moment_of_truth: bool
    communication: tuple[Said, ...]
    target_action: Markup | None
    evaluation: tuple[Markup | Prose, ...]
    responsible: Prose | None
    client_expects: Prose | None
    company_expects: Prose | None
    emotion: EmotionPoint | None
    crossing: Crossing
    signpost: Prose | None
    status: Prose | None
    help: Prose | None
    backstage: tuple[Prose, ...]
    depends_on: tuple[Prose, ...]
    reality: RealityCell | None


def touchpoint_column(
    name: str,
    touchpoint: Touchpoint,
    names: Names,
    wording: Wording,
    reality: RealityCell | None,
    *,
    reported: ReportedEmotion | None = None,
) -> TouchpointColumn:
    """The column of one touchpoint.

    Args:
        name: Its id.
        touchpoint: What the definition says of it.
        names: What people call the journey's things.
        wording: The page's language.
        reality: What became of it.
        reported: What clients said they felt there.
    """
    return TouchpointColumn(
        id=name,
        title=names.touchpoint(name),
        channels=tuple(names.channel(channel) for channel in touchpoint.channel),
        every_channel=touchpoint.each,
        moment_of_truth=touchpoint.moment_of_truth,
        communication=tuple(_communication(touchpoint.communication, names, wording)),
        target_action=names.signal(touchpoint.target_action) if touchpoint.target_action else None,
        evaluation=tuple(_evaluation(touchpoint.evaluation, names, wording)),
        responsible=names.responsible(touchpoint.responsible) if touchpoint.responsible else None,
        client_expects=names.prose(touchpoint.client_expects),
        company_expects=names.prose(touchpoint.company_expects),
        emotion=emotion_point(touchpoint.emotion, reported, wording),
        crossing=NO_CROSSING,
        signpost=names.prose(touchpoint.signpost),
        status=names.prose(touchpoint.status),
        help=names.responsible(touchpoint.help) if touchpoint.help else None,
        backstage=tuple(names.algorithm(one) for one in touchpoint.backstage),
        depends_on=tuple(names.system(one) for one in touchpoint.depends_on),
        reality=reality,
    )


def _communication(said: Communication | None, names: Names, wording: Wording) -> Iterator[Said]:
    if said is None:
        return
    if subject := names.prose(said.subject):
        yield Said(wording.say("report.said.subject"), subject)
    if text := names.prose(said.text):
        yield Said(None, text)
    for channel, words in said.by_channel.items():
        if own := names.prose(words):
            yield Said(names.channel(channel), own)
    for part in ASIDES:
        if aside := _aside(said, part, names, wording):
            yield Said(wording.say(f"report.said.{part}"), aside)


def _aside(said: Communication, part: str, names: Names, wording: Wording) -> Prose | Markup | None:
    """One of the five answers; None where nobody has given it."""
    match part:
        case "how":
            return wording.say("report.list.joint").join(names.channel(name) for name in said.how)
        case "when":
            return Prose(wording.numbers.duration(said.when.seconds)) if said.when else None
        case _:
            return names.prose(getattr(said, part))


def _evaluation(judged: Evaluation | None, names: Names, wording: Wording) -> Iterator[Markup | Prose]:
    if judged is None:
        return
    if judged.within:
        yield wording.say("report.evaluation.within", time=wording.numbers.duration(judged.within.seconds))
    if judged.expect:
        yield expectation(wording, float(judged.expect.value), at_most=judged.expect.at_most)
    if judged.indicator:
        yield wording.say("report.evaluation.indicator", indicator=names.indicator(judged.indicator))
    if said := names.prose(judged.said):
        yield said
