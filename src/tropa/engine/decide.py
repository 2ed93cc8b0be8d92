"""One run decided: what an event, traits, or a timer make of it.

Theory.  A decision takes a life (a run with its participants and positions), what is known, and one
thing that happened; it gives the next life and what was made on the way.  It reads nothing else, so
the same decision has the same result (R21), and it never raises: whatever a definition or an input
says has a meaning here, if only that a step is passed.

The order within an event is: what the participant has done by it, the goal, the other ways out (in
the order of the file), then each position in the order in which they were opened.  A position
opened by the decision does not hear the event again; its look-back has.
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from tropa.engine.driving import ENDED, REACHED, Driver, open_positions, track_of_exit, track_of_role
from tropa.engine.events import Event
from tropa.engine.hearing import concerns_others, ear_of, ear_since_entry, is_for, notice
from tropa.engine.kinds import KINDS, UNSAID
from tropa.engine.meeting import joined
from tropa.engine.merging import MERGED
from tropa.engine.moves import Go, Move
from tropa.engine.scene import Known, Scene, Stand
from tropa.engine.state import Life, Participant, Position, PositionId, Run, Timer
from tropa.engine.tasks import FAILURE, hear_mended
from tropa.engine.waiting import look_again, subject_of_reminder
from tropa.journey.model.steps import Remind, Wait
from tropa.plan.listening import Listening
from tropa.plan.our_events import INPUTS, REMINDER_REFUSED


def begin(known: Known, run: Run, entry: Event | None) -> Scene:
    """A run begins: its first participant comes to the first step."""
    first = known.script.definition.first_role
    one = Participant(run.id.customer, first, run.entered_at)
    scene = Scene.of(known, Life(run, {one.customer: one}), run.started_at, entry)
    driver = Driver(scene)
    for track in track_of_role(first, first):
        if scene.run.outcome is None:
            driver.begin(track, one, run.entry_id)
    return _settled(scene, driver)


def join(known: Known, life: Life, event: Event, role: str) -> Scene:
    """A customer joins a run in a role: its steps begin, and whoever invited goes on (R4)."""
    scene = Scene.of(known, life, event.received_at, event)
    one = Participant(event.customer, role, event.at)
    scene.participants[one.customer] = one
    driver = Driver(scene)
    _look_at_goals(scene, driver, notice(scene, one))
    for position in open_positions(scene):
        stand = _stand(scene, position)
        if stand is not None and (move := joined(stand, role)) is not None:
            driver.move(stand.position, move)
            break
    for track in track_of_role(role, known.script.definition.first_role):
        if scene.run.outcome is None:
            driver.begin(track, scene.participants[one.customer], "")
    return _settled(scene, driver)


def hear(known: Known, life: Life, event: Event) -> Scene:
    """An event of a participant (R2, R3, R10)."""
    scene = Scene.of(known, life, event.received_at, event)
    driver = Driver(scene)
    before = scene.participants[event.customer]
    after = notice(scene, before)
    _look_at_goals(scene, driver, after, event)
    if event.name == REMINDER_REFUSED and is_for(scene, event):
        _silence(scene, event)
    noticed = after is not before
    for position in life.positions.values():
        stand = _stand(scene, position)
        if stand is None:
            continue
        move = _heard(stand, event) if position.id.participant == event.customer else None
        if move is None and noticed:
            move = look_again(stand)
        if move is not None:
            driver.move(stand.position, move)
    return _settled(scene, driver)


def _heard(stand: Stand, event: Event) -> Move | None:
    if event.name in INPUTS and not is_for(stand.scene, event):
        return None
    if FAILURE in stand.position.kept:
        return hear_mended(stand, event)
    move = KINDS.get(stand.node.kind, UNSAID).hear(stand.node.step, stand, event)
    return look_again(stand) if move is None else move


def look_back(known: Known, life: Life, customer: str, event: Event) -> Scene:
    """What was heard of a participant is more than it was, by a merge (R19): all that waits looks again."""
    scene = Scene.of(known, life, event.received_at, event)
    driver = Driver(scene)
    _look_at_goals(scene, driver, notice(scene, scene.participants[customer]))
    for position in open_positions(scene, customer):
        stand = _stand(scene, position)
        if stand is None or not isinstance(stand.node.step, Wait | Remind) or FAILURE in position.kept:
            continue
        found = ear_of(scene, stand.position).heard(stand.node.listening)
        move = Go("then", resolved_by=found) if found is not None else look_again(stand)
        if move is not None:
            driver.move(stand.position, move)
    return _settled(scene, driver)


def give_way(known: Known, life: Life, event: Event, customer: str | None) -> Scene:
    """A run, or one customer's part of it, ends because another goes on in its place (R19)."""
    scene = Scene.of(known, life, event.received_at, event)
    driver = Driver(scene)
    if customer is None:
        driver.close_run(ENDED, None, MERGED)
    else:
        driver.close_participant(customer, MERGED)
    return _settled(scene, driver)


def notice_traits(known: Known, life: Life, customer: str, now: datetime) -> Scene:
    """Traits of a participant were set: moments and conditions that rest on them are looked at again."""
    scene = Scene.of(known, life, now, None)
    driver = Driver(scene)
    _look_at_goals(scene, driver, scene.participants[customer])
    for position in open_positions(scene, customer):
        stand = _stand(scene, position)
        if stand is not None and (move := look_again(stand)) is not None:
            driver.move(stand.position, move)
    return _settled(scene, driver)


def fire(known: Known, life: Life, place: PositionId, timer: Timer, now: datetime) -> Scene:
    """A timer is due (R5, R10); one that is not there any more does nothing."""
    scene = Scene.of(known, life, now, None)
    scene.due_at = timer.at if timer.at < now else None
    driver = Driver(scene)
    position = scene.positions.get(place)
    if position is not None and timer in position.timers:
        left = tuple([one for one in position.timers if one != timer]) if len(position.timers) > 1 else ()
        position = scene.positions[place] = replace(position, timers=left)
        stand = _stand(scene, position)
        if stand is not None:
            move = KINDS.get(stand.node.kind, UNSAID).fire(stand.node.step, stand, timer.label)
            driver.move(position, move)
    return _settled(scene, driver)


def _stand(scene: Scene, position: Position) -> Stand | None:
    """A position as it stands by now, at its node."""
    now = scene.positions.get(position.id)
    node = scene.node_of(position) if now is not None else None
    return Stand(scene, node, now) if node is not None and now is not None else None


def _look_at_goals(scene: Scene, driver: Driver, one: Participant, event: Event | None = None) -> None:
    """The goal, then the other ways out; closing words do not listen for them."""
    if scene.run.outcome is not None:
        return
    first = next(iter(scene.participants.values()))
    if _succeeded(scene, one, first, event):
        driver.close_run(REACHED, track_of_exit(REACHED))
        return
    if one.customer != first.customer:
        return
    ear = ear_since_entry(scene, first)
    for outcome, listening in scene.script.exits.items():
        if ear.heard(listening, event) is not None:
            driver.close_run(outcome, f"exit.{outcome}")
            return


def _succeeded(scene: Scene, one: Participant, first: Participant, event: Event | None) -> bool:
    """Whether the goal is reached by what one participant did, for whomever it is asked of."""
    success = scene.script.success
    match scene.script.whose:
        case "any":
            return _has(scene, success, one, event)
        case "each":
            others = (other for other in scene.participants.values() if other.customer != one.customer)
            return _has(scene, success, one, None) and all(_has(scene, success, other, None) for other in others)
        case _:
            mine = one.customer == first.customer
            return (mine or concerns_others(success)) and _has(scene, success, first, event if mine else None)


def _has(scene: Scene, listening: Listening, one: Participant, event: Event | None) -> bool:
    now = scene.participants.get(one.customer, one)
    return ear_since_entry(scene, now).heard(listening, event) is not None


def _silence(scene: Scene, event: Event) -> None:
    """A refusal silences its subject in this run, whether or not a reminder of it stands now."""
    one, named = scene.participants[event.customer], event.properties.get("step")
    node = scene.script.node(str(named)) if named is not None else None
    component = event.properties.get("component")
    subjects = {
        subject_of_reminder(stand)
        for position in open_positions(scene, event.customer)
        if (stand := _stand(scene, position)) is not None
        and isinstance(stand.node.step, Remind)
        and named in {None, stand.node.name, subject_of_reminder(stand)}
        and component in {None, position.id.branch.rpartition("/")[2]}
    }
    if node is not None and isinstance(node.step, Remind) and not subjects:
        place = PositionId(one.customer, str(component or ""), node.name, 1)
        nobody = Position(place, one.customer, scene.now, scene.now, "", scene.now, "")
        subjects = {subject_of_reminder(Stand(scene, node, nobody))}
    scene.participants[one.customer] = replace(one, refused=one.refused | subjects)


def _settled(scene: Scene, driver: Driver) -> Scene:
    """The end of a decision: a run without positions is over."""
    if not scene.positions and scene.run.outcome is None:
        driver.close_run(ENDED, None)
    return scene
