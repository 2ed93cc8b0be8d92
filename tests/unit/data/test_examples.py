"""The shipped examples are whole in three languages, and the log beside them has its known answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import pytest

import tropa.data
from tropa.data.package import list_data, read_data
from tropa.data.words import LANGUAGES
from tropa.journey.codecs.values import Text
from tropa.journey.completeness import completeness
from tropa.journey.condition_text import format_condition
from tropa.journey.files import Definition, Read, read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.journey.signals import Named, leaves

WORKSPACE = "examples/workspace.yaml"
JOURNEYS = ("traffic-fines", "premium-activate", "home-internet")
LOG = Path(tropa.data.__file__).parent / "logs" / "traffic_fines.parquet"
COLUMNS = {
    "case_id", "activity", "timestamp", "arrival", "amount", "article", "vehicleclass", "dismissal", "points",
    "expense", "paymentamount",
}  # fmt: skip
APPEALS = (
    "Appeal to Judge",
    "Insert Date Appeal to Prefecture",
    "Send Appeal to Prefecture",
    "Receive Result Appeal from Prefecture",
    "Notify Result Appeal to Offender",
)


def workspace_read() -> Read[Definition]:
    """What came of reading the workspace of the examples."""
    return read_definition(read_data(WORKSPACE), file=WORKSPACE)


def workspace() -> Workspace:
    """The workspace of the examples."""
    found = workspace_read().value
    assert isinstance(found, Workspace)
    return found


def journey_read(name: str) -> Read[Definition]:
    """What came of reading an example in its workspace."""
    content = read_data(f"examples/{name}.yaml")
    return read_definition(content, file=name, workspace=workspace(), schemes=shipped_schemes())


def journey(name: str) -> Journey:
    """An example."""
    found = journey_read(name).value
    assert isinstance(found, Journey)
    return found


def texts(value: object, place: str = "") -> Iterator[tuple[str, Text]]:
    """Every text anywhere in a definition, with its place."""
    if isinstance(value, Text):
        yield place, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from texts(item, f"{place}.{name}")
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from texts(item, f"{place}[{index}]")
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name), f"{place}.{field.name}")


def untranslated(value: object) -> list[str]:
    """Places of the texts that are not said in all languages."""
    return [
        place
        for place, text in texts(value)
        if tuple(locale for locale, _ in text.by_locale) != LANGUAGES or not all(said for _, said in text.by_locale)
    ]


def placeholders(said: str) -> list[str]:
    """What a text has filled in for it, sorted: languages may order it each in its own way."""
    return sorted(part.split("}}")[0].strip() for part in said.split("{{")[1:])


def test_these_are_the_shipped_examples() -> None:
    """The package carries these three journeys and their workspace, so the tests below leave none out."""
    assert set(list_data("examples", ".yaml")) == {WORKSPACE, *(f"examples/{name}.yaml" for name in JOURNEYS)}


def test_the_workspace_reads_without_problems() -> None:
    """The workspace of the examples has neither an error nor a warning."""
    assert workspace_read().problems == ()


@pytest.mark.parametrize("name", JOURNEYS)
def test_an_example_reads_without_problems(name: str) -> None:
    """An example has neither an error nor a warning, in its workspace and with the shipped schemes."""
    assert journey_read(name).problems == ()


@pytest.mark.parametrize("name", JOURNEYS)
def test_an_example_is_complete(name: str) -> None:
    """Everything that a complete map says is said."""
    assert completeness(journey(name), shipped_schemes()) == 1.0


@pytest.mark.parametrize("name", JOURNEYS)
def test_an_example_speaks_three_languages(name: str) -> None:
    """Every text of an example stands in all our languages, in our order."""
    found = journey(name)
    assert found.locales == LANGUAGES
    assert untranslated(found) == []


def test_the_workspace_speaks_three_languages() -> None:
    """Every text of the workspace stands in all our languages, and every team, channel and system has a title."""
    found = workspace()
    assert found.locales == LANGUAGES
    assert untranslated(found) == []
    titles = [item.title for section in (found.teams, found.channels, found.systems) for item in section.values()]
    assert None not in titles


def test_a_text_in_one_language_would_be_found() -> None:
    """The search above looks into nested records, and finds a bare text, a missing locale and an empty one."""
    whole = Text((("en", "Bill"), ("ru", "Счёт"), ("fa", "صورتحساب")))
    bare, partial = Text((("", "Bill"),)), Text((("en", "Bill"), ("ru", "Счёт")))
    hollow = Text((("en", "Bill"), ("ru", "Счёт"), ("fa", "")))
    found = {"a": (whole, bare), "b": {"c": partial}, "d": hollow}
    assert untranslated(found) == [".a[1]", ".b.c", ".d"]
    assert len(list(texts(journey("home-internet")))) > len(journey("home-internet").touchpoints) * 5


@pytest.mark.parametrize("name", JOURNEYS)
def test_all_languages_fill_in_the_same(name: str) -> None:
    """The languages of a text share their Liquid placeholders."""
    differing = [
        place
        for place, text in texts(journey(name))
        if len({tuple(placeholders(said)) for _, said in text.by_locale}) > 1
    ]
    assert differing == []


@pytest.mark.parametrize("name", JOURNEYS)
def test_every_touchpoint_says_what_a_wall_map_shows(name: str) -> None:
    """Each touchpoint has a title, both expectations, a planned emotion, what comes next and who helps."""
    for point in journey(name).touchpoints.values():
        told = (point.title, point.client_expects, point.company_expects, point.signpost)
        assert None not in (*told, point.emotion, point.help)


@pytest.fixture
def log() -> Iterator[duckdb.DuckDBPyRelation]:
    """The fines, straight from the package's file."""
    with duckdb.connect() as connection:
        yield connection.read_parquet(str(LOG))


def test_the_fines_log_carries_what_is_needed(log: duckdb.DuckDBPyRelation) -> None:
    """Eleven columns, 34,724 events in order of arrival, in less than 350 kB."""
    assert set(log.columns) == COLUMNS
    assert [row[0] for row in log.select("arrival").fetchall()] == list(range(1, 34_725))
    assert LOG.stat().st_size < 350_000


def test_the_fines_log_has_its_known_answers(log: duckdb.DuckDBPyRelation) -> None:
    """Events by name, as counted by two other ways."""
    counted = dict(log.aggregate("activity, count(*)").fetchall())
    assert {name: n for name, n in counted.items() if name not in APPEALS} == {
        "Create Fine": 10_000,
        "Send Fine": 6_570,
        "Insert Fine Notification": 4_635,
        "Add penalty": 4_635,
        "Send for Credit Collection": 3_387,
        "Payment": 4_910,
    }
    assert set(APPEALS) < set(counted)


def test_the_fines_log_knows_who_pays_and_who_appeals(log: duckdb.DuckDBPyRelation) -> None:
    """4,626 of 10,000 cases pay, 5,374 never do, and 248 have at least one of the five appeal activities."""
    cases = log.aggregate(
        f"case_id, bool_or(activity = 'Payment') AS pays, bool_or(activity IN {APPEALS}) AS appeals"
    )
    counted = cases.aggregate("count(*) FILTER (pays), count(*) FILTER (NOT pays), count(*) FILTER (appeals)")
    assert counted.fetchall() == [(4_626, 5_374, 248)]


def test_the_fines_events_are_those_of_the_log(log: duckdb.DuckDBPyRelation) -> None:
    """Every event that the fines journey names happens in the log, under its condition where it has one."""
    fines = journey("traffic-fines")
    signals = [point.reached for point in fines.touchpoints.values()]
    signals += [way.for_ for way in (fines.start, fines.success, *fines.exit.values()) if way is not None]
    named = [leaf for signal in signals if signal is not None for leaf in leaves(signal) if isinstance(leaf, Named)]
    assert len(named) == len(fines.touchpoints) + 5
    events = log.select("* REPLACE (amount::DOUBLE AS amount)")
    for leaf in named:
        happened = events.filter(f"activity = '{leaf.name}'")
        if leaf.where is not None:
            happened = happened.filter(format_condition(leaf.where))
        assert happened.limit(1).fetchall(), leaf
    assert set(fines.events) <= {row[0] for row in log.select("activity").distinct().fetchall()}
