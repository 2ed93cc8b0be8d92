"""What is done to runs from outside: moved between versions, merged, told of a crisis, let out of a hold.

Each is an input like any other, so that whoever runs the engine sets the pace, and a replay does the
same at the same place (R21).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from tropa.engine import crises
from tropa.engine.backfilling import sought
from tropa.engine.decide import give_way, look_back
from tropa.engine.entering import Entry, admitted
from tropa.engine.events import Event
from tropa.engine.merging import MERGED, gives_way, giving_way, winner_in
from tropa.engine.migrating import MIGRATED, go_over, lead_out, migration_in, verdict
from tropa.engine.queueing import is_repeated, let_in, still_asks
from tropa.engine.releasing import released
from tropa.engine.scene import Known
from tropa.engine.state import Life
from tropa.engine.undelivered import UNDELIVERED, is_of, make_good
from tropa.engine.work import Work
from tropa.plan.our_events import (
    CRISIS_DECLARED,
    HOLD_RELEASED,
    MESSAGE_FAILED,
    RUN_MIGRATED,
    RUN_REQUESTED,
    STAGES_SOUGHT,
)
from tropa.plan.script import Script


def begin_crises(work: Work, event: Event) -> None:
    """Begin the holds of crises that an event tells of; they are in force at once (R12)."""
    for script in work.scripts.critical:
        known = Known(script, work.desk, work.around)
        if holds := tuple(crises.begun(known, event, work.around.holds)):
            work.desk.changes.holds += holds
            work.around = work.around.with_holds(holds)


def migrate(work: Work, event: Event) -> None:
    """Move a customer's runs from version to version (R11)."""
    asked = migration_in(event)
    old = work.scripts.version(asked.journey, asked.old) if asked is not None else None
    new = work.scripts.version(asked.journey, asked.new) if asked is not None else None
    if asked is None or old is None or new is None:
        work.ignore(event, "", "no_migration" if asked is None else "no_version")
        return
    for run in work.desk.runs_of(event.customer):
        life = work.desk.life(run)
        mine = run.journey == old.journey and run.customer == event.customer
        if life is None or not mine or life.run.version != old.version:
            continue
        how, why = verdict(asked, old, new, life)
        known = Known(new if how == "go" else old, work.desk, work.around)
        if how == "go":
            work.decided(event, run, MIGRATED, partial(go_over, known, old, life, asked.choices, event))
        elif how == "exit":
            work.decided(event, run, MIGRATED, partial(lead_out, known, life, event))
        else:
            work.ignore(event, run.journey, f"stays {why}".strip())


def merge(work: Work, event: Event) -> None:
    """Two customers are one from now on (R19)."""
    loser, into = event.customer, winner_in(event)
    winner = work.desk.alias(into) if into is not None else loser
    if winner == loser:
        work.ignore(event, "", "nobody_else")
        return
    for run in work.desk.runs_of(loser):
        found = work.decidable(run)
        out = giving_way(found[0], loser, winner) if found is not None else None
        if found is not None and out is not None:
            work.decided(event, run, MERGED, partial(give_way, found[1], found[0], event, out))
    for life in work.desk.merge(loser, winner, event):
        work.due.watch(life)
    _one_of_each(work, winner, event)
    for run in work.desk.runs_of(winner):
        found = work.decidable(run)
        if found is not None:
            work.decided(event, run, MERGED, partial(look_back, found[1], found[0], winner, event))


def _one_of_each(work: Work, customer: str, event: Event) -> None:
    """Of the open runs of one journey and key of a customer one goes on."""
    rivals: dict[tuple[str, str | None], list[tuple[Life, Script]]] = {}
    for run in work.desk.runs_of(customer):
        found = work.decidable(run) if run.customer == customer else None
        if found is not None:
            rivals.setdefault((run.journey, run.key), []).append((found[0], found[1].script))
    for lives in rivals.values():
        for run in gives_way(lives):
            found = work.decidable(run)
            if found is not None:
                work.decided(event, run, MERGED, partial(give_way, found[1], found[0], event, None))


def tell_crisis(work: Work, event: Event) -> None:
    """Tell a customer of a crisis, by the first run that it is about (R12)."""
    if crises.is_told_already(work.desk, event):
        return
    for run in work.desk.runs_of(event.customer):
        found = work.decidable(run)
        if found is not None and crises.concerns(found[1].script, found[0], event):
            work.decided(event, run, crises.CRISIS, partial(crises.tell, found[1], found[0], event))
            return


def release(work: Work, event: Event) -> None:
    """Let a customer's runs out of a hold, and in what it had queued; what is overdue is decided now (R5, R12)."""
    hold = next((one for one in work.around.holds if one.id == event.properties.get("hold")), None)
    if hold is None or is_repeated(work.desk, event):
        work.ignore(event, "", "no_hold" if hold is None else "released")
        return
    for run in work.desk.runs_of(event.customer):
        work.commit_deadlines(run, hold.since)  # what was due before it began is not late for it
        life = work.desk.life(run)
        free = released(life, hold, event.received_at) if life is not None else None
        if free is not None and free is not life:
            work.keep(free)
            work.commit_deadlines(run, event.received_at, event.received_at)
    for journey, asked in let_in(work.desk, event, hold):
        script = work.scripts.entered_now(journey)
        if script is None:
            continue
        known = Known(script, work.desk, work.around)
        found = admitted(known, work.desk, asked) if still_asks(known, asked) else Entry()
        if not work.entered(known, asked, found) and asked.name == RUN_REQUESTED:
            work.tell_end(asked.message_id, journey, asked.customer, "not_entered", event.received_at)


def seek_stages(work: Work, event: Event) -> None:
    """Find the stages that a customer entered before a version was published (R3)."""
    journey = event.properties.get("journey")
    script = next((one for one in work.scripts.ruled if one.journey == journey), None)
    if script is None:
        work.ignore(event, str(journey or ""), "no_version")
        return
    work.desk.keep_memberships(sought(Known(script, work.desk, work.around), event.customer))


def make_good_what_failed(work: Work, event: Event) -> None:
    """A message was not delivered: its run sends it another way, or asks a person (R16)."""
    for run in work.desk.runs_of(event.customer):
        found = work.decidable(run)
        if found is not None and is_of(found[0], event):
            work.decided(event, run, UNDELIVERED, partial(make_good, found[1], found[0], event))
            return
    work.ignore(event, str(event.properties.get("journey") or ""), "run_over")


OPERATIONS: Mapping[str, Callable[[Work, Event], None]] = {
    CRISIS_DECLARED: tell_crisis,
    HOLD_RELEASED: release,
    MESSAGE_FAILED: make_good_what_failed,
    RUN_MIGRATED: migrate,
    STAGES_SOUGHT: seek_stages,
}
"""What an input of our own does before runs hear it."""
