"""The laws of ``ports.state``, told to any store.

Each law is a function of a store that is empty; ``LAWS`` has all of them.  ``tests/conformance``
holds every store of Tropa to them, and a store of somebody else's may be held to them alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Thread
from typing import Any, TypeAlias

from msgspec.structs import replace

from tropa.engine.assignment import Assignment
from tropa.engine.caps import Entry
from tropa.engine.changes import Ignored, Merged, Message, SetAside, Suppressed, TaskClosed, TaskOpened, Transition
from tropa.engine.desk import Changes, Loaded
from tropa.engine.events import Event, Input, TraitsSet
from tropa.engine.holds import Hold
from tropa.engine.state import (
    Entrance,
    EntranceId,
    Invitation,
    Life,
    Participant,
    Position,
    PositionId,
    Run,
    RunId,
    StageId,
    StageMembership,
    Timer,
)
from tropa.journey.codecs.values import Section
from tropa.plan.our_events import CUSTOMER_MERGED, ENTRY_QUEUED, HOLD_RELEASED
from tropa.ports.state import Lease, LeaseLost, Pruned, Settled, Standing, StateStore, Version
from tropa.testing.world import MONDAY

Law: TypeAlias = Callable[[StateStore], None]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORKER = "w"


class _Left(Exception):
    """A turn is left by it."""


def event(name: str, customer: str = "anna", at: datetime = MONDAY, n: int = 0, **properties: object) -> Event:
    """An event; ``n`` tells those of one name, customer and instant apart."""
    held: Any = properties
    made = f"{name} of {customer} at {at.isoformat()} {n}"
    return Event(made, customer, name, at, at, 0, Section(held))


def open_life(customer: str = "anna", key: str | None = None, **more: Any) -> Life:  # noqa: ANN401  fields of a run, or of a life
    """A run that waits at step ``a``.

    Args:
        customer: Its first participant.
        key: Its key.
        more: ``journey``, ``attempt``, ``version``, ``due_at``, ``step``, ``others`` (participants).
    """
    name = RunId(more.get("journey", "a"), customer, key, more.get("attempt", 1))
    run = Run(name, more.get("version", 1), customer, MONDAY, MONDAY, "m1")
    people = {one: Participant(one, "client", MONDAY) for one in (customer, *more.get("others", ()))}
    place = PositionId(customer, "", more.get("step", "a"), 1)
    due_at = more.get("due_at")
    timers = (Timer(due_at, "up_to"),) if due_at is not None else ()
    return Life(run, people, {place: Position(place, customer, MONDAY, MONDAY, "m1", MONDAY, "m1", timers)})


def over(life: Life, outcome: str = "ended") -> Life:
    """A run as it is when it is finished."""
    return replace(life, run=replace(life.run, outcome=outcome, ended_at=MONDAY + DAY), positions={})


def message_to(life: Life, n: int = 1, at: datetime = MONDAY) -> Message:
    """A message that a run wants sent."""
    place = next(iter(life.positions))
    run = life.run.id
    made = f"message {n} to {run.customer}"
    return Message(
        made, run, place, run.customer, "client", "", "hello", "", "sms", "service", at, Section({"cta": "a"})
    )


def leased(store: StateStore) -> tuple[Lease, ...]:
    """All shards of a store."""
    return store.lease(WORKER, MONDAY, DAY, store.shards)


def written(store: StateStore, changes: Changes, customers: Iterable[str] = ()) -> None:
    """Let a turn of the first customer's shard write changes, with all waiting inputs of that shard.

    Args:
        store: Where.
        changes: What is written.
        customers: Whose state the turn has loaded, beside those that the changes name.
    """
    names = dict.fromkeys((*customers, *_named(changes)))
    with store.turn(leased(store)[0]) as turn:
        given = turn.inputs(1_000)
        turn.load((*given, *(event("looked at", one) for one in names)), None, 0)
        turn.write(changes, given)


def _named(changes: Changes) -> Iterable[str]:
    for life in changes.lives.values():
        yield from life.participants
    yield from (name.customer for name in changes.entrances)
    yield from (one.customer for one in changes.heard)
    yield from changes.traits
    yield from changes.ledgers
    for merged in changes.merges:
        yield from (merged.loser, merged.winner)


def seen(store: StateStore, customers: Sequence[str], due_before: datetime | None = None, most: int = 100) -> Loaded:
    """What a turn of the first shard loads for customers."""
    with store.turn(leased(store)[0]) as turn:
        return turn.load([event("looked at", one) for one in customers], due_before, most)


def keeping(*lives: Life, **more: Any) -> Changes:  # noqa: ANN401  fields of Changes
    """Changes that keep runs."""
    return Changes(lives={life.run.id: life for life in lives}, **more)


def what_was_written_is_loaded(store: StateStore) -> None:
    """Every kind of row that a turn writes is what the next one loads."""
    life = open_life("anna", "k", others=("boris",))
    stage = StageId("anna", "a", "onboarding")
    membership = StageMembership(stage, MONDAY, 1, forbids=frozenset({"cross_sell"}))
    entrance = EntranceId("a", "anna", "k")
    came = event("came", n=1, kind="film", n_seats=2.0, empty=None)
    changes = keeping(
        life,
        entrances={entrance: Entrance(1, MONDAY, 1)},
        heard=[came, replace(came, message_id="later", historical=True)],
        traits={"anna": {"tier": "gold", "n": 1.5, "gone": None}},
        assignments={("cta", "anna"): Assignment("arm", "b"), ("off", "boris"): Assignment("holdout")},
        ledgers={"anna": (Entry("i", "service", MONDAY), Entry("j", None, MONDAY, reserved=True))},
        memberships={stage: membership},
    )
    changes.made.invitations.append(Invitation("i1", life.run.id, "child", next(iter(life.positions)), MONDAY + DAY))
    written(store, changes)
    with store.turn(leased(store)[0]) as turn:
        loaded = turn.load([event("invited", "boris", invite="i1")], None, 0)
        assert dict(loaded.lives) == {life.run.id: life}
        assert loaded.entrances[entrance] == Entrance(1, MONDAY, 1)
        assert [one.message_id for one in loaded.heard["anna"]["came"]] == [came.message_id, "later"]
        assert loaded.heard["anna"]["came"][0] == came
        assert loaded.heard["anna"]["came"][1].historical
        assert loaded.traits["anna"] == {"tier": "gold", "n": 1.5, "gone": None}
        assert loaded.assignments["cta", "anna"] == Assignment("arm", "b")
        assert loaded.assignments["off", "boris"] == Assignment("holdout")
        assert loaded.ledgers["anna"] == changes.ledgers["anna"]
        assert loaded.memberships[stage] == membership
        assert loaded.invitations["i1"] == changes.made.invitations[0]
    assert list(store.lives("a")) == [life]
    assert list(store.lives("b")) == []
    assert store.life(life.run.id) == life
    assert set(store.customers()) == {"anna", "boris"}


def a_touch_reaches_all_who_are_together(store: StateStore) -> None:
    """Loaded are the runs of whoever takes part in a run with a customer who is touched, and no others."""
    ours, theirs, far = open_life("anna", others=("boris",)), open_life("boris", others=("cara",)), open_life("dora")
    written(store, keeping(ours, theirs, far))
    assert set(seen(store, ["anna"]).lives) == {ours.run.id, theirs.run.id}
    assert set(seen(store, ["cara"]).lives) == {ours.run.id, theirs.run.id}
    assert set(seen(store, ["dora"]).lives) == {far.run.id}
    assert not seen(store, ["nobody"]).lives
    with store.turn(leased(store)[0]) as turn:
        assert not turn.load([], None, 0, [("a", "k"), ("b", "1")]).lives


def a_key_finds_runs(store: StateStore) -> None:
    """Runs are loaded by journey and key value, however long it is."""
    long = "k" * 3_000
    lives = [
        open_life("anna", "k"),
        open_life("boris", "k"),
        open_life("cara", long),
        open_life("dora", "k", journey="b"),
    ]
    written(store, keeping(*lives))
    with store.turn(leased(store)[0]) as turn:
        assert set(turn.load([], None, 0, [("a", "k")]).lives) == {lives[0].run.id, lives[1].run.id}
    with store.turn(leased(store)[0]) as turn:
        assert set(turn.load([], None, 0, [("a", long)]).lives) == {lives[2].run.id}


def timers_are_loaded_first_due_first(store: StateStore) -> None:
    """Runs due by an instant are loaded, those due first where there is not room for all."""
    lives = [open_life(f"c{n}", due_at=MONDAY + n * HOUR) for n in (3, 1, 2, 4)]
    written(store, keeping(*lives, open_life("idle")))
    assert store.next_due(0) == MONDAY + HOUR
    assert set(seen(store, [], MONDAY + 2 * HOUR).lives) == {lives[1].run.id, lives[2].run.id}
    assert set(seen(store, [], MONDAY + DAY, most=1).lives) == {lives[1].run.id}
    assert len(seen(store, [], MONDAY + DAY).lives) == 4
    written(store, keeping(over(lives[1]), open_life("c2")))
    assert store.next_due(0) == MONDAY + 3 * HOUR


def an_id_is_taken_in_once(store: StateStore) -> None:
    """An input whose id is known is left out, within one call and for seven days (R9)."""
    one, two = event("came"), event("came", n=1)
    appended = store.append([one, two, one])
    assert (appended.n, appended.known) == (2, (one.message_id,))
    late = replace(two, received_at=MONDAY + timedelta(days=6.9))
    assert store.append([late]).known == (two.message_id,)
    assert store.append([replace(two, customer="boris")]).known == (two.message_id,)
    with store.turn(leased(store)[0]) as turn:
        assert [given.message_id for given in turn.inputs(10)] == [one.message_id, two.message_id]


def inputs_come_in_their_order(store: StateStore) -> None:
    """Inputs are given in the order in which they were appended, each once, traits among them."""
    given: list[Input] = [event("came", n=n, at=MONDAY - n * HOUR, kind="\ud800\x00") for n in range(5)]
    given.insert(2, TraitsSet("t", "anna", {"tier": "gold"}, MONDAY, MONDAY + HOUR, 0, historical=True))
    store.append(given[:3])
    store.append(given[3:])
    found: list[Input] = []
    while True:
        with store.turn(leased(store)[0]) as turn:
            page = turn.inputs(2)
            turn.write(Changes(), page)
        if not page:
            break
        found += page
    assert [replace(one, sequence=0) for one in found] == given
    assert [one.sequence for one in found] == sorted({one.sequence for one in found})
    assert [one.message_id for one in store.log()] == [one.message_id for one in given if isinstance(one, Event)]
    assert store.log(since=found[-1].sequence) == ()
    assert len(store.log(most=2)) == 2


def a_turn_takes_a_beginning(store: StateStore) -> None:
    """A turn may take the first of its inputs only; what it leaves comes to the next one."""
    store.append([event("came", n=n) for n in range(3)])
    with store.turn(leased(store)[0]) as turn:
        given = turn.inputs(3)
        for wrong in (given[1:], (given[1], given[0])):
            try:
                turn.write(Changes(), wrong)
            except ValueError:
                continue
            raise AssertionError("a turn took inputs that are not its first")
    with store.turn(leased(store)[0]) as turn:
        turn.write(Changes(), turn.inputs(3)[:1])
    with store.turn(leased(store)[0]) as turn:
        assert turn.inputs(3) == given[1:]


def a_turn_is_kept_whole_or_not_at_all(store: StateStore) -> None:
    """A turn that is left by an exception, or without a word, has changed nothing; not even a timer."""
    life = open_life(due_at=MONDAY)
    written(store, keeping(life, traits={"anna": {"n": 1.0}}))
    store.append([event("came")])
    changes = keeping(over(life), open_life("boris", step="b"), heard=[event("came")], traits={"anna": {"n": 2.0}})
    changes.made.messages.append(message_to(life))
    changes.holds.append(Hold("h", MONDAY))
    try:
        with store.turn(leased(store)[0]) as turn:
            given = turn.inputs(9)
            turn.load(given, MONDAY, 9)
            turn.write(changes, given)
            raise _Left
    except _Left:
        pass
    with store.turn(leased(store)[0]) as turn:
        turn.load(turn.inputs(9), MONDAY, 9)
    loaded = seen(store, ["anna", "boris"], MONDAY)
    assert dict(loaded.lives) == {life.run.id: life}
    assert loaded.traits["anna"] == {"n": 1.0}
    assert not loaded.heard.get("anna")
    assert store.holds() == ()
    assert store.next_due(0) == MONDAY
    assert store.lease_messages(WORKER, MONDAY, HOUR, 9) == ()
    assert store.standing("a", 1) == {"a": 1}


def a_shard_has_one_worker(store: StateStore) -> None:
    """A lease keeps others out until it runs out or is given back; an older one is refused from then on."""
    mine = store.lease("one", MONDAY, HOUR, 99)
    assert len(mine) == store.shards
    assert store.lease("two", MONDAY, HOUR, 99) == ()
    renewed = store.lease("one", MONDAY + HOUR / 2, HOUR, 99)
    assert [lease.fence for lease in renewed] == [lease.fence for lease in mine]
    assert store.lease("two", MONDAY + HOUR, HOUR, 99) == ()
    theirs = store.lease("two", MONDAY + 2 * HOUR, HOUR, 1)
    assert theirs[0].fence > mine[0].fence
    try:
        with store.turn(mine[0]):
            raise AssertionError("a turn began in a shard that another worker has")
    except LeaseLost:
        pass
    store.release(mine)
    with store.turn(theirs[0]) as turn:
        assert turn.inputs(1) == ()
    store.release(theirs)
    assert store.lease("three", MONDAY + 2 * HOUR, HOUR, 1)[0].worker == "three"


def a_message_has_one_hand_over(store: StateStore) -> None:
    """A message is handed over by one worker at a time, from its instant on, until it is settled."""
    life = open_life()
    came = event("begun", kind="film", all_of_it=1.0)
    life = replace(life, run=replace(life.run, entry_id=came.message_id, start=Section({"kind": "film"})))
    changes = keeping(life, heard=[came], traits={"anna": {"tier": "gold"}})
    changes.made.messages += [message_to(life, 1, MONDAY + HOUR), message_to(life, 2)]
    written(store, changes)
    first = store.lease_messages("one", MONDAY, HOUR, 9)
    assert [one.message for one in first] == [changes.made.messages[1]]
    assert (first[0].n_tried, first[0].unknown) == (0, False)
    assert dict(first[0].start) == {"kind": "film", "all_of_it": 1.0}
    assert dict(first[0].traits) == {"tier": "gold"}
    assert store.lease_messages("two", MONDAY, HOUR, 9) == ()
    both = store.lease_messages("two", MONDAY + 2 * HOUR, HOUR, 9)
    assert {(one.message.id, one.n_tried, one.unknown) for one in both} == {
        ("message 2 to anna", 1, True),
        ("message 1 to anna", 0, False),
    }
    told = event("message_sent")
    store.settle("one", [Settled("message 2 to anna", "sent", MONDAY)])
    store.settle(
        "two",
        [
            Settled("message 2 to anna", "held", MONDAY, "nobody knows"),
            Settled("message 1 to anna", "ready", MONDAY + 2 * HOUR, "later", MONDAY + 3 * HOUR),
        ],
        [told],
    )
    assert {one.id: where for one, where in store.history("a", "anna").messages} == {
        "message 1 to anna": "ready",
        "message 2 to anna": "held",
    }
    assert [one.message_id for one in store.log()] == [told.message_id]
    assert store.lease_messages("one", MONDAY + 2 * HOUR, HOUR, 9) == ()
    (again,) = store.lease_messages("one", MONDAY + 3 * HOUR, HOUR, 9)
    assert (again.message.id, again.n_tried, again.unknown) == ("message 1 to anna", 1, False)
    store.settle("one", [Settled("message 1 to anna", "sent", MONDAY + 3 * HOUR, provider_id="p1")])
    assert store.lease_messages("one", MONDAY + 9 * DAY, HOUR, 9) == ()


def publishing_hears_the_past(store: StateStore) -> None:
    """A version that listens to a name for the first time hears what turns have taken of it, once (R3)."""
    old, new = event("film", at=MONDAY - DAY), event("film")
    store.append([old, new, event("read", "boris")])
    written(store, Changes())
    store.append([event("film", n=9)])
    assert store.publish(version(1), ["film", "begun"], MONDAY - HOUR) == 1
    assert store.publish(version(2), ["film"], None) == 0
    assert [one.message_id for one in seen(store, ["anna"]).heard["anna"]["film"]] == [new.message_id]
    assert store.publish(version(1, "b"), None, None) == 1
    assert [one.name for one in seen(store, ["boris"]).heard["boris"]["read"]] == ["read"]
    assert store.publish(version(2, "b"), ["more"], None) == 0
    for wrong in (version(2), version(4), version(0, "c")):
        try:
            store.publish(wrong, ["film"], None)
        except ValueError:
            continue
        raise AssertionError("a version was published out of its order")
    assert [(one.journey, one.number, one.current) for one in store.versions()] == [
        ("a", 1, False),
        ("a", 2, True),
        ("b", 1, False),
        ("b", 2, True),
    ]
    assert store.versions()[0] == replace_current(version(1), current=False)
    with store.turn(leased(store)[0]) as turn:
        assert turn.n_versions == 4


def version(number: int, journey: str = "a") -> Version:
    """A version of a journey."""
    at = MONDAY + number * HOUR + (DAY if journey != "a" else timedelta())
    return Version(journey, number, f"journey: {journey}\n", "workspace: w\n", at, ("scheme: s\n",))


def replace_current(one: Version, *, current: bool) -> Version:
    """A version that is current, or no more."""
    return Version(one.journey, one.number, one.definition, one.workspace, one.published_at, one.schemes, current)


def holds_are_kept_by_their_ids(store: StateStore) -> None:
    """A hold takes the place of the one of its id, wherever it comes from, and turns see it."""
    store.keep_hold(Hold("h", MONDAY, journey="a"))
    written(store, Changes(holds=[Hold("crisis", MONDAY + HOUR, crisis="outage"), Hold("third", MONDAY)]))
    ended = Hold("h", MONDAY, journey="a", until=MONDAY + DAY)
    store.keep_hold(ended)
    assert [hold.id for hold in store.holds()] == ["h", "crisis", "third"]
    assert store.holds()[0] == ended
    with store.turn(leased(store)[0]) as turn:
        assert turn.holds == store.holds()
    store.forget_hold("crisis")
    assert [hold.id for hold in store.holds()] == ["h", "third"]


def a_history_tells_all(store: StateStore) -> None:
    """What became of a customer's runs is told run by run, finished ones too, to each who took part."""
    first, second = open_life(others=("boris",)), open_life(attempt=2, step="b")
    place = next(iter(first.positions))
    run = first.run.id
    begun = Transition(run, None, "anna", "", "a", 1, MONDAY, "entry", "m1", "", "onboarding")
    changes = keeping(first)
    changes.made.transitions.append(begun)
    changes.made.messages.append(message_to(first))
    changes.made.suppressed.append(Suppressed(run, place, "anna", "hello", "push", MONDAY, "cap"))
    changes.made.opened.append(TaskOpened("t", run, place, "task", "care", MONDAY, MONDAY + DAY))
    written(store, changes)
    ended = replace(begun, place=place, step=None, visit=0, at=MONDAY + DAY, label="else", cause="", stage=None)
    beside = replace(begun, participant="boris", branch="film/x", step="b", visit=2, beside=True, reason="why")
    changes = keeping(over(first))
    changes.made.transitions += [beside, ended]
    changes.made.closed.append(TaskClosed("t", run, "cancelled", MONDAY + DAY))
    written(store, changes)
    changes = keeping(second, ignored=[Ignored("m3", "anna", "a", "reentry"), Ignored("m4", "anna", "", "unheard")])
    changes.set_aside.append(SetAside(event("odd"), run, "odd", "ValueError: odd"))
    written(store, changes)
    told = store.history("a", "anna")
    assert told.lives == (over(first), second)
    assert told.transitions == (begun, beside, ended)
    assert told.messages == ((message_to(first), "ready"),)
    assert [one.reason for one in told.suppressed] == ["cap"]
    assert [one.id for one in told.opened] == [one.id for one in told.closed] == ["t"]
    assert told.ignored == (("m3", "reentry"),)
    assert store.history("a", "boris").lives == (over(first),)
    assert store.history("b", "anna").lives == ()
    assert store.life(run) == over(first)
    assert store.life(second.run.id) == second
    assert store.life(RunId("a", "anna", None, 7)) is None
    assert list(store.lives()) == [second]


def positions_are_counted(store: StateStore) -> None:
    """How many stand at each step of a version is what the open runs say, whatever came before."""
    written(store, keeping(*(open_life(f"c{n}") for n in range(5)), open_life("old", version=2)))
    written(store, keeping(open_life("c0", step="b"), over(open_life("c1"))))
    assert store.standing("a", 1) == {"a": 3, "b": 1}
    assert store.standing("a", 2) == {"a": 1}
    assert store.standing("b", 1) == {}


def a_merge_leaves_one(store: StateStore) -> None:
    """Where two customers turn out to be one, all that was kept of the one is the other's (R19)."""
    mine, theirs, past = open_life("anna"), open_life("boris", "k"), open_life("boris", "old")
    changes = keeping(
        mine,
        theirs,
        past,
        heard=[
            event("film", "boris", MONDAY),
            event("film", "anna", MONDAY + HOUR),
            event("film", "boris", MONDAY + DAY),
        ],
        traits={"boris": {"tier": "gold"}},
        entrances={EntranceId("a", "boris", "k"): Entrance(1, MONDAY, 1)},
    )
    changes.made.messages.append(message_to(theirs))
    written(store, changes)
    written(store, keeping(over(past)))
    moved, ended = open_life("anna", "k"), past.run.id._replace(customer="anna", attempt=2)
    changes = keeping(
        moved, traits={"anna": {"tier": "gold"}}, entrances={EntranceId("a", "anna", "k"): Entrance(1, MONDAY, 1)}
    )
    renamed = ((theirs.run.id, moved.run.id), (past.run.id, ended))
    changes.merges.append(Merged("boris", "anna", MONDAY + DAY, "m9", renamed))
    changes.gone.append(theirs.run.id)
    written(store, changes, ["boris"])
    with store.turn(leased(store)[0]) as turn:
        loaded = turn.load([event(CUSTOMER_MERGED, "boris", into="anna")], None, 0)
        assert set(loaded.lives) == {mine.run.id, moved.run.id}
        assert [one.at for one in loaded.heard["anna"]["film"]] == [MONDAY, MONDAY + HOUR, MONDAY + DAY]
        assert not loaded.heard.get("boris")
        assert {one.customer for one in loaded.heard["anna"]["film"]} == {"anna"}
        assert dict(loaded.aliases) == {"boris": "anna"}
        assert "boris" not in loaded.traits
        assert set(loaded.entrances) == {EntranceId("a", "anna", "k")}
    assert set(store.customers()) == {"anna"}
    told = store.history("a", "boris")
    assert {life.run.id for life in told.lives} == {mine.run.id, moved.run.id, ended}
    assert [one.run for one, _ in told.messages] == [moved.run.id]
    assert told == store.history("a", "anna")
    assert {life.run.id for life in store.lives()} == {mine.run.id, moved.run.id}


def a_rare_name_is_heard_of_everybody(store: StateStore) -> None:
    """What was heard of a name is told for all customers, in order of receipt, whatever else was heard."""
    rows = [event(ENTRY_QUEUED, "boris", MONDAY + HOUR), event(ENTRY_QUEUED, "anna"), event(HOLD_RELEASED, "anna")]
    written(store, Changes(heard=[*rows, event("film", "anna")]))
    assert [one.customer for one in store.heard_of(ENTRY_QUEUED)] == ["anna", "boris"]
    assert [one.name for one in store.heard_of("film")] == ["film"]
    assert list(store.heard_of("nothing")) == []


def what_runs_write_is_logged_and_known(store: StateStore) -> None:
    """Events that runs write are in the log behind what caused them, and come in no second time."""
    store.append([event("came")])
    made = event("asked", n=1)
    changes = Changes(seen=[event("came").message_id, made.message_id])
    changes.made.emitted.append(made)
    written(store, changes, ["anna"])
    assert [one.message_id for one in store.log()] == [event("came").message_id, made.message_id]
    assert store.append([made]).known == (made.message_id,)
    assert made.message_id in seen(store, ["anna"]).seen
    assert event("came").message_id not in seen(store, ["anna"]).seen


def many_may_append_at_once(store: StateStore) -> None:
    """Inputs that several threads append all come in, each once, and of each thread in its order."""

    def append(who: int) -> None:
        for n in range(10):
            store.append([event("came", f"c{who}", n=n), event("came", "anna", n=n)])

    threads = [Thread(target=append, args=(who,)) for who in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found: list[Input] = []
    for lease in leased(store):
        with store.turn(lease) as turn:
            found += turn.inputs(1_000)
    assert len(found) == 40
    by_customer: Mapping[str, list[str]] = {
        f"c{who}": [one.message_id for one in found if one.customer == f"c{who}"] for who in range(3)
    }
    for who, ids in by_customer.items():
        assert ids == [event("came", who, n=n).message_id for n in range(10)]


def what_is_over_and_old_is_forgotten(store: StateStore) -> None:
    """Pruning forgets old events that were decided, and runs that ended before, with all that became of them."""
    old, late, held = open_life("anna", others=("boris",)), open_life("cara"), open_life("dora")
    going_on = open_life("anna", "k", due_at=MONDAY + 9 * DAY)
    store.append([event("came"), event("came", "boris", MONDAY + 5 * DAY)])
    changes = keeping(old, late, held, going_on)
    for n, life in enumerate((old, late, held, going_on)):
        changes.made.messages.append(replace(message_to(life), id=f"m{n}"))
        place = next(iter(life.positions))
        changes.made.transitions.append(
            Transition(life.run.id, place, place.participant, "", "a", 1, MONDAY, "then", "", "", None)
        )
    written(store, changes)
    store.lease_messages("w", MONDAY, HOUR, 9)
    fates: dict[str, Standing] = {"m0": "sent", "m1": "failed", "m2": "held", "m3": "sent"}
    store.settle("w", [Settled(name, fate, MONDAY) for name, fate in fates.items()])
    ended_late = over(late)
    ended_late = replace(ended_late, run=replace(ended_late.run, ended_at=MONDAY + 5 * DAY))
    store.append([event("went", n=1)])
    written(store, keeping(over(old), ended_late, over(held)), ["boris"])
    store.append([event("waits", at=MONDAY - DAY)])
    pruned = sum(store.prune(MONDAY + 2 * DAY), Pruned())
    assert (pruned.n_runs, pruned.n_messages) == (1, 1)
    assert store.life(old.run.id) is None
    assert store.history("a", "boris").lives == ()
    told = store.history("a", "anna")
    assert (told.lives, [one.id for one, _ in told.messages]) == ((going_on,), ["m3"])
    assert {one.run for one in told.transitions} == {going_on.run.id}
    assert store.history("a", "cara").lives == (ended_late,)
    assert [standing for _, standing in store.history("a", "dora").messages] == ["held"]
    names = [(one.name, one.customer) for one in store.log()]
    assert ("came", "boris") in names
    assert ("waits", "anna") in names
    assert ("came", "anna") not in names
    assert pruned.n_events == 2
    assert store.append([event("came")]).n == 0
    assert sum(store.prune(MONDAY + 2 * DAY), Pruned()) == Pruned()
    later = sum(store.prune(MONDAY + 9 * DAY), Pruned())
    assert (later.n_events, later.n_runs) == (1, 1)
    with store.turn(leased(store)[0]) as turn:
        assert [one.message_id for one in turn.inputs(9)] == [event("waits", at=MONDAY - DAY).message_id]


LAWS: tuple[Law, ...] = (
    what_was_written_is_loaded,
    a_touch_reaches_all_who_are_together,
    a_key_finds_runs,
    timers_are_loaded_first_due_first,
    an_id_is_taken_in_once,
    inputs_come_in_their_order,
    a_turn_takes_a_beginning,
    a_turn_is_kept_whole_or_not_at_all,
    a_shard_has_one_worker,
    a_message_has_one_hand_over,
    publishing_hears_the_past,
    holds_are_kept_by_their_ids,
    a_history_tells_all,
    positions_are_counted,
    a_merge_leaves_one,
    a_rare_name_is_heard_of_everybody,
    what_runs_write_is_logged_and_known,
    what_is_over_and_old_is_forgotten,
    many_may_append_at_once,
)
"""All laws; each is told a store that is empty and has one shard, but the last, which any number suits."""
