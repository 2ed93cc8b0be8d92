"""The blueprint: what the client sees and what stands behind it, by department (S4-16, S4-17).

A projection of the definition, nothing of its own: touchpoints in the order of their stages, front-stage lanes
from the departments of those who answer for them, back-stage lanes from the departments of the
algorithms' owners, systems beneath.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.bands import Band, bands, stage_columns
from tropa.draw.names import Names
from tropa.draw.wording import Prose, Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.touchpoints import Touchpoint
from tropa.journey.model.workspace import Algorithm, System

DEPARTMENTS = ("front", "back")
"""Kinds of lanes that are departments: those on the stage, and those behind it."""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing in a cell of the blueprint.

    Args:
        title: Who or what it is: a team, an algorithm, a system; None for a gap, which ``text`` tells.
        text: What is said or decided there, or what is missing.
        mark: What sets it apart, e.g. that it is somebody else's; None for the usual.
    """

    title: Prose | None
    text: Prose | Markup | None
    mark: Markup | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the blueprint.

    Args:
        kind: ``action``, ``place``, ``front``, ``back`` or ``systems``.
        title: The department of a lane on or behind the stage, and our own word elsewhere.
        line: The line above it: ``interaction``, ``visibility``, ``internal``, or empty for none.
    """

    kind: str
    title: Prose | Markup
    line: str


@dataclass(frozen=True, slots=True)
class BlueprintColumn:
    """A touchpoint from the client down to the systems.

    Args:
        id: Its id.
        title: Its title.
        moment_of_truth: Much is decided here.
        action: What the client should do; None where nobody has said.
        channels: Where it happens.
        every_channel: All channels at once.
        cells: The rest, a cell a lane from the first front-stage lane down.
    """

    id: str
    title: Prose
    moment_of_truth: bool
    action: Markup | None
    channels: tuple[Prose, ...]
    every_channel: bool
    cells: tuple[tuple[Card, ...], ...]


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The whole picture.

    Args:
        bands: Stages that have touchpoints, in order.
        lanes: Rows from top to bottom; the first two are the client's.
        n_touchpoints: All of them.
    """

    bands: tuple[Band[BlueprintColumn], ...]
    lanes: tuple[Lane, ...]
    n_touchpoints: int

    def idle(self, band: Band[BlueprintColumn]) -> tuple[int, ...]:
        """The places of the lanes in which a band has nothing, while another band has: on paper it does without."""
        busy = {id(one): _busy(one) for one in self.bands}
        anywhere = frozenset[int]().union(*busy.values())
        return tuple(sorted(anywhere - busy[id(band)]))


CLIENTS = 2
"""Lanes that are the client's own; a cell beneath them has the place of its lane less these."""


def _busy(band: Band[BlueprintColumn]) -> frozenset[int]:
    """The places of the lanes in which a band has something."""
    columns = [column for stage in band.stages for column in stage.touchpoints]
    beneath = {at + CLIENTS for column in columns for at, cards in enumerate(column.cells) if cards}
    return frozenset((*range(CLIENTS), *beneath))


Placed = tuple[str | None, Card]
"""A card and its department; None where there is none yet."""


def blueprint(journey: Journey, schemes: Mapping[str, Scheme], names: Names, wording: Wording) -> Blueprint:
    """The blueprint of a journey.

    Args:
        journey: The journey.
        schemes: Stage schemes by id.
        names: What people call its things.
        wording: The page's language.
    """
    draft = _Draft(journey, names, wording)
    groups = stage_columns(journey, schemes, names, draft.column)
    return Blueprint(
        bands=tuple(bands(group for group in groups if group.touchpoints)),
        lanes=tuple(draft.lanes()),
        n_touchpoints=len(journey.touchpoints),
    )


class _Draft:
    """What stands where, gathered before the lanes are known."""

    def __init__(self, journey: Journey, names: Names, wording: Wording) -> None:
        self._touchpoints, self._names, self._wording = journey.touchpoints, names, wording
        self._front = {name: tuple(self._on_stage(one)) for name, one in journey.touchpoints.items()}
        self._back = {name: tuple(self._behind(one)) for name, one in journey.touchpoints.items()}
        self._front_departments = _departments(self._front.values())
        self._back_departments = _departments(self._back.values())

    def lanes(self) -> Iterator[Lane]:
        """The rows, each with the line above it."""
        say = self._wording.say
        yield Lane("action", say("blueprint.lane.action"), "")
        yield Lane("place", say("blueprint.lane.place"), "")
        yield from self._department_lanes("front", self._front_departments, "interaction")
        yield from self._department_lanes("back", self._back_departments, "visibility")
        yield Lane("systems", say("blueprint.lane.systems"), "internal")

    def column(self, name: str) -> BlueprintColumn:
        """The column of a touchpoint."""
        touchpoint, names = self._touchpoints[name], self._names
        return BlueprintColumn(
            id=name,
            title=names.touchpoint(name),
            moment_of_truth=touchpoint.moment_of_truth,
            action=names.signal(touchpoint.target_action) if touchpoint.target_action else None,
            channels=tuple(names.channel(channel) for channel in touchpoint.channel),
            every_channel=touchpoint.each,
            cells=(
                *_cells(self._front[name], self._front_departments),
                *_cells(self._back[name], self._back_departments),
                tuple(self._systems(touchpoint)),
            ),
        )

    def _department_lanes(self, kind: str, departments: Iterable[str | None], line: str) -> Iterator[Lane]:
        for at, name in enumerate(departments):
            title = self._names.department(name) if name else self._wording.say("blueprint.lane.no_department")
            yield Lane(kind, title, "" if at else line)

    def _on_stage(self, touchpoint: Touchpoint) -> Iterator[Placed]:
        """Who meets the client there; nobody is a gap."""
        names, say = self._names, self._wording.say
        if touchpoint.responsible:
            said = touchpoint.communication
            words = names.prose(said.text) or names.prose(said.subject) if said else None
            yield names.department_of(touchpoint.responsible), Card(names.responsible(touchpoint.responsible), words)
        else:
            yield None, Card(None, say("blueprint.gap.responsible"))
        if touchpoint.help and touchpoint.help != touchpoint.responsible:
            mark = say("blueprint.mark.helps")
            yield names.department_of(touchpoint.help), Card(names.responsible(touchpoint.help), None, mark)

    def _behind(self, touchpoint: Touchpoint) -> Iterator[Placed]:
        """What decides behind the line of visibility; nothing is a gap."""
        names, known = self._names, self._names.shared("algorithms")
        for name in touchpoint.backstage:
            found = known.get(name)
            rule, owner = (found.rule, found.owner) if isinstance(found, Algorithm) else (None, None)
            mark = names.responsible(owner).__html__() if owner else self._wording.say("blueprint.gap.owner")
            yield names.department_of(owner), Card(names.algorithm(name), names.prose(rule), mark)
        if not touchpoint.backstage:
            yield None, Card(None, self._wording.say("blueprint.gap.algorithm"))

    def _systems(self, touchpoint: Touchpoint) -> Iterator[Card]:
        """Systems that the touchpoint needs, and those on which its algorithms run, each once."""
        algorithms, systems = self._names.shared("algorithms"), self._names.shared("systems")
        running = (getattr(algorithms.get(name), "system", None) for name in touchpoint.backstage)
        for name in dict.fromkeys((*touchpoint.depends_on, *(one for one in running if one))):
            found = systems.get(name)
            external = isinstance(found, System) and found.kind == "external"
            yield Card(
                self._names.system(name), None, self._wording.say("blueprint.mark.external") if external else None
            )


def _departments(placed: Iterable[tuple[Placed, ...]]) -> tuple[str | None, ...]:
    """Departments in the order in which the path meets them; what has none comes last."""
    met = dict.fromkeys(department for cards in placed for department, _ in cards)
    named = tuple(name for name in met if name is not None)
    return (*named, None) if None in met or not named else named


def _cells(cards: tuple[Placed, ...], departments: Iterable[str | None]) -> Iterator[tuple[Card, ...]]:
    for department in departments:
        yield tuple(card for where, card in cards if where == department)
