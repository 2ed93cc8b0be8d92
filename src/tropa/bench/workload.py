"""The reference journey of the engine, and customers who take it, drawn from a seed.

Enter on ``order_connected`` -> SMS -> wait for ``activated`` up to 3 days -> else push -> wait up to 4
days -> else a task for a person; ``activated`` is the goal.  70 % of the customers activate, at random
times within the ten days after their order.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tropa.engine.events import Event

JOURNEY = """\
journey: reference
locales: [en]
goal: {client: I use what I ordered, business: 70 % activate}
start: order_connected
success: activated
indicators:
  activated: {share: activated, within: 10d, expect: 70 %}
touchpoints:
  connected: {channel: sms, class: service, communication: Your order is connected.}
  nudge: {channel: push, class: service, communication: One step is left.}
steps:
  - send: connected
  - wait: activated
    up_to: 3d
    else:
      - send: nudge
      - wait: activated
        up_to: 4d
        else:
          - task: Call the customer
            to: care
"""

BEGINNING = datetime(2026, 3, 2, tzinfo=UTC)
ORDERS_OVER = timedelta(days=10)
ACTIVATE = 0.7


def events(n_customers: int, seed: int) -> list[Event]:
    """The events of so many customers, in order of receipt."""
    chance = random.Random(seed)  # noqa: S311  no secret: the same seed draws the same customers
    drawn = sorted(happening for n in range(n_customers) for happening in _of_customer(f"customer-{n}", chance))
    return [Event(f"m{n}", customer, name, at, at, n, {}) for n, (at, customer, name) in enumerate(drawn, 1)]


def _of_customer(customer: str, chance: random.Random) -> Iterator[tuple[datetime, str, str]]:
    ordered = BEGINNING + chance.random() * ORDERS_OVER
    yield ordered, customer, "order_connected"
    if chance.random() < ACTIVATE:
        yield ordered + chance.random() * ORDERS_OVER, customer, "activated"
