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

What is done to runs from outside (versions, merges, crises, releases) comes as inputs too and is decided
before runs hear it (``operations``).
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from msgspec.structs import replace

from tropa.engine.batch import Batch, Scripts, behind
from tropa.engine.changes import SetAside
from tropa.engine.decide import join, notice_traits
from tropa.engine.desk import Changes, Desk, Loaded
from tropa.engine.due import Due
from tropa.engine.entering import Entry, entry, holding
from tropa.engine.events import Event, Input, TraitsSet, fault_of, order
from tropa.engine.hearing import BEGINNING
from tropa.engine.holds import closing
from tropa.engine.membership import told
from tropa.engine.merging import anonymous_no_more
from tropa.engine.naming import key_text
from tropa.engine.operations import OPERATIONS, begin_crises, merge
from tropa.engine.scene import Known, Surroundings
from tropa.engine.segments import Held, edges_told, segments_held
from tropa.engine.state import Invitation, RunId
from tropa.engine.work import Work
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Condition
from tropa.plan.anonymity import ANONYMOUS
from tropa.plan.our_events import (
    CUSTOMER_MERGED,
    INVITE_ACCEPTED,
    INVITE_REFUSED,
    OURS,
    RUN_REQUESTED,
)

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
    due = Due(_last_due(batch, fit), loaded.lives.values())
    work = _Intake(scripts, around, batch.watermark, desk, due)
    for given in fit:
        work.fire_before(behind(given.received_at, batch.watermark), including=False)
        work.take_in(given)
    if batch.upto is not None:
        work.fire_before(behind(batch.upto, batch.watermark), including=True)
    return work.desk.changes


def _last_due(batch: Batch, fit: list[Input]) -> datetime:
    """Until when timers are fired in a batch."""
    ends = [batch.upto, fit[-1].received_at if fit else None]
    return max((behind(end, batch.watermark) for end in ends if end is not None), default=BEGINNING)


class _Intake(Work):
    """Inputs taken in."""

    __slots__ = ()

    def fire_before(self, instant: datetime, *, including: bool) -> None:
        """Fire every timer due before an instant, or at it, the earliest first."""
        while (found := self.due.pop_before(instant, including=including)) is not None:
            self.fire(*found)
            if self.waiting:
                self.follow_up()

    def take_in(self, given: Input) -> None:
        """Take an input in, and whatever decisions write because of it."""
        self.depth = 0
        self.one(given)
        if self.waiting:
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
            known = not self.desk.is_anonymous(customer)
            given = anonymous_no_more(given, customer) if known else replace(given, customer=customer)
        if self.desk.has_seen(given.message_id):
            self.ignore(given, "", "duplicate")
        elif isinstance(given, Event):
            self.event(given)
        else:
            self.traits(given)

    def event(self, event: Event) -> None:
        """What an event makes of runs, of invitations, and of journeys not entered yet."""
        if not self.scripts.hears(event.name):
            self.ignore(event, "", "unheard")
            return
        if ANONYMOUS in event.properties:
            self.note_anonymous(event.customer)
        before = self.edges(event) if self.scripts.turning and not event.historical else {}
        held = self.segments(event)
        self.desk.remember(event)
        if event.historical:
            self.ignore(event, "", "historical")
            return
        if event.name == CUSTOMER_MERGED:
            merge(self, event)
            return
        if self.scripts.critical:
            begin_crises(self, event)
        if event.name in OPERATIONS:
            OPERATIONS[event.name](self, event)
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

    def note_anonymous(self, customer: str) -> None:
        """Keep in mind that a customer is known by an anonymous id only."""
        if not self.desk.is_anonymous(customer):
            self.desk.set_traits(customer, {ANONYMOUS: "true"})

    def is_of_nobody_known(self, event: Event) -> bool:
        """Whether an event is of a customer known by an anonymous id only; of what we wrote the customer tells."""
        if ANONYMOUS in event.properties:
            return True
        written = self.depth or event.name in OURS or not event.name
        return bool(written) and self.desk.is_anonymous(event.customer)

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
            if found.run is not None and not script.anonymous and self.is_of_nobody_known(event):
                found = Entry(refused="anonymous")
            hold = closing(self.around.holds, script.journey, event.received_at) if self.around.holds else None
            if hold is not None and found.run is not None:
                asked |= self.kept_out(known, event, turned, hold)
            else:
                asked |= self.entered(known, event, found)
        if event.name == RUN_REQUESTED and not asked:
            journey = str(event.properties.get("journey") or "")
            self.tell_end(event.message_id, journey, event.customer, "not_entered", event.received_at)
