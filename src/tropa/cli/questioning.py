"""What all questions to a log share: the options that choose and group events, and how an answer is printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from tropa.cli.asking import Asking
from tropa.cli.phrases import help_of
from tropa.cli.rows import echo_rows
from tropa.cli.speaking import echo_json, say
from tropa.measure.questions import Scope
from tropa.measure.unheard import Unheard
from tropa.ports.log import Landing

C = TypeVar("C", bound=Callable[..., Any])


def choosing_options(command: C) -> C:
    """The options that choose events, and say what they are counted by."""
    for option in (
        click.option("--until", help=say("argument.until")),
        click.option("--since", help=say("argument.since")),
        click.option("--where", help=say("argument.where")),
        click.option("--journey", type=click.Path(path_type=Path), help=say("argument.journey")),
        click.option("--session-gap", default="30m", help=say("argument.session_gap")),
        click.option("--per", default="customer", help=say("argument.per")),
    ):
        command = option(command)
    return command


def scope_options(command: C) -> C:
    """The options that choose and group events."""
    command = click.option("--groups", type=click.IntRange(1), help=help_of("argument.groups"))(command)
    return choosing_options(click.option("--by", help=say("argument.by"))(command))


def known_of(landing: Landing, missing: Unheard) -> dict[str, Any]:
    """What every answer says of the log it rests on (M9), and what of the question is not in it."""
    return {
        "watermark": iso(landing.watermark),
        "n_bad": landing.n_bad,
        "n_duplicates": landing.n_duplicates,
        "unheard": {"names": [name for name, _ in missing.names], "properties": list(missing.properties)},
    }


def iso(instant: datetime | None) -> str | None:
    """An instant in ISO 8601, UTC."""
    return instant.isoformat().replace("+00:00", "Z") if instant is not None else None


def answer_in(form: str, data: dict[str, Any], kinds: dict[str, str], as_table: Callable[[], None]) -> None:
    """An answer in the form asked for."""
    match form:
        case "json":
            echo_json(data)
        case "jsonl":
            echo_rows(_flat(data, kinds), kinds)
        case _:
            as_table()


def scope_of(asking: Asking, options: dict[str, Any]) -> Scope:
    """The scope that click's options say."""
    unit = asking.unit(options["per"], options["session_gap"], options["journey"])
    scope = asking.scope(unit, options["where"], options["since"], options["until"], options.get("by"))
    return replace(scope, top=options.get("groups"))


def _flat(data: dict[str, Any], kinds: dict[str, str]) -> dict[str, Any]:
    """The answer with the moves' lists out of ``moves``: lines they are, and their sums are not."""
    moves = data.get("moves")
    if not isinstance(moves, dict):
        return data
    lists = {name: held for name, held in moves.items() if name in kinds}
    sums = {name: held for name, held in moves.items() if name not in lists}
    return {**data, "moves": sums, **lists}
