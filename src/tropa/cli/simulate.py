"""``simulate``: imagined customers go through a journey, and a forecast comes of it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, NoReturn

import click

from tropa.bootstrap import state_in_memory
from tropa.cli.definitions import journey_or_refuse
from tropa.cli.log import asked, tell_landing
from tropa.cli.problems import line_of
from tropa.cli.progress import ProgressBar
from tropa.cli.simulate_tables import SimulateTables
from tropa.cli.speaking import (
    DONE,
    UNREADABLE,
    Speaker,
    echo_json,
    format_option,
    lang_option,
    language_asked,
    say,
    words_in,
    workspace_option,
)
from tropa.engine.batch import runs_steps
from tropa.engine.changes import Message
from tropa.engine.events import Input
from tropa.journey.codecs.scalars import duration_of
from tropa.journey.text.source import MAX_BYTES
from tropa.runtime.replaying import Cast
from tropa.runtime.simulated_data import call_of, call_of_message, simulated_data
from tropa.runtime.simulating import CannotDrill, Drill, Simulated, Size, simulate
from tropa.simulate.behaviour import Behaviour, read_behaviour
from tropa.simulate.chance import Chance
from tropa.simulate.crowd import Crowd, run_of
from tropa.simulate.fitting import Seen, fitted
from tropa.simulate.forecast import forecast
from tropa.simulate.habits import Habit, habits_of

CUSTOMERS, RUNS = 1_000, 20
"""What is simulated where nobody says how much."""

MOST = 400_000
"""Customers in all runs together: each takes some 3 kB, and more would not fit the memory of a small machine."""

MONDAY = "2027-03-01"
"""The first day where none is given: not today's, so that the same command gives the same bytes tomorrow."""

_DRILL = re.compile(r"(?P<what>[^@]+)@(?P<day>[1-9][0-9]{0,3})(?:\+(?P<length>[1-9][0-9]{0,4}[smhdw]))?")


def _told(key: str) -> str:
    """The help of an option."""
    return words_in(language_asked()).text(f"simulate.argument.{key}")


@click.command("simulate", help=say("command.simulate"))
@click.argument("journey", type=click.Path(path_type=Path))
@click.option("--customers", type=click.IntRange(1), help=_told("customers"))
@click.option("--seed", type=int, default=1, show_default=True, help=_told("seed"))
@click.option("--runs", type=click.IntRange(1, 1_000), default=RUNS, show_default=True, help=_told("runs"))
@click.option("--behaviour", type=click.Path(path_type=Path, dir_okay=False), help=_told("behaviour"))
@click.option("--fit", help=_told("fit"))
@click.option("--columns", help=say("argument.columns"))
@click.option("--zone", help=say("argument.zone"))
@click.option("--drill", "drills", multiple=True, help=_told("drill"))
@click.option("--hold", "holds", multiple=True, help=_told("hold"))
@click.option("--from", "since", default=MONDAY, show_default=True, help=_told("from"))
@click.option("--write-events", type=click.Path(path_type=Path, dir_okay=False), help=_told("write_events"))
@workspace_option
@format_option("text", "json")
@lang_option
def simulate_command(
    journey: Path,
    *,
    customers: int | None,
    seed: int,
    runs: int,
    behaviour: Path | None,
    fit: str | None,
    columns: str | None,
    zone: str | None,
    drills: tuple[str, ...],
    holds: tuple[str, ...],
    since: str,
    write_events: Path | None,
    workspace: Path | None,
    form: str,
    language: str,
) -> int:
    """Let imagined customers go through a journey."""
    call = Simulate(Speaker(language))
    cast = call.cast(journey, workspace)
    planned = (*call.drills(drills, is_crisis=True), *call.drills(holds, is_crisis=False))
    if planned and write_events is not None:
        call.refuse("drill_events")
    begins = call.beginning(since)
    said = call.behaviour(behaviour, cast) if behaviour is not None else None
    shown = call.fitted(cast, fit, columns, zone) if fit is not None else ({}, ())
    habits = habits_of(cast.scripts[0], said, shown[0])
    size = call.size(customers or habits.customers or CUSTOMERS, runs, planned)
    crowd = Crowd(cast.scripts[0], habits, Chance(seed), begins)
    done = call.simulated(cast, crowd, size, write_events)
    made = forecast(done.tally, runs)
    plain = call.simulated(cast, crowd, Size(size.customers, runs), None) if planned else None
    without = forecast(plain.tally, runs) if plain is not None else None
    if form == "json":
        echo_json({**simulated_data(done, made, crowd, size, without), "unfitted": list(shown[1])})
    else:
        SimulateTables(call.speaker, cast.loaded[0].journey).tell(done, made, crowd, size, without)
        if shown[1]:
            call.note("unfitted", names=", ".join(shown[1]))
    return DONE


class Simulate:
    """One call of the command.

    Args:
        speaker: Speaks to whoever called.
    """

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        self._words = words_in(speaker.language)

    def cast(self, path: Path, workspace: Path | None) -> Cast:
        """The journey, which has to have steps that we run."""
        cast = Cast.of([journey_or_refuse(path, workspace, self.speaker)])
        if not runs_steps(cast.scripts[0]):
            self.refuse("observed", journey=cast.scripts[0].journey)
        return cast

    def drills(self, said: Iterable[str], *, is_crisis: bool) -> Iterator[Drill]:
        """What is held, as it was written."""
        for one in said:
            met = _DRILL.fullmatch(one)
            if met is None:
                expected, example = (
                    ("CRISIS@DAY+LENGTH", "bank-down@3+12h")
                    if is_crisis
                    else ("SCOPE@DAY+LENGTH", "channel:sms@3+12h")
                )
                self.refuse("bad_drill", met=one[:80], expected=expected, example=example)
            length = duration_of(met["length"] or "1d").seconds
            starts = timedelta(days=int(met["day"]) - 1)
            yield Drill(met["what"], starts, timedelta(seconds=min(length, 366 * 86_400)), is_crisis)

    def beginning(self, said: str) -> datetime:
        """The first instant."""
        try:
            at = datetime.fromisoformat(said)
            at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            at = datetime.max.replace(tzinfo=UTC)
        if not 1970 <= at.year <= 2200:  # noqa: PLR2004  far enough from the ends of the calendar
            self.refuse("bad_from", met=said[:80])
        return at

    def behaviour(self, path: Path, cast: Cast) -> Behaviour:
        """The file of behaviour; what is wrong with it is told all at once."""
        try:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            self.speaker.refuse("no_file", file=path, reason=error.strerror)
        said, problems = read_behaviour(content, str(path), cast.scripts[0])
        for problem in problems:
            click.echo(line_of(problem, self.speaker.language), err=True)
        if said is None:
            sys.exit(UNREADABLE)
        return said

    def fitted(
        self, cast: Cast, events: str, columns: str | None, zone: str | None
    ) -> tuple[dict[str, Habit], tuple[str, ...]]:
        """What a log shows of the touchpoints, and of which it does not show enough."""
        (journey,) = cast.journeys.values()
        with asked(events, columns, zone, self.speaker) as measuring:
            found = measuring.reality(journey, cast.loaded[0].schemes)
        tell_landing(found.landing, self.speaker)
        acting = (name for name, point in journey.touchpoints.items() if point.target_action is not None)
        by_id = {one.id: one for one in found.answer.touchpoints}
        return fitted(Seen(name, by_id[name].reached, by_id[name].curve) for name in acting if name in by_id)

    def size(self, customers: int, runs: int, drills: tuple[Drill, ...]) -> Size:
        """How much is simulated."""
        if customers * runs > MOST:
            self.refuse("too_many", n=f"{customers * runs:,}", most=f"{MOST:,}")
        return Size(customers, runs, drills)

    def simulated(self, cast: Cast, crowd: Crowd, size: Size, events: Path | None) -> Simulated:
        """The simulation itself, written down where that is wanted."""
        try:
            with self._written(events) as file, ProgressBar(self.speaker) as bar:
                writer = _Writer(file, crowd) if file is not None else None
                done = simulate(cast, crowd, size, state_in_memory, bar, writer)
        except CannotDrill as fault:
            self._cannot(str(fault), crowd, size)
        if writer is not None:
            self.note("written", n=writer.n, file=events)
        if done.is_cut:
            self.note("cut", at=done.until.isoformat(timespec="minutes"))
        if n := done.tally.set_aside:
            self.note("set_aside", plural=n, n=n)
        return done

    @contextmanager
    def _written(self, path: Path | None) -> Iterator[IO[str] | None]:
        if path is None:
            yield None
            return
        try:
            with path.open("w", encoding="utf-8") as file:
                yield file
        except OSError as error:
            self.refuse("no_write", file=path, reason=error.strerror)

    def _cannot(self, met: str, crowd: Crowd, size: Size) -> NoReturn:
        if any(one.is_crisis and one.scope == met for one in size.drills):
            known = ", ".join(crowd.script.crises) or self._words.text("simulate.nobody")
            self.refuse("no_crisis", journey=crowd.script.journey, met=met[:80], known=known)
        self.refuse("no_scope", met=met[:80])

    def note(self, key: str, plural: object = 0, **params: object) -> None:
        """Say something beside the result."""
        click.echo(self._words.text(f"simulate.{key}", plural=plural, **params), err=True)

    def refuse(self, key: str, **params: object) -> NoReturn:
        """Say what cannot be simulated, and end."""
        self.note(key, **params)
        sys.exit(UNREADABLE)


class _Writer:
    """Writes what happened in the first run, as it happens."""

    def __init__(self, file: IO[str], crowd: Crowd) -> None:
        self._file = file
        self._crowd = crowd
        self.n = 0

    def __call__(self, inputs: Iterable[Input], messages: Iterable[Message]) -> None:
        """Write what came in a turn, and the messages that came of it."""
        calls = [call_of(one) for one in inputs if run_of(one.customer) == 1]
        calls += [call_of_message(one, self._crowd.script) for one in messages if run_of(one.run.customer) == 1]
        self.n += len(calls)
        self._file.writelines(f"{json.dumps(one, ensure_ascii=False)}\n" for one in calls)
