"""``hold`` and ``resume``: what is paused, and let out again (R12)."""

from __future__ import annotations

import sys
from uuid import uuid4

import click

from tropa.cli.running import now, open_store, store_option, tell
from tropa.cli.speaking import DONE, UNREADABLE, Speaker, lang_option, say, words_in
from tropa.engine.holds import Hold
from tropa.ports.state import StateStore
from tropa.runtime.holding import BadScope, Scope, begin_hold, end_holds, in_force, kept_back, scope_of, scope_text

SCOPES = "workspace, channel:ID, journey:ID, step:JOURNEY/STEP"


def _scope(text: str, speaker: Speaker) -> Scope:
    try:
        return scope_of(text)
    except BadScope:
        tell(speaker, "no_scope", met=text, scopes=SCOPES)
        sys.exit(UNREADABLE)


@click.command("hold", help=say("command.hold"))
@click.argument("scope", required=False)
@click.option("--mode", type=click.Choice(["hold", "skip", "exit"]), default="hold", help=say("argument.mode"))
@click.option("--extend/--no-extend", default=True, help=say("argument.extend"))
@click.option("--queue-events", is_flag=True, help=say("argument.queue_events"))
@click.option("--ignore-segments", is_flag=True, help=say("argument.ignore_segments"))
@store_option
@lang_option
def hold_command(
    scope: str | None,
    *,
    mode: str,
    extend: bool,
    queue_events: bool,
    ignore_segments: bool,
    url: str,
    language: str,
) -> int:
    """Begin a hold, or list those in force."""
    speaker = Speaker(language)
    named = _scope(scope, speaker) if scope is not None else None
    store = open_store(url, speaker)
    try:
        if named is None:
            _list(store, speaker)
            return DONE
        hold = Hold(
            id=str(uuid4()),
            since=now(),
            journey=named.journey,
            step=named.step,
            channel=named.channel,
            mode=mode,  # type: ignore[arg-type]  # one of the choices
            extend=extend,
            queue_events=queue_events,
            queue_segments=not ignore_segments,
        )
        tell(speaker, "held" if begin_hold(store, hold) else "held_already", scope=scope_text(hold))
    finally:
        store.close()
    return DONE


def _list(store: StateStore, speaker: Speaker) -> None:
    words = words_in(speaker.language)
    holds = in_force(store)
    for hold in holds:
        n = len(kept_back(store, hold, now()))
        since = hold.since.isoformat(timespec="seconds").replace("+00:00", "Z")
        click.echo(words.text("running.hold_line", scope=scope_text(hold), mode=hold.mode or "", since=since, n=n))
    if not holds:
        click.echo(words.text("running.no_holds"))


@click.command("resume", help=say("command.resume"))
@click.argument("scope")
@click.option("--yes", is_flag=True, help=say("argument.yes"))
@store_option
@lang_option
def resume_command(scope: str, *, yes: bool, url: str, language: str) -> int:
    """End the holds of a scope; who is held is told first."""
    speaker = Speaker(language)
    _scope(scope, speaker)
    store = open_store(url, speaker)
    try:
        mine = [hold for hold in in_force(store) if scope_text(hold) == scope]
        if not mine:
            tell(speaker, "not_held", scope=scope)
            return UNREADABLE
        n = len(frozenset().union(*(kept_back(store, hold, now()) for hold in mine)))
        tell(speaker, "would_release", scope=scope, n=n)
        if not yes and not click.confirm(words_in(speaker.language).text("running.release"), err=True):
            return DONE
        end_holds(store, scope, now())
        tell(speaker, "released", scope=scope, n=n)
    finally:
        store.close()
    return DONE
