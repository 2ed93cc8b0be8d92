"""``log``: a log kept in a folder, sorted once and added to, so that questions are quick."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tropa.cli.definitions import journey_or_refuse
from tropa.cli.log import tell_landing
from tropa.cli.speaking import (
    DONE,
    UNREADABLE,
    Speaker,
    echo_json,
    echo_table,
    format_option,
    lang_option,
    language_asked,
    say,
    words_in,
)
from tropa.ports.log import LogUnreadable

if TYPE_CHECKING:  # a command imports what it runs when it runs
    from tropa.ports.kept import KeptFacts
    from tropa.runtime.keeping import Keeping, Taken, Wanted

UNITS = ("B", "kB", "MB", "GB", "TB")


def _say(key: str) -> str:
    return words_in(language_asked()).text(f"kept.{key}")


@click.group("log", help=say("command.log"))
def log_command() -> None:
    """Keep a log."""


@log_command.command("add", help=_say("command.add"))
@click.argument("log", type=click.Path(path_type=Path, file_okay=False))
@click.argument("files", nargs=-1)
@click.option("--columns", help=say("argument.columns"))
@click.option("--zone", help=say("argument.zone"))
@click.option("--property", "properties", multiple=True, help=_say("argument.property"))
@click.option("--trait", "traits", multiple=True, help=_say("argument.trait"))
@click.option("--journey", type=click.Path(path_type=Path), help=_say("argument.journey"))
@click.option("--merges", type=click.Path(path_type=Path, dir_okay=False), help=_say("argument.merges"))
@lang_option
def add_command(
    *,
    log: Path,
    files: tuple[str, ...],
    columns: str | None,
    zone: str | None,
    properties: tuple[str, ...],
    traits: tuple[str, ...],
    journey: Path | None,
    merges: Path | None,
    language: str,
) -> int:
    """Add files, and say which ids are one customer."""
    from tropa.connectors.files import read_merges

    speaker = Speaker(language)
    if not files and merges is None:
        _note(speaker, "nothing")
        sys.exit(UNREADABLE)
    wanted = _wanted(properties, traits, journey, speaker)
    with _kept(log, speaker, columns, zone) as keeping:
        pairs = read_merges(merges) if merges is not None else []
        for path in files:
            _tell(keeping.add(path, wanted), speaker)
        if pairs:
            _facts(keeping, log, speaker)
            _note(speaker, "merged", n=keeping.merge(pairs))
    return DONE


@log_command.command("compact", help=_say("command.compact"))
@click.argument("log", type=click.Path(path_type=Path, file_okay=False))
@lang_option
def compact_command(*, log: Path, language: str) -> int:
    """Fold the parts."""
    speaker = Speaker(language)
    with _kept(log, speaker) as keeping:
        before = _facts(keeping, log, speaker)
        keeping.compact()
        after = keeping.facts()
    _note(speaker, "compacted", before=before.n_parts, size=_size(after))
    return DONE


@log_command.command("watch", help=_say("command.watch"))
@click.argument("log", type=click.Path(path_type=Path, file_okay=False))
@click.argument("journey", type=click.Path(path_type=Path))
@lang_option
def watch_command(*, log: Path, journey: Path, language: str) -> int:
    """Keep sums of a journey."""
    speaker = Speaker(language)
    loaded = journey_or_refuse(journey, None, speaker)
    assert loaded.journey is not None  # noqa: S101  journey_or_refuse has just said so
    with _kept(log, speaker) as keeping:
        _facts(keeping, log, speaker)
        fresh = keeping.watch(loaded.journey, loaded.schemes)
    _note(speaker, "watched" if fresh else "watched_before", journey=loaded.journey.journey)
    return DONE


@log_command.command("unwatch", help=_say("command.unwatch"))
@click.argument("log", type=click.Path(path_type=Path, file_okay=False))
@click.argument("journey")
@lang_option
def unwatch_command(*, log: Path, journey: str, language: str) -> int:
    """Keep sums of a journey no longer."""
    speaker = Speaker(language)
    with _kept(log, speaker) as keeping:
        facts = _facts(keeping, log, speaker)
        if not keeping.unwatch(journey):
            _note(speaker, "not_watched", journey=journey, journeys=_watched(facts))
            sys.exit(UNREADABLE)
    _note(speaker, "unwatched", journey=journey)
    return DONE


@log_command.command("info", help=_say("command.info"))
@click.argument("log", type=click.Path(path_type=Path, file_okay=False))
@format_option("text", "json")
@lang_option
def info_command(*, log: Path, form: str, language: str) -> int:
    """Tell what is kept."""
    speaker = Speaker(language)
    with _kept(log, speaker) as keeping:
        facts = _facts(keeping, log, speaker)
    if form == "json":
        echo_json(_data(facts))
        return DONE
    told = {
        "events": f"{facts.n_events:,}",
        "customers": f"{facts.n_customers:,}",
        "first_at": _iso(facts.first_at) or "-",
        "last_at": _iso(facts.last_at) or "-",
        "watermark": _iso(facts.watermark) or "-",
        "properties": ", ".join(facts.properties) or "-",
        "traits": ", ".join(facts.traits) or "-",
        "journeys": _watched(facts),
        "files": f"{len(facts.digests):,}",
        "parts": f"{facts.n_parts:,}",
        "size": _size(facts),
    }
    echo_table((str(log), ""), [(_text(speaker, f"info.{name}"), value) for name, value in told.items()])
    return DONE


@contextmanager
def _kept(log: Path, speaker: Speaker, columns: str | None = None, zone: str | None = None) -> Iterator[Keeping]:
    """A kept log to change; what cannot be done ends the command with what was met and where."""
    from tropa.bootstrap import keeping
    from tropa.cli.progress import ProgressBar
    from tropa.runtime.keeping import NotKept

    try:
        with ProgressBar(speaker) as bar:
            yield keeping(log, columns=columns, zone=zone, progress=bar, stdin=sys.stdin.buffer)
    except LogUnreadable as error:
        place = f"{error.path}:{error.line}" if error.line is not None else error.path
        speaker.refuse("no_file", file=place, reason=error)
    except OSError as error:
        speaker.refuse("no_file", file=error.filename or log, reason=error.strerror or error)
    except NotKept as error:
        _note(speaker, f"not_kept_{error.kind}", names=", ".join(error.names), log=log)
        sys.exit(UNREADABLE)
    except ValueError as error:
        speaker.refuse("bad_question", reason=error)


def _wanted(properties: tuple[str, ...], traits: tuple[str, ...], journey: Path | None, speaker: Speaker) -> Wanted:
    """What is to be kept: what was named, and what a journey looks at."""
    from tropa.plan.compiling import compile_plan
    from tropa.plan.needs import plan_looks_at
    from tropa.runtime.keeping import Wanted

    if journey is None:
        return Wanted(frozenset(properties) if properties else None, frozenset(traits))
    loaded = journey_or_refuse(journey, None, speaker)
    assert loaded.journey is not None  # noqa: S101  journey_or_refuse has just said so
    needs = plan_looks_at(compile_plan(loaded.journey, loaded.schemes), None)
    return Wanted(needs.properties | set(properties), needs.traits | set(traits))


def _tell(taken: Taken, speaker: Speaker) -> None:
    """What became of a file."""
    if taken.landing is None or taken.added is None:
        _note(speaker, "there", file=taken.path)
        return
    tell_landing(taken.landing, speaker)
    _note(speaker, "added", file=taken.path, n=taken.added.n_events)
    if taken.added.n_repeated:
        _note(speaker, "repeated", n=taken.added.n_repeated)
    if taken.added.n_rewritten:
        _note(speaker, "rewritten", n=taken.added.n_rewritten)


def _facts(keeping: Keeping, log: Path, speaker: Speaker) -> KeptFacts:
    facts = keeping.facts()
    if not facts.snapshot:
        speaker.refuse("no_file", file=log, reason=_text(speaker, "no_log"))
    return facts


def _data(facts: KeptFacts) -> dict[str, object]:
    return {
        "n_events": facts.n_events,
        "n_customers": facts.n_customers,
        "first_at": _iso(facts.first_at),
        "last_at": _iso(facts.last_at),
        "watermark": _iso(facts.watermark),
        "properties": facts.properties,
        "traits": facts.traits,
        "journeys": [{"id": name, "version": version} for name, version in facts.journeys],
        "files": [{"name": name, "sha256": digest or None} for name, digest in facts.digests],
        "snapshot": facts.snapshot,
        "n_parts": facts.n_parts,
        "n_bytes": facts.n_bytes,
    }


def _watched(facts: KeptFacts) -> str:
    """The journeys of which sums are kept."""
    return ", ".join(name for name, _ in facts.journeys) or "-"


def _size(facts: KeptFacts) -> str:
    """Bytes in the largest unit that leaves a whole number."""
    power = max(place for place in range(len(UNITS)) if not place or facts.n_bytes >= 10 ** (3 * place))
    return f"{facts.n_bytes / 10 ** (3 * power):,.{min(power, 1)}f} {UNITS[power]}"


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat().replace("+00:00", "Z") if instant is not None else None


def _text(speaker: Speaker, key: str, **params: object) -> str:
    return words_in(speaker.language).text(f"kept.{key}", **params)


def _note(speaker: Speaker, key: str, **params: object) -> None:
    """Say something beside the result."""
    click.echo(_text(speaker, key, **params), err=True)
