"""Names of what the engine makes: uuid5 of what it is, so that a replay makes the same (rule R21)."""

from __future__ import annotations

import json
from hashlib import sha1
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

from msgspec.json import Encoder

from tropa.journey.conditions import Value

if TYPE_CHECKING:
    from tropa.engine.state import PositionId, Run

NAMESPACE = UUID("6f5d1b0e-7c3a-5e55-9d4e-0b6a1f2c8d70")
"""Of everything Tropa names."""

_SPACE = sha1(NAMESPACE.bytes, usedforsecurity=False)
_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""The first digit of the fourth group: of its four bits uuid5 sets the upper two."""


Part: TypeAlias = str | int | None


def named(*parts: Part) -> str:
    """The name of a thing that is made of parts; no two lists of parts share one."""
    return _uuid5(_written(parts))


def _uuid5(text: bytes) -> str:
    """What ``uuid.uuid5`` makes of it as text, at a third of the price."""
    digest = _SPACE.copy()
    digest.update(text)
    name = digest.hexdigest()
    return f"{name[:8]}-{name[8:12]}-5{name[13:16]}-{_VARIANT[name[16]]}{name[17:20]}-{name[20:32]}"


def _written(parts: tuple[Part, ...]) -> bytes:
    """A JSON list as ``json.dumps`` writes it: plain ASCII, as most is, is written alike at a fifth of the price."""
    try:
        written = _encode(parts)
    except UnicodeEncodeError:  # half of a surrogate pair
        written = _DELETE
    if written.isascii() and _DELETE not in written:
        return written
    return json.dumps(parts, separators=(",", ":")).encode()


_encode = Encoder().encode
_DELETE = b"\x7f"
"""The one ASCII character that only ``json.dumps`` escapes."""


def message_stem(run: Run, place: PositionId, rung: str) -> tuple[Part, ...]:
    """What the id of a message is made of, but for its channel (``message_over``).

    It is journey, first participant and attempt at birth, key, participant, branch, step, visit and
    rung, in this order, and nothing else.

    Args:
        run: The run.
        place: Where it is sent from; its participant is the one it is sent to.
        rung: The rung of a ladder, or what else tells the sends of one step apart.
    """
    journey, _, key, attempt = run.id
    if run.known_as:
        place = _as_joined(run, place)
    return (journey, run.born_as, key, run.born_attempt or attempt, *place, rung)


def message_over(stem: tuple[Part, ...], channel: str) -> str:
    """The id of a message over a channel; over an empty one it is the id of its intent."""
    return _uuid5(_written((*stem, channel)))


def made_id(what: str, run: Run, place: PositionId, *more: str | int | None) -> str:
    """The id of what a step makes beside messages: a task, an invitation, a call, an event."""
    journey, _, key, attempt = run.id
    if run.known_as:
        place = _as_joined(run, place)
    return named(what, journey, run.born_as, key, run.born_attempt or attempt, *place, *more)


def _as_joined(run: Run, place: PositionId) -> PositionId:
    """A place with its participant as called when joining."""
    return place._replace(participant=run.known_as.get(place.participant, place.participant))


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
