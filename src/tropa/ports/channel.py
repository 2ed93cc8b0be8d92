"""The port to whatever carries a message to a customer: a file, a mail server, a provider of SMS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

Fate: TypeAlias = Literal["sent", "refused", "later", "unknown"]
"""Handed over; will never be taken; not taken now; handed over perhaps (R6)."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message with its words, ready to be handed over.

    Args:
        id: The message's id; a provider that knows idempotency keys is given it.
        channel: Over what.
        to: The customer, or the team.
        touchpoint: What is sent; empty for a survey's question.
        journey: Of which journey.
        subject: The subject line; empty where there is none.
        text: The words, filled in.
        locale: The language they are in; empty where nobody says.
    """

    id: str
    channel: str
    to: str
    touchpoint: str
    journey: str
    subject: str
    text: str
    locale: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of one letter.

    Args:
        fate: In one word.
        reason: Why it was not sent.
        provider_id: What the provider calls it.
    """

    fate: Fate
    reason: str = ""
    provider_id: str = ""


class Channel(Protocol):
    """Hands letters over.

    Laws: there is one answer for each letter, in their order; a letter's trouble is its answer, never
    an exception, so that it stops no neighbour; ``sent`` is answered only when the other side has
    taken it durably; where it may have been taken and nobody knows, the answer is ``unknown``; the
    same letter handed over twice is recognised as one by its id wherever the other side can.
    """

    repeats_safely: bool
    """Whether what is ``unknown`` may be handed over again (R6): e-mail and push, not SMS and calls."""

    def deliver(self, letters: Sequence[Letter]) -> Sequence[HandedOver]:
        """Hand letters over."""
