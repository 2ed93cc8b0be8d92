"""What people call the things of a journey, where a signal refers to them."""

from __future__ import annotations

import pytest

from tropa.draw.names import Names
from tropa.draw.wording import Wording
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.signals import Ref

TEXT = """
journey: named
components: {cinema: {title: The cinema}}
indicators: {habit: {title: A habit, share: '*'}}
changes: {less: {title: Listens less, of: habit, down: 50 %}, more: {of: habit, up: 50 %}}
"""


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("changes", "less"), "Listens less"),
        (("changes", "more"), "more"),
        (("components", "cinema", "done"), "cinema"),
    ],
)
def test_a_reference_is_told_by_the_title_of_what_it_means(path: tuple[str, ...], said: str) -> None:
    """A change, a component: by title, else by id, never as a dotted name."""
    journey = read_definition(TEXT.encode()).value
    assert isinstance(journey, Journey)
    told = Names(journey, None, Wording("en")).signal(Ref(path)).striptags()
    assert said in told
    assert "." not in told
