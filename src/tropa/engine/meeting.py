"""Steps that meet somebody: ``visit``, ``invite`` and ``survey``."""

from __future__ import annotations

from tropa.engine.events import Event
from tropa.engine.hearing import Ear, ear_of
from tropa.engine.moves import Close, Go, Move, Stay
from tropa.engine.naming import made_id
from tropa.engine.saying import AGAIN, Said, say, say_again
from tropa.engine.scene import Stand
from tropa.engine.state import Invitation, Timer
from tropa.engine.waiting import UP_TO, instant_in
from tropa.journey.codecs.values import Section
from tropa.journey.model.steps import Invite, Survey, Visit
from tropa.plan.local_time import shifted
from tropa.plan.our_events import INVITE_REFUSED, SURVEY_ANSWERED, VISIT_ENDED, VISIT_LATE, VISIT_PLANNED

BEFORE, LATE, SLOT, PLANNED = "before", "late", "slot", "planned"


def enter_visit(step: Visit, stand: Stand) -> Move:
    """Wait for the visit; it may be planned already, or even over."""
    ear = ear_of(stand.scene, stand.position)
    ended = _latest(stand, ear, VISIT_ENDED, step.visit)
    if ended is not None:
        return _ended(ended)
    planned = _latest(stand, ear, VISIT_PLANNED, step.visit)
    return _plan(step, stand, planned) if planned is not None else Stay()


def _latest(stand: Stand, ear: Ear, name: str, visit: str) -> Event | None:
    """The last such event about a visit that counts."""
    heard = stand.scene.memory.heard(stand.participant, name)
    found = [event for event in heard if ear.counts(event) and event.properties.get("visit") == visit]
    return found[-1] if found else None


def _ended(event: Event) -> Go:
    return Go(f"outcomes.{event.properties.get('outcome') or 'done'}", resolved_by=event.message_id)


def _plan(step: Visit, stand: Stand, event: Event) -> Move:
    """The slot is known: announce it, and set what comes before it; a new slot replaces an old one."""
    slot = instant_in(event.properties.get("slot"), stand)
    if slot is None:
        return Stay(stand.position.timers, stand.position.kept)
    n = int(stand.position.kept.get(PLANNED, "0")) + 1
    said = say(stand, f"announce.{n}") if step.announce else Said()
    zone, now = stand.scene.zone(stand.participant), stand.scene.now
    ahead = [Timer(shifted(slot, one.before, -1, zone), f"{BEFORE}.{k}") for k, one in enumerate(step.before)]
    timers = [timer for timer in ahead if timer.at > now]
    if step.late is not None:
        timers.append(Timer(max(stand.later(step.late, slot), now), LATE))
    if said.exit is not None:
        return Close("ended", reason=said.exit)
    kept = {SLOT: slot.isoformat(), PLANNED: str(n), **said.due}
    return Stay((*timers, *said.pending), Section(kept))


def hear_visit(step: Visit, stand: Stand, event: Event) -> Move | None:
    """The visit is planned, planned anew, or over."""
    if event.properties.get("visit") != step.visit or not ear_of(stand.scene, stand.position).counts(event):
        return None
    if event.name == VISIT_ENDED:
        return _ended(event)
    return _plan(step, stand, event) if event.name == VISIT_PLANNED else None


def fire_visit(step: Visit, stand: Stand, label: str) -> Move:
    """Something is to be said before it, or it is late: only a person's word moves the run."""
    stay = Stay(stand.position.timers, stand.position.kept)
    if label == LATE:
        told = {"visit": step.visit, SLOT: stand.position.kept.get(SLOT)}
        _tell(stand, VISIT_LATE, told)
        return stay
    return after_saying(stay, say_again(stand, label) if label.startswith(f"{AGAIN}:") else say(stand, label), label)


def after_saying(stay: Stay, said: Said, label: str) -> Move:
    """Stay with what was delayed, unless a rule ends the run."""
    if said.exit is not None:
        return Close("ended", reason=said.exit)
    kept = {name: value for name, value in stay.kept.items() if name != label}
    return Stay((*stay.timers, *said.pending), Section({**kept, **said.due}), stay.since)


def _tell(stand: Stand, name: str, told: dict[str, str | None]) -> None:
    scene = stand.scene
    made = made_id(name, scene.run, stand.position.id, str(told.get(SLOT)))
    scene.made.emitted.append(Event(made, stand.participant, name, scene.now, scene.now, 0, Section(told)))


def enter_invite(step: Invite, stand: Stand) -> Move:
    """Invite; the invitation carries the run and the role."""
    scene = stand.scene
    until = stand.later(step.up_to) if step.up_to is not None else None
    made = invitation_id(stand)
    scene.made.invitations.append(Invitation(made, scene.run.id, step.role, stand.position.id, until))
    said = say(stand)
    if said.exit is not None:
        return Close("ended", reason=said.exit)
    timers = (Timer(until, UP_TO),) if until is not None else ()
    stay = Stay((*timers, *said.pending), said.due)
    return Go(beside=stay) if step.detached else stay


def invitation_id(stand: Stand) -> str:
    """The id of the invitation of a position."""
    return made_id("invitation", stand.scene.run, stand.position.id)


def hear_invite(step: Invite, stand: Stand, event: Event) -> Move | None:
    """The invitation was declined; that it was accepted is told by ``joined``."""
    if event.name != INVITE_REFUSED or not ear_of(stand.scene, stand.position).counts(event):
        return None
    named, role = event.properties.get("invite"), event.properties.get("role")
    mine = named == invitation_id(stand) if named is not None else role == step.role
    return Go("refused", resolved_by=event.message_id) if mine else None


def joined(stand: Stand, role: str) -> Move | None:
    """Somebody has joined in a role: the step that invited into it goes on."""
    step = stand.node.step
    return Go("then") if isinstance(step, Invite) and step.role == role else None


def fire_invite(step: Invite, stand: Stand, label: str) -> Move:
    """The invitation is over, or its message is decided anew."""
    del step
    if label == UP_TO:
        return Go("else")
    return after_saying(Stay(stand.position.timers, stand.position.kept), say_again(stand, label), label)


def enter_survey(step: Survey, stand: Stand) -> Move:
    """Ask; what was answered before is no answer to this."""
    said = say(stand)
    if said.exit is not None:
        return Close("ended", reason=said.exit)
    timers = (Timer(stand.later(step.up_to), UP_TO),) if step.up_to is not None else ()
    return Stay((*timers, *said.pending), said.due, (stand.scene.now, stand.scene.cause_id))


def hear_survey(step: Survey, stand: Stand, event: Event) -> Move | None:
    """It was answered."""
    mine = event.name == SURVEY_ANSWERED and event.properties.get("survey") == step.survey
    counts = mine and ear_of(stand.scene, stand.position).counts(event)
    return Go("then", resolved_by=event.message_id) if counts else None


def fire_survey(step: Survey, stand: Stand, label: str) -> Move:
    """Nobody answered, or the question is decided anew."""
    del step
    if label == UP_TO:
        return Go("else")
    return after_saying(Stay(stand.position.timers, stand.position.kept), say_again(stand, label), label)
