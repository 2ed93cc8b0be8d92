"""Messages: what a step wants sent, to whom, and what becomes of it by the rules of sending (R5, R13).

A message is decided when its step comes to it.  What is delayed leaves a timer at the position, whose
label says which message it is; when it is due the rules are asked anew.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from tropa.engine.assignment import assigned, line_of
from tropa.engine.caps import within_reach
from tropa.engine.changes import Message, Suppressed
from tropa.engine.channels import channels_of
from tropa.engine.events import Event
from tropa.engine.holds import pauses_on
from tropa.engine.intents import Delay, Exit, Fallback, Intent, Ruling, Send, SendingFacts, Skip
from tropa.engine.ledger import entered
from tropa.engine.membership import stages_of
from tropa.engine.naming import Part, branch_of, made_id, message_over, message_stem
from tropa.engine.scene import Scene, Stand
from tropa.engine.state import Participant, PositionId, Timer
from tropa.journey.codecs.values import Section
from tropa.journey.model.steps import Invite, Remind, Survey, Visit
from tropa.journey.model.steps import Send as SendStep
from tropa.journey.model.touchpoints import Touchpoint
from tropa.plan.our_events import EXPERIMENT_ASSIGNED

AGAIN = "send"
"""The label of a timer at which a delayed message is decided anew: ``send:RUNG:RECIPIENT``."""


class Said(Struct, frozen=True, gc=False):
    """What became of a step's messages.

    Args:
        pending: Timers of those delayed.
        due: When each of these is due, by its timer's label, in ISO 8601.
        exit: Why the run is to end, where a rule says so.
    """

    pending: tuple[Timer, ...] = ()
    due: Section[str] = Section()
    exit: str | None = None

    def __add__(self, other: Said) -> Said:
        if self is NOTHING:
            return other
        return Said(self.pending + other.pending, Section({**self.due, **other.due}), self.exit or other.exit)


NOTHING = Said()
"""What becomes of messages that are simply sent; made once."""


class _Words(Struct, frozen=True, gc=False):
    """What one rung of a step sends: a touchpoint, or a survey's question; over what; to whom."""

    touchpoint: str = ""
    by: tuple[str, ...] = ()
    to: str | None = None
    survey: str = ""


def say(stand: Stand, rung: str = "") -> Said:
    """Decide the messages of a step, or of one rung of it, to everybody they are for."""
    words = _words(stand, rung)
    if not words.touchpoint and not words.survey:
        return NOTHING
    due_at = stand.scene.due_at or stand.scene.now
    if words.to is None:
        return _decide(stand, rung, words, stand.scene.participants[stand.position.id.participant], due_at)
    team = words.to not in stand.scene.script.definition.roles
    if team and words.to not in {one.role for one in stand.scene.participants.values()}:
        _tell_team(stand, rung, words)
        return NOTHING
    said = NOTHING
    for recipient in stand.scene.members(words.to):
        if recipient.outcome is None:
            said += _decide(stand, rung, words, recipient, due_at)
    return said


def say_again(stand: Stand, label: str) -> Said:
    """Decide a delayed message anew; ``label`` is that of its timer."""
    _, rung, customer = label.split(":", 2)
    recipient = stand.scene.participants.get(customer)
    if recipient is None:
        return NOTHING
    due_at = stand.position.kept.get(label)
    return _decide(
        stand,
        rung,
        _words(stand, rung),
        recipient,
        datetime.fromisoformat(due_at) if due_at is not None else stand.scene.now,
    )


def say_instead(stand: Stand, rung: str, customer: str, failed: str) -> bool:
    """Decide a message anew over the channels behind the one that could not deliver it (R16).

    Nothing waits at the step any more, so one that is delayed is written for when it may go out.

    Returns:
        Whether there was a channel left.
    """
    words, recipient = _words(stand, rung), stand.scene.participants.get(customer)
    touchpoint = stand.scene.script.definition.touchpoints.get(words.touchpoint, _UNNAMED)
    if recipient is None or touchpoint.each:
        return False
    arms = _arms(stand.scene, touchpoint, customer)
    channels = channels_of(touchpoint, words.by, arms)
    left = channels[channels.index(failed) + 1 :] if failed in channels else ()
    said = _decide(stand, rung, words, recipient, stand.scene.now, left) if left else NOTHING
    for timer in said.pending:
        stem = message_stem(stand.scene.run, _place(stand, customer), rung)
        letter = _Letter(stand, rung, words, stem, customer, recipient.role, touchpoint.class_, arms)
        _write(letter, left[0], timer.at)
    return bool(left)


def withdraw(stand: Stand) -> None:
    """Give back the slots that the delayed messages of a position had reserved: it leaves without sending them."""
    scene = stand.scene
    for label in stand.position.kept:
        if not label.startswith(f"{AGAIN}:"):
            continue
        _, rung, customer = label.split(":", 2)
        intent = message_over(message_stem(scene.run, _place(stand, customer), rung), "")
        before = scene.ledger(customer)
        kept = tuple(entry for entry in before if not (entry.reserved and entry.intent == intent))
        if kept != before:
            scene.ledgers[customer] = kept


def _words(stand: Stand, rung: str) -> _Words:
    match stand.node.step:
        case SendStep(touchpoint=touchpoint, by=by, to=to):
            return _Words(touchpoint, by, to)
        case Remind(with_=touchpoint, ladder=ladder):
            one = ladder[int(rung)] if ladder else None
            by = (one.by,) if one and one.by else ()
            return _Words((one.with_ if one else None) or touchpoint or "", by)
        case Invite(with_=touchpoint):
            return _Words(touchpoint or "")
        case Visit(announce=announce, before=before):
            what, _, n = rung.partition(".")
            return _Words((announce if what == "announce" else before[int(n)].send) or "")
        case Survey(survey=survey, by=by):
            return _Words(by=by, survey=survey)
        case _:
            return _Words()


def _place(stand: Stand, recipient: str) -> PositionId:
    """The position a message is sent from, as seen by the one it goes to.

    Two participants may stand at the same step of their role and both write to a third: the
    sender's name then tells the two messages apart.
    """
    place = stand.position.id
    if recipient == place.participant:
        return place
    return place._replace(participant=recipient, branch=branch_of(place.branch, place.participant))


def _tell_team(stand: Stand, rung: str, words: _Words) -> None:
    """A message to a team: work, which no rule of sending keeps back."""
    scene, team = stand.scene, words.to or ""
    touchpoint = scene.script.definition.touchpoints.get(words.touchpoint, Touchpoint())
    for channel in (words.by or touchpoint.channel)[:1]:
        stem = message_stem(scene.run, _place(stand, team), rung)
        _write(_Letter(stand, rung, words, stem, team, None, touchpoint.class_, _NO_ARMS), channel)


def _decide(  # noqa: PLR0917  the hottest call of all; each is told apart by its type
    stand: Stand,
    rung: str,
    words: _Words,
    recipient: Participant,
    due_at: datetime,
    over: tuple[str, ...] | None = None,
) -> Said:
    scene = stand.scene
    touchpoint = scene.script.definition.touchpoints.get(words.touchpoint, _UNNAMED)
    arms = _arms(scene, touchpoint, recipient.customer) if touchpoint.variants else _NO_ARMS
    stem = message_stem(scene.run, _place(stand, recipient.customer), rung)
    facts = facts_of(scene, recipient.customer)
    intent = Intent(
        id=message_over(stem, "") if facts.caps else "",
        touchpoint=words.touchpoint or words.survey,
        class_=touchpoint.class_,
        channels=channels_of(touchpoint, words.by, arms) if over is None else over,
        due_at=due_at,
        urgent=touchpoint.urgent,
        each=touchpoint.each,
        late=stand.node.step.if_late,
        journey=scene.run.id.journey,
        step=stand.node.name,
    )
    ruling = scene.around.sending(intent, facts, scene.now)
    if facts.caps:
        kept = entered(facts.entries, intent, ruling, scene.now)
        scene.ledgers[recipient.customer] = within_reach(kept, facts.caps, scene.now)
    letter = _Letter(stand, rung, words, stem, recipient.customer, recipient.role, touchpoint.class_, arms)
    return _carry_out(letter, ruling)


def facts_of(scene: Scene, customer: str) -> SendingFacts:
    """All that the rules of sending are told of a customer; where nothing is added, what the surroundings say."""
    known, held = scene.around.facts(customer), scene.around.holds
    traits, entries, stages = scene.traits(customer), scene.ledger(customer), stages_of(scene, customer)
    zone = scene.zone_by(traits)
    said = traits or entries or stages or held
    if not said and zone is known.zone and not known.traits and not known.entries:
        return known
    return replace(
        known,
        zone=zone,
        traits=traits,
        entries=entries,
        stages=known.stages + stages,
        pauses=known.pauses + pauses_on(held, scene.run, scene.now) if held else known.pauses,
    )


class _Letter(Struct, frozen=True, gc=False):
    """A message but for its channel."""

    stand: Stand
    rung: str
    words: _Words
    stem: tuple[Part, ...]
    to: str
    role: str | None
    class_: str | None
    arms: Section[str]


_NO_ARMS = Section[str]()
_UNNAMED = Touchpoint(class_="service")
"""What a survey's question is sent as, and a touchpoint that nobody declared."""


def _carry_out(letter: _Letter, ruling: Ruling) -> Said:
    match ruling:
        case Send(channels=channels, left_out=left_out):
            for channel in channels:
                _write(letter, channel)
            for channel, reason in left_out:
                _suppress(letter, channel, str(reason))
            return NOTHING
        case Fallback(channel=channel):
            _write(letter, channel)
            return NOTHING
        case Delay(until=until, due_at=due_at):
            label = f"{AGAIN}:{letter.rung}:{letter.to}"
            return Said((Timer(max(until, letter.stand.scene.now), label),), Section({label: due_at.isoformat()}))
        case Skip(reason=reason):
            _suppress(letter, "", str(reason))
            return NOTHING
        case Exit(reason=reason):
            _suppress(letter, "", str(reason))
            return Said(exit=str(reason))


def _write(letter: _Letter, channel: str, at: datetime | None = None) -> None:
    scene = letter.stand.scene
    scene.made.messages.append(
        Message(
            id=message_over(letter.stem, channel),
            run=scene.run.id,
            place=letter.stand.position.id,
            to=letter.to,
            role=letter.role,
            rung=letter.rung,
            touchpoint=letter.words.touchpoint,
            survey=letter.words.survey,
            channel=channel,
            class_=letter.class_,
            at=at or scene.now,
            variant=letter.arms,
        )
    )


def _suppress(letter: _Letter, channel: str, reason: str) -> None:
    scene, what = letter.stand.scene, letter.words.touchpoint or letter.words.survey
    scene.made.suppressed.append(
        Suppressed(scene.run.id, letter.stand.position.id, letter.to, what, channel, scene.now, reason)
    )


def _arms(scene: Scene, touchpoint: Touchpoint, customer: str) -> Section[str]:
    """The customer's arm in each experiment that varies a touchpoint."""
    found = {name: arm_of(scene, name, customer) for name in touchpoint.variants}
    return Section({name: arm for name, arm in found.items() if arm})


def arm_of(scene: Scene, experiment: str, customer: str) -> str:
    """A customer's arm in an experiment, recorded at the first asking (R17); empty outside the arms."""
    declared = scene.script.definition.experiments.get(experiment)
    if declared is None:
        return ""
    recorded = scene.assignment(experiment, customer)
    found = assigned(experiment, line_of(declared), customer, recorded)
    if found != recorded:
        scene.assigned[experiment, customer] = found
        place = PositionId(customer, "", "", 0)
        told = {"experiment": experiment, "arm": found.arm or found.part}
        made = made_id("assigned", scene.run, place, experiment)
        scene.made.emitted.append(Event(made, customer, EXPERIMENT_ASSIGNED, scene.now, scene.now, 0, Section(told)))
    return found.arm
