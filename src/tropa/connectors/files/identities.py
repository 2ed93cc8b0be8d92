"""Who a call is about, where it matters that nobody may know: anonymous ids, and ids that are one customer.

A replay asks for the property ``ANONYMOUS`` (``anonymity``) of every event.  Then what a call tells of an
anonymous id bears it, and a call that says that two ids are one customer gives the event ``customer_merged``
as well, just as calls do that come in one by one (``connectors.segment``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tropa.connectors.files.staging import FIELDS, Line
from tropa.plan.anonymity import ANONYMOUS
from tropa.plan.our_events import CUSTOMER_MERGED

_SETS_TRAITS, _CUSTOMER, _NAME, _ID = map(FIELDS.index, ("sets_traits", "customer", "name", "message_id"))


class Identities:
    """What identities make of calls.

    Args:
        properties: Properties that are kept of events; without ``ANONYMOUS`` nothing is made of them.
    """

    def __init__(self, properties: Sequence[str]) -> None:
        self.matter = ANONYMOUS in properties
        self._mark = properties.index(ANONYMOUS) if self.matter else 0
        self._into = properties.index("into") if "into" in properties else None
        self._n = len(properties)

    def marked(self, values: Sequence[Any], user: object) -> Sequence[Any]:
        """The properties of a call, marked where its customer is not known; nobody else may set the mark."""
        mark = "true" if user is None or user == "" else None
        if not self.matter or values[self._mark] == mark:
            return values
        return [*values[: self._mark], mark, *values[self._mark + 1 :]]

    def traits(self, said: Mapping[str, Any], user: object) -> Mapping[str, Any]:
        """The traits of a call, marked likewise."""
        if user is None or user == "":
            return {**said, ANONYMOUS: "true"}
        return {trait: value for trait, value in said.items() if trait != ANONYMOUS} if ANONYMOUS in said else said

    def merged(self, line: Line, before: object) -> Line | None:
        """The event that an id was the customer of a line; None where that is nothing new, or no id.

        Args:
            line: What the call is otherwise.
            before: The other id.
        """
        mine, theirs = _id(line[_CUSTOMER]), _id(before)
        if not self.matter or self._into is None or not mine or not theirs or mine == theirs:
            return None
        values: list[Any] = [None] * self._n
        values[self._into] = mine
        told = [*line[: len(FIELDS)], *values]
        told[_SETS_TRAITS], told[_CUSTOMER], told[_NAME] = False, theirs, CUSTOMER_MERGED
        told[_ID] = f"{told[_ID]}/merge" if told[_ID] else None
        return tuple(told)


def _id(value: object) -> str | None:
    """An id as text; None of what is none."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
