"""Messages that a channel could not deliver: the next channel, else a task for a person (R16).

The step that sent the message was passed long ago, so nothing of the run moves: what is lost is the
message, and that is what is made good.  Where the run is over there is nobody to write to.
"""

from __future__ import annotations

from datetime import datetime

from tropa.engine.changes import Message, TaskOpened
from tropa.engine.events import Event
from tropa.engine.naming import made_id, named
from tropa.engine.saying import say_instead
from tropa.engine.scene import Known, Scene, Stand
from tropa.engine.state import Life, Position, PositionId
from tropa.engine.tasks import FAILURE
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value
from tropa.plan.our_events import MESSAGE_FAILED

UNDELIVERED = "undelivered"


def failed(message: Message, reason: str, now: datetime) -> Event:
    """The input that tells of a message which was not delivered."""
    place = message.place
    said: dict[str, Value] = {
        "message": message.id,
        "journey": message.run.journey,
        "attempt": float(message.run.attempt),
        "touchpoint": message.touchpoint,
        "step": place.step,
        "branch": place.branch,
        "visit": float(place.visit),
        "participant": place.participant,
        "rung": message.rung,
        "channel": message.channel,
        "to": message.to,
        "reason": reason,
    }
    if message.run.key is not None:
        said["run_key"] = message.run.key
    made = named(MESSAGE_FAILED, message.id)
    return Event(made, message.run.customer, MESSAGE_FAILED, now, now, 0, Section(said))


def is_of(life: Life, event: Event) -> bool:
    """Whether a message that failed was of a run."""
    run, said = life.run.id, event.properties
    mine = (run.journey, run.key, float(run.attempt))
    return mine == (said.get("journey"), said.get("run_key"), said.get("attempt"))


def make_good(known: Known, life: Life, event: Event) -> Scene:
    """Send it over the next channel; where there is none, ask a person."""
    scene, said = Scene.of(known, life, event.received_at, event), event.properties
    texts = {name: str(said.get(name) or "") for name in ("step", "branch", "participant", "rung", "channel", "to")}
    visit = said.get("visit")
    place = PositionId(
        texts["participant"], texts["branch"], texts["step"], int(visit) if isinstance(visit, float) else 1
    )
    node = known.script.node(place.step)
    if node is not None and place.participant in scene.participants:
        now = scene.now
        stand = Stand(scene, node, Position(place, place.participant, now, now, "", now, ""))
        if say_instead(stand, texts["rung"], texts["to"], texts["channel"]):
            return scene
    made = made_id(UNDELIVERED, life.run, place, str(said.get("message")))
    reason = f"{texts['channel']}: {said.get('reason') or UNDELIVERED}"
    helper = known.script.helper
    scene.made.opened.append(TaskOpened(made, life.run.id, place, FAILURE, helper, scene.now, None, reason))
    return scene
