"""Where the order of things means something, and where it does not."""

from __future__ import annotations

from tropa.journey.codecs.records import records
from tropa.journey.model.content import Form
from tropa.journey.model.journey import Journey
from tropa.journey.model.measures import Experiment
from tropa.journey.model.people import Persona, Request
from tropa.journey.model.touchpoints import Touchpoint, Variant
from tropa.journey.model.workspace import Shared

ORDERED = frozenset(
    {
        (Journey, "touchpoints"),  # the rows of the map
        (Journey, "roles"),  # the first is the client
        (Journey, "exit"),  # the first that is heard names the outcome
        (Journey, "requests"),  # the rows of the matrix
        (Journey, "components"),  # shown and walked in this order
        (Form, "fields"),  # asked in this order
        (Experiment, "arms"),  # customers are dealt out in this order
        (Touchpoint, "channel"),  # the first usable one serves
        (Variant, "channel"),
        (Persona, "prefers"),  # the best loved first
        (Request, "touchpoints"),  # the likeliest first
        (Shared, "locales"),  # bare texts are in the first
    }
)
"""Fields of lists of plain values and of maps whose order means something; in all others it does not.

Lists of records (steps, stages, rungs ...) are always in order.
"""


def is_ordered(cls: type, field: str) -> bool:
    """Whether order means something in a record's field."""
    return any((owner, field) in ORDERED for owner in cls.__mro__)


def ordered_fields() -> frozenset[tuple[type, str]]:
    """Every record class with those of its fields whose order means something."""
    return frozenset((cls, field) for cls in records() for _, field in ORDERED if is_ordered(cls, field))
