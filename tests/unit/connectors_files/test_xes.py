"""XES: traces and events, and all that XML can do to a reader."""

from __future__ import annotations

import pytest
from tests.unit.connectors_files.landed import land_text, utc

from tropa.ports.log import LogUnreadable

WHEN = '<date key="time:timestamp" value="2024-01-31T12:00:00.000+03:00"/>'


def attribute(key: str, value: str, tag: str = "string") -> str:
    """An attribute as XES writes it."""
    return f'<{tag} key="{key}" value="{value}"/>'


def event(name: str, more: str = "") -> str:
    """An event of 31 January 2024, 09:00 UTC."""
    return f"<event>{attribute('concept:name', name)}{WHEN}{more}</event>"


def trace(customer: str, *inside: str) -> str:
    """A trace of one customer."""
    return f"<trace>{attribute('concept:name', customer)}{''.join(inside)}</trace>"


def log(*traces: str) -> str:
    """A whole log."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">{"".join(traces)}</log>'


def test_a_trace_is_a_customer_and_its_events_follow_in_file_order() -> None:
    """The customer is the trace's name; name and time are the event's own."""
    landed = land_text(".xes", log(trace("anna", event("b"), event("a")), trace("boris", event("c"))))
    assert landed.column("customer") == ["anna", "anna", "boris"]
    assert landed.column("name") == ["b", "a", "c"]
    assert landed.column("arrival") == [0, 1, 2]
    assert set(landed.column("at")) == {utc("2024-01-31T09:00")}


def test_attributes_are_properties_by_their_types() -> None:
    """Those of the trace have ``case:`` before their key; what is not of its type stays text."""
    said = (
        attribute("cost", "2.5", "float")
        + attribute("n", "7", "int")
        + attribute("new", "TRUE", "boolean")
        + attribute("odd", "many", "int")
        + attribute("nan", "NaN", "float")
    )
    whole = log(trace("anna", attribute("age", "30", "int"), event("a", said)))
    landed = land_text(".xes", whole, properties=["cost", "n", "new", "odd", "nan", "case:age", "age"])
    by_name = {
        name: (landed.events[0][f"t{i}"], landed.events[0][f"n{i}"])
        for i, name in enumerate(landed.landing.properties)
    }
    assert by_name == {
        "cost": (None, 2.5), "n": (None, 7.0), "new": ("true", None), "odd": ("many", None),
        "nan": (None, None), "case:age": (None, 30.0), "age": (None, None),
    }  # fmt: skip


def test_what_belongs_to_one_trace_or_event_does_not_leak_into_the_next() -> None:
    """A trace without a name has no customer, an event without a property no value."""
    whole = log(trace("anna", event("a", attribute("p", "x")), event("b")), f"<trace>{event('c')}</trace>")
    landed = land_text(".xes", whole, properties=["p"])
    assert landed.column("t0") == ["x", None]
    assert landed.reasons == [(3, "no customer: 'case:concept:name' is missing or empty")]


def test_attributes_within_attributes_are_passed_over() -> None:
    """Only the first level counts, prefixes of a namespace or not, wherever the name events may turn up."""
    nested = '<string key="p" value="outer"><string key="p" value="inner"/><event/></string>'
    whole = log(trace("anna", event("a", nested))).replace("<event>", "<x:event>").replace("</event>", "</x:event>")
    landed = land_text(".xes", whole.replace("<log", '<log xmlns:x="urn:x"'), properties=["p"])
    assert landed.column("t0") == ["outer"]
    assert landed.landing.n_bad == 0


def test_columns_are_keys_of_the_event_or_the_trace() -> None:
    """Any attribute may play a role."""
    said = attribute("org:resource", "mary") + attribute("id", "1")
    landed = land_text(
        ".xes",
        log(trace("anna", event("a", said), event("a", said))),
        columns="customer=org:resource,name=case:concept:name,message_id=id",
    )
    assert [(e["customer"], e["name"]) for e in landed.events] == [("mary", "anna")]
    assert landed.landing.n_duplicates == 1


def test_bad_events_are_numbered_from_one() -> None:
    """The text to recognise an event by is made of what it said."""
    bad = f"<event>{attribute('concept:name', 'b')}{attribute('time:timestamp', 'soon')}</event>"
    landed = land_text(".xes", log(trace("anna", event("a"), bad, "<event/>")))
    assert landed.reasons == [
        (2, "'time:timestamp' is no time of ISO 8601, such as 2024-01-31T09:00:00Z: \"soon\""),
        (3, "no name: 'concept:name' is missing or empty"),
    ]
    assert landed.landing.bad_lines[0].text == "customer=anna, name=b, at=soon"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<log><trace>", "no well-formed XML: no element found"),
        ("<log></trace></log>", "no well-formed XML: mismatched tag"),
        ("<log>&nothing;</log>", "no well-formed XML: undefined entity"),
        ("   ", "no well-formed XML"),
        ("<html/>", "this is no XES: met <html>, expected <log>"),
        ('<!DOCTYPE log [<!ENTITY a "aa">]><log>&a;</log>', "a DOCTYPE is refused"),
        ('<!DOCTYPE log SYSTEM "http://localhost/x.dtd"><log/>', "a DOCTYPE is refused"),
        ('<?xml version="1.0" encoding="unicode_escape"?><log/>', "encoding 'unicode_escape', expected UTF-8"),
        ('<?xml version="1.0" encoding="utf-7"?><log/>', "encoding 'utf-7', expected UTF-8"),
        ("<log>" + "<a>" * 100, "nested deeper than 64"),
        ("<log><!--" + "x" * 2**21, "an element or comment is longer than 1,048,576 bytes"),
        ("<log a='" + "x" * 2**21, "an element or comment is longer than 1,048,576 bytes"),
    ],
)
def test_what_is_no_xes_is_unreadable(content: str, message: str) -> None:
    """Damage, another language, entities, and what would fill the memory: each is told with its line."""
    with pytest.raises(LogUnreadable, match=message) as error:
        land_text(".xes", content)
    assert error.value.line == 1


def test_other_encodings_of_xml_are_read() -> None:
    """What the declaration names and expat knows, such as UTF-16 and Latin-1."""
    whole = log(trace("änna", event("a")))
    assert land_text(".xes", whole.replace("UTF-8", "UTF-16").encode("utf-16")).column("customer") == ["änna"]
    assert land_text(".xes", whole.replace("UTF-8", "ISO-8859-1").encode("latin-1")).column("customer") == ["änna"]


def test_a_trace_of_any_size_is_read_in_batches() -> None:
    """Fifty thousand events of one trace land in their order."""
    landed = land_text(".xes", log(trace("anna", *(event(f"e{i}") for i in range(50_000)))))
    assert landed.column("name") == [f"e{i}" for i in range(50_000)]
