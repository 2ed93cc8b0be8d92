"""How imagined customers behave, as somebody writes it down: a file whose first key is ``behaviour``.

Every key is optional; what is not said is taken from the journey (``habits``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from tropa.journey.codecs.collections import MapOf
from tropa.journey.codecs.protocol import Reading, Unread
from tropa.journey.codecs.records import codec_of, key, record
from tropa.journey.codecs.scalars import DURATION, ID, NAME, POSITIVE, SHARE, ScalarCodec
from tropa.journey.codecs.values import Duration, Section, Share
from tropa.journey.text.nodes import Mapping as Node
from tropa.journey.text.problems import NOWHERE, Problem, nearest
from tropa.journey.text.source import read_nodes
from tropa.plan.script import Script

_SPREAD = ScalarCodec(
    "spread", r"[1-9][0-9]{0,2}(\.[0-9]{1,6})?", lambda m: Decimal(m.group()), lambda v: f"{v:f}", ("number",)
)
_SHARES = MapOf(SHARE, key=NAME)


@record
class Doing:
    """That something is done: by how many, and how long it takes them."""

    share: Share | None = key(SHARE, "How many do it.")
    after: Duration | None = key(DURATION, "How long half of them take, at most.")
    spread: Decimal | None = key(_SPREAD, "Two thirds take between `after` divided by it and `after` times it.")


@record
class Reacting(Doing):
    """What a message, or an invitation, brings about."""

    refuse: Share | None = key(SHARE, "How many say no: to the reminder, or to the invitation.")


@record
class Settling(Doing):
    """What becomes of a wait, of a task, of an approval; of a task by outcome."""

    outcomes: Section[Share] = key(_SHARES, "How a task or an approval ends.", default=Section())


@record
class Meeting:
    """What becomes of a visit."""

    after: Duration | None = key(DURATION, "How long it takes until it is planned.")
    spread: Decimal | None = key(_SPREAD, "As for all that is done.")
    ahead: Duration | None = key(DURATION, "How long after that it takes place.")
    outcomes: Section[Share] = key(_SHARES, "How it ends: `done`, `client_absent` ...", default=Section())


@record
class Replying(Doing):
    """What becomes of a survey."""

    answers: Section[Share] = key(_SHARES, "What they answer.", default=Section())


@record
class Arriving:
    """How customers come."""

    customers: int | None = key(POSITIVE, "How many, in all.")
    per_day: int | None = key(POSITIVE, "How many a day.")
    over: Duration | None = key(DURATION, "Over what time, evenly.")


@record
class Behaviour:
    """A file of behaviour."""

    behaviour: str = key(ID, "The journey.", required=True)
    arrivals: Arriving | None = key(codec_of(Arriving), "How customers come.")
    start: Section[Section[Share]] = key(
        MapOf(_SHARES, key=NAME), "Properties of the start event, by value.", default=Section()
    )
    traits: Section[Section[Share]] = key(MapOf(_SHARES, key=NAME), "Traits, by value.", default=Section())
    touchpoints: Section[Reacting] = key(
        MapOf(codec_of(Reacting)), "What a touchpoint's message brings about.", default=Section()
    )
    steps: Section[Settling] = key(
        MapOf(codec_of(Settling), key=NAME), "Waits, tasks and approvals, by the step's name.", default=Section()
    )
    visits: Section[Meeting] = key(MapOf(codec_of(Meeting)), "Visits.", default=Section())
    invitations: Section[Reacting] = key(MapOf(codec_of(Reacting)), "Invitations, by role.", default=Section())
    surveys: Section[Replying] = key(MapOf(codec_of(Replying)), "Surveys.", default=Section())
    spontaneous: Section[Doing] = key(
        MapOf(codec_of(Doing), key=NAME),
        "What customers do unasked, by event; counted from the start.",
        default=Section(),
    )


def read_behaviour(content: bytes, file: str, script: Script) -> tuple[Behaviour | None, tuple[Problem, ...]]:
    """Read a file of behaviour; never raises, whatever the bytes.

    Args:
        content: The file's bytes.
        file: Its name, for the problems.
        script: The journey it is about; what it names must be there.

    Returns:
        What it says, None where a problem of level E was found, and all problems in the order of the file.
    """
    root, problems = read_nodes(content)
    reading = Reading()
    reading.problems += problems
    said: Behaviour | None = None
    if isinstance(root, Node):
        try:
            said = codec_of(Behaviour).read(root, reading)
        except Unread:
            said = None
    elif not problems:
        reading.note("PA08", NOWHERE, met="", expected="record", nearest="")
    if said is not None:
        _check(said, script, reading)
    found = [Problem(one.rule, one.span, one.params, file) for one in reading.problems]
    found.sort(key=lambda one: (one.span, one.rule))
    broken = any(one.level == "E" for one in found)
    return (None if broken else said), tuple(found)


def _check(said: Behaviour, script: Script, reading: Reading) -> None:
    """Whether what is named is there."""
    definition, nodes = script.definition, script.nodes
    _known(("behaviour",), [said.behaviour], [script.journey], reading)
    known: Mapping[str, Iterable[str]] = {
        "touchpoints": definition.touchpoints,
        "steps": [one.name for one in nodes if one.kind in {"wait", "task", "approve"}],
        "visits": dict.fromkeys(one.step.visit for one in nodes if one.kind == "visit"),  # type: ignore[attr-defined]  # by its kind
        "invitations": definition.roles,
        "surveys": dict.fromkeys(one.step.survey for one in nodes if one.kind == "survey"),  # type: ignore[attr-defined]  # by its kind
    }
    for section, names in known.items():
        _known((section,), getattr(said, section), list(names), reading)
    for name, one in said.steps.items():
        declared = getattr(script.places[name].step, "outcomes", None) if name in script.places else None
        if declared:
            _known(("steps", name, "outcomes"), one.outcomes, list(declared), reading)


def _known(path: tuple[str, ...], met: Iterable[str], valid: list[str], reading: Reading) -> None:
    for name in met:
        if name not in valid:
            place = reading.places.get((*path, name)) or reading.places.get(path) or NOWHERE
            told = ", ".join(valid) or "-"
            reading.note("PA07", place, met=name[:60], expected=told, nearest=nearest(name, valid))
