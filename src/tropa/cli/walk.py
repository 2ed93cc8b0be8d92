"""``walk``: one imagined customer goes through a journey, and a person says what happens next."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import click

from tropa.bootstrap import state_store
from tropa.cli.simulate import MONDAY, Simulate
from tropa.cli.speaking import (
    DONE,
    UNREADABLE,
    Speaker,
    echo_json,
    format_option,
    lang_option,
    language_asked,
    say,
    words_in,
    workspace_option,
)
from tropa.cli.walk_sheet import WalkSheet, pause_data
from tropa.journey.codecs.collections import typed
from tropa.journey.codecs.scalars import duration_of
from tropa.journey.conditions import Value
from tropa.journey.predicate import normal
from tropa.runtime.walking import WALKER, Choice, Happening, Walk

IN_MEMORY = "memory:"

AT = timedelta(hours=9)
"""A walk begins in the morning: at night much would wait for quiet hours to end."""

MOST_WAIT_S = 3_660 * 86_400
"""The longest wait: ten years."""

MOST_MOVES = 1_000
"""A script longer than this is none."""


def _told(key: str) -> str:
    """The help of an option."""
    return words_in(language_asked()).text(f"walk.argument.{key}")


class NotUnderstood(ValueError):
    """What was typed is none of the things that may be said; the argument says what was met."""


@dataclass(frozen=True, slots=True)
class Pair:
    """``NAME=VALUE``, as it was typed."""

    name: str
    value: Value

    @classmethod
    def of(cls, text: str) -> Pair:
        """Read one.

        Raises:
            NotUnderstood: It is none.
        """
        name, sign, value = text.partition("=")
        if not name or not sign:
            raise NotUnderstood(text)
        return cls(name, normal(typed(value)))


@click.command("walk", help=say("command.walk"))
@click.argument("journey", type=click.Path(path_type=Path))
@click.option("--script", help=_told("script"))
@click.option("--with", "properties", multiple=True, help=_told("with"))
@click.option("--trait", "traits", multiple=True, help=_told("trait"))
@click.option("--from", "since", default=MONDAY, show_default=True, help=_told("from"))
@workspace_option
@format_option("text", "json")
@lang_option
def walk_command(
    journey: Path,
    *,
    script: str | None,
    properties: tuple[str, ...],
    traits: tuple[str, ...],
    since: str,
    workspace: Path | None,
    form: str,
    language: str,
) -> int:
    """Walk a journey."""
    call = Simulate(Speaker(language))
    cast = call.cast(journey, workspace)
    begins = call.beginning(since)
    store = state_store(IN_MEMORY)
    try:
        walk = Walk.of(cast, store, begins + AT if begins.time() == datetime.min.time() else begins, language)
        session = Session(walk, WalkSheet(language, walk), quiet=form == "json")
        session.begin(properties, traits)
        if script is not None or form == "json":
            session.play(script or "")
        else:
            session.ask()
    finally:
        store.close()
    if form == "json":
        echo_json({"simulated": True, "journey": walk.script.journey, "customer": WALKER, "pauses": session.pauses})
    return DONE


class Session:
    """A walk with whoever says what happens.

    Args:
        walk: The walk.
        sheet: Shows it.
        quiet: Nothing is shown; the pauses are kept.
    """

    def __init__(self, walk: Walk, sheet: WalkSheet, *, quiet: bool) -> None:
        self._walk = walk
        self._sheet = sheet
        self._quiet = quiet
        self._offered: tuple[Choice, ...] = ()
        self.pauses: list[dict[str, Any]] = []

    def begin(self, properties: Sequence[str], traits: Sequence[str]) -> None:
        """The customer enters."""
        try:
            told = [{one.name: one.value for one in map(Pair.of, texts)} for texts in (properties, traits)]
        except NotUnderstood as fault:
            self._refuse(fault)
        if not self._quiet:
            self._sheet.head()
        self._pause(self._walk.begin(*told))

    def play(self, script: str) -> None:
        """Do what a script says, one thing after another, until the walk is over."""
        moves = [one.strip() for one in script.replace("\n", ";").split(";") if one.strip()]
        for move in moves[:MOST_MOVES]:
            if self._walk.is_over:
                return
            if not self._quiet:
                self._sheet.move(move)
            try:
                self._pause(self._do(move))
            except NotUnderstood as fault:
                self._refuse(fault)

    def ask(self) -> None:
        """Ask until the walk is over, or whoever is asked has had enough."""
        while not self._walk.is_over:
            self._sheet.ask()
            line = sys.stdin.readline()
            move = line.strip()
            if not line or move in {"q", "quit"}:
                return
            if not move:
                continue
            try:
                self._pause(self._do(move))
            except NotUnderstood as fault:
                self._sheet.not_understood(str(fault))

    def _pause(self, happened: list[Happening]) -> None:
        self._offered = self._walk.choices()
        if self._quiet:
            self.pauses.append(pause_data(self._walk, happened, self._offered))
        else:
            self._sheet.pause(happened, self._offered)

    def _do(self, move: str) -> list[Happening]:
        """What a move makes of the walk.

        Raises:
            NotUnderstood: It is none.
        """
        try:
            word, *rest = shlex.split(move)
        except ValueError as fault:
            raise NotUnderstood(move) from fault
        match word, rest:
            case number, [] if number.isdecimal() and 1 <= int(number[:6]) <= len(self._offered):
                return self._walk.choose(self._offered[int(number) - 1])
            case (("wait" | "next"), []):
                return self._until_next(move)
            case "wait", [length]:
                return self._walk.wait(self._later(length))
            case "refuse", []:
                return self._refuses(move)
            case "event", [name, *told]:
                return self._event(name, told)
            case "set", [_, *_]:
                return self._walk.set_traits({one.name: one.value for one in map(Pair.of, rest)})
            case _:
                raise NotUnderstood(move)

    def _until_next(self, move: str) -> list[Happening]:
        due = self._walk.next_at
        if due is None:
            raise NotUnderstood(move)
        return self._walk.wait(due)

    def _later(self, length: str) -> datetime:
        try:
            seconds = duration_of(length).seconds
        except ValueError as fault:
            raise NotUnderstood(length) from fault
        if seconds > MOST_WAIT_S:
            raise NotUnderstood(length)
        return self._walk.now + timedelta(seconds=seconds)

    def _refuses(self, move: str) -> list[Happening]:
        """The first refusal that is offered."""
        for one in self._offered:
            if one.label == "refused":
                return self._walk.choose(one)
        raise NotUnderstood(move)

    def _event(self, name: str, told: Sequence[str]) -> list[Happening]:
        who = WALKER
        if len(told) > 1 and told[-2] == "as":
            *told, _, who = told
        return self._walk.happens(name, {one.name: one.value for one in self._pairs(told)}, who)

    def _pairs(self, told: Sequence[str]) -> Iterator[Pair]:
        return map(Pair.of, told)

    def _refuse(self, fault: NotUnderstood) -> NoReturn:
        self._sheet.not_understood(str(fault))
        sys.exit(UNREADABLE)
