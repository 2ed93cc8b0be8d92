"""Taking names apart: choices, rows, groups in any order, options and loops.

Theory.  A set of names is taken apart along the coarsest cut that their relations allow: first into parts that
exclude each other, then into a row, then into parts in any order; and each part again.  The cuts are those of
S. J. J. Leemans, D. Fahland and W. M. P. van der Aalst (2013), "Discovering block-structured process models from
event logs - a constructive approach", Petri Nets 2013, here over "comes somewhere before" in place of "directly
follows": a slip between two events breaks the latter, and not the former.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tropa.measure.discovery.blocks import Again, Block, Either, Maybe, One, Together, row_of
from tropa.measure.discovery.evidence import Evidence, Flags
from tropa.measure.discovery.relations import BESIDE, Part, Relations

SKIPPED_FROM = 0.2
"""What at least this share of passers-by leave out is an option: a log drops some events by accident."""

REPEATED_FROM = 0.15
"""What at least this share comes back to is a loop, with its neighbours that ``BESIDE`` come back to."""

ANYWHERE = 4
"""A single event in no order with so many others is no step: it may come anywhere."""


@dataclass(slots=True)
class Cutter:
    """Takes the names of a log apart.

    Args:
        relations: How the names stand to each other.
        anywhere: Filled with the names that have no place in the order.
    """

    relations: Relations
    anywhere: list[str] = field(default_factory=list)

    @property
    def evidence(self) -> Evidence:
        """What the rows say."""
        return self.relations.evidence

    def cut(self, part: Part, passed: Flags) -> Block:
        """The block that some names make.

        Args:
            part: The names, at least one.
            passed: Rows that came beyond them, shape ``(rows,)``; what these lack was skipped.
        """
        if len(part) == 1:
            return self._one(part[0])
        if len(parts := self.relations.choices(part)) > 1:
            return Either(tuple(self.cut(one, passed & self.evidence.any_of(one)) for one in parts))
        if len(parts := self.relations.row(part)) > 1:
            return self._row(parts, passed)
        if len(parts := self.relations.side_by_side(part)) > 1:
            return self._together(parts, passed)
        return self._row(self.relations.ranked([(code,) for code in part], part), passed)

    def _one(self, code: int) -> Block:
        share = self.evidence.share_of(self.evidence.doubled[:, code], self.evidence.has[:, code])
        step = One(self.evidence.names[code])
        return Again(step, share) if share >= REPEATED_FROM else step

    def _row(self, parts: list[Part], passed: Flags) -> Block:
        """Parts one after another: who has a later part has passed the earlier ones."""
        beyond = [passed]
        for part in parts[:0:-1]:
            beyond.insert(0, beyond[0] | self.evidence.any_of(part))
        blocks = [self._option(part, later) for part, later in zip(parts, beyond, strict=True)]
        return row_of(_looped(blocks, [self._returning(part) for part in parts]))

    def _together(self, parts: list[Part], passed: Flags) -> Block:
        """Parts in any order; a single event beside many others is put aside."""
        longest = max(parts, key=len)
        if len(longest) >= ANYWHERE:
            lone = [one for one in parts if len(one) == 1]
            self.anywhere += [self.evidence.names[code] for (code,) in lone]
            parts = [one for one in parts if one not in lone]
        if len(parts) == 1:
            return self.cut(parts[0], passed)
        blocks = []
        for part in parts:
            others = self.evidence.any_of(code for other in parts if other != part for code in other)
            blocks.append(self._option(part, passed & others))
        return Together(tuple(blocks))

    def _option(self, part: Part, passed: Flags) -> Block:
        """The block of a part, an option where too many pass without it."""
        block = self.cut(part, passed)
        taken = self.evidence.share_of(self.evidence.any_of(part), passed)
        return Maybe(block, taken) if passed.any() and taken <= 1 - SKIPPED_FROM else block

    def _returning(self, part: Part) -> float:
        """The largest share of units, of those that have a name of the part, that come back to it."""
        return float(self.evidence.returning[list(part)].max())


def _looped(blocks: list[Block], shares: list[float]) -> list[Block]:
    """The blocks of a row, those that units come back to drawn together in loops."""
    found: list[Block] = []
    at = 0
    while at < len(blocks):
        end = next((place for place in range(at, len(blocks)) if shares[place] < BESIDE), len(blocks))
        share = max(shares[at:end], default=0.0)
        if end - at > 1 and share >= REPEATED_FROM:
            found.append(Again(row_of(blocks[at:end]), share))
        else:
            end = max(end, at + 1)
            found += blocks[at:end]
        at = end
    return found
