"""Names of what the engine makes: uuid5 of what it is, so that a replay makes the same (rule R21)."""

from __future__ import annotations

from hashlib import sha1
from json.encoder import encode_basestring_ascii as _text
from typing import TYPE_CHECKING
from uuid import UUID

from tropa.journey.conditions import Value

if TYPE_CHECKING:
    from tropa.engine.state import PositionId, Run

NAMESPACE = UUID("6f5d1b0e-7c3a-5e55-9d4e-0b6a1f2c8d70")
"""Of everything Tropa names."""

_SPACE = sha1(NAMESPACE.bytes, usedforsecurity=False)
_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""The first digit of the fourth group: of its four bits uuid5 sets the upper two."""


def named(*parts: str | int | None) -> str:
    """The name of a thing that is made of parts; no two lists of parts share one."""
    return _uuid5(f"[{_written(*parts)}]")


def _uuid5(text: str) -> str:
    """What ``uuid.uuid5`` makes of it as text, at a third of the price."""
    digest = _SPACE.copy()
    digest.update(text.encode())
    name = digest.hexdigest()
    return f"{name[:8]}-{name[8:12]}-5{name[13:16]}-{_VARIANT[name[16]]}{name[17:20]}-{name[20:32]}"


def _written(*parts: str | int | None) -> str:
    """The items of a JSON list, as ``json.dumps`` writes them."""
    return ",".join(
        [_text(part) if isinstance(part, str) else "null" if part is None else str(part) for part in parts]
    )


def message_stem(run: Run, place: PositionId, rung: str) -> str:
    """What the ids of a message have in common, whatever its channel (``message_over``).

    It is made of journey, first participant and attempt at birth, key, participant, branch, step,
    visit, rung and channel, in this order, and of nothing else.

    Args:
        run: The run.
        place: Where it is sent from; its participant is the one it is sent to.
        rung: The rung of a ladder, or what else tells the sends of one step apart.
    """
    journey, _, key, attempt = run.id
    attempt = run.born_attempt or attempt
    participant, branch, step, visit = place
    if run.known_as:
        participant = run.known_as.get(participant, participant)
    born = f"{_text(journey)},{_text(run.born_as)},{'null' if key is None else _text(key)},{attempt}"
    return f"{born},{_text(participant)},{_text(branch)},{_text(step)},{visit},{_text(rung)}"


def message_over(stem: str, channel: str) -> str:
    """The id of a message over a channel; over an empty one it is the id of its intent."""
    return _uuid5(f"[{stem},{_text(channel)}]")


def made_id(what: str, run: Run, place: PositionId, *more: str | int | None) -> str:
    """The id of what a step makes beside messages: a task, an invitation, a call, an event."""
    journey, _, key, attempt = run.id
    if run.known_as:
        place = place._replace(participant=run.known_as.get(place.participant, place.participant))
    return named(what, journey, run.born_as, key, run.born_attempt or attempt, *place, *more)


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
