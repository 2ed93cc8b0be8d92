"""CJML as its tools write it: what becomes of it, what is said of the rest, and what is refused."""

from __future__ import annotations

import pytest

from tropa.connectors.cjml import export_cjml, import_cjml
from tropa.connectors.cjml.elements import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS
from tropa.connectors.interchange.reading import MAX_THINGS
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.ports.exchange import Exportable, Imported, Unimportable, Wanted

FILE = """\
<!-- made by hand, in the manner of spreadsheets turned into CJML -->
<CJML version="2.0">
<plannedJourney>
<journeyID>PJ1</journeyID>
<journeyTitle>Borrowing a book</journeyTitle>
<journeyPhases>
<journeyPhase phaseID =" Finding">
<phaseName> Finding</phaseName>
<phaseDescription>From the wish to the shelf.</phaseDescription>
</journeyPhase>
</journeyPhases>
<journeyOperators>City library</journeyOperators>
<actors>
<endUser actorID ="Nina"/>
<serviceProvider actorID="Library"><companyName>City library</companyName></serviceProvider>
</actors>
<touchpoints>
<plannedCommunicationPoint>
<touchpointID>T1</touchpointID>
<belongsTo phaseIDref =" Finding"></belongsTo>
<initiator><refersTo actorIDref="Nina"/><initiatorLabel>Asks for the book</initiatorLabel></initiator>
<receiver><refersTo actorIDref="Library"/><receiverLabel>Request taken</receiverLabel></receiver>
<channel><channelName>internetViaPC</channelName></channel>
<comment>In the evening, mostly</comment>
</plannedCommunicationPoint>
<plannedAction>
<touchpointID>T2</touchpointID>
<initiator><refersTo actorIDref="Nina"/><initiatorLabel>Walks to the library</initiatorLabel></initiator>
</plannedAction>
<plannedCommunicationPoint>
<touchpointID>T3</touchpointID>
<initiator><refersTo actorIDref="Library"/><initiatorLabel>Tells the day of return</initiatorLabel></initiator>
<receiver><refersTo actorIDref="Nina"/><receiverLabel>Tells the day of return</receiverLabel></receiver>
<channel><channelName>sms</channelName></channel>
<message>Back by the 3rd, please &amp; thank you</message>
<timestamps><timeReceived>2024-03-01T10:00:00</timeReceived></timestamps>
</plannedCommunicationPoint>
</touchpoints>
</plannedJourney>
<actualJourney><journeyID>AJ7</journeyID></actualJourney>
</CJML>
"""

END = b"</touchpoints></plannedJourney></CJML>"

JOURNEY = """\
journey: borrow-a-book
title: Borrowing a book
stages:
- id: finding
  title: Finding
  note: From the wish to the shelf.
roles:
  nina: {}
teams:
  city-library:
    title: City library
touchpoints:
  asks-for-the-book:
    title: Asks for the book
    note: |-
      Request taken

      In the evening, mostly
    stage: finding
    channel: web
    responsible: city-library
  walks-to-the-library:
    title: Walks to the library
  tells-the-day-of-return:
    title: Tells the day of return
    channel: sms
    communication: Back by the 3rd, please & thank you
    responsible: city-library
"""


def journey_of(imported: Imported) -> Journey:
    """What was imported, read again."""
    found = read_definition(imported.text.encode(), schemes=shipped_schemes())
    assert found.problems == ()
    assert isinstance(found.value, Journey)
    return found.value


def test_a_planned_journey_becomes_a_map() -> None:
    """Phases, actors, points and actions stand where a map has them; labels in an odd layout do not matter."""
    imported = import_cjml(FILE.encode(), Wanted("library", journey="borrow-a-book"))
    wanted = read_definition(JOURNEY.encode()).value
    assert journey_of(imported) == wanted


def test_what_has_no_place_is_told() -> None:
    """Another journey, times, operators and who begins are listed, each once, with a reason."""
    told = [(loss.what, loss.why.rpartition(".")[2]) for loss in import_cjml(FILE.encode(), Wanted("library")).losses]
    assert sorted(told) == [
        ("AJ7", "other_journey"),
        ("journeyOperators", "no_place_here"),
        ("timestamps", "happened"),
        ("touchpoints.asks-for-the-book: initiator", "client_begins"),
    ]


def test_a_file_without_a_plan_is_read_from_what_happened() -> None:
    """Where only an actual journey is told, it is read as the map, and its experience is said to be lost."""
    text = """<CJML version="2.0"><actualJourney><journeyID>AJ1</journeyID><touchpoints><actualCommunicationPoint>
      <touchpointID>1</touchpointID><compliance>missing</compliance>
      <initiator><refersTo actorIDref="Bookshop"/><initiatorLabel>Sends a receipt</initiatorLabel></initiator>
      <touchpointExperience><experienceRating>4</experienceRating></touchpointExperience>
      </actualCommunicationPoint></touchpoints></actualJourney></CJML>"""
    imported = import_cjml(text.encode(), Wanted("x"))
    journey = journey_of(imported)
    assert journey.journey == "aj1"
    assert journey.touchpoints["sends-a-receipt"].responsible == "bookshop"
    assert {loss.what for loss in imported.losses} == {"compliance", "touchpointExperience"}


def test_namespaces_and_prefixes_do_not_matter() -> None:
    """A file with a prefix before every name says the same."""
    plain = b"<CJML><plannedJourney><journeyID>a</journeyID></plannedJourney></CJML>"
    other = b'<c:CJML xmlns:c="urn:x"><c:plannedJourney><c:journeyID>a</c:journeyID></c:plannedJourney></c:CJML>'
    assert import_cjml(other, Wanted("x")) == import_cjml(plain, Wanted("x"))


def test_one_name_twice_makes_two_rows() -> None:
    """Two points with one id, or with no id at all, stay two touchpoints."""
    point = "<plannedAction><touchpointID>{}</touchpointID></plannedAction>"
    points = "".join(point.format(name) for name in ("pay", "pay", "", ""))
    text = f"<CJML><plannedJourney><touchpoints>{points}</touchpoints></plannedJourney></CJML>"
    assert len(journey_of(import_cjml(text.encode(), Wanted("x"))).touchpoints) == 4


@pytest.mark.parametrize(
    ("content", "why", "line"),
    [
        (b"", "xml", 1),
        (b"<CJML>", "xml", 1),
        (b"<log/>", "not_cjml", 1),
        (b"\n<CJML/>", "no_journey", 2),
        (b'\n<!DOCTYPE x [<!ENTITY a "b">]>\n<CJML/>', "doctype", 2),
        (b"<?xml version='1.0' encoding='KOI8-R'?><CJML/>", "encoding", 1),
        (b"<CJML>\n" + b"<a>" * MAX_DEPTH, "depth", 2),
        (b"<CJML>" + b"<a/>" * MAX_ELEMENTS + b"</CJML>", "elements", 1),
        (b" " * (MAX_BYTES + 1), "size", None),
        (
            f"<CJML><plannedJourney><touchpoints>{'<plannedAction/>' * (MAX_THINGS + 1)}".encode() + END,
            "things",
            None,
        ),
    ],
)
def test_what_is_no_cjml_is_refused(content: bytes, why: str, line: int | None) -> None:
    """A file that cannot be read is refused with its reason and its line."""
    with pytest.raises(Unimportable) as met:
        import_cjml(content, Wanted("x"))
    assert (met.value.why, met.value.line) == (f"interchange.unreadable.{why}", line)


def test_texts_are_escaped() -> None:
    """Signs that mean something in XML come back as they were."""
    text = "journey: a\ntitle: <b> & \"c\"\ntouchpoints: {d: {note: ']]> <!-- &amp;'}}\n"
    journey = read_definition(text.encode()).value
    assert isinstance(journey, Journey)
    exported = export_cjml(Exportable(journey, {}))
    back = journey_of(import_cjml(exported.content, Wanted("x")))
    assert back.title == journey.title
    assert back.touchpoints["d"].note == journey.touchpoints["d"].note
