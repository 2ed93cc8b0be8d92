"""``diff``: what changed between two versions of a definition, in meaning."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from tropa.cli.definitions import load_or_refuse
from tropa.cli.drawing import PAGE, PRINTED, check_ending, printed, refuse, write
from tropa.cli.problems import line_of
from tropa.cli.rows import echo_rows
from tropa.cli.speaking import (
    DONE,
    FOUND,
    UNREADABLE,
    Speaker,
    echo_json,
    format_option,
    lang_option,
    say,
    words_in,
    workspace_option,
)
from tropa.journey.diff import Difference, diff, written
from tropa.journey.files import Definition, read_definition
from tropa.journey.text.source import MAX_BYTES
from tropa.runtime.definitions import Loaded, Shelf

STDIN = "-"

DIFFERENCE_ROWS = {"differences": "difference"}
"""What becomes lines with ``--format jsonl``, and the kind of the lines."""

MOST_SHOWN = 100
"""Characters of a value on a line in the terminal; programs and the page get all of it."""


@click.command("diff", help=say("command.diff"))
@click.argument("old", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("new", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help=say("argument.diff_out"))
@click.option("--exit-code", "exit_code", is_flag=True, help=say("argument.exit_code"))
@workspace_option
@format_option("text", "json", "jsonl")
@lang_option
def diff_command(
    old: Path,
    new: Path,
    *,
    out: Path | None,
    exit_code: bool,
    workspace: Path | None,
    form: str,
    language: str,
) -> int:
    """Tell what changed between two versions of a definition."""
    speaker = Speaker(language)
    if out is not None:
        check_ending(out, (PAGE, *PRINTED), "tropa diff", speaker)
    was, now = _both(old, new, Shelf(workspace), speaker)
    shared = (now.workspace or was.workspace) if now.journey else None
    found = diff(_value(was), _value(now), next(iter(shared.locales), "") if shared else "")
    data = {"differences": [_as_data(one) for one in found]}
    if form == "json":
        echo_json(data)
    elif form == "jsonl":
        echo_rows(data, DIFFERENCE_ROWS)
    else:
        _tell(found, was, now, speaker)
    if out is not None:
        _draw(out, found, was, now, speaker)
    return FOUND if exit_code and found else DONE


def _both(old: Path, new: Path, shelf: Shelf, speaker: Speaker) -> tuple[Loaded, Loaded]:
    """Both versions as read; one of them may come from standard input, and is read beside the other."""
    if str(old) == STDIN == str(new):
        refuse("diff.both_stdin", speaker)
    if str(old) == STDIN:
        now = _loaded(new, shelf, speaker)
        return _from_stdin(now, speaker), now
    was = _loaded(old, shelf, speaker)
    return was, _from_stdin(was, speaker) if str(new) == STDIN else _loaded(new, shelf, speaker)


def _loaded(path: Path, shelf: Shelf, speaker: Speaker) -> Loaded:
    return _sound(load_or_refuse(path, shelf, speaker), speaker)


def _from_stdin(beside: Loaded, speaker: Speaker) -> Loaded:
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    name = speaker.text("standard_input")
    read = read_definition(content, file=name, workspace=beside.workspace, schemes=beside.schemes)
    return _sound(replace(beside, path=Path(name), read=read), speaker)


def _sound(loaded: Loaded, speaker: Speaker) -> Loaded:
    """A version that was read; one with an error ends the command."""
    if loaded.read.value is None:
        for problem in loaded.read.problems:
            click.echo(line_of(problem, speaker.language), err=True)
        sys.exit(UNREADABLE)
    return loaded


def _value(loaded: Loaded) -> Definition:
    assert loaded.read.value is not None  # noqa: S101  _sound has just said so
    return loaded.read.value


def _as_data(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "path": written(one.path),
        "was": written(one.was),
        "old": one.old,
        "new": one.new,
        "message": _message(one),
    }


def _message(one: Difference) -> str:
    """A difference in English, on one line."""
    from tropa.draw.changes.rows import value_text

    place = written(one.path) or "file"
    match one.kind:
        case "added":
            return f"{place}: added {value_text(one.new)}".rstrip()
        case "removed":
            return f"{place}: removed {value_text(one.old)}".rstrip()
        case "changed":
            return f"{place}: {value_text(one.old)} -> {value_text(one.new)}"
        case kind:
            return f"{place}: {kind} from {written(one.was)}"


def _tell(found: tuple[Difference, ...], was: Loaded, now: Loaded, speaker: Speaker) -> None:
    """The differences for people, part by part; a line each, values cut to what fits."""
    from tropa.draw.changes.rows import ChangeRow, change_groups
    from tropa.draw.names import Names
    from tropa.draw.wording import Wording

    wording, words = Wording(speaker.language), words_in(speaker.language)
    old, new = (Names(one.journey, one.workspace, wording) if one.journey else None for one in (was, now))

    def line(row: ChangeRow) -> str:
        subject = words.text("diff.subject", title=row.subject.text) if row.subject else ""
        place = " ".join(part for part in (subject, _cut(row.place)) if part)
        said = " → ".join(_cut(value) for value in (row.was, row.now) if value)
        return f"  {row.sign} {place}{': ' if said and place else ''}{said}"

    for group in change_groups(found, old, new, wording):
        click.echo(str(group.title))
        for row in group.rows:
            click.echo(line(row))
    key = "diff.summary" if found else "diff.same"
    click.echo(words.text(key, plural=len(found), n=len(found)), err=True)


def _cut(text: str) -> str:
    """A text on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= MOST_SHOWN else f"{flat[: MOST_SHOWN - 1]}…"


def _draw(out: Path, found: tuple[Difference, ...], was: Loaded, now: Loaded, speaker: Speaker) -> None:
    from tropa.draw.changes.page import Read, changes_page

    old, new = (Read(_value(one), str(one.path), one.workspace, one.schemes) for one in (was, now))
    write(out, printed(changes_page(old, new, found, speaker.language), out, speaker), speaker)
