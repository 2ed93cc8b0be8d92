"""The rules of measuring a journey, each on the smallest log that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.acceptance.logs import breaks_of, reality_of, silent, touchpoint

from tropa.bootstrap import measuring
from tropa.runtime.definitions import load

MAP = """
journey: small
mode: observed
stages:
  - {id: first, title: First}
  - {id: second, title: Second}
start: ordered
success: used
exit: {left: cancelled}
touchpoints:
  hello:
    stage: first
    channel: post
    reached: greeted
    target_action: opened
    evaluation: {within: 2d, expect: 50 %}
  guide:
    stage: second
    channel: post
    reached: guided
    target_action: used
    evaluation: {within: 1d, expect: 50 %}
"""

SCENARIO = (
    MAP
    + """
steps:
  - send: hello
  - wait: opened
    up_to: 3d
    else:
      - send: guide
  - send: guide
"""
)


def test_m1_equal_times_are_ordered_by_arrival(tmp_path: Path) -> None:
    """Of two events of one instant the one that stands first in the file came first."""
    log = """
    anna,ordered,2026-01-01
    anna,opened,2026-01-01
    anna,greeted,2026-01-01
    boris,ordered,2026-01-01
    boris,greeted,2026-01-01
    boris,opened,2026-01-01
    zoe,ordered,2026-02-01
    """
    assert touchpoint(reality_of(tmp_path, MAP, log), "hello").done == 1


def test_m4_only_those_watched_long_enough_are_judged(tmp_path: Path) -> None:
    """Whoever was greeted less than the window before the watermark is in neither number."""
    log = """
    anna,ordered,2026-01-01
    anna,greeted,2026-01-01
    anna,opened,2026-01-02
    boris,ordered,2026-01-09
    boris,greeted,2026-01-09
    boris,opened,2026-01-09T12:00:00
    zoe,ordered,2026-01-10
    """
    hello = touchpoint(reality_of(tmp_path, MAP, log), "hello")
    assert (hello.reached, hello.watched, hello.done, hello.done_all) == (2, 1, 1, 2)
    assert hello.share == 1
    assert hello.low < 1


def test_m4_the_censored_curve_keeps_those_still_under_way(tmp_path: Path) -> None:
    """One of two has acted, the other is watched to the watermark: half is done, not all."""
    log = """
    anna,ordered,2026-01-01
    anna,greeted,2026-01-01
    anna,opened,2026-01-02
    boris,ordered,2026-01-01
    boris,greeted,2026-01-01
    zoe,ordered,2026-01-10
    """
    curve = touchpoint(reality_of(tmp_path, MAP, log), "hello").curve
    assert curve is not None
    assert curve.at(86_400).done == pytest.approx(0.5)


def test_m5_months_not_yet_watched_are_flagged(tmp_path: Path) -> None:
    """A month with runs too young to judge is named, so that nobody reads it as a collapse."""
    log = """
    anna,ordered,2026-01-01
    anna,greeted,2026-01-01
    boris,ordered,2026-02-09
    boris,greeted,2026-02-09
    """
    assert reality_of(tmp_path, MAP, log).partial_from == "2026-02"


def test_m6_groups_do_not_overlap_and_add_up(tmp_path: Path) -> None:
    """Every run is in exactly one group, by the value at its start event; the rest is pooled."""
    log = "\n".join(f"c{i},ordered,2026-01-01,v{i}\nc{i},greeted,2026-01-02,other" for i in range(15))
    reality = reality_of(tmp_path, MAP, log, by="p")
    assert len(reality.groups) == 12
    assert reality.other is not None
    assert sum(group.runs for group in reality.groups) + reality.other.runs == reality.runs == 15
    reached = [touchpoint_of.touchpoints[0].reached for touchpoint_of in (*reality.groups, reality.other)]
    assert sum(reached) == 15


@pytest.mark.parametrize(
    ("names", "mapped", "unexplained"),
    [
        (["ordered", "greeted", "opened", "guided", "used"], 4, 0),
        (["ordered", "greeted", "guided", "used"], 3, 0),
        (["ordered", "guided"], 1, 1),
        (["ordered", "used"], 1, 0),
        (["ordered", "used", "greeted"], 2, 1),
        (["ordered", "greeted", "greeted"], 2, 1),
        (["ordered", "greeted", "opened", "opened"], 3, 0),
        (["ordered", "cancelled", "guided"], 2, 1),
    ],
)
def test_m7_a_move_is_explained_if_the_scenario_admits_it(
    tmp_path: Path, names: list[str], mapped: int, unexplained: int
) -> None:
    """Steps skipped, repeated or taken after the end are counted as unexplained, never refused."""
    log = "\n".join(f"anna,{name},2026-01-{day + 1:02d}" for day, name in enumerate(names))
    moves = reality_of(tmp_path, SCENARIO, log).moves
    assert (moves.mapped, moves.unexplained) == (mapped, unexplained)


def test_m7_without_steps_the_order_of_stages_decides(tmp_path: Path) -> None:
    """In a map a later stage may come at once; a step back to an earlier stage is unexplained."""
    log = """
    anna,ordered,2026-01-01
    anna,guided,2026-01-02
    anna,greeted,2026-01-03
    """
    moves = reality_of(tmp_path, MAP, log).moves
    assert (moves.mapped, moves.unexplained) == (2, 1)


def test_m7_nothing_is_explained_after_the_end(tmp_path: Path) -> None:
    """In a map too: the target action of an earlier touchpoint, come after the goal, is unexplained."""
    log = """
    anna,ordered,2026-01-01
    anna,greeted,2026-01-02
    anna,used,2026-01-03
    anna,opened,2026-01-04
    """
    moves = reality_of(tmp_path, MAP, log).moves
    assert (moves.mapped, moves.unexplained) == (3, 1)


def test_m7_a_stage_may_loop_back(tmp_path: Path) -> None:
    """With ``loops_to`` the way back is part of the definition."""
    looping = MAP.replace("{id: second, title: Second}", "{id: second, title: Second, loops_to: first}")
    log = "anna,ordered,2026-01-01\nanna,guided,2026-01-02\nanna,greeted,2026-01-03"
    assert reality_of(tmp_path, looping, log).moves.unexplained == 0


def test_m7_events_that_the_journey_does_not_name_are_unmapped(tmp_path: Path) -> None:
    """They are counted by name and take no part in the moves."""
    log = "anna,ordered,2026-01-01\nanna,sneezed,2026-01-02\nanna,greeted,2026-01-03"
    moves = reality_of(tmp_path, SCENARIO, log).moves
    assert (moves.mapped, moves.unmapped, moves.unmapped_names) == (1, 1, (("sneezed", 1),))


def test_m8_reached_is_loose_and_the_nested_reading_stands_beside(tmp_path: Path) -> None:
    """Who was guided without having been greeted counts as reached, and not as nested."""
    log = """
    anna,ordered,2026-01-01
    anna,greeted,2026-01-02
    anna,guided,2026-01-03
    boris,ordered,2026-01-01
    boris,guided,2026-01-03
    """
    guide = touchpoint(reality_of(tmp_path, SCENARIO, log), "guide")
    assert (guide.reached, guide.reached_nested) == (2, 1)


def test_m9_every_answer_names_its_watermark(tmp_path: Path) -> None:
    """The watermark is the latest moment at which anything was received."""
    log = "anna,ordered,2026-01-01\nboris,sneezed,2026-03-01T10:00:00"
    watermark = reality_of(tmp_path, MAP, log).watermark
    assert watermark is not None
    assert watermark.isoformat() == "2026-03-01T10:00:00+00:00"


def test_m11_a_touchpoint_is_reached_at_its_event_and_done_within_its_window(tmp_path: Path) -> None:
    """The window runs from the touchpoint, end inclusive, not from the run's start."""
    log = """
    anna,ordered,2026-01-01
    anna,greeted,2026-01-10
    anna,opened,2026-01-12
    boris,ordered,2026-01-01
    boris,greeted,2026-01-10
    boris,opened,2026-01-12T00:00:01
    zoe,ordered,2026-02-01
    """
    hello = touchpoint(reality_of(tmp_path, MAP, log), "hello")
    assert (hello.watched, hello.done) == (2, 1)
    assert hello.median_s == 2 * 86_400


def test_m11_by_default_our_own_message_proves_a_touchpoint(tmp_path: Path) -> None:
    """In a journey we run, ``message_sent where touchpoint = ID`` is what was reached."""
    journey = """
journey: ours
start: ordered
success: used
touchpoints:
  hello: {channel: sms, target_action: used, evaluation: {within: 1d}}
"""
    log = "anna,ordered,2026-01-01\nanna,message_sent,2026-01-02\nboris,ordered,2026-01-01"
    found = reality_of(tmp_path, journey, log)
    assert touchpoint(found, "hello").reached == 0
    properties = "customer,name,at,touchpoint\nanna,ordered,2026-01-01,\nanna,message_sent,2026-01-02,hello\n"
    (tmp_path / "named.csv").write_text(properties, encoding="utf-8")
    loaded = load(tmp_path / "journey.yaml")
    assert loaded.journey is not None
    log_asked = measuring(str(tmp_path / "named.csv"), columns=None, zone=None, progress=silent)
    assert touchpoint(log_asked.reality(loaded.journey, loaded.schemes)[0], "hello").reached == 1


def test_m12_goals_lost_are_held_against_pooled_peers(tmp_path: Path) -> None:
    """A group that fails where its peers succeed is found, with what it cost; the peers are not."""
    rows = []
    for i in range(600):
        group = "bad" if i < 200 else "good" if i < 400 else "fine"
        rows.append(f"c{i},ordered,2026-01-01,{group}")
        rows.append(f"c{i},guided,2026-01-02")
        if i % 10 < (2 if group == "bad" else 7):
            rows.append(f"c{i},used,2026-01-02T12:00:00")
    rows.append("zoe,ordered,2026-02-01,none")
    (point,) = breaks_of(tmp_path, MAP, "\n".join(rows)).breaks
    assert (point.touchpoint, point.cut, point.value, point.kind) == ("guide", "p", "bad", "throughout")
    assert point.reference == pytest.approx(0.7)
    assert point.goals == pytest.approx(200 * (0.7 - point.high))


def test_m12_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    """Equal groups have no break, however many are compared."""
    rows = []
    for i in range(600):
        rows.append(f"c{i},ordered,2026-01-01,g{i % 3}")
        rows.append(f"c{i},guided,2026-01-02")
        if i % 10 < 5:
            rows.append(f"c{i},used,2026-01-02T12:00:00")
    rows.append("zoe,ordered,2026-02-01,none")
    assert breaks_of(tmp_path, MAP, "\n".join(rows)).breaks == ()


def test_an_empty_log_is_answered_without_figures(tmp_path: Path) -> None:
    """No events: no runs, no shares, no watermark, nothing that divides by zero."""
    reality = reality_of(tmp_path, MAP, "")
    assert (reality.runs, reality.watermark) == (0, None)
    assert [one.verdict for one in reality.touchpoints] == ["not measured", "not measured"]
    assert all(one.share is None for one in reality.touchpoints)
