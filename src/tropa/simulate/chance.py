"""Chance without a state: what falls to a customer on an occasion depends on the seed and on nothing else.

Theory.  A number is drawn by hashing the seed with the customer and the occasion, as parts in experiments
are (R17).  So a customer behaves the same whatever the others do, however many there are, and in whatever
order they come; and where a journey is simulated once with a crisis and once without, or in two versions, each
customer is compared with himself (common random numbers).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from statistics import NormalDist

LONGEST_S = 86_400.0 * 3_650
"""No delay is longer: ten years."""

_PLACES = 2**53
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Delay:
    """How long something takes: a lognormal distribution, whose logarithm is a normal one.

    Args:
        median_s: Half of the delays are shorter.
        spread: The geometric standard deviation, 1 or more: two thirds of the delays lie between the median
            divided by it and the median times it.
        most_s: Longer ones do not occur; None where nothing bounds them.
    """

    median_s: float
    spread: float = 3.0
    most_s: float | None = None

    def at(self, place: float) -> float:
        """The delay below which a share of the delays lies, in seconds.

        >>> round(Delay(3_600, 2).at(0.5))
        3600
        """
        if self.median_s <= 0 or self.spread <= 1:
            return self._bounded(self.median_s)
        width = math.log(self.spread)
        if self.most_s is not None and self.most_s > 0:
            place *= _NORMAL.cdf(math.log(self.most_s / self.median_s) / width)
        deviation = _NORMAL.inv_cdf(min(max(place, 1e-12), 1 - 1e-12))
        return self._bounded(self.median_s * math.exp(min(deviation * width, 50.0)))

    def _bounded(self, delay_s: float) -> float:
        most = LONGEST_S if self.most_s is None else min(self.most_s, LONGEST_S)
        return min(max(delay_s, 0.0), most)


@dataclass(frozen=True, slots=True)
class Chance:
    """Draws what falls to customers.

    Args:
        seed: Other seeds are other crowds.
    """

    seed: int

    def place(self, *occasion: str | int) -> float:
        """A number in (0, 1), the same for the same occasion; over occasions each is as likely.

        >>> Chance(1).place("anna", "welcome") == Chance(1).place("anna", "welcome")
        True
        """
        told = "\x1f".join(map(str, (self.seed, *occasion)))
        drawn = int.from_bytes(blake2b(told.encode(), digest_size=8).digest(), "big") >> 11
        return (drawn + 0.5) / _PLACES

    def happens(self, share: float, *occasion: str | int) -> bool:
        """Whether something happens that happens in a share of all cases: never at 0, always at 1."""
        return share > 0 and self.place(*occasion) < share

    def delay_s(self, delay: Delay, *occasion: str | int) -> float:
        """How long something takes this time, in seconds."""
        return delay.at(self.place(*occasion))

    def choice(self, shares: Mapping[str, float], *occasion: str | int) -> str | None:
        """One of several by their shares; where these leave something over, sometimes none.

        Shares that exceed the whole shrink alike.
        """
        place = self.place(*occasion) * max(1.0, math.fsum(shares.values()))
        for name, share in shares.items():
            place -= share
            if place < 0:
                return name
        return None
