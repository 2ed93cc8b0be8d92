"""What the commands about funnels share: the options that say one, and the question they make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from tropa.cli.asking import Asking
from tropa.cli.questioning import scope_of
from tropa.cli.speaking import say
from tropa.measure.questions import Funnel

C = TypeVar("C", bound=Callable[..., Any])

ORDERS = click.Choice(["ordered", "strict", "unordered"])
ATTEMPTS = click.Choice(["best", "first", "last", "every"])
BEGINNINGS = click.Choice(["first", "previous_step"])


def funnel_options(command: C) -> C:
    """The options that say a funnel, but for its scope."""
    for option in (
        click.option("--hold", help=say("argument.hold")),
        click.option("--optional", type=int, multiple=True, help=say("argument.optional")),
        click.option("--exclude-drops", is_flag=True, help=say("argument.exclude_drops")),
        click.option("--exclude", multiple=True, help=say("argument.exclude")),
        click.option("--ties", type=click.Choice(["allow", "strict"]), default="allow", help=say("argument.ties")),
        click.option(
            "--start", type=click.Choice(["earliest", "latest"]), default="earliest", help=say("argument.start")
        ),
        click.option("--attempt", type=ATTEMPTS, default="best", help=say("argument.attempt")),
        click.option("--order", type=ORDERS, default="ordered", help=say("argument.order")),
        click.option("--step-window", "step_windows", multiple=True, help=say("argument.step_window")),
        click.option("--window-from", type=BEGINNINGS, default="first", help=say("argument.window_from")),
        click.option("--window", help=say("argument.window")),
        click.option("--step", "steps", multiple=True, required=True, help=say("argument.step")),
    ):
        command = option(command)
    return command


def funnel_of(asking: Asking, options: dict[str, Any]) -> Funnel:
    """The funnel that click's options say."""
    return Funnel(
        steps=asking.steps(options["steps"], options["step_windows"], options["optional"]),
        scope=scope_of(asking, options),
        order=options["order"],
        window_s=asking.seconds(options["window"]) if options["window"] else None,
        window_from=options["window_from"],
        attempt=options["attempt"],
        start=options["start"],
        ties=options["ties"],
        exclude=tuple(asking.event(text) for text in options["exclude"]),
        exclude_drops=options["exclude_drops"],
        hold=options["hold"],
    )
