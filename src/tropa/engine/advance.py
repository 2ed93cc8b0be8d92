"""A batch advanced: events and due timers over loaded state, to changes.

Theory.  Inputs are taken in their order (received_at, sequence).  Before an input that was received at
R, every timer is fired whose due instant lies more than the watermark before R; at the batch's
end, those at least the watermark before ``upto``, the instant up to which everything is known to
have come in.  So a timer fires at the same place among the inputs however they are cut into batches,
and the customer's deed, which may come in late, beats the clock (R8, R10).  A timer decides at its
due instant, not at the instant it is noticed.

An event whose own time lies after a deadline of a run that hears it first commits that deadline, and
then counts as late (R10); its own time counts here no later than its receipt.

For each input: what it edges is noted (R14); what was heard is kept; runs hear it, oldest first;
customers join; journeys are entered.  What decisions wrote themselves (``emit``, ``set``, requests
and ends of runs) is taken in right after, in the order written; after a hundred steps of such
consequences the chain is cut and set aside (R15).  An input that cannot be decided for a run is
set aside for that run alone: its life is what it was before (R16).

Not here yet: runs moved from version to version (R11), whole journeys held and released (R12 beyond
messages), leaving a segment and ``enroll`` (R14), merging of identities (R19), and membership of
stages as rows of its own; each transition carries the stage it comes into.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from msgspec.structs import replace

from tropa.engine import crises
from tropa.engine.batch import Batch, Scripts
from tropa.engine.changes import Call, Ignored, SetAside
from tropa.engine.decide import begin, fire, give_way, hear, join, look_back, notice_traits
from tropa.engine.desk import Changes, Desk, Loaded
from tropa.engine.due import Due, first_before, is_due_before
from tropa.engine.entering import Entry, admitted, entered, entry, holding, left
from tropa.engine.events import Event, Input, TraitsSet, fault_of, order
from tropa.engine.hearing import BEGINNING
from tropa.engine.holds import Hold, closing
from tropa.engine.holds import holding as held_by
from tropa.engine.membership import told
from tropa.engine.merging import MERGED, gives_way, giving_way, winner_in
from tropa.engine.migrating import MIGRATED, go_over, migration_in, verdict
from tropa.engine.migrating import lead_out as end_migrating
from tropa.engine.naming import key_text, named
from tropa.engine.queueing import is_queued, is_repeated, let_in, queued, still_asks
from tropa.engine.releasing import lead_out, parked, released
from tropa.engine.scene import Known, Scene, Surroundings
from tropa.engine.segments import Held, edges_told, segments_held
from tropa.engine.state import Invitation, Life, PositionId, RunId, Timer
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Condition, Value
from tropa.plan.our_events import (
    CRISIS_DECLARED,
    CUSTOMER_MERGED,
    HOLD_RELEASED,
    HOOK_DONE,
    INVITE_ACCEPTED,
    INVITE_REFUSED,
    RUN_ENDED,
    RUN_MIGRATED,
    RUN_REQUESTED,
)
from tropa.plan.script import Script

MOST_CONSEQUENCES = 100
"""The longest chain of inputs of which each is written because of the one before."""


def advance(scripts: Scripts, batch: Batch, loaded: Loaded, around: Surroundings) -> Changes:
    """Take a batch in.

    Args:
        scripts: What runs follow.
        batch: What has come.
        loaded: State (``desk`` says what of it).
        around: The rules of sending, zones, and the instant of a release.
    """
    desk = Desk(loaded)
    fit: list[Input] = []
    for given in batch.inputs:
        fault = fault_of(given)
        if fault is None:
            fit.append(given)
        else:
            desk.changes.set_aside.append(SetAside(given, None, "", fault))
    fit.sort(key=order)
    work = _Work(scripts, around, batch.watermark, desk, Due(_last_due(batch, fit)))
    for life in desk.lives():
        work.due.watch(life)
    for given in fit:
        work.fire_before(given.received_at - batch.watermark, including=False)
        work.take_in(given)
    if batch.upto is not None:
        work.fire_before(batch.upto - batch.watermark, including=True)
    return work.desk.changes


def _last_due(batch: Batch, fit: list[Input]) -> datetime:
    """Until when timers are fired in a batch."""
    ends = [batch.upto, fit[-1].received_at if fit else None]
    return max((end - batch.watermark for end in ends if end is not None), default=BEGINNING)


@dataclass(slots=True)
class _Work:
    """A batch under way."""

    scripts: Scripts
    around: Surroundings
    watermark: timedelta
    desk: Desk
    due: Due
    waiting: deque[tuple[Input, int]] = field(default_factory=deque)
    depth: int = 0

    def fire_before(self, instant: datetime, *, including: bool) -> None:
        """Fire every timer due before an instant, or at it, the earliest first."""
        while (found := self.due.pop_before(instant, including=including)) is not None:
            self.fire(*found)
            self.follow_up()

    def fire(self, run: RunId, place: PositionId, timer: Timer, at: datetime | None = None) -> None:
        """Fire one timer, if it is still there and no hold is on it; a position's timers in their order.

        Args:
            run: Of which run.
            place: Of which position.
            timer: Which.
            at: The instant of a release, where it is decided later than it was due.
        """
        life = self.desk.life(run)
        position = life.positions.get(place) if life is not None else None
        if life is None or position is None or timer not in position.timers:
            return
        known = self.known(life)
        if known is None:
            return
        now = max(timer.at, at or self.around.released_at or timer.at)
        hold = held_by(self.around.holds, life.run, place.step, timer.at) if self.around.holds else None
        if hold is not None and hold.mode == "hold":
            self.keep(parked(life, place, timer))
            return
        if hold is not None and hold.mode == "exit":
            self.decided(None, run, timer.label, partial(lead_out, known, life, hold, now))
            return
        self.decided(None, run, timer.label, partial(fire, known, life, place, timer, now))

    def keep(self, life: Life) -> None:
        """Keep a run that a hold, or its end, has changed."""
        self.due.watch(life, self.desk.keep_life(life))

    def known(self, life: Life) -> Known | None:
        """What decisions about a run may look at."""
        script = self.scripts.of(life)
        return Known(script, self.desk, self.around) if script is not None else None

    def decided(self, given: Input | None, run: RunId, label: str, decision: Callable[[], Scene]) -> None:
        """Make a decision and take it over; one that fails is set aside, and nothing of it stays."""
        try:
            scene = decision()
        except Exception as fault:  # noqa: BLE001  decisions are total: whatever escapes one is our own mistake, and stops no neighbour (R16)
            self.desk.changes.set_aside.append(SetAside(given, run, label, f"{type(fault).__name__}: {fault}"))
            return
        before = self.desk.commit(scene)
        self.due.watch(scene.life(), before)
        if scene.run.outcome is not None and (before is None or before.run.outcome is None):
            left(self.desk, scene.run)
            if scene.run.request is not None:
                self.tell_end(
                    scene.run.request, scene.run.id.journey, scene.run.id.customer, scene.run.outcome, scene.now
                )
        for event in scene.made.emitted:
            self.waiting.append((event, self.depth + 1))
        if self.around.hooks_answer and scene.made.calls:
            self.waiting.extend((answered(call), self.depth + 1) for call in scene.made.calls)
        for n, (customer, traits) in enumerate(scene.made.traits):
            made = named("traits", *run, scene.now.isoformat(), scene.cause_id, label, n)
            self.waiting.append((TraitsSet(made, customer, traits, scene.now, scene.now, 0), self.depth + 1))

    def tell_end(self, request: str, journey: str, customer: str, outcome: str, now: datetime) -> None:
        """Tell the run that asked for another how it ended."""
        told = Section({"journey": journey, "outcome": outcome, "request": request})
        event = Event(named(RUN_ENDED, request), customer, RUN_ENDED, now, now, 0, told)
        self.desk.changes.made.emitted.append(event)
        self.waiting.append((event, self.depth + 1))

    def take_in(self, given: Input) -> None:
        """Take an input in, and whatever decisions write because of it."""
        self.depth = 0
        self.one(given)
        self.follow_up()

    def follow_up(self) -> None:
        """Take in what decisions wrote, in the order written."""
        while self.waiting:
            given, self.depth = self.waiting.popleft()
            if self.depth > MOST_CONSEQUENCES:
                self.desk.changes.set_aside.append(SetAside(given, None, "", "circle"))
            else:
                self.one(given)
        self.depth = 0

    def one(self, given: Input) -> None:
        """Take one input in, as of the customer that its customer is by now."""
        customer = self.desk.alias(given.customer)
        if customer != given.customer:
            given = replace(given, customer=customer)
        if self.desk.has_seen(given.message_id):
            self.ignore(given, "", "duplicate")
        elif isinstance(given, Event):
            self.event(given)
        else:
            self.traits(given)

    def ignore(self, given: Input, journey: str, reason: str) -> None:
        """Note that an input decided nothing, and why."""
        self.desk.changes.ignored.append(Ignored(given.message_id, given.customer, journey, reason))

    def event(self, event: Event) -> None:
        """What an event makes of runs, of invitations, and of journeys not entered yet."""
        if not self.scripts.hears(event.name):
            self.ignore(event, "", "unheard")
            return
        before = self.edges(event) if self.scripts.turning and not event.historical else {}
        held = self.segments(event)
        self.desk.remember(event)
        if event.historical:
            self.ignore(event, "", "historical")
            return
        if event.name == CUSTOMER_MERGED:
            self.merge(event)
            return
        self.crises(event)
        if self.scripts.ruled:
            self.stages(event)
        for run in self.desk.runs_of(event.customer):
            self.heard(run, event)
        if self.scripts.ruled:
            self.stages(event)
        self.invited(event)
        self.enter(event, before)
        if self.scripts.edged:
            self.tell_segments(held, event)

    def heard(self, run: RunId, event: Event) -> None:
        """One run hears an event; deadlines that its own time has passed come first (R10)."""
        life = self.desk.life(run)
        known = self.known(life) if life is not None else None
        if life is None or known is None or not known.script.hears(event.name):
            return
        instant = min(event.at, event.received_at)
        now: Life | None = life
        if is_due_before(life, instant):
            self.commit_deadlines(run, instant)
            now = self.desk.life(run)
        if now is not None and now.positions:
            self.decided(event, run, event.name, partial(hear, known, now, event))

    def crises(self, event: Event) -> None:
        """What an event makes of crises, and of the holds that a customer is in (R12)."""
        for script in self.scripts.critical:
            known = Known(script, self.desk, self.around)
            if begun_now := tuple(crises.begun(known, event, self.around.holds)):
                self.desk.changes.holds += begun_now
                self.around = self.around.with_holds(begun_now)
        if event.name == CRISIS_DECLARED:
            self.tell_crisis(event)
        elif event.name == HOLD_RELEASED:
            self.release(event)
        elif event.name == RUN_MIGRATED:
            self.migrate(event)

    def migrate(self, event: Event) -> None:
        """Move a customer's runs from version to version (R11)."""
        asked = migration_in(event)
        old = self.scripts.version(asked.journey, asked.old) if asked is not None else None
        new = self.scripts.version(asked.journey, asked.new) if asked is not None else None
        if asked is None or old is None or new is None:
            self.ignore(event, "", "no_migration" if asked is None else "no_version")
            return
        for run in self.desk.runs_of(event.customer):
            life = self.desk.life(run)
            mine = run.journey == old.journey and run.customer == event.customer
            if life is None or not mine or life.run.version != old.version:
                continue
            how, why = verdict(asked, old, new, life)
            known = Known(new if how == "go" else old, self.desk, self.around)
            if how == "go":
                self.decided(event, run, MIGRATED, partial(go_over, known, old, life, asked.choices, event))
            elif how == "exit":
                self.decided(event, run, MIGRATED, partial(end_migrating, known, life, event))
            else:
                self.ignore(event, run.journey, f"stays {why}".strip())

    def merge(self, event: Event) -> None:
        """Two customers are one from now on (R19)."""
        loser, into = event.customer, winner_in(event)
        winner = self.desk.alias(into) if into is not None else loser
        if winner == loser:
            self.ignore(event, "", "nobody_else")
            return
        for run in self.desk.runs_of(loser):
            life = self.desk.life(run)
            known, out = (self.known(life), giving_way(life, loser, winner)) if life is not None else (None, None)
            if life is not None and known is not None and out is not None:
                self.decided(event, run, MERGED, partial(give_way, known, life, event, out))
        for life in self.desk.merge(loser, winner, event):
            self.due.watch(life)
        self.one_of_each(winner, event)
        for run in self.desk.runs_of(winner):
            life = self.desk.life(run)
            known = self.known(life) if life is not None else None
            if life is not None and known is not None:
                self.decided(event, run, MERGED, partial(look_back, known, life, winner, event))

    def one_of_each(self, customer: str, event: Event) -> None:
        """Of the open runs of one journey and key of a customer one goes on (R19)."""
        rivals: dict[tuple[str, str | None], list[tuple[Life, Script]]] = {}
        for run in self.desk.runs_of(customer):
            life = self.desk.life(run)
            script = self.scripts.of(life) if life is not None and run.customer == customer else None
            if life is not None and script is not None:
                rivals.setdefault((run.journey, run.key), []).append((life, script))
        for lives in rivals.values():
            for run in gives_way(lives):
                life = self.desk.life(run)
                known = self.known(life) if life is not None else None
                if life is not None and known is not None:
                    self.decided(event, run, MERGED, partial(give_way, known, life, event, None))

    def tell_crisis(self, event: Event) -> None:
        """Tell a customer of a crisis, by the first run that it is about."""
        if crises.is_told_already(self.desk, event):
            return
        for run in self.desk.runs_of(event.customer):
            life = self.desk.life(run)
            known = self.known(life) if life is not None else None
            if life is not None and known is not None and crises.concerns(known.script, life, event):
                self.decided(event, run, crises.CRISIS, partial(crises.tell, known, life, event))
                return

    def release(self, event: Event) -> None:
        """Let a customer's runs out of a hold, and let in what it had queued; what is overdue is decided now (R5)."""
        hold = next((one for one in self.around.holds if one.id == event.properties.get("hold")), None)
        if hold is None or is_repeated(self.desk, event):
            self.ignore(event, "", "no_hold" if hold is None else "released")
            return
        for run in self.desk.runs_of(event.customer):
            life = self.desk.life(run)
            if life is not None:
                self.keep(released(life, hold, event.received_at))
                self.commit_deadlines(run, event.received_at, event.received_at)
        for journey, asked in let_in(self.desk, event, hold):
            script = self.scripts.entered_now(journey)
            if script is not None:
                known = Known(script, self.desk, self.around)
                found = admitted(known, self.desk, asked) if still_asks(known, asked) else Entry()
                if not self.entered(known, asked, found) and asked.name == RUN_REQUESTED:
                    self.tell_end(asked.message_id, journey, asked.customer, "not_entered", event.received_at)

    def commit_deadlines(self, run: RunId, instant: datetime, at: datetime | None = None) -> None:
        """Fire the timers of a run that are due before an instant, at that of a release where one is told."""
        while (life := self.desk.life(run)) is not None:
            first = first_before(life, instant)
            if first is None:
                return
            n = len(self.desk.changes.set_aside)
            self.fire(run, *first, at)
            if len(self.desk.changes.set_aside) > n:
                return

    def traits(self, given: TraitsSet) -> None:
        """What traits make of runs, and of journeys that are entered by a condition."""
        as_event = Event(given.message_id, given.customer, "", given.at, given.received_at, given.sequence, Section())
        before, held = {} if given.historical else self.edges(as_event), self.segments(as_event)
        self.desk.set_traits(given.customer, given.traits)
        zone = given.traits.get("time_zone")
        if zone is not None and self.around.zones(str(zone)) is None:
            self.ignore(given, "", "unknown_zone")
        if given.historical:
            self.ignore(given, "", "historical")
            return
        self.stages(as_event)
        for run in self.desk.runs_of(given.customer):
            life = self.desk.life(run)
            known = self.known(life) if life is not None else None
            if life is not None and known is not None:
                looking = partial(notice_traits, known, life, given.customer, given.received_at)
                self.decided(given, run, "traits", looking)
        self.enter(as_event, before)
        self.tell_segments(held, as_event)

    def stages(self, event: Event) -> None:
        """What an input makes of the stages that say what enters and leaves them; before runs hear it, and after."""
        for script in self.scripts.ruled:
            known, customer = Known(script, self.desk, self.around), event.customer
            lives = [life for run in self.desk.runs_of(customer) if (life := self.desk.life(run)) is not None]
            life = next((one for one in lives if one.run.id.journey == script.journey), None)
            self.desk.keep_memberships(told(known, customer, event, self.desk.memberships(customer), life))

    def segments(self, event: Event) -> Held:
        """The segments that a customer is in, of those whose edges anything listens to."""
        if not self.scripts.edged:
            return frozenset()
        return segments_held([Known(one, self.desk, self.around) for one in self.scripts.edged], event)

    def tell_segments(self, before: Held, event: Event) -> None:
        """Tell which segments a customer has entered and left by an input (R14)."""
        for edge in edges_told(before, self.segments(event), event) if self.scripts.edged else ():
            self.desk.changes.made.emitted.append(edge)
            self.waiting.append((edge, self.depth + 1))

    def edges(self, event: Event) -> dict[str, frozenset[Condition]]:
        """What holds of a customer before an input, for journeys that are entered by a condition (R14)."""
        return {
            script.journey: holding(Known(script, self.desk, self.around), event.customer, event)
            for script in self.scripts.turning
        }

    def invited(self, event: Event) -> None:
        """A customer joins a run: by an invitation, or by an event mapped to a role whose key finds the run (R4)."""
        name = event.properties.get("invite")
        invitation = self.desk.invitation(name) if isinstance(name, str) else None
        if invitation is not None and event.name == INVITE_REFUSED:
            self.declined(invitation, event)
            return
        if invitation is not None:
            over = invitation.until is not None and event.at > invitation.until
            if over:
                self.ignore(event, invitation.run.journey, "invitation_over")
            else:
                self.joins(invitation.run, event, invitation.role)
            return
        if event.name == INVITE_ACCEPTED and name is not None:
            self.ignore(event, "", "no_invitation")
        for script in self.scripts.joined:
            role = script.joins.get(event.name)
            key = key_text(event.properties.get(script.key)) if script.key is not None else None
            if role is not None and key is not None:
                for run in self.desk.runs_with(script.journey, key):
                    self.joins(run, event, role)

    def declined(self, invitation: Invitation, event: Event) -> None:
        """Whoever was invited said no; the one who invited hears it."""
        self.heard(invitation.run, replace(event, customer=invitation.place.participant))

    def joins(self, run: RunId, event: Event, role: str) -> None:
        """A customer joins a run, unless it is over, or full, or the customer is there."""
        life = self.desk.life(run)
        known = self.known(life) if life is not None else None
        if life is None or known is None or life.run.outcome is not None or event.customer in life.participants:
            return
        declared = known.script.definition.roles.get(role)
        n = sum(one.role == role for one in life.participants.values())
        most = declared.count.high if declared is not None else 0
        if not isinstance(most, int) or n >= most:
            self.ignore(event, run.journey, "role_full")
            return
        self.decided(event, run, "join", partial(join, known, life, event, role))

    def enter(self, event: Event, before: dict[str, frozenset[Condition]]) -> None:
        """Enter the journeys that an input asks for."""
        asked = False
        for script in self.scripts.entered_by(event.name):
            known = Known(script, self.desk, self.around)
            turned: frozenset[Condition] = frozenset()
            if script.turning:
                turned = holding(known, event.customer, event) - before.get(script.journey, turned)
            found = entry(known, self.desk, event, turned)
            hold = closing(self.around.holds, script.journey, event.received_at) if self.around.holds else None
            if hold is not None and found.run is not None:
                asked |= self.kept_out(known, event, turned, hold)
            else:
                asked |= self.entered(known, event, found)
        if event.name == RUN_REQUESTED and not asked:
            journey = str(event.properties.get("journey") or "")
            self.tell_end(event.message_id, journey, event.customer, "not_entered", event.received_at)

    def kept_out(self, known: Known, event: Event, turned: frozenset[Condition], hold: Hold) -> bool:
        """What becomes of an entry that a hold keeps back: whether it is queued."""
        if not is_queued(event, turned, known, hold):
            self.ignore(event, known.script.journey, "held")
            return False
        kept = queued(event, known.script.journey, hold, by_segment=known.script.segment in turned)
        self.desk.changes.made.emitted.append(kept)
        self.waiting.append((kept, self.depth + 1))
        return True

    def entered(self, known: Known, event: Event, found: Entry) -> bool:
        """Begin a run, where one is to begin, or note why none is."""
        run = found.run
        if found.refused is not None:
            self.ignore(event, known.script.journey, found.refused)
        if run is None:
            return False
        entered(self.desk, run)
        self.decided(event, run.id, "entry", partial(begin, known, run, event))
        if self.desk.life(run.id) is None:
            left(self.desk, run)
            return False
        return True


def answered(call: Call) -> Event:
    """The answer of another system that does at once what it is asked."""
    told = Section[Value]({"step": call.place.step})
    return Event(named(HOOK_DONE, call.id), call.place.participant, HOOK_DONE, call.at, call.at, 0, told)
