"""Sections: items by id, in order, that never change."""

from __future__ import annotations

import copy
import operator
import pickle
from collections.abc import Callable

import pytest

from tropa.journey.codecs.values import Section

ITEMS = {"a": 1, "b": 2}
ONE = Section(ITEMS)
TURNED = Section({"b": 2, "a": 1})
WRITING: dict[str, Callable[[], object]] = {
    "setitem": lambda: operator.setitem(ONE, "a", 3),
    "delitem": lambda: operator.delitem(ONE, "a"),
    "ior": lambda: operator.ior(ONE, {"a": 3}),  # type: ignore[no-untyped-call]  # typeshed says nothing of it
    "update": lambda: ONE.update(a=3),
    "setdefault": lambda: ONE.setdefault("c", 3),
    "pop": lambda: ONE.pop("a"),
    "popitem": ONE.popitem,
    "clear": ONE.clear,
}


@pytest.mark.parametrize("write", WRITING.values(), ids=WRITING)
def test_nothing_is_written_to_a_section(write: Callable[[], object]) -> None:
    """Whatever would change a dict is refused, and changes nothing."""
    with pytest.raises(TypeError, match="never changes"):
        write()
    assert dict(ONE) == ITEMS


@pytest.mark.parametrize(("other", "same"), [(Section(ITEMS), True), (TURNED, False), (ITEMS, False)])
def test_the_order_of_a_section_counts(other: object, same: bool) -> None:  # noqa: FBT001  a case
    """Two sections are equal if they have the same items in the same order; a dict is no section."""
    assert (other == ONE) is same
    assert (other != ONE) is not same
    assert not same or hash(other) == hash(ONE)


def test_a_section_goes_elsewhere_as_it_is() -> None:
    """Copied, and sent to another process, it is the same section."""
    for twin in (copy.copy(ONE), copy.deepcopy(ONE), pickle.loads(pickle.dumps(ONE))):  # noqa: S301  our own
        assert twin == ONE
        assert type(twin) is Section
