"""What clients said they felt: answers by touchpoint, over the whole log."""

from __future__ import annotations

from collections import Counter, defaultdict

from tropa.measure.reality_counts import EMOTIONS, EmotionCounts
from tropa.plan.needs import REPORTED
from tropa.plan.plan import Plan
from tropa.plan.resolve import EMOTION_REPORTED
from tropa.warehouses.counting.conditions import property_pair
from tropa.warehouses.counting.table import SortedTable


def count_felt(table: SortedTable) -> Counter[tuple[str, int]]:
    """Count the answers that name a touchpoint and give a whole number on the scale.

    Args:
        table: The log; one that kept neither property, or has no such event, holds no answer.
    """
    vocabulary = table.vocabulary
    if EMOTION_REPORTED not in vocabulary.names or not set(REPORTED) <= set(vocabulary.properties):
        return Counter()
    touchpoint, emotion = (property_pair(name, vocabulary) for name in REPORTED)
    felt = vocabulary.number_of(emotion)
    rows = table.rows(
        f"SELECT {touchpoint.text}, CAST({felt} AS INTEGER), count(*) FROM events "  # noqa: S608 - quoted parts
        f"WHERE name = {vocabulary.names.index(EMOTION_REPORTED)} AND {touchpoint.text} IS NOT NULL "
        f"AND {felt} BETWEEN {EMOTIONS[0]} AND {EMOTIONS[-1]} AND {felt} = round({felt}) GROUP BY ALL"
    )
    return Counter({(str(name), int(value)): int(n) for name, value, n in rows})


def emotion_counts(felt: Counter[tuple[str, int]], plan: Plan) -> tuple[EmotionCounts, ...]:
    """The answers by touchpoint of the plan, those of them that have any."""
    answers: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for (name, value), n in felt.items():
        answers[name][value] = n
    return tuple(EmotionCounts(one.id, answers[one.id]) for one in plan.touchpoints if one.id in answers)
