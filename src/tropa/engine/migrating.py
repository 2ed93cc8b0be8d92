"""Runs moved from version to version (R11).

A run follows one version, wherever its positions stand.  So of one run

* an ``exit`` at any of its positions ends it;
* a ``stay`` at any of them keeps it where it is;
* otherwise it goes over if something was chosen for one of its positions, and every other stands at a
  step that the new version has too, unchanged; else it stays.

A position that *follows* keeps its place; its waits count from when they began, so that one that was
shortened may be over now; what was heard already counts for what it waits for now.  One that waits
anew, or is put elsewhere, comes to its step like any other, as a visit of its own; what a person was to
do where it stood is called off.

The input ``run_migrated`` of a run's first participant does it, so that whoever publishes sets the
pace, and a replay does the same at the same place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from tropa.engine.driving import ENDED, Driver, open_positions
from tropa.engine.events import Event
from tropa.engine.hearing import ear_of
from tropa.engine.moves import Go
from tropa.engine.naming import key_text
from tropa.engine.saying import withdraw
from tropa.engine.scene import Known, Scene, Stand
from tropa.engine.state import Life, Position, PositionId
from tropa.engine.tasks import CANCELLED, FAILURE, close_task, has_task
from tropa.engine.timing import retimed
from tropa.engine.versions import Choice, How, change_of, counterpart, refusal_of
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value
from tropa.journey.model.steps import Remind, Wait
from tropa.plan.our_events import RUN_MIGRATED
from tropa.plan.script import Script

MIGRATED = "migrated"
FOLLOW: How = "follow"
_HOWS: tuple[How, ...] = ("stay", "follow", "restart_wait", "move_to", "exit")
MOST_CHOICES = 10_000
"""More steps than any journey has."""


class Migration(Struct, frozen=True):
    """What is asked of the runs of a version.

    Args:
        journey: Of which journey.
        old: The version that they follow.
        new: The version that they are to follow.
        choices: By the name of the step at which they stand.
        rest: For runs none of whose positions stands at one of these.
    """

    journey: str
    old: int
    new: int
    choices: Section[Choice] = Section()
    rest: Choice = Choice()


def choice_of(text: str) -> Choice | None:
    """A choice as people write it: ``follow``, ``move_to:STEP``; None where it is none.

    >>> choice_of("move_to:ask")
    Choice(how='move_to', to='ask')
    """
    how, _, to = text.partition(":")
    found = next((one for one in _HOWS if one == how), None)
    return Choice(found, to) if found is not None and bool(to) == (found == "move_to") else None


def told(migration: Migration) -> Section[Value]:
    """A migration as properties of the input that carries it."""
    said = {name: _written(choice) for name, choice in migration.choices.items()}
    return Section(
        {
            "journey": migration.journey,
            "old": float(migration.old),
            "new": float(migration.new),
            "choices": json.dumps(said, ensure_ascii=False, sort_keys=True),
            "rest": _written(migration.rest),
        }
    )


def _written(choice: Choice) -> str:
    return f"{choice.how}:{choice.to}" if choice.to else choice.how


def migration_in(event: Event) -> Migration | None:
    """The migration that an input carries; None where it carries none that can be read."""
    held = event.properties
    old, new = (key_text(held.get(name)) for name in ("old", "new"))
    rest = choice_of(str(held.get("rest") or "stay"))
    choices = _choices(str(held.get("choices") or "{}"))
    if event.name != RUN_MIGRATED or rest is None or choices is None or rest.how in {"move_to", "restart_wait"}:
        return None
    if not (old and new and old.isdecimal() and new.isdecimal()):
        return None
    return Migration(str(held.get("journey")), int(old), int(new), choices, rest)


def _choices(text: str) -> Section[Choice] | None:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or len(said) > MOST_CHOICES:
        return None
    found = {name: choice_of(value) for name, value in said.items() if isinstance(value, str)}
    read = {name: choice for name, choice in found.items() if choice is not None}
    return Section(read) if len(read) == len(said) else None


def verdict(migration: Migration, old: Script, new: Script, life: Life) -> tuple[str, str]:
    """What becomes of a run: ``go``, ``stay`` or ``exit``; and why it stays where that was not chosen."""
    chosen = {place: migration.choices[place.step] for place in life.positions if place.step in migration.choices}
    hows = {choice.how for choice in chosen.values()} or {migration.rest.how}
    for how in ("exit", "stay"):
        if how in hows:
            return how, ""
    for place, choice in chosen.items():
        if reason := refusal_of(place.step, choice, old, new):
            return "stay", f"{reason}: {place.step}"
    others = [place for place in life.positions if place not in chosen]
    unclear = next((place.step for place in others if _is_other(place, old, new)), None)
    if chosen or migration.rest.how == "stay":
        return ("stay", f"undecided: {unclear}") if unclear is not None else ("go", "")
    lost = next((place.step for place in life.positions if _lost(place, old, new)), None)
    return ("stay", f"deleted: {lost}") if lost is not None else ("go", "")


def _is_other(place: PositionId, old: Script, new: Script) -> bool:
    node = old.node(place.step)
    return node is None or change_of(node, old, new) is not None


def _lost(place: PositionId, old: Script, new: Script) -> bool:
    node = old.node(place.step)
    return node is None or counterpart(node, old, new) is None


def go_over(known: Known, old: Script, life: Life, choices: Mapping[str, Choice], event: Event) -> Scene:
    """A run that goes over to another version.

    Args:
        known: The new version, and what is known.
        old: The version it followed.
        life: The run, of which ``verdict`` says that it goes.
        choices: By the name of the step at which it stands; no word means that it follows.
        event: The input that asks for it.
    """
    pinned = replace(life, run=replace(life.run, version=known.script.version))
    scene = Scene.of(known, pinned, event.received_at, event)
    scene.was = old
    driver = Driver(scene)
    for position in list(life.positions.values()):
        if position.id not in scene.positions or scene.run.outcome is not None:
            continue
        choice = choices.get(position.id.step, Choice(FOLLOW))
        if choice.how == FOLLOW and _is_alike(position, old, known.script):
            _follow(scene, driver, position)
        else:
            _put(scene, driver, position, choice, old)
    if not scene.positions and scene.run.outcome is None:
        driver.close_run(ENDED, None, MIGRATED)
    return scene


def _follow(scene: Scene, driver: Driver, position: Position) -> None:
    """A position keeps its place in the new version; what it waits for may have come."""
    node = scene.node_of(position)
    if node is None:
        return
    stand = Stand(scene, node, position)
    kept = replace(position, timers=retimed(stand))
    scene.positions[position.id] = kept
    driver.stays_on(kept, node, FOLLOW, MIGRATED)
    if not isinstance(node.step, Wait | Remind) or FAILURE in kept.kept:
        return
    found = ear_of(scene, kept).heard(node.listening)
    if found is not None:
        driver.move(kept, Go("then", resolved_by=found, reason=MIGRATED))
    elif isinstance(node.step, Remind) and not kept.timers and node.step.up_to is None:
        driver.move(kept, Go("else", reason=MIGRATED))


def _is_alike(position: Position, old: Script, new: Script) -> bool:
    """Whether a step is of the same kind in both versions; one of another kind has to begin."""
    was, now = old.node(position.id.step), new.node(position.id.step)
    return was is not None and now is not None and was.kind == now.kind


def _put(scene: Scene, driver: Driver, position: Position, choice: Choice, old: Script) -> None:
    """A position comes to a step of the new version; what a person was to do where it stood is called off."""
    was, target = old.node(position.id.step), scene.script.node(choice.to or position.id.step)
    if target is None:
        return
    if was is not None:
        stand = Stand(scene, was, position)
        withdraw(stand)
        if has_task(stand):
            close_task(scene, position, CANCELLED)
    scene.positions.pop(position.id, None)
    driver.put(position, target, choice.how, MIGRATED)


def lead_out(known: Known, life: Life, event: Event) -> Scene:
    """A run that is ended because its version is no more wanted."""
    scene = Scene.of(known, life, event.received_at, event)
    driver = Driver(scene)
    if any(open_positions(scene)):
        driver.close_run(ENDED, None, MIGRATED)
    return scene
