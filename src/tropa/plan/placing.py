"""Steps placed: one node a step, with its name, its stage, what comes after it, and what it listens to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypedDict

from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.values import Section
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import (
    KINDS,
    BackTo,
    ForEach,
    Invite,
    Remind,
    Step,
    TraitMoment,
    Wait,
    inner_steps,
    kind_of,
)
from tropa.journey.paths import dotted
from tropa.journey.signals import AllOf, AnyOf, AtLeast, Every, Named, Ref, Signal, When
from tropa.journey.step_stages import step_stages
from tropa.journey.structure import PlacedStep, all_steps
from tropa.plan.listening import DEAF, Listening, ToCondition, ToFact, listen, parts
from tropa.plan.script import Node

_SIGNALS = (Named, Every, AnyOf, AllOf, AtLeast, When, Ref)


def nodes_of(journey: Journey) -> tuple[Node, ...]:
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
                listening=(listening := _listening(one.step, journey)),
                restless=_is_restless(one.step, listening),
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


def _is_restless(step: Step, listening: Listening) -> bool:
    """Whether what is no event may move it on."""
    of_trait = isinstance(step, Wait) and isinstance(step.until, TraitMoment)
    return of_trait or any(isinstance(part, ToCondition | ToFact) for part in parts(listening))


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


def tracks_of(nodes: tuple[Node, ...]) -> Section[int]:
    """The first node of each track."""
    found: dict[str, int] = {}
    for node in nodes:
        found.setdefault(node.track, node.index)
    return Section(found)
