"""From the bytes of a file to nodes, or to problems: in bounded time, whatever the bytes.

PyYAML's C parser yields events, so nothing is built before it is allowed: depth, size and
the number of nodes are bounded while reading.  YAML's own typing is not used; aliases, tags
and several documents are refused because a journey must read the same to everyone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeGuard

import yaml

from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence
from tropa.journey.text.not_yaml import cause_of
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


_CUT = re.compile(r"[ \t]+#")
"""What stands behind a text that YAML cut off."""


class _Stop(Exception):  # it ends the reading, it is no error
    """Nothing more can be read; the problem is noted."""


@dataclass(slots=True)
class _Builder:
    """Takes events and makes nodes of them; written for speed, as a file has as many nodes as words.

    Args:
        text: What is parsed.
        take: The parser's next event.
        problems: What was found wrong so far.
        nodes: How many nodes there are so far.
        flow_depth: How many brackets are open.
    """

    text: str
    take: Callable[[], Any]
    problems: list[Problem]
    nodes: int = 0
    flow_depth: int = 0

    def note(self, rule: str, span: Span, **params: str) -> None:
        self.problems.append(Problem(rule, span, params))

    def build(self, event: Any, depth: int) -> Node:  # noqa: ANN401  a class of PyYAML's for each kind of event
        self.nodes += 1
        kind, span = type(event), _span(event)
        if depth > MAX_DEPTH:
            self.note("PA02", span, limit="depth", most=str(MAX_DEPTH))
            raise _Stop
        if self.nodes > MAX_NODES:
            self.note("PA02", span, limit="nodes", most=str(MAX_NODES))
            raise _Stop
        if kind is yaml.AliasEvent:
            self.note("PA03", span, met="alias")
            return Scalar("", span, plain=False)
        if event.anchor is not None:
            self.note("PA03", span, met="anchor")
        if event.tag is not None:
            self.note("PA03", span, met="tag")
        if kind is yaml.ScalarEvent:
            return self._scalar(event.value, event.style, span)
        flow = bool(event.flow_style)
        self.flow_depth += flow
        hold = self._sequence if kind is yaml.SequenceStartEvent else self._mapping
        node: Node = hold(span, depth, flow)
        self.flow_depth -= flow
        return node

    def _scalar(self, value: str, style: str | None, span: Span) -> Scalar:
        # What hides in the text itself has been replaced; only an escape can still bring it in.
        if style == '"' and (found := _HIDING.search(value)):
            self.note("PA11", span, met=f"U+{ord(found.group()):04X}")
        if not style and " " in value and _CUT.match(self.text, span.end):
            self.note("PA06", span, met=value[:60])
        return _new(Scalar, (value, span, not style, self.flow_depth > 0))

    def _sequence(self, span: Span, depth: int, flow: bool) -> Sequence:  # noqa: FBT001  as build has just found it
        items: list[Node] = []
        while type(event := self.take()) is not yaml.SequenceEndEvent:
            items.append(self.build(event, depth + 1))
        return Sequence(tuple(items), _to_end(span, event), flow)

    def _mapping(self, span: Span, depth: int, flow: bool) -> Mapping:  # noqa: FBT001  as build has just found it
        items: list[tuple[Scalar, Node]] = []
        seen: set[str] = set()
        while type(event := self.take()) is not yaml.MappingEndEvent:
            before = len(self.problems)
            key = self.build(event, depth + 1)
            if isinstance(key, Mapping):
                del self.problems[before:]  # what stands inside {{ }} was never meant as YAML
            value = self.build(self.take(), depth + 1)
            if self._accept_key(key, value, seen, flow=flow):
                items.append((key, value))
        return Mapping(tuple(items), _to_end(span, event), flow)

    def _accept_key(self, key: Node, value: Node, seen: set[str], *, flow: bool) -> TypeGuard[Scalar]:
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
    try:
        return _root(text, problems), problems
    except yaml.MarkedYAMLError as error:
        why, at = cause_of(text, error)
        problems.append(Problem("PA01", span_at(text, at, at), {"why": why}))
    except _Stop:
        pass
    return None, problems


def _root(text: str, problems: list[Problem]) -> Node | None:
    """The root of a text, whose problems are noted.

    Raises:
        MarkedYAMLError: It is no YAML.
        _Stop: It is more than may be read.
    """
    take: Callable[[], Any] = yaml.CSafeLoader(text).get_event
    take()  # the stream begins
    if type(take()) is yaml.StreamEndEvent:
        return None
    root = _Builder(text, take, problems).build(take(), 0)
    take()  # the document ends
    if type(event := take()) is yaml.DocumentStartEvent:
        problems.append(Problem("PA03", _span(event), {"met": "documents"}))
    return root


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


_new = tuple.__new__  # a named tuple's own way leads through a function


def _span(event: Any) -> Span:  # noqa: ANN401  as in build
    start = event.start_mark
    return _new(Span, (start.line + 1, start.column + 1, start.index, event.end_mark.index))


def _to_end(span: Span, event: Any) -> Span:  # noqa: ANN401  as in build
    return Span(span.line, span.column, span.start, event.end_mark.index)


def span_at(text: str, start: int, end: int) -> Span:
    """The span of ``text[start:end]``, with its line and column counted."""
    line_start = text.rfind("\n", 0, start) + 1
    return Span(text.count("\n", 0, start) + 1, start - line_start + 1, start, end)


def unhidden(text: str) -> str:
    """A text from elsewhere with a blank for each character that the language refuses, surrogates among them."""
    return re.sub("[\ud800-\udfff]", " ", _HIDING.sub(" ", text))
