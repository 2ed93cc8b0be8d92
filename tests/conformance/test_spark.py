"""Spark gives the oracle's answers: on a real cluster of this machine, a master and two workers.

The suites of this folder, in fewer and larger portions: a question costs a second here, however small the
log, so one log of many drawn customers is asked all kinds of question.
"""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conformance import test_conditions as conditions
from tests.conformance import test_questions as questions
from tests.conformance import test_reality as realities
from tests.conformance.engines import SPAN
from tests.conformance.speaking import Engine, inline
from tests.conformance.test_warehouse import land

from tropa.journey.conditions import Condition
from tropa.journey.signals import Named
from tropa.measure.breaking.question import Breaks
from tropa.measure.conformance.counts import Variants
from tropa.measure.questions import Edges, Funnel, FunnelStep, Paths
from tropa.ports.unavailable import WarehouseUnavailable
from tropa.testing.breaks_oracle import break_counts
from tropa.testing.conformance import Question, answer, differences, truth
from tropa.testing.draws import VALUES, draw_edges, draw_funnel, draw_log, draw_paths
from tropa.testing.logs import Log
from tropa.testing.spark import NoSpark, SparkHere, find_spark, spark_cluster
from tropa.testing.time_draws import draw_long_log
from tropa.testing.variants_oracle import variants
from tropa.warehouses.addresses import parse_address
from tropa.warehouses.counting.reality import count_reality
from tropa.warehouses.counting.warehouse import TableWarehouse

SEED = 20

Opened = Callable[[Log, Sequence[str]], TableWarehouse]
"""Opens a log, with some of its properties."""


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkHere]:
    """A cluster; without one these tests are skipped, and say how to mend it, but never in CI."""
    try:
        find_spark()
    except NoSpark as fault:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"SPARK TESTS LEFT OUT: {fault}; `make engines ENGINES=yes` and a JRE mend it")
    with spark_cluster(tmp_path_factory.mktemp("cluster")) as spark:
        yield spark


@pytest.fixture(scope="module")
def session(spark: SparkHere) -> Iterator[Any]:
    """A session on the cluster, for all tests."""
    from tropa.warehouses.spark.connecting import session_on  # noqa: PLC0415  an extra

    with pytest.MonkeyPatch.context() as patch:
        for name, value in spark.environment.items():
            patch.setenv(name, value)
        session = session_on(parse_address(spark.address))
        yield session
        session.stop()


@pytest.fixture
def opened(session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:  # noqa: ANN401  Spark's
    """Open logs; no event of theirs may come to this machine's own hands."""
    from tropa.warehouses.spark import SparkWarehouse  # noqa: PLC0415  an extra
    from tropa.warehouses.spark.cluster import Cluster  # noqa: PLC0415  as above
    from tropa.warehouses.spark.events import PartedTable  # noqa: PLC0415  as above

    def never(*_: object) -> None:
        pytest.fail("events were handed to the driver")

    monkeypatch.setattr(PartedTable, "chunks", never)
    storage = tmp_path / "storage"
    storage.mkdir()
    with ExitStack() as stack:

        def open_log(log: Log, properties: Sequence[str]) -> TableWarehouse:
            cluster = Cluster(session, storage.as_uri(), owned=False)
            landing = land(log, tmp_path, properties)
            warehouse = SparkWarehouse.open(landing, cluster, uuid4(), lambda *_: None, target_rows=SPAN)
            return stack.enter_context(closing(warehouse))

        yield open_log
    assert list(storage.iterdir()) == []


def test_the_command_line_counts_on_a_cluster(spark: SparkHere, tmp_path: Path) -> None:
    """The address of the master in the environment is all that changes."""
    events = tmp_path / "events.jsonl"
    events.write_text(
        "".join(
            f'{{"type": "track", "userId": "{who}", "event": "{name}", "timestamp": "2024-01-01T00:00:0{second}Z"}}\n'
            for who, name, second in (("ada", "a", 0), ("ada", "b", 5), ("bob", "b", 1), ("bob", "a", 2))
        )
    )
    command = [
        sys.executable,
        "-c",
        "from tropa.cli.main import main; main()",
        "measure",
        "funnel",
        "--format",
        "json",
    ]
    told = subprocess.run(
        [*command, "--events", str(events), "--step", "a", "--step", "b"],
        env={**os.environ, **spark.environment, "TROPA_WAREHOUSE": spark.address},
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert told.returncode == 0, told.stderr.decode()
    steps = json.loads(told.stdout)["steps"]
    assert [(step["n"], step["median_s"]) for step in steps] == [(2, None), (1, 5.0)]


def test_m1_m2_m3_m8_spark_counts_as_the_oracle(opened: Opened) -> None:
    """Drawn funnels, edges and paths over three hundred drawn customers give the oracle's counts."""
    rng = Random(SEED)
    log = draw_log(rng, 300)
    draws = [draw_funnel] * 5 + [draw_edges] * 2 + [draw_paths] * 2
    assert_alike(opened(log, tuple(VALUES)), log, [Edges(), Paths(), *(draw(rng) for draw in draws)])


def test_m4_m5_m10_spark_counts_as_the_oracle(opened: Opened) -> None:
    """Drawn questions of every other kind over a hundred drawn customers give the oracle's counts."""
    rng = Random(SEED)
    log = draw_long_log(rng, 100)
    assert_alike(opened(log, tuple(VALUES)), log, [draw(rng) for draw in questions.KINDS.values()])


def assert_alike(warehouse: TableWarehouse, log: Log, asked: list[Question]) -> None:
    """The warehouse's answers are the oracle's."""
    for question in asked:
        assert differences(truth(question, log), answer(warehouse, question, log)) == [], question


def test_r4_m4_m7_m8_m11_spark_counts_reality_as_the_oracle(opened: Opened) -> None:
    """Journeys over three hundred drawn customers give the oracle's counts, variants and breaks too."""
    names = ("after-exit-by-key", "parallel-by-key", "cooldown", "once-with-steps")
    case = realities.case_of(names[0], 1)
    warehouse = opened(case.log, tuple(realities.VALUES))
    for name in names:
        counts = count_reality(
            warehouse.events, realities.plan_of(name), case.by, case.watermark, top=case.top, named=case.named
        )
        assert list(realities.differences(realities.plain_truth(name, 1), realities.plain(counts))) == [], name
    plan = realities.plan_of(names[-1])
    variety = Variants(length=5, top=4, behind=2)
    expected = variants(plan, variety, case.watermark, case.log.told())
    assert differences(expected, warehouse.variants(plan, variety, case.watermark)) == []
    tearing = Breaks(("plan", "order id"), within_s=3)
    expected_breaks = break_counts(plan, tearing, case.watermark, case.log.told())
    assert differences(expected_breaks, warehouse.breaks(plan, tearing, case.watermark)) == []


def test_an_empty_log_has_an_answer(opened: Opened) -> None:
    """No event, no customer: zeros, not an error."""
    log = Log(())
    assert_alike(opened(log, ()), log, [Funnel((FunnelStep("A", Named("A")),)), Edges(), Paths()])


def test_every_customer_lies_in_one_bucket_and_not_all_in_the_same(opened: Opened, session: Any) -> None:  # noqa: ANN401
    """Executors count by themselves since nobody's events lie in two places."""
    del session
    warehouse = opened(draw_log(Random(SEED), 100), ())
    places = warehouse.events.rows("SELECT DISTINCT c, spark_partition_id() FROM events")
    assert len({c for c, _ in places}) == len(places) > 10
    assert len({bucket for _, bucket in places}) > 1


@pytest.fixture(scope="module")
def engine(session: Any) -> Engine:  # noqa: ANN401  Spark's
    """The cluster as something that says what a condition is."""
    from tropa.warehouses.spark.cluster import Cluster  # noqa: PLC0415  an extra
    from tropa.warehouses.spark.dialect import SPARK  # noqa: PLC0415  as above

    return Engine(SPARK, inline, Cluster(session, "", owned=False).rows)


@settings(deadline=None, max_examples=4, suppress_health_check=list(HealthCheck))
@given(
    st.lists(conditions.trees(), min_size=8, max_size=10),
    st.lists(conditions.rows_of_values(), min_size=10, max_size=12),
)
def test_random_trees_say_the_same_of_random_events(
    engine: Engine, trees: list[Condition], rows: list[conditions.Row]
) -> None:
    """True, false and unknown alike, whatever the tree and the event."""
    assert conditions.disagreeing(engine, trees, rows) == []


def test_every_awkward_value_compares_and_matches_as_in_python(engine: Engine) -> None:
    """Texts, numbers, numeric texts and nothing, each with each and with every pattern."""
    assert conditions.comparing_otherwise(engine) == []
    assert conditions.matching_otherwise(engine) == []


def test_what_spark_refuses_is_told_in_a_line(session: Any) -> None:  # noqa: ANN401  Spark's
    """Not in pages of Java, and with the name of the cluster."""
    from tropa.warehouses.spark.cluster import Cluster  # noqa: PLC0415  an extra

    with pytest.raises(WarehouseUnavailable, match=r"^spark://there: \[TABLE_OR_VIEW_NOT_FOUND\][^\n]*$"):
        Cluster(session, "", owned=False, name="spark://there").rows("SELECT * FROM nowhere")
