"""A replay as a person reads it: what would have been said, done, kept back and passed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import click

from tropa.cli.reasons import rule_in
from tropa.cli.speaking import Speaker, echo_table, words_in
from tropa.draw.numbers import Numbers
from tropa.journey.model.journey import Journey
from tropa.runtime.comparing import Compared, Difference
from tropa.runtime.outputs import Agreement
from tropa.runtime.replay_data import OPEN
from tropa.runtime.replayed import Replayed

SHOWN = 20
"""Lines of what may be many that a person reads; programs get all of them."""

NOTHING = "-"


class ReplayTables:
    """Tells a replay in one language.

    Args:
        speaker: Whose language it is.
        journeys: The journeys by id, for what their outcomes are called.
    """

    def __init__(self, speaker: Speaker, journeys: Mapping[str, Journey]) -> None:
        self._words = words_in(speaker.language)
        self._language = speaker.language
        self._numbers = Numbers(self._words)
        self._journeys = journeys

    def tell(self, replayed: Replayed) -> None:
        """A whole replay, without what does not occur in it."""
        self._head(replayed)
        self._outcomes(replayed)
        self._messages(replayed)
        self._tasks(replayed)
        self._suppressed(replayed)
        self._ignored(replayed)
        for name, agreement in sorted(replayed.agreement.items()):
            self._agreement(name, agreement)

    def tell_compared(self, compared: Compared) -> None:
        """Who would have been treated otherwise, and how."""
        count = self._numbers.count
        n, of = len(compared.otherwise), compared.n_customers
        click.echo()
        click.echo(self._say("otherwise", plural=n, n=count(n), of=count(of)))
        kinds = Counter((one.kind, self._what(one)) for one in compared.differences)
        if kinds:
            rows = ((self._say(f"kind.{kind}"), what, count(n)) for (kind, what), n in sorted(kinds.items()))
            self._table(("difference", "what", "n"), rows)
            self._table(("customer", "difference", "what", "first", "other"), self._differences(compared))
        if len(compared.differences) > SHOWN:
            click.echo(self._say("more", n=count(len(compared.differences) - SHOWN)))

    def _say(self, key: str, plural: object = 0, **params: object) -> str:
        return self._words.text(f"replay.{key}", plural=plural, **params)

    def _named(self, kind: str, name: str) -> str:
        """A word for an id, if there is one."""
        key = f"replay.{kind}.{name}"
        return self._words.text(key) if key in self._words else name

    def _table(self, headings: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
        click.echo()
        echo_table([self._say(f"column.{name}") for name in headings], rows)

    def _head(self, replayed: Replayed) -> None:
        count = self._numbers.count
        people = {one for life in replayed.lives.values() for one in life.participants}
        n = len(replayed.lives)
        click.echo(self._say("runs", plural=n, n=count(n), customers=count(len(people))))
        if replayed.watermark is not None:
            click.echo(self._say("watermark", at=self._numbers.instant(replayed.watermark)))

    def _outcomes(self, replayed: Replayed) -> None:
        found = Counter((life.run.id.journey, life.run.outcome or OPEN) for life in replayed.lives.values())
        total = Counter(life.run.id.journey for life in replayed.lives.values())
        rows = (
            (
                journey,
                self._outcome(journey, outcome),
                self._numbers.count(n),
                self._numbers.share(n / total[journey]),
            )
            for (journey, outcome), n in sorted(found.items())
        )
        if found:
            self._table(("journey", "outcome", "n", "share"), rows)

    def _outcome(self, journey: str, outcome: str) -> str:
        """What an outcome is called: by the journey, else by us, else by its name."""
        declared = self._journeys[journey].exit.get(outcome)
        if declared is not None and declared.title is not None:
            return declared.title.read_in(self._language, self._journeys[journey].locales)
        return self._named("outcome", outcome)

    def _messages(self, replayed: Replayed) -> None:
        found = Counter((one.touchpoint or one.survey, one.channel) for one in replayed.messages)
        people: dict[tuple[str, str], set[str]] = {}
        for one in replayed.messages:
            people.setdefault((one.touchpoint or one.survey, one.channel), set()).add(one.to)
        count = self._numbers.count
        rows = ((*what, count(n), count(len(people[what]))) for what, n in sorted(found.items()))
        if found:
            self._table(("touchpoint", "channel", "messages", "customers"), rows)

    def _tasks(self, replayed: Replayed) -> None:
        found: Counter[tuple[str, str, str]] = Counter()
        for one in replayed.opened:
            closed = replayed.closed.get(one.id)
            found[one.place.step, one.to or NOTHING, closed.outcome if closed is not None else OPEN] += 1
        rows = (
            (step, to, self._named("ended", outcome), self._numbers.count(n))
            for (step, to, outcome), n in sorted(found.items())
        )
        if found:
            self._table(("task", "to", "outcome", "n"), rows)

    def _suppressed(self, replayed: Replayed) -> None:
        found = Counter((one.touchpoint, one.reason.partition(": ")) for one in replayed.suppressed)
        rows = (
            (touchpoint, rule_in(self._words, rule), what or NOTHING, self._numbers.count(n))
            for (touchpoint, (rule, _, what)), n in sorted(found.items())
        )
        if found:
            self._table(("suppressed", "reason", "what", "n"), rows)

    def _ignored(self, replayed: Replayed) -> None:
        found = {reason: n for reason, n in sorted(replayed.ignored.items()) if n}
        if found:
            self._table(
                ("ignored", "n"),
                ((self._named("ignored", reason), self._numbers.count(n)) for reason, n in found.items()),
            )

    def _agreement(self, name: str, agreement: Agreement) -> None:
        count, recorded, replayed = self._numbers.count, agreement.only_recorded, agreement.only_replayed
        click.echo()
        click.echo(
            self._say(
                "agreement",
                name=name,
                agree=count(agreement.agree),
                recorded=count(sum(n for _, n in recorded)),
                replayed=count(sum(n for _, n in replayed)),
            )
        )
        for key, rows in (("recorded", recorded), ("replayed", replayed)):
            for what, n in rows[: SHOWN // 2]:
                click.echo(self._say(f"only_{key}", what=" · ".join(part for part in what if part), n=count(n)))

    def _differences(self, compared: Compared) -> Iterable[Iterable[str]]:
        for one in compared.differences[:SHOWN]:
            yield one.customer, self._say(f"kind.{one.kind}"), self._what(one), *self._both(one)

    def _both(self, one: Difference) -> tuple[str, str]:
        """What stood there, and what stands there instead."""
        if one.outcome is not None or one.other_outcome is not None:
            journey = one.run.journey
            was, now = (None if at is None else self._outcome(journey, at) for at in (one.outcome, one.other_outcome))
        else:
            was, now = (None if at is None else self._numbers.instant(at) for at in (one.at, one.other_at))
        return was or NOTHING, now or NOTHING

    @staticmethod
    def _what(one: Difference) -> str:
        """What it is about: touchpoint and channel, the team, or the run's journey."""
        return " · ".join(part for part in (one.what, one.channel) if part) or one.run.journey
