"""Which guiding questions a journey is asked, and what its answers do to its completeness."""

from __future__ import annotations

from tests.unit.journey.readings import journey

from tropa.journey.codecs.values import Section, Text, says
from tropa.journey.completeness import completeness, slots, stage_completeness
from tropa.journey.files import read_definition
from tropa.journey.model.stages import Scheme
from tropa.journey.schemes import shipped_schemes
from tropa.journey.workbook import known_questions, questions_for, shipped_workbooks, unanswered

SCHEMES = shipped_schemes()
LIFECYCLE = [stage.id for stage in SCHEMES["lifecycle"].stages]


def asked_of(text: str) -> list[str]:
    """The stages of a journey that are asked something, each once."""
    return list(dict.fromkeys(asked.stage.id for asked in questions_for(journey(text), SCHEMES)))


def test_a_journey_is_asked_about_all_its_stages() -> None:
    """Cross-cutting ones too; the questions are those of the workbook, in its order."""
    assert asked_of("stages: lifecycle") == LIFECYCLE
    asked = questions_for(journey("stages: activate"), SCHEMES)
    first = [one.id for one in asked if one.stage.id == "commit"]
    assert first == list(shipped_workbooks()["activate/commit"].questions)


def test_skipped_stages_are_not_asked_about() -> None:
    """A reason to leave a stage out is answer enough."""
    skipping = "stages: {use: lifecycle, skip: {acquisition: They come from a partner}}"
    assert asked_of(skipping) == LIFECYCLE[1:]


def test_a_journey_of_one_stage_is_asked_about_that_stage() -> None:
    """The default stage narrows the questions as it narrows the map."""
    assert asked_of("stages: lifecycle\nstage: onboarding") == ["onboarding"]


def test_own_stages_are_asked_what_they_stand_for() -> None:
    """Through `maps_to`; a stage that stands for nothing is asked nothing, whatever its name."""
    assert asked_of("stages: [{id: first, maps_to: lifecycle/sale}, {id: onboarding}]") == ["first"]
    assert asked_of("stages: [{id: first, maps_to: nowhere/sale}]") == []
    assert asked_of("") == []


def test_a_scheme_beside_the_file_is_asked_what_its_stages_stand_for() -> None:
    """And a change of the journey's own may name it."""
    read = read_definition(b"scheme: ours\nstages: [{id: one, maps_to: activate/commit}, {id: two}]\n")
    assert isinstance(read.value, Scheme)
    schemes = {"ours": read.value}
    assert {one.stage.id for one in questions_for(journey("stages: ours"), schemes)} == {"one"}
    changed = journey("stages: {use: ours, two: {maps_to: lifecycle/loyalty}}")
    assert {one.stage.id for one in questions_for(changed, schemes)} == {"one", "two"}


def test_an_answer_is_kept_under_the_stage_of_the_journey() -> None:
    """In any locale; one that says nothing is none."""
    held = journey("""
locales: [en, ru]
stages: [{id: first, maps_to: lifecycle/sale}]
answers:
  first:
    speed: {ru: Не больше суток}
    packaging: ''
    whole_price:
""")
    answered = {one.id: one.answer for one in questions_for(held, {}) if says(one.answer)}
    assert answered == {"speed": Text((("ru", "Не больше суток"),))}
    left = {one.id for one in unanswered(held, {})}
    assert left == set(shipped_workbooks()["lifecycle/sale"].questions) - {"speed"}


def test_the_questions_that_a_stage_knows_can_be_looked_up() -> None:
    """So that an answer to no question can be told; skipped stages are known, those without workbook are not."""
    held = journey("stages: {use: lifecycle, skip: {sale: Free}, after: {kind: post_exit}}")
    known = known_questions(held, SCHEMES)
    assert list(known) == LIFECYCLE
    assert "speed" in known["sale"]
    assert "moon" not in known["sale"]


def test_completeness_changes_when_a_question_is_answered() -> None:
    """S0-34: each answer brings the figure nearer to 1, and the stage's own with it."""
    base = "stages: lifecycle\nstage: sale\n"
    answers = list(shipped_workbooks()["lifecycle/sale"].questions)
    shares = []
    for n in range(len(answers) + 1):
        given = "".join(f"    {name}: Yes\n" for name in answers[:n])
        held = journey(base + (f"answers:\n  sale:\n{given}" if given else ""))
        shares.append((completeness(held, SCHEMES), stage_completeness(held, SCHEMES)["sale"]))
    assert shares == sorted(set(shares))
    first, *_, last = shares
    assert first == (0.0, 0.0)
    assert last == (len(answers) / (len(answers) + 6), len(answers) / (len(answers) + 1))


def test_a_stage_counts_its_touchpoints_and_its_questions() -> None:
    """A touchpoint without stage counts for the journey alone; stages of which nothing is asked have no figure."""
    held = journey("""
stages: [{id: a}, {id: b}, {id: c, kind: cross_cutting}]
touchpoints:
  one: {stage: a, channel: sms, communication: Hello}
  two: {channel: sms}
""")
    assert stage_completeness(held, {}) == {"a": 4 / 7, "b": 0}
    assert {slot.at for slot in slots(held, {}) if slot.stage is None} == {"journey", "two"}


def test_a_whole_map_is_complete() -> None:
    """1 is reached, and answers are needed for it."""
    text = """
goal: {client: I eat, business: Orders}
stages: [{id: buy, maps_to: lifecycle/sale}]
start: begun
success: paid
indicators: {quick: {share: success, expect: 50 %}}
touchpoints:
  pay: {stage: buy, channel: web, communication: Pay here, target_action: paid, evaluation: by eye, responsible: shop}
"""
    assert 0 < completeness(journey(text), {}) < 1
    given = Section(dict.fromkeys(shipped_workbooks()["lifecycle/sale"].questions, "Yes"))
    answered = text + "answers:\n  buy:\n" + "".join(f"    {name}: {said}\n" for name, said in given.items())
    assert completeness(journey(answered), {}) == 1
    assert stage_completeness(journey(answered), {}) == {"buy": 1}
