"""The channel into a file: one JSON object a line, for a cron job, a mail merge, or a look.

A line is written whole and forced to the disk before its letter counts as sent.  After a crash the
last line may be there without anybody knowing; so before anything is written, the ids of lines that are
there are read, and such a letter is not written a second time.  Several processes may write to one
file: each holds it locked from reading those ids to the last byte it writes, and reads only what has
come since it looked last.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import FileIO
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
    _written: set[str] = field(default_factory=set, init=False)
    _read_to: int = field(default=0, init=False)
    _inode: int = field(default=0, init=False)

    def deliver(self, letters: Sequence[Letter]) -> Sequence[HandedOver]:
        """Write the letters that are not there yet."""
        if not letters:
            return []
        try:
            with FileIO(self.path, "a+") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                self._catch_up(file)
                self._append(file, [letter for letter in letters if letter.id not in self._written])
        except OSError as fault:
            return [HandedOver("later", f"{fault.strerror or fault}: {self.path}")] * len(letters)
        return [_SENT] * len(letters)

    def _catch_up(self, file: FileIO) -> None:
        """Read what others wrote, and cut off a last line that a crash left half-written."""
        state = os.fstat(file.fileno())
        if state.st_ino != self._inode or state.st_size < self._read_to:
            self._written, self._read_to, self._inode = set(), 0, state.st_ino
        file.seek(self._read_to)
        held = file.readall()
        whole = held.rfind(b"\n") + 1
        if whole < len(held):
            file.truncate(self._read_to + whole)
        self._written.update(one for line in held[:whole].splitlines() if (one := _id_in(line)) is not None)
        self._read_to += whole

    def _append(self, file: FileIO, letters: Sequence[Letter]) -> None:
        """Write letters; where there is no room for all, none of them is left."""
        lines = left = b"".join(map(line_of, letters))
        try:
            while left:
                left = left[file.write(left) :]
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                file.truncate(self._read_to)
            raise
        self._read_to += len(lines)
        self._written.update(letter.id for letter in letters)


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
