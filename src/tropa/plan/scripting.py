"""From a journey to its script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Condition
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.plan.asking import asked_by, looks_of, start_properties
from tropa.plan.crisis_rules import crisis_rules, ears_of_crises
from tropa.plan.listening import DEAF, Listening, ToCondition, ToEvent, hears_one_event, listen, parts
from tropa.plan.our_events import INPUTS, SEGMENT_ENTERED, SEGMENT_LEFT
from tropa.plan.placing import nodes_of, tracks_of
from tropa.plan.script import Node, Script
from tropa.plan.stage_rules import ears_of_stages, stage_rules


def compile_script(
    journey: Journey,
    workspace: Workspace | None = None,
    version: int = 1,
    schemes: Mapping[str, Scheme] | None = None,
) -> Script:
    """The script of a journey.

    Args:
        journey: A journey that was read without errors; references to nothing lead nowhere.
        workspace: The workspace in force: its segments, time zone and support.
        version: The version's number.
        schemes: Stage schemes by id; those in the package, if not said.
    """
    nodes = nodes_of(journey)
    start, success, reentry = journey.start, journey.success, journey.reentry
    key = None if journey.key_ in {None, "none"} else journey.key_
    ears = _Ears(
        start=listen(start.for_ if start else None, journey),
        success=listen(success.for_ if success else None, journey),
        exits=Section({name: listen(way.for_, journey) for name, way in journey.exit.items()}),
        components=Section({name: listen(part.done, journey) for name, part in journey.components.items()}),
        roles=Section({name: listen(role.done, journey) for name, role in journey.roles.items()}),
    )
    stages = stage_rules(journey, shipped_schemes() if schemes is None else schemes)
    crises = crisis_rules(journey, workspace, ((node.name, node.step) for node in nodes))
    every = (*ears.all(), *ears_of_stages(stages), *ears_of_crises(crises))
    segment = _segment(journey, workspace)
    segments = _edged(every, (node.listening for node in nodes), journey, workspace)
    asked = asked_by(nodes, every, (segment, *segments.values()))
    looks = looks_of(asked, journey)
    heard = [*every, *(node.listening for node in nodes), *looks.values()]
    joins = {name: plan.joins.role for name, plan in journey.events.items() if plan.joins and plan.joins.role}
    events = [part for one in heard for part in parts(one) if isinstance(part, ToEvent)]
    support = journey.support or (workspace.support if workspace else None)
    return Script(
        journey=journey.journey,
        version=version,
        definition=journey,
        nodes=nodes,
        places=Section({node.name: node for node in nodes}),
        tracks=tracks_of(nodes),
        key=key,
        start=ears.start,
        segment=segment,
        turning=_turning(segment, ears.start),
        start_names=_names(ears.start),
        max_age_s=start.max_age.seconds if start else _DAY_S,
        reentry=reentry.policy if reentry else "once_per_key" if key else "once",
        cooldown_s=reentry.cooldown.seconds if reentry and reentry.cooldown else 0,
        parallel=reentry.parallel if reentry and reentry.parallel else 1,
        success=ears.success,
        whose=success.whose if success else "first",
        exits=ears.exits,
        components=ears.components,
        roles=ears.roles,
        joins=Section(joins),
        looks=looks,
        names=frozenset({*INPUTS, *joins, *(event.name for event in events if event.name is not None)}),
        hears_all=any(event.name is None for event in events),
        starts_with=start_properties(asked, nodes, journey),
        time_zone=journey.time_zone or (workspace.time_zone if workspace else None),
        helper=support.owner if support else None,
        stages=stages,
        enroll=start.enroll if start else "future",
        anonymous=start.anonymous if start else False,
        stitch_s=start.stitch.seconds if start and start.stitch else 0,
        starts_by_name=_is_by_name(ears.start, key),
        moved_by=_moved_by(nodes, ears, success.whose if success else "first"),
        segments=segments,
        crises=crises,
    )


_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class _Ears:
    """What the journey as a whole listens to."""

    start: Listening
    success: Listening
    exits: Section[Listening]
    components: Section[Listening]
    roles: Section[Listening]

    def all(self) -> Iterator[Listening]:
        """Each of them."""
        yield from (self.start, self.success)
        for section in (self.exits, self.components, self.roles):
            yield from section.values()


def _moved_by(nodes: Iterable[Node], ears: _Ears, whose: str) -> frozenset[str] | None:
    """The names of the events that alone may move a run; None where a run looks at more than what has just come."""
    looks_back = ears.components or whose == "each" or any(one != DEAF for one in ears.roles.values())
    listened = [ears.success, *ears.exits.values(), *(node.listening for node in nodes)]
    if looks_back or any(node.restless for node in nodes) or not all(hears_one_event(one) for one in listened):
        return None
    names = {part.name for one in listened for part in parts(one) if isinstance(part, ToEvent)}
    return None if None in names else INPUTS.union(name for name in names if name is not None)


def _is_by_name(start: Listening, key: str | None) -> bool:
    """Whether a start asks for nothing but a name; a run's own key agrees with whatever it is taken from."""
    if not isinstance(start, ToEvent) or start.where is not None:
        return False
    return start.key is None or (start.key == key and not start.required)


def _turning(segment: Condition | None, start: Listening) -> tuple[Condition, ...]:
    own = (part.condition for part in parts(start) if isinstance(part, ToCondition))
    return (*((segment,) if segment is not None else ()), *own)


def _names(listening: Listening) -> frozenset[str] | None:
    """The event names it listens to; None is any."""
    names = {part.name for part in parts(listening) if isinstance(part, ToEvent)}
    return None if None in names else frozenset(name for name in names if name is not None)


def _segment(journey: Journey, workspace: Workspace | None) -> Condition | None:
    name = journey.start.segment if journey.start else None
    return _segments(journey, workspace).get(name) if name is not None else None


def _segments(journey: Journey, workspace: Workspace | None) -> Section[Condition]:
    known = {**(workspace.segments if workspace else {}), **journey.segments}
    return Section({name: segment.when for name, segment in known.items() if segment.when is not None})


def _edged(
    every: Iterable[Listening], waited: Iterable[Listening], journey: Journey, workspace: Workspace | None
) -> Section[Condition]:
    """All segments, where anything listens to their edges; none where nothing does."""
    names = {part.name for one in (*every, *waited) for part in parts(one) if isinstance(part, ToEvent)}
    return _segments(journey, workspace) if names & {SEGMENT_ENTERED, SEGMENT_LEFT} else Section()
