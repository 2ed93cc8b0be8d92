"""Requests: what clients come for, in their own words, and where they turn (S2-5 to S2-8)."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.draw.names import Names
from tropa.draw.wording import Prose, Wording
from tropa.journey.codecs.values import Duration, Rate
from tropa.journey.model.journey import Journey
from tropa.journey.model.people import Chain, Request

STARS = 5
"""Importance is given from 1 to this."""


@dataclass(frozen=True, slots=True)
class RequestCard:
    """A request; None or an empty tuple means "not filled in yet".

    Args:
        id: Its id.
        title: Its title; without one, the question that the client asks.
        trigger: What makes the need arise.
        asks: The question in the client's words.
        searches: What the client searches for.
        persona: Who has the need.
        importance: 1 to 5, the more the more it matters to the client.
        importance_said: The same in words.
        frequency: How often it comes.
        goal: What the client wants in the end.
        walk_every: How often its path is to be walked.
        chains: Touchpoints one after another, a tuple a chain.
    """

    id: str
    title: Prose
    trigger: Prose | None
    asks: Prose | None
    searches: tuple[Prose, ...]
    persona: Prose | None
    importance: int | None
    importance_said: str | None
    frequency: str | None
    goal: Prose | None
    walk_every: str | None
    chains: tuple[tuple[Prose, ...], ...]


def requests_in_order(journey: Journey) -> tuple[tuple[str, Request], ...]:
    """The requests that matter most to clients first; what nobody has weighed comes last (S2-6)."""
    return tuple(sorted(journey.requests.items(), key=lambda item: -(item[1].importance or 0)))


def request_cards(journey: Journey, names: Names, wording: Wording) -> tuple[RequestCard, ...]:
    """The requests of a journey, most important first."""
    return tuple(request_card(name, request, names, wording) for name, request in requests_in_order(journey))


def request_card(name: str, request: Request, names: Names, wording: Wording) -> RequestCard:
    """One request."""
    return RequestCard(
        id=name,
        title=names.request(name),
        trigger=names.prose(request.trigger),
        asks=names.prose(request.asks),
        searches=tuple(found for words in request.searches if (found := names.prose(words))),
        persona=names.titled("personas", request.persona) if request.persona else None,
        importance=request.importance,
        importance_said=_importance(request.importance, wording),
        frequency=_rate(request.frequency, wording) if request.frequency else None,
        goal=names.prose(request.goal),
        walk_every=wording.numbers.duration(request.walk_every.seconds) if request.walk_every else None,
        chains=tuple(_chain(chain, names) for chain in request.touchpoints),
    )


def _chain(chain: Chain, names: Names) -> tuple[Prose, ...]:
    return tuple(names.touchpoint(name) for name in chain.touchpoints)


def _importance(importance: int | None, wording: Wording) -> str | None:
    if importance is None:
        return None
    return wording.plain(
        "map.requests.of_five", n=wording.numbers.count(importance), most=wording.numbers.count(STARS)
    )


def _rate(rate: Rate, wording: Wording) -> str:
    """``1200 per month`` in words; a unit that is not ours is said as written."""
    n = wording.numbers.count(rate.n)
    if isinstance(rate.per, Duration):
        return wording.plain("map.rate.every", n=n, time=wording.numbers.duration(rate.per.seconds))
    if f"map.rate.per.{rate.per}" in wording.words:
        return wording.plain(f"map.rate.per.{rate.per}", n=n)
    return wording.plain("map.rate.other", n=n, per=rate.per)
