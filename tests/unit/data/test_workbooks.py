"""The shipped workbooks: one for every stage, complete, in three languages (S0-1, S0-2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from tropa.data.package import list_data
from tropa.data.words import LANGUAGES
from tropa.journey.codecs.scalars import ID_PATTERN
from tropa.journey.codecs.values import Section, Text
from tropa.journey.schemes import shipped_schemes
from tropa.journey.workbook import Workbook, read_workbook, shipped_workbooks

STAGES = [f"{name}/{stage.id}" for name, scheme in shipped_schemes().items() for stage in scheme.stages]

NAMED = {
    "S0-20": ("activate/activate", "where_instructions"),
    "S0-21": ("activate/activate", "how_sent"),
    "S0-22": ("activate/activate", "watch_all"),
    "S0-28": ("activate/activate", "remind_and_return"),
    "S0-29, help": ("activate/first_use", "help_onboarding"),
    "S0-29, what next": ("activate/first_use", "explain_next"),
    "S0-29, tune": ("activate/set_up", "tune_to_oneself"),
    "S0-29, in the life cycle": ("lifecycle/onboarding", "tune_to_oneself"),
    "S1-12, register": ("lifecycle/selection", "help_register"),
    "S1-12, orient": ("lifecycle/selection", "help_orient"),
    "S1-12, choose": ("lifecycle/selection", "help_choose"),
    "S1-12, unusual": ("lifecycle/selection", "help_unusual"),
    "S1-39, mechanics": ("lifecycle/loyalty", "mechanics"),
    "S1-39, scale": ("lifecycle/loyalty", "scale"),
    "S1-39, flexibility": ("lifecycle/loyalty", "flexibility"),
    "S1-39, effectiveness": ("lifecycle/loyalty", "effectiveness"),
    "S3-7": ("lifecycle/selection", "fields"),
    "S3-25": ("lifecycle/onboarding", "success_measures"),
}
"""Questions that the requirements name, and where they are asked."""


def texts(thing: object) -> Iterator[Text]:
    """Every text of a workbook."""
    if isinstance(thing, Text):
        yield thing
    elif isinstance(thing, tuple):
        for item in thing:
            yield from texts(item)
    elif isinstance(thing, Section):
        yield from texts(tuple(thing.values()))
    elif is_dataclass(thing):
        yield from texts(tuple(getattr(thing, item.name) for item in fields(thing)))


def test_every_stage_of_every_scheme_has_its_workbook() -> None:
    """And every workbook belongs to a stage; a file holds the one of its name."""
    assert sorted(shipped_workbooks()) == sorted(STAGES)
    named = {path.removeprefix("workbooks/").removesuffix(".yaml") for path in list_data("workbooks", ".yaml")}
    assert named == {name.replace("/", "-").replace("_", "-") for name in STAGES}


@pytest.mark.parametrize("name", STAGES)
def test_a_workbook_has_all_its_parts(name: str) -> None:
    """Purpose, explanation, two examples of different industries, five questions, a checklist, an anti-pattern."""
    workbook = shipped_workbooks()[name]
    assert len(workbook.purpose.by_locale) == len(workbook.explanation.by_locale) == len(LANGUAGES)
    assert len({example.industry for example in workbook.examples}) >= 2
    assert len(workbook.questions) >= 5
    assert workbook.checklists
    assert all(checklist.items for checklist in workbook.checklists)
    assert workbook.anti_patterns
    for question in workbook.questions.values():
        assert bool(question.choices) == (question.kind == "choice")


@pytest.mark.parametrize("name", STAGES)
def test_a_workbook_says_everything_in_every_language(name: str) -> None:
    """Each text has its three languages, each in its own script; none is said twice over."""
    workbook = shipped_workbooks()[name]
    assert workbook.locales == LANGUAGES
    found = list(texts(workbook))
    assert len(found) > 20
    for text in found:
        assert tuple(locale for locale, _ in text.by_locale) == LANGUAGES
        english, russian, persian = (words for _, words in text.by_locale)
        assert not re.search("[\u0400-\u04ff\u0600-\u06ff]", english)
        assert re.search("[\u0400-\u04ff]", russian)
        assert not re.search("[\u0600-\u06ff]", russian)
        assert re.search("[\u0600-\u06ff]", persian)
        assert not re.search("[\u0400-\u04ff]|[?;,]|[\u064a\u0643]", persian)  # Persian ی and ک, ؟ ؛ ،
    asked = [question.ask for question in workbook.questions.values()]
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("promise", NAMED)
def test_the_questions_that_were_promised_are_asked(promise: str) -> None:
    """Each stands in the workbook of the stage to which it belongs."""
    workbook, question = NAMED[promise]
    assert question in shipped_workbooks()[workbook].questions


def test_ids_are_ids() -> None:
    """Question and choice ids can stand as keys of a journey."""
    for workbook in shipped_workbooks().values():
        for name, question in workbook.questions.items():
            assert re.fullmatch(ID_PATTERN, name)
            assert all(re.fullmatch(ID_PATTERN, choice) for choice in question.choices)


@pytest.mark.parametrize(
    "content", [b"workbook: a/b\npurpose: {en: x", b"workbook: nowhere\n", b"workbook: a/b\n", b""]
)
def test_a_broken_workbook_is_told(content: bytes) -> None:
    """A fault of ours ends with the file's name."""
    with pytest.raises(ValueError, match=r"broken\.yaml"):
        read_workbook(content, "broken.yaml")


def test_a_workbook_is_read() -> None:
    """The smallest one there is: what must be said is said."""
    told = read_workbook(b"workbook: a/b\npurpose: p\nexplanation: e\n", "small.yaml")
    assert told == Workbook(workbook="a/b", purpose=Text((("", "p"),)), explanation=Text((("", "e"),)))
