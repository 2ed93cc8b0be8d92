"""The script: a journey's steps as nodes with stable names, ready to be run.

Theory.  A run's position stands at a node.  A node is left by a label (``then``, ``else``,
``outcomes.done``); ``ways`` says which node comes next, and a label without a way of its own goes
on at ``after``: the step after the block.  Where that is None, the list is at its end: of a branch
of ``for_each`` (``within``), which then counts for the join, of a branch beside the main line
(``aside``), or of the whole track.

A node's ``name`` is the step's id, else its path (``steps[2].else[0]``).  It is what positions,
message ids and measures hold on to, so it does not change when steps elsewhere do.

What the script leaves out: texts, and whatever else does not decide where a run goes; these stay in
``definition``.
"""

from __future__ import annotations

from dataclasses import dataclass

from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Condition
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import Step
from tropa.plan.crisis_rules import CrisisRule
from tropa.plan.listening import DEAF, Listening
from tropa.plan.stage_rules import StageRule

STEPS = "steps"
"""The client's track."""

SUCCESS = "success"
"""The track of closing words."""


@dataclass(frozen=True, slots=True)
class Node:
    """One step, placed.

    Args:
        name: Its id, else its path.
        index: Its place among the script's nodes.
        kind: Its kind key; empty for a step without one.
        step: What it says.
        track: ``steps``, ``success``, ``exit.NAME`` or ``roles.NAME``.
        stage: The stage a position here is in.
        after: The node after it, None at the end of its list.
        within: The ``for_each`` whose branch it lies in.
        aside: It lies in a branch beside the main line, behind a detached invitation.
        ways: The first node of each branch by label; an empty branch leads where it ends.
        target: Where ``back_to`` leads; None where nowhere.
        again: A run may come here more than once.
        listening: What moves it on.
        restless: What is no event of its participant may move it on: a trait, a condition, what
            others did.
    """

    name: str
    index: int
    kind: str
    step: Step
    track: str
    stage: str | None
    after: int | None
    within: int | None
    aside: bool
    ways: Section[int | None]
    target: int | None = None
    again: bool = False
    listening: Listening = DEAF
    restless: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A version of a journey, ready to be run.

    Args:
        journey: Its id.
        version: Its number.
        definition: What was compiled.
        nodes: Every step, outer before inner, in the order written.
        places: The nodes by name.
        tracks: The first node of each track that has steps.
        key: The property that tells runs of one customer apart.
        start: What begins a run.
        segment: The condition whose turning true begins one (R14); over traits.
        turning: All conditions whose turning true may begin one, the segment's first.
        start_names: Event names that may begin one; None is any.
        starts_by_name: The start is one event, asked for by nothing but its name: the run's key is
            taken from it.
        max_age_s: How late an event may come and still begin a run (R2).
        anonymous: Customers of whom nothing but an anonymous id is known may begin one.
        stitch_s: How long before a customer was known what an anonymous id did is the customer's own.
        reentry: The policy (R4): ``once``, ``once_per_key``, ``after_exit``, ``cooldown``, ``parallel``.
        cooldown_s: Its rest.
        parallel: Its number of open runs.
        success: What reaches the goal.
        whose: Whose success it is: ``first``, ``each`` or ``any``.
        exits: Other ways out by outcome, in the order written.
        components: When each component is done.
        roles: When each role is done; without a word on it, never.
        joins: By event name the role in which it lets a customer join.
        looks: What ``did`` and ``last`` ask for, by the name they use.
        names: Every event name that decides anything here.
        moved_by: Event names that may move a run, each by the event alone; None where what came
            before counts too, so that any event may bring it to light.
        hears_all: Any event may decide something.
        starts_with: The start event's properties that anything here looks at.
        time_zone: The zone of customers who have none (R7); None is the workspace's business.
        helper: The team that hears of failures (R16).
        stages: What keeps customers in each stage.
        enroll: Who begins by the segment: ``current``, ``future``, ``both`` (R14).
        segments: The segments whose edges anything here listens to.
        crises: What crisis plans mean here.
    """

    journey: str
    version: int
    definition: Journey
    nodes: tuple[Node, ...]
    places: Section[Node]
    tracks: Section[int]
    key: str | None
    start: Listening
    segment: Condition | None
    turning: tuple[Condition, ...]
    start_names: frozenset[str] | None
    max_age_s: int
    reentry: str
    cooldown_s: int
    parallel: int
    success: Listening
    whose: str
    exits: Section[Listening]
    components: Section[Listening]
    roles: Section[Listening]
    joins: Section[str]
    looks: Section[Listening]
    names: frozenset[str]
    hears_all: bool
    starts_with: frozenset[str]
    time_zone: str | None
    helper: str | None
    stages: Section[StageRule] = Section()
    enroll: str = "future"
    starts_by_name: bool = False
    moved_by: frozenset[str] | None = None
    segments: Section[Condition] = Section()
    crises: Section[CrisisRule] = Section()
    anonymous: bool = False
    stitch_s: int = 0

    def node(self, name: str) -> Node | None:
        """A node by its name."""
        return self.places.get(name)

    def hears(self, name: str) -> bool:
        """Whether an event of this name may decide anything here."""
        return self.hears_all or name in self.names

    def may_move(self, name: str) -> bool:
        """Whether an event of this name may move a run that is under way."""
        return self.moved_by is None or name in self.moved_by
