"""Intake: what comes in is read, named, appended durably, and told of; nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from tropa.engine.events import Input
from tropa.ports.reasons import NotRead, Reason
from tropa.ports.state import StateStore

MOST_TOLD = 20
"""How many bad lines are told with their reasons; all of them are counted."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of lines.

    Args:
        n_new: Inputs that are new.
        n_known: Inputs that were known by their message id (R9).
        n_bad: Lines that could not be read.
        bad: The first of these, with number and reason.
    """

    n_new: int = 0
    n_known: int = 0
    n_bad: int = 0
    bad: tuple[tuple[int, Reason], ...] = ()

    def __add__(self, other: Taken) -> Taken:
        return Taken(
            self.n_new + other.n_new,
            self.n_known + other.n_known,
            self.n_bad + other.n_bad,
            (self.bad + other.bad)[:MOST_TOLD],
        )


@dataclass(frozen=True, slots=True)
class Ingesting:
    """Takes lines in.

    Args:
        store: Where inputs are kept.
        read: Makes inputs of a line received at an instant; raises ``NotRead`` where it cannot.
    """

    store: StateStore
    read: Callable[[bytes, datetime], Iterable[Input]]

    def take(self, lines: Iterable[tuple[int, bytes]], now: datetime) -> Taken:
        """Take numbered lines in, all in one commit; a bad line stops no other."""
        inputs: list[Input] = []
        bad: list[tuple[int, Reason]] = []
        for number, line in lines:
            try:
                inputs += self.read(line, now)
            except NotRead as fault:
                bad.append((number, fault.reason))
        appended = self.store.append(inputs) if inputs else None
        n_new = appended.n if appended is not None else 0
        return Taken(n_new, len(inputs) - n_new, len(bad), tuple(bad[:MOST_TOLD]))
