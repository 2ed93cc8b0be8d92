"""Steps: every kind with its fields, the two spellings, and what a step may not be."""

from __future__ import annotations

import pytest
from tests.unit.journey.readings import found, journey, step, the_problem

from tropa.journey.codecs.values import Clock, Duration, Section, Text
from tropa.journey.conditions import LastChange, Name, Truth
from tropa.journey.model.steps import (
    KINDS,
    OBSERVED_KINDS,
    Approve,
    BackTo,
    BeforeVisit,
    Call,
    Emit,
    End,
    Escalation,
    ForEach,
    If,
    IfLate,
    Invite,
    Remind,
    Rung,
    Send,
    Set,
    Split,
    StartJourney,
    Step,
    StepCodec,
    Survey,
    Switch,
    Task,
    TraitMoment,
    Visit,
    Wait,
    inner_steps,
    kind_of,
    subject_of,
)
from tropa.journey.signals import Named
from tropa.journey.text.write import write_yaml

A = Named("a")
STEP = StepCodec()
LEFT = (End(outcome="left"),)


def said(text: str) -> Text:
    """A bare text."""
    return Text((("", text),))


STEPS: dict[str, tuple[str, Step]] = {
    "send": (
        "send: hello\nto: crm\nby: [sms, push]\nup_to: 3d",
        Send(touchpoint="hello", to="crm", by=("sms", "push"), up_to=Duration(3, "d")),
    ),
    "wait": (
        "wait: a\nup_to: 3d\nsince: 2w\nkey: none\nthen: [{send: x}]\nelse: [{end: left}]",
        Wait(until=A, up_to=Duration(3, "d"), since="2w", key_="none", then=(Send(touchpoint="x"),), else_=LEFT),
    ),
    "if": (
        "if: traits.vip\nthen: []\nelse: [{end: left}]",
        If(condition=Truth(Name("traits", ("vip",))), then=(), else_=LEFT),
    ),
    "switch": (
        "switch: changes.last\ncases: {less: [{end: left}], more: []}\nelse: []",
        Switch(on=LastChange(), cases=Section({"less": LEFT, "more": ()}), else_=()),
    ),
    "split": (
        "split: cta\narms: {plain: [], clear: [{end: left}]}",
        Split(experiment="cta", arms=Section({"plain": (), "clear": LEFT})),
    ),
    "for_each": (
        "for_each: component\njoin: 2\nsteps: [{end: left}]",
        ForEach(over="component", join="2", steps=LEFT),
    ),
    "remind": (
        """
remind: a
with: nudge
ladder: [{after: 0d, by: push}, {after: 3d, by: sms, with: other}]
up_to: 10d
reasons: [no_time, unknown]
then: []
else: []
refused: [{end: left}]""".strip(),
        Remind(
            signal=A,
            with_="nudge",
            ladder=(
                Rung(after=Duration(0, "d"), by="push"),
                Rung(after=Duration(3, "d"), by="sms", with_="other"),
            ),
            up_to=Duration(10, "d"),
            reasons=("no_time", "unknown"),
            then=(),
            else_=(),
            refused=LEFT,
        ),
    ),
    "task": (
        """
task: Call the client
to: care
deputy: crm
due: 2d
by: email
escalate: {after: 1d, to: crm}
kind: call
asks: {note: {required: yes}}
up_to: 5d
outcomes: {done: [], refused: [{end: left}]}
else: []""".strip(),
        Task(
            title=said("Call the client"),
            to="care",
            deputy="crm",
            due=Duration(2, "d"),
            by=("email",),
            escalate=Escalation(after=Duration(1, "d"), to="crm"),
            kind="call",
            asks=journey("forms: {f: {fields: {note: {required: yes}}}}").forms["f"].fields,
            up_to=Duration(5, "d"),
            outcomes=Section({"done": (), "refused": LEFT}),
            else_=(),
        ),
    ),
    "approve": (
        """
approve: Help this pupil
to: care
due: 4h
up_to: 1d
outcomes: {approved: [], refused: [{end: left}]}
else: []""".strip(),
        Approve(
            title=said("Help this pupil"),
            to="care",
            due=Duration(4, "h"),
            up_to=Duration(1, "d"),
            outcomes=Section({"approved": (), "refused": LEFT}),
            else_=(),
        ),
    ),
    "visit": (
        "visit: technician\nannounce: info\nbefore: [{before: 1d, send: tomorrow}]\nlate: 1h\noutcomes: {done: []}",
        Visit(
            visit="technician",
            announce="info",
            before=(BeforeVisit(before=Duration(1, "d"), send="tomorrow"),),
            late=Duration(1, "h"),
            outcomes=Section({"done": ()}),
        ),
    ),
    "invite": (
        "invite: child\nwith: hello\nup_to: 14d\ndetached: yes\nthen: []\nelse: []\nrefused: [{end: left}]",
        Invite(role="child", with_="hello", up_to=Duration(14, "d"), detached=True, then=(), else_=(), refused=LEFT),
    ),
    "survey": (
        "survey: nps\nby: [sms]\nup_to: 7d\nthen: []\nelse: [{end: left}]",
        Survey(survey="nps", by=("sms",), up_to=Duration(7, "d"), then=(), else_=LEFT),
    ),
    "set": (
        "set: {traits.level: 3, traits.vip: yes, traits.note: null, traits.tags: [a, 1]}",
        Set(traits=Section({"traits.level": 3, "traits.vip": "yes", "traits.note": None, "traits.tags": ("a", 1)})),
    ),
    "emit": (
        "emit: Order Paid\nproperties: {amount: 1.5, at once: true}",
        Emit(event="Order Paid", properties=Section({"amount": 1.5, "at once": True})),
    ),
    "call": (
        "call: crm-hook\nretry: 3\nbody: {id: '1', n: 1}",
        Call(hook="crm-hook", retry=3, body=Section({"id": "1", "n": 1})),
    ),
    "start": ("start: next\nkey: order_id\njoin: yes", StartJourney(journey="next", key_="order_id", join=True)),
    "end": ("end: left\nof: component", End(outcome="left", of="component")),
    "back_to": (
        "back_to: choose\nmax_visits: unlimited\nelse: [{end: left}]",
        BackTo(step="choose", max_visits="unlimited", else_=LEFT),
    ),
}
"""Every kind with every field of its own, as written and as read."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_of_every_kind_is_read_with_all_its_fields(kind: str) -> None:
    """What is written in the flat spelling is the step, and nothing of it is lost."""
    text, expected = STEPS[kind]
    assert step(text) == expected
    assert kind_of(expected) == kind
    assert subject_of(expected) is not None


@pytest.mark.parametrize("kind", KINDS)
def test_both_spellings_of_a_step_are_equal(kind: str) -> None:
    """The kind's value is the subject, or a map of fields with the subject among them."""
    flat = STEPS[kind][0].split("\n")
    subject = KINDS[kind][1]
    value = flat[0].split(": ", 1)[1]
    if kind == "set":
        return  # its subject is itself a map, so there is one spelling
    nested = [f"{kind}:", f"  {subject}: {value}", *(f"  {line}" for line in flat[1:])]
    assert step("\n".join(nested)) == STEPS[kind][1]
    mixed = [f"{kind}:", f"  {subject}: {value}", *flat[1:]]
    assert step("\n".join(mixed)) == STEPS[kind][1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_has_what_all_steps_have(kind: str) -> None:
    """Id, stage, note, on_error, depends_on and if_late stand beside any kind."""
    common = """
id: here
stage: sale
note: Mind
on_error: [{end: left}]
depends_on: [bank]
if_late: {do: skip, after: 24h}"""
    read = step(STEPS[kind][0] + common)
    assert (read.id, read.stage, read.note) == ("here", "sale", said("Mind"))
    assert (read.on_error, read.depends_on) == (LEFT, ("bank",))
    assert read.if_late == IfLate(do="skip", after=Duration(24, "h"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_that_does_not_say_yet_what_it_is_about_is_a_step(kind: str) -> None:
    """A kind alone is a step not filled in yet, in either spelling, and is written as it was."""
    begun = step(f"{kind}:\nid: here")
    assert (kind_of(begun), begun.id, subject_of(begun)) == (kind, "here", None)
    assert StepCodec().write(begun) == {kind: None, "id": "here"}
    assert found(f"journey: a\nsteps:\n  - {kind}:\n") == []
    if kind != "set":
        assert step(f"{kind}:\n  {KINDS[kind][1]}:\n  id: here") == begun


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"set", "end", "emit"}))
def test_a_step_whose_subject_is_forgotten_is_told(kind: str) -> None:
    """The long form without the subject's key is not a gap but a mistake."""
    problem = the_problem(f"journey: a\nsteps:\n  - {kind}: {{note: x}}\n")
    assert (problem.rule, problem.params["expected"]) == ("PA09", KINDS[kind][1])


def test_a_gap_is_not_judged_by_where_it_leads() -> None:
    """`back_to` and `for_each` without a target lead nowhere; what an observed journey cannot do is told."""
    assert found("journey: a\nsteps:\n  - back_to:\n  - for_each:\n  - split:\n") == []
    assert found("journey: a\nmode: observed\nsteps:\n  - task:\n") == [("RE03", 4, 5)]


def test_a_late_action_may_stand_alone() -> None:
    """`if_late: skip` says the action and leaves the tolerance to the class."""
    assert step("send: x\nif_late: next_window").if_late == IfLate(do="next_window")


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("3d", Duration(3, "d")),
        ("09:00", Clock(540)),
        ("traits.renewal", TraitMoment("renewal")),
        ("traits.renewal - 3d", TraitMoment("renewal", -1, Duration(3, "d"))),
        ("traits.renewal - 3d where plan", Named("traits.renewal - 3d", Truth(Name("", ("plan",))))),
        ("traits.renewal + 1w", TraitMoment("renewal", 1, Duration(1, "w"))),
        ("paid", Named("paid")),
        ("{event: 3d}", Named("3d")),
        ("'\"09:00\"'", Named("09:00")),
    ],
)
def test_a_wait_is_for_a_time_or_a_signal(text: str, until: object) -> None:
    """Durations, clocks and moments in traits are recognised; events of such names are told apart, in writing too."""
    read = step(f"wait: {text}")
    assert isinstance(read, Wait)
    assert read.until == until
    assert step(write_yaml(STEP.write(read))) == read


@pytest.mark.parametrize("text", ["traits.renewal - soon", "traits.renewal - 3 d", "it's", "[a]"])
def test_a_wait_for_nothing_known_is_refused(text: str) -> None:
    """What is neither a time nor a signal has a problem at its place."""
    assert found(f"journey: a\nsteps:\n  - wait: {text}\n") == [("PA08", 3, 11)]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("- task: {title: x, due: 1d}\n    due: 2d", 4, 5),
        ("- end: {outcome: x}\n    outcome: y", 4, 5),
        ("- end: x\n    outcome: y", 4, 5),
        ("- outcome: y\n    end: x", 3, 5),
    ],
)
def test_a_field_given_in_both_spellings_is_told(text: str, line: int, column: int) -> None:
    """Neither wins: the one beside the kind is the problem."""
    assert found(f"journey: a\nsteps:\n  {text}\n") == [("PA10", line, column)]


def test_a_kind_never_takes_a_map_of_locales() -> None:
    """`task: {en: ...}` would be a text; the title has a key of its own."""
    assert found("journey: a\nsteps:\n  - task: {en: Call}\n") == [("PA09", 3, 5), ("PA07", 3, 12)]
    assert found("journey: a\nsteps:\n  - send: {en: x}\n") == [("PA08", 3, 11)]
    read = step("task: {title: {en: Call, ru: Позвонить}}")
    assert isinstance(read, Task)
    assert read.title == Text((("en", "Call"), ("ru", "Позвонить")))


def test_an_unknown_kind_is_told_with_the_nearest() -> None:
    """The misspelt key is named, whatever stands beside it."""
    problem = the_problem("journey: a\nsteps:\n  - stage: sale\n    sned: welcome\n")
    assert (problem.rule, problem.span.line, problem.span.column) == ("PA08", 4, 5)
    assert (problem.params["met"], problem.params["nearest"]) == ("sned", "send")
    assert problem.params["choices"].split(", ") == list(KINDS)


def test_a_step_has_one_kind() -> None:
    """A forgotten dash makes one step of two kinds: the second is the problem."""
    assert found("journey: a\nsteps:\n  - send: x\n    wait: 1d\n") == [("PA08", 4, 5)]
    assert found("journey: a\nsteps:\n  - id: x\n") == [("PA08", 3, 5)]
    assert found("journey: a\nsteps:\n  - send\n") == [("PA08", 3, 5)]
    assert found("journey: a\nsteps: {send: x}\n") == [("PA08", 2, 8)]


def test_an_id_of_a_step_stands_once() -> None:
    """Measures follow the id, so it must be the step's alone, wherever the other stands."""
    text = "journey: a\nsteps:\n  - {id: x, wait: 1d}\n  - wait: 1d\n    else:\n      - {id: x, end: left}\n"
    assert found(text) == [("RE02", 6, 14)]
    assert found("journey: a\nsteps:\n  - {id: x, wait: 1d}\n  - wait: {until: 1d, id: x}\n") == [("RE02", 4, 5)]


def test_steps_inside_a_step_are_told_with_their_path() -> None:
    """Branches, cases, outcomes and what to do on errors."""
    read = step("task: x\non_error: []\noutcomes: {done: [], late: []}\nelse: []")
    assert [path for path, _ in inner_steps(read)] == [
        ("on_error",),
        ("outcomes", "done"),
        ("outcomes", "late"),
        ("else",),
    ]
    assert [path for path, _ in inner_steps(step("switch: plan\ncases: {Pro Max: []}"))] == [("cases", "Pro Max")]


def test_what_an_observed_journey_may_say_is_a_part_of_the_kinds() -> None:
    """Nothing is sent, asked or kept; a path that leads back is still a path."""
    assert set(KINDS) > OBSERVED_KINDS > {"back_to"}
    assert not OBSERVED_KINDS & {
        "task",
        "approve",
        "invite",
        "survey",
        "set",
        "emit",
        "call",
        "start",
        "split",
    }
