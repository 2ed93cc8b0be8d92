"""A forecast as a person reads it: what customers do, what they get, what people have to do, what was supposed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from tropa.cli.speaking import Speaker, echo_table, words_in
from tropa.draw.numbers import Numbers
from tropa.journey.model.journey import Journey
from tropa.runtime.simulating import Simulated, Size
from tropa.simulate.crowd import Crowd
from tropa.simulate.forecast import Conversion, Forecast, Load, Spread

NOTHING = "-"

CRISES = "crises."
"""The touchpoints of what is said in a crisis begin so."""


class SimulateTables:
    """Tells a forecast in one language.

    Args:
        speaker: Whose language it is.
        journey: The journey, for what its outcomes are called.
    """

    def __init__(self, speaker: Speaker, journey: Journey | None) -> None:
        self._words = words_in(speaker.language)
        self._language = speaker.language
        self._numbers = Numbers(self._words)
        self._journey = journey

    def tell(
        self, done: Simulated, made: Forecast, crowd: Crowd, size: Size, without: Forecast | None = None
    ) -> None:
        """A whole forecast, without what does not occur in it; with drills beside the same without them."""
        count = self._numbers.count
        head = {"journey": crowd.script.journey, "runs": count(size.runs), "customers": count(size.customers)}
        click.echo(self._say("head", plural=size.runs, seed=crowd.chance.seed, **head))
        click.echo(self._say("meaning"))
        self._touchpoints(made, crowd, size)
        self._outcomes(made, size, without)
        self._loads("channel", "messages", made.messages)
        self._people(made)
        self._suppressed(made)
        self._drills(done, made, size)
        self._durations(made)
        click.echo(self._say("until", at=self._numbers.instant(done.until)))
        self._assumed(crowd)

    def _say(self, key: str, plural: object = 0, **params: object) -> str:
        return self._words.text(f"simulate.{key}", plural=plural, **params)

    def _table(self, headings: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
        held = [list(row) for row in rows]
        if held:
            click.echo()
            echo_table([self._say(f"column.{name}") for name in headings], held)

    def _named(self, kind: str, name: str) -> str:
        """A word that a replay has for an id, if there is one."""
        key = f"replay.{kind}.{name}"
        return self._words.text(key) if key in self._words else name

    def _share(self, one: Conversion) -> tuple[str, str]:
        if one.share is None:
            return NOTHING, NOTHING
        return self._numbers.share(one.share), self._numbers.interval(one.run_low, one.run_high)

    def _between(self, one: Spread) -> str:
        return f"{self._numbers.count(one.low)} … {self._numbers.count(one.high)}"

    def _touchpoints(self, made: Forecast, crowd: Crowd, size: Size) -> None:
        def rows() -> Iterator[Iterable[str]]:
            for one in made.touchpoints:
                judged = crowd.script.definition.touchpoints[one.id].evaluation
                share = judged.expect if judged is not None else None
                expected = self._numbers.round_share(float(share.value)) if share is not None else NOTHING
                expected = f"≤ {expected}" if share is not None and share.at_most else expected
                yield one.id, self._numbers.count(one.n / size.runs), *self._share(one), expected

        self._table(("touchpoint", "reached", "share", "interval", "expected"), rows())

    def _outcomes(self, made: Forecast, size: Size, without: Forecast | None) -> None:
        plain = {one.id: one.share or 0.0 for one in without.outcomes} if without is not None else None
        rows = [
            [self._outcome(one.id), self._numbers.count(one.done / size.runs), *self._share(one)]
            for one in made.outcomes
        ]
        headings = ["outcome", "n", "of", "interval"]
        if plain is not None:
            headings.append("without")
            for row, one in zip(rows, made.outcomes, strict=True):
                row.append(self._numbers.share(plain.get(one.id, 0.0)))
        self._table(headings, rows)

    def _outcome(self, outcome: str) -> str:
        declared = self._journey.exit.get(outcome) if self._journey is not None else None
        if self._journey is not None and declared is not None and declared.title is not None:
            return declared.title.read_in(self._language, self._journey.locales)
        return self._say("open") if outcome == "open" else self._named("outcome", outcome)

    def _loads(self, what: str, unit: str, loads: Iterable[Load]) -> None:
        rows = ((one.what[0] or NOTHING, *self._of_load(one)) for one in loads)
        self._table((what, unit, "interval", "peak", "interval"), rows)

    def _of_load(self, one: Load) -> tuple[str, str, str, str]:
        count = self._numbers.count
        return count(one.total.mean), self._between(one.total), count(one.peak.mean), self._between(one.peak)

    def _people(self, made: Forecast) -> None:
        rows = (
            (self._say(f"work.{kind}"), one.what[0] or self._say("nobody"), *self._of_load(one))
            for kind, loads in (("tasks", made.tasks), ("visits", made.visits))
            for one in loads
        )
        self._table(("work", "team", "pieces", "interval", "peak", "interval"), rows)

    def _suppressed(self, made: Forecast) -> None:
        rows = (
            (
                one.what[0],
                self._named("rule", one.what[1]),
                self._numbers.count(one.total.mean),
                self._between(one.total),
            )
            for one in made.suppressed
        )
        self._table(("suppressed", "reason", "times", "interval"), rows)

    def _drills(self, done: Simulated, made: Forecast, size: Size) -> None:
        told = {
            one.what[0].removeprefix(CRISES): one.total.mean for one in made.sent if one.what[0].startswith(CRISES)
        }
        count = self._numbers.count
        rows = (
            (
                one.drill.scope,
                ", ".join(one.holds) or NOTHING,
                count(one.n_held / size.runs),
                count(one.n_let_out / size.runs),
                count(one.n_kept_out / size.runs),
                count(told.get(one.drill.scope, 0)) if one.drill.is_crisis else NOTHING,
            )
            for one in done.drilled
        )
        self._table(("drill", "holds", "held", "let_out", "kept_out", "told"), rows)

    def _durations(self, made: Forecast) -> None:
        click.echo()
        if made.durations_s is not None:
            low, median, high = map(self._numbers.duration, made.durations_s)
            click.echo(self._say("durations", p10=low, median=median, p90=high))

    def _assumed(self, crowd: Crowd) -> None:
        click.echo()
        click.echo(self._say("assumptions"))
        rows = (
            (
                self._say(f"section.{section}"),
                name,
                self._outcomes_of(habit.outcomes) or self._numbers.round_share(habit.share),
                self._numbers.duration(habit.delay.median_s),
                self._say(f"because.{habit.because}"),
            )
            for section, name, habit in crowd.habits.each()
        )
        self._table(("supposed", "name", "share", "after", "because"), rows)
        for section, name in crowd.habits.unplayable:
            click.echo(self._say("unplayable", section=self._say(f"section.{section}"), name=name))

    def _outcomes_of(self, outcomes: object) -> str:
        shares = dict(outcomes) if isinstance(outcomes, dict) else {}
        shown = list(shares.items())[:3]
        return ", ".join(f"{name} {self._numbers.round_share(share)}" for name, share in shown)
