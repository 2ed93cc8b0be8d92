"""What a step says of itself, before what stands inside it has been drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tropa.draw.scenario.phrases import Phrases
from tropa.draw.wording import Prose
from tropa.journey.codecs.values import Duration
from tropa.journey.model.steps import Step, Steps


@dataclass(frozen=True, slots=True)
class ToldWay:
    """A way on.

    Args:
        part: Its place in the step: ``then``, ``cases.0``.
        label: When it is taken.
        steps: What happens on it; None where nothing is written.
        fault: It is taken when something fails.
    """

    part: str
    label: Prose
    steps: Steps | None
    fault: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A step in words.

    Args:
        look: What sort of thing it is to the eye; see ``Node``.
        kind: What sort of step it is.
        title: What it does; None where nobody has said.
        details: What else is to know.
        rungs: What comes when.
        ways: The ways on, those that nobody has filled in among them.
    """

    look: str
    kind: Prose
    title: Prose | None
    details: tuple[Prose, ...] = ()
    rungs: tuple[Prose, ...] = ()
    ways: tuple[ToldWay, ...] = ()


def then_else(
    step_ways: Iterable[tuple[str, Steps | None, Prose]], refused: tuple[Steps | None, Prose] | None = None
) -> tuple[ToldWay, ...]:
    """The ways of a step with ``then``, ``else`` and perhaps ``refused``, the last only where it is written."""
    ways = [ToldWay(part, label, steps) for part, steps, label in step_ways]
    if refused and refused[0] is not None:
        ways.append(ToldWay("refused", refused[1], refused[0]))
    return tuple(ways)


def outcome_ways(
    outcomes: Mapping[str, Steps], other: Steps | None, up_to: Duration | None, phrases: Phrases
) -> tuple[ToldWay, ...]:
    """The ways by outcome, and the one for when the time is over."""
    ways = [
        ToldWay(f"outcomes.{at}", phrases.outcome(name), steps) for at, (name, steps) in enumerate(outcomes.items())
    ]
    if other or up_to:
        ways.append(ToldWay("else", over_time(up_to, phrases), other))
    return tuple(ways)


def over_time(up_to: Duration | None, phrases: Phrases) -> Prose:
    """The label of the way taken when what was waited for did not come."""
    if up_to is None:
        return phrases.said("scenario.way.otherwise")
    return phrases.said("scenario.way.not_within", time=phrases.time(up_to))


def channels(names: tuple[str, ...], phrases: Phrases, *, every: bool = False) -> Iterator[Prose]:
    """Over which channels."""
    if names:
        key = "scenario.detail.channels_all" if every and len(names) > 1 else "scenario.detail.channels"
        yield phrases.said(key, channels=phrases.listed(phrases.names.channel(name) for name in names))


def shared_details(step: Step, phrases: Phrases) -> Iterator[Prose]:
    """What any step may have: its stage, what it needs, what becomes of it when it is late, a note."""
    if step.stage:
        yield phrases.said("scenario.detail.stage", stage=phrases.stage(step.stage))
    if step.depends_on:
        systems = phrases.listed(phrases.shared("systems", name) for name in step.depends_on)
        yield phrases.said("scenario.detail.needs", systems=systems)
    if step.if_late:
        what = phrases.said(f"scenario.late.{step.if_late.do}")
        if step.if_late.after is None:
            yield phrases.said("scenario.detail.if_late", what=what)
        else:
            yield phrases.said("scenario.detail.if_late_by", what=what, time=phrases.time(step.if_late.after))
    if note := phrases.names.prose(step.note):
        yield note
