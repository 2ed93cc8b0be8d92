"""All errors of a file at once, each at its place: nobody mends a file one error a run."""

from __future__ import annotations

import re

from tests.unit.journey.readings import found, problems_of, workspace

PLANTED = """\
journey: shop
title: {en: Shop, now open}                           # <- PA05 19
locales: [en]
goal:
  client: I want to buy #1 thing                      # <- PA06 11
  clint: typo                                         # <- PA07 3
stages: lifecycle
stage: onbording                                      # <- RE01 8
time_zone: &zone Europe/Moscow                        # <- PA03 12
quiet_hours: 22:00                                    # <- PA08 14
reentry: once
reentry: after_exit                                   # <- PA04 1
start: paid where upper(plan) = 'X'                   # <- PA08 8
success: {for: 'any(paid', steps: [{end: done}]}      # <- PA08 16
roles:
  owner: {title: {ru: x}}                             # <- RE01 19
  care: {title: Carer}                                # <- RE02 3
experiments:
  cta:
    arms: {plain: 60, clear: 50 %}                    # <- PA08 19
    control: plain
indicators:
  speed: {time_to: paid, at_most: ten minutes}        # <- PA08 35
  both: {share: paid, count: paid}                    # <- RE03 3
touchpoints:
  hello:
    channel: smss                                     # <- RE01 14
    communication: {{ name }}                         # <- PA12 21
    emotion: 5                                        # <- PA08 14
    evaluation: {within: 1d, expect: 60}              # <- PA08 38
links:
  - kind: next                                        # <- PA09 5
waive:
  - {rule: RO01, because: "\\u202e", until: tomorrow}  # <- PA11 27 PA08 44
steps:
  - id: first
    sned: hello                                       # <- PA08 5
  - back_to: first
  - id: second
    wait: paid
    up_to: 3 days                                     # <- PA08 12
    else:
      - back_to: later                                # <- RE03 9
      - {task: {title: Call, to: care}, to: owner}    # <- PA10 41
      - {send: hello, up_to: 3d}                      # <- RE03 23
  - {id: later, wait: 1d}
"""
"""A journey with a mistake on every line that ends in an arrow: the rules and their columns."""

SHARED = workspace("teams: {care: {}}\nchannels: {sms: {}}")


def planted() -> list[tuple[str, int, int]]:
    """Rule, line and column of every mistake."""
    arrows = [
        (rule, number, int(column))
        for number, line in enumerate(PLANTED.split("\n"), 1)
        for rule, column in re.findall(r"([A-Z]{2}[0-9]{2}) ([0-9]+)", line.partition("# <-")[2])
    ]
    return sorted(arrows, key=lambda arrow: (arrow[1], arrow[2]))


def test_every_mistake_is_told_at_its_line_and_column() -> None:
    """Of all rules that a readable file can break, all at once, and nothing besides."""
    text = re.sub(" *# <-.*", "", PLANTED)
    assert found(text, SHARED) == planted()


def test_the_planted_mistakes_are_of_every_kind() -> None:
    """All but those that end the reading: what is no YAML, and what is over a limit."""
    assert {rule for rule, _, _ in planted()} == {
        *("PA03", "PA04", "PA05", "PA06", "PA07", "PA08", "PA09", "PA10", "PA11", "PA12"),
        *("RE01", "RE02", "RE03"),
    }


def test_a_mistake_tells_what_was_met_and_what_was_expected() -> None:
    """Not only where: every misread value and unknown name says both."""
    text = re.sub(" *# <-.*", "", PLANTED)
    for problem in problems_of(text, SHARED):
        if problem.rule in {"PA07", "PA08", "RE01"}:
            assert problem.params["met"]
            assert problem.params["expected"]
            assert "nearest" in problem.params


def test_problems_stand_in_the_order_of_the_file() -> None:
    """From top to bottom, from left to right."""
    places = [(problem.span.line, problem.span.column) for problem in problems_of(PLANTED, SHARED)]
    assert places == sorted(places)
