"""R17, experiments: whose arm is whose follows from a hash that anybody can compute."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from tests.rules.scene import TOUCHPOINTS, world

from tropa.engine.batch import Scripts
from tropa.plan.scripting import compile_script
from tropa.testing.world import World, journey_of

PINNED = {
    "anna": 0.6834009292219965,
    "ben": 0.013709906723256097,
    "клиент": 0.512351874897544,
    "7": 0.557968296811739,
}
"""The first 8 bytes of sha256("e:CUSTOMER") by 2^64, computed apart from the product."""


def trial(arms: str, more: str = "") -> str:
    """A journey that splits by the experiment ``e``: arm a is greeted, arm b is reminded."""
    return (
        f"{TOUCHPOINTS}experiments: {{e: {{hypothesis: h, arms: {arms}{more}}}}}\n"
        "reentry: {parallel: 9}\nstart: ordered\nsteps: [{split: e, arms: {a: [{send: hello}], b: [{send: nag}]}}]\n"
    )


def arm_of(customer: str, arms: str = "{a: 50 %, b: 50 %}", more: str = "") -> list[str]:
    """What a customer is told."""
    made = World(trial(arms, more))
    made.event("ordered", customer)
    return made.told


@pytest.mark.parametrize(("customer", "place"), PINNED.items())
def test_r17_the_place_is_the_hash(customer: str, place: float) -> None:
    """Pinned values; the arm changes exactly where the share of the first passes the customer's place."""
    assert int.from_bytes(sha256(f"e:{customer}".encode()).digest()[:8], "big") / 2**64 == place
    share = round(place * 100)
    below, above = sorted((max(share - 1, 0), min(share + 1, 100)))
    assert arm_of(customer, f"{{a: {above} %, b: {100 - above} %}}") == ["hello"]
    assert arm_of(customer, f"{{a: {below} %, b: {100 - below} %}}") == ["nag"]


def test_r17_a_thousand_customers_are_where_their_hashes_say() -> None:
    """Whoever lies below 0.3 is in the first arm of thirty per cent, whoever does not is in the second."""
    made = World(trial("{a: 30 %, b: 70 %}"))
    for number in range(1000):
        made.event("ordered", f"c{number}")
    expected = ["hello" if _place(f"c{number}") < 0.3 else "nag" for number in range(1000)]
    assert made.told == expected
    assert 250 < made.told.count("hello") < 350


def test_r17_it_is_the_same_on_re_entry() -> None:
    """Five attempts of one customer go one way."""
    made = World(trial("{a: 50 %, b: 50 %}"))
    for _ in range(5):
        made.event("ordered", "anna")
        made.pass_time(days=1)
    assert made.told == ["nag"] * 5


def test_r17_an_assignment_is_recorded_as_an_event_once() -> None:
    """The log tells who is in which arm; not again at every attempt."""
    made = World(trial("{a: 50 %, b: 50 %}"))
    for _ in range(3):
        made.event("ordered", "ben")
    told = [one for one in made.state.made.emitted if one.name == "experiment_assigned"]
    assert [(one.customer, one.properties["experiment"], one.properties["arm"]) for one in told] == [
        ("ben", "e", "a")
    ]


def test_r17_it_sticks_when_the_weights_change() -> None:
    """Who was in the second arm stays there when the first is given everything; newcomers go to the first."""
    made = World(trial("{a: 50 %, b: 50 %}"))
    made.event("ordered", "anna")
    made.scripts = Scripts([compile_script(journey_of(trial("{a: 99 %, b: 1 %}")), version=2)])
    made.pass_time(days=1)
    made.event("ordered", "anna")
    made.event("ordered", "клиент")
    assert made.told == ["nag", "nag", "hello"]


def test_r17_the_holdout_takes_no_part_and_its_exposure_is_recorded() -> None:
    """Anna, at 0.68, lies in a holdout of the last 40 %: she is told nothing, and that is recorded."""
    made = World(trial("{a: 30 %, b: 30 %}", ", holdout: 40 %"))
    made.event("ordered", "anna")
    assert made.sent == []
    assert [one.name for one in made.state.made.emitted if one.customer == "anna"] == ["experiment_assigned"]


def test_r17_neither_time_nor_company_nor_the_event_matters() -> None:
    """A year later, among others, by another event: the same arm."""
    made = world(trial("{a: 50 %, b: 50 %}").replace(TOUCHPOINTS, ""))
    made.wait_until(made.now + timedelta(days=365))
    for number in range(20):
        made.event("ordered", f"c{number}")
    made.event("ordered", "anna", message_id="any", plan="x")
    assert made.sent[-1][::2] == ("nag", "anna")


def _place(customer: str) -> float:
    return int.from_bytes(sha256(f"e:{customer}".encode()).digest()[:8], "big") / 2**64
