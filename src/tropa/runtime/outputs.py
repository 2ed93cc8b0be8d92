"""What the product told the log when a journey ran, held against what a replay does (R21).

A message that carries its id is known by it.  Others, as another system may have written them, agree
where the same customer was sent the same touchpoint over the same channel; of several one each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from tropa.engine.changes import Message, Transition
from tropa.engine.events import Event
from tropa.plan.resolve import MESSAGE_SENT
from tropa.ports.recording import Recording

STEP_ENTERED = "step_entered"

OUTPUTS = frozenset({MESSAGE_SENT, STEP_ENTERED})
"""What is compared and not taken in."""

Known: TypeAlias = tuple[str, ...]
"""What was done: customer, then what and how."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How one kind of output of a log agrees with a replay.

    Args:
        agree: How many are in both.
        only_recorded: In the log alone, by what was done.
        only_replayed: In the replay alone.
    """

    agree: int
    only_recorded: tuple[tuple[Known, int], ...]
    only_replayed: tuple[tuple[Known, int], ...]


@dataclass(slots=True)
class Outputs:
    """Outputs of a log, and what a replay made of the same kinds.

    Args:
        kinds: The kinds that the log holds; of others nothing is kept.
        recorded: Of each kind, how often each thing was recorded.
        entered: Steps that the replay came to.
        ids: Ids of messages that the log names.
    """

    kinds: frozenset[str]
    recorded: dict[str, Counter[Known]] = field(default_factory=dict)
    entered: Counter[Known] = field(default_factory=Counter)
    ids: dict[str, Known] = field(default_factory=dict)

    @classmethod
    def of(cls, recording: Recording) -> Outputs:
        """What is to be compared of a log."""
        return cls(frozenset(name for name in OUTPUTS if recording.has_any((name,))))

    def record(self, events: Iterable[Event]) -> None:
        """Keep what the log says was done."""
        for event in events:
            said, known = event.properties, self.recorded.setdefault(event.name, Counter())
            if event.name == STEP_ENTERED:
                known[event.customer, str(said.get("step") or "")] += 1
                continue
            touchpoint = str(said.get("touchpoint") or said.get("survey") or "")
            what = (event.customer, touchpoint, str(said.get("channel") or ""))
            named = said.get("message")
            if isinstance(named, str) and named:
                self.ids[named] = what
            else:
                known[what] += 1

    def notice(self, transitions: Iterable[Transition]) -> None:
        """Keep which steps the replay came to."""
        if STEP_ENTERED in self.kinds:
            self.entered.update((one.participant, one.step) for one in transitions if one.step is not None)

    def compared(self, messages: Iterable[Message]) -> dict[str, Agreement]:
        """How they agree, by the kind of output; kinds that the log does not hold are left out."""
        found: dict[str, Agreement] = {}
        if MESSAGE_SENT in self.kinds:
            found[MESSAGE_SENT] = self._messages(messages)
        if STEP_ENTERED in self.kinds:
            found[STEP_ENTERED] = _agreement(0, self.recorded.get(STEP_ENTERED, Counter()), self.entered)
        return found

    def _messages(self, messages: Iterable[Message]) -> Agreement:
        unnamed, missing, agree = Counter[Known](), dict(self.ids), 0
        for one in messages:
            if missing.pop(one.id, None) is not None:
                agree += 1
            else:
                unnamed[one.to, one.touchpoint or one.survey, one.channel] += 1
        recorded = self.recorded.get(MESSAGE_SENT, Counter())
        both = _agreement(agree, recorded, unnamed)
        lost = Counter(missing.values()) + Counter(dict(both.only_recorded))
        return Agreement(both.agree, _sorted(lost), both.only_replayed)


def _agreement(agree: int, recorded: Counter[Known], replayed: Counter[Known]) -> Agreement:
    return Agreement(
        agree + (recorded & replayed).total(), _sorted(recorded - replayed), _sorted(replayed - recorded)
    )


def _sorted(found: Counter[Known]) -> tuple[tuple[Known, int], ...]:
    return tuple(sorted(found.items()))
