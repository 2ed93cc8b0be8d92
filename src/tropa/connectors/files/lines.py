"""Text files in blocks of whole lines: in bounded memory, whatever the bytes are."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tropa.connectors.files.reasons import pack
from tropa.ports.log import LogUnreadable

MAX_LINE = 2**20
"""Longest line, in bytes, that is read; a longer one is a bad line and is never held whole."""

_BLOCK = 4 * MAX_LINE
_MOST_LINES = 50_000
"""Lines in a block, so that ever so short ones cannot fill the memory as objects."""

_GZIP = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"
"""What some programs write before UTF-8."""
_BEGINNING = 800
"""Bytes kept of a line that is too long: 200 characters, of four bytes at most."""


class Bytes(Protocol):
    """Something that bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """``size`` bytes, fewer at the end, none after it."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some consecutive lines of a file.

    Args:
        first: Number of the first line, from 1.
        lines: The lines without their ends; of a faulty one, what there is to show.
        faults: Reasons why a line cannot be read as text (``reasons.pack``), by index in ``lines``.
    """

    first: int
    lines: list[str]
    faults: dict[int, str]

    def after(self, n: int) -> Block:
        """The block without its first ``n`` lines."""
        return Block(self.first + n, self.lines[n:], {i - n: why for i, why in self.faults.items() if i >= n})


@contextmanager
def opened(path: Path, share: Callable[[float], None]) -> Iterator[Bytes]:
    """The bytes of a file, unpacked if they are gzip's, whatever the file is called.

    Args:
        path: A regular file.
        share: Hears, at each read, which share of the (packed) file has been read.

    Raises:
        LogUnreadable: The archive is damaged or cut off; the message says after how much.
    """
    with path.open("rb") as raw:
        size = max(path.stat().st_size, 1)
        packed = raw.read(2) == _GZIP
        raw.seek(0)
        unpacked: io.BufferedIOBase = gzip.GzipFile(fileobj=raw) if packed else raw
        told = _Told(unpacked, lambda: share(min(raw.tell() / size, 1.0)))
        try:
            yield told
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise LogUnreadable(
                str(path), f"the gzip archive is damaged or cut off after {told.n_bytes:,} unpacked bytes: {error}"
            ) from error


class _Told:
    """A stream that tells of every read."""

    def __init__(self, stream: io.BufferedIOBase, tell: Callable[[], None]) -> None:
        self._stream = stream
        self._tell = tell
        self.n_bytes = 0

    def read(self, size: int, /) -> bytes:
        """Read on, piece by piece, since a damaged archive fails after its last good one."""
        pieces: list[bytes] = []
        while size > 0 and (piece := self._stream.read1(size)):
            pieces.append(piece)
            self.n_bytes += len(piece)
            size -= len(piece)
        self._tell()
        return b"".join(pieces)


def blocks(stream: Bytes) -> Iterator[Block]:
    """Cut a stream into blocks of whole lines; a byte-order mark is passed over.

    A line ends with a line feed, before which a carriage return does not count.
    """
    number, rest = 1, stream.read(len(BOM)).removeprefix(BOM)
    while data := stream.read(_BLOCK):
        data = rest + data
        cut = data.rfind(b"\n") + 1
        rest = data[cut:]
        if cut:
            for block in _cut(number, data[: cut - 1]):
                number += len(block.lines)
                yield block
        if len(rest) > MAX_LINE:
            yield Block(number, [_shown(rest)], {0: _TOO_LONG})
            number += 1
            rest = _after_line(stream)
    if rest:
        yield from _cut(number, rest.removesuffix(b"\n"))


_TOO_LONG = pack("too_long", f"{MAX_LINE:,}")


def _after_line(stream: Bytes) -> bytes:
    """Pass over the rest of a line; what was read beyond it."""
    while data := stream.read(_BLOCK):
        end = data.find(b"\n") + 1
        if end:
            return data[end:]
    return b""


def _cut(first: int, data: bytes) -> Iterator[Block]:
    """The lines of some bytes, halved until the pieces are small enough."""
    if data.count(b"\n") < _MOST_LINES:
        yield _block(first, data)
        return
    middle = data.find(b"\n", len(data) // 2)
    middle = middle if middle >= 0 else data.rfind(b"\n")
    yield from _cut(first, data[:middle])
    yield from _cut(first + data.count(b"\n", 0, middle) + 1, data[middle + 1 :])


def _block(first: int, data: bytes) -> Block:
    data = data.removesuffix(b"\r").replace(b"\r\n", b"\n")
    lines: list[str]
    faults: dict[int, str]
    try:
        lines, faults = data.decode().split("\n"), {}
    except UnicodeDecodeError:
        lines, faults = _line_by_line(data)
    if b"\0" in data:
        faults |= {i: pack("nul") for i, line in enumerate(lines) if "\0" in line}
    if max(map(len, lines)) > MAX_LINE // 4:  # a character has four bytes at most
        for i, line in enumerate(lines):
            if len(line.encode()) > MAX_LINE:
                lines[i], faults[i] = line[:_BEGINNING], _TOO_LONG
    return Block(first, lines, faults)


def _line_by_line(data: bytes) -> tuple[list[str], dict[int, str]]:
    lines: list[str] = []
    faults: dict[int, str] = {}
    for i, line in enumerate(data.split(b"\n")):
        try:
            lines.append(line.decode())
        except UnicodeDecodeError as error:
            lines.append(_shown(line))
            faults[i] = pack("not_utf8", f"0x{line[error.start]:02X}", str(error.start + 1))
    return lines, faults


def _shown(line: bytes) -> str:
    return line[:_BEGINNING].decode(errors="replace")
