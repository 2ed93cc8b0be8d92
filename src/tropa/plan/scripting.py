"""From a journey to its script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypedDict

from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Condition, Did, Last, Name, Operand, history, operands
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import (
    KINDS,
    BackTo,
    ForEach,
    If,
    Invite,
    Remind,
    StartJourney,
    Step,
    Switch,
    Wait,
    inner_steps,
    kind_of,
)
from tropa.journey.model.workspace import Workspace
from tropa.journey.paths import dotted
from tropa.journey.signals import AllOf, AnyOf, AtLeast, Every, Named, Ref, Signal, When
from tropa.journey.step_stages import step_stages
from tropa.journey.structure import PlacedStep, all_steps
from tropa.plan.listening import DEAF, Listening, ToCondition, ToEvent, listen, parts
from tropa.plan.our_events import INPUTS
from tropa.plan.resolve import BASELINE_READY, BEHAVIOUR_CHANGED, our_event
from tropa.plan.script import Node, Script

_SIGNALS = (Named, Every, AnyOf, AllOf, AtLeast, When, Ref)


def compile_script(journey: Journey, workspace: Workspace | None = None, version: int = 1) -> Script:
    """The script of a journey.

    Args:
        journey: A journey that was read without errors; references to nothing lead nowhere.
        workspace: The workspace in force: its segments, time zone and support.
        version: The version's number.
    """
    nodes = _nodes(journey)
    start, success, reentry = journey.start, journey.success, journey.reentry
    key = None if journey.key_ in {None, "none"} else journey.key_
    ears = _Ears(
        start=listen(start.for_ if start else None, journey),
        success=listen(success.for_ if success else None, journey),
        exits=Section({name: listen(way.for_, journey) for name, way in journey.exit.items()}),
        components=Section({name: listen(part.done, journey) for name, part in journey.components.items()}),
        roles=Section({name: listen(role.done, journey) for name, role in journey.roles.items()}),
    )
    segment = _segment(journey, workspace)
    conditions, switched = _conditions(nodes, ears, segment)
    looks = _looks(conditions, switched, journey)
    heard = [*ears.all(), *(node.listening for node in nodes), *looks.values()]
    joins = {name: plan.joins.role for name, plan in journey.events.items() if plan.joins and plan.joins.role}
    events = [part for one in heard for part in parts(one) if isinstance(part, ToEvent)]
    support = journey.support or (workspace.support if workspace else None)
    return Script(
        journey=journey.journey,
        version=version,
        definition=journey,
        nodes=nodes,
        places=Section({node.name: node.index for node in nodes}),
        tracks=_tracks(nodes),
        key=key,
        start=ears.start,
        segment=segment,
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
        starts_with=_starts_with(journey, nodes, conditions, switched),
        time_zone=journey.time_zone or (workspace.time_zone if workspace else None),
        helper=support.owner if support else None,
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


def _nodes(journey: Journey) -> tuple[Node, ...]:
    """Every step as a node, joined to what comes after it."""
    placed = tuple(all_steps(journey))
    index = {one.path: n for n, one in enumerate(placed)}
    stages = step_stages(placed, journey)
    ids = _ids(placed)
    nodes: list[Node] = []
    for one in placed:
        outer = _outer(one.path, index)
        nodes.append(
            Node(
                name=_name(one, ids.get(one.step.id or "") == len(nodes)),
                index=len(nodes),
                kind=kind_of(one.step) if type(one.step) in _KINDS else "",
                step=one.step,
                track=_track(one.path),
                stage=stages[one.path],
                ways=Section(),
                **_surroundings(one.path, index, nodes[outer] if outer is not None else None),
                target=ids.get(one.step.step) if isinstance(one.step, BackTo) else None,
                listening=_listening(one.step, journey),
            )
        )
    joined = [replace(node, ways=_ways(node, one, index)) for node, one in zip(nodes, placed, strict=True)]
    return _with_loops(joined, placed)


class _Around(TypedDict):
    """What a node has from the blocks around it."""

    after: int | None
    within: int | None
    aside: bool


_KINDS = frozenset(cls for cls, _ in KINDS.values())


def _ids(placed: Iterable[PlacedStep]) -> dict[str, int]:
    """The steps by id, the first of two that share one."""
    found: dict[str, int] = {}
    for n, one in enumerate(placed):
        if one.step.id:
            found.setdefault(one.step.id, n)
    return found


def _name(placed: PlacedStep, owns_id: bool) -> str:  # noqa: FBT001  of two steps with one id
    return placed.step.id if placed.step.id and owns_id else dotted(placed.path)


def _outer(path: Path, index: dict[Path, int]) -> int | None:
    """The step that encloses a path."""
    return next((index[path[:n]] for n in range(len(path) - 1, 0, -1) if path[:n] in index), None)


def _track(path: Path) -> str:
    match path:
        case ("roles", str(role), *_):
            return f"roles.{role}"
        case ("exit", str(outcome), *_):
            return f"exit.{outcome}"
        case _:
            return str(path[0])


def _surroundings(path: Path, index: dict[Path, int], outer: Node | None) -> _Around:
    """``after``, ``within`` and ``aside`` of a step."""
    last = path[-1]
    following = index.get((*path[:-1], last + 1)) if isinstance(last, int) else None
    if outer is None:
        return {"after": following, "within": None, "aside": False}
    side = isinstance(outer.step, Invite) and outer.step.detached
    looped = isinstance(outer.step, ForEach) and path[-2] == "steps"
    return {
        "after": following if following is not None or side or looped else outer.after,
        "within": outer.index if looped else outer.within,
        "aside": side or (outer.aside and not looped),
    }


def _ways(node: Node, placed: PlacedStep, index: dict[Path, int]) -> Section[int | None]:
    """Where each label leads; behind a detached invitation nothing comes after a branch."""
    side = isinstance(node.step, Invite) and node.step.detached
    end = None if side else node.after
    return Section({".".join(name): index.get((*placed.path, *name, 0), end) for name, _ in inner_steps(node.step)})


def _with_loops(nodes: list[Node], placed: tuple[PlacedStep, ...]) -> tuple[Node, ...]:
    """The nodes with those marked that a run may come to more than once.

    They are those a way back leads over, and the branches of a role: two of its members may each
    open one for the same third.
    """
    looped = {
        n
        for node in nodes
        if node.target is not None
        for n in _led_over(placed[node.target].path, placed[node.index].path, placed)
    }
    found: list[Node] = []
    for node in nodes:
        outer = found[node.within] if node.within is not None else None
        of_role = outer is not None and isinstance(outer.step, ForEach) and outer.step.over != "component"
        found.append(replace(node, again=node.index in looped or of_role or (outer is not None and outer.again)))
    return tuple(found)


def _led_over(target: Path, back: Path, placed: tuple[PlacedStep, ...]) -> Iterator[int]:
    """The steps from a target to the end of the block of its list that leads back to it."""
    first, last = target[-1], back[len(target) - 1] if len(back) >= len(target) else None
    for n, one in enumerate(placed):
        at = one.path[len(target) - 1] if len(one.path) >= len(target) else None
        beside = one.path[: len(target) - 1] == target[:-1]
        if (
            beside
            and isinstance(at, int)
            and isinstance(first, int)
            and isinstance(last, int)
            and first <= at <= last
        ):
            yield n


def _listening(step: Step, journey: Journey) -> Listening:
    match step:
        case Wait(until=until, key_=key) if isinstance(until, _SIGNALS):
            return listen(until, journey, key)
        case Remind(signal=signal):
            return listen(_meant(signal, journey), journey)
        case _:
            return DEAF


def _meant(signal: Signal | None, journey: Journey) -> Signal | None:
    """What a reminder waits for: a bare component or role means that it is done."""
    match signal:
        case Named("component", None):
            return Ref(("component", "done"))
        case Named(name, None) if name in journey.components:
            return Ref(("components", name, "done"))
        case Named(name, None) if name in journey.roles:
            return Ref((name, "done"))
        case _:
            return signal


def _tracks(nodes: tuple[Node, ...]) -> Section[int]:
    found: dict[str, int] = {}
    for node in nodes:
        found.setdefault(node.track, node.index)
    return Section(found)


def _segment(journey: Journey, workspace: Workspace | None) -> Condition | None:
    name = journey.start.segment if journey.start else None
    known = {**(workspace.segments if workspace else {}), **journey.segments}
    return known[name].when if name is not None and name in known else None


def _conditions(
    nodes: tuple[Node, ...], ears: _Ears, segment: Condition | None
) -> tuple[list[tuple[Condition, bool]], list[Operand]]:
    """Every condition, with whether its bare names are the start event's; and what ``switch`` looks at."""
    found = [(segment, False)] if segment is not None else []
    for listening in (*ears.all(), *(node.listening for node in nodes)):
        for part in parts(listening):
            if isinstance(part, ToEvent) and part.where is not None:
                found.append((part.where, False))
            elif isinstance(part, ToCondition):
                found.append((part.condition, True))
    found += [(node.step.condition, True) for node in nodes if isinstance(node.step, If) and node.step.condition]
    return found, [node.step.on for node in nodes if isinstance(node.step, Switch) and node.step.on is not None]


def _looks(conditions: list[tuple[Condition, bool]], switched: list[Operand], journey: Journey) -> Section[Listening]:
    """What looks back ask for, by name; they inherit the key."""
    asked: list[Did | Last] = [look for condition, _ in conditions for look in _deep_history(condition)]
    asked += [operand for operand in switched if isinstance(operand, Last)]
    found = {look.event: listen(Named(look.event), journey) for look in asked}
    return Section(
        {**found, **{name: listen(our_event(name), journey) for name in (BEHAVIOUR_CHANGED, BASELINE_READY)}}
    )


def _deep_history(condition: Condition) -> Iterator[Did | Last]:
    """The looks back of a condition, and of the conditions inside them."""
    for look in history(condition):
        yield look
        if isinstance(look, Did) and look.where is not None:
            yield from _deep_history(look.where)


def _starts_with(
    journey: Journey, nodes: tuple[Node, ...], conditions: list[tuple[Condition, bool]], switched: list[Operand]
) -> frozenset[str]:
    """The start event's properties that a run must keep."""
    found = {journey.source, *(node.step.key_ for node in nodes if isinstance(node.step, StartJourney))}
    for condition, bare in conditions:
        found |= set(_start_names(operands(condition), bare=bare))
    found |= set(_start_names(switched, bare=True))
    return frozenset(name for name in found if name is not None)


def _start_names(looked_at: Iterable[Operand], *, bare: bool) -> Iterator[str]:
    for operand in looked_at:
        if isinstance(operand, Name) and (operand.scope == "start" or (bare and not operand.scope)):
            yield ".".join(operand.path)
