"""Which moves a definition admits (M7): by its steps, or, in a map, by the order of its stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.schemes import stages_of
from tropa.journey.signals import Named
from tropa.plan.heard import Heard, Leaf, heard_leaves, one_event_serves
from tropa.plan.plan import Observable, TouchpointMeasure
from tropa.plan.resolve import resolve
from tropa.plan.steps_graph import StepGraph

START, SUCCESS = "start", "success"


def follow_pairs(
    journey: Journey,
    schemes: Mapping[str, Scheme],
    start: Heard | None,
    endings: tuple[tuple[str, Heard], ...],
    touchpoints: tuple[TouchpointMeasure, ...],
) -> tuple[tuple[Observable, ...], frozenset[tuple[str, str]]]:
    """What counts as mapped, and which of it may come next after which.

    Args:
        journey: The definition.
        schemes: Stage schemes by id.
        start: What begins a run.
        endings: ``success`` and ``exit:NAME``, with what brings them about.
        touchpoints: How each is measured.
    """
    graph = StepGraph(journey, {measure.id: measure.reached for measure in touchpoints})
    entry = graph.node()
    graph.build(journey.steps or (), entry, journey.stage)
    found = _observables(graph, start, touchpoints)
    for label, heard in endings:
        found[label] = Observable(label, heard_leaves(heard), None, ends=one_event_serves(heard))
        _closing_steps(graph, label, journey)
    for name in journey.events:
        planned = resolve(Named(name), journey)
        if planned is not None:
            _add(found, Observable(f"event:{name}", heard_leaves(planned)))
    graph.close()
    found |= {label: Observable(label, leaves, graph.stages[label]) for label, leaves in graph.observables.items()}
    pairs = _by_steps(graph, entry) if journey.steps else _by_stages(found, journey, schemes)
    pairs |= _targets(pairs, touchpoints, found)
    going_on = [label for label, item in found.items() if not item.ends]
    pairs |= {(label, ending) for label in going_on for ending, _ in endings}
    free = [label for label in found if label.startswith("event:")]
    pairs |= {pair for label in free for other in found for pair in ((label, other), (other, label))}
    return tuple(found.values()), frozenset(pairs)


def _observables(
    graph: StepGraph, start: Heard | None, touchpoints: Iterable[TouchpointMeasure]
) -> dict[str, Observable]:
    journey = graph.journey
    first_stage = next((step.stage for step in journey.steps or () if step.stage), None)
    found: dict[str, Observable] = {}
    if start is not None:
        stage = journey.stage or first_stage or next((m.stage for m in touchpoints if m.stage), None)
        found[START] = Observable(START, heard_leaves(start), stage)
    for measure in touchpoints:
        if measure.reached is not None:
            label = f"touchpoint:{measure.id}"
            found[label] = Observable(label, heard_leaves(measure.reached), measure.stage)
        if measure.target is not None:
            label = f"target:{measure.id}"
            found[label] = Observable(label, heard_leaves(measure.target))
    return found


def _add(found: dict[str, Observable], item: Observable) -> None:
    """Add an event of the tracking plan that nothing else listens to."""
    known: set[Leaf] = {leaf for other in found.values() for leaf in other.leaves}
    if not known.issuperset(item.leaves):
        found[item.id] = item


def _closing_steps(graph: StepGraph, label: str, journey: Journey) -> None:
    """Closing words follow the ending they belong to."""
    name = label.removeprefix("exit:")
    steps = journey.success.steps if label == SUCCESS and journey.success else None
    if label != SUCCESS:
        steps = journey.exit[name].steps
    behind = graph.node()
    graph.heard.setdefault(label, set()).add((graph.node(), behind))
    graph.build(steps or (), behind, journey.stage)


def _by_steps(graph: StepGraph, entry: int) -> set[tuple[str, str]]:
    return graph.follows(entry, START)


def _by_stages(
    found: Mapping[str, Observable], journey: Journey, schemes: Mapping[str, Scheme]
) -> set[tuple[str, str]]:
    """The same stage or a later one, or one that the stage loops back to; no stage is anywhere."""
    stages = stages_of(journey, schemes)
    place = {stage.id: index for index, stage in enumerate(stages)}
    loops = {stage.id: place.get(stage.loops_to, place[stage.id]) for stage in stages if stage.loops_to}

    def admits(a: Observable, b: Observable) -> bool:
        if a.stage not in place or b.stage not in place:
            return True
        return place[b.stage] >= min(place[a.stage], loops.get(a.stage, place[a.stage]))

    return {(a.id, b.id) for a in found.values() for b in found.values() if not a.ends and admits(a, b)}


def _targets(
    pairs: set[tuple[str, str]], touchpoints: Iterable[TouchpointMeasure], found: Mapping[str, Observable]
) -> set[tuple[str, str]]:
    """A target action may come at any time once its touchpoint was reached."""
    after: dict[str, set[str]] = {}
    for a, b in pairs:
        after.setdefault(a, set()).add(b)
    more: set[tuple[str, str]] = set()
    for measure in touchpoints:
        reached, target = f"touchpoint:{measure.id}", f"target:{measure.id}"
        if reached in found and target in found:
            later = {label for label in _reachable(reached, after) if not found[label].ends}
            more |= {(label, target) for label in later | {reached, target}} | {(target, label) for label in later}
    return more


def _reachable(origin: str, after: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [origin]
    while waiting:
        for label in after.get(waiting.pop(), set()) - seen:
            seen.add(label)
            waiting.append(label)
    return seen
