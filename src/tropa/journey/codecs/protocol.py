"""What a codec is, and the reading it takes part in.

One declaration of a field gives its reader, its writer, its JSON Schema and its line in the
reference.  What the parser accepts the schema therefore accepts, and what one writes the
other reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, TypeVar

from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence, describe
from tropa.journey.text.problems import Problem, Span, nearest

Plain: TypeAlias = Any
"""What a value is written as: str, int, float, bool, None, list or dict of them."""

JsonSchema: TypeAlias = dict[str, Any]

Path: TypeAlias = tuple[str | int, ...]
"""Where a value lies in the file: ``("steps", 2, "else", 0)``."""

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


MAX_NEARED = 100
"""In a file with more faults than this the later ones are told without the nearest spelling:
finding one costs far more than finding the fault."""


class Unread(Exception):
    """A value could not be read; the problem is already noted in the reading.

    Args:
        partial: What of it could be read, so that the checks after reading tell their faults
            too; None where nothing sensible is left.
    """

    def __init__(self, partial: Any = None) -> None:
        super().__init__()
        self.partial = partial


class Unfilled(Exception):
    """A value that says nothing yet: all that would say something is a key without value.

    Raised by codecs whose short answer to such a key is the same as if they had not been asked;
    records, lists and maps take it as "not filled in yet".
    """


@dataclass(frozen=True, slots=True)
class Reference:
    """A name met that something must declare.

    Args:
        kinds: Sections that may declare it, e.g. ``("roles", "teams")``.
        name: The name as written.
        span: Where it stands.
    """

    kinds: tuple[str, ...]
    name: str
    span: Span


@dataclass(slots=True)
class Reading:
    """One file being read: what was found wrong, what was declared, what was referred to.

    Args:
        roots: First words that make a dotted name in a signal a reference.
        locales: Locales declared for the file, first one first; empty where nobody says.
        conditions_length: Characters of conditions met so far.
    """

    roots: frozenset[str] = frozenset()
    locales: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    declared: dict[str, dict[str, Span]] = field(default_factory=dict)
    places: dict[Path, Span] = field(default_factory=dict)
    path: Path = ()
    conditions_length: int = 0

    def note(self, rule: str, span: Span, **params: str) -> None:
        """Note a problem and go on."""
        self.problems.append(Problem(rule, span, params))

    def near(self, met: str, valid: Iterable[str]) -> str:
        """The valid spelling nearest to what was met, or an empty text."""
        return nearest(met, valid) if len(self.problems) < MAX_NEARED else ""

    def refuse(self, node: Node, expected: str, near: str = "", **params: str) -> Unread:
        """Note a value of the wrong form; to be raised."""
        self.note("PA08", node.span, met=describe(node), expected=expected, nearest=near, **params)
        return Unread()

    def unknown_key(self, key: Scalar, valid: list[str]) -> None:
        """Note a key that has no meaning here."""
        self.note(
            "PA07",
            key.span,
            met=key.text[:60],
            expected=", ".join(valid),
            nearest=self.near(key.text, valid),
        )

    def declare(self, kind: str, name: str, span: Span) -> None:
        """Note that a section declares a name."""
        self.declared.setdefault(kind, {}).setdefault(name, span)

    def refer(self, kinds: tuple[str, ...], name: str, span: Span) -> None:
        """Note that a name must be declared somewhere."""
        self.references.append(Reference(kinds, name, span))

    def inside(self, step: str | int, span: Span) -> _Inside:
        """Read what lies under a key or index; its place is kept."""
        inner = (*self.path, step)
        self.places[inner] = span
        return _Inside(self, self.path, inner)


@dataclass(slots=True)
class _Inside:
    """A reading within a key; a class, as it is entered for every key of every file."""

    reading: Reading
    before: Path
    within: Path

    def __enter__(self) -> None:
        self.reading.path = self.within

    def __exit__(self, *error: object) -> None:
        self.reading.path = self.before


@dataclass(slots=True)
class Schemas:
    """Definitions collected while a JSON Schema is written."""

    definitions: dict[str, JsonSchema] = field(default_factory=dict)


class Codec(Protocol[T]):
    """Reads, writes and describes one kind of value.

    Laws: ``read(write(value)) == value``; what ``read`` accepts ``schema`` accepts; ``read``
    raises nothing but ``Unread``, after noting at least one problem, and ``Unfilled``.
    """

    def read(self, node: Node, reading: Reading) -> T:
        """The value of a node."""

    def write(self, value: T) -> Plain:
        """The plain data that stands for a value."""

    def schema(self, schemas: Schemas) -> JsonSchema:
        """What an editor may accept here."""


def need_scalar(node: Node, reading: Reading, expected: str) -> Scalar:
    """The node as a scalar, or a problem."""
    if isinstance(node, Scalar):
        return node
    raise reading.refuse(node, expected)


def need_mapping(node: Node, reading: Reading, expected: str) -> Mapping:
    """The node as a mapping, or a problem."""
    if isinstance(node, Mapping):
        return node
    raise reading.refuse(node, expected)


def need_sequence(node: Node, reading: Reading, expected: str) -> Sequence:
    """The node as a list, or a problem."""
    if isinstance(node, Sequence):
        return node
    raise reading.refuse(node, expected)
