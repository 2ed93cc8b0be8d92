"""Cases that a second independent reader of the rules brought: what was not seen, and what was seen wrongly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.lint.test_independent import found
from tests.unit.lint.test_rules import WORKSPACE, found_in

from tropa.data.words import LANGUAGES, Words
from tropa.journey.completeness import completeness
from tropa.journey.files import read_definition
from tropa.journey.paths import dotted
from tropa.lint import Finding, Unnamed
from tropa.runtime.checking import beside, check
from tropa.runtime.definitions import Shelf
from tropa.runtime.telling import sentence
from tropa.testing.planting import TODAY, read_planted

TRIAL = """
journey: tea
start: a
success: b
experiments: {tone: {arms: {warm: 50 %%, cool: 50 %%}%s}}
touchpoints: {t: {channel: email, class: service, cta: Come, variants: {tone: %s}}}
"""

SHOP = """
journey: shop
start: a
systems: {bank: {kind: external, what: bank}}
"""

LEAVING = """
journey: contract
stages: lifecycle
exit: {left: {for: contract_ended, initiator: client, steps: %s}}
touchpoints:
  order: {stage: sale, channel: web, target_action: ordered, reached: order_seen}
  end-page: {stage: offboarding, channel: web, reached: end_seen, target_action: contract_ended}
  why: {stage: offboarding, channel: email, target_action: why_told%s}
"""

CALLED_BACK = """
journey: museum
start: a
success: b
touchpoints:
  text: {channel: sms, class: reminder, target_action: came}
  mail: {channel: email, class: reminder, target_action: came}
  any: {channel: [sms, email], class: reminder, target_action: came}
teams: {desk: {title: Desk}}
steps:
"""

CASES: dict[str, tuple[str, str, list[str]]] = {
    "stages in which nothing happens yet have no open questions": ("RO05", "journey: a\nstages: lifecycle", []),
    "a stage with a touchpoint has": (
        "RO05",
        "journey: a\nstages: lifecycle\ntouchpoints: {t: {stage: sale, channel: web}}",
        ["answers.sale"],
    ),
    "a stage of which one question is answered has": (
        "RO05",
        "journey: a\nstages: lifecycle\nanswers: {loyalty: {speed: x}}",
        ["answers.loyalty"],
    ),
    "a goal of one sign says nothing": ("ST01", "journey: a\ngoal: {client: ~, business: '-'}", ["goal.client"]),
    "an empty text is no communication": (
        "RO04",
        "journey: a\ntouchpoints: {t: {communication: '', target_action: b}}",
        ["touchpoints.t.communication"],
    ),
    "an empty why is none": (
        "AC07",
        "journey: a\nguides: {g: {renditions: qr, steps: [{do: Open, why: ''}]}}",
        ["guides.g.steps[0].why"],
    ),
    "what is asked after the farewell makes it no harder": ("OF02", LEAVING % ("[]", ""), []),
    "what only the steps of an exit send comes after it": ("OF02", LEAVING % ("[{send: why}]", ""), []),
    "what is reached by leaving comes after it": ("OF02", LEAVING % ("[]", ", reached: contract_ended"), []),
    "what is asked before the farewell does": (
        "OF02",
        LEAVING.replace("  end-page", "  form: {stage: offboarding, channel: web, target_action: told}\n  end-page")
        % ("[]", ""),
        ["touchpoints.end-page"],
    ),
    "a reminder without a ladder goes over the channels of its touchpoint": (
        "AC10",
        CALLED_BACK + "- {remind: b, with: text, up_to: 3d}\n- {id: two, remind: c, with: any, up_to: 3d}",
        ["steps[0]"],
    ),
    "a single message of one channel calls back": (
        "AC10",
        CALLED_BACK + "- {wait: came, up_to: 3d, else: [{send: text}]}",
        ["steps[0].else[0]"],
    ),
    "a second message over another is enough": (
        "AC10",
        CALLED_BACK + "- {wait: came, up_to: 3d, else: [{send: text}, {id: rest, wait: 3d}, {send: mail}]}",
        [],
    ),
    "a person who calls when the time is over is another way": (
        "AC10",
        CALLED_BACK
        + "- {remind: b, with: text, ladder: [{after: 1d}], up_to: 3d, else: [{task: Call, to: desk, due: 1d}]}",
        [],
    ),
    "an invitation in a guide may be declined": (
        "AC12",
        "journey: a\nguides: {g: {renditions: qr, steps: [{do: Ask a friend, why: To play, kind: invite}]}}",
        ["guides.g.steps[0]"],
    ),
    "a step that takes a no takes it for the guide": (
        "AC12",
        (
            "journey: a\nstart: b\nsuccess: c\nroles: {one: {}, other: {}}\n"
            "guides: {g: {renditions: qr, steps: [{do: Ask a friend, why: To play, kind: invite}]}}\n"
            "steps: [{invite: other, up_to: 3d, refused: []}]"
        ),
        [],
    ),
    "a reminder may be declined": (
        "AC12",
        CALLED_BACK + "- {id: again, remind: b, with: any, up_to: 3d}",
        ["steps[0].refused"],
    ),
    "an event with a key that it does not carry": (
        "LA06",
        "journey: a\nkey: order\nevents: {paid: {key: bill, properties: {order: text}}}",
        ["events.paid.properties"],
    ),
    "an event that requires the key and does not carry it": (
        "LA06",
        "journey: a\nkey: order\nevents: {paid: {key: required, properties: {sum: money}}}",
        ["events.paid.properties"],
    ),
    "a journey without a key, and an event with one": (
        "LA06",
        "journey: a\nevents: {paid: {key: bill, properties: {sum: money}}, seen: {properties: {sum: money}}}",
        ["events.paid.properties"],
    ),
    "arms that show the same": (
        "LA12",
        TRIAL % ("", "{warm: {cta: Hello}, cool: {cta: Hello}}"),
        ["experiments.tone"],
    ),
    "an arm that shows what all see": ("LA12", TRIAL % ("", "{warm: {cta: Come}}"), ["experiments.tone"]),
    "arms alike, and a holdout that sees something else": (
        "LA12",
        TRIAL.replace("50", "45") % (", holdout: 10 %", "{warm: {cta: Hello}, cool: {cta: Hello}}"),
        [],
    ),
    "an arm called otherwise and nothing else": (
        "LA12",
        TRIAL % ("", "{warm: {title: Warm}}"),
        ["experiments.tone"],
    ),
    "a mere thanks for the payment": (
        "ON07",
        "journey: a\ntouchpoints: {t: {communication: Thanks for paying}}",
        ["touchpoints.t.communication.who"],
    ),
    "in Russian": (
        "ON07",
        "journey: a\ntouchpoints: {t: {communication: Спасибо за оплату!}}",
        ["touchpoints.t.communication.who"],
    ),
    "in Persian": (
        "ON07",
        "journey: a\ntouchpoints: {t: {communication: از خرید شما سپاسگزاریم}}",
        ["touchpoints.t.communication.who"],
    ),
    "a long text may answer all": (
        "ON07",
        (
            "journey: a\ntouchpoints: {t: {communication: Thank you for your order. Anna calls tomorrow at ten and"
            " brings the box; the chat below answers whatever you ask}}"
        ),
        [],
    ),
    "thanks for something else": ("ON07", "journey: a\ntouchpoints: {t: {communication: Thank you for coming}}", []),
    "money without any price, where one buys": (
        "PR02",
        SHOP + "stages: lifecycle\ntouchpoints: {till: {stage: sale, channel: web, depends_on: bank}}",
        ["touchpoints.till.depends_on"],
    ),
    "money for an offer without a price": (
        "PR02",
        SHOP + "offers: {o: {title: O}}\ntouchpoints: {till: {channel: web, depends_on: bank, offers: o}}",
        ["touchpoints.till.depends_on"],
    ),
    "money in a journey that sells nothing": (
        "PR02",
        SHOP + "stages: lifecycle\ntouchpoints: {till: {stage: onboarding, channel: web, depends_on: bank}}",
        [],
    ),
    "a system behind an algorithm": (
        "SU03",
        (
            "journey: a\nsystems: {shelf: {what: bug}}\nalgorithms: {search: {system: shelf}}\n"
            "touchpoints: {t: {backstage: search}}"
        ),
        ["systems.shelf"],
    ),
    "a system behind a hook": (
        "SU03",
        (
            "journey: a\nstart: b\nsuccess: c\nsystems: {shelf: {what: bug}}\nhooks: {ask: {system: shelf}}\n"
            "steps: [{call: ask}]"
        ),
        ["systems.shelf"],
    ),
    "a plan that nobody looks at again": (
        "SU03",
        "journey: a\nsystems: {s: {crisis: c}}\ncrises: {c: {fallback: x}}\ntouchpoints: {t: {depends_on: s}}",
        ["systems.s"],
    ),
    "a reminder that ends with its last rung": (
        "LA21",
        CALLED_BACK + "- {id: again, remind: b, with: any, ladder: [{after: 1d}, {after: 3d}], refused: []}",
        ["steps[0].up_to"],
    ),
    "three reminders on one day are told once": (
        "LA22",
        CALLED_BACK + "- {remind: b, with: any, ladder: [{after: 1h}, {after: 5h}, {after: 9h}], up_to: 3d}",
        ["steps[0].ladder[1]"],
    ),
    "one today and one tomorrow": (
        "LA22",
        CALLED_BACK + "- {remind: b, with: any, ladder: [{after: 2h}, {after: 1d}], up_to: 3d}",
        [],
    ),
    "what is urgent may press": (
        "LA22",
        CALLED_BACK.replace("any: {", "any: {urgent: yes, ")
        + "- {remind: b, with: any, ladder: [{after: 1h}, {after: 5h}], up_to: 3d}",
        [],
    ),
}


@pytest.mark.parametrize(("rule", "text", "paths"), CASES.values(), ids=CASES)
def test_a_rule_sees_the_case(rule: str, text: str, paths: list[str]) -> None:
    """The rule fires at these places of a whole journey and at no others."""
    assert [dotted(one.path) for one in found(text) if one.rule == rule] == paths


def test_stages_alone_are_told_nothing_of_what_is_in_none_of_them() -> None:
    """Who has only chosen the stages reads the same as who has only given a name."""
    assert [one.rule for one in found("journey: a\nstages: lifecycle")] == [one.rule for one in found("journey: a")]


def test_a_goal_that_says_nothing_is_a_gap_of_the_map() -> None:
    """Completeness and the rule agree on what is said."""
    filled = completeness(read_planted("journey: a\ngoal: {client: Tea}\n", WORKSPACE).value, {})  # type: ignore[arg-type]  # it is read
    blank = completeness(read_planted("journey: a\ngoal: {client: '~'}\n", WORKSPACE).value, {})  # type: ignore[arg-type]  # as above
    assert filled > blank


BAND = "teams: {night: {title: Night, lead: Zoe, hours: mon-sun 00:00-23:59}}\n"
FOUR = ("site", "welcome", "nudge", "goodbye")


def _behind(names: tuple[str, ...], more: str = "") -> list[Finding]:
    rows = ", ".join(f"{name}: {{backstage: ~, responsible: night}}" for name in names)
    return [one for one in found_in(f"{BAND}touchpoints: {{{rows}}}{more}") if one.rule == "BP01"]


def test_touchpoints_of_one_team_with_nothing_behind_them_are_told_once() -> None:
    """One finding a team, at its first touchpoint, names three and says how many there are."""
    (told,) = _behind(FOUR)
    assert dotted(told.path) == "touchpoints.site.responsible"
    assert sentence(told, Words("en")).endswith("its touchpoints: site, welcome, nudge, ... (4 in all)")


def test_a_waiver_for_the_first_of_them_leaves_the_others_told() -> None:
    """What is waived is not counted, and the finding moves to the next touchpoint."""
    waiver = "\nwaive: [{rule: BP01, at: touchpoints.site, because: It is new, until: 2027-01-31}]"
    (told,) = _behind(FOUR, waiver)
    assert (dotted(told.path), told.params["n"]) == ("touchpoints.welcome.responsible", "3")


def test_a_nameless_step_is_called_by_its_kind_and_its_line() -> None:
    """In each language, so that it is found in the file."""
    text = "journey: a\nstart: b\nsteps:\n  - end: c\n  - task: Call\n"
    (told,) = (one for one in found(text) if one.rule == "ST04")
    assert told.params["what"] == Unnamed("task", 5)
    said = [sentence(told, Words(language)) for language in LANGUAGES]
    assert said[0] == "nothing leads to `task` (line 5)"
    assert all("`task` (" in one and re.search(r"[5۵]\)", one) for one in said)


def test_a_list_has_the_comma_of_its_language() -> None:
    """Persian writes «،» between the items of a list, in what the linter says and in what the reader says."""
    (told,) = (one for one in found("journey: a\ngoal:") if one.rule == "ST01")
    assert "client، business" in sentence(told, Words("fa"))
    assert "client, business" in sentence(told, Words("ru"))
    (problem,) = read_definition(b"journey: a\nreentry: often\n").problems
    assert "، " in sentence(problem, Words("fa"))
    assert ", " not in sentence(problem, Words("fa"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with a journey that hands over to three others: one with an error, one missing."""
    (tmp_path / "workspace.yaml").write_text("workspace: w\n")
    (tmp_path / "a.yaml").write_text("journey: a\nstart: x\nsuccess: y\nsteps: [{start: broken}, {start: nobody}]\n")
    (tmp_path / "b.yaml").write_text("journey: broken\ntouchpiont: x\n")
    return tmp_path


def _told(folder: Path) -> list[str]:
    shelf = Shelf()
    loaded = [shelf.load(path) for path in sorted(folder.glob("*.yaml"))]
    return [dotted(one.path) for file in check(loaded, TODAY) for one in file.told if one.rule == "LA19"]  # type: ignore[union-attr]  # a finding


def test_a_neighbour_with_errors_is_still_there(folder: Path) -> None:
    """A hand-over to it leads somewhere; only that to nobody is told."""
    assert _told(folder) == ["steps[1].journey"]


def test_a_neighbour_that_is_no_yaml_may_be_anybody(folder: Path) -> None:
    """Where a file cannot even tell its id, nothing is said of hand-overs."""
    (folder / "b.yaml").write_text("journey: [")
    assert _told(folder) == []


def test_a_workspace_with_errors_is_no_journey(folder: Path) -> None:
    """Only journeys are among those to whom one may hand over."""
    loaded = [Shelf().load(folder / "a.yaml"), Shelf().load(folder / "b.yaml")]
    assert beside(loaded).unread == {"broken"}
    (folder / "workspace.yaml").write_text("workspace: w\nteamz: x\n")
    assert beside([Shelf().load(folder / "workspace.yaml")]).unread == frozenset()
