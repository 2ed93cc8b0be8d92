"""What a journey says of its components, roles and requests, as far as a log can show it."""

from __future__ import annotations

from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.plan.compiling import compile_plan
from tropa.plan.heard import heard_leaves
from tropa.plan.needs import plan_looks_at
from tropa.plan.parts import Frequency, PartsPlan

HEAD = "journey: bundle\nstart: ordered\n"


def parts_of(text: str) -> PartsPlan:
    """The parts of a journey."""
    read = read_definition((HEAD + text).encode(), schemes=shipped_schemes())
    assert isinstance(read.value, Journey), read.problems
    return compile_plan(read.value, shipped_schemes()).parts


def joins(text: str) -> dict[str, list[str] | None]:
    """By role the events by which somebody joins."""
    return {
        role.id: None
        if role.joins is None
        else [str(getattr(leaf.signal, "name", "")) for leaf in heard_leaves(role.joins)]
        for role in parts_of(text).roles
    }


def test_r4_who_joins_is_told_by_the_events_mapped_to_the_role() -> None:
    """Every event that says ``joins`` counts, by its alias; nobody joins as the client."""
    text = """
roles: {owner: {}, child: {}, guest: {}}
events:
  accepted: {joins: {role: child}}
  came: {is: "any(Arrived, Called)", joins: {role: child}}
"""
    assert joins(text) == {"owner": None, "child": ["accepted", "Arrived", "Called"], "guest": None}


def test_an_accepted_invitation_speaks_where_there_is_one_role_alone_to_be_invited_into() -> None:
    """It does not say the role, so that of two nobody can tell."""
    one = "roles: {owner: {}, child: {invited_by: owner}}\nsteps: [{invite: child}]\n"
    two = "roles: {owner: {}, child: {}, guest: {}}\nsteps: [{invite: child}, {invite: guest}]\n"
    assert joins(one)["child"] == ["invite_accepted"]
    assert joins(two) == {"owner": None, "child": None, "guest": None}


def test_what_only_others_are_sent_is_not_looked_for_in_the_clients_events() -> None:
    """Also within branches; what the client is sent too is looked for."""
    text = """
roles:
  owner: {}
  child: {steps: [{send: hello}, {if: traits.a, then: [{send: deep}]}, {send: both}]}
steps: [{send: both}]
touchpoints: {hello: {channel: sms}, deep: {channel: sms}, both: {channel: sms}, map: {channel: web}}
"""
    assert parts_of(text).elsewhere == {"hello", "deep"}


def test_a_month_is_a_month_and_other_periods_are_seconds() -> None:
    """A rate keeps its period; chains keep their order."""
    text = """
requests:
  a: {frequency: 1200 per month, touchpoints: [x -> y, y]}
  b: {frequency: 3 per 1w}
touchpoints: {x: {}, y: {}}
"""
    a, b = parts_of(text).requests
    assert (a.frequency, a.chains) == (Frequency(1200, 2_592_000, monthly=True), (("x", "y"), ("y",)))
    assert (b.frequency, b.chains) == (Frequency(3, 604_800, monthly=False), ())


def test_what_is_looked_at_is_kept_of_a_log() -> None:
    """Properties that only a component or a role asks about are kept."""
    text = """
roles: {owner: {}, child: {done: seen where screen = 'kids'}}
components: {cinema: {done: started where kind = 'film'}}
"""
    read = read_definition((HEAD + text).encode())
    assert isinstance(read.value, Journey)
    assert {"screen", "kind"} <= plan_looks_at(compile_plan(read.value, {}), None).properties
