"""What a scenario is made of when only its order counts: rows, choices, groups in any order, options, loops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class One:
    """One event."""

    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """Parts one after another."""

    parts: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of the parts, and no other."""

    parts: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """All the parts, in whatever order."""

    parts: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """The part, or nothing.

    Args:
        part: What may be skipped.
        share: The share of passers-by who take it.
    """

    part: Block
    share: float


@dataclass(frozen=True, slots=True)
class Again:
    """The part, and perhaps again from its beginning.

    Args:
        part: What may be repeated.
        share: The share of those who took it that took it more than once.
    """

    part: Block
    share: float


Block: TypeAlias = One | Row | Either | Together | Maybe | Again


def row_of(parts: list[Block]) -> Block:
    """Parts one after another; one part is itself, and a row within a row is no row of its own."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Row) else (part,))]
    return flat[0] if len(flat) == 1 else Row(tuple(flat))


def names_in(block: Block) -> tuple[str, ...]:
    """The events of a block in reading order, each once.

    >>> names_in(Row((One("a"), Either((One("b"), One("c"))), Again(One("d"), 0.3))))
    ('a', 'b', 'c', 'd')
    """
    match block:
        case One(name):
            return (name,)
        case Maybe(part) | Again(part):
            return names_in(part)
        case Row(parts) | Either(parts) | Together(parts):
            return tuple(dict.fromkeys(name for part in parts for name in names_in(part)))


def may_begin(block: Block) -> frozenset[str]:
    """The events with which a block may begin."""
    match block:
        case One(name):
            return frozenset({name})
        case Maybe(part) | Again(part):
            return may_begin(part)
        case Either(parts) | Together(parts):
            return frozenset().union(*(may_begin(part) for part in parts))
        case Row(parts):
            found: frozenset[str] = frozenset()
            for part in parts:
                found |= may_begin(part)
                if not may_be_empty(part):
                    break
            return found


def may_be_empty(block: Block) -> bool:
    """Whether a block may pass without an event.

    >>> may_be_empty(Row((Maybe(One("a"), 0.5), One("b"))))
    False
    """
    match block:
        case One():
            return False
        case Maybe():
            return True
        case Again(part):
            return may_be_empty(part)
        case Either(parts):
            return any(map(may_be_empty, parts))
        case Row(parts) | Together(parts):
            return all(map(may_be_empty, parts))
