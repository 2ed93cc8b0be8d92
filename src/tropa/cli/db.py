"""``db``: the store itself. ``prune`` forgets what is over and old."""

from __future__ import annotations

from datetime import timedelta

import click

from tropa.cli.running import now, open_store, store_option
from tropa.cli.speaking import DONE, Speaker, echo_json, format_option, lang_option, say, words_in
from tropa.journey.codecs.scalars import duration_of
from tropa.ports.state import Pruned

MOST = timedelta(days=365_000)
"""The greatest age that can be meant: a thousand years."""


class Age(click.ParamType[timedelta]):
    """An age, ``400d``."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """The age that is meant."""
        try:
            age = timedelta(seconds=duration_of(str(value)).seconds)
        except ValueError:
            age = timedelta()
        if not timedelta() < age <= MOST:
            self.fail(say("bad_age", met=value), param, ctx)
        return age


@click.group("db", help=say("command.db"))
def db_command() -> None:
    """Look after a store."""


@db_command.command("prune", help=say("command.db_prune"))
@click.option("--older-than", "age", type=Age(), required=True, help=say("argument.older_than"))
@store_option
@format_option("text", "json")
@lang_option
def prune_command(*, age: timedelta, url: str, form: str, language: str) -> int:
    """Forget what is over and old."""
    speaker = Speaker(language)
    before = now() - age
    store = open_store(url, speaker)
    try:
        pruned = sum(store.prune(before), Pruned())
    finally:
        store.close()
    if form == "json":
        told = before.isoformat().replace("+00:00", "Z")
        echo_json({"before": told, "events": pruned.n_events, "runs": pruned.n_runs, "messages": pruned.n_messages})
        return DONE
    for key, n in (("events", pruned.n_events), ("runs", pruned.n_runs), ("messages", pruned.n_messages)):
        click.echo(words_in(speaker.language).text(f"pruning.{key}", n=n))
    return DONE
