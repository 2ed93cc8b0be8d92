"""One difference between two definitions, and the places it lies at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from tropa.journey.codecs.protocol import Path, Plain
from tropa.journey.model.steps import Step

Kind: TypeAlias = Literal["added", "removed", "changed", "moved", "renamed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was.

    Args:
        kind: ``added``, ``removed``, ``changed``, ``moved`` (it stands elsewhere) or ``renamed``
            (the same under another id).
        path: Its place in the new definition; of what was removed, in the old one.
        was: Its place in the old definition; of what was added, in the new one.
        old: What was there, as plain data; None where nothing was, or where nothing but the place differs.
        new: What is there now; None where nothing is. Of what moved in a list, the thing itself.
    """

    kind: Kind
    path: Path
    was: Path
    old: Plain = None
    new: Plain = None


@dataclass(frozen=True, slots=True)
class Named:
    """A step that has an id, and where it stands."""

    path: Path
    step: Step


@dataclass(frozen=True, slots=True)
class Side:
    """What must be known of one of the two definitions as a whole.

    Args:
        locale: The locale of its bare texts; empty where none is declared.
        steps: Its steps that have an id, by id.
    """

    locale: str = ""
    steps: Mapping[str, Named] = field(default_factory=dict)


NOTHING_KNOWN = Side()


@dataclass(frozen=True, slots=True)
class Place:
    """Where two values that are compared stand.

    Args:
        was: The place in the old definition.
        path: The place in the new one.
        old: The old definition as a whole.
        new: The new one.
        ordered: The order of what lies here means something.
    """

    was: Path = ()
    path: Path = ()
    old: Side = NOTHING_KNOWN
    new: Side = NOTHING_KNOWN
    ordered: bool = True

    def inside(self, name: str | int, now: str | int | None = None, *, ordered: bool = True) -> Place:
        """The place under a name, or under one that is another now."""
        path = (*self.path, name if now is None else now)
        return replace(self, was=(*self.was, name), path=path, ordered=ordered)

    def at(self, was: Path, path: Path) -> Place:
        """Another place."""
        return replace(self, was=was, path=path, ordered=True)

    def added(self, new: Plain) -> Difference:
        """What stands here now was not there."""
        return Difference("added", self.path, self.path, None, new)

    def removed(self, old: Plain) -> Difference:
        """What stood here is gone."""
        return Difference("removed", self.was, self.was, old, None)

    def changed(self, old: Plain, new: Plain) -> Difference:
        """What stands here is something else."""
        return Difference("changed", self.path, self.was, old, new)

    def moved(self, what: Plain = None) -> Difference:
        """The same stands here that stood elsewhere; what it is, where its place alone does not tell."""
        return Difference("moved", self.path, self.was, None, what)

    def renamed(self) -> Difference:
        """The same stands here under another id."""
        return Difference("renamed", self.path, self.was)


def written(path: Path) -> str:
    """A place as people write it.

    >>> written(("steps", 2, "else", 0, "up_to"))
    'steps[2].else[0].up_to'
    """
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
