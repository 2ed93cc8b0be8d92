"""What clients said they felt, counted answer by answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tropa.measure.reality_counts import EmotionCounts
from tropa.plan.plan import Plan
from tropa.testing.logs import LogEvent

NUMERIC = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def emotion_counts(plan: Plan, log: Iterable[LogEvent]) -> tuple[EmotionCounts, ...]:
    """Answers of each touchpoint of the plan; what is no whole number from -3 to 3 is no answer."""
    told = [(event.properties.get("touchpoint"), feeling(event)) for event in log if event.name == "emotion_reported"]
    found = []
    for measure in plan.touchpoints:
        answers = Counter(felt for name, felt in told if name == measure.id and felt is not None)
        if answers:
            found.append(EmotionCounts(measure.id, dict(answers)))
    return tuple(found)


def feeling(event: LogEvent) -> int | None:
    """The answer that an event gives, as a number or as a text all of which reads as one."""
    value = event.properties.get("emotion")
    if isinstance(value, str):
        value = float(value) if NUMERIC.fullmatch(value) else None
    return next((feeling for feeling in range(-3, 4) if feeling == value), None)
