"""Two definitions compared as a whole."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator

from tropa.journey.codecs.protocol import Path, Plain
from tropa.journey.codecs.records import codec_of
from tropa.journey.diff.difference import Difference, Named, Place, Side
from tropa.journey.diff.values import differences
from tropa.journey.files import KINDS, Definition
from tropa.journey.model import steps
from tropa.journey.model.journey import Journey
from tropa.journey.structure import all_steps

STEP_KINDS = frozenset(steps.KINDS)


def diff(old: Definition, new: Definition, locale: str = "") -> tuple[Difference, ...]:
    """What changed, in the reading order of the language; empty where both say the same.

    Steps are known by their ids, else by kind and subject; what stands elsewhere has moved and is
    not told as gone and new.  Where order means nothing (``diff.order``) it makes no difference.

    Args:
        old: A journey, a workspace or a scheme.
        new: The same file later; where it is a definition of another kind, that is the one difference.
        locale: The locale of bare texts where a definition declares none: the first of its workspace.
    """
    if type(old) is not type(new):
        return (Difference("changed", (), (), _kind(old), _kind(new)),)
    at = Place(old=_side(old, locale), new=_side(new, locale))
    # A step that went elsewhere is met twice: where it left, and where it came.
    found = {(one.kind, one.path, one.was): one for one in differences(codec_of(type(old)), old, new, at)}
    return tuple(_with_moves(tuple(found.values())))


def _kind(definition: Definition) -> str:
    return next(kind for kind, codec in KINDS.items() if codec.cls is type(definition))


def _side(definition: Definition, locale: str) -> Side:
    named: dict[str, Named] = {}
    if isinstance(definition, Journey):
        named = {
            placed.step.id: Named(placed.path, placed.step) for placed in all_steps(definition) if placed.step.id
        }
    return Side(next(iter(definition.locales), locale), named)


def _with_moves(found: tuple[Difference, ...]) -> Iterator[Difference]:
    """The differences, where a step that is gone here and new there, word for word, has moved."""
    waiting: defaultdict[str, deque[Difference]] = defaultdict(deque)
    for one in found:
        if one.kind == "added" and _is_step(one.path, one.new):
            waiting[repr(one.new)].append(one)
    come: set[tuple[Path, str]] = set()
    moved: dict[Path, Difference] = {}
    for one in found:
        if one.kind == "removed" and _is_step(one.path, one.old) and waiting[repr(one.old)]:
            there = waiting[repr(one.old)].popleft()
            come.add((there.path, "added"))
            moved[one.path] = Difference("moved", there.path, one.was, None, there.new)
    for one in found:
        if one.kind == "removed" and one.path in moved:
            yield moved[one.path]
        elif (one.path, one.kind) not in come:
            yield one


def _is_step(path: Path, plain: Plain) -> bool:
    """Whether it is a step that came or went; what is sent before a visit looks like one."""
    return isinstance(path[-1], int) and path[-2] != "before" and not STEP_KINDS.isdisjoint(plain)
