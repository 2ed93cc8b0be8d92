"""For how long a message id is known (R9): by weeks, so that a whole week can be forgotten at once.

An id is kept with the week in which it was received.  It is looked for in that week, the week before
and the week after (clocks of several machines differ), so that a repetition is found for seven days
at least, and fourteen at most.
"""

from __future__ import annotations

from datetime import UTC, datetime

from tropa.ports.state import DEDUPLICATION

_BEGINNING = datetime(1970, 1, 5, tzinfo=UTC)
"""A Monday."""


def period_of(received_at: datetime) -> int:
    """The week in which something was received, counted from 1970.

    >>> period_of(datetime(1970, 1, 12, tzinfo=UTC))
    1
    """
    return (received_at - _BEGINNING) // DEDUPLICATION
