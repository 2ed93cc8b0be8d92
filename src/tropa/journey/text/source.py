"""From the bytes of a file to nodes, or to problems: in bounded time, whatever the bytes.

PyYAML's C parser yields events, so nothing is built before it is allowed: depth, size and
the number of nodes are bounded while reading.  YAML's own typing is not used; aliases, tags
and several documents are refused because a journey must read the same to everyone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import yaml

from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence
from tropa.journey.text.problems import Problem, Span

MAX_BYTES = 2**20
"""A journey of a thousand touchpoints takes about half of it."""

MAX_DEPTH = 40
"""Steps nest some four levels of text a step; ten steps deep is beyond reading."""

MAX_NODES = 100_000

_HIDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ufffe\uffff]")
"""Bidirectional overrides make a text read otherwise than it is (CVE-2021-42574); separators
break the count of lines; control characters have no look at all.  Marks that spelling needs (ZWNJ, ZWJ, LRM,
RLM) are welcome.  All that YAML forbids is among them."""

MAX_HIDING = 100
"""How many characters that hide something are told; finding the place of each costs a look at the text."""


class _Stop(Exception):  # it ends the reading, it is no error
    """Nothing more can be read; the problem is noted."""


@dataclass(slots=True)
class _Builder:
    text: str
    events: Iterator[yaml.Event]
    problems: list[Problem]
    nodes: int = 0
    flow_depth: int = 0

    def note(self, rule: str, span: Span, **params: str) -> None:
        self.problems.append(Problem(rule, span, params))

    def build(self, event: yaml.Event, depth: int) -> Node:
        self.nodes += 1
        span = _span(event)
        if depth > MAX_DEPTH:
            self.note("PA02", span, limit="depth", most=str(MAX_DEPTH))
            raise _Stop
        if self.nodes > MAX_NODES:
            self.note("PA02", span, limit="nodes", most=str(MAX_NODES))
            raise _Stop
        if isinstance(event, yaml.AliasEvent):
            self.note("PA03", span, met="alias")
            return Scalar("", span, plain=False)
        assert isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)  # noqa: S101  nothing else begins a node
        if event.anchor is not None or event.tag is not None:
            self._refuse_features(event, span)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, span)
        flow = bool(event.flow_style)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(span, depth, flow=flow)
        return self._mapping(span, depth, flow=flow)

    def _refuse_features(self, event: yaml.NodeEvent, span: Span) -> None:
        if event.anchor is not None:
            self.note("PA03", span, met="anchor")
        if getattr(event, "tag", None) is not None:
            self.note("PA03", span, met="tag")

    def _scalar(self, event: yaml.ScalarEvent, span: Span) -> Scalar:
        plain = not event.style
        if found := _HIDING.search(event.value):
            self.note("PA11", span, met=f"U+{ord(found.group()):04X}")
        scalar = Scalar(event.value, span, plain, self.flow_depth > 0)
        if plain and " " in event.value and re.match(r"[ \t]+#", self.text[span.end : span.end + 80]):
            self.note("PA06", span, met=event.value[:60])
        return scalar

    def _sequence(self, span: Span, depth: int, *, flow: bool) -> Sequence:
        self.flow_depth += flow
        items: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.build(event, depth + 1))
        self.flow_depth -= flow
        return Sequence(tuple(items), _to_end(span, event), flow)

    def _mapping(self, span: Span, depth: int, *, flow: bool) -> Mapping:
        self.flow_depth += flow
        items: list[tuple[Scalar, Node]] = []
        seen: set[str] = set()
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            before = len(self.problems)
            key = self.build(event, depth + 1)
            if isinstance(key, Mapping):
                del self.problems[before:]  # what stands inside {{ }} was never meant as YAML
            value = self.build(next(self.events), depth + 1)
            if self._accept_key(key, value, seen, flow=flow):
                assert isinstance(key, Scalar)  # noqa: S101  _accept_key has just said so
                items.append((key, value))
        self.flow_depth -= flow
        return Mapping(tuple(items), _to_end(span, event), flow)

    def _accept_key(self, key: Node, value: Node, seen: set[str], *, flow: bool) -> bool:
        if not isinstance(key, Scalar):
            self.note("PA12" if isinstance(key, Mapping) else "PA03", key.span, met="key")
            return False
        if flow and isinstance(value, Scalar) and value.empty:
            self.note("PA05", key.span, met=key.text[:60])
            return False
        if key.text in seen:
            self.note("PA04", key.span, met=key.text[:60])
            return False
        if key.text == "<<" and key.plain:
            self.note("PA03", key.span, met="merge")
            return False
        seen.add(key.text)
        return True


def read_nodes(content: bytes) -> tuple[Node | None, list[Problem]]:
    """The root node of a YAML file and what is wrong with it as YAML.

    Args:
        content: The file's bytes; UTF-8, at most ``MAX_BYTES``.

    Returns:
        The root, or None where the text cannot be read at all or is empty, and the problems
        in the order met.  A node may be there although problems are.
    """
    text, problems = _decode(content)
    if text is None:
        return None, problems
    events = _events(text, problems)
    try:
        next(events)  # the stream begins
        if isinstance(event := next(events), yaml.StreamEndEvent):
            return None, problems
        root = _Builder(text, events, problems).build(next(events), 0)
        next(events)
        if isinstance(event := next(events), yaml.DocumentStartEvent):
            problems.append(Problem("PA03", _span(event), {"met": "documents"}))
    except _Stop:
        return None, problems
    return root, problems


def _decode(content: bytes) -> tuple[str | None, list[Problem]]:
    if len(content) > MAX_BYTES:
        return None, [Problem("PA02", Span(1, 1, 0, 0), {"limit": "bytes", "most": str(MAX_BYTES)})]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before, byte = error.object[: error.start].decode(), error.object[error.start]
        return None, [Problem("PA11", span_at(before, len(before), len(before)), {"met": f"0x{byte:02x}"})]
    text = text.replace("\r\n", "\n")
    hidden = [
        Problem("PA11", span_at(text, found.start(), found.end()), {"met": f"U+{ord(found.group()):04X}"})
        for found in islice(_HIDING.finditer(text), MAX_HIDING)
    ]
    return _HIDING.sub("\ufffd", text), hidden  # one for one, so that the rest is read at its place


def _events(text: str, problems: list[Problem]) -> Iterator[yaml.Event]:
    """The parser's events; its errors become problems and end the reading."""
    try:
        yield from yaml.parse(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = min(mark.index, len(text)) if mark else 0  # libyaml looks past the end of a line that has none
        span = span_at(text, at, at)
        problems.append(Problem("PA01", span, {"met": str(error.problem or error.context)[:120]}))
    raise _Stop


def _span(event: yaml.Event) -> Span:
    start, end = event.start_mark, event.end_mark
    assert start is not None  # noqa: S101  parsed events have marks
    assert end is not None  # noqa: S101
    return Span(start.line + 1, start.column + 1, start.index, end.index)


def _to_end(span: Span, event: yaml.Event) -> Span:
    return Span(span.line, span.column, span.start, _span(event).end)


def span_at(text: str, start: int, end: int) -> Span:
    """The span of ``text[start:end]``, with its line and column counted."""
    line_start = text.rfind("\n", 0, start) + 1
    return Span(text.count("\n", 0, start) + 1, start - line_start + 1, start, end)
