"""XES, the XML of process mining (IEEE 1849): a trace a customer, its events in file order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from tropa.connectors.files.lines import MAX_LINE, Bytes
from tropa.connectors.files.records import FlatRecords
from tropa.connectors.files.staging import Line, Staging
from tropa.ports.log import LogUnreadable

DEFAULTS = {"customer": "case:concept:name", "name": "concept:name", "at": "time:timestamp"}
"""What a role's attribute is called where nobody says otherwise."""

TRACE = "case:"
"""Before the key of a trace's attribute, as process miners' tables have it."""

_CHUNK = 2**18
_MOST_DEPTH = 64
_BATCH = 20_000
_PARENTS = {"log": ("",), "trace": ("log",), "event": ("trace", "log")}
_ENCODINGS = {None, "UTF-8", "UTF-16", "ISO-8859-1", "US-ASCII"}
"""What expat decodes by itself."""


class XesReader:
    """Makes lines of the events of an XES file, in bounded memory.

    Args:
        path: The file, for messages.
        records: Makes a line of an event's attributes.
    """

    def __init__(self, path: str, records: FlatRecords) -> None:
        self._path = path
        self._records = records
        self._within: list[str] = []  # the elements around, '' for those that mean nothing here
        self._trace: dict[str, Any] = {}
        self._event: dict[str, Any] = {}
        self._lines: list[Line] = []
        self._n_events = 0
        self._n_bytes = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.XmlDeclHandler = self._declaration

    def feed(self, data: bytes) -> list[Line]:
        """Take some bytes, none for the end; the events that end in them.

        Raises:
            LogUnreadable: This is not XES, is damaged, or would not fit the memory.
        """
        self._n_bytes += len(data)
        try:
            self._parser.Parse(data, not data)
        except expat.ExpatError as error:
            raise self._unreadable(f"this is no well-formed XML: {error}") from error
        if self._n_bytes - self._parser.CurrentByteIndex > MAX_LINE:
            raise self._unreadable(f"an element or comment is longer than {MAX_LINE:,} bytes")
        lines, self._lines = self._lines, []
        return lines

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if not self._within and name != "log":
            raise self._unreadable(f"this is no XES: met <{tag[:60]}>, expected <log>")
        if len(self._within) == _MOST_DEPTH:
            raise self._unreadable(f"elements are nested deeper than {_MOST_DEPTH}")
        parent = self._within[-1] if self._within else ""
        self._within.append(name if parent in _PARENTS.get(name, ()) else "")
        if parent == "trace":
            self._keep(self._trace, TRACE, name, attributes)
        elif parent == "event":
            self._keep(self._event, "", name, attributes)

    def _keep(self, known: dict[str, Any], prefix: str, tag: str, attributes: dict[str, str]) -> None:
        """Take note of an attribute if somebody wants it: a trace may have any number."""
        key = prefix + attributes.get("key", "")
        if key in self._records.wanted:
            known[key] = _value(tag, attributes.get("value"))

    def _end(self, _: str) -> None:
        element = self._within.pop()
        if element == "event":
            self._n_events += 1
            self._lines.append(self._records.line(self._n_events, None, {**self._trace, **self._event}))
            self._event.clear()
        elif element == "trace":
            self._trace.clear()

    def _doctype(self, *_: object) -> None:
        raise self._unreadable("a DOCTYPE is refused: its entities could fetch files or fill the memory")

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding and encoding.upper()) not in _ENCODINGS:
            raise self._unreadable(f"encoding {encoding!r}, expected UTF-8")

    def _unreadable(self, message: str) -> LogUnreadable:
        return LogUnreadable(self._path, message, self._parser.CurrentLineNumber)


def _value(tag: str, text: str | None) -> Any:  # noqa: ANN401 - a text or a number
    """The value of a typed attribute; what is not of its type stays the text it is."""
    if text is None or tag not in {"int", "float", "boolean"}:
        return text
    if tag == "boolean":
        return text.strip().lower()
    try:
        return int(text) if tag == "int" else float(text)
    except ValueError:
        return text


def stage(stream: Bytes, reader: XesReader, staging: Staging) -> None:
    """Put every event of an XES file into the staging; an empty file has none.

    Raises:
        LogUnreadable: This is not XES, is damaged, or would not fit the memory.
    """
    waiting: list[Line] = []
    for lines in _read(stream, reader):
        waiting += lines
        if len(waiting) >= _BATCH:
            staging.put_lines(waiting)
            waiting.clear()
    staging.put_lines(waiting)


def _read(stream: Bytes, reader: XesReader) -> Iterator[list[Line]]:
    empty = True
    while data := stream.read(_CHUNK):
        empty = False
        yield reader.feed(data)
    if not empty:
        yield reader.feed(b"")
