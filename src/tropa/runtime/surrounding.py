"""What decisions are given from outside: the rules of sending of the house, and time zones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tropa.engine.caps import Cap, caps_of
from tropa.engine.intents import Intent, Ruling, SendingFacts
from tropa.engine.ledger import decide
from tropa.engine.scene import Surroundings
from tropa.journey.codecs.values import Window
from tropa.journey.model.journey import Journey
from tropa.journey.model.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Manners:
    """What one journey may do to a customer: its own caps and quiet hours with those of the workspace.

    Args:
        caps: All that hold.
        quiet_hours: The journey's own, else the workspace's.
    """

    caps: tuple[Cap, ...] = ()
    quiet_hours: Window | None = None


def manners_of(journey: Journey, workspace: Workspace | None) -> Manners:
    """The manners of a journey; a journey can tighten caps, not loosen them."""
    around = workspace or Workspace()
    return Manners(caps_of(around.caps, journey.caps), journey.quiet_hours or around.quiet_hours)


@dataclass(frozen=True, slots=True)
class EachItsOwn:
    """The rules of sending where journeys differ in their manners."""

    manners: Mapping[str, Manners]

    def __call__(self, intent: Intent, facts: SendingFacts, now: datetime) -> Ruling:
        """What becomes of an intent, by the manners of its journey."""
        own = self.manners.get(intent.journey, Manners())
        return decide(intent, facts.under(own.caps, own.quiet_hours), now)


def surroundings(
    journeys: Iterable[tuple[Journey, Workspace | None]], *, opted_in: bool, hooks_answer: bool = False
) -> Surroundings:
    """The rules of a house.

    Args:
        journeys: What runs, each with the workspace around it.
        opted_in: Whether consent to marketing is assumed where no trait says so.
        hooks_answer: Whether calls of other systems are answered at once.
    """
    manners = {journey.journey: manners_of(journey, workspace) for journey, workspace in journeys}
    kinds = set(manners.values())
    caps = tuple(dict.fromkeys(cap for one in manners.values() for cap in one.caps))
    quiet_hours = next(iter(kinds)).quiet_hours if len(kinds) == 1 else None
    facts = SendingFacts(opted_in=opted_in, caps=caps, quiet_hours=quiet_hours)
    sending = decide if len(kinds) <= 1 else EachItsOwn(manners)
    return Surroundings(sending, lambda _: facts, zone_named, hooks_answer=hooks_answer)


@lru_cache(maxsize=1_024)
def zone_named(name: str) -> tzinfo | None:
    """A time zone by its IANA name; None where there is none.

    >>> zone_named("Nowhere/Atlantis") is None
    True
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
