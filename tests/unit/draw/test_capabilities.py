"""Channels by what they can do: derived from the definition, each yes with its reason."""

from __future__ import annotations

import pytest
from tests.unit.draw.answers_by_hand import journey_of
from tests.unit.draw.outline import assert_sound, said
from tests.unit.draw.worst_case import worst_journey

from tropa import draw
from tropa.data.words import LANGUAGES
from tropa.draw.names import Names
from tropa.draw.views.capability_table import CAPABILITIES, CapabilityTable, capability_table
from tropa.draw.wording import Wording
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes

SCHEMES = shipped_schemes()
SHOP_TEXT = """
journey: shop
channels: {email: {reply: yes}, sms: {reply: no}, web: {}, phone: {}, booth: {}, kiosk: {}}
teams: {care: {title: Care}}
support: {channels: {phone: care}}
products: {tea: {}}
offers:
  green: {product: tea, place: [booth]}
  black: {product: tea, place: [page]}
  white: {product: tea}
forms:
  order: {touchpoint: page, fields: {name: {}}}
  claim: {fields: {name: {}}}
guides:
  brew: {title: Brewing, renditions: [booth], steps: []}
requests:
  thirst: {title: I am thirsty, touchpoints: [page -> letter]}
touchpoints:
  page: {channel: web, guide: brew}
  letter: {channel: email, communication: Hello, form: claim, offers: [white]}
  nudge: {channel: email, class: reminder, communication: Come}
start: came
steps:
  - send: letter
    by: [kiosk]
  - remind: ordered
    with: nudge
    ladder: [{after: 0d, by: sms}, {after: 1d, by: phone, with: letter}]
"""


def table_of(journey: Journey, workspace: Workspace | None = None) -> CapabilityTable:
    """Make the English table of a journey."""
    wording = Wording("en")
    return capability_table(journey, workspace, Names(journey, workspace, wording), wording)


def reasons(table: CapabilityTable) -> dict[str, dict[str, list[str]]]:
    """For each channel, what it can do and why."""
    return {
        row.id: {
            name: [thing.text for thing in cell.because]
            for name, cell in zip(CAPABILITIES, row.cells, strict=True)
            if cell.state == "yes"
        }
        for row in table.rows
    }


def test_each_yes_rests_on_something() -> None:
    """What a channel can do follows from touchpoints, steps, offers, forms, guides, support and requests."""
    assert reasons(table_of(journey_of(SHOP_TEXT))) == {
        "email": {
            "inform": ["Letter", "Nudge"],
            "reply": [],
            "sell": ["White"],
            "register": ["Claim"],
        },
        "sms": {"inform": ["Nudge"]},
        "web": {"sell": ["Black"], "register": ["Order"], "guide": ["Brewing"], "enter": ["I am thirsty"]},
        "phone": {"inform": ["Letter"], "help": ["Care"]},
        "booth": {"sell": ["Green"], "guide": ["Brewing"]},
        "kiosk": {"inform": ["Letter"]},
    }


def test_what_is_not_said_is_not_no() -> None:
    """Whether the client can reply is yes, no, or not said; only the last is open."""
    table = table_of(journey_of(SHOP_TEXT))
    at = CAPABILITIES.index("reply")
    assert {row.id: row.cells[at].state for row in table.rows} == {
        "email": "yes",
        "sms": "no",
        **dict.fromkeys(("web", "phone", "booth", "kiosk"), "unknown"),
    }


def test_channels_not_on_the_journey_stand_apart() -> None:
    """A channel that no touchpoint and no step uses is told to be so; one that only support uses is listed too."""
    table = table_of(journey_of(SHOP_TEXT))
    assert {row.id for row in table.rows if not row.used} == {"booth"}
    free = table_of(journey_of("journey: x\nsupport: {channels: {phone: care}}\ntouchpoints: {a: {channel: web}}\n"))
    assert [(row.id, row.used) for row in free.rows] == [("web", True), ("phone", False)]
    assert [one.id for one in free.capabilities if one.missing] == [
        "inform",
        "reply",
        "sell",
        "register",
        "guide",
        "enter",
    ]


def test_the_workspace_helps_too() -> None:
    """Channels and support of the workspace count like the journey's own."""
    shared = read_definition(b"workspace: w\nchannels: {web: {reply: yes}}\nsupport: {channels: {web: care}}\n").value
    assert isinstance(shared, Workspace)
    found = reasons(table_of(journey_of("journey: x\ntouchpoints: {a: {channel: web}}\n"), shared))
    assert found == {"web": {"reply": [], "help": ["care"]}}


def test_long_lists_are_cut() -> None:
    """Four reasons are named and the rest counted; a single further one is named like the others."""

    def inform(n: int) -> tuple[int, str | None]:
        points = ", ".join(f"p{k}: {{channel: web, communication: Hi}}" for k in range(n))
        cell = table_of(journey_of(f"journey: x\ntouchpoints: {{{points}}}\n")).rows[0].cells[0]
        return len(cell.because), cell.more.translate(str.maketrans("", "", "\u2068\u2069")) if cell.more else None

    assert [inform(n) for n in (4, 5, 6)] == [(4, None), (5, None), (4, "and 2 more")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_every_cell(language: str) -> None:
    """The page is sound in each language, with a cell for every channel and capability."""
    page = draw.capability_page(journey_of(SHOP_TEXT), SCHEMES, language)
    assert_sound(page)
    assert page.count("<td") == 6 * len(CAPABILITIES)
    assert_sound(draw.capability_page(worst_journey(), SCHEMES, language))
    empty = draw.capability_page(journey_of("journey: bare\n"), SCHEMES, language)
    assert_sound(empty)
    if language == "en":
        assert "Not on this journey booth no" in said(page)
        assert "No channel yet." in said(empty)
