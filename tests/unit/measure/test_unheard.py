"""What a question names and the log does not have."""

from __future__ import annotations

from tropa.journey.signal_text import parse_signal
from tropa.measure.unheard import Unheard, names_of, unheard


def test_names_are_told_once_with_the_nearest() -> None:
    """In the order of asking; where nothing is near, no spelling is proposed."""
    found = unheard(("begum", "paid", "begum", "zebra"), ("begun", "paid"), {"q", "p"})
    assert found == Unheard((("begum", "begun"), ("zebra", "")), ("p", "q"))


def test_every_leaf_of_a_signal_has_its_name() -> None:
    """Members of any(...) count one by one; what stands for every event has none."""
    signals = [parse_signal("any(a where x = 1, b)"), parse_signal("'*'"), parse_signal("c")]
    assert names_of(signals) == ("a", "b", "c")
