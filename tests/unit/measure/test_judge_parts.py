"""Components, roles and requests judged: shares of whom, whole months, and what is not measured."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from tropa.journey.signals import Named
from tropa.measure.judge_parts import frequency_reality, judge_parts, whole_months
from tropa.measure.parts_counts import ChainCounts, ComponentCounts, PartsCounts, RequestCounts, RoleCounts
from tropa.measure.parts_data import parts_data
from tropa.measure.sharing import part
from tropa.plan.heard import Leaf
from tropa.plan.parts import ComponentMeasure, Frequency, PartsPlan, RequestMeasure, RoleMeasure
from tropa.plan.plan import Plan

MONTHLY = Frequency(100, 2_592_000, monthly=True)
HEARD = Leaf(Named("x"))


def plan(parts: PartsPlan) -> Plan:
    """A plan of nothing but parts."""
    nothing: Any = ()
    return Plan("a", None, None, (), True, (), "once", 0, 1, *(nothing,) * 5, frozenset(), parts)  # noqa: FBT003


def waits(*seconds: float | None) -> dict[str, Any]:
    """Waits as counts have them; None is still waiting at ten seconds."""
    told = [10.0 if one is None else one for one in seconds]
    return {"waits_s": np.array(told), "happened": np.array([one is not None for one in seconds])}


@pytest.mark.parametrize(
    ("n", "months", "said"),
    [
        (80, 1, "missed"),
        (110, 1, "unclear"),
        (100, 1, "unclear"),
        (125, 1, "met"),
        (250, 2, "met"),
        (0, 0, "not measured"),
    ],
)
def test_m4_the_whole_interval_decides_how_often_a_request_comes(n: int, months: int, said: str) -> None:
    """Met or missed only where the whole Poisson interval is on one side; without a whole month nothing is."""
    by_month = {"2024-01": n - n // 2, "2024-02": n // 2, "2024-03": 1_000}
    found = frequency_reality(MONTHLY, by_month if months == 2 else {"2024-01": n}, ("2024-01", "2024-02")[:months])
    assert (found.verdict, found.months, found.n) == (said, months, n)
    assert found.rate == (n / months if months else None)


def test_m5_months_that_the_data_cut_do_not_count() -> None:
    """The last month never counts, the first one if the data begin on its first day."""
    may = datetime(2024, 5, 30, 23, tzinfo=UTC)
    assert whole_months(datetime(2024, 3, 1, 23, 59, tzinfo=UTC), may) == ("2024-03", "2024-04")
    assert whole_months(datetime(2024, 3, 2, tzinfo=UTC), may) == ("2024-04",)
    assert whole_months(may, datetime(2024, 3, 1, tzinfo=UTC)) == ()
    assert whole_months(None, may) == whole_months(may, None) == ()


def test_a_rate_by_the_week_counts_the_days_of_whole_months() -> None:
    """February 2024 has 29 days, a little more than four weeks."""
    found = frequency_reality(Frequency(7, 604_800, monthly=False), {"2024-02": 29}, ("2024-02",))
    assert found.rate == pytest.approx(7.0)


def test_what_nothing_shows_is_not_measured_and_says_so() -> None:
    """A component, a role and a request without any proof have no share, no curve and no verdict."""
    parts = PartsPlan(
        (ComponentMeasure("c", None, optional=False),),
        (RoleMeasure("client", True, None, (), None, 1, 1), RoleMeasure("child", False, None, (), HEARD, 0, 2)),  # noqa: FBT003
        (RequestMeasure("r", (("a", "b"),), MONTHLY),),
    )
    found = judge_parts(PartsCounts(), plan(parts), 7, datetime(2024, 1, 1, tzinfo=UTC))
    assert [one.measured for one in found.components] + [one.measured for one in found.roles] == [False] * 3
    assert [one.measured for one in found.requests] == [False]
    assert {found.components[0].started.share, found.roles[1].done.share, found.requests[0].entered.share} == {None}
    assert (found.components[0].curve, found.roles[1].enough, found.requests[0].frequency) == (None, None, None)
    assert found.requests[0].unproven == ("a", "b")
    assert (found.started, found.needed) == ((), 0)


def test_each_share_is_of_those_who_could() -> None:
    """Components of runs, parts done of those who joined, ways of those that entered one whose end can be shown."""
    parts = PartsPlan(
        (ComponentMeasure("film", HEARD, optional=False), ComponentMeasure("book", HEARD, optional=True)),
        (RoleMeasure("client", True, None, (), HEARD, 1, 1), RoleMeasure("child", False, HEARD, (), HEARD, 1, 2)),  # noqa: FBT003
        (RequestMeasure("r", (("a", "x", "b", "c"), ("a", "x")), None),),
    )
    chains = (ChainCounts(("a", "b", "c"), (3, 3, 1)), ChainCounts(("a",), (3,)))
    counts = PartsCounts(
        (
            ComponentCounts("film", **waits(2, 4, None, None), only_missing=2),
            ComponentCounts("book", **waits(*[None] * 4), only_missing=0),
        ),
        {1: 2, 0: 2},
        (
            RoleCounts("client", **waits(2, 4, None, None)),
            RoleCounts("child", **waits(1, None), unplaced=1, per_run={2: 1, 0: 3}),
        ),
        (RequestCounts("r", 3, 2, 1, 1, chains, {}),),
    )
    found = judge_parts(counts, plan(parts), 4, None)
    film, book = found.components
    assert (film.started, film.median_s, film.only_missing, book.optional) == (part(2, 4), 3.0, 2, True)
    assert (found.started, found.needed) == (((0, 2), (1, 2)), 1)
    client, child = found.roles
    assert (client.done, client.enough) == (part(2, 4), None)
    assert (child.done, child.enough, child.joined, child.unplaced) == (part(1, 2), part(1, 4), ((0, 3), (2, 1)), 1)
    (request,) = found.requests
    assert (request.entered, request.through, request.goals) == (part(3, 4), part(1, 2), part(1, 3))
    assert [(way.went, way.lost_at, way.lost) for way in request.chains] == [
        ((3, None, 3, 1), "c", 2),
        ((3, None), None, 0),
    ]
    assert request.unproven == ("x",)
    assert parts_data(found)["roles"][1]["joined"] == [{"joined": 0, "runs": 3}, {"joined": 2, "runs": 1}]


def test_where_no_way_can_be_shown_to_its_end_nobody_is_said_to_have_been_lost() -> None:
    """``through`` is None, not nought."""
    parts = PartsPlan(requests=(RequestMeasure("r", (("a", "x"),), None),))
    counts = PartsCounts(requests=(RequestCounts("r", 3, 0, 0, 1, (ChainCounts(("a",), (3,)),), {}),))
    assert judge_parts(counts, plan(parts), 4, None).requests[0].through is None
