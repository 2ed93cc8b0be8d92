"""What the page says of CJML and UJG is what they do."""

from __future__ import annotations

import re

import pytest
from tests.unit.docs.reading import page

from tropa.connectors.cjml import elements, export_cjml
from tropa.connectors.interchange.reading import MAX_THINGS
from tropa.connectors.ujg import export_ujg, nodes
from tropa.journey.codecs.records import keys_of
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.touchpoints import Touchpoint
from tropa.ports.exchange import Exportable, Exporter

PAGE = page("reference/exchange.md")
TOLD = {
    key: (cjml, ujg) for key, cjml, ujg in re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|", PAGE, re.MULTILINE)
}

FULL = """\
journey: full
stages: [{id: first}]
touchpoints:
  row:
    title: Row
    note: A note
    stage: first
    channel: sms
    each: yes
    class: service
    urgent: yes
    communication: Hello
    guide: g
    form: f
    offer: o
    offers: [o]
    cta: Go
    target_action: done
    evaluation: {within: 1d}
    responsible: team
    client_expects: Much
    company_expects: More
    emotion: 1
    signpost: There
    status: Here
    help: team
    backstage: [a]
    depends_on: [s]
    cost: {amount: 1}
    evidence: [p]
    hours: mon 09:00-10:00
    moment_of_truth: yes
    reached: came
    variants: {e: {a: {cta: Now}}}
"""


def full() -> Journey:
    """A journey whose one touchpoint says everything."""
    found = read_definition(FULL.encode(), syntax_only=True).value
    assert isinstance(found, Journey)
    return found


def test_every_key_of_a_touchpoint_is_told() -> None:
    """The table has each key of a touchpoint, and the example gives each a value."""
    assert set(TOLD) == {item.name for item in keys_of(Touchpoint)}
    row = full().touchpoints["row"]
    assert [item.name for item in keys_of(Touchpoint) if getattr(row, item.field) == item.default] == []


@pytest.mark.parametrize(("at", "export"), [(0, export_cjml), (1, export_ujg)], ids=["cjml", "ujg"])
def test_what_is_kept_is_told_as_it_is(at: int, export: Exporter) -> None:
    """A key is lost exactly where the table says no."""
    lost = {loss.what.rpartition(".")[2] for loss in export(Exportable(full(), {})).losses}
    assert {key for key, told in TOLD.items() if told[at] == "no"} == lost & set(TOLD)


def test_limits_are_told_as_they_are() -> None:
    """The numbers of the page are those of the code."""
    assert elements.MAX_BYTES == nodes.MAX_BYTES == 16 * 2**20
    for number in (MAX_THINGS, elements.MAX_ELEMENTS, elements.MAX_DEPTH, nodes.MAX_NODES):
        assert f"{number:,}" in PAGE.split("## Limits")[1]
