"""The pages about templates and examples name each of them, and no other."""

from __future__ import annotations

import re

from tests.unit.data.test_examples import JOURNEYS
from tests.unit.docs.reading import page

from tropa.journey.templates import said_in, shipped_templates


def rows(name: str) -> list[str]:
    """What stands in code at the beginning of the rows of a page's table."""
    return re.findall(r"^\| `([a-z-]+)` \|", page(name), flags=re.MULTILINE)


def test_the_page_of_templates_names_each_of_them() -> None:
    """A row a template."""
    assert sorted(rows("how-to/start-from-a-template.md")) == sorted(shipped_templates())


def test_the_page_of_examples_names_each_of_them() -> None:
    """A row an example."""
    assert sorted(rows("explanation/examples.md")) == sorted(JOURNEYS)


def test_the_questions_shown_are_those_that_are_asked() -> None:
    """The console of the how-to shows the template's own questions and defaults."""
    shown = page("how-to/start-from-a-template.md")
    for number, question in enumerate(shipped_templates()["bundle"].questions.values(), start=1):
        asked = f"{number}/3  {said_in(question.ask, 'en')} [{said_in(question.default, 'en')}]"
        assert asked in shown
