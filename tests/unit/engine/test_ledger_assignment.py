"""Experiments: the arm of a customer."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tropa.engine.assignment import HELD_OUT, OUTSIDE, PLACES, Assignment, assigned, line_of, place_of
from tropa.journey.codecs.values import Section, Share
from tropa.journey.model.measures import Experiment


def experiment(arms: dict[str, str], holdout: str | None = None) -> Experiment:
    """An experiment of these shares."""
    shares = Section({arm: Share(Decimal(share)) for arm, share in arms.items()})
    return Experiment(arms=shares, holdout=Share(Decimal(holdout)) if holdout else None)


def arm(name: str) -> Assignment:
    """To be in an arm."""
    return Assignment("arm", name)


@pytest.mark.parametrize(
    ("customer", "place"),
    [("anna", 0x55F54C831C80D507), ("Мария", 0xAE5F60D534CCD53E), ("", 0xF4211E832AB2D14D)],
)
def test_r17_the_place_is_the_first_eight_bytes_of_the_hash(customer: str, place: int) -> None:
    """As ``printf 'cta_title:anna' | sha256sum`` says, in UTF-8."""
    assert place_of("cta_title", customer) == place


def test_r17_arms_lie_in_the_files_order_and_the_holdout_at_the_end() -> None:
    """End to end from 0, each end exclusive."""
    line = line_of(experiment({"b": "0.25", "a": "0.5"}, holdout="0.25"))
    quarter = PLACES // 4
    places = (0, quarter - 1, quarter, 3 * quarter - 1, 3 * quarter, PLACES - 1)
    assert [line.at(place) for place in places] == [arm("b"), arm("b"), arm("a"), arm("a"), HELD_OUT, HELD_OUT]


def test_r17_thirds_leave_no_gap() -> None:
    """Shares that do not divide the line evenly still meet without a place between them."""
    line = line_of(experiment({"a": "0.333333", "b": "0.333333", "c": "0.333334"}))
    assert line.ends[-1] == ("c", PLACES)
    assert [line.at(end).arm for _, end in line.ends[:-1]] == ["b", "c"]
    assert line.at(PLACES - 1) == arm("c")


def test_r17_who_falls_beside_the_arms_takes_no_part() -> None:
    """Shares are of all customers: 30 % are 30 %, and the others are as if there were no experiment."""
    line = line_of(experiment({"warm": "0.3"}, holdout="0.2"))
    assert [line.at(PLACES * tenth // 10 + 1) for tenth in (2, 3, 7, 8)] == [arm("warm"), OUTSIDE, OUTSIDE, HELD_OUT]
    assert line_of(Experiment()).at(0) == OUTSIDE
    assert line_of(experiment({"warm": "0"})).at(0) == OUTSIDE


def test_r17_what_exceeds_the_whole_shrinks_alike() -> None:
    """Two arms of 100 % are halves, and a holdout of 100 % beside them a third."""
    line = line_of(experiment({"a": "1", "b": "1"}, holdout="1"))
    assert [line.at(PLACES * n // 6) for n in (1, 3, 5)] == [arm("a"), arm("b"), HELD_OUT]


def test_r17_a_holdout_moves_nobody_between_arms() -> None:
    """A holdout added, or enlarged, takes from the end of the line only."""
    places = [PLACES * n // 97 for n in range(97)]
    alone = line_of(experiment({"a": "0.4", "b": "0.4"}))
    for share in ("0.1", "0.2"):
        line = line_of(experiment({"a": "0.4", "b": "0.4"}, holdout=share))
        assert {(alone.at(place), line.at(place)) for place in places} == {
            (arm("a"), arm("a")),
            (arm("b"), arm("b")),
            (OUTSIDE, HELD_OUT),
            *([(OUTSIDE, OUTSIDE)] if share == "0.1" else []),
        }


@pytest.mark.parametrize("recorded", [arm("warm"), arm("plain"), HELD_OUT])
def test_r17_what_was_recorded_sticks_when_weights_change(recorded: Assignment) -> None:
    """Though an arm's share becomes 0, and the holdout is given up."""
    line = line_of(experiment({"plain": "1", "warm": "0"}))
    assert assigned("x", line, "anna", recorded) == recorded


def test_r17_an_arm_that_is_gone_keeps_nobody() -> None:
    """Whoever was in it is placed as if new: there is nothing left to treat them by."""
    line = line_of(experiment({"plain": "1"}))
    assert assigned("x", line, "anna", arm("warm")) == arm("plain")


def test_r17_any_customers_id_has_a_place() -> None:
    """Half a surrogate pair is no text, and yet an id that a log may hold."""
    assert 0 <= place_of("x", "\ud800") < PLACES
