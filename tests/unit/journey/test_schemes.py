"""The stage schemes that are shipped, and what a journey makes of one."""

from __future__ import annotations

from tests.unit.journey.readings import journey

from tropa.data.package import list_data, read_data
from tropa.journey.codecs.values import Duration, Text
from tropa.journey.files import read_definition
from tropa.journey.schemes import shipped_schemes, skipped_stages, stage_of, stages_of

EIGHT = ("acquisition", "selection", "sale", "onboarding", "solution", "evolution", "loyalty", "offboarding")


def test_the_life_cycle_has_eight_stages() -> None:
    """In their order, with loyalty under all of them and evolution going round again."""
    stages = shipped_schemes()["lifecycle"].stages
    assert tuple(stage.id for stage in stages) == EIGHT
    by_id = {stage.id: stage for stage in stages}
    assert by_id["loyalty"].kind == "cross_cutting"
    assert by_id["evolution"].loops_to == "selection"
    assert (by_id["onboarding"].min, by_id["onboarding"].max) == (Duration(15, "d"), Duration(60, "d"))
    assert by_id["onboarding"].forbid == ("cross_sell",)


def test_activate_maps_to_the_life_cycle() -> None:
    """Every stage of `activate` stands for a stage of `lifecycle`."""
    activate = shipped_schemes()["activate"].stages
    assert activate
    for stage in activate:
        assert stage.maps_to is not None
        scheme, _, target = stage.maps_to.partition("/")
        assert (scheme, target in EIGHT) == ("lifecycle", True)


def test_the_shipped_schemes_have_no_faults() -> None:
    """They are read whole, and tell their stages in three languages."""
    paths = list_data("schemes", ".yaml")
    assert {path.removeprefix("schemes/").removesuffix(".yaml") for path in paths} == set(shipped_schemes())
    for path in paths:
        assert read_definition(read_data(path), schemes=shipped_schemes()).problems == ()
    for scheme in shipped_schemes().values():
        for stage in scheme.stages:
            assert stage.title is not None
            assert {tag for tag, _ in stage.title.by_locale} == {"en", "ru", "fa"}


def test_a_journey_changes_the_scheme_it_uses() -> None:
    """Only what is said is changed; stages of its own come last; skipped ones say why."""
    held = journey("""
stages:
  use: lifecycle
  skip: {acquisition: They come from a partner}
  onboarding: {max: 30d}
  sale:
  after: {kind: post_exit}
""")
    stages = {stage.id: stage for stage in stages_of(held, shipped_schemes())}
    assert tuple(stages) == (*EIGHT, "after")
    assert (stages["onboarding"].min, stages["onboarding"].max) == (Duration(15, "d"), Duration(30, "d"))
    assert stages["sale"] == shipped_schemes()["lifecycle"].stages[2]
    assert stages["after"].kind == "post_exit"
    assert dict(skipped_stages(held)) == {"acquisition": Text((("", "They come from a partner"),))}


def test_a_journey_may_have_stages_of_its_own_or_none() -> None:
    """A list is what it is; without stages there are none."""
    assert [stage.id for stage in stages_of(journey("stages: [{id: a}, {id: b}]"), {})] == ["a", "b"]
    assert stages_of(journey(""), {}) == ()
    assert stages_of(journey("stages: unknown"), {}) == ()
    assert skipped_stages(journey("")) == {}


def test_the_stage_of_a_touchpoint_is_its_own_or_the_journeys() -> None:
    """`stage` at the top is the default for all below."""
    held = journey("stages: [{id: a}, {id: b}]\nstage: a")
    assert (stage_of("b", held), stage_of(None, held), stage_of(None, journey(""))) == ("b", "a", None)
