"""What proves in a log that a touchpoint was reached, and where nothing does (M11)."""

from __future__ import annotations

from tropa.journey.model.journey import Journey
from tropa.journey.model.touchpoints import Touchpoint

MESSAGE_CHANNELS = frozenset({"sms", "push", "email", "telegram", "in_app"})
"""Channels over which Tropa sends, so that its own event proves the touchpoint (M11)."""


def is_ours(touchpoint: Touchpoint, journey: Journey) -> bool:
    """Whether Tropa sends the touchpoint's message itself, so that nobody has to name a proof."""
    return journey.mode == "run" and bool(MESSAGE_CHANNELS.intersection(touchpoint.channel))


def unproven(journey: Journey) -> tuple[str, ...]:
    """The touchpoints that no event proves: a log cannot show who reached them."""
    return tuple(
        name
        for name, touchpoint in journey.touchpoints.items()
        if touchpoint.reached is None and not is_ours(touchpoint, journey)
    )
