"""What inputs touch, as far as it can be read off them: customers, and invitations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tropa.engine.events import Event, Input
from tropa.plan.our_events import CUSTOMER_MERGED

INVITE, INTO = "invite", "into"
"""Properties that name an invitation, and whom a customer is merged into."""


class Touched(NamedTuple):
    """Customers and invitations, each once, in order."""

    customers: tuple[str, ...]
    invitations: tuple[str, ...]


def touched(inputs: Iterable[Input]) -> Touched:
    """The customers of inputs, those that they are merged into, and the invitations that are named."""
    customers: dict[str, None] = {}
    invitations: dict[str, None] = {}
    for given in inputs:
        customers[given.customer] = None
        if isinstance(given, Event):
            invitation = given.properties.get(INVITE)
            if isinstance(invitation, str):
                invitations[invitation] = None
            into = given.properties.get(INTO) if given.name == CUSTOMER_MERGED else None
            if isinstance(into, str):
                customers[into] = None
    return Touched(tuple(customers), tuple(invitations))
