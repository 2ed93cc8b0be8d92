"""Moves carried out: positions opened, moved and ended, branches joined, runs closed.

Theory.  A decision is a list of moves still to be carried out, the newest first: a branch is walked to
where it stands still before the next one begins, and a join goes on when all have begun.  Every move
but ``Stay`` ends a position and may open others, and each position opened asks its step for the next
move.  The list runs empty because a place that is come to for the hundred and first time in one
decision fails instead (R15).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from tropa.engine.changes import TaskOpened, Transition
from tropa.engine.forgetting import remembered
from tropa.engine.kinds import KINDS, UNSAID
from tropa.engine.moves import Close, Fail, Fork, Go, Jump, Move, Stay
from tropa.engine.naming import branch_of, made_id, outer_of
from tropa.engine.saying import withdraw
from tropa.engine.scene import Scene, Stand
from tropa.engine.state import Participant, Position, PositionId, Visits
from tropa.engine.tasks import CANCELLED, FAILURE, ask_to_mend, close_task, has_task
from tropa.engine.waiting import UP_TO
from tropa.journey.codecs.values import Section
from tropa.plan.script import STEPS, SUCCESS, Node

MOST_VISITS = 100
"""A loop that passes more visits than these without waiting is a failure (R15)."""

BESIDE, PASSED, NEEDED = "beside", "passed", "needed"
ENDED, FAILED, REACHED = "ended", "failed", "reached"
_LAST = (UP_TO,)
"""Of timers of one instant these come last: what is still to be said is said first."""


class _Opening(Struct, frozen=True, gc=False):
    """A position still to be opened: in the place of ``origin``, at a node, by a label."""

    node: Node
    came_from: PositionId | None
    label: str
    reason: str = ""
    beside: bool = False


class Driver(Struct, gc=False):
    """Carries moves out in a scene."""

    scene: Scene
    _todo: list[tuple[Position, Move | _Opening]] = field(default_factory=list)

    def move(self, position: Position, move: Move) -> None:
        """Carry a move out, and all that come of it."""
        self._one(position, move)
        self._drain()

    def begin(self, track: str, participant: Participant, anchor_id: str, label: str = "") -> None:
        """Open a track for a participant, where it has steps."""
        first = self.scene.script.tracks.get(track)
        if first is None:
            return
        joined, now = participant.joined_at, self.scene.now
        nowhere = PositionId(participant.customer, "", "", 0)
        origin = Position(nowhere, participant.customer, now, joined, anchor_id, joined, anchor_id)
        self._open(origin, _Opening(self.scene.script.nodes[first], None, label or track))
        self._drain()

    def put(self, position: Position, node: Node, label: str, reason: str) -> None:
        """Open a node for a position that has been taken away, though no way leads there (R11).

        What comes after it may have been come to before, so visits count from one higher from now on.
        """
        self.scene.run = replace(self.scene.run, n_put=self.scene.run.n_put + 1)
        self._open(position, _Opening(node, position.id, label, reason))
        self._drain()

    def stays_on(self, position: Position, node: Node, label: str, reason: str) -> None:
        """Log that a position goes on where it stands, as something else than it was (R11)."""
        self._log(_Opening(node, position.id, label, reason), position.id)

    def _drain(self) -> None:
        todo = self._todo
        while todo:
            position, what = todo.pop()
            if isinstance(what, _Opening):
                self._open(position, what)
            else:
                self._one(position, what)

    def _one(self, position: Position, move: Move) -> None:
        node = self.scene.node_of(position)
        if node is not None and position.id in self.scene.positions:
            self._carry_out(position, node, move)

    def _carry_out(self, position: Position, node: Node, move: Move) -> None:
        match move:
            case Stay():
                self._stay(position, move)
            case Go():
                self._go(position, node, move)
            case Jump(target):
                self._leave(position)
                there = replace(position, anchor_at=self.scene.now, anchor_id=self.scene.cause_id)
                self._todo.append((there, _Opening(self.scene.script.nodes[target], position.id, "back_to")))
            case Fork(branches, needed):
                self._fork(position, node, branches, needed)
            case Close():
                self._close(position, node, move)
            case Fail():
                self._fail(position, node, move)

    def _stay(self, position: Position, move: Stay) -> None:
        since_at, since_id = move.since or (position.since_at, position.since_id)
        timers, kept = move.timers, move.kept
        if len(timers) > 1:
            timers = tuple(sorted(timers, key=lambda timer: (timer.at, timer.label in _LAST)))
        if BESIDE in position.kept:
            kept = Section({**kept, BESIDE: "yes"})
        self.scene.positions[position.id] = Position(
            position.id,
            position.host,
            position.began_at,
            position.anchor_at,
            position.anchor_id,
            since_at,
            since_id,
            timers,
            kept,
        )

    def _go(self, position: Position, node: Node, move: Go) -> None:
        if node.again and move.resolved_by:
            self._remember(position, move.resolved_by)
        aside = BESIDE in position.kept
        following = node.ways.get(move.label) if aside else node.ways.get(move.label, node.after)
        if move.beside is not None:
            self._stay(replace(position, kept=Section({BESIDE: "yes"})), move.beside)
            following = node.after
        else:
            self._leave(position)
        if following is None:
            self._end_of_list(position, node, move, beside=aside)
        else:
            beside = move.beside is not None
            opening = _Opening(self.scene.script.nodes[following], position.id, move.label, move.reason, beside)
            self._todo.append((position, opening))

    def _remember(self, position: Position, event_id: str) -> None:
        """Remember which event resolved a step that may be come to again (R3)."""
        place = position.id
        known = self.scene.visits(place.participant, place.branch, place.step)
        resolved = known._replace(resolved_by=(*known.resolved_by, event_id))
        self.scene.note_visits(place.participant, place.branch, place.step, resolved)

    def _open(self, origin: Position, opening: _Opening) -> None:
        """Come to a node, and ask its step for the next move."""
        scene, place, node = self.scene, origin.id, opening.node
        n = scene.run.n_put + 1
        if node.again:
            known = scene.visits(place.participant, place.branch, node.name)
            n = max(n, known.n + 1)
            resolved = remembered(scene, place, node, origin.anchor_at, known.resolved_by)
            scene.note_visits(place.participant, place.branch, node.name, Visits(n, resolved))
        here = PositionId(place.participant, place.branch, node.name, n)
        anchor_at, anchor_id = origin.anchor_at, origin.anchor_id
        position = Position(here, origin.host, scene.now, anchor_at, anchor_id, anchor_at, anchor_id)
        scene.positions[here] = position
        self._log(opening, here)
        circles = node.again and self._times_entered(here) > MOST_VISITS
        kind = KINDS.get(node.kind, UNSAID)
        move = Fail("circle", ends=True) if circles else kind.enter(node.step, Stand(scene, node, position))
        self._carry_out(position, node, move)

    def _times_entered(self, here: PositionId) -> int:
        """How often a step was come to in this decision, this time included; only some can be again (``again``)."""
        entered, spot = self.scene.entered, (here.participant, here.branch, here.step)
        times = entered[spot] = entered.get(spot, 0) + 1
        return times

    def _log(self, opening: _Opening, place: PositionId) -> None:
        """Log that a position begins."""
        scene = self.scene
        transition = Transition(
            run=scene.run.id,
            place=opening.came_from,
            participant=place.participant,
            branch=place.branch,
            step=place.step,
            visit=place.visit,
            at=scene.now,
            label=opening.label,
            cause=scene.cause_id,
            reason=opening.reason,
            stage=opening.node.stage,
            beside=opening.beside,
        )
        scene.made.transitions.append(transition)

    def _ends(self, position: Position, label: str, reason: str = "", *, beside: bool = False) -> None:
        """Log that a position ends here, or that the main line does past one that stays."""
        scene, place = self.scene, position.id
        transition = Transition(
            run=scene.run.id,
            place=place,
            participant=place.participant,
            branch=place.branch,
            step=None,
            visit=0,
            at=scene.now,
            label=label,
            cause=scene.cause_id,
            reason=reason,
            stage=None,
            beside=beside,
        )
        scene.made.transitions.append(transition)

    def _leave(self, position: Position) -> None:
        """Take a position away, and what it had reserved."""
        left = self.scene.positions.pop(position.id, None)
        node = self.scene.node_of(left) if left is not None and left.kept else None
        if left is not None and node is not None:
            withdraw(Stand(self.scene, node, left))

    def _end_of_list(self, position: Position, node: Node, move: Go, *, beside: bool) -> None:
        """The last step of a list is passed: a branch counts for its join."""
        self._ends(position, move.label, move.reason, beside=move.beside is not None)
        if not beside and not node.aside and node.within is not None:
            self._joined(position, node.within)

    def _joined(self, position: Position, loop: int) -> None:
        """A branch has finished; its ``for_each`` goes on when enough have."""
        scene = self.scene
        name, outer = scene.script.nodes[loop].name, outer_of(position.id.branch)
        waiting = next(
            (
                one
                for one in scene.positions.values()
                if one.id.step == name and one.id.branch == outer and one.id.participant == position.host
            ),
            None,
        )
        if waiting is None:
            return
        passed = int(waiting.kept.get(PASSED, "0")) + 1
        kept = Section({**waiting.kept, PASSED: str(passed)})
        scene.positions[waiting.id] = waiting = replace(waiting, kept=kept)
        if passed >= int(waiting.kept.get(NEEDED, "1")):
            self._todo.insert(0, (waiting, Go()))  # after all branches have been opened

    def _fork(self, position: Position, node: Node, branches: tuple[tuple[str, str], ...], needed: int) -> None:
        """Open the branches; what an earlier visit left behind is over."""
        scene, place = self.scene, position.id
        inside = {branch_of(place.branch, item) for item, _ in branches}
        for other in list(scene.positions.values()):
            if other.host == place.participant and _begins_with_any(other.id.branch, inside):
                self._drop(other, "overtaken")
        self._stay(position, Stay(kept=Section({PASSED: "0", NEEDED: str(needed)})))
        first = node.ways.get("steps")
        for item, participant in reversed(branches) if first is not None else ():
            here = place._replace(participant=participant, branch=branch_of(place.branch, item))
            origin = replace(position, id=here, host=place.participant)
            self._todo.append((origin, _Opening(self.scene.script.nodes[first or 0], place, "steps", beside=True)))

    def _close(self, position: Position, node: Node, move: Close) -> None:
        match move.of:
            case "run":
                self.close_run(move.outcome, None, move.reason)
            case "participant":
                self.close_participant(position.id.participant, move.outcome)
            case "component":
                self._leave(position)
                self._end_of_list(position, node, Go(move.outcome), beside=BESIDE in position.kept)

    def close_run(self, outcome: str, track: str | None, reason: str = "") -> None:
        """End the run wherever its positions stand; closing words may follow."""
        scene = self.scene
        for position in list(scene.positions.values()):
            self._drop(position, outcome, reason)
        self._todo.clear()
        closed = scene.run.outcome is not None
        if not closed:
            scene.run = replace(scene.run, outcome=outcome, ended_at=scene.now)
        first = next(iter(scene.participants.values()), None)
        if track is not None and first is not None and not closed:
            self.begin(track, first, scene.run.entry_id, outcome)

    def close_participant(self, customer: str, outcome: str) -> None:
        """End a participant's part: its positions, and the branches that others opened for it."""
        scene = self.scene
        scene.participants[customer] = replace(scene.participants[customer], outcome=outcome)
        for position in [one for one in scene.positions.values() if one.id.participant == customer]:
            self._drop(position, outcome)
            node = scene.node_of(position)
            if node is not None and node.within is not None and position.host != customer:
                self._joined(position, node.within)

    def _drop(self, position: Position, label: str, reason: str = "") -> None:
        """End a position where it stands; what a person was to do there is called off."""
        self._leave(position)
        node = self.scene.node_of(position)
        if node is not None and has_task(Stand(self.scene, node, position)):
            close_task(self.scene, position, CANCELLED)
        self._ends(position, label, reason)

    def _fail(self, position: Position, node: Node, move: Fail) -> None:
        """``on_error`` if there is one; else a task for a person, and the run waits, or fails (R16)."""
        tries = self.scene.entered.get((position.id.participant, position.id.branch, position.id.step), 0)
        if "on_error" in node.ways and tries <= 2 * MOST_VISITS:
            self._go(position, node, Go("on_error", reason=move.reason))
            return
        stand = Stand(self.scene, node, position)
        if not move.ends:
            self._stay(position, ask_to_mend(stand, move.reason))
            return
        made = made_id(FAILURE, self.scene.run, position.id)
        run, helper, now = self.scene.run.id, self.scene.script.helper, self.scene.now
        self.scene.made.opened.append(TaskOpened(made, run, position.id, FAILURE, helper, now, None, move.reason))
        self.close_run(FAILED, None, move.reason)


def _begins_with_any(branch: str, outers: set[str]) -> bool:
    return any(branch == outer or branch.startswith(f"{outer}/") for outer in outers)


def open_positions(scene: Scene, participant: str | None = None) -> Iterator[Position]:
    """Positions as they stand now, in the order in which they were opened; those of one participant."""
    return (one for one in list(scene.positions.values()) if participant is None or one.id.participant == participant)


def track_of_exit(outcome: str) -> str:
    """The track of the closing steps of an outcome."""
    return SUCCESS if outcome == REACHED else f"exit.{outcome}"


def track_of_role(role: str, first_role: str) -> tuple[str, ...]:
    """The tracks a participant in a role begins on."""
    return (STEPS, f"roles.{role}") if role == first_role else (f"roles.{role}",)
