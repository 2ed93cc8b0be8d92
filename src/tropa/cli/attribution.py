"""``measure attribution``: reached goals dealt out to the touches before them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tropa.cli.asking import Asking, as_event
from tropa.cli.definitions import journey_or_refuse
from tropa.cli.gaps import tell_unheard
from tropa.cli.log import asked, events_options, tell_landing
from tropa.cli.questioning import answer_in, choosing_options, known_of, scope_of
from tropa.cli.speaking import DONE, UNREADABLE, Speaker, echo_table, format_option, lang_option, say, words_in
from tropa.measure.questions import EventSignal

if TYPE_CHECKING:
    from tropa.measure.attribution.conventions import AttributionAnswer, Dealt, TouchAnswer
    from tropa.measure.attribution.counts import Touch
    from tropa.plan.plan import Plan

ATTRIBUTION_ROWS = {"touches": "touch"}

NOTHING = "-"


@click.command("attribution", help=say("command.attribution"))
@events_options
@click.option("--touch", "touches", multiple=True, help=say("argument.attribution_touch"))
@click.option("--goal", help=say("argument.attribution_goal"))
@click.option("--lookback", help=say("argument.attribution_lookback"))
@click.option("--half-life", default="7d", help=say("argument.attribution_half_life"))
@choosing_options
@format_option("text", "json", "jsonl")
@lang_option
def attribution_command(events: str, columns: str | None, zone: str | None, **options: Any) -> int:  # noqa: ANN401  click's
    """Deal out goals."""
    from tropa.measure.attribution.as_data import attribution_data
    from tropa.measure.attribution.counts import Attribution
    from tropa.runtime.attributing import attribution

    speaker = Speaker(options["language"])
    asking = Asking(speaker)
    scope = scope_of(asking, options)
    touches, goal = _asked_for(options, asking, speaker)
    lookback_s = asking.seconds(options["lookback"]) if options["lookback"] else None
    question = Attribution(touches, goal, lookback_s, asking.seconds(options["half_life"]), scope)
    with asked(events, columns, zone, speaker) as log:
        answer, landing, missing = attribution(log, question)
    tell_landing(landing, speaker)
    tell_unheard(missing, speaker)
    data = {**attribution_data(answer), **known_of(landing, missing), "note": words_in("en").text("attribution.note")}
    answer_in(options["form"], data, ATTRIBUTION_ROWS, lambda: _Told(speaker).tell(answer))
    return DONE


def _asked_for(options: dict[str, Any], asking: Asking, speaker: Speaker) -> tuple[tuple[Touch, ...], EventSignal]:
    """The touches and the goal: as typed, or those of a journey."""
    from tropa.measure.attribution.counts import Touch

    touches = tuple(Touch(text, asking.event(text)) for text in options["touches"])
    goal = asking.event(options["goal"]) if options["goal"] else None
    if options["journey"] is not None and not (touches and goal):
        plan = _plan(options["journey"], speaker)
        touches = touches or _touchpoints(plan)
        goal = goal or (as_event(plan.success) if plan.success is not None else None)
    if not touches:
        _refuse("no_touch", speaker)
    if goal is None:
        _refuse("no_goal", speaker)
    return touches, goal


def _plan(path: Path, speaker: Speaker) -> Plan:
    """What a journey listens for."""
    from tropa.plan.compiling import compile_plan

    loaded = journey_or_refuse(path, None, speaker)
    assert loaded.journey is not None  # noqa: S101  journey_or_refuse has just said so
    return compile_plan(loaded.journey, loaded.schemes)


def _touchpoints(plan: Plan) -> tuple[Touch, ...]:
    """The touchpoints that one event proves."""
    from tropa.measure.attribution.counts import Touch

    proofs = [(one.id, as_event(one.reached)) for one in plan.touchpoints if one.reached is not None]
    return tuple(Touch(label, signal) for label, signal in proofs if signal is not None)


def _refuse(key: str, speaker: Speaker) -> NoReturn:
    """Say in words of this command's own catalogue what is missing, and end."""
    click.echo(words_in(speaker.language).text(f"attribution.{key}"), err=True)
    sys.exit(UNREADABLE)


class _Told:
    """Tells the answer to a person.

    Args:
        speaker: Whose language it is.
    """

    def __init__(self, speaker: Speaker) -> None:
        from tropa.draw.numbers import Numbers

        self._words = words_in(speaker.language)
        self._numbers = Numbers(self._words)

    def tell(self, answer: AttributionAnswer) -> None:
        """The goals, what each touch gets, and what that does not say."""
        from tropa.measure.attribution.conventions import CONVENTIONS

        count = self._numbers.count
        touched = answer.goals - answer.untouched
        click.echo(self._text("goals", goals=count(answer.goals), touched=count(touched), lost=count(answer.lost)))
        click.echo()
        echo_table(
            [self._text(f"column.{name}") for name in ("touch", "n", "goals", "share", "interval", *CONVENTIONS)],
            (self._touch(touch) for touch in answer.touches),
        )
        click.echo(self._text("note"))

    def _touch(self, touch: TouchAnswer) -> tuple[str, ...]:
        numbers = self._numbers
        return (
            touch.label,
            numbers.count(touch.n),
            numbers.count(touch.goals),
            numbers.share(touch.share) if touch.share is not None else NOTHING,
            numbers.interval(touch.low, touch.high) if touch.share is not None else NOTHING,
            *(self._dealt(dealt) for dealt in touch.dealt.values()),
        )

    def _dealt(self, dealt: Dealt) -> str:
        """Goals and, where the convention has one, the interval of their share."""
        if dealt.share is None:
            return NOTHING
        goals = self._numbers.decimal(dealt.goals)
        if dealt.low is None or dealt.high is None:
            return self._text("dealt", goals=goals, share=self._numbers.share(dealt.share))
        return self._text("dealt", goals=goals, share=self._numbers.interval(dealt.low, dealt.high))

    def _text(self, name: str, /, **params: object) -> str:
        return self._words.text(f"attribution.{name}", **params)
