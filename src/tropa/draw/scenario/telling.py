"""Steps in words: what each kind is called, does, and waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tropa.draw.scenario.phrases import Phrases
from tropa.draw.scenario.telling_people import tell_people
from tropa.draw.scenario.told import Told, ToldWay, channels, over_time, then_else
from tropa.draw.wording import Prose
from tropa.journey.codecs.values import Clock, Duration, Text
from tropa.journey.model.journey import CLIENT
from tropa.journey.model.steps import (
    BackTo,
    Call,
    Emit,
    End,
    ForEach,
    If,
    Remind,
    Rung,
    Send,
    Set,
    Split,
    StartJourney,
    Step,
    Switch,
    TraitMoment,
    Wait,
    kind_of,
    subject_of,
)

_LOOKS = {
    "send": "say",
    "remind": "say",
    "invite": "say",
    "survey": "say",
    "wait": "wait",
    "if": "choice",
    "switch": "choice",
    "split": "choice",
    "for_each": "each",
    "task": "people",
    "approve": "people",
    "visit": "people",
    "set": "system",
    "emit": "system",
    "call": "system",
    "start": "system",
    "end": "finish",
    "back_to": "back",
}
"""What the kinds are to the eye."""


def tell(step: Step, phrases: Phrases, title_of: Callable[[str], Prose | None]) -> Told:
    """A step in words.

    Args:
        step: The step.
        phrases: Speaks.
        title_of: What the step with an id is called; None for an id nobody has.
    """
    if type(step) is Step:
        return Told("blank", phrases.said("scenario.kind.step"), None)
    kind = kind_of(step)
    look, said = _LOOKS[kind], phrases.said(f"scenario.kind.{_kind_word(step, kind, phrases)}")
    if subject_of(step) is None:
        return Told("blank", said, None, ways=_tell(step, look, said, phrases, title_of).ways)
    return _tell(step, look, said, phrases, title_of)


def _kind_word(step: Step, kind: str, phrases: Phrases) -> str:
    if isinstance(step, Send) and phrases.journey.mode == "observed":
        return "seen"
    if isinstance(step, ForEach):
        return "for_each_part" if step.over == "component" else "for_each_role"
    return kind


def _tell(step: Step, look: str, said: Prose, phrases: Phrases, title_of: Callable[[str], Prose | None]) -> Told:
    match step:
        case Send():
            return Told(look, said, phrases.names.touchpoint(step.touchpoint), tuple(_send(step, phrases)))
        case Wait():
            return _wait(step, look, said, phrases)
        case If():
            title = phrases.condition(step.condition) if step.condition else None
            yes, no = phrases.said("scenario.way.yes"), phrases.said("scenario.way.no")
            return Told(look, said, title, ways=then_else((("then", step.then, yes), ("else", step.else_, no))))
        case Switch():
            return _switch(step, look, said, phrases)
        case Split():
            return _split(step, look, said, phrases)
        case ForEach():
            return _for_each(step, look, said, phrases)
        case Remind():
            return _remind(step, look, said, phrases)
        case End():
            details = (phrases.said(f"scenario.end.{step.of}"),) if step.of else ()
            return Told(look, said, phrases.outcome(step.outcome), details)
        case BackTo():
            return _back_to(step, look, said, phrases, title_of)
        case _:
            return tell_people(step, look, said, phrases) or _tell_system(step, look, said, phrases)


def _send(step: Send, phrases: Phrases) -> Iterator[Prose]:
    own = phrases.journey.touchpoints.get(step.touchpoint)
    yield from channels(step.by or (own.channel if own else ()), phrases, every=bool(own and own.each))
    if step.to:
        yield phrases.said("scenario.detail.to", who=phrases.who(step.to))
    if step.up_to:
        yield phrases.said("scenario.detail.expected_within", time=phrases.time(step.up_to))


def _wait(step: Wait, look: str, said: Prose, phrases: Phrases) -> Told:
    title = phrases.awaited(step.until) if step.until else None
    if isinstance(step.until, Duration | Clock | TraitMoment):
        return Told(look, said, title)
    came = phrases.said("scenario.way.in_time" if step.up_to else "scenario.way.came")
    ways = [("then", step.then, came)]
    if step.up_to or step.else_:
        ways.append(("else", step.else_, over_time(step.up_to, phrases)))
    return Told(look, said, title, tuple(_wait_details(step, phrases)), ways=then_else(ways))


def _wait_details(step: Wait, phrases: Phrases) -> Iterator[Prose]:
    if step.up_to:
        yield phrases.said("scenario.detail.up_to", time=phrases.time(step.up_to))
    if step.since in {"entry", "step", "ever"}:
        yield phrases.said(f"scenario.since.{step.since}")
    elif step.since:
        yield phrases.said("scenario.since.time", time=step.since)
    if step.key_:
        yield phrases.said("scenario.detail.key", key=step.key_)


def _switch(step: Switch, look: str, said: Prose, phrases: Phrases) -> Told:
    cases = [
        ToldWay(f"cases.{at}", phrases.case(step.on, value), steps)
        for at, (value, steps) in enumerate(step.cases.items())
    ]
    other = ToldWay("else", phrases.said("scenario.way.any_other"), step.else_)
    return Told(look, said, phrases.operand(step.on) if step.on else None, ways=(*cases, other))


def _split(step: Split, look: str, said: Prose, phrases: Phrases) -> Told:
    experiment = phrases.journey.experiments.get(step.experiment)
    shares = experiment.arms if experiment else {}
    ways = []
    for at, (arm, steps) in enumerate(step.arms.items()):
        label = phrases.named({}, arm)
        if (share := shares.get(arm)) is not None:
            figure = phrases.wording.numbers.round_share(float(share.value))
            label = phrases.said("scenario.way.arm", arm=label, share=figure)
        ways.append(ToldWay(f"arms.{at}", label, steps))
    hypothesis = phrases.names.prose(experiment.hypothesis) if experiment else None
    title = phrases.named(phrases.journey.experiments, step.experiment)
    return Told(look, said, title, (hypothesis,) if hypothesis else (), ways=tuple(ways))


def _for_each(step: ForEach, look: str, said: Prose, phrases: Phrases) -> Told:
    if step.over == "component":
        parts = phrases.journey.components
        title = phrases.listed(phrases.named(parts, name) for name in parts) if parts else None
    else:
        title = phrases.who(step.over)
    joined = step.join if step.join in {"all", "any"} else "some"
    number = phrases.wording.numbers.count(int(step.join)) if joined == "some" else ""
    detail = phrases.said(f"scenario.join.{joined}", n=number) if number else phrases.said(f"scenario.join.{joined}")
    lane = ToldWay("steps", phrases.said("scenario.way.each"), step.steps)
    return Told(look, said, title, (detail,), ways=(lane,))


def _remind(step: Remind, look: str, said: Prose, phrases: Phrases) -> Told:
    ways = then_else(
        (
            ("then", step.then, phrases.said("scenario.way.done")),
            ("else", step.else_, _too_late(step, phrases)),
        ),
        (step.refused, phrases.said("scenario.way.refused")),
    )
    title = phrases.said("scenario.remind.until", signal=phrases.signal(step.signal)) if step.signal else None
    rungs = tuple(_rung(rung, step, phrases) for rung in step.ladder)
    return Told(look, said, title, tuple(_remind_details(step, phrases)), rungs, ways)


def _too_late(step: Remind, phrases: Phrases) -> Prose:
    if step.up_to is None:
        return phrases.said("scenario.way.ladder_over")
    return over_time(step.up_to, phrases)


def _remind_details(step: Remind, phrases: Phrases) -> Iterator[Prose]:
    if step.with_:
        yield phrases.said("scenario.detail.with", touchpoint=phrases.names.touchpoint(step.with_))
    if step.up_to:
        yield phrases.said("scenario.detail.up_to", time=phrases.time(step.up_to))
    if step.reasons:
        yield phrases.said("scenario.detail.reasons", reasons=phrases.listed(map(phrases.reason, step.reasons)))


def _rung(rung: Rung, step: Remind, phrases: Phrases) -> Prose:
    parts = [phrases.names.channel(rung.by)] if rung.by else []
    if rung.with_ and rung.with_ != step.with_:
        parts.append(phrases.names.touchpoint(rung.with_))
    what = phrases.listed(parts) if parts else phrases.said("scenario.rung.reminder")
    if rung.after.n == 0:
        return phrases.said("scenario.rung.at_once", what=what)
    return phrases.said("scenario.rung.after", time=phrases.time(rung.after), what=what)


def _back_to(step: BackTo, look: str, said: Prose, phrases: Phrases, title_of: Callable[[str], Prose | None]) -> Told:
    title = title_of(step.step) or phrases.named({}, step.step)
    if step.max_visits == "unlimited":
        return Told(look, said, title, (phrases.said("scenario.back.unlimited"),))
    n = int(step.max_visits)
    count = phrases.wording.numbers.count(n)
    after = ToldWay("else", phrases.said("scenario.way.used_up", plural=n, n=count), step.else_)
    return Told(look, said, title, (phrases.said("scenario.back.times", plural=n, n=count),), ways=(after,))


def _tell_system(step: Step, look: str, said: Prose, phrases: Phrases) -> Told:
    match step:
        case Set(traits=traits):
            told = [phrases.said("scenario.system.set", name=n, value=_value(v, phrases)) for n, v in traits.items()]
            return Told(look, said, told[0] if told else None, tuple(told[1:]))
        case Emit(event=event):
            return Told(look, said, phrases.names.event(event))
        case Call(hook=hook, retry=retry):
            tries = phrases.wording.numbers.count(retry) if retry else ""
            again = (phrases.said("scenario.system.retry", plural=retry, n=tries),) if retry else ()
            return Told(look, said, phrases.shared("hooks", hook), again)
        case StartJourney(journey=journey, key_=key, join=join):
            details = [phrases.said("scenario.detail.key", key=key)] if key else []
            details += [phrases.said("scenario.join.journey")] if join else []
            return Told(look, said, phrases.other_journey(journey), tuple(details))
        case _:
            raise TypeError(f"no words for a step of kind {kind_of(step)}")


def _value(value: object, phrases: Phrases) -> str:
    if isinstance(value, bool):
        return phrases.said(f"scenario.way.{'yes' if value else 'no'}").text
    return str(value)


def beginning(phrases: Phrases) -> Prose | None:
    """How a run begins; None where nobody has said."""
    start = phrases.journey.start
    if start is None:
        return None
    if start.for_:
        return phrases.signal_title(start.for_)
    if start.segment:
        return phrases.said("scenario.begin.segment", segment=phrases.shared("segments", start.segment))
    return phrases.said(f"scenario.begin.{start.by}") if start.by else None


def role_title(name: str, title: Text | None, phrases: Phrases) -> Prose:
    """A role as the heading of its own steps."""
    return phrases.names.prose(title) or phrases.who(name or CLIENT)
