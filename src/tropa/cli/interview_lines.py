"""Where the answers of an interview come from: a person at a terminal, or lines from a program."""

from __future__ import annotations

import contextlib
import importlib
import sys
from dataclasses import dataclass

import click

from tropa.journey.answering import MAX_ANSWER

PROMPT = "> "
_MOST_BYTES = 4 * MAX_ANSWER + 2
"""The longest answer in UTF-8 with its line end, and a byte more than is admitted."""

UNREADABLE_SIGN = "\ufffd"
"""What stands for bytes that are no UTF-8."""


@dataclass(slots=True)
class Lines:
    """Standard input, line by line.

    Args:
        interactive: Somebody sits there and can be asked again.
        number: Lines read so far.
    """

    interactive: bool
    number: int = 0

    @classmethod
    def standard(cls) -> Lines:
        """Standard input as it is; at a terminal lines can be edited."""
        interactive = sys.stdin.isatty()
        if interactive:
            with contextlib.suppress(ImportError):  # not on every system
                importlib.import_module("readline")
        return cls(interactive)

    def next(self) -> str | None:
        """The next line without its end, or None where there are no more."""
        self.number += 1
        if self.interactive and sys.stdout.isatty():
            try:
                return input(PROMPT)
            except EOFError:
                click.echo(err=True)
                return None
        if self.interactive:
            click.echo(PROMPT, nl=False, err=True)
        read = sys.stdin.buffer.readline(_MOST_BYTES)
        return read.decode("utf-8-sig", "replace").rstrip("\r\n") if read else None
