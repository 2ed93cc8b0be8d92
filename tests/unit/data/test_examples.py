"""The shipped examples are whole in three languages, and the log beside them has its known answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
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
from tropa.journey.model.steps import BackTo, Visit, kind_of
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes, stages_of
from tropa.journey.signals import Named, leaves
from tropa.journey.structure import VISIT_OUTCOMES, all_steps
from tropa.journey.text.fmt import format_text
from tropa.lint import Finding, Subject, lint

WORKSPACE = "examples/workspace.yaml"
JOURNEYS = (
    "traffic-fines",
    "premium-activate",
    "home-internet",
    "phone-credit",
    "instalment",
    "toolbox-manual",
    "sponsor-auto",
    "lifecycle",
)
TODAY = date(2026, 11, 26)
"""The day on which waivers are judged, so that the suite does not age."""
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


@cache
def workspace_read() -> Read[Definition]:
    """What came of reading the workspace of the examples."""
    return read_definition(read_data(WORKSPACE), file=WORKSPACE)


def workspace() -> Workspace:
    """The workspace of the examples."""
    found = workspace_read().value
    assert isinstance(found, Workspace)
    return found


@cache
def journey_read(name: str) -> Read[Definition]:
    """What came of reading an example in its workspace."""
    content = read_data(f"examples/{name}.yaml")
    return read_definition(content, file=name, workspace=workspace(), schemes=shipped_schemes())


def journey(name: str) -> Journey:
    """An example."""
    found = journey_read(name).value
    assert isinstance(found, Journey)
    return found


def findings(name: str) -> tuple[Finding, ...]:
    """What the linter says of an example beside all others."""
    read = journey_read(name)
    beside = tuple(journey(other) for other in JOURNEYS if other != name)
    return lint(Subject(journey(name), workspace(), shipped_schemes(), read.places, TODAY, beside), file=name)


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
    """The package carries these journeys and their workspace, so the tests below leave none out."""
    assert set(list_data("examples", ".yaml")) == {WORKSPACE, *(f"examples/{name}.yaml" for name in JOURNEYS)}


def test_the_workspace_reads_without_problems() -> None:
    """The workspace of the examples has neither an error nor a warning."""
    assert workspace_read().problems == ()


@pytest.mark.parametrize("name", JOURNEYS)
def test_an_example_reads_without_problems(name: str) -> None:
    """An example has neither an error nor a warning, in its workspace and with the shipped schemes."""
    assert journey_read(name).problems == ()


@pytest.mark.parametrize("name", JOURNEYS)
def test_the_linter_finds_nothing_in_an_example(name: str) -> None:
    """Neither an error nor a warning nor a hint; and what is waived carries a reason in every language."""
    assert findings(name) == ()
    for waiver in journey(name).waive:
        assert waiver.because is not None
        assert waiver.until is not None


@pytest.mark.parametrize("path", [WORKSPACE, *(f"examples/{name}.yaml" for name in JOURNEYS)])
def test_an_example_is_laid_out_the_usual_way(path: str) -> None:
    """``tropa fmt`` would change nothing."""
    text = read_data(path).decode()
    assert format_text(text) == text


@pytest.mark.parametrize("name", JOURNEYS)
def test_an_example_bears_the_name_of_its_file(name: str) -> None:
    """So that what ``tropa new --from`` is told, what the demo shows and what links name are one word."""
    assert journey(name).journey == name


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
    """Each touchpoint has a title, both expectations, an emotion, what comes next, where one stands, who helps.

    And an algorithm behind the curtain.
    """
    for point in journey(name).touchpoints.values():
        told = (point.title, point.client_expects, point.company_expects, point.signpost, point.status)
        assert None not in (*told, point.emotion, point.help)
        assert point.backstage


@pytest.mark.parametrize("name", JOURNEYS)
def test_every_event_has_a_title(name: str) -> None:
    """Whatever event an example declares is called by a title, so that no picture has to show the log's own name."""
    assert [event for event, plan in journey(name).events.items() if plan.title is None] == []


def test_the_examples_use_the_whole_workspace() -> None:
    """Every algorithm, system, hook and crisis plan of the workspace serves an example; none is there for show."""
    shared = workspace()
    points = [point for name in JOURNEYS for point in journey(name).touchpoints.values()]
    algorithms = {algorithm for point in points for algorithm in point.backstage}
    assert algorithms == set(shared.algorithms)
    systems = {system for point in points for system in point.depends_on}
    behind = {algorithm.system for algorithm in shared.algorithms.values()}
    assert systems | behind == set(shared.systems)
    assert {system.crisis for system in shared.systems.values()} == set(shared.crises)


def test_a_phone_on_credit_is_asked_for_as_the_source_tells() -> None:
    """The site, an office, and a poster that leads to a call and the call to an office; a map without a scenario."""
    credit = journey("phone-credit")
    chains = [chain.touchpoints for chain in credit.requests["new-phone"].touchpoints]
    assert chains == [("site",), ("office",), ("street-ad", "contact-centre-call", "office")]
    assert credit.steps is None


def test_the_bundle_has_its_apps_and_a_child_of_its_own() -> None:
    """Each component names its app, and the child has steps and a guide."""
    bundle = journey("premium-activate")
    assert {component.app for component in bundle.components.values()} == {"Cinema", "Music", "Books"}
    assert bundle.roles["child"].steps
    assert "child" in {guide.for_ for guide in bundle.guides.values()}


def test_the_visit_has_all_its_outcomes() -> None:
    """Whatever becomes of the technician's visit, the path goes on."""
    (visit,) = (placed.step for placed in all_steps(journey("home-internet")) if isinstance(placed.step, Visit))
    assert set(visit.outcomes) == VISIT_OUTCOMES


def test_every_price_adds_up() -> None:
    """What is paid each time, so many times, with the fees, is the whole price; nothing is left to ask."""
    offers = [offer for name in JOURNEYS for offer in journey(name).offers.values()]
    assert len(offers) == 7
    for offer in offers:
        price = offer.price
        assert price is not None
        assert price.pay is not None
        assert price.pay.amount is not None
        assert price.pay.times is not None
        assert price.pay.amount * price.pay.times + sum(price.fees.values()) == price.total


def test_one_onboarding_is_by_hand_and_one_by_itself() -> None:
    """People do the one, with the five figures of the source; of the other one approval is left to them."""
    by_hand, by_itself = journey("toolbox-manual"), journey("sponsor-auto")
    assert "task" in {kind_of(placed.step) for placed in all_steps(by_hand)}
    assert set(by_hand.indicators) == {"logins", "time_inside", "downloads", "comments", "questions"}
    assert {"approve", "call"} <= {kind_of(placed.step) for placed in all_steps(by_itself)}
    assert set(by_itself.indicators) == {"mail_opened", "login", "reports"}


def test_the_whole_life_loops_and_ends_both_ways() -> None:
    """Evolution leads back to selection, and both client and company may end it."""
    whole_life = journey("lifecycle")
    assert {way.initiator for way in whole_life.exit.values()} == {"client", "company"}
    assert any(isinstance(placed.step, BackTo) for placed in all_steps(whole_life))
    stages = {stage.id: stage for stage in stages_of(whole_life, shipped_schemes())}
    assert stages["evolution"].loops_to == "selection"
    assert [stage.kind for stage in stages.values()].count("ordinary") == 7
    assert (stages["loyalty"].kind, stages["after"].kind) == ("cross_cutting", "post_exit")


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
    signals += [plan.is_ for plan in fines.events.values()]
    aliases = {name for name, plan in fines.events.items() if plan.is_ is not None}
    named = [leaf for signal in signals if signal is not None for leaf in leaves(signal) if isinstance(leaf, Named)]
    assert len(named) == len(fines.touchpoints) + 5 + len(aliases)
    events = log.select("* REPLACE (amount::DOUBLE AS amount)")
    for leaf in named:
        if leaf.name in aliases:
            continue
        happened = events.filter(f"activity = '{leaf.name}'")
        if leaf.where is not None:
            happened = happened.filter(format_condition(leaf.where))
        assert happened.limit(1).fetchall(), leaf
    assert set(fines.events) - aliases <= {row[0] for row in log.select("activity").distinct().fetchall()}
