"""The channel into a file: one JSON object a line, for a cron job, a mail merge, or a look.

A line is written whole and forced to the disk before its letter counts as sent.  After a crash the
last line may be there without anybody knowing; ids of lines that are there already are read once, so
that such a letter is not written a second time.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import msgspec

from tropa.ports.channel import HandedOver, Letter

_SENT = HandedOver("sent")


@dataclass(slots=True)
class FileChannel:
    """Writes letters to a file, each once.

    Args:
        path: The file; it is made, and what is in it stays.
    """

    path: Path
    repeats_safely: bool = field(default=True, init=False)
    _written: set[str] | None = field(default=None, init=False)

    def deliver(self, letters: Sequence[Letter]) -> Sequence[HandedOver]:
        """Write the letters that are not there yet."""
        try:
            written = self._ids()
            fresh = [letter for letter in letters if letter.id not in written]
            self._append(b"".join(line_of(letter) for letter in fresh))
        except OSError as fault:
            return [HandedOver("later", f"{fault.strerror or fault}: {self.path}")] * len(letters)
        written.update(letter.id for letter in fresh)
        return [_SENT] * len(letters)

    def _ids(self) -> set[str]:
        if self._written is None:
            self._mend()
            lines = self.path.read_bytes().splitlines() if self.path.exists() else []
            self._written = {one for line in lines if (one := _id_in(line)) is not None}
        return self._written

    def _mend(self) -> None:
        """Cut off a last line that a crash left half-written."""
        if not self.path.exists():
            return
        held = self.path.read_bytes()
        whole = held.rfind(b"\n") + 1
        if whole < len(held):
            os.truncate(self.path, whole)

    def _append(self, lines: bytes) -> None:
        if not lines:
            return
        with self.path.open("ab") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())


@dataclass(slots=True)
class ConsoleChannel:
    """Shows letters, one JSON object a line."""

    stream: TextIO
    repeats_safely: bool = field(default=True, init=False)

    def deliver(self, letters: Sequence[Letter]) -> Sequence[HandedOver]:
        """Show the letters."""
        try:
            self.stream.write(b"".join(map(line_of, letters)).decode())
            self.stream.flush()
        except OSError as fault:
            return [HandedOver("unknown", str(fault))] * len(letters)
        return [_SENT] * len(letters)


def line_of(letter: Letter) -> bytes:
    """A letter as one line of JSON."""
    return msgspec.json.encode(letter) + b"\n"


class _Line(msgspec.Struct):
    id: str


def _id_in(line: bytes) -> str | None:
    """The id in a line; None where somebody wrote something else there."""
    try:
        return msgspec.json.decode(line, type=_Line).id
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
