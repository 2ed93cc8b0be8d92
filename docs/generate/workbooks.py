"""The reference of the stage workbooks, from the data that ``tropa interview`` asks from."""

from __future__ import annotations

from collections.abc import Iterator

from tropa.journey.codecs.values import Text
from tropa.journey.model.stages import Scheme, Stage
from tropa.journey.schemes import shipped_schemes
from tropa.journey.workbook import GuidingQuestion, Workbook, shipped_workbooks

_INTRODUCTION = """# Stage workbooks

What is told and asked about each stage of the schemes that Tropa ships, generated from the data.
[`tropa interview`](#tropa-interview) asks the questions; the answers stand in the journey under
`answers: {STAGE: {QUESTION: Text}}` and count in its completeness. A stage of one's own is asked what the
stage behind its `maps_to` is asked. All of it is also there in Russian and Persian.
"""


def workbooks_page() -> str:
    """Every workbook, scheme by scheme in the order of their stages."""
    shipped = shipped_workbooks()
    lines = [_INTRODUCTION]
    for name, scheme in shipped_schemes().items():
        lines += [f"## {_english(scheme.title)}: `{name}`", "", *_told(scheme.note)]
        for stage in scheme.stages:
            lines += _section(scheme, stage, shipped[f"{name}/{stage.id}"])
    return "\n".join(lines).rstrip("\n") + "\n"


def anchor_of(scheme: str, stage: str) -> str:
    """Where a stage's workbook is told: ``workbook-lifecycle-sale``."""
    return f"workbook-{scheme}-{stage}".replace("_", "-")


def _english(text: Text | None) -> str:
    return "" if text is None else text.read_in("en")


def _told(text: Text | None) -> list[str]:
    return [_english(text), ""] if text else []


def _section(scheme: Scheme, stage: Stage, workbook: Workbook) -> Iterator[str]:
    yield from [f"({anchor_of(scheme.scheme, stage.id)})=", f"### {_english(stage.title)}: `{stage.id}`", ""]
    yield from [f"*{_english(workbook.purpose)}*", "", _english(workbook.explanation), ""]
    for name, question in workbook.questions.items():
        yield from _question(name, question)
    yield from ["", "**Examples**", ""]
    yield from (f"- *{_english(one.industry)}.* {_english(one.what)}" for one in workbook.examples)
    for checklist in workbook.checklists:
        yield from ["", f"**{_english(checklist.title)}**", ""]
        yield from (f"- {_english(item)}" for item in checklist.items)
    yield from ["", "**What does harm**", ""]
    yield from (
        f"- *{_english(one.what)}* {_english(one.why)} Better: {_english(one.instead)}"
        for one in workbook.anti_patterns
    )
    yield ""


def _question(name: str, question: GuidingQuestion) -> Iterator[str]:
    """A question as an item of a definition list."""
    choices = "; ".join(f"`{choice}` {_english(told)}" for choice, told in question.choices.items())
    kind = {"free": "", "choice": f" One of: {choices}.", "link": " An address or a file."}[question.kind]
    yield from [f"`{name}`", f": {_english(question.ask)} *{_english(question.why)}*{kind}", ""]
