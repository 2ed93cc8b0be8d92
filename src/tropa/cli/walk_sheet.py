"""What a walk shows: what the customer got, where everybody stands, and what may happen next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from tropa.cli.reasons import reason_in
from tropa.cli.speaking import words_in
from tropa.draw.numbers import Numbers
from tropa.runtime.replay_data import iso
from tropa.runtime.walking import WALKER, Choice, Happening, Standing, Walk
from tropa.simulate.deeds import Deed

MOST_SHOWN = 20
"""Choices shown at a pause."""

OURS = frozenset({"component", "invite", "journey", "task", "outcome", "visit", "survey", "step"})
"""Properties that a choice need not show, since its step and its way say as much."""


class WalkSheet:
    """Shows a walk in one language.

    Args:
        language: Which.
        walk: The walk.
    """

    def __init__(self, language: str, walk: Walk) -> None:
        self._words = words_in(language)
        self._language = language
        self._numbers = Numbers(self._words)
        self._walk = walk

    def head(self) -> None:
        """Which journey is walked, and that nobody walks it in truth."""
        click.echo(self._say("head", journey=self._walk.script.journey, who=WALKER))

    def move(self, move: str) -> None:
        """What was said to happen."""
        click.echo()
        click.echo(f"> {move}")

    def ask(self) -> None:
        """Ask for what happens next."""
        click.echo(self._say("ask"), nl=False)

    def not_understood(self, met: str) -> None:
        """Say what was met and what may be said."""
        click.echo(self._say("not_understood", met=met[:80]), err=True)

    def pause(self, happened: Sequence[Happening], offered: Sequence[Choice]) -> None:
        """What has happened, where everybody stands, what may happen."""
        click.echo()
        click.echo(self._numbers.instant(self._walk.now))
        for one in happened:
            click.echo(f"  {self._happened(one)}")
        stands = self._walk.stands()
        for place in stands:
            click.echo(f"  {self._standing(place)}")
        if not stands:
            click.echo(f"  {self._say('over' if self._walk.outcomes else 'not_entered')}")
            return
        for n, choice in enumerate(offered[:MOST_SHOWN], 1):
            click.echo(f"  {self._numbers.count(n):>3}  {self._choice(choice)}")

    def _say(self, key: str, **params: object) -> str:
        return self._words.text(f"walk.{key}", **params)

    def _happened(self, one: Happening) -> str:
        named = [part for part in (one.who if one.who != WALKER else "", one.branch) if part]
        who = f" ({' · '.join(named)})" if named else ""
        match one.what:
            case "message":
                return f"{self._say('message', name=one.name, channel=one.channel)}{who}: {_in_one_line(one.words)}"
            case "not_sent":
                told = self._say("not_sent", name=one.name, reason=reason_in(self._words, one.words))
                return f"{told}{who}"
            case "task":
                return self._say("task", name=one.name, team=one.who or self._words.text("simulate.nobody"))
            case "task_closed":
                key = f"replay.ended.{one.name}"
                return self._say("task_closed", outcome=self._words.text(key) if key in self._words else one.name)
            case "ended":
                return self._say("ended", outcome=self._outcome(one.name))

    def _outcome(self, name: str) -> str:
        declared = self._walk.journey.exit.get(name)
        if declared is not None and declared.title is not None:
            return declared.title.read_in(self._language, self._walk.journey.locales)
        key = f"replay.outcome.{name}"
        return self._words.text(key) if key in self._words else name

    def _standing(self, one: Standing) -> str:
        where = f"{one.branch} · {one.step}" if one.branch else one.step
        return self._say("stands", who=one.who, kind=one.kind, step=where, since=self._numbers.instant(one.since))

    def _choice(self, one: Choice) -> str:
        if one.at is not None:
            return self._say("time", at=self._numbers.instant(one.at))
        done = ", ".join(self._deed(deed) for deed in one.deeds)
        who = "" if one.who == WALKER else f" ({one.who})"
        if not one.step:
            return f"{done}{who} — {self._say('ends', outcome=self._outcome(one.label))}"
        where = f"{one.branch} · {one.step}" if one.branch else one.step
        told = [part for part in (where, one.label, one.to) if part]
        return f"{done}{who} — {' → '.join(told)}"

    def _deed(self, deed: Deed) -> str:
        shown = {name: value for name, value in deed.properties.items() if name not in OURS}
        told = [f"{name}={value}" for name, value in (*shown.items(), *deed.traits.items())]
        return " ".join([deed.name or self._say("traits"), *told])


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def pause_data(walk: Walk, happened: Sequence[Happening], offered: Sequence[Choice]) -> dict[str, Any]:
    """A pause for programs."""
    return {
        "at": iso(walk.now),
        "happened": [
            {
                "at": iso(one.at),
                "what": one.what,
                "name": one.name,
                "who": one.who or None,
                "channel": one.channel or None,
                "words": one.words or None,
                "branch": one.branch,
            }
            for one in happened
        ],
        "stands": [
            {
                "customer": one.who,
                "step": one.step,
                "kind": one.kind,
                "branch": one.branch,
                "stage": one.stage,
                "since": iso(one.since),
            }
            for one in walk.stands()
        ],
        "choices": [
            {
                "customer": one.who,
                "events": [
                    {"event": deed.name or None, "properties": dict(deed.properties), "traits": dict(deed.traits)}
                    for deed in one.deeds
                ],
                "until": iso(one.at),
                "step": one.step or None,
                "branch": one.branch,
                "label": one.label or None,
                "to": one.to,
            }
            for one in offered
        ],
        "outcomes": list(walk.outcomes),
    }
