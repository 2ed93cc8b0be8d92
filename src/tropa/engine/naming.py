"""Names of what the engine makes: uuid5 of what it is, so that a replay makes the same (rule R21)."""

from __future__ import annotations

import json
from hashlib import sha1
from typing import TYPE_CHECKING
from uuid import UUID

from tropa.journey.conditions import Value

if TYPE_CHECKING:
    from tropa.engine.state import PositionId, Run

NAMESPACE = UUID("6f5d1b0e-7c3a-5e55-9d4e-0b6a1f2c8d70")
"""Of everything Tropa names."""

_SPACE = NAMESPACE.bytes
_WRITTEN = json.JSONEncoder(separators=(",", ":")).encode
"""Made once, as is the namespace's text: ``uuid.uuid5`` and ``json.dumps`` make theirs anew each time."""


def named(*parts: str | int | None) -> str:
    """The name of a thing that is made of parts; no two lists of parts share one."""
    digest = sha1(_SPACE + _WRITTEN(parts).encode(), usedforsecurity=False).digest()
    return str(UUID(bytes=digest[:16], version=5))


def message_id(run: Run, place: PositionId, rung: str, channel: str, branch: str | None = None) -> str:
    """The id of a message, of its intent where ``channel`` is empty.

    It is made of journey, first participant at birth, key, attempt, participant, branch, step,
    visit, rung and channel, in this order, and of nothing else.

    Args:
        run: The run.
        place: Where it is sent from; its participant is the one it is sent to.
        rung: The rung of a ladder, or what else tells the sends of one step apart.
        channel: Over which it goes.
        branch: The branch, where it is not the position's.
    """
    born = (run.id.journey, run.born_as, run.id.key, run.id.attempt)
    return named(
        *born, place.participant, place.branch if branch is None else branch, place.step, place.visit, rung, channel
    )


def made_id(what: str, run: Run, place: PositionId, *more: str | int | None) -> str:
    """The id of what a step makes beside messages: a task, an invitation, a call, an event."""
    born = (run.id.journey, run.born_as, run.id.key, run.id.attempt)
    return named(what, *born, *place, *more)


def key_text(value: Value) -> str | None:
    """A key as text, so that a number and its text are one key (rule R4).

    >>> key_text(100.0), key_text("100"), key_text(2.5), key_text(None)
    ('100', '100', '2.5', None)
    """
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value if value is None else str(value)


def branch_of(outer: str, item: str) -> str:
    """The branch of an item in a branch: joined by ``/``; inside an item that is ``~1``, and ``~`` is ``~0``."""
    escaped = item.replace("~", "~0").replace("/", "~1")
    return f"{outer}/{escaped}" if outer else escaped


def item_of(branch: str) -> str:
    """The innermost item of a branch; empty on the main line."""
    return branch.rpartition("/")[2].replace("~1", "/").replace("~0", "~")


def outer_of(branch: str) -> str:
    """The branch around a branch."""
    return branch.rpartition("/")[0]
