"""Signals resolved: aliases, references, groups, and what a log cannot tell."""

from __future__ import annotations

import pytest

from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.signal_text import parse_signal
from tropa.plan.heard import AllHeard, AnyHeard, AtLeastHeard, Heard, Leaf
from tropa.plan.resolve import resolve

TEXT = """
journey: small
key: order_id
success: all(components, roles)
events:
  film: {is: "any(Started where kind = 'film', Resumed)", key: required}
  paid: {is: paid where amount > 0}
roles:
  owner: {done: signed}
  child: {done: joined}
components:
  cinema: {done: film}
  music: {done: played}
  books: {done: read, optional: yes}
"""


def the_journey() -> Journey:
    """The journey above."""
    value = read_definition(TEXT.encode()).value
    assert isinstance(value, Journey)
    return value


def names(heard: Heard | None) -> object:
    """A resolved signal as nested names."""
    match heard:
        case Leaf(signal):
            return getattr(signal, "name", "*")
        case AnyHeard(members):
            return ("any", *map(names, members))
        case AllHeard(members):
            return ("all", *map(names, members))
        case AtLeastHeard(n, members):
            return (n, *map(names, members))
        case None:
            return None


@pytest.mark.parametrize(
    ("signal", "stands_for"),
    [
        ("signed", "signed"),
        ("film", ("any", "Started", "Resumed")),
        ("paid", "paid"),
        ("components.music.done", "played"),
        ("component.done", ("any", ("any", "Started", "Resumed"), "played", "read")),
        ("success", ("all", ("any", "Started", "Resumed"), "played")),
        ("at_least(2, components)", (2, ("any", "Started", "Resumed"), "played", "read")),
        ("owner.done", "signed"),
        ("child.done", None),
        ("visits.fitter.done", "visit_ended"),
        ("changes.less", "behaviour_changed"),
        ("baseline.ready", "baseline_ready"),
        ("when traits.age > 3", None),
        ("any(signed, when traits.age > 3)", None),
        ("'*'", "*"),
    ],
)
def test_a_signal_stands_for_events(signal: str, stands_for: object) -> None:
    """Aliases and references are followed; optional components are not waited for by ``all``."""
    roots = frozenset({"owner", "child"})
    assert names(resolve(parse_signal(signal, roots), the_journey())) == stands_for


def test_r4_an_alias_with_a_required_key_hears_no_event_without_it() -> None:
    """``key: required`` reaches every event the alias stands for."""
    heard = resolve(parse_signal("film"), the_journey())
    assert isinstance(heard, AnyHeard)
    assert all(isinstance(leaf, Leaf) and leaf.key_required for leaf in heard.members)


def test_an_alias_narrows_the_event_it_is_named_after() -> None:
    """``paid: {is: paid where ...}`` is no circle: inside its alias the name is raw."""
    heard = resolve(parse_signal("paid where method = 'card'"), the_journey())
    assert isinstance(heard, Leaf)
    assert "amount" in str(heard.signal)
    assert "method" in str(heard.signal)


def test_aliases_in_a_circle_stand_for_nothing_new() -> None:
    """Two aliases that name each other end as raw names instead of going round for ever."""
    text = "journey: round\nevents:\n  a: {is: b}\n  b: {is: a}\n"
    value = read_definition(text.encode()).value
    assert isinstance(value, Journey)
    assert names(resolve(parse_signal("a"), value)) == "a"
