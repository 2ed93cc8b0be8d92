"""Which column of a log plays which role: who, what, when and how it came."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from tropa.ports.log import LogUnreadable

REQUIRED = ("customer", "name", "at")
"""Roles without which a line is no event."""

_NAMES_SHOWN = 30
"""A log of a thousand columns would bury the message that lists them."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns, fields or attributes that play a role, by name; None stands for the default.

    The default of a table or a flat JSON line is the role's own name, of an XES log
    ``case:concept:name``, ``concept:name`` and ``time:timestamp``.  A role outside
    ``REQUIRED`` that has no name here is filled where a column of its own name exists.

    Args:
        customer: Who.
        name: What happened.
        at: When, by the sender's clock.
        arrival: A number that grows in order of arrival; without it the order is the file's.
        received_at: When we heard of it.
        message_id: What makes a repeated event recognisable.
    """

    customer: str | None = None
    name: str | None = None
    at: str | None = None
    arrival: str | None = None
    received_at: str | None = None
    message_id: str | None = None

    def named(self, role: str, default: str | None = None) -> str:
        """The column that plays ``role``: the one given, else ``default``, else the role's own name."""
        given: str | None = getattr(self, role)
        return given if given is not None else default or role

    def places(self, found: Sequence[str], path: str) -> dict[str, int]:
        """Where in a table each role stands.

        Args:
            found: The table's columns in their order.
            path: The file, for the message.

        Returns:
            Position by role; a role outside ``REQUIRED`` may be missing.

        Raises:
            LogUnreadable: A column that was asked for is missing or stands there twice.
        """
        asked = [role for role in ROLES if role in REQUIRED or getattr(self, role) is not None]
        default = [role for role in ROLES if role not in asked and role in found]
        return {role: place(self.named(role), found, path, role) for role in (*asked, *default)}


ROLES = tuple(field.name for field in fields(Columns))
"""Every role, in the order of the canonical layout."""


def place(name: str, found: Sequence[str], path: str, role: str | None = None) -> int:
    """The position of one column, by its exact name.

    Raises:
        LogUnreadable: There is no such column, or there are two.
    """
    if found.count(name) == 1:
        return found.index(name)
    if name in found:
        raise LogUnreadable(path, f"column {name!r} stands there {found.count(name)} times: rename all but one")
    shown = ", ".join(repr(column) for column in found[:_NAMES_SHOWN])
    more = f" and {len(found) - _NAMES_SHOWN} more" if len(found) > _NAMES_SHOWN else ""
    how = f"; map it with --columns {role}=COLUMN" if role else ""
    raise LogUnreadable(path, f"no column {name!r}{nearest(name, found)}; found {shown or 'none'}{more}{how}")


def nearest_of(met: str, spellings: Iterable[str]) -> str:
    """The valid spelling nearest to what was met, or an empty text."""
    by_folded = {spelling.casefold(): spelling for spelling in spellings}
    close = difflib.get_close_matches(met.casefold(), by_folded, n=1)
    return by_folded[close[0]] if close else ""


def nearest(met: str, spellings: Iterable[str]) -> str:
    """`` (did you mean 'x'?)`` for the valid spelling nearest to what was met, or nothing."""
    found = nearest_of(met, spellings)
    return f" (did you mean {found!r}?)" if found else ""


def parse_columns(text: str) -> Columns:
    """Read ``customer=case_id,name=activity,at=timestamp``.

    A column whose name holds a comma is quoted as in CSV: ``"customer=case, id",name=n``.

    Raises:
        ValueError: A part is not ROLE=COLUMN, a role is unknown or stands there twice; the
            message says what was met, what was expected and the nearest spelling.

    >>> parse_columns("customer=case_id,name=activity").customer
    'case_id'
    """
    given: dict[str, str] = {}
    try:
        parts = next(csv.reader([text]), [])
    except csv.Error as error:
        raise ValueError(f"met {text[:80]!r}, expected ROLE=COLUMN,...: {error}") from error
    for part in parts:
        role, equals, column = part.partition("=")
        role = role.strip()
        if not equals or not column:
            raise ValueError(f"met {part!r} in the columns, expected ROLE=COLUMN such as customer=case_id")
        if role not in ROLES:
            raise ValueError(f"unknown role {role!r}{nearest(role, ROLES)}; expected one of {', '.join(ROLES)}")
        if role in given:
            raise ValueError(f"role {role!r} is mapped twice: to {given[role]!r} and to {column!r}")
        given[role] = column
    if not given:
        raise ValueError("no columns are mapped, expected ROLE=COLUMN such as customer=case_id")
    return Columns(**given)
