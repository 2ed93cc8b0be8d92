"""Components, roles and requests on the report: what became of each, as bars, small curves and ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from tropa.draw.bars import Bar, bar, css, verdict_chip
from tropa.draw.curves import HEIGHTS, drawn
from tropa.draw.names import Names
from tropa.draw.parts_pictures import (
    CountRow,
    Fact,
    PartCard,
    PartsSection,
    Place,
    RatePicture,
    RequestPart,
    SharePicture,
    SmallCurve,
)
from tropa.draw.rates import rate_interval, rate_said
from tropa.draw.wording import Wording
from tropa.measure.behind import part_figure
from tropa.measure.reality import Reality
from tropa.measure.reality_parts import (
    ChainReality,
    ComponentReality,
    FrequencyReality,
    PartsReality,
    RequestReality,
    RoleReality,
)
from tropa.measure.sharing import Part, part
from tropa.stats.survival import Curve


def parts_section(reality: Reality, names: Names, wording: Wording) -> PartsSection:
    """What became of the components, roles and requests."""
    parts, telling = reality.parts, _Telling(names, wording)
    every = [*(one.curve for one in parts.components), *(one.curve for one in parts.roles)]
    curves = [curve for curve in every if curve is not None]
    height = _height(curves)
    return PartsSection(
        runs=wording.numbers.count(reality.runs),
        components=tuple(telling.component(one, height) for one in parts.components),
        started=tuple(telling.started(parts, reality.runs)),
        roles=tuple(telling.role(one, reality.runs, height) for one in parts.roles),
        requests=tuple(telling.request(one) for one in parts.requests),
    )


def _height(curves: Iterable[Curve]) -> float:
    """The least height that holds all curves with their intervals, so that they can be compared."""
    top = max((float(curve.high.max()) for curve in curves if len(curve.times_s)), default=0.0)
    return next(height for height in HEIGHTS if height >= top or height == HEIGHTS[-1])


class _Telling:
    """Tells of a journey's parts in one language.

    Args:
        names: What they are called.
        wording: The language.
    """

    def __init__(self, names: Names, wording: Wording) -> None:
        self._names, self._wording = names, wording
        self._say, self._numbers = wording.say, wording.numbers

    def component(self, one: ComponentReality, height: float) -> PartCard:
        """A component: how many started it, how fast, and how often it alone is missing."""
        facts = [*self._missing("components", one.id, one.started), *self._median(one.median_s)]
        if one.measured and not one.optional:
            alone = self._numbers.count(one.only_missing)
            facts.append(
                Fact(self._say("parts.components.alone"), alone, part_figure("components", one.id, "alone_missing"))
            )
        return PartCard(
            title=self._names.titled("components", one.id),
            mark=self._say("parts.components.optional") if one.optional else None,
            share=self._share(one.started, "parts.runs", part_figure("components", one.id, "started")),
            facts=tuple(facts),
            curve=self._curve(one.curve, height),
            rows=(),
            remarks=() if one.measured else (self._say("parts.nothing"),),
        )

    def started(self, parts: PartsReality, runs: int) -> Iterator[CountRow]:
        """How many of the components that success waits for were started, in how many runs."""
        count, of = self._numbers.count, self._numbers.count(parts.needed)
        found = dict(parts.started)
        for n in range(parts.needed + 1) if parts.needed and runs else ():
            yield self._row(self._say("parts.components.row", n=count(n), of=of), found.get(n, 0), runs)

    def role(self, one: RoleReality, runs: int, height: float) -> PartCard:
        """A role: who joined, whose part is done, and how many joined a run."""
        count = self._numbers.count
        facts = [] if one.first or not one.measured else [Fact(self._say("parts.roles.joined"), count(one.done.of))]
        facts += self._missing("roles", one.id, one.done) if one.done_measured else ()
        facts += self._median(one.median_s)
        if one.enough is not None and one.least and one.enough.share is not None:
            label = self._say("parts.roles.enough", least=count(one.least))
            facts.append(Fact(label, self._numbers.share(one.enough.share)))
        return PartCard(
            title=self._names.titled("roles", one.id),
            mark=self._say("parts.roles.client") if one.first else None,
            share=self._share(one.done, "parts.roles.done", part_figure("roles", one.id, "done"))
            if one.done_measured
            else None,
            facts=tuple(facts),
            curve=self._curve(one.curve, height),
            rows=tuple(
                self._row(self._say("parts.roles.row", plural=n, n=count(n)), times, runs) for n, times in one.joined
            ),
            remarks=tuple(self._role_remarks(one)),
        )

    def _role_remarks(self, one: RoleReality) -> Iterator[Markup]:
        if not one.measured and not one.first:
            yield self._say("parts.roles.unjoined")
        if not one.done_measured:
            yield self._say("parts.roles.undone")
        if one.unplaced:
            yield self._say("parts.roles.unplaced", plural=one.unplaced, n=self._numbers.count(one.unplaced))

    def request(self, one: RequestReality) -> RequestPart:
        """A request: who entered and went through, how often it came, and where its ways lose most."""
        told = (
            ("entered", one.entered, "parts.runs"),
            ("through", one.through, "parts.requests.of_entered"),
            ("goals", one.goals, "parts.requests.of_entered"),
        )
        shares = [
            (key, self._share(part, of, part_figure("requests", one.id, key)))
            for key, part, of in told
            if part is not None
        ]
        most = max((n for way in one.chains for n in way.went if n is not None), default=0)
        return RequestPart(
            title=self._names.request(one.id),
            shares=tuple((self._say(f"parts.requests.{key}"), share) for key, share in shares if share is not None),
            rate=self._rate(one.frequency) if one.frequency is not None else None,
            ways=tuple(tuple(self._places(way, most)) for way in one.chains) if one.measured else (),
            remarks=tuple(self._request_remarks(one)),
        )

    def _request_remarks(self, one: RequestReality) -> Iterator[Markup]:
        if not one.measured:
            yield self._say("parts.nothing")
        elif one.through is None:
            yield self._say("parts.requests.no_end")

    def _places(self, way: ChainReality, most: int) -> Iterator[Place]:
        count = self._numbers.count
        for name, n in zip(way.touchpoints, way.went, strict=True):
            lost = self._say("parts.requests.lost", n=count(way.lost)) if name == way.lost_at else None
            shown = None if n is None else count(n)
            yield Place(self._names.touchpoint(name), shown, css((n or 0) / most if most else 0.0), lost)

    def _rate(self, found: FrequencyReality) -> RatePicture:
        words, count = self._wording.words, self._numbers.count
        expected = self._say("parts.requests.expected", rate=rate_said(words, found.expected, found.per_s))
        verdict = verdict_chip(self._wording, found.verdict)
        if found.rate is None or found.high is None:
            return RatePicture(None, "", expected, self._say("parts.requests.no_month"), None, verdict)
        said, interval = rate_said(words, found.rate, found.per_s), rate_interval(words, found)
        scale = max(found.high, float(found.expected)) or 1.0
        low, high = found.low / scale, found.high / scale
        picture = Bar(
            css(found.rate / scale),
            css(low),
            css(high - low),
            css(found.expected / scale),
            self._wording.plain("parts.requests.said", rate=said, interval=interval),
        )
        of = self._say("parts.requests.months", plural=found.months, n=count(found.n), months=count(found.months))
        return RatePicture(said, interval, expected, of, picture, verdict)

    def _missing(self, section: str, name: str, part: Part) -> Iterator[Fact]:
        """Those of whom it has not come."""
        if part.share is not None:
            n, figure = self._numbers.count(part.of - part.n), part_figure(section, name, "missing")
            yield Fact(self._say(f"parts.{section}.missing"), n, figure)

    def _share(self, part: Part, of: str, figure: str) -> SharePicture | None:
        if part.share is None:
            return None
        numbers = self._numbers
        return SharePicture(
            numbers.share(part.share),
            numbers.interval(part.low, part.high),
            self._say(of, n=numbers.count(part.n), of=numbers.count(part.of)),
            bar(self._wording, part.share, part.low, part.high, None),
            figure,
        )

    def _median(self, seconds: float | None) -> Iterator[Fact]:
        if seconds is not None:
            yield Fact(self._say("parts.median"), self._numbers.duration(seconds))

    def _curve(self, curve: Curve | None, height: float) -> SmallCurve | None:
        if curve is None or not len(curve.times_s):
            return None
        horizon = max(float(curve.times_s[-1]), 1.0)
        line, band = drawn(curve, horizon, height)
        point, numbers = curve.at(horizon), self._numbers
        told = {
            "time": numbers.duration(horizon),
            "share": numbers.share(point.done),
            "interval": numbers.interval(point.low, point.high),
        }
        return SmallCurve(line, band, self._say("parts.curve", **told))

    def _row(self, label: Markup, n: int, of: int) -> CountRow:
        told, numbers = part(n, of), self._numbers
        share, interval = told.share or 0.0, numbers.interval(told.low, told.high)
        said = self._say("report.bar.said", share=numbers.share(share), interval=interval)
        return CountRow(label, numbers.count(n), said, css(share))
