"""Who is kept of those behind a figure."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tropa.warehouses.counting.behind import Figure


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=60),
    st.lists(st.integers(0, 60), max_size=4),
    st.integers(1, 5),
    st.integers(0, 8),
)
def test_nobody_who_may_be_named_is_let_go_of(began: list[int], cuts: list[int], most: int, full: int) -> None:
    """However a log is cut and however few are kept, those who began last stay, with all who began as they did."""
    figure = Figure(most, full=full)
    for first, end in pairwise(sorted({0, *(min(cut, len(began)) for cut in cuts), len(began)})):
        figure.keep(np.arange(first, end), np.array(began[first:end], np.int64))
    figure.settle()
    least = sorted(began)[-min(most, len(began))]
    assert set(figure.kept.tolist()) == {customer for customer, at in enumerate(began) if at >= least}
    assert all(began[customer] == at for customer, at in zip(figure.kept.tolist(), figure.began_us, strict=True))
