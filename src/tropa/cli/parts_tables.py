"""Components, roles and requests as tables for people."""

from __future__ import annotations

import click

from tropa.cli.speaking import Speaker, echo_table, words_in
from tropa.draw.numbers import Numbers
from tropa.draw.rates import rate_interval, rate_said
from tropa.measure.reality_parts import (
    ComponentReality,
    FrequencyReality,
    PartsReality,
    RequestReality,
    RoleReality,
)
from tropa.measure.sharing import Part

NOTHING = "-"


def parts_tables(parts: PartsReality, speaker: Speaker) -> None:
    """A table each of the components, roles and requests; none where the journey has none."""
    telling = _Telling(speaker)
    if parts.components:
        telling.components(parts)
    if parts.roles:
        telling.roles(parts)
    if parts.requests:
        telling.requests(parts)
        telling.rates(parts)
        telling.ways(parts)


class _Telling:
    """Tells in one language.

    Args:
        speaker: The one spoken to.
    """

    def __init__(self, speaker: Speaker) -> None:
        self._speaker, self._words = speaker, words_in(speaker.language)
        self._numbers = Numbers(self._words)

    def _headings(self, *names: str) -> list[str]:
        return [
            self._words.text(f"parts.{name}") if "." in name else self._speaker.text(f"column.{name}")
            for name in names
        ]

    def _share(self, part: Part | None) -> tuple[str, str]:
        if part is None or part.share is None:
            return NOTHING, NOTHING
        return self._numbers.share(part.share), self._numbers.interval(part.low, part.high)

    def _duration(self, seconds: float | None) -> str:
        return NOTHING if seconds is None else self._numbers.duration(seconds)

    def components(self, parts: PartsReality) -> None:
        """What was started, and how many of those that success waits for."""
        click.echo()
        headings = self._headings("column.component", "column.started", "share", "interval", "median", "column.alone")
        echo_table(headings, map(self._component, parts.components))
        count = self._numbers.count
        for n, runs in parts.started:
            told = self._words.text("parts.components.row", n=count(n), of=count(parts.needed))
            click.echo(f"{self._words.text('parts.column.started')} {told}: {count(runs)}")

    def _component(self, one: ComponentReality) -> tuple[str, ...]:
        if not one.measured:
            return one.id, self._words.text("parts.nothing"), *(NOTHING,) * 4
        count = self._numbers.count
        alone = NOTHING if one.optional else count(one.only_missing)
        return one.id, count(one.started.n), *self._share(one.started), self._duration(one.median_s), alone

    def roles(self, parts: PartsReality) -> None:
        """Who joined, and whose part is done."""
        click.echo()
        names = (
            "column.role",
            "column.joined",
            "done",
            "share",
            "interval",
            "median",
            "column.enough",
            "share",
            "interval",
        )
        echo_table(self._headings(*names), map(self._role, parts.roles))
        for one in parts.roles:
            if one.unplaced:
                n = self._numbers.count(one.unplaced)
                click.echo(f"{one.id}: {self._words.text('parts.roles.unplaced', plural=one.unplaced, n=n)}")

    def _role(self, one: RoleReality) -> tuple[str, ...]:
        if not one.measured:
            why = "undone" if one.first else "unjoined"
            return one.id, self._words.text(f"parts.roles.{why}"), *(NOTHING,) * 7
        count, enough = self._numbers.count, self._part(one.enough)
        if not one.done_measured:
            return one.id, count(one.done.of), *(NOTHING,) * 4, *enough
        done = count(one.done.of), count(one.done.n), *self._share(one.done)
        return one.id, *done, self._duration(one.median_s), *enough

    def requests(self, parts: PartsReality) -> None:
        """Who entered, went through, and reached the goal."""
        click.echo()
        shares = ("share", "interval")
        names = ("column.request", "column.entered", *shares, "column.through", *shares, "column.goals", *shares)
        echo_table(self._headings(*names), map(self._request, parts.requests))
        for one in parts.requests:
            if one.measured and one.unproven:
                told = self._words.text("parts.requests.unproven", names=self._words.listed(one.unproven))
                click.echo(f"{one.id}: {told}")

    def _request(self, one: RequestReality) -> tuple[str, ...]:
        if not one.measured:
            return one.id, self._words.text("parts.nothing"), *(NOTHING,) * 8
        return one.id, *self._part(one.entered), *self._part(one.through), *self._part(one.goals)

    def _part(self, part: Part | None) -> tuple[str, str, str]:
        return (self._numbers.count(part.n) if part is not None and part.of else NOTHING), *self._share(part)

    def rates(self, parts: PartsReality) -> None:
        """How often each request came that is expected so often; nothing where none is."""
        found = [(one.id, one.frequency) for one in parts.requests if one.frequency is not None]
        if found:
            click.echo()
            names = ("column.request", "column.months", "column.rate", "interval", "expected", "verdict")
            echo_table(self._headings(*names), ((name, *self._rate(rate)) for name, rate in found))

    def _rate(self, found: FrequencyReality) -> tuple[str, ...]:
        expected = rate_said(self._words, found.expected, found.per_s)
        said = self._speaker.text(f"verdict.{found.verdict.replace(' ', '_')}")
        if found.rate is None or found.high is None:
            return self._numbers.count(0), NOTHING, NOTHING, expected, said
        rate = rate_said(self._words, found.rate, found.per_s)
        months = self._numbers.count(found.months)
        return months, rate, rate_interval(self._words, found), expected, said

    def ways(self, parts: PartsReality) -> None:
        """How far the runs came on each way, and where most are lost."""
        click.echo()
        count, rows = self._numbers.count, []
        for one in parts.requests:
            for way in one.chains:
                steps = zip(way.touchpoints, way.went, strict=True)
                told = " > ".join(f"{name} {NOTHING if n is None else count(n)}" for name, n in steps)
                lost = NOTHING if way.lost_at is None else f"{way.lost_at} {count(way.lost)}"
                rows.append((one.id, told, lost))
        echo_table(self._headings("column.request", "column.way", "column.lost"), rows)
