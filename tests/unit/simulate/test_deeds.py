"""What has to be done so that a signal is heard."""

from __future__ import annotations

import pytest
from tests.unit.simulate.crowds import cast_of

from tropa.journey.condition_text import parse_condition
from tropa.journey.predicate import Facts, holds
from tropa.plan.listening import DEAF, Listening, ToAll, ToAny, ToCondition, ToEvent, ToFact, ToSome
from tropa.simulate.deeds import MOST_DEEDS, Deed, deeds_for, resolved, solved

(SCRIPT,) = cast_of("""journey: a
start: ordered
key: order_id
components: {tv: {done: film_started}, radio: {done: track_played}}
roles: {owner: {done: film_started}, child: {count: 0..2, done: profile_opened}}
steps: [{wait: 1d}]
""").scripts

SOLVED = (
    "kind = 'film'",
    "minutes > 5 and minutes < 9",
    "5 <= minutes",
    "minutes between 3 and 7",
    "kind in ('film', 'series')",
    "kind != 'film'",
    "kind like 'fi%'",
    "paid",
    "note is null and kind = 'film'",
    "note is not null",
    "a = 1 or b = 2",
    "traits.plan = 'plus' and event.kind = 'film'",
    "not (kind = 'film') and kind = 'series'",
)


@pytest.mark.parametrize("text", SOLVED)
def test_a_condition_is_acted_out(text: str) -> None:
    """What is found fulfils the condition, by the predicate that decides when a journey runs."""
    condition = parse_condition(text)
    found = solved(condition)
    assert found is not None
    names = {**found.get("", {}), **found.get("event", {})}
    assert holds(condition, Facts(names, scopes={**found})) is True


@pytest.mark.parametrize("text", ["did('film_started')", "a = b", "a = 1 and a = 2", "start.plan = 'plus'"])
def test_what_cannot_be_acted_out_is_not_pretended(text: str) -> None:
    """Looks back, two names, contradictions and what is past have no deed."""
    assert solved(parse_condition(text)) is None
    assert deeds_for(ToEvent("x", parse_condition(text)), SCRIPT) is None


FILM, TRACK, PROFILE = Deed("film_started"), Deed("track_played"), Deed("profile_opened")
ON = ToEvent("film_started", key="order_id")


@pytest.mark.parametrize(
    ("heard", "deeds"),
    [
        (ToEvent("x"), (Deed("x"),)),
        (ON, (Deed("film_started", key="order_id"),)),
        (ToAny((ToFact("roles"), ToEvent("x"))), (Deed("x"),)),
        (ToAll((ToEvent("x"), ToEvent("y"), ToFact("roles"))), (Deed("x"), Deed("y"))),
        (ToSome(3, (ToEvent("x"),)), (Deed("x"),) * 3),
        (ToSome(2, (ToEvent("x"), ToEvent("y"), ToEvent("z"))), (Deed("x"), Deed("y"))),
        (ToCondition(parse_condition("traits.plan = 'plus'")), (Deed("", traits={"plan": "plus"}),)),
        (DEAF, None),
        (ToFact("roles"), None),
        (ToSome(MOST_DEEDS + 1, (ToEvent("x"),)), None),
        (ToSome(2, (ToEvent("x"), ToFact("roles"))), None),
    ],
)
def test_a_signal_is_acted_out(heard: Listening, deeds: tuple[Deed, ...] | None) -> None:
    """One event, any, all, some of several; a fact that nothing brings about, nothing, too much: not at all."""
    assert deeds_for(heard, SCRIPT) == deeds


def test_facts_are_what_brings_them_about() -> None:
    """A component is done by its event, the current one by that of its branch, a role by its own."""
    assert [one.name for one in deeds_for(ToFact("component", "radio"), SCRIPT) or ()] == ["track_played"]
    assert [one.name for one in deeds_for(ToFact("component"), SCRIPT, "tv") or ()] == ["film_started"]
    assert [one.name for one in deeds_for(ToFact("role", "child"), SCRIPT) or ()] == ["profile_opened"]
    assert resolved(ToFact("component"), SCRIPT) == ToFact("component")
    both = resolved(ToAll((ToFact("component", "tv"), ToSome(1, (ToFact("role", "child"),)))), SCRIPT)
    assert both == ToAll((SCRIPT.components["tv"], ToSome(1, (SCRIPT.roles["child"],))))
