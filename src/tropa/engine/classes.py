"""The classes of messages: what each may do, as one table (rule R13).

The rows are the table of R13, read as follows where it leaves something open:

* ``onboarding`` says "send within 24 h": later than that it is skipped, as a reminder is.
* ``urgent`` opens the quiet hours for ``service`` alone.  A sale at night is not made better by
  calling it urgent.
* The order of the rows is the order of priority: who stands higher is served first where slots
  are short (``caps``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from tropa.journey.codecs.values import Duration
from tropa.journey.model.stages import Stage
from tropa.journey.model.steps import IfLate

Quiet: TypeAlias = Literal["kept", "kept_unless_urgent", "exempt"]
Basis: TypeAlias = Literal["contract", "marketing"]

TOLERANCE = Duration(24, "h")
"""How late is too late where neither the step nor the class says so."""

ONBOARDING = "lifecycle/onboarding"
"""The stage that the onboarding guard protects; stages of other schemes stand for it by ``maps_to``."""


@dataclass(frozen=True, slots=True)
class MessageClass:
    """One row of the table.

    Args:
        id: Its name in a journey file.
        rank: Its priority: 0 comes first.
        counted: Whether caps count and restrain it.
        quiet: Whether it keeps the quiet hours.
        consent: What the customer must have agreed to.
        guarded: Whether the onboarding guard keeps it back.
        late: What becomes of it when it is late, where the step does not say.
    """

    id: str
    rank: int
    counted: bool
    quiet: Quiet
    consent: Basis
    guarded: bool
    late: IfLate


_SENT = IfLate(do="send")
_SKIPPED = IfLate(do="skip", after=TOLERANCE)

_ROWS = (
    MessageClass("crisis", 0, counted=False, quiet="exempt", consent="contract", guarded=False, late=_SENT),
    MessageClass(
        "service", 1, counted=False, quiet="kept_unless_urgent", consent="contract", guarded=False, late=_SENT
    ),
    MessageClass("onboarding", 2, counted=True, quiet="kept", consent="contract", guarded=False, late=_SKIPPED),
    MessageClass("reminder", 3, counted=True, quiet="kept", consent="contract", guarded=False, late=_SKIPPED),
    MessageClass("retention", 4, counted=True, quiet="kept", consent="marketing", guarded=False, late=_SKIPPED),
    MessageClass("cross_sell", 5, counted=True, quiet="kept", consent="marketing", guarded=True, late=_SKIPPED),
)

CLASSES: Mapping[str, MessageClass] = MappingProxyType({row.id: row for row in _ROWS})
"""Every class by its name, the highest priority first."""

UNSAID = "reminder"
"""The class of a message that says none (the linter asks, LA14): the strictest that needs no opt-in."""


def class_of(name: str | None) -> MessageClass:
    """The class of a message; one that is not said, or not known, is treated as ``UNSAID``."""
    return CLASSES.get(name or UNSAID) or CLASSES[UNSAID]


def forbidden_in(stage: Stage) -> frozenset[str]:
    """The classes that a stage keeps back from its members.

    What its ``forbid`` says, and in a stage that stands for onboarding the guarded classes too,
    said or not (S1-19).
    """
    guarded = {row.id for row in _ROWS if row.guarded} if stage.maps_to == ONBOARDING else set()
    return frozenset({*stage.forbid, *guarded})
