"""Small logs of calls, written for a replay."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

BEGINNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday noon in Moscow."""


@dataclass(slots=True)
class Log:
    """Calls in the Segment shape, in order of time."""

    calls: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    def event(self, day: float, customer: str, name: str, **properties: object) -> None:
        """Something happens so many days after the beginning."""
        self.calls.append((day, {"type": "track", "userId": customer, "event": name, "properties": properties}))

    def traits(self, day: float, customer: str, **traits: object) -> None:
        """Traits are set so many days after the beginning."""
        self.calls.append((day, {"type": "identify", "userId": customer, "traits": traits}))

    def write(self, path: Path) -> None:
        """Write the calls, the earliest first."""
        with path.open("w", encoding="utf-8") as file:
            for n, (day, call) in enumerate(sorted(self.calls, key=lambda one: one[0])):
                at = (BEGINNING + timedelta(days=day)).isoformat()
                file.write(json.dumps({**call, "timestamp": at, "messageId": f"m{n}"}, ensure_ascii=False) + "\n")


def on_day(at: str) -> float:
    """How many days after the beginning an instant lies, whole ones: the reverse of what is written."""
    return (datetime.fromisoformat(at) - BEGINNING) / timedelta(days=1)


def told(messages: Iterable[dict[str, Any]], customer: str, *touchpoints: str) -> list[tuple[str, str, float]]:
    """What a customer was sent of some touchpoints: touchpoint, channel, day."""
    return [
        (one["touchpoint"], one["channel"], round(on_day(one["at"]), 2))
        for one in messages
        if one["customer"] == customer and (not touchpoints or one["touchpoint"] in touchpoints)
    ]
