"""What a step answers when it is come to, hears something, or is due: one of these moves.

Theory.  A step decides nothing but its own move and what it makes on the way; ``driving`` carries
moves out.  So no kind of step knows any other, and all ways through a script are walked by one loop.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import Struct

from tropa.engine.state import Timer
from tropa.journey.codecs.values import Section


class Go(Struct, frozen=True, gc=False):
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


class Stay(Struct, frozen=True, gc=False):
    """Stand here.

    Args:
        timers: When it moves by itself; in any order.
        kept: Small facts to keep.
        since: The anchor and the event that does not count; None leaves both.
    """

    timers: tuple[Timer, ...] = ()
    kept: Section[str] = Section()
    since: tuple[datetime, str] | None = None


class Jump(Struct, frozen=True, gc=False):
    """Go back to a node."""

    target: int


class Fork(Struct, frozen=True, gc=False):
    """Open a branch for each item; the step is left when ``needed`` of them have finished.

    Args:
        branches: Item and participant of each.
        needed: How many must finish.
    """

    branches: tuple[tuple[str, str], ...]
    needed: int


class Close(Struct, frozen=True, gc=False):
    """End the run, the participant's part, or the branch."""

    outcome: str
    of: Literal["run", "participant", "component"] = "run"
    reason: str = ""


class Fail(Struct, frozen=True, gc=False):
    """The step cannot be done (R16).

    Args:
        reason: Why.
        ends: No person can mend it by doing something: the run fails.
    """

    reason: str
    ends: bool = False


Move: TypeAlias = Go | Stay | Jump | Fork | Close | Fail
