"""The page of the workbooks tells them all."""

from __future__ import annotations

from docs.generate.workbooks import anchor_of, workbooks_page
from tests.unit.docs.reading import anchors

from tropa.journey.schemes import shipped_schemes
from tropa.journey.workbook import shipped_workbooks


def test_every_stage_question_and_choice_is_told() -> None:
    """Each stage under its anchor; each question with its words and its reason."""
    told = workbooks_page()
    stages = {(name, stage.id) for name, scheme in shipped_schemes().items() for stage in scheme.stages}
    assert anchors(told) == {anchor_of(*stage) for stage in stages}
    for workbook in shipped_workbooks().values():
        assert workbook.purpose.read_in("en") in told
        for name, question in workbook.questions.items():
            assert f"`{name}`\n: {question.ask.read_in('en')} *{question.why.read_in('en')}*" in told
            assert all(f"`{choice}`" in told for choice in question.choices)
