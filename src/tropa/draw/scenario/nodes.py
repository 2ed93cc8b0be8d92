"""The scenario as people read it: strips of nodes, nodes with ways, everything in words."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.draw.wording import Prose


@dataclass(frozen=True, slots=True)
class Way:
    """One way on behind a node.

    Args:
        label: When it is taken.
        nodes: What happens on it; nothing where it only goes on.
        fault: It is taken when something fails.
    """

    label: Prose
    nodes: tuple[Node, ...]
    fault: bool


@dataclass(frozen=True, slots=True)
class Node:
    """A step, or where a strip begins or ends.

    Args:
        anchor: Its name within the page: ``step-book``, ``step-steps.2.else.0``.
        look: What sort of thing it is to the eye: ``say``, ``wait``, ``choice``, ``people``,
            ``each``, ``system``, ``back``, ``begin``, ``finish`` or ``blank``.
        kind: What sort of step it is, in a word or two.
        title: What it does.
        details: What else is to know, a line each.
        rungs: What comes when, in order of time.
        ways: The ways on; the first is the straight one. Empty where there is only one.
        returns_to: The anchor that a jump leads back to.
        goes_on: Whether what stands behind it is reached from it.
    """

    anchor: str
    look: str
    kind: Prose
    title: Prose
    details: tuple[Prose, ...] = ()
    rungs: tuple[Prose, ...] = ()
    ways: tuple[Way, ...] = ()
    returns_to: str | None = None
    goes_on: bool = True

    @property
    def lane(self) -> Way | None:
        """What is done side by side for each participant or part; None where the node does no such thing."""
        return self.ways[0] if self.look == "each" and self.ways else None


@dataclass(frozen=True, slots=True)
class Strip:
    """A list of steps that begins on its own.

    Args:
        title: Whose or what for it is.
        nodes: From its beginning to its end.
    """

    title: Prose
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """All that happens in a journey.

    Args:
        title: The journey.
        strips: The main path, then the roles' own, then the ways out.
        observed: It is run by somebody else, and only watched.
        has_steps: Whether there is any step at all.
    """

    title: Prose
    strips: tuple[Strip, ...]
    observed: bool
    has_steps: bool


def goes_on(nodes: tuple[Node, ...]) -> bool:
    """Whether somebody comes out behind a list of nodes."""
    return not nodes or nodes[-1].goes_on
