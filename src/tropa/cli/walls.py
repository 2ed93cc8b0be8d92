"""Whose wall clock a period is told by, and which event a question without one means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from typing import Any, TypeVar

import click

from tropa.cli.asking import Asking
from tropa.cli.phrases import help_of, refuse
from tropa.cli.speaking import Speaker
from tropa.journey.signals import Every
from tropa.measure.questions import EventSignal

C = TypeVar("C", bound=Callable[..., Any])


def period_zone_option(command: C) -> C:
    """The option ``--period-zone``."""
    return click.option("--period-zone", help=help_of("argument.period_zone"))(command)


def zone_of(name: str | None, speaker: Speaker) -> tzinfo:
    """A zone by its name; UTC without one."""
    from tropa.runtime.surrounding import zone_named

    zone = zone_named(name) if name is not None else UTC
    if zone is None:
        refuse(speaker, "bad_zone", met=name)
    return zone


def event_or_any(asking: Asking, text: str | None) -> EventSignal:
    """The event a person named, or any."""
    return asking.event(text) if text is not None else Every()
