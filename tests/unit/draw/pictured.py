"""Subjects of pictures: every example, the smallest, the largest and the most hostile, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from tests.unit.draw.answers_by_hand import journey_of, long_journey
from tests.unit.draw.scenarios import all_shown
from tests.unit.draw.worst_case import worst_journey

from tropa.data.words import LANGUAGES
from tropa.draw.subject import Subject
from tropa.journey.codecs.values import Section, Text
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes

SMALL_TEXT = """
journey: small
title: Small
locales: [en]
goal: {client: I want it}
stages: {use: lifecycle, skip: {sale: Free of charge}}
teams: {crew: {title: The crew, department: service}}
algorithms: {rule: {title: The rule, owner: crew}}
touchpoints:
  letter:
    stage: onboarding
    title: Letter
    channel: [sms, web]
    communication: "Dear {{ name }}"
    target_action: opened
    evaluation: {within: 2d, expect: 40 %}
    responsible: crew
    emotion: -2
    backstage: [rule]
  call: {stage: onboarding, title: Call, emotion: 3}
  thanks: {stage: loyalty}
requests:
  help: {title: Help me, importance: 4, touchpoints: [letter -> call]}
  other: {title: Something else}
"""


def small(language: str = "en") -> Subject:
    """A journey that has a little of everything."""
    return Subject(journey_of(SMALL_TEXT), shipped_schemes(), language)


def bare_journey(language: str = "en") -> Subject:
    """A journey of which nothing is known but its id."""
    return Subject(journey_of("journey: bare\n"), shipped_schemes(), language)


@cache
def hostile(text: str, language: str = "en") -> Subject:
    """The small journey with a text wherever it has a title or prose."""
    words = Text((("", text),))
    journey: Journey = small().journey
    touchpoints = {
        name: replace(one, title=words, client_expects=words, signpost=words)
        for name, one in journey.touchpoints.items()
    }
    return Subject(
        replace(
            journey,
            title=words,
            locales=(),
            touchpoints=Section(touchpoints),
            requests=Section({name: replace(one, title=words) for name, one in journey.requests.items()}),
            teams=Section({name: replace(one, title=words) for name, one in journey.teams.items()}),
            algorithms=Section({name: replace(one, title=words) for name, one in journey.algorithms.items()}),
        ),
        shipped_schemes(),
        language,
    )


def subjects() -> Iterator[tuple[str, Subject]]:
    """All of them, by name."""
    schemes = shipped_schemes()
    for language in LANGUAGES:
        for name, journey, workspace in all_shown():
            yield f"{name}.{language}", Subject(journey, schemes, language, workspace)
        yield f"bare.{language}", bare_journey(language)
        yield f"long.{language}", Subject(long_journey((7, 40, 0, 10), stageless=3), schemes, language)
        yield f"worst.{language}", Subject(worst_journey(), schemes, language)
