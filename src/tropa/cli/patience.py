"""Waiting for a store that does not answer: with growing pauses, each told, and not for ever where nobody looks."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import click

from tropa.cli.speaking import Speaker, words_in
from tropa.ports.state import StoreUnavailable

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0

MOST_TRIES = 6
"""Tries of what is to come to an end: with the pauses above about a minute, which a restart of a server takes."""


@dataclass(slots=True)
class Patience:
    """How long one still waits.

    Args:
        speaker: Says that one waits.
        stopping: Set when somebody asks the program to end; that ends a pause too.
        most: How often one waits in a row; None is for ever.
        first_s: The first pause, in seconds; each is twice the one before, up to the longest.
    """

    speaker: Speaker
    stopping: threading.Event
    most: int | None = None
    first_s: float = FIRST_PAUSE_S
    _n: int = field(default=0, init=False)

    def wait(self, fault: StoreUnavailable) -> None:
        """Wait after a fault.

        Raises:
            StoreUnavailable: The fault itself, where one has waited often enough.
        """
        if self.most is not None and self._n >= self.most:
            raise fault
        pause_s = min(self.first_s * 2 ** min(self._n, 20), LONGEST_PAUSE_S)
        self._n += 1
        words = words_in(self.speaker.language)
        click.echo(words.text("running.waiting", reason=str(fault), n=round(pause_s)), err=True)
        self.stopping.wait(pause_s)

    def answered(self) -> None:
        """The store has answered: the next pause is a first one."""
        self._n = 0
