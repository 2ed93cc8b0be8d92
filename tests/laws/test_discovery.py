"""Laws of discovery: whatever a log holds, its draft is a journey that reads without an error."""

# ruff: noqa: S311 - draws are to be repeated, not to be secret

from __future__ import annotations

from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from tropa.data.words import Words
from tropa.draw.draft_file import draft_file
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.measure.counts import PathCounts
from tropa.measure.discovery.blocks import Block, names_in
from tropa.measure.discovery.draft import NothingToDraft, draft_of
from tropa.plan.compiling import compile_plan
from tropa.testing.discovery_scores import score
from tropa.testing.known_paths import BEGIN, GOAL, Crowd, counted, drawn_block, rows_through

AWKWARD = (
    *("a where b", "any(x, y)", "success", "when", "'*'", "{{ x", "{% if %}", "# no", "a: b", "- c", "null"),
    *("Оплата", "پرداخت", "components.a.done", '"', "\n", "\x07", "x" * 300),
)
NAMES = st.one_of(st.sampled_from(("a", "b", "c", "d", *AWKWARD)), st.text(min_size=1, max_size=12))
ROWS = st.lists(st.lists(NAMES, min_size=1, max_size=12).map(tuple), min_size=1, max_size=40)
SHAPES = st.builds(drawn_block, st.integers(0, 400).map(Random), st.integers(2, 16))


@given(ROWS, st.sampled_from(("en", "ru", "fa")))
@example([AWKWARD, AWKWARD[::-1]], "en")
def test_a_draft_reads_without_an_error(rows: list[tuple[str, ...]], language: str) -> None:
    """Event names may be anything at all; what cannot be said in a journey is left out of it."""
    try:
        draft = draft_of(counted(rows))
    except NothingToDraft:
        return
    read = read_definition(draft_file(draft, Words(language), journey="drafted").encode())
    assert isinstance(read.value, Journey)
    assert [problem for problem in read.problems if problem.level == "E"] == []
    titles = [one.title for one in read.value.touchpoints.values() if one.title is not None]
    assert not [text for title in titles for _, text in title.by_locale if "{{" in text or "{%" in text]


@given(SHAPES, st.integers(0, 10_000))
def test_the_steps_of_a_draft_are_in_the_file(block: Block, seed: int) -> None:
    """Each step of a draft is a touchpoint that its event proves, and is told in the scenario."""
    draft = draft_of(counted(rows_through(block, Crowd(n=120), Random(seed))))
    read = read_definition(draft_file(draft, Words("en"), journey="drafted").encode())
    assert isinstance(read.value, Journey)
    plan = compile_plan(read.value, {})
    steps = names_in(draft.block) if draft.block is not None else ()
    told = {leaf.signal.name for item in plan.observables for leaf in item.leaves if item.id[:5] != "event"}  # type: ignore[union-attr]
    assert told >= {*steps, draft.start}
    after_start = {label for a, label in plan.follows if a == "start"}
    assert after_start


@given(SHAPES, st.integers(0, 10_000))
def test_without_noise_the_steps_are_those_of_the_journey(block: Block, seed: int) -> None:
    """Nothing is found that is not there, and nothing that many have is missed."""
    counts = counted(rows_through(block, Crowd(n=400, noise=0, leave=0), Random(seed)))
    draft = draft_of(counts, start=BEGIN, success=GOAL)
    found = {*(names_in(draft.block) if draft.block is not None else ()), *(name for name, _ in draft.anywhere)}
    assert found | {name for name, _ in draft.rare} == set(names_in(block))
    assert score(draft.block, block).steps >= 0.75


@given(ROWS)
def test_the_order_of_rows_does_not_matter(rows: list[tuple[str, ...]]) -> None:
    """A log counted in another order gives the same draft."""
    counts = counted(rows)
    turned = PathCounts(counts.paths[::-1], 0, counts.total, (), counts.n_events, counts.n_customers)
    try:
        one = draft_of(counts)
    except NothingToDraft:
        return
    other = draft_of(turned)
    assert (one.block, one.start, one.success, one.anywhere) == (
        other.block,
        other.start,
        other.success,
        other.anywhere,
    )
