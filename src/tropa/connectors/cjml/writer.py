"""A journey to CJML: stages are phases, touchpoints are planned communication points, in the order of their rows.

Experience is told of actual journeys only in CJML, so the planned emotion has no place there.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from tropa.connectors.cjml.reader import import_cjml
from tropa.connectors.cjml.vocabulary import NOBODY, PLANNED, VERSION
from tropa.connectors.interchange.losses import losses_of
from tropa.connectors.interchange.telling import Telling
from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.values import Text
from tropa.journey.model.touchpoints import Touchpoint
from tropa.ports.exchange import Exportable, Exported

NO_PLACE = "interchange.why.no_place_cjml"

_WHY = {
    "channel": "interchange.why.one_channel",
    "communication": "interchange.why.one_text",
    "emotion": "interchange.why.emotion",
    "steps": "interchange.why.scenario",
}
"""Keys that are not carried over for a reason of their own."""


def export_cjml(given: Exportable) -> Exported:
    """The journey as one planned journey, told in one language."""
    lines = _Writer(given).lines()
    content = "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', *lines, "")).encode()
    return Exported(content, losses_of(given, content, import_cjml, _why))


def _why(path: Path) -> str:
    return next((_WHY[part] for part in path if isinstance(part, str) and part in _WHY), NO_PLACE)


class _Writer:
    def __init__(self, given: Exportable) -> None:
        self._telling = Telling(given)
        self._told = self._telling.journey

    def lines(self) -> Iterator[str]:
        yield f"<CJML version={quoteattr(VERSION)}>"
        yield f"  <{PLANNED}>"
        yield from _leaf(4, "journeyID", self._told.journey)
        yield from _leaf(4, "journeyTitle", self._telling.label(self._told.journey, self._told.title))
        yield from self._phases()
        if note := _words(self._told.note):
            yield from _leaf(4, "journeyShortSummary", note)
        yield from self._actors()
        yield "    <touchpoints>"
        for name, row in self._told.touchpoints.items():
            yield from self._point(name, row)
        yield "    </touchpoints>"
        yield f"  </{PLANNED}>"
        yield "</CJML>"

    def _phases(self) -> Iterator[str]:
        stages = self._told.stages if isinstance(self._told.stages, tuple) else ()
        if stages:
            yield "    <journeyPhases>"
        for stage in stages:
            yield f"      <journeyPhase phaseID={quoteattr(stage.id)}>"
            yield from _leaf(8, "phaseName", self._telling.label(stage.id, stage.title))
            yield from _leaf(8, "phaseDescription", _words(stage.note))
            yield "      </journeyPhase>"
        if stages:
            yield "    </journeyPhases>"

    def _actors(self) -> Iterator[str]:
        yield "    <actors>"
        roles = self._told.roles
        for name in roles or (self._told.first_role,):
            title = self._telling.label(name, roles[name].title) if name in roles else ""
            yield from _actor("endUser", name, "actorName", title)
        for name in self._teams():
            yield from _actor("serviceProvider", name, "companyName", self._telling.responsible(name))
        if any(row.responsible is None for row in self._told.touchpoints.values()):
            yield from _actor("serviceProvider", NOBODY, "companyName", "")
        yield "    </actors>"

    def _teams(self) -> tuple[str, ...]:
        """The journey's teams, and those that answer for something."""
        named = (row.responsible for row in self._told.touchpoints.values())
        found = dict.fromkeys((*self._told.teams, *(name for name in named if name)))
        return tuple(name for name in found if name not in self._told.roles)

    def _point(self, name: str, row: Touchpoint) -> Iterator[str]:
        label = self._telling.label(name, row.title)
        yield "      <plannedCommunicationPoint>"
        yield from _leaf(8, "touchpointID", name)
        if row.stage:
            yield f"        <belongsTo phaseIDref={quoteattr(row.stage)}/>"
        yield from _side("initiator", row.responsible or NOBODY, label)
        yield from _side("receiver", self._told.first_role, label)
        if row.channel:
            yield f"        <channel><channelName>{escape(row.channel[0])}</channelName></channel>"
        if row.communication and (said := _words(row.communication.text)):
            yield from _leaf(8, "message", said)
        if note := _words(row.note):
            yield from _leaf(8, "comment", note)
        yield "      </plannedCommunicationPoint>"


def _words(text: Text | None) -> str:
    """A text that is in one language already."""
    return text.by_locale[0][1] if text else ""


def _leaf(indent: int, tag: str, words: str) -> Iterator[str]:
    yield f"{' ' * indent}<{tag}>{escape(words)}</{tag}>"


def _actor(tag: str, name: str, title_tag: str, title: str) -> Iterator[str]:
    inside = f"<{title_tag}>{escape(title)}</{title_tag}>" if title else ""
    yield f"      <{tag} actorID={quoteattr(name)}>{inside}</{tag}>"


def _side(side: str, actor: str, label: str) -> Iterator[str]:
    yield f"        <{side}>"
    yield f"          <refersTo actorIDref={quoteattr(actor)}/>"
    yield from _leaf(10, f"{side}Label", label)
    yield f"        </{side}>"
