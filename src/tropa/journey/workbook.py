"""Stage workbooks: what a person who plans a stage is told and asked (S0-1, S0-2).

A workbook belongs to one stage of a shipped scheme.  A stage of one's own is asked the questions of
the stage that it stands for (``maps_to``); one that stands for none is asked nothing.  Answers are
kept in the journey, under the id that the stage has there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tropa.data.package import list_data, read_data
from tropa.journey.codecs.collections import TEXT, ListOf, MapOf
from tropa.journey.codecs.protocol import Reading, Unread
from tropa.journey.codecs.records import codec_of, key, record
from tropa.journey.codecs.scalars import LOCALE, choice
from tropa.journey.codecs.values import Section, Text, says
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import SCHEME_STAGE, Scheme, Stage, StageUse
from tropa.journey.schemes import skipped_stages, stages_of
from tropa.journey.text.source import read_nodes

_FOLDER = "workbooks"
_UNSAID = Text(())


@record
class GuidingQuestion:
    """One question to whoever plans a stage."""

    ask: Text = key(TEXT, "The question.", required=True, default=_UNSAID)
    why: Text = key(TEXT, "Why it is asked.", required=True, default=_UNSAID)
    kind: str = key(
        choice("free", "choice", "link"),
        "`free` words; a `choice` among some, words after it; a `link` to where the answer stands.",
        default="free",
    )
    choices: Section[Text] = key(MapOf(TEXT), "What there is to choose from.", default=Section())


@record
class WorkbookExample:
    """How somebody does it well."""

    industry: Text = key(TEXT, "Whose business.", required=True, default=_UNSAID)
    what: Text = key(TEXT, "What they do.", required=True, default=_UNSAID)


@record
class Checklist:
    """What belongs to something in the stage, to be ticked off."""

    title: Text = key(TEXT, "What the list is of.", required=True, default=_UNSAID)
    items: tuple[Text, ...] = key(ListOf(TEXT), "What belongs to it.", required=True, default=())


@record
class AntiPattern:
    """What looks like work on the stage and does harm."""

    what: Text = key(TEXT, "What is done.", required=True, default=_UNSAID)
    why: Text = key(TEXT, "What comes of it.", required=True, default=_UNSAID)
    instead: Text = key(TEXT, "What to do instead.", required=True, default=_UNSAID)


@record
class Workbook:
    """What is told and asked about one stage."""

    workbook: str = key(SCHEME_STAGE, "The stage: `scheme/stage`.", required=True, default="")
    locales: tuple[str, ...] = key(ListOf(LOCALE), "Locales of its texts.", default=())
    purpose: Text = key(TEXT, "What the stage is for.", required=True, default=_UNSAID)
    explanation: Text = key(
        TEXT, "What happens in it, and what is easily overlooked.", required=True, default=_UNSAID
    )
    examples: tuple[WorkbookExample, ...] = key(ListOf(codec_of(WorkbookExample)), "Examples.", default=())
    questions: Section[GuidingQuestion] = key(
        MapOf(codec_of(GuidingQuestion)), "Guiding questions by id.", default=Section()
    )
    checklists: tuple[Checklist, ...] = key(ListOf(codec_of(Checklist)), "Checklists.", default=())
    anti_patterns: tuple[AntiPattern, ...] = key(ListOf(codec_of(AntiPattern)), "Anti-patterns.", default=())


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A guiding question as one journey is asked it.

    Args:
        stage: The stage of the journey, under whose id the answer is kept.
        id: The question's id.
        question: The question.
        workbook: Where it comes from.
        answer: The journey's answer, or None.
    """

    stage: Stage
    id: str
    question: GuidingQuestion
    workbook: Workbook
    answer: Text | None


@cache
def shipped_workbooks() -> Mapping[str, Workbook]:
    """The workbooks in the package by ``scheme/stage``, in the order of their files.

    Raises:
        ValueError: One cannot be read: a fault of ours, found by test.
    """
    found: dict[str, Workbook] = {}
    for path in list_data(_FOLDER, ".yaml"):
        workbook = read_workbook(read_data(path), path)
        found[workbook.workbook] = workbook
    return found


def read_workbook(content: bytes, file: str) -> Workbook:
    """The workbook of a file of ours.

    Raises:
        ValueError: It cannot be read.
    """
    root, problems = read_nodes(content)
    reading = Reading()
    if root is None or problems:
        raise ValueError(f"{file}: {problems}")
    try:
        return codec_of(Workbook).read(root, reading)
    except Unread as unread:
        raise ValueError(f"{file}: {reading.problems}") from unread


def workbook_of(stage: Stage, journey: Journey) -> Workbook | None:
    """The workbook of a journey's stage: of the shipped scheme it is taken from, else of what it maps to."""
    used = journey.stages.use if isinstance(journey.stages, StageUse) else ""
    shipped = shipped_workbooks()
    return shipped.get(f"{used}/{stage.id}") or shipped.get(stage.maps_to or "")


def questions_for(journey: Journey, schemes: Mapping[str, Scheme]) -> tuple[AskedQuestion, ...]:
    """What a journey is asked, stage by stage.

    Stages that it skips are not asked about; a journey that names one stage for all of it is asked
    about that stage alone.
    """
    return tuple(
        asked
        for stage in stages_of(journey, schemes)
        if stage.id not in skipped_stages(journey) and journey.stage in (None, stage.id)
        for asked in _asked(stage, journey)
    )


def _asked(stage: Stage, journey: Journey) -> tuple[AskedQuestion, ...]:
    workbook = workbook_of(stage, journey)
    answers = journey.answers.get(stage.id, Section())
    return tuple(
        AskedQuestion(stage, name, question, workbook, answers.get(name))
        for name, question in (workbook.questions.items() if workbook else ())
        if workbook is not None
    )


def unanswered(journey: Journey, schemes: Mapping[str, Scheme]) -> tuple[AskedQuestion, ...]:
    """The questions that a journey is asked and does not answer."""
    return tuple(asked for asked in questions_for(journey, schemes) if not says(asked.answer))


def known_questions(journey: Journey, schemes: Mapping[str, Scheme]) -> Mapping[str, frozenset[str]]:
    """The ids of the questions that each stage of a journey knows, skipped stages among them.

    A stage without a workbook is left out: its answers are nobody's questions but the author's own.
    """
    found = ((stage.id, workbook_of(stage, journey)) for stage in stages_of(journey, schemes))
    return {name: frozenset(workbook.questions) for name, workbook in found if workbook is not None}
