"""Which channels carry a message: those that are wanted, can be used, are allowed, and are not held.

**Wanted**: the step's ``by``, else the arm's ``channel``, else the touchpoint's, in that order of
words.  **Usable**: there is contact data for it; where nothing is known of contacts, every channel
counts.  **Allowed**: the customer's consents, read from traits:

* ``consent_contract``: may we write about what was bought; yes unless a trait says no.
* ``consent_marketing``: opt-in for selling; no unless a trait says yes (a replay assumes yes).
  Selling needs both.
* ``consent_contract_CHANNEL``, ``consent_marketing_CHANNEL``: the same word for one channel, before
  the general one.  "No SMS, please" is ``consent_contract_sms: no``.

A value that is neither yes nor no counts as no: rather silent than unlawful.  **Held**: rule R12.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from tropa.engine.classes import Basis, MessageClass
from tropa.engine.intents import Delay, Exit, Intent, LeftOut, Mode, Pause, Reason, SendingFacts, Skip
from tropa.journey.model.touchpoints import Touchpoint
from tropa.plan.local_time import FAR

_YES = frozenset({"yes", "true", "1"})
_MILDEST_FIRST: tuple[Mode, ...] = ("hold", "skip", "exit")


class Choice(Struct, frozen=True, gc=False):
    """Channels that can carry a message now, and those before or beside them that cannot."""

    channels: tuple[str, ...]
    left_out: LeftOut


def channels_of(touchpoint: Touchpoint, by: tuple[str, ...], arms: Mapping[str, str]) -> tuple[str, ...]:
    """The channels that a step wants for a touchpoint, in order of choice, each once.

    Args:
        touchpoint: The touchpoint.
        by: The step's or the rung's ``by``.
        arms: The customer's arm by experiment; the first variant that names channels counts.
    """
    wanted = by or touchpoint.channel
    if len(wanted) == 1 and not touchpoint.variants:
        return wanted
    varied = (
        variant.channel
        for experiment, variants in touchpoint.variants.items()
        if (variant := variants.get(arms.get(experiment, ""))) is not None and variant.channel
    )
    return tuple(dict.fromkeys(by or next(varied, touchpoint.channel)))


def consents(basis: Basis, channel: str, facts: SendingFacts) -> bool:
    """Whether the customer agreed to messages of a kind over a channel."""
    if not facts.traits:
        return basis == "contract" or facts.opted_in
    if basis == "marketing" and not consents("contract", channel, facts):
        return False
    for name in (f"consent_{basis}_{channel}", f"consent_{basis}"):
        said = facts.traits.get(name)
        if said is not None:
            return str(said).strip().lower() in _YES
    return basis == "contract" or facts.opted_in


def choose(intent: Intent, kind: MessageClass, facts: SendingFacts) -> Choice | Delay | Skip | Exit:
    """The channels that carry an intent: all that can where it says ``each``, else the first that can.

    Where none can, the mildest pause among them decides: what waits may still be sent.
    """
    first = intent.channels[0] if intent.channels and not intent.each and not facts.pauses else None
    if first is not None and _reaches(first, facts) and consents(kind.consent, first, facts):
        return Choice((first,), ())
    reached = [name for name in intent.channels if _reaches(name, facts)]
    if not reached:
        return Skip(Reason("no_channel", ", ".join(intent.channels)))
    allowed = [name for name in reached if consents(kind.consent, name, facts)]
    if not allowed:
        return Skip(Reason("no_consent", kind.consent))
    held = {name: pause for name in allowed if (pause := _pause_on(name, intent, facts)) is not None}
    able = [name for name in allowed if name not in held]
    if not able:
        return kept_by(min(held.values(), key=_strictness), intent)
    barred = {
        name: Reason("held", str(held[name])) if name in held else Reason("no_consent", kind.consent)
        for name in reached
        if name not in able
    }
    if intent.each:
        return Choice(tuple(able), tuple(barred.items()))
    passed_over = reached[: reached.index(able[0])]
    return Choice((able[0],), tuple((name, barred[name]) for name in passed_over))


def _reaches(channel: str, facts: SendingFacts) -> bool:
    return facts.reachable is None or channel in facts.reachable


def _pause_on(channel: str, intent: Intent, facts: SendingFacts) -> Pause | None:
    if not facts.pauses:
        return None
    return strictest(pause for pause in facts.pauses if pause.channel == channel and pause.covers(intent))


def _strictness(pause: Pause) -> int:
    return _MILDEST_FIRST.index(pause.mode)


def strictest(pauses: Iterable[Pause]) -> Pause | None:
    """Of pauses that all apply the one that decides: ``exit`` comes before ``skip``, and that before ``hold``."""
    return max(pauses, key=_strictness, default=None)


def kept_by(pause: Pause, intent: Intent) -> Delay | Skip | Exit:
    """What a pause makes of an intent: it waits until the pause ends, is skipped, or ends its run."""
    reason = Reason("held", str(pause))
    if pause.mode == "hold":
        return Delay(FAR, reason, intent.due_at)
    return Skip(reason) if pause.mode == "skip" else Exit(reason)
