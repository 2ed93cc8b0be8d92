"""What a replay did, as it is gathered turn by turn."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from tropa.engine.changes import Message, SetAside, Suppressed, TaskClosed, TaskOpened
from tropa.engine.desk import Changes
from tropa.engine.state import Life, RunId
from tropa.runtime.outputs import Agreement


@dataclass(slots=True)
class Replayed:
    """What a replay did.

    Args:
        messages: What it would have sent.
        suppressed: What it would have sent but for a rule of sending.
        opened: Tasks.
        closed: Their ends, by id.
        lives: Runs as they stand at the end, finished ones too.
        ignored: How many inputs decided nothing somewhere, by reason.
        set_aside: What could not be decided.
        n_transitions: Moves of positions.
        agreement: How the log's own outputs agree with it.
        watermark: The last receipt.
    """

    messages: list[Message] = field(default_factory=list)
    suppressed: list[Suppressed] = field(default_factory=list)
    opened: list[TaskOpened] = field(default_factory=list)
    closed: dict[str, TaskClosed] = field(default_factory=dict)
    lives: dict[RunId, Life] = field(default_factory=dict)
    ignored: Counter[str] = field(default_factory=Counter)
    set_aside: list[SetAside] = field(default_factory=list)
    n_transitions: int = 0
    agreement: dict[str, Agreement] = field(default_factory=dict)
    watermark: datetime | None = None

    def add(self, changes: Changes) -> None:
        """Take over what a turn changed."""
        made = changes.made
        self.messages += made.messages
        self.suppressed += made.suppressed
        self.opened += made.opened
        self.closed.update((one.id, one) for one in made.closed)
        self.n_transitions += len(made.transitions)
        for run in changes.gone:
            self.lives.pop(run, None)
        self.lives.update(changes.lives)
        self.ignored.update(one.reason for one in changes.ignored)
        self.set_aside += changes.set_aside
