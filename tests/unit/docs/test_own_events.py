"""The page of Tropa's own events names each, and no other."""

from __future__ import annotations

import re

from tests.unit.docs.reading import page

from tropa.plan import our_events
from tropa.plan.resolve import BASELINE_READY, BEHAVIOUR_CHANGED, VISIT_ENDED

ROWS = dict(re.findall(r"^\| `([a-z_]+)` \| ([^|]*) \|", page("reference/own-events.md"), re.MULTILINE))


def names() -> set[str]:
    """Every event of our own that the code knows by a constant."""
    known = {value for name, value in vars(our_events).items() if name.isupper() and isinstance(value, str)}
    return known | {BASELINE_READY, BEHAVIOUR_CHANGED, VISIT_ENDED}


def test_every_event_of_our_own_has_its_row() -> None:
    """And every row its event."""
    assert set(ROWS) == names()


def test_the_page_says_of_each_what_it_carries_as_the_code_does() -> None:
    """The properties in the list of the module stand in the row."""
    listed = re.findall(r"^``([a-z_]+)``\s+(.*)$", our_events.__doc__ or "", re.MULTILINE)
    assert len(listed) > len(our_events.INPUTS)
    for name, said in listed:
        assert set(re.findall(r"``([a-z_]+)``", said)) <= set(re.findall(r"`([a-z_]+)`", ROWS[name])), name
