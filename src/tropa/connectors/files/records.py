"""Flat records, of JSON Lines and of XES alike: fields by name, no envelope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tropa.connectors.files.columns import ROLES, Columns
from tropa.connectors.files.staging import Line


class FlatRecords:
    """Makes lines of flat records.

    Every field is a property under its own name.  Whether records carry an ``arrival`` that
    nobody has mapped, the first one decides: a header, so to speak.

    Args:
        columns: Which field plays which role.
        defaults: What a role's field is called where ``columns`` does not say.
        properties: Fields to keep.
    """

    def __init__(self, columns: Columns, defaults: Mapping[str, str], properties: Sequence[str]) -> None:
        self.fields = {role: columns.named(role, defaults.get(role)) for role in ROLES}
        self.wanted = frozenset((*self.fields.values(), *properties))
        self._properties = tuple(properties)
        self._has_arrival: bool | None = True if columns.arrival is not None else None

    def line(self, number: int, text: str | None, record: Mapping[str, Any]) -> Line:
        """The line that a record makes; ``text`` is what stands in the file."""
        get, fields = record.get, self.fields
        arrival = get(fields["arrival"])
        if self._has_arrival is None:
            self._has_arrival = arrival is not None
        return (
            number,
            False,
            None,
            None,
            text,
            get(fields["customer"]),
            get(fields["name"]),
            get(fields["at"]),
            get(fields["received_at"]),
            None,
            ("" if arrival is None else arrival) if self._has_arrival else None,
            get(fields["message_id"]),
            *(get(name) for name in self._properties),
        )
