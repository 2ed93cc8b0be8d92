"""Steps that are begun and not finished: each kind has what it cannot do without."""

from __future__ import annotations

import pytest

from tropa.journey.model.steps import KINDS
from tropa.journey.model.workspace import Workspace
from tropa.lint.finding import Param
from tropa.lint.rules.unfinished import NobodyDoesIt, SentNowhere, StepUnfinished
from tropa.testing.planting import findings_of

HEAD = """
journey: shop
start: ordered
roles: {owner: {}, child: {}}
teams: {crm: {}}
visits: {tech: {title: Comes}}
surveys: {nps: {kind: nps}}
experiments: {cta: {arms: {a: 50 %, b: 50 %}}}
touchpoints: {plain: {channel: sms}, mute: {}, armed: {variants: {cta: {a: {channel: sms}}}}}
"""
MORE = {"if": "then", "switch": "cases", "for_each": "steps", "remind": "with"}
"""What a kind needs beside its subject."""


def found(steps: str, head: str = HEAD) -> list[Param]:
    """What is lacking at a step, or the touchpoint that is sent nowhere; finding by finding."""
    every = findings_of(f"{head}steps: {steps}\n", Workspace(), (StepUnfinished(), SentNowhere()))
    return [one.params["missing"] if "missing" in one.params else str(one.params["touchpoint"]) for one in every]


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_that_says_only_its_kind_is_unfinished(kind: str) -> None:
    """What it is about is lacking, and of some kinds what they do; a note makes up for neither."""
    missing = (KINDS[kind][1], *([MORE[kind]] if kind in MORE else []))
    assert found(f"\n  - {kind}:\n    note: Later") == [missing]


@pytest.mark.parametrize("kind", sorted(MORE))
def test_a_step_needs_more_than_what_it_is_about(kind: str) -> None:
    """A condition leads somewhere, a reminder has words."""
    about = {"if": "a = 1", "switch": "a", "for_each": "child", "remind": "paid"}[kind]
    assert found(f"[{{{kind}: {about}}}]") == [(MORE[kind],)]


@pytest.mark.parametrize(
    "steps",
    [
        "[{if: a = 1, else: [{end: b}]}, {if: a = 1, then: []}]",
        "[{switch: a, cases: {b: []}}, {for_each: child, steps: []}]",
        "[{remind: paid, ladder: [{after: 1d, with: plain}, {after: 2d, with: plain}]}]",
        "[{set: {traits.tier: gold}}, {invite: child}, {visit: tech}, {survey: nps}, {split: cta, arms: {a: []}}]",
        "[{send: mute, by: sms}, {send: mute, to: crm}, {send: armed}, {send: plain}]",
        "[{remind: paid, with: mute, ladder: [{after: 1d, by: sms}]}]",
    ],
)
def test_a_finished_step_is_not_found(steps: str) -> None:
    """Nothing is asked that the language does not need, and an empty list is an answer."""
    assert found(steps) == []


@pytest.mark.parametrize(
    "steps",
    [
        "[{send: mute}]",
        "[{send: mute, to: child}]",
        "[{remind: paid, with: mute}]",
        "[{remind: paid, with: plain, ladder: [{after: 1d}, {after: 2d, with: mute}]}]",
        "[{invite: child, with: mute}]",
        "[{visit: tech, announce: mute}]",
        "[{visit: tech, before: [{before: 1d, send: mute}]}]",
        "[{send: mute}, {send: mute}]",
    ],
)
def test_a_touchpoint_that_is_sent_needs_a_channel(steps: str) -> None:
    """However it is sent, it is told once, at the touchpoint."""
    assert found(steps) == ["mute"]


@pytest.mark.parametrize("kind", ["task", "approve"])
def test_what_is_to_be_done_is_somebodys(kind: str) -> None:
    """A team or a role; a deputy is not yet whoever does it."""
    text = f"{HEAD}steps: [{{id: call, {kind}: Call}}, {{id: known, {kind}: Call, to: crm}}]\n"
    assert [one.params["step"] for one in findings_of(text, Workspace(), (NobodyDoesIt(),))] == ["call"]


def test_an_observed_journey_needs_neither() -> None:
    """What somebody else runs is not ours to finish, and sends nothing here."""
    assert found("[{send: mute}, {if: a = 1}]", HEAD.replace("start:", "mode: observed\nstart:")) == []
