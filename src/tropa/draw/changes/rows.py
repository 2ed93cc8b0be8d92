"""Differences in words: grouped as the map is, each with its place, what was there and what is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.names import Names
from tropa.draw.wording import Prose, Wording
from tropa.journey.codecs.protocol import Path, Plain
from tropa.journey.diff import Difference, Kind, written

SIGNS: dict[Kind, str] = {
    "added": "+",
    "removed": "\N{MINUS SIGN}",
    "changed": "~",
    "moved": "\N{UP DOWN ARROW}",
    "renamed": "=",
}
"""A sign for each kind, so that colour is never the only mark."""

GROUPS: dict[str, tuple[str, ...]] = {
    "goal": ("goal", "success", "exit"),
    "stages": ("stages", "stage", "answers"),
    "touchpoints": ("touchpoints",),
    "steps": ("start", "steps", "key", "reentry", "source", "mode", "success_before_entry", "links"),
    "people": ("roles", "personas", "requests", "segments"),
    "content": ("components", "products", "guides", "visits", "forms", "sign_up", "offers", "surveys", "loyalty"),
    "measures": ("events", "indicators", "experiments", "baseline", "changes"),
    "company": ("teams", "channels", "systems", "algorithms", "hooks", "support", "caps", "quiet_hours", "crises"),
    "file": (
        *("journey", "workspace", "scheme", "title", "note", "waive"),
        *("locales", "time_zone", "calendar", "currency"),
    ),
}
"""Keys at the top of a file by the part of it that people think of."""

_GROUP_OF = {key: group for group, keys in GROUPS.items() for key in keys}


ROW = 2
"""Parts of the path of a touchpoint."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One difference.

    Args:
        kind: What became of it.
        sign: Its sign.
        word: The same as a word.
        subject: The touchpoint it belongs to; None for all else.
        place: Where it is, from the touchpoint on or from the top; empty for the touchpoint itself.
            Of what moved in a list, the thing itself.
        was: What was there; empty where nothing was.
        now: What is there; empty where nothing is.
    """

    kind: Kind
    sign: str
    word: Markup
    subject: Prose | None
    place: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The differences of one part of the file.

    Args:
        title: The part.
        rows: Its differences, in reading order.
    """

    title: Markup
    rows: tuple[ChangeRow, ...]


def change_groups(
    found: Iterable[Difference], old: Names | None, new: Names | None, wording: Wording
) -> tuple[ChangeGroup, ...]:
    """All differences by the parts of the file, parts without any left out.

    Args:
        found: The differences.
        old: What people called the things of the old journey; None where it is none.
        new: What they call those of the new one.
        wording: The language in which it is told.
    """
    parts: dict[str, list[ChangeRow]] = {group: [] for group in GROUPS}
    for one in found:
        parts[_GROUP_OF[str(one.path[0])] if one.path else "file"].append(change_row(one, old, new, wording))
    return tuple(ChangeGroup(wording.say(f"diff.group.{name}"), tuple(rows)) for name, rows in parts.items() if rows)


def change_row(one: Difference, old: Names | None, new: Names | None, wording: Wording) -> ChangeRow:
    """One difference in words; the arguments are those of ``change_groups``."""
    names = old if one.kind == "removed" else new
    subject = names.touchpoint(str(one.path[1])) if names and _is_of_row(one.path) else None
    was, now = value_text(one.old), value_text(one.new)
    if one.kind == "renamed":
        was, now = str(one.was[-1]), str(one.path[-1])
    elif one.kind == "moved" and one.was != one.path:
        was, now = written(one.was), written(one.path)
    elif one.kind in {"added", "removed"} and subject and len(one.path) == ROW:
        was = now = ""  # its whole content would drown what else there is to read
    place = written(one.path[ROW:] if subject else one.path)
    if one.kind == "moved" and one.new is not None:
        place = value_text(one.new)
    return ChangeRow(one.kind, SIGNS[one.kind], wording.say(f"diff.kind.{one.kind}"), subject, place, was, now)


def _is_of_row(path: Path) -> bool:
    return len(path) >= ROW and path[0] == "touchpoints"


def value_text(value: Plain) -> str:
    """A value as one would write it on a line.

    >>> value_text({"after": "3d", "by": ["sms", "push"], "optional": True})
    '{after: 3d, by: [sms, push], optional: yes}'
    """
    if isinstance(value, list) and not any(isinstance(item, dict | list) for item in value):
        return ", ".join(_inside(item) for item in value)
    return "" if value is None else _inside(value)


def _inside(value: Plain) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_inside(held)}" for name, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inside(item) for item in value) + "]"
    return str(value)


def counts(found: Iterable[Difference], wording: Wording) -> Iterator[tuple[Kind, str, Markup]]:
    """How many there are of each kind: the kind, its sign, and the number in words."""
    kinds = [one.kind for one in found]
    for kind, sign in SIGNS.items():
        if n := kinds.count(kind):
            yield kind, sign, wording.say(f"diff.count.{kind}", plural=n, n=wording.numbers.count(n))
