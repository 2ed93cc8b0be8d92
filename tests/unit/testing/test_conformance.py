"""The conformance suite, judged: a warehouse that forgets one option is caught, and shown small."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from tropa.journey.conditions import IsNull, Name
from tropa.journey.signals import Named
from tropa.measure.counts import Edge
from tropa.measure.questions import Edges, Funnel, FunnelStep, Paths, Scope, Unit
from tropa.testing.conformance import Answer, Disagreement, Question, check, differences, smallest, truth
from tropa.testing.draws import draw_edges, draw_funnel, draw_log, draw_paths
from tropa.testing.logs import Log

Forget = Callable[[Any], Question]
"""Takes a question as it was asked, gives the one that a forgetful warehouse hears."""


def scope(question: Question, **options: Any) -> Question:  # noqa: ANN401 - as Scope's own
    """Replace something of the question's scope."""
    return replace(question, scope=replace(question.scope, **options))


def later_steps(question: Funnel, **options: Any) -> Funnel:  # noqa: ANN401 - as FunnelStep's own
    """Replace something of all steps but the first."""
    first, *others = question.steps
    return replace(question, steps=(first, *(replace(step, **options) for step in others)))


def longer_gap(question: Question) -> Question:
    """Let a second more pass before a session ends."""
    return scope(question, unit=replace(question.scope.unit, gap_s=question.scope.unit.gap_s + 1))


def whole_customers(per: str) -> Forget:
    """Forget one way of making units."""
    return lambda asked: scope(asked, unit=Unit()) if asked.scope.unit.per == per else asked


def another(field: str, value: str, instead: str) -> Forget:
    """Take one value of an option for another."""
    return lambda asked: replace(asked, **{field: instead}) if getattr(asked, field) == value else asked


FORGETFUL_FUNNELS: dict[str, Forget] = {
    "strict": another("order", "strict", "ordered"),
    "unordered": another("order", "unordered", "ordered"),
    "best": another("attempt", "best", "first"),
    "first": another("attempt", "first", "best"),
    "last": another("attempt", "last", "best"),
    "every": another("attempt", "every", "best"),
    "latest": another("start", "latest", "earliest"),
    "ties": another("ties", "strict", "allow"),
    "window": lambda asked: replace(asked, window_s=None),
    "window_from": another("window_from", "previous_step", "first"),
    "exclude": lambda asked: replace(asked, exclude=()),
    "exclude_drops": lambda asked: replace(asked, exclude_drops=False),
    "hold": lambda asked: replace(asked, hold=None),
    "optional": lambda asked: later_steps(asked, optional=False),
    "step windows": lambda asked: later_steps(asked, window_s=None),
}
FORGETFUL_SCOPES: dict[str, Forget] = {
    "session": whole_customers("session"),
    "gap": longer_gap,
    "key": whole_customers("key"),
    "run": whole_customers("run"),
    "where": lambda asked: scope(asked, where=None),
    "since": lambda asked: scope(asked, since=None),
    "until": lambda asked: scope(asked, until=None),
    "by": lambda asked: scope(asked, by=None),
}
FORGETFUL_PATHS: dict[str, Forget] = {
    "length": lambda asked: replace(asked, length=8),
    "top": lambda asked: replace(asked, top=50),
    "start": lambda asked: replace(asked, start=None),
    "end": lambda asked: replace(asked, end=None),
}


def caught(forget: Forget, draw: Callable[[Random], Question]) -> bool:
    """Whether fifty drawn questions, each to thirty customers, show the forgetting."""
    for seed in range(50):
        rng = Random(seed)
        log, question = draw_log(rng, 30), draw(rng)
        if differences(truth(question, log), truth(forget(question), log)):
            return True
    return False


@pytest.mark.parametrize("name", [*FORGETFUL_FUNNELS, *FORGETFUL_SCOPES])
def test_a_warehouse_that_forgets_an_option_of_funnels_is_caught(name: str) -> None:
    """The draws are awkward enough that each option changes some answer."""
    assert caught((FORGETFUL_FUNNELS | FORGETFUL_SCOPES)[name], draw_funnel)


@pytest.mark.parametrize("name", FORGETFUL_SCOPES)
def test_a_warehouse_that_forgets_an_option_of_edges_is_caught(name: str) -> None:
    """As for funnels."""
    assert caught(FORGETFUL_SCOPES[name], draw_edges)


@pytest.mark.parametrize("name", [*FORGETFUL_PATHS, *FORGETFUL_SCOPES])
def test_a_warehouse_that_forgets_an_option_of_paths_is_caught(name: str) -> None:
    """As for funnels."""
    assert caught((FORGETFUL_PATHS | FORGETFUL_SCOPES)[name], draw_paths)


def test_the_same_seed_draws_the_same_case() -> None:
    """A failure can be asked for again by its number."""
    one, other = ((draw_log(rng, 20), draw_funnel(rng)) for rng in (Random(7), Random(7)))
    assert one == other


def test_equal_answers_pass() -> None:
    """The oracle agrees with itself on all three questions."""
    log = draw_log(Random(1), 20)
    for question in (draw_funnel(Random(1)), Edges(), Paths()):
        check(truth, question, log)


def test_a_disagreement_is_shown_by_its_smallest_case() -> None:
    """A warehouse that forgets strict ties: one customer, two tied events, no option beside."""

    def forgetful(question: Question, log: Log) -> Answer:
        return truth(FORGETFUL_FUNNELS["ties"](question), log)

    visit, paid = Named("visit"), Named("it's paid", IsNull(Name("", ("nothing",))))
    asked = Funnel(
        (FunnelStep("1", visit), FunnelStep("2", Named("Visit"), optional=True), FunnelStep("3", paid, window_s=5)),
        Scope(by="plan", where=IsNull(Name("", ("nothing",)))),
        window_s=9,
        ties="strict",
        exclude=(Named("call"), Named("Заказ")),
    )
    log = draw_log(Random(2), 200)
    question, small = smallest(forgetful, asked, log)
    assert isinstance(question, Funnel)
    signals = [step.signal for step in question.steps if isinstance(step.signal, Named)]
    bare = [FunnelStep(step.label, Named(s.name)) for step, s in zip(question.steps, signals, strict=True)]
    assert question == Funnel(tuple(bare), ties="strict")
    assert len(bare) == len(small.events) == 2
    assert small.events[0].at_us == small.events[1].at_us
    assert len(small.customers()) == 1
    assert not small.trait_sets
    with pytest.raises(Disagreement, match="the oracle says 0, the warehouse 1"):
        check(forgetful, asked, log)


@pytest.mark.parametrize(
    ("expected", "actual", "equal"),
    [
        (Edge("A", "B", 1, 1, 2.0), Edge("A", "B", 1, 1, 2.0000005), True),
        (Edge("A", "B", 1, 1, 2.0), Edge("A", "B", 1, 1, 2.00001), False),
        (Edge("A", "B", 1, 1, 2.0), Edge("A", "B", 2, 1, 2.0), False),
        ((1, 2), (2, 1), False),
        ((1, 2), (1,), False),
        (1.0, None, False),
        (1, 1.0, False),
        ({"A": 1}, {"A": 1}, True),
    ],
)
def test_counts_are_compared_exactly_and_times_within_a_microsecond(
    expected: object, actual: object, *, equal: bool
) -> None:
    """A count that is a float, a group out of order or a time off by ten microseconds is an error."""
    assert (not differences(expected, actual)) is equal
