"""The outline: sections, what they declare, steps within steps."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

from tests.unit.editor.typing_at import JOURNEY

from tropa.editor.desk import Desk, Page
from tropa.editor.outline import Entry, outline
from tropa.journey.text.source import MAX_BYTES


def outline_of(text: str) -> dict[str, Entry]:
    """The outline of a text by the names of its first level."""
    desk = Desk(lambda: date(2027, 3, 1))
    return {entry.name: entry for entry in outline(desk.names(Page(Path("/nowhere/a.yaml"), text), None))}


def names(entry: Entry) -> list[tuple[str, str]]:
    """Name and detail of what is inside."""
    return [(one.name, one.detail) for one in entry.inside]


def test_sections_hold_what_they_declare() -> None:
    """Each id with its title; fields of a record are no entries."""
    found = outline_of(JOURNEY)
    assert names(found["touchpoints"]) == [("welcome", "Welcome")]
    assert names(found["components"]) == [("film-night", "Film night")]
    assert found["touchpoints"].inside[0].inside == ()
    assert found["journey"].detail == "a"


def test_steps_hold_steps() -> None:
    """A step is told by its kind and what it is about, inside it stand its branches."""
    text = (
        JOURNEY + "steps:\n  - send: welcome\n  - wait: paid\n    else:\n      - task: {title: Call}\n  - end: left\n"
    )
    steps = outline_of(text)["steps"]
    assert names(steps) == [("send", "welcome"), ("wait", "paid"), ("end", "left")]
    (other,) = steps.inside[1].inside
    assert (other.name, names(other)) == ("else", [("task", "Call")])


def test_places_are_those_of_the_text() -> None:
    """An entry reaches from its key to the end of what is in it."""
    entry = outline_of(JOURNEY)["touchpoints"]
    assert JOURNEY[entry.name_start : entry.name_end] == "touchpoints"
    assert JOURNEY[entry.start : entry.end] == "touchpoints:" + JOURNEY.split("touchpoints:")[1].rstrip()


def test_a_file_that_cannot_be_read_has_an_outline() -> None:
    """What was understood is there, whatever is wrong above and below it."""
    found = outline_of(
        "journey: a\ntitle: 'open\ntouchpoints:\n  welcome: {title: [x\nsteps:\n  - send: welcome\n  - : x\n"
    )
    assert names(found["touchpoints"])[0][0] == "welcome"
    assert names(found["steps"])[0] == ("send", "welcome")


def test_a_key_written_twice_is_told_once() -> None:
    """What stands under both is told under the first, within its bounds."""
    text = "journey: a\nsteps:\n  - wait: 1d\n    else:\n      - send: x\n    then: []\n    else:\n      - send: y\n"
    (wait,) = outline_of(text)["steps"].inside
    (other,) = wait.inside
    assert (other.name, other.start, other.end) == ("else", text.index("else"), text.rindex("y") + 1)
    assert [one.start for one in other.inside] == [text.index("send")]


def test_a_key_without_letters_has_a_name() -> None:
    """An editor refuses an entry without a name; an empty key gets a dash."""
    assert [entry.name for entry in outline_of("journey: a\n'': x\n").values()] == ["journey", "-"]


def test_the_largest_file_has_its_outline_in_seconds() -> None:
    """The cost grows with the file, not with its square: a megabyte of touchpoints takes some two seconds."""
    row = "  t{0}: {{title: Touchpoint {0}, channel: sms, target_action: a{0}, responsible: crm}}\n"
    text = "journey: a\ntouchpoints:\n" + "".join(row.format(n) for n in range(9_000))
    assert len(text) < MAX_BYTES
    began = time.perf_counter()
    assert len(outline_of(text)["touchpoints"].inside) == 9_000
    assert time.perf_counter() - began < 15
