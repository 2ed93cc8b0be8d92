"""Many tests at once: how small a p-value has to be when it is the smallest of several hundred.

A *discovery* is a hypothesis of "nothing there" that is rejected.  Both procedures hold the share of
false ones among the discoveries, in expectation, at the level asked for; where nothing is there at
all, that is the chance of saying anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Dependence: TypeAlias = Literal["positive", "any"]


def q_values(
    p_values: Sequence[float] | NDArray[np.float64],
    *,
    dependence: Dependence = "positive",
    n_tests: int | None = None,
) -> NDArray[np.float64]:
    """The least level at which each hypothesis is a discovery.

    Args:
        p_values: One a hypothesis, in any order, shape ``(m,)``, each in [0, 1].
        dependence: ``positive`` (Benjamini and Hochberg): right for independent and for positively
            dependent tests; ``any`` (Benjamini and Yekutieli): right whatever the tests share, at
            the price of a factor of about ``log(n_tests)``.
        n_tests: How many hypotheses were tested, where ``p_values`` holds the smallest of them only;
            None: all of them are there.

    Returns:
        Shape ``(m,)``, in [0, 1], in the order given and never falling with the p-value.

    Raises:
        ValueError: A p-value is not in [0, 1], or there are more of them than tests.

    Source: Y. Benjamini and Y. Hochberg (1995), "Controlling the false discovery rate", JRSS B 57(1),
    289-300; Y. Benjamini and D. Yekutieli (2001), "The control of the false discovery rate in multiple
    testing under dependency", Annals of Statistics 29(4), 1165-1188, theorem 1.3.

    >>> q_values([0.01, 0.04, 0.03, 0.2]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.2]
    >>> q_values([0.01, 0.04, 0.03, 0.2], dependence="any").round(4).tolist()
    [0.0833, 0.1111, 0.1111, 0.4167]
    """
    p = np.asarray(p_values, np.float64)
    tests = len(p) if n_tests is None else n_tests
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("a p-value lies in [0, 1]")
    if tests < len(p):
        raise ValueError(f"{len(p)} p-values of {tests} tests")
    factor = tests * (float(np.sum(1 / np.arange(1, tests + 1))) if dependence == "any" else 1.0)
    order = np.argsort(p, kind="stable")
    raised = p[order] * factor / np.arange(1, len(p) + 1)
    least = np.minimum.accumulate(raised[::-1])[::-1]
    found = np.empty_like(p)
    found[order] = np.minimum(least, 1.0)
    return found
