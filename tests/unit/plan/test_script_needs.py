"""What of a log running a script looks at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tropa.engine
from tropa.plan.anonymity import ANONYMOUS
from tropa.plan.script_needs import CONSENTS, OWN, TIME_ZONE, script_looks_at
from tropa.plan.scripting import compile_script
from tropa.testing.world import journey_of

JOURNEY = """
key: order
start: began where kind = 'big'
success: paid where amount > 10
source: campaign
touchpoints: {hello: {channel: [sms], variants: {cta: {a: {channel: push}}}}}
experiments: {cta: {arms: {a: 50 %}}}
steps:
  - send: hello
    by: email
  - wait: traits.renewal - 1d
  - if: traits.plan = 'gold' and last('paid', 'method') = 'card'
    then: [{wait: 1d}]
  - switch: start.colour
    cases: {red: [{wait: 1d}]}
  - if: "did('opened', where => 'screen = ''home''')"
    then: [{wait: 1d}]
  - remind: paid
    with: hello
    ladder: [{after: 1d, by: telegram}]
"""


def test_everything_a_script_may_ask_for_is_kept() -> None:
    """Conditions of signals, steps and the past; the key, the source, what a switch looks at; traits and moments."""
    needs = script_looks_at(compile_script(journey_of(JOURNEY)))
    assert needs.properties - OWN == {"order", "kind", "amount", "screen", "campaign", "method", "colour"}
    channels = ("sms", "push", "email", "telegram")
    consents = {*CONSENTS, *(f"{consent}_{channel}" for consent in CONSENTS for channel in channels)}
    assert needs.traits == {"renewal", "plan", TIME_ZONE, ANONYMOUS, *consents}


@pytest.mark.parametrize("path", sorted(Path(tropa.engine.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_what_the_engine_reads_of_our_own_events_is_kept(path: Path) -> None:
    """Every property that the engine asks an event for by name, or by a list of names."""
    text = path.read_text(encoding="utf-8")
    asked = set(re.findall(r"(?:properties|said|held)\.get\([\"'](\w+)[\"']", text))
    for names in re.findall(r"(?:properties|said|held)\.get\(name\).*? for name in \(([^)]*)\)", text):
        asked |= set(re.findall(r"\"(\w+)\"", names))
    assert asked - OWN - {"time_zone"} == set()
