"""What a step answers when it is come to, hears something, or is due: one of these moves.

Theory.  A step decides nothing but its own move and what it makes on the way; ``driving`` carries
moves out.  So no kind of step knows any other, and all ways through a script are walked by one loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from tropa.engine.state import Timer
from tropa.journey.codecs.values import Section


@dataclass(frozen=True, slots=True)
class Go:
    """Go on by a label; an empty one is the step after.

    Args:
        label: ``then``, ``else``, ``outcomes.done`` ...
        resolved_by: The event that resolved the step; it will not do so again (R3).
        reason: Why, where there is more to say.
        beside: Leave a position here that goes on waiting beside the main line.
    """

    label: str = ""
    resolved_by: str = ""
    reason: str = ""
    beside: Stay | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """Stand here.

    Args:
        timers: When it moves by itself; in any order.
        kept: Small facts to keep.
        since: The anchor and the event that does not count; None leaves both.
    """

    timers: tuple[Timer, ...] = ()
    kept: Section[str] = Section()
    since: tuple[datetime, str] | None = None


@dataclass(frozen=True, slots=True)
class Jump:
    """Go back to a node."""

    target: int


@dataclass(frozen=True, slots=True)
class Fork:
    """Open a branch for each item; the step is left when ``needed`` of them have finished.

    Args:
        branches: Item and participant of each.
        needed: How many must finish.
    """

    branches: tuple[tuple[str, str], ...]
    needed: int


@dataclass(frozen=True, slots=True)
class Close:
    """End the run, the participant's part, or the branch."""

    outcome: str
    of: Literal["run", "participant", "component"] = "run"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fail:
    """The step cannot be done (R16).

    Args:
        reason: Why.
        ends: No person can mend it by doing something: the run fails.
    """

    reason: str
    ends: bool = False


Move: TypeAlias = Go | Stay | Jump | Fork | Close | Fail
