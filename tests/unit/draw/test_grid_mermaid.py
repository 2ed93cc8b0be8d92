"""Mermaid: what its grammar could take for its own never stands in our texts; the picture is the journey's."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.unit.draw.pictured import bare_journey, hostile, small, subjects
from tests.unit.draw.test_pages import HOSTILE

from tropa.draw.grids.diagrams import blueprint_diagram, journey_diagram, requests_diagram
from tropa.draw.grids.mermaid_text import quoted, safe

DIAGRAMS = {"map": journey_diagram, "blueprint": blueprint_diagram, "requests": requests_diagram}
LABEL = r'"(?:[^"#;<>`{}\[\]|\\&*_~@^$=%:]|#\d+;|<br/>)*"'
TEXT = r"(?:[^\"#;<>`{}\[\]|\\&*_~@^$=%:]|#\d+;)+"
LINES = [
    rf"flowchart (LR|RL)|journey|  accTitle: {TEXT}|  title {TEXT}|  section {TEXT}",
    rf"    {TEXT}: [1-5](: {TEXT})?",
    rf"  subgraph \w+\[{LABEL}\]|  end|    direction (LR|RL)",
    rf" +\w+\[{LABEL}\]| +\w+\(\[{LABEL}\]\)",
    r" +\w+ (-->|---|-\.-) \w+",
]
LINE = re.compile("|".join(LINES))


def read_back(text: str) -> str:
    """The text that Mermaid shows: entity codes as their characters."""
    return re.sub(r"#(\d+);", lambda code: chr(int(code[1])), text)


@given(st.text(max_size=40))
@example("section 1")
@example("  end")
@example("title: x")
@example("%%{init: {}}%%")
@example("a\nb\u2028c")
def test_any_text_is_safe_and_comes_back(text: str) -> None:
    """What is written holds none of the grammar's signs and no leading keyword, and reads back as it was."""
    written = safe(text)
    assert not re.search(r'[":;<>`{}\[\]|\\&*_~@^$=%\n\r]|#(?!\d+;)', re.sub(r"#\d+;", "", written))
    assert not re.match(r"(section|title|journey|end|acctitle|accdescr)\b", written.strip(), re.IGNORECASE)
    shown = "".join(sign for sign in read_back(written) if not sign.isspace())
    visible = "".join(sign for sign in text.replace("\ufb02", "fl") if not sign.isspace())
    assert [sign for sign in shown if sign not in visible] == []
    assert len(shown) <= len(visible)


def test_ordinary_signs_come_back_in_order() -> None:
    """A text with every sign of the keyboard is shown as it was."""
    text = "".join(map(chr, range(33, 127)))
    assert read_back(safe(text)) == text
    assert quoted("a", 'b"') == '"a<br/>b#34;"'


@pytest.mark.parametrize("view", DIAGRAMS)
def test_every_line_is_of_the_grammar(view: str) -> None:
    """Of every subject: no line but those that a diagram of this kind may have."""
    for name, subject in subjects():
        lines = DIAGRAMS[view](subject).splitlines()
        assert [line for line in lines if not LINE.fullmatch(line)] == [], name


@pytest.mark.parametrize(
    "text", [*HOSTILE, "end", "section one", "a: b: c", "%%{init: {}}%%", "x,y", "--> z", "#35;"]
)
@pytest.mark.parametrize("view", DIAGRAMS)
def test_hostile_texts_are_only_text(view: str, text: str) -> None:
    """No text of a journey becomes a line, a node or a score of its own."""
    lines = DIAGRAMS[view](hostile(text)).splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert len(lines) == len(DIAGRAMS[view](hostile("plain")).splitlines())


def test_the_map_is_a_journey_with_scores_and_actors() -> None:
    """Stages are sections, planned emotions -3 to 3 scores 1 to 5, who answers is the actor."""
    assert journey_diagram(small()).splitlines() == [
        "journey",
        "  title Small",
        "  section Onboarding",
        "    Letter: 2: The crew",
        "    Call: 5",
        "  section Loyalty",
        "    Thanks: 3",
    ]


def test_requests_are_chains() -> None:
    """A request is a box with its chain, one without says so, touchpoints in no request stand together."""
    assert requests_diagram(small()).splitlines() == [
        "flowchart LR",
        "  accTitle: Small",
        '  subgraph r0["Help me"]',
        "    direction LR",
        '    r0_0["Letter"]',
        '    r0_1["Call"]',
        "    r0_0 --> r0_1",
        "  end",
        '  subgraph r1["Something else"]',
        "    direction LR",
        '    r1_0(["No touchpoint serves this request yet."])',
        "  end",
        '  subgraph u["in no request"]',
        "    direction LR",
        '    u0["Thanks"]',
        "  end",
    ]


def test_the_blueprint_leads_along_the_path_and_down() -> None:
    """Touchpoints follow each other; each hangs on its action, and on what stands behind it."""
    lines = blueprint_diagram(small()).splitlines()
    for line in [
        '    t0_0["Opened"]',
        '    t0_1["Letter<br/>SMS<br/>Website"]',
        "  t0_1 --> t1_1",
        "  t1_1 --> t2_1",
        "  t0_0 --- t0_1",
        "  t0_1 -.- t0_2",
    ]:
        assert line in lines, line
    assert sum("subgraph" in line for line in lines) == 4


@pytest.mark.parametrize("view", ["blueprint", "requests"])
def test_a_persian_flow_leads_from_right_to_left(view: str) -> None:
    """The flow and its boxes lead as people read, and each line of a label keeps its direction."""
    text = DIAGRAMS[view](small("fa"))
    assert text.startswith("flowchart RL\n")
    assert "direction LR" not in text
    assert '["\u2067' in text


def test_an_empty_flow_says_how_to_begin() -> None:
    """Without touchpoints, or without requests, one node says what to fill in."""
    assert blueprint_diagram(bare_journey()).count("nothing[") == 1
    assert requests_diagram(bare_journey()).count("nothing[") == 1
