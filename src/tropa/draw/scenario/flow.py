"""From a journey to the scenario as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tropa.draw.names import Names
from tropa.draw.scenario.goal import waits_for_goal
from tropa.draw.scenario.nodes import Node, Scenario, Strip, Way, goes_on
from tropa.draw.scenario.phrases import Phrases
from tropa.draw.scenario.telling import beginning, role_title, tell
from tropa.draw.scenario.told import Told, ToldWay, shared_details
from tropa.draw.wording import Prose, Wording
from tropa.journey.model.journey import Exit, Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.steps import BackTo, End, ForEach, Step, Steps
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import stages_of
from tropa.journey.structure import step_lists

REACHED, ENDED = "reached", "ended"
"""Outcomes that every journey has."""


def scenario_of(
    journey: Journey, schemes: Mapping[str, Scheme], wording: Wording, workspace: Workspace | None
) -> Scenario:
    """The scenario of a journey; what is not filled in yet is shown as such.

    Args:
        journey: The journey.
        schemes: Stage schemes by id.
        wording: The language.
        workspace: The workspace in force.
    """
    names = Names(journey, workspace, wording)
    phrases = Phrases(journey, names, wording, stages_of(journey, schemes))
    return Scenario(
        title=names.journey(),
        strips=tuple(_Flow(phrases).strips()),
        observed=journey.mode == "observed",
        has_steps=any(True for _ in step_lists(journey)),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """A step where it stands.

    Args:
        step: The step.
        anchor: Its name within the page.
        path: Its place in the file.
        behind: The step that comes after it, or after the block that it ends; None where none does.
    """

    step: Step
    anchor: str
    path: str
    behind: Step | None


@dataclass(slots=True)
class _Flow:
    """Draws up the strips of one journey.

    Args:
        phrases: Speaks.
        used: Anchors given away.
        titles: What the steps with ids are called.
    """

    phrases: Phrases
    used: set[str] = field(default_factory=set)
    titles: dict[str, Prose] = field(default_factory=dict)

    def strips(self) -> Iterator[Strip]:
        """The main path, the roles' own steps, the goal, the other ways out."""
        journey, said = self.phrases.journey, self.phrases.said
        if journey.steps:
            begun = self._begin(beginning(self.phrases), said("scenario.kind.begin"))
            yield Strip(said("scenario.strip.main"), self._strip("steps", begun, journey.steps, ENDED))
        for name, role in journey.roles.items():
            if role.steps:
                who = role_title(name, role.title, self.phrases)
                begun = self._begin(who, said("scenario.kind.joins"))
                nodes = self._strip(f"roles.{name}", begun, role.steps, None)
                yield Strip(said("scenario.strip.role", role=who), nodes)
        if journey.success:
            reached = self.phrases.signal_title(journey.success.for_) if journey.success.for_ else None
            begun = self._begin(reached, said("scenario.kind.any_time"))
            nodes = self._strip("success", begun, journey.success.steps, REACHED)
            yield Strip(said("scenario.strip.success"), nodes)
        for at, (name, way_out) in enumerate(journey.exit.items()):
            nodes = self._strip(f"exit.{at}", self._left(way_out), way_out.steps, name)
            yield Strip(said("scenario.strip.exit", outcome=self.phrases.outcome(name)), nodes)

    def _left(self, way_out: Exit) -> Node:
        signal = self.phrases.signal_title(way_out.for_) if way_out.for_ else None
        whose = (self.phrases.said(f"scenario.exit.{way_out.initiator}"),) if way_out.initiator else ()
        return self._begin(signal, self.phrases.said("scenario.kind.any_time"), whose)

    def _begin(self, title: Prose | None, kind: Prose, details: tuple[Prose, ...] = ()) -> Node:
        return Node("", "begin" if title else "blank", kind, title or self._unfilled(), details)

    def _strip(self, path: str, begun: Node, steps: Steps | None, outcome: str | None) -> tuple[Node, ...]:
        nodes = (begun, *self._nodes(steps or (), path, {}))
        if not goes_on(nodes):
            return nodes
        said = self.phrases.said
        title = self.phrases.outcome(outcome) if outcome else said("scenario.end.passed")
        return (*nodes, self._finish(title))

    def _finish(self, title: Prose) -> Node:
        return Node("", "finish", self.phrases.said("scenario.kind.end"), title, goes_on=False)

    def _nodes(
        self, steps: Steps, path: str, known: Mapping[str, str], behind: Step | None = None
    ) -> tuple[Node, ...]:
        """The nodes of a list.

        Args:
            steps: The list.
            path: Its place in the file.
            known: Anchors of the steps that may be gone back to, by id.
            behind: The step that a finished list goes on with.
        """
        nodes = []
        for at, step in enumerate(steps):
            after = steps[at + 1] if at + 1 < len(steps) else behind
            anchor = self._anchor(step, f"{path}.{at}")
            before = known
            if step.id:
                known = {**known, step.id: anchor}
            nodes.append(self._node(_Place(step, anchor, f"{path}.{at}", after), before, known))
        return tuple(nodes)

    def _anchor(self, step: Step, path: str) -> str:
        anchor = f"step-{step.id}" if step.id else f"step-{path}"
        if anchor in self.used:
            anchor = f"step-{path}"
        self.used.add(anchor)
        return anchor

    def _node(self, place: _Place, before: Mapping[str, str], known: Mapping[str, str]) -> Node:
        step = place.step
        told = tell(step, self.phrases, self.titles.get)
        if step.id and told.title:
            self.titles[step.id] = told.title
        inside: Mapping[str, str] = {} if isinstance(step, ForEach) else known
        ways, outcomes = self._ways(place, told, inside)
        return Node(
            anchor=place.anchor,
            look=told.look,
            kind=told.kind,
            title=told.title or self._unfilled(),
            details=(*told.details, *outcomes, *shared_details(step, self.phrases)),
            rungs=told.rungs,
            ways=ways,
            returns_to=before.get(step.step) if isinstance(step, BackTo) else None,
            goes_on=_goes_on(step, ways),
        )

    def _ways(self, place: _Place, told: Told, known: Mapping[str, str]) -> tuple[tuple[Way, ...], tuple[Prose, ...]]:
        """The ways worth drawing; outcomes after which nothing differs are told in a line instead."""
        step, said = place.step, self.phrases.said
        failed = ToldWay("on_error", said("scenario.way.fails"), step.on_error, fault=True)
        given = [*told.ways, *([failed] if step.on_error else [])]
        goal = not _reached(place.behind) and waits_for_goal(step, place.path, self.phrases.journey)
        if not goal and not any(way.steps for way in given) and not isinstance(step, BackTo | ForEach):
            outcomes = [way.label for way in told.ways if way.part.startswith("outcomes.")]
            named = (said("scenario.detail.outcomes", outcomes=self.phrases.listed(outcomes)),) if outcomes else ()
            return (), named
        if given and all(way.fault for way in given):
            given.insert(0, ToldWay("on", said("scenario.way.works"), None))
        return tuple(self._way(way, place, known, goal=goal) for way in given), ()

    def _way(self, way: ToldWay, place: _Place, known: Mapping[str, str], *, goal: bool) -> Way:
        """A way with its steps; the goal, once reached, ends the run though nothing is written there."""
        if goal and way.part == "then" and not way.steps:
            return Way(way.label, (self._finish(self.phrases.outcome(REACHED)),), fault=False)
        behind = None if isinstance(place.step, ForEach) else place.behind
        return Way(way.label, self._nodes(way.steps or (), f"{place.path}.{way.part}", known, behind), way.fault)

    def _unfilled(self) -> Prose:
        return self.phrases.said("report.page.empty")


def _reached(step: Step | None) -> bool:
    """Whether a step says itself that the goal is reached."""
    return isinstance(step, End) and step.outcome == REACHED


def _goes_on(step: Step, ways: tuple[Way, ...]) -> bool:
    if isinstance(step, End):
        return False
    if isinstance(step, BackTo) and not ways:
        return False
    return isinstance(step, ForEach) or not ways or any(goes_on(way.nodes) for way in ways)
