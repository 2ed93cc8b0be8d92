"""Which arm of an experiment a customer is in (rule R17).

The first eight bytes of sha256("experiment:customer"), read as a number from 0 to 2^64, are the
customer's place on a line from 0 to 1.  The arms lie on that line end to end from 0, in the order of
the file, each as long as its share; the holdout lies at the very end.  So a holdout that is added,
or grows, takes only from the end of the line, and nobody moves from one arm to another for it.

Shares are of all customers.  Where arms and holdout leave something over, whoever falls there takes
no part (the linter asks, LA13); where they exceed the whole, all shrink alike.

The experiment's id alone, not the journey's, goes into the place: the same experiment named in two
journeys treats a customer alike in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Literal, TypeAlias

from tropa.journey.model.measures import Experiment

Part: TypeAlias = Literal["arm", "holdout", "outside"]

PLACES = 2**64
"""How many places the line has."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A customer's part in an experiment.

    Args:
        part: In an arm, held out (which is recorded as an exposure), or taking no part.
        arm: The arm's id; empty outside the arms.
    """

    part: Part
    arm: str = ""


HELD_OUT = Assignment("holdout")
OUTSIDE = Assignment("outside")


@dataclass(frozen=True, slots=True)
class Line:
    """An experiment laid out, so that a place is found by comparing whole numbers.

    Args:
        ends: Each arm with the place at which it ends, that place not included.
        holdout_from: The place from which on customers are held out.
    """

    ends: tuple[tuple[str, int], ...]
    holdout_from: int

    def at(self, place: int) -> Assignment:
        """What lies at a place."""
        if place >= self.holdout_from:
            return HELD_OUT
        return next((Assignment("arm", arm) for arm, end in self.ends if place < end), OUTSIDE)


def line_of(experiment: Experiment) -> Line:
    """Lay out an experiment; made once for many customers."""
    shares = [(arm, Fraction(share.value)) for arm, share in experiment.arms.items()]
    holdout = Fraction(experiment.holdout.value) if experiment.holdout is not None else Fraction(0)
    whole = max(Fraction(1), holdout + sum(share for _, share in shares))
    ends: list[tuple[str, int]] = []
    upto = Fraction(0)
    for arm, share in shares:
        upto += share / whole
        ends.append((arm, round(upto * PLACES)))
    return Line(tuple(ends), round((1 - holdout / whole) * PLACES))


def place_of(experiment: str, customer: str) -> int:
    """A customer's place, from 0 to ``PLACES``.

    >>> round(place_of("cta_title", "anna") / PLACES, 4)
    0.3358
    """
    named = f"{experiment}:{customer}".encode("utf-8", "surrogatepass")
    return int.from_bytes(sha256(named).digest()[:8], "big")


def assigned(experiment: str, line: Line, customer: str, recorded: Assignment | None) -> Assignment:
    """A customer's part: what was recorded as long as it exists, else what lies at the customer's place.

    Args:
        experiment: Its id.
        line: The experiment as it is laid out now.
        customer: Who.
        recorded: The part recorded before.  It sticks, whatever became of the shares, 0 included;
            an arm that is no longer in the file is nobody's, and gives way.
    """
    if recorded is not None and (recorded.part != "arm" or _has(line, recorded.arm)):
        return recorded
    return line.at(place_of(experiment, customer))


def _has(line: Line, arm: str) -> bool:
    return any(arm == name for name, _ in line.ends)
