"""Channels by what they can do: where the client comes to a dead end (S4-2).

Every cell is derived from the definition, and says what it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tropa.draw.names import Names
from tropa.draw.wording import Prose, Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import Remind, Send
from tropa.journey.model.touchpoints import Touchpoint
from tropa.journey.model.workspace import Channel, Support, Workspace
from tropa.journey.structure import all_steps

CAPABILITIES = ("inform", "reply", "sell", "register", "guide", "help", "enter")
"""What a channel may be able to do, in the order of the columns."""

N_BECAUSE = 4
"""So many reasons are named; further ones, if they are more than one, are counted."""


@dataclass(frozen=True, slots=True)
class CapabilityCell:
    """Whether a channel can do something.

    Args:
        state: ``yes``, ``no``, or ``unknown`` where the definition does not say.
        word: The state in words.
        because: What it rests on, the first of it: touchpoints, offers, forms, guides, teams.
        more: How much else it rests on; None where that is all.
    """

    state: str
    word: str
    because: tuple[Prose, ...]
    more: str | None


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel by all capabilities.

    Args:
        id: Its id.
        title: Its name.
        used: The journey uses it.
        cells: In the order of ``CAPABILITIES``.
    """

    id: str
    title: Prose
    used: bool
    cells: tuple[CapabilityCell, ...]


@dataclass(frozen=True, slots=True)
class Capability:
    """A column of the table.

    Args:
        id: One of ``CAPABILITIES``.
        title: What it is called.
        told: How it is derived, in a sentence.
        missing: No channel can do it.
    """

    id: str
    title: str
    told: str
    missing: bool


@dataclass(frozen=True, slots=True)
class CapabilityTable:
    """Channels by capabilities.

    Args:
        capabilities: The columns.
        rows: The channels: those declared in their order, then those that are only used.
    """

    capabilities: tuple[Capability, ...]
    rows: tuple[ChannelRow, ...]


def capability_table(
    journey: Journey, workspace: Workspace | None, names: Names, wording: Wording
) -> CapabilityTable:
    """The table of a journey.

    Args:
        journey: The journey.
        workspace: The workspace in force: its channels and its support.
        names: What people call its things.
        wording: The page's language.
    """
    support = journey.support or (workspace.support if workspace else None)
    evidence = _Evidence(journey, support, names)
    used = set(evidence.used())
    rows = tuple(
        ChannelRow(
            id=channel,
            title=names.channel(channel),
            used=channel in used,
            cells=tuple(_cell(one, evidence, channel, wording) for one in CAPABILITIES),
        )
        for channel in dict.fromkeys((*names.shared("channels"), *evidence.used(), *evidence.only_support()))
    )
    return CapabilityTable(
        capabilities=tuple(
            Capability(
                id=name,
                title=wording.plain(f"map.capability.{name}"),
                told=wording.plain(f"map.capability.{name}_is"),
                missing=not any(row.cells[at].state == "yes" for row in rows),
            )
            for at, name in enumerate(CAPABILITIES)
        ),
        rows=rows,
    )


def _cell(capability: str, evidence: _Evidence, channel: str, wording: Wording) -> CapabilityCell:
    because: tuple[Prose, ...] = ()
    if capability == "reply":
        state = {None: "unknown", True: "yes", False: "no"}[evidence.reply(channel)]
    else:
        because = tuple(dict.fromkeys(getattr(evidence, capability)(channel)))
        state = "yes" if because else "no"
    n = len(because) - N_BECAUSE
    more = wording.plain("map.capability.more", n=wording.numbers.count(n)) if n > 1 else None
    shown = because[:N_BECAUSE] if more else because
    return CapabilityCell(state, wording.plain(f"map.capability.state.{state}"), shown, more)


class _Evidence:
    """What the definition says of a channel, a method a capability."""

    def __init__(self, journey: Journey, support: Support | None, names: Names) -> None:
        self._journey, self._support, self._names = journey, support, names
        self._sent = tuple(_sent(journey))

    def used(self) -> tuple[str, ...]:
        """Channels of touchpoints and of steps, in the order in which they are met."""
        of_touchpoints = (channel for one in self._journey.touchpoints.values() for channel in one.channel)
        return tuple(dict.fromkeys((*of_touchpoints, *(channel for channel, _ in self._sent))))

    def only_support(self) -> tuple[str, ...]:
        """Channels in which somebody helps."""
        return tuple(self._support.channels) if self._support else ()

    def reply(self, channel: str) -> bool | None:
        """Whether the client can answer in it; None where nobody has said."""
        declared = self._names.shared("channels").get(channel)
        return declared.reply if isinstance(declared, Channel) else None

    def inform(self, channel: str) -> Iterator[Prose]:
        """Touchpoints that say something in it, and steps that send one over it."""
        for name, touchpoint in self._in(channel):
            if touchpoint.communication is not None:
                yield self._names.touchpoint(name)
        for over, name in self._sent:
            if over == channel:
                yield self._names.touchpoint(name)

    def sell(self, channel: str) -> Iterator[Prose]:
        """Offers placed in it, or made at its touchpoints."""
        here = dict(self._in(channel))
        for name, offer in self._journey.offers.items():
            if channel in offer.place or here.keys() & set(offer.place):
                yield self._names.titled("offers", name)
        for touchpoint in here.values():
            for made in (touchpoint.offer, *touchpoint.offers):
                if made:
                    yield self._names.titled("offers", made)

    def register(self, channel: str) -> Iterator[Prose]:
        """Forms shown at its touchpoints."""
        here = dict(self._in(channel))
        for name, form in self._journey.forms.items():
            if form.touchpoint in here or any(one.form == name for one in here.values()):
                yield self._names.titled("forms", name)

    def guide(self, channel: str) -> Iterator[Prose]:
        """Guides rendered for it, or led to from its touchpoints."""
        here = dict(self._in(channel))
        for name, guide in self._journey.guides.items():
            if channel in guide.renditions or any(one.guide == name for one in here.values()):
                yield self._names.titled("guides", name)

    def help(self, channel: str) -> Iterator[Prose]:
        """The team that helps in it."""
        if self._support and channel in self._support.channels:
            yield self._names.responsible(self._support.channels[channel])

    def enter(self, channel: str) -> Iterator[Prose]:
        """Requests that begin at one of its touchpoints."""
        here = dict(self._in(channel))
        for name, request in self._journey.requests.items():
            if any(chain.touchpoints[0] in here for chain in request.touchpoints):
                yield self._names.request(name)

    def _in(self, channel: str) -> Iterator[tuple[str, Touchpoint]]:
        return ((name, one) for name, one in self._journey.touchpoints.items() if channel in one.channel)


def _sent(journey: Journey) -> Iterator[tuple[str, str]]:
    """Channels over which steps send a touchpoint in place of its own."""
    for placed in all_steps(journey):
        match placed.step:
            case Send(touchpoint=name, by=by):
                yield from ((channel, name) for channel in by)
            case Remind(with_=name, ladder=ladder):
                yield from ((rung.by, sent) for rung in ladder if rung.by and (sent := rung.with_ or name))
