"""What the rules of sending are asked, what they know, and what they answer: data without rules.

An *intent* is a message that a step wants sent.  It becomes messages, one a channel, only by the
answer ``Send`` or ``Fallback``.  Everything that is known of the customer stands in ``SendingFacts``, so
that the answer is a function of three values (rules R13, R21).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Literal, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from tropa.engine.caps import Cap, Entry
from tropa.journey.codecs.values import Window
from tropa.journey.model.steps import IfLate

Mode: TypeAlias = Literal["hold", "skip", "exit"]
RuleId: TypeAlias = Literal["held", "forbidden_by_stage", "no_channel", "no_consent", "late", "quiet_hours", "cap"]


class Intent(Struct, frozen=True, gc=False):
    """A message that a step wants sent to one customer.

    Args:
        id: Names it for ever: the message id without its channel.  Empty where there are no caps,
            for only they tell intents apart.
        touchpoint: What is to be sent.
        class_: The touchpoint's class, or None where it says none.
        urgent: Whether the touchpoint is urgent.
        channels: The channels in order of choice (``channels.channels_of``).
        each: All the channels at once, not the first that serves.
        due_at: When it was due.  A pause that extends waits moves it; a ``Delay`` says what it
            becomes.
        late: The step's ``if_late``; None leaves it to the class.
        journey: The journey's id, for pauses.
        step: The step's id or path, for pauses.
    """

    id: str
    touchpoint: str
    class_: str | None
    channels: tuple[str, ...]
    due_at: datetime
    urgent: bool = False
    each: bool = False
    late: IfLate | None = None
    journey: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A stage that the customer is in, of any journey, and the classes it forbids (``classes.forbidden_in``)."""

    journey: str
    stage: str
    forbids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause (rule R12) of whatever fits all that it names; one that names nothing holds the workspace.

    A provider's pause comes as one pause a channel that only that provider serves.

    Args:
        mode: What becomes of what it holds.
        journey: A journey's id.
        step: A step's id or path; with its journey.
        channel: A channel's id.
        crisis: The crisis plan that declared it; None where a person did.
    """

    mode: Mode = "hold"
    journey: str | None = None
    step: str | None = None
    channel: str | None = None
    crisis: str | None = None

    def covers(self, intent: Intent) -> bool:
        """Whether the intent is among what is held, leaving its channel aside."""
        return self.journey in {None, intent.journey} and self.step in {None, intent.step}

    def __str__(self) -> str:
        named = (("journey", self.journey), ("step", self.step), ("channel", self.channel))
        return " ".join(f"{level} {of}" for level, of in named if of is not None) or "workspace"


class SendingFacts(Struct, frozen=True, gc=False):
    """What is known of one customer at the moment of sending.

    Args:
        zone: Where the customer is (rule R7).
        traits: The traits; of them the consents are read (``channels.consents``).
        opted_in: Whether marketing opt-in is assumed where no trait says so: yes in a replay, no
            where real people are written to.
        reachable: Channels for which there is contact data; None where nothing is known of
            contacts, and then every channel counts.
        entries: The customer's ledger, in any order: at least what was sent within the longest
            cap, and what is reserved.
        stages: The stages the customer is in, over all journeys.
        pauses: The pauses in force.
        quiet_hours: When nobody is disturbed.
        caps: All caps in force (``caps.caps_of``); every one of them must have room.
    """

    zone: tzinfo = UTC
    traits: Mapping[str, object] = field(default_factory=dict)
    opted_in: bool = False
    reachable: frozenset[str] | None = None
    entries: tuple[Entry, ...] = ()
    stages: tuple[Membership, ...] = ()
    pauses: tuple[Pause, ...] = ()
    quiet_hours: Window | None = None
    caps: tuple[Cap, ...] = ()

    def but(self, entries: tuple[Entry, ...]) -> SendingFacts:
        """The same facts with another ledger."""
        return replace(self, entries=entries)

    def under(self, caps: tuple[Cap, ...], quiet_hours: Window | None) -> SendingFacts:
        """The same facts under other caps and quiet hours."""
        return replace(self, caps=caps, quiet_hours=quiet_hours)


class Reason(Struct, frozen=True, gc=False):
    """Why something was not sent as intended: the rule that spoke, and what exactly it found."""

    rule: RuleId
    what: str = ""

    def __str__(self) -> str:
        return f"{self.rule}: {self.what}" if self.what else self.rule


LeftOut: TypeAlias = "tuple[tuple[str, Reason], ...]"


class Send(Struct, frozen=True, gc=False):
    """Send it now.

    Args:
        channels: Over these; more than one only where the touchpoint says ``each``.
        left_out: Channels of ``each`` that do not carry it, with the reason.
    """

    channels: tuple[str, ...]
    left_out: LeftOut = ()


class Fallback(Struct, frozen=True, gc=False):
    """Send it now, over another channel than the first on which the customer can be reached."""

    channel: str
    reason: Reason


class Delay(Struct, frozen=True, gc=False):
    """Ask again later; the answer may be another then.

    Args:
        until: When: an instant outside quiet hours at which, as far as is known, it can be sent;
            ``local_time.FAR`` while it is held, that is, when the pause ends.
        reason: Why.
        due_at: What the intent is due at from now on; lateness counts from there.
    """

    until: datetime
    reason: Reason
    due_at: datetime


class Skip(Struct, frozen=True, gc=False):
    """Do not send it; the run goes on."""

    reason: Reason


class Exit(Struct, frozen=True, gc=False):
    """Do not send it; the run ends."""

    reason: Reason


Ruling: TypeAlias = Send | Fallback | Delay | Skip | Exit
