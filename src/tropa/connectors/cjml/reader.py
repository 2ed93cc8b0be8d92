"""CJML to a journey: phases are stages, communication points and actions are touchpoints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tropa.connectors.cjml.elements import Element, read_elements
from tropa.connectors.cjml.vocabulary import ACTUAL, CHANNELS, HAPPENED, NOBODY, PLANNED, POINTS, READ
from tropa.connectors.interchange.reading import Ids, imported, journey_id
from tropa.connectors.interchange.telling import text_of
from tropa.journey.codecs.values import Section
from tropa.journey.model.journey import CLIENT, Journey
from tropa.journey.model.people import Role
from tropa.journey.model.stages import Stage
from tropa.journey.model.touchpoints import Communication, Touchpoint
from tropa.journey.model.workspace import Team
from tropa.ports.exchange import Imported, Loss, Unimportable, Wanted


def import_cjml(content: bytes, wanted: Wanted) -> Imported:
    """The first planned journey of a file, else its first actual one, as a map.

    Raises:
        Unimportable: This is no CJML.
    """
    root = read_elements(content)
    if root.tag != "CJML":
        raise Unimportable("interchange.unreadable.not_cjml", root.line, met=root.tag[:60])
    journeys = [*root.all(PLANNED), *root.all(ACTUAL)]
    if not journeys:
        raise Unimportable("interchange.unreadable.no_journey", root.line)
    chosen, *others = journeys
    reading = _Reading()
    journey = reading.journey(chosen, wanted)
    losses = [Loss(_name(other), "interchange.why.other_journey") for other in others]
    losses += [Loss(child.tag, _why(child.tag)) for child in root.children if child.tag not in READ["CJML"]]
    return imported(journey, [*losses, *_unread(chosen), *reading.losses])


def _name(journey: Element) -> str:
    return journey.text_at("journeyTitle") or journey.text_at("journeyID") or journey.tag


@dataclass(slots=True)
class _Reading:
    """One journey being read."""

    losses: list[Loss] = field(default_factory=list)
    phases: Ids = field(default_factory=lambda: Ids("stage"))
    people: Ids = field(default_factory=lambda: Ids("team"))
    rows: Ids = field(default_factory=lambda: Ids("touchpoint"))
    channels: Ids = field(default_factory=lambda: Ids("channel"))
    clients: dict[str, Role] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def journey(self, told: Element, wanted: Wanted) -> Journey:
        title = told.text_at("journeyTitle")
        self._actors(told.first("actors"))
        stages = tuple(self._stages(told.first("journeyPhases")))
        rows = dict(self._rows(told.first("touchpoints")))
        alone = list(self.clients) == [CLIENT] and self.clients[CLIENT] == Role()
        name = journey_id(wanted, told.text_at("journeyID"), title)
        return Journey(
            journey=name,
            title=text_of(title),
            note=text_of(told.text_at("journeyShortSummary")),
            stages=stages or None,
            roles=Section({} if alone else self.clients),
            teams=Section(self.teams),
            touchpoints=Section(rows),
        )

    def _actors(self, told: Element | None) -> None:
        for actor in told.children if told else ():
            name = actor.attribute("actorID") or actor.attribute("actorIDref")
            title = actor.text_at("actorName") or actor.text_at("companyName")
            if actor.tag == "endUser":
                found = self.people.of(name, title)
                self.clients[found] = Role(title=text_of(title))
            elif actor.tag == "serviceProvider" and (name != NOBODY or title):
                found = self.people.of(name, title)
                self.teams[found] = Team(title=text_of(title or name))

    def _stages(self, told: Element | None) -> Iterator[Stage]:
        for phase in told.all("journeyPhase") if told else ():
            name, title = phase.attribute("phaseID"), phase.text_at("phaseName")
            known = name in self.phases.by_name
            found = self.phases.of(name, title)
            if not known:
                yield Stage(id=found, title=text_of(title), note=text_of(phase.text_at("phaseDescription")))

    def _rows(self, told: Element | None) -> Iterator[tuple[str, Touchpoint]]:
        for number, point in enumerate(told.children if told else (), 1):
            if point.tag in POINTS:
                label = point.text_at("initiator", "initiatorLabel")
                own = point.text_at("touchpointID") or f"touchpoint {number}"
                name = self.rows.of(own if own not in self.rows.by_name else f"{own} {number}", label)
                yield name, self._row(point, name, label)

    def _row(self, point: Element, name: str, label: str) -> Touchpoint:
        said = point.text_at("message")
        channel = point.text_at("channel", "channelName")
        return Touchpoint(
            title=text_of(label),
            note=text_of(
                "\n\n".join(part for part in (self._answer(point, label), point.text_at("comment")) if part)
            ),
            stage=self._stage(point),
            channel=(self._channel(channel),) if channel else (),
            communication=Communication(text=text_of(said)) if said else None,
            responsible=self._responsible(point, name),
        )

    def _answer(self, point: Element, label: str) -> str:
        """What the receiver's side says, where it is not the same again."""
        answer = point.text_at("receiver", "receiverLabel")
        return answer if answer != label else ""

    def _stage(self, point: Element) -> str | None:
        belongs = point.first("belongsTo")
        name = belongs.attribute("phaseIDref") if belongs else ""
        if name and name not in self.phases.by_name:
            self.losses.append(Loss(f"belongsTo {name}", "interchange.why.dangling"))
        return self.phases.by_name.get(name)

    def _channel(self, name: str) -> str:
        spaced = re.sub("(?<=[a-z])(?=[A-Z])", " ", name)
        return self.channels.of(CHANNELS.get(name, name), spaced)

    def _responsible(self, point: Element, name: str) -> str | None:
        """Whoever begins it; where a client does, whoever is turned to."""
        begins, hears = (self._actor(point, side) for side in ("initiator", "receiver"))
        if begins in self.clients and hears in self.teams:
            self.losses.append(Loss(f"touchpoints.{name}: initiator", "interchange.why.client_begins"))
            return hears
        return begins if begins in self.teams or (begins != next(iter(self.clients), None)) else None

    def _actor(self, point: Element, side: str) -> str | None:
        """The id of an actor; one that was not declared becomes a team, for somebody was meant."""
        refers = point.first(side, "refersTo")
        name = refers.attribute("actorIDref") or refers.attribute("actorID") if refers else ""
        if not name or (name == NOBODY and name not in self.people.by_name):
            return None
        declared = name in self.people.by_name
        found = self.people.of(name)
        if not declared:
            self.teams[found] = Team(title=text_of(name))
        return found


def _unread(journey: Element) -> Iterator[Loss]:
    """Elements of a journey that nothing here has a place for, each kind once."""
    waiting = [(journey, "journey")]
    while waiting:
        element, kind = waiting.pop()
        for child in element.children:
            if child.tag in READ.get(kind, set()):
                waiting.append((child, "point" if child.tag in POINTS else child.tag))
            else:
                yield Loss(child.tag, _why(child.tag))


def _why(tag: str) -> str:
    return "interchange.why.happened" if tag in HAPPENED else "interchange.why.no_place_here"
