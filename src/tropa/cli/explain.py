"""``explain``: why a customer is where in a journey, and what would move the customer on (R20)."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import click
import msgspec

from tropa.cli.reasons import ignored_in, reason_in
from tropa.cli.running import now, open_store, store_option, tell
from tropa.cli.speaking import DONE, UNREADABLE, Speaker, echo_json, format_option, lang_option, say, words_in
from tropa.data.words import Words
from tropa.engine.awaiting import Awaited
from tropa.engine.explaining import Came, Explanation, RunExplained, Standing
from tropa.runtime.explaining import explain


@click.command("explain", help=say("command.explain"))
@click.argument("journey")
@click.argument("customer")
@store_option
@format_option("text", "json")
@lang_option
def explain_command(journey: str, customer: str, *, url: str, form: str, language: str) -> int:
    """Explain one customer in one journey."""
    speaker = Speaker(language)
    store = open_store(url, speaker)
    try:
        known = {version.journey for version in store.versions()}
        if journey not in known:
            tell(speaker, "unknown_journey", met=journey, known=", ".join(sorted(known)) or "-")
            sys.exit(UNREADABLE)
        told = explain(store, journey, customer, now())
    finally:
        store.close()
    if form == "json":
        echo_json(_plain(told))
    else:
        for line in _Telling(words_in(language)).lines(told):
            click.echo(line)
    return DONE


def _plain(value: Any) -> Any:  # noqa: ANN401  rows of any kind
    """Rows as objects of their fields, instants in ISO 8601, sets in order."""
    match value:
        case msgspec.Struct():
            return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
        case tuple() if hasattr(value, "_asdict"):
            return {name: _plain(held) for name, held in value._asdict().items()}
        case Mapping():
            return {str(name): _plain(held) for name, held in value.items()}
        case frozenset():
            return sorted(map(_plain, value))
        case list() | tuple():
            return [_plain(held) for held in value]
        case datetime():
            return _iso(value)
        case _:
            return value


class _Telling:
    """An explanation in words.

    Args:
        words: Of the language.
    """

    def __init__(self, words: Words) -> None:
        self._words = words

    def _say(self, key: str, **params: object) -> str:
        return self._words.text(f"explain.{key}", **params)

    def lines(self, told: Explanation) -> Iterator[str]:
        """Line by line."""
        if not told.runs:
            yield self._say("no_run", customer=told.customer, journey=told.journey)
        for run in told.runs:
            yield from self._run(run)
        for one in told.not_entered:
            reason = ignored_in(self._words, one.reason)
            yield self._say("not_entered", event=one.cause.event or one.cause.message_id, reason=reason)
        if told.closed_by is not None:
            yield self._say("closed", since=_iso(told.closed_by.since))
        if not told.runs:
            yield from (self._say("enters", what=self._awaited(one)) for one in told.enters)
        for stage in told.kept_back_by:
            forbids = ", ".join(sorted(stage.forbids))
            yield self._say("kept_back", journey=stage.journey, stage=stage.stage, forbids=forbids)

    def _run(self, run: RunExplained) -> Iterator[str]:
        event = run.entered.event or run.entered.message_id
        key = f" ({run.run.key})" if run.run.key is not None else ""
        yield self._say(
            "run", attempt=run.run.attempt, run_key=key, version=run.version, event=event, at=_iso(run.started_at)
        )
        for stand in run.stands:
            yield from self._stand(stand)
        for message, standing in run.sent:
            what = message.touchpoint or message.survey
            yield self._say(
                "sent", at=_iso(message.at), what=what, channel=message.channel, to=message.to, standing=standing
            )
        for one in run.not_sent:
            yield self._say(
                "not_sent", at=_iso(one.at), what=one.touchpoint, reason=reason_in(self._words, one.reason)
            )
        if run.outcome is not None:
            by = f": {self._came(run.ended_by)}" if run.ended_by is not None else ""
            yield self._say("ended", outcome=run.outcome, at=_iso(run.ended_at), by=by)
        for awaited in run.ends:
            yield self._say("would_end", what=self._awaited(awaited), outcome=awaited.label)

    def _stand(self, stand: Standing) -> Iterator[str]:
        place = stand.place
        branch = f" [{place.branch}]" if place.branch else ""
        yield self._say(
            "stands", who=place.participant, step=f"{place.step}{branch}", kind=stand.kind, since=_iso(stand.since)
        )
        for came in stand.way:
            yield f"    {_iso(came.at)}  {self._came(came)}"
        if stand.held is not None:
            yield self._say("held", since=_iso(stand.held.since))
        for awaited in stand.moves_on:
            yield self._say("moves_on", what=self._awaited(awaited), to=awaited.to or self._say("the_end"))

    def _came(self, came: Came | None) -> str:
        if came is None:
            return ""
        cause = came.cause.event or (came.cause.message_id or self._say("timer"))
        why = f" ({came.reason})" if came.reason else ""
        way = f"{came.came_from or '·'} → {came.step or '·'}"
        return f"{way}  {came.label}  {cause}{why}".replace("    ", "  ")

    def _awaited(self, one: Awaited) -> str:
        where = self._say("where", condition=one.where) if one.where else ""
        at = self._say("at", at=_iso(one.at)) if one.at is not None else ""
        return self._say(f"awaited.{one.what}", name=one.name, where=where, at=at).strip()


def _iso(at: Any) -> str:  # noqa: ANN401  an instant or nothing
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at is not None else ""
