"""The step graph: what may be observed next, after each thing observed.

Theory.  A scenario is read as a finite automaton.  Every step has an entry and an exit node;
silent edges join them where the run moves on without an event (a wait that may time out, a
condition), labelled edges where an event moves it.  An observable *b* may follow an observable
*a* when silent edges alone lead from behind *a* to before *b*.  Branches side by side
interleave: any observable of one may follow any of another.  A target action may come at any
time once its touchpoint has been reached, without moving the run.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import (
    Approve,
    BackTo,
    Emit,
    End,
    ForEach,
    If,
    Invite,
    Remind,
    Send,
    Split,
    Step,
    Steps,
    Survey,
    Switch,
    Task,
    Visit,
    Wait,
)
from tropa.journey.signal_text import format_signal
from tropa.journey.signals import AllOf, AnyOf, AtLeast, Every, Named, Ref, Signal, When
from tropa.plan.heard import Heard, Leaf, heard_leaves
from tropa.plan.resolve import our_event, resolve

EVENT_SIGNALS = (Named, Every, AnyOf, AllOf, AtLeast, When, Ref)


@dataclass(slots=True)
class StepGraph:
    """The automaton while it is built.

    Args:
        journey: Whose steps they are.
        reached: What proves each touchpoint; None where nothing does.
        observables: Labels of the labelled edges: observable id to the events behind it.
    """

    journey: Journey
    reached: dict[str, Heard | None]
    observables: dict[str, tuple[Leaf, ...]] = field(default_factory=dict)
    stages: dict[str, str | None] = field(default_factory=dict)
    silent: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    heard: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    beside: set[tuple[str, str]] = field(default_factory=set)
    nodes: int = 0
    _entries: dict[str, int] = field(default_factory=dict)
    _jumps: list[tuple[int, str]] = field(default_factory=list)

    def node(self) -> int:
        """A new node."""
        self.nodes += 1
        return self.nodes

    def build(self, steps: Steps, entry: int, stage: str | None) -> int:
        """Add a list of steps behind a node; the node behind them."""
        at = entry
        for step in steps:
            at = self._step(step, at, step.stage or stage)
        return at

    def close(self) -> None:
        """Join the jumps to the steps they lead to."""
        for origin, target in self._jumps:
            if target in self._entries:
                self.silent[origin].add(self._entries[target])

    def hear(self, label: str, heard: Heard | None, entry: int, behind: int, stage: str | None) -> None:
        """A labelled edge; what cannot be heard passes in silence.

        Of several events any may be the last one missing, or leave others to come.
        """
        if heard is None:
            self.silent[entry].add(behind)
            return
        leaves = heard_leaves(heard)
        self.observables.setdefault(label, leaves)
        self.stages.setdefault(label, stage)
        edges = self.heard.setdefault(label, set())
        edges.add((entry, behind))
        if len(leaves) > 1:
            edges.add((entry, entry))

    def _step(self, step: Step, entry: int, stage: str | None) -> int:
        if step.id:
            self._entries[step.id] = entry
        behind = self.node()
        self._kind(step, entry, behind, stage)
        if step.on_error:
            self.silent[self.build(step.on_error, entry, stage)].add(behind)
        return behind

    def _kind(self, step: Step, entry: int, behind: int, stage: str | None) -> None:
        match step:
            case Send(touchpoint=touchpoint):
                self._touchpoint(touchpoint, entry, behind, stage)
            case Wait():
                self._wait(step, entry, behind, stage)
            case Remind():
                self._remind(step, entry, behind, stage)
            case ForEach(steps=steps):
                self._side_by_side(steps or (), entry, behind, stage)
            case Visit():
                self._visit(step, entry, behind, stage)
            case Emit(event=event):
                self.hear(f"emit:{event}", Leaf(Named(event)) if event else None, entry, behind, stage)
            case BackTo(step=target, else_=other):
                self._jumps.append((entry, target))
                self.silent[self.build(other or (), entry, stage)].add(behind)
            case End():
                return
            case _:
                self._branching(step, entry, behind, stage)

    def _branching(self, step: Step, entry: int, behind: int, stage: str | None) -> None:
        match step:
            case If(then=then, else_=other):
                self._ways((then, other), entry, behind, stage)
            case Switch(cases=cases, else_=other):
                self._ways((*cases.values(), other), entry, behind, stage)
            case Split(arms=arms):
                self._ways((*arms.values(), ()), entry, behind, stage)
            case Task(outcomes=outcomes, else_=other) | Approve(outcomes=outcomes, else_=other):
                self._ways((*outcomes.values(), other), entry, behind, stage)
            case Invite(with_=touchpoint, then=then, else_=other, refused=refused):
                sent = self._sent(touchpoint, entry, stage)
                self._ways((then, other, refused), sent, behind, stage)
            case Survey(then=then, else_=other):
                self._ways((then, other), entry, behind, stage)
            case _:
                self.silent[entry].add(behind)

    def _touchpoint(self, touchpoint: str, entry: int, behind: int, stage: str | None) -> None:
        own = self.journey.touchpoints.get(touchpoint)
        self.hear(
            f"touchpoint:{touchpoint}",
            self.reached.get(touchpoint),
            entry,
            behind,
            (own.stage if own else None) or stage,
        )

    def _sent(self, touchpoint: str | None, entry: int, stage: str | None) -> int:
        if touchpoint is None:
            return entry
        behind = self.node()
        self._touchpoint(touchpoint, entry, behind, stage)
        return behind

    def _wait(self, step: Wait, entry: int, behind: int, stage: str | None) -> None:
        then = self.node()
        if step.until is None or isinstance(step.until, EVENT_SIGNALS):
            self._awaited(step.until, step, entry, then, stage)
            if step.up_to is not None or step.else_ is not None:
                self.silent[self.build(step.else_ or (), entry, stage)].add(behind)
        else:
            self.silent[entry].add(then)
        self.silent[self.build(step.then or (), then, stage)].add(behind)

    def _awaited(self, signal: Signal | None, step: Step, entry: int, behind: int, stage: str | None) -> None:
        """A signal that moves the run on; one that is not filled in yet passes in silence."""
        label = step.id or (format_signal(signal) if signal is not None else "")
        self.hear(f"wait:{label}", resolve(signal, self.journey), entry, behind, stage)

    def _remind(self, step: Remind, entry: int, behind: int, stage: str | None) -> None:
        then = self.node()
        for touchpoint in dict.fromkeys((step.with_, *(rung.with_ for rung in step.ladder))):
            if touchpoint is not None:
                self._touchpoint(touchpoint, entry, entry, stage)
        self._awaited(step.signal, step, entry, then, stage)
        self.silent[self.build(step.then or (), then, stage)].add(behind)
        self._ways((step.else_, step.refused), entry, behind, stage)

    def _visit(self, step: Visit, entry: int, behind: int, stage: str | None) -> None:
        for touchpoint in (step.announce, *(ahead.send for ahead in step.before)):
            if touchpoint is not None:
                self._touchpoint(touchpoint, entry, entry, stage)
        for outcome, steps in step.outcomes.items():
            then = self.node()
            leaf = Leaf(our_event("visit_ended", visit=step.visit, outcome=outcome)) if step.visit else None
            self.hear(f"visit:{step.visit}.{outcome}", leaf, entry, then, stage)
            self.silent[self.build(steps, then, stage)].add(behind)

    def _ways(self, ways: tuple[Steps | None, ...], entry: int, behind: int, stage: str | None) -> None:
        for way in ways:
            self.silent[self.build(way or (), entry, stage)].add(behind)

    def _side_by_side(self, steps: Steps, entry: int, behind: int, stage: str | None) -> None:
        before = set(self.heard)
        self.silent[self.build(steps, entry, stage)].add(behind)
        self.silent[entry].add(behind)
        inside = set(self.heard) - before
        self.beside |= {(a, b) for a in inside for b in inside}

    def behind_silence(self, node: int) -> set[int]:
        """The nodes that silent edges lead to, the node itself included."""
        seen, waiting = {node}, [node]
        while waiting:
            for following in self.silent[waiting.pop()] - seen:
                seen.add(following)
                waiting.append(following)
        return seen

    def follows(self, entry: int, start: str) -> set[tuple[str, str]]:
        """All pairs (a, b) such that b may be the next thing observed after a."""
        begins: defaultdict[int, set[str]] = defaultdict(set)
        for label, edges in self.heard.items():
            for origin, _ in edges:
                begins[origin].add(label)
        ends = {label: {behind for _, behind in edges} for label, edges in self.heard.items()}
        ends[start] = {entry}
        pairs = set(self.beside)
        for label, behinds in ends.items():
            for behind in behinds:
                for node in self.behind_silence(behind):
                    pairs |= {(label, following) for following in begins[node]}
        return pairs
