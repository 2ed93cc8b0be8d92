"""Time to an event when some are still under way: the product-limit curve with its bounds.

Theory.  Everybody is watched from an origin of their own until the event happens or the watching
ends (*censoring*).  At each instant the chance of having stayed without the event is multiplied by
one minus the share of those still *at risk* to whom it happens just then.  Whoever was watched to
``t`` and no longer was at risk at ``t``: where an event and an end of watching fall together, the
event comes first (Kaplan and Meier's convention).

The curve is told the way people ask for it: as the share *done*, which is one minus survival.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tropa.stats.intervals import two_sided_z

ROUNDING = 1e-9
"""What a product of ten million factors may lose; a median must not be missed by it."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The curve at one instant.

    Args:
        done: Share that had the event by then (at that instant included).
        low: Lower confidence bound of ``done``.
        high: Upper confidence bound of ``done``.
        n_at_risk: Watched at least so long and without the event before: where this is small
            or 0, ``done`` is old knowledge carried forward.
    """

    done: float
    low: float
    high: float
    n_at_risk: int


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A step curve: each entry holds from its time up to the next one's.

    Args:
        times_s: The distinct durations met, ascending, shape ``(m,)``; those at which watching
            ended without the event are among them (there ``done`` stays as it was).
        done: Share that had the event by then, in [0, 1], never decreasing, shape ``(m,)``.
        low: Lower bound of ``done``, in [0, 1], shape ``(m,)``.
        high: Upper bound of ``done``, in [0, 1], shape ``(m,)``.
        n_at_risk: Durations not shorter than the time, shape ``(m,)``.
        before: The curve before its first entry.
    """

    times_s: NDArray[np.float64]
    done: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    n_at_risk: NDArray[np.int64]
    before: CurvePoint

    def at(self, time_s: float) -> CurvePoint:
        """Read the curve ``time_s`` seconds after the origin; flat beyond the last entry.

        >>> curve = survival_curve([10.0, 20.0, 30.0], [True, True, False])
        >>> round(curve.at(25.0).done, 4), curve.at(25.0).n_at_risk
        (0.6667, 1)
        """
        row = int(np.searchsorted(self.times_s, time_s, side="right")) - 1
        if row < 0:
            return self.before
        following = int(np.searchsorted(self.times_s, time_s, side="left"))
        at_risk = int(self.n_at_risk[following]) if following < len(self.times_s) else 0
        return CurvePoint(float(self.done[row]), float(self.low[row]), float(self.high[row]), at_risk)

    def median(self) -> float | None:
        """Seconds after which half had the event; None where the curve never comes that far."""
        return self._first(self.done)

    def median_bounds(self) -> tuple[float | None, float | None]:
        """The confidence bounds of the median: where the curve's bounds come to a half.

        None stands for never: a lower one where even the upper bound of the curve stays below a half, an
        upper one where the lower bound does.

        Source: R. Brookmeyer and J. Crowley (1982), "A confidence interval for the median survival
        time", Biometrics 38(1), 29-41, by the bounds of the curve.

        >>> curve = survival_curve(list(range(1, 21)), [True] * 20)
        >>> curve.median(), curve.median_bounds()
        (10.0, (5.0, 15.0))
        """
        return self._first(self.high), self._first(self.low)

    def _first(self, share: NDArray[np.float64]) -> float | None:
        """When a share first comes to a half."""
        reached = np.flatnonzero(share >= 0.5 - ROUNDING)
        return float(self.times_s[reached[0]]) if len(reached) else None


def survival_curve(
    durations_s: Sequence[float] | NDArray[np.float64],
    happened: Sequence[bool] | NDArray[np.bool_],
    *,
    level: float = 0.95,
) -> Curve:
    """Share to whom the event has happened by each instant, the censored counted while watched.

    Args:
        durations_s: Seconds from the origin to the event or, without it, to the end of
            watching; shape ``(n,)``, each finite and >= 0.
        happened: Whether the event happened; shape ``(n,)``.
        level: Confidence level of the bounds, each taken pointwise.

    Returns:
        The curve.  Bounds are log-log (they stay in [0, 1] and need not be monotone).  That
        formula says nothing where nobody or everybody is done, so Wilson's bound stands in:
        before the first event for none of those at risk; at the end, when the event happens to
        all who are left, as a factor for them upon the bound before.

    Raises:
        ValueError: The lengths differ, or a duration is negative or not finite.

    Source: E. L. Kaplan and P. Meier (1958), "Nonparametric estimation from incomplete
    observations", JASA 53(282), 457-481; variance after M. Greenwood (1926), "The natural
    duration of cancer", Reports on Public Health 33; log-log bounds after J. D. Kalbfleisch and
    R. L. Prentice (1980), "The statistical analysis of failure time data", section 1.3.

    >>> curve = survival_curve([10.0, 20.0, 20.0, 30.0], [True, True, False, False])
    >>> curve.done.round(3).tolist(), curve.n_at_risk.tolist()
    ([0.25, 0.5, 0.5], [4, 3, 1])
    >>> curve.median()
    20.0
    """
    durations, flags = _checked(durations_s, happened)
    z = two_sided_z(level)
    n = len(durations)
    order = np.argsort(durations)
    durations, flags = durations[order], flags[order]
    first = np.flatnonzero(np.diff(durations, prepend=-1.0))
    at_risk = (n - first).astype(np.float64)
    n_done = np.add.reduceat(flags.astype(np.float64), first)
    survival = np.cumprod(1.0 - n_done / at_risk, dtype=np.float64)
    low, high = _survival_bounds(survival, n_done, at_risk, z)
    before = CurvePoint(0.0, 0.0, z * z / (n + z * z), n)
    return Curve(durations[first], 1.0 - survival, 1.0 - high, 1.0 - low, n - first, before)


def _checked(
    durations_s: Sequence[float] | NDArray[np.float64], happened: Sequence[bool] | NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Both as arrays, or ValueError."""
    durations, flags = np.asarray(durations_s, dtype=np.float64), np.asarray(happened, dtype=np.bool_)
    if durations.shape != flags.shape or durations.ndim != 1:
        raise ValueError(f"one flag a duration, met shapes {durations.shape} and {flags.shape}")
    if not np.all(np.isfinite(durations) & (durations >= 0)):
        raise ValueError("durations are finite and not negative")
    return durations, flags


def _survival_bounds(
    survival: NDArray[np.float64], n_done: NDArray[np.float64], at_risk: NDArray[np.float64], z: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper bounds of survival, entry by entry."""
    none_of = z * z / (at_risk + z * z)  # Wilson's upper bound for 0 of those at risk
    low: NDArray[np.float64] = 1.0 - none_of
    high = np.ones_like(survival)
    inner = (survival > 0) & (survival < 1)
    greenwood = np.cumsum(n_done[inner] / (at_risk[inner] * (at_risk - n_done)[inner]))
    spread = z * np.sqrt(greenwood) / np.abs(np.log(survival[inner]))
    low[inner] = survival[inner] ** np.exp(spread)
    high[inner] = survival[inner] ** np.exp(-spread)
    if len(survival) and survival[-1] == 0:
        low[-1] = 0.0
        high[-1] = none_of[-1] * (high[-2] if len(high) > 1 else 1.0)
    return low, high
