"""The scenario in words: each kind of step says what it does, each branch when it is taken."""

from __future__ import annotations

import doctest
import re
from dataclasses import fields
from importlib import import_module
from inspect import getsource
from pkgutil import iter_modules
from types import ModuleType

import pytest
from jinja2 import meta, nodes
from tests.unit.draw.answers_by_hand import journey_of
from tests.unit.draw.outline import assert_sound, said
from tests.unit.draw.test_pages import HOSTILE

from tropa import draw
from tropa.data.package import read_data
from tropa.data.words import LANGUAGES, catalogue
from tropa.draw import scenario as room
from tropa.draw.page import environment
from tropa.draw.scenario import markdown, mermaid, phrases
from tropa.draw.scenario.flow import scenario_of
from tropa.draw.scenario.nodes import Node, Scenario
from tropa.draw.scenario.page import ScenarioPage
from tropa.draw.wording import Wording
from tropa.journey.codecs.values import Section, Text
from tropa.journey.condition_text import parse_condition
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import KINDS, BackTo, ForEach, If, Step, Task, kind_of
from tropa.journey.schemes import shipped_schemes
from tropa.journey.structure import all_steps

SCHEMES = shipped_schemes()
OWN = {key for key in catalogue("en") if key.startswith("scenario.")}

ALL_KINDS = """
journey: every-kind
title: {en: Every kind}
stages: lifecycle
roles: {owner: {title: Owner}, child: {title: Child, steps: [{send: hello}]}}
components: {cinema: {title: Cinema}, music: {title: Music}}
visits: {fitter: {title: Fitting, by: field, length: 2h}}
experiments: {words: {title: Warmer words, hypothesis: It helps, arms: {plain: 50 %, warm: 50 %}}}
surveys: {why: {ask: Why do you leave?}}
touchpoints: {hello: {title: Hello, channel: [sms, email]}, bye: {title: Goodbye, channel: push}}
start: order_placed
success: {for: paid, steps: [{send: bye}]}
exit: {cancelled: {title: Cancelled by the client, for: order_cancelled, initiator: client}}
steps:
  - send: hello
    id: hello
    to: owner
    stage: onboarding
    depends_on: billing
    if_late: skip
    on_error: [{end: failed}]
  - {wait: 3d}
  - {wait: 09:00}
  - {wait: traits.renewal - 3d}
  - {wait: paid, up_to: 2d, since: step, key: order_id, then: [{send: bye}], else: [{end: left}]}
  - {if: "did('declined')", then: [{end: declined}]}
  - {switch: "last('payment_failed', 'reason')", cases: {no_money: [{send: bye}]}, else: []}
  - {split: words, arms: {plain: [{send: hello}], warm: []}}
  - {for_each: component, join: any, steps: [{wait: component.done}]}
  - remind: paid
    with: hello
    ladder: [{after: 0d, by: sms}, {after: 3d, by: email, with: bye}]
    reasons: [no_time, other_thing]
    refused: [{end: refused, of: participant}]
  - task: Call
    to: care
    deputy: help
    due: 2d
    escalate: {after: 1d, to: boss}
    asks: {reason: {title: The reason}}
    outcomes: {helped: [], lost: [{end: left}]}
  - {approve: Enough money?, to: care, up_to: 1d, outcomes: {approved: [{send: hello}]}}
  - visit: fitter
    announce: hello
    before: [{before: 1d, send: bye}]
    late: 1h
    outcomes: {done: [], not_ready: [{back_to: hello}]}
  - {invite: child, with: hello, up_to: 7d, detached: yes, refused: [{send: bye}]}
  - {survey: why, by: email, then: [{send: hello}]}
  - {set: {traits.level: gold, traits.new: no}}
  - {emit: level_reached}
  - {call: crm, retry: 3}
  - {start: renewal, join: yes}
  - {back_to: hello, max_visits: 2, else: [{end: left}]}
"""


def scenario(journey: Journey, language: str = "en") -> Scenario:
    """The scenario in words."""
    return scenario_of(journey, SCHEMES, Wording(language), None)


def plain(text: str) -> str:
    """A text without the signs that set its parts apart."""
    return phrases.unadorned(text)


def told(node: Node) -> tuple[str, ...]:
    """All that a node says."""
    return tuple(plain(one.text) for one in (node.kind, node.title, *node.details, *node.rungs))


def labels(node: Node) -> list[str]:
    """What its ways say."""
    return [plain(way.label.text) for way in node.ways]


def every(nodes: tuple[Node, ...]) -> list[Node]:
    """The nodes of a list and all within them."""
    return [one for node in nodes for one in (node, *(x for way in node.ways for x in every(way.nodes)))]


def main_path(text: str) -> tuple[Node, ...]:
    """The nodes of the main path between its beginning and its end."""
    return scenario(journey_of(text)).strips[0].nodes[1:]


def test_each_kind_says_what_it_does() -> None:
    """Every kind of step is told in words, with its times, its people and what it waits for."""
    journey = journey_of(ALL_KINDS)
    assert {kind_of(placed.step) for placed in all_steps(journey)} == set(KINDS)
    told_by = [told(node) for node in scenario(journey).strips[0].nodes]
    assert told_by == [
        ("Begins with", "Order placed"),
        (
            "Send",
            "Hello",
            "Over: SMS, E-mail",
            "To: Owner",
            "Stage: Onboarding",
            "Needs: Billing",
            "If it is late: leave it out",
        ),
        ("Wait for", "3 days"),
        ("Wait for", "09:00 o’clock"),
        ("Wait for", "3 days before “renewal”"),
        ("Wait for", "Paid", "At most 2 days", "Counts from this step on", "Told apart by: order_id"),
        ("Check", "“Declined” has happened"),
        ("Depends on", "“reason” of the last event “Payment failed”"),
        ("Experiment", "Warmer words", "It helps"),
        ("For each part, side by side", "Cinema, Music", "Goes on when one is through"),
        (
            "Remind",
            "Until: Paid",
            "Message: Hello",
            "Reasons asked for: no time, Other thing",
            "At once: SMS",
            "After 3 days: E-mail, Goodbye",
        ),
        (
            "A person’s task",
            "Call",
            "Who: care",
            "Otherwise: help",
            "Due in 2 days",
            "1 day late: tell boss",
            "Fills in: The reason",
        ),
        ("A person decides", "Enough money?", "Who: care", "At most 1 day"),
        (
            "Visit",
            "Fitting",
            "Who: field",
            "Takes 2 hours",
            "Late after 1 hour",
            "When the time is set: Hello",
            "1 day before: Goodbye",
        ),
        ("Invite", "Child", "Message: Hello", "Holds for 7 days", "The path goes on without waiting for the answer"),
        ("Ask", "Why do you leave?", "Over: E-mail"),
        ("Remember", "traits.level: gold", "traits.new: no"),
        ("Record an event", "Level reached"),
        ("Call another system", "Crm", "Tries up to 3 times"),
        ("Start another journey", "Renewal", "Waits until that journey ends"),
        ("Back to", "Hello", "At most 2 times"),
    ]


def test_each_branch_says_when_it_is_taken() -> None:
    """Every way on has its label, those that nobody wrote down included, and shares of arms are told."""
    path = scenario(journey_of(ALL_KINDS)).strips[0].nodes
    assert {plain(node.kind.text): labels(node) for node in path if node.ways} == {
        "Send": ["if it works", "if it fails"],
        "Wait for": ["in time", "not within 2 days"],
        "Check": ["yes", "no"],
        "Depends on": ["no money", "anything else"],
        "Experiment": ["Plain, 50%", "Warm, 50%"],
        "For each part, side by side": ["each on its own"],
        "Remind": ["done", "after the last reminder", "the client said no"],
        "A person’s task": ["Helped", "Lost"],
        "A person decides": ["Approved", "not within 1 day"],
        "Visit": ["Done", "The client is not ready"],
        "Invite": ["accepted", "not within 7 days", "declined"],
        "Ask": ["answered", "no answer"],
        "Back to": ["after 2 times"],
    }
    (_, failed) = path[1].ways
    assert failed.fault


def test_strips_for_roles_goal_and_ways_out() -> None:
    """The main path, a role's own steps, the goal and each way out stand apart, each with its beginning and end."""
    strips = scenario(journey_of(ALL_KINDS)).strips
    assert [plain(strip.title.text) for strip in strips] == [
        "The main path",
        "Steps of: Child",
        "When the goal is reached",
        "Way out: Cancelled by the client",
    ]
    assert [told(node) for strip in strips[1:] for node in strip.nodes] == [
        ("Joins", "Child"),
        ("Send", "Hello", "Over: SMS, E-mail"),
        ("End", "All steps are passed"),
        ("At any moment", "Paid"),
        ("Send", "Goodbye", "Over: Push"),
        ("End", "Goal reached"),
        ("At any moment", "Order cancelled", "The client wants it"),
        ("End", "Cancelled by the client"),
    ]


def test_a_way_back_knows_its_step() -> None:
    """A jump leads to the anchor of its step; to a step that does not come before it, it leads nowhere."""
    loop = "{id: one, wait: x, up_to: 1d, else: [{back_to: one}]}"
    path = main_path(f"journey: a\nsteps:\n  - {loop}\n  - {{back_to: one}}\n")
    jumps = [node for node in every(path) if node.look == "back"]
    assert [(node.returns_to, plain(node.title.text)) for node in jumps] == [("step-one", "X"), ("step-one", "X")]
    inside = ForEach(over="component", steps=(BackTo(step="first"),))
    steps = (Task(id="first"), BackTo(step="later"), Task(id="later"), BackTo(id="self", step="self"), inside)
    lost = scenario(Journey(journey="a", steps=steps)).strips[0].nodes
    assert {node.returns_to for node in every(lost)} == {None}


def test_what_goes_on_and_what_does_not() -> None:
    """Nobody comes out behind an end, an unlimited way back, or a branching none of whose ways goes on."""
    both = "[{end: a}]"
    path = main_path(
        "journey: a\nsteps:\n  - {id: one, wait: y}\n"
        f"  - {{wait: x, up_to: 1d, then: {both}, else: {both}}}\n"
        f"  - {{wait: x, up_to: 1d, then: {both}}}\n  - {{for_each: component, steps: {both}}}\n"
        "  - {back_to: one, max_visits: unlimited}\n  - {back_to: one}\n  - {end: b}\n"
    )
    assert [node.goes_on for node in path] == [True, False, True, True, False, True, False]


def test_branches_in_which_nothing_differs_are_not_drawn() -> None:
    """Ways without any step are no ways; what a task may end with is told in a line."""
    path = main_path("journey: a\nsteps:\n  - {wait: x, up_to: 3d}\n  - {task: Do, outcomes: {good: [], bad: []}}\n")
    assert [node.ways for node in path] == [(), (), ()]
    assert told(path[1]) == ("A person’s task", "Do", "May end with: Good, Bad")


def test_what_is_not_filled_in_is_shown_so() -> None:
    """A step without a subject, and a journey without a start, say that nobody has filled them in yet."""
    strip = scenario(Journey(journey="a", steps=(Step(), Task(outcomes=Section({"done": (Step(),)})))))
    begun, bare, task, _ = strip.strips[0].nodes
    for node in (begun, bare, task, task.ways[0].nodes[0]):
        assert node.look == "blank"
        assert node.title.text == "not filled in yet"


def test_an_observed_journey_says_so() -> None:
    """Nothing is sent in a journey that is only watched: its steps are seen, its times are expectations."""
    text = "journey: a\nmode: observed\ntouchpoints: {letter: {}}\nsteps:\n  - {send: letter, up_to: 30d}\n"
    journey = journey_of(text)
    assert told(scenario(journey).strips[0].nodes[1]) == ("Is seen", "Letter", "Expected within 30 days")
    assert "Tropa only watches this journey" in said(draw.scenario_page(journey, SCHEMES, "en"))
    assert "Tropa only watches this journey" in draw.scenario_markdown(journey, SCHEMES, "en")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("did('a') and not did('b', since => 'entry')", "“A” has happened and “B” has not happened"),
        ("did('a', times => 3, within => '7d')", "“A” has happened 3 times (in the last 7 days)"),
        ("did('a') or baseline.ready", "“A” has happened or usual behaviour known"),
        ("did('a') and amount > 3", "did('a') and amount > 3"),
        ("did('a', since => 'ever')", "did('a', since => 'ever')"),
        ("did('a') and (did('b') or did('c'))", "did('a') and (did('b') or did('c'))"),
    ],
)
def test_a_condition_is_told_in_words_or_as_it_stands(condition: str, words: str) -> None:
    """What asks what happened is said in words; what has no words for all of it is shown as it is written."""
    steps = (If(condition=parse_condition(condition)),)
    assert plain(scenario(Journey(journey="a", steps=steps)).strips[0].nodes[1].title.text) == words


def test_two_steps_never_share_an_anchor() -> None:
    """Though two steps were given one id, each has an anchor of its own."""
    twins = Journey(journey="a", steps=(Task(id="same"), Task(id="same")))
    anchors = [node.anchor for node in every(scenario(twins).strips[0].nodes) if node.anchor]
    assert anchors == ["step-same", "step-steps.1"]


def test_a_list_of_persian_words_runs_from_right_to_left() -> None:
    """Several names after one another keep their order within a sentence of another direction."""
    journey = journey_of("journey: a\ntouchpoints: {hello: {channel: [sms, email]}}\nsteps:\n  - send: hello\n")
    (_, sent, _) = scenario(journey, "fa").strips[0].nodes
    assert sent.details[0].text == "از راه: \u2068\u200f\u2068پیامک\u2069، \u2068ایمیل\u2069\u2069"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_sound(language: str) -> None:
    """The page stands alone; picture and list name every step; without steps it says how to begin."""
    journey = journey_of(ALL_KINDS)
    page = draw.scenario_page(journey, SCHEMES, language, pages={"en": "a.html", "fa": "b.html"})
    outline = assert_sound(page)
    anchors = {attrs["id"] for _, attrs in outline.tags if (attrs.get("id") or "").startswith("step-")}
    nodes = [node for strip in scenario(journey, language).strips for node in every(strip.nodes)]
    assert anchors == {node.anchor for node in nodes if node.anchor}
    words, texts = said(page), [one.text for node in nodes for one in (node.title, *node.details, *node.rungs)]
    assert [text for text in texts if " ".join(text.split()) not in words] == []
    bare = draw.scenario_page(journey_of("journey: bare\n"), SCHEMES, language)
    assert_sound(bare)
    assert Wording(language).plain("scenario.page.empty") in said(bare)
    assert "<svg xmlns" not in bare


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_as_text(text: str) -> None:
    """A title that wants to be markup is text on the page, in the picture, in Mermaid and in Markdown."""
    journey = Journey(journey="a", title=Text((("", text),)), steps=(Task(title=Text((("", text),)), id="one"),))
    assert_sound(draw.scenario_page(journey, SCHEMES, "en"))
    assert "<script" not in draw.scenario_svg(journey, SCHEMES, "en")
    assert not set("<>\"'&`{}\u202e") & set(mermaid.safe(text))
    assert "<" not in draw.scenario_markdown(journey, SCHEMES, "en")


def test_markdown_shows_texts_as_they_are() -> None:
    """Signs that mean something to Markdown are escaped, and a list stands as deep as its step."""
    assert markdown.plain("# a") == "\\# a"
    assert markdown.plain("2) b_c") == "2\\) b\\_c"
    text = "journey: a\nsteps:\n  - {wait: x, up_to: 1d, else: [{end: left}]}\n"
    shown = draw.scenario_markdown(journey_of(text), SCHEMES, "en")
    assert shown.splitlines() == [
        "# A",
        "",
        "## The main path",
        "",
        "1. **Begins with:** not filled in yet",
        "2. **Wait for:** X",
        "   - At most 1 day",
        "   - *in time:*",
        "   - *not within 1 day:*",
        "     1. **End:** Left",
        "3. **End:** Ended without the goal",
    ]


def test_mermaid_draws_what_the_picture_draws() -> None:
    """Every step is a node, every way an edge with its label, every way back a dotted edge."""
    text = "journey: a\nsteps:\n  - {id: one, wait: x, up_to: 1d, else: [{back_to: one}]}\n  - {end: left}\n"
    assert draw.scenario_mermaid(journey_of(text), SCHEMES, "en").splitlines() == [
        "flowchart TD",
        '  subgraph strip0["The main path"]',
        '    n0["Begins with#58; not filled in yet"]',
        '    n1["Wait for#58; X<br/>At most 1 day"]',
        "    n0 --> n1",
        '    n2>"Back to#58; X<br/>At most 3 times"]',
        '    n1 -->|"not within 1 day"| n2',
        '    n3(["End#58; Left"])',
        '    n1 -->|"in time"| n3',
        '    n2 -->|"after 3 times"| n3',
        "  end",
        "  n2 -.-> n1",
    ]


def test_the_template_uses_exactly_its_context() -> None:
    """Every field of the page's context is used by its template, and nothing else is."""
    names = ("scenario.html", "page.html")
    parsed = [environment().parse(read_data(f"templates/{name}").decode()) for name in names]
    used = {name for one in parsed for name in meta.find_undeclared_variables(one)}
    imported = {node.target for one in parsed for node in one.find_all(nodes.Import)}
    own = {node.name for one in parsed for node in one.find_all(nodes.Macro)}
    # Who is behind a figure is looked up by the pieces that it imports.
    assert (used - imported - own) | {"people"} == {item.name for item in fields(ScenarioPage)}


def test_every_word_exists_and_is_used() -> None:
    """Each id that the room or its template says is in the catalogue, and none stands there in vain."""
    text = read_data("templates/scenario.html").decode()
    modules = iter_modules(room.__path__, f"{room.__name__}.")
    text += "".join(getsource(import_module(module.name)) for module in modules)
    spoken = {word for word in re.findall(r'"(scenario\.[a-z_.]+)["{]', text) if not word.endswith((".css", ".html"))}
    begun = tuple(spoken - OWN)
    assert {word for word in begun if not word.endswith((".", "_"))} == set()
    assert {word for word in OWN - spoken if not word.startswith(begun)} == set()


@pytest.mark.parametrize("module", [markdown, mermaid, phrases], ids=["markdown", "mermaid", "phrases"])
def test_the_examples_of_the_docstrings_hold(module: ModuleType) -> None:
    """Every example in the docstrings gives what it says."""
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0


def test_another_journey_is_called_by_the_link_that_leads_there() -> None:
    """A step that starts another journey bears the title of the link to it, else a title made of its id."""
    links = "links: [{to: renewal, title: Another year}]\n"
    path = main_path(f"journey: a\n{links}steps: [{{start: renewal}}, {{start: next-one}}]\n")
    assert [plain(node.title.text) for node in path[:2]] == ["Another year", "Next one"]
