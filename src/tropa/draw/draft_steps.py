"""The steps of a draft as a journey file has them: blocks become sends, waits with two ways out, and ways back.

What nearly all do is sent; what some skip is waited for, up to the time in which nine in ten came; of several ways
the more frequent is waited for first, and the next one where it does not come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from tropa.journey.signal_text import format_signal
from tropa.journey.signals import AllOf, AnyOf, Named
from tropa.measure.discovery.blocks import Again, Block, Either, Maybe, One, Row, Together, names_in
from tropa.measure.discovery.draft import StepEvidence

MOST_WAYS = 5
"""Ways of a choice told one by one; the rest is waited for together."""

DEEPEST = 6
"""Blocks within blocks; deeper ones are waited for together, in any order."""

UNITS = ((2 * 86_400, 86_400, "d"), (2 * 3_600, 3_600, "h"), (120, 60, "m"), (0, 1, "s"))
"""From how many seconds on a time is told in which unit."""

LONGEST = 9_999_999
"""The largest number in a duration."""

UNKNOWN = "1d"
"""How long an option is waited for whose time nobody has shown."""

Step = dict[str, Any]
Steps = list[Step]


def duration_text(seconds: float) -> str:
    """A time as a journey file has it, rounded up to whole units.

    >>> duration_text(90.2), duration_text(5_400), duration_text(190_000), duration_text(0)
    ('91s', '90m', '3d', '1s')
    """
    _, size, unit = next(item for item in UNITS if seconds >= item[0])
    return f"{min(max(ceil(seconds / size), 1), LONGEST)}{unit}"


@dataclass(frozen=True, slots=True)
class StepWriter:
    """Writes the steps of a draft.

    Args:
        ids: The touchpoint of each event.
        evidence: What was seen of each event.
        option_note: What to say of a step that only a share of passers-by takes.
        loop_note: What to say of a way back that a share takes.
    """

    ids: Mapping[str, str]
    evidence: Mapping[str, StepEvidence]
    option_note: Mapping[float, str]
    loop_note: Mapping[float, str]

    def steps(self, block: Block, depth: int = 0) -> Steps:
        """The steps of a block."""
        match block:
            case One(name):
                return [self._sent(name)]
            case Row(parts):
                return [step for part in parts for step in self.steps(part, depth)]
            case Again(part, share):
                return self._looped(self.steps(part, depth), self.ids[names_in(part)[0]], share)
            case Maybe(part, share):
                return [{**self._opened(part, depth), "note": self.option_note[share]}]
            case Either(parts) if depth < DEEPEST:
                return self._ways(parts, depth)
            case Either() | Together():
                return [self._waited(names_in(block), any_of=isinstance(block, Either))]

    def _sent(self, name: str) -> Step:
        p90_s = self.evidence[name].p90_s
        return {"send": self.ids[name], **({"up_to": duration_text(p90_s)} if p90_s is not None else {})}

    def _looped(self, steps: Steps, name: str, share: float) -> Steps:
        """Steps with a way back from their end to their beginning; a loop within begins where that one does."""
        first = steps[0].get("id", name)
        return [{"id": first, **steps[0]}, *steps[1:], {"back_to": first, "note": self.loop_note[share]}]

    def _opened(self, block: Block, depth: int) -> Step:
        """A wait for the beginning of a block, with the rest of it behind."""
        if depth >= DEEPEST:
            return self._waited(names_in(block), any_of=True)
        match block:
            case One(name):
                return self._waited((name,), any_of=True)
            case Row((One(name), *rest)):
                return {**self._waited((name,), any_of=True), "then": self.steps(Row(tuple(rest)), depth + 1)}
            case _:
                return self._waited(names_in(block), any_of=not isinstance(block, Together))

    def _ways(self, parts: tuple[Block, ...], depth: int) -> Steps:
        """Ways that exclude each other: the next is waited for where the one before does not come."""
        first, *rest = parts
        opened = self._opened(first, depth + 1)
        if len(rest) == 1:
            return [{**opened, "else": self.steps(rest[0], depth + 1)}]
        if depth + 1 >= DEEPEST or len(rest) > MOST_WAYS:
            others = tuple(name for part in rest for name in names_in(part))
            return [{**opened, "else": [self._waited(others, any_of=True)]}]
        return [{**opened, "else": self._ways(tuple(rest), depth + 1)}]

    def _waited(self, names: Iterable[str], *, any_of: bool) -> Step:
        """A wait for one event, or for several."""
        members = tuple(Named(name) for name in names)
        joined = AnyOf(members) if any_of else AllOf(members)
        times = [p90_s for member in members if (p90_s := self.evidence[member.name].p90_s) is not None]
        signal = format_signal(members[0] if len(members) == 1 else joined)
        return {"wait": signal, "up_to": duration_text(max(times)) if times else UNKNOWN}
