"""What a text says, layout aside: for telling whether an edit changed what it should and nothing else."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence
from tropa.journey.text.write import is_typed_elsewhere

Said: TypeAlias = Any
"""Dicts and lists of ``(text, typed)``; ``typed`` where a reader may take the text for another type."""

NOTHING = ("", True)
"""A key without value."""

_WORDS = re.compile("true|false|null|", re.IGNORECASE)


def said(node: Node) -> Said:
    """All that a node says."""
    match node:
        case Scalar(text, plain=plain):
            return text, plain and (is_typed_elsewhere(text) or _WORDS.fullmatch(text) is not None)
        case Sequence(items):
            return [said(item) for item in items]
        case Mapping(items):
            return {key.text: said(value) for key, value in items}


def under(path: tuple[str | int, ...], inner: Any) -> Any:  # noqa: ANN401  plain data, or what it says
    """The value that holds another one at the end of a path, and nothing else.

    >>> under(("answers", "sale"), "x")
    {'answers': {'sale': 'x'}}
    """
    for step in reversed(path):
        inner = {step: inner} if isinstance(step, str) else [inner]
    return inner


def put(whole: Said, path: tuple[str | int, ...], value: Said) -> Said:
    """The same with one value put at a path, which leads through maps, lists or nothing at all."""
    if not path or whole == NOTHING:
        return under(path, value)
    first, *rest = path
    copy: Any = whole.copy()
    if isinstance(whole, list):
        assert isinstance(first, int)  # noqa: S101  whoever asks has walked the path
        there = copy[first] if first < len(copy) else NOTHING
        copy[first : first + 1] = [put(there, tuple(rest), value)]
    else:
        copy[first] = put(copy.get(first, NOTHING), tuple(rest), value)
    return copy


def without(whole: Said, path: tuple[str | int, ...], *, brackets: bool) -> Said:
    """The same with what lies at a path left out.

    Args:
        whole: What a text says.
        path: A path that is there.
        brackets: Whether what held it stands in brackets, and so can be empty; a block that held
            nothing else leaves its key without value.
    """
    first, *rest = path
    copy: Any = whole.copy()
    if rest:
        copy[first] = without(copy[first], tuple(rest), brackets=brackets)
    else:
        del copy[first]
    return copy if copy or brackets else NOTHING
