"""``check``: everything that is wrong or missing in definitions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import click

from tropa.cli.checked import print_completeness, print_findings, print_workspaces, workspaces
from tropa.cli.definitions import PATHS, load_all
from tropa.cli.log import asked, optional_events_options, tell_landing
from tropa.cli.problems import finding_of, line_of
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
from tropa.journey.completeness import completeness, stage_completeness
from tropa.lint import Live
from tropa.runtime.checking import Checked, Told, check, neighbours
from tropa.runtime.definitions import Loaded, Shelf
from tropa.runtime.mending import mend
from tropa.runtime.rewriting import ChangedMeanwhile, rewrite
from tropa.runtime.unswept import unswept

READER = "PA"
"""Rules by which a file cannot be read; the others are findings in a file that was."""

FINDING_ROWS = {"findings": "finding"}
"""What becomes lines with ``--format jsonl``, and the kind of its lines."""


class Day(click.ParamType[date]):
    """A date, ``2027-03-01``."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date that is meant."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(say("bad_date", met=value), param, ctx)


@click.command("check", help=say("command.check"))
@PATHS
@click.option("--strict", is_flag=True, help=say("argument.strict"))
@click.option("--fix", is_flag=True, help=say("argument.fix"))
@click.option("--explain/--no-explain", default=None, help=say("argument.explain"))
@optional_events_options
@click.option("--today", type=Day(), help=say("argument.today"))
@workspace_option
@format_option("text", "json", "jsonl")
@lang_option
def check_command(
    paths: tuple[Path, ...],
    *,
    strict: bool,
    fix: bool,
    explain: bool | None,
    events: str | None,
    columns: str | None,
    zone: str | None,
    today: date | None,
    workspace: Path | None,
    form: str,
    language: str,
) -> int:
    """Read definitions, run the linter over them, and tell everything."""
    speaker = Speaker(language)
    day = today or datetime.now().astimezone().date()
    shelf = Shelf(workspace)
    if fix:
        _mend_all(load_all(paths, shelf, speaker), shelf, day, speaker)
    with unswept():
        loaded = load_all(paths, shelf, speaker)
    live = _watched(loaded, events, columns, zone, speaker) if events is not None else None
    with unswept():
        checked = check(loaded, day, live)
    told = [one for file in checked for one in file.told]
    shares, stages = _completeness(checked)
    data = {
        "findings": [finding_of(one) for one in told],
        "completeness": shares,
        "stages": stages,
        "workspaces": workspaces(loaded),
    }
    if form == "json":
        echo_json(data)
    elif form == "jsonl":
        echo_rows(data, FINDING_ROWS)
    else:
        print_findings(told, speaker, explain=explain)
        print_completeness(shares, stages, speaker)
        counts = {level: sum(one.level == level for one in told) for level in "EWH"}
        speaker.note("summary", errors=counts["E"], warnings=counts["W"], hints=counts["H"])
        print_workspaces(loaded, workspace, speaker)
    return _exit_code(told, strict=strict)


def _watched(
    loaded: list[Loaded], events: str, columns: str | None, zone: str | None, speaker: Speaker
) -> dict[Path, Live]:
    """What a log shows of the journeys."""
    from tropa.runtime.watching import watch

    with asked(events, columns, zone, speaker) as log:
        live, landing = watch(log, loaded)
    tell_landing(landing, speaker)
    return live


def _mend_all(loaded: list[Loaded], shelf: Shelf, today: date, speaker: Speaker) -> None:
    """Make the fixes in the files, and tell each, or that there is none."""
    n_fixed = 0
    for one in loaded:
        if one.journey is None:
            continue
        before = one.path.read_bytes()
        mended = mend(one, before.decode(), neighbours(one, loaded), today, shelf)
        if not mended.fixed:
            continue
        try:
            rewrite(one.path, before, mended.text.encode())
        except ChangedMeanwhile:
            speaker.refuse("changed_meanwhile", file=one.path)
        except OSError as error:
            speaker.refuse("no_file", file=one.path, reason=error.strerror)
        n_fixed += len(mended.fixed)
        for finding in mended.fixed:
            speaker.note("fixed", told=line_of(finding, speaker.language))
    if not n_fixed:
        click.echo(words_in(speaker.language).text("check.nothing_mended"), err=True)


def _completeness(checked: Iterable[Checked]) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """How much is filled in, by journey, and by journey and stage."""
    journeys = [(one.loaded.journey, one.loaded.schemes) for one in checked if one.loaded.journey]
    return (
        {journey.journey: completeness(journey, schemes) for journey, schemes in journeys},
        {journey.journey: stage_completeness(journey, schemes) for journey, schemes in journeys},
    )


def _exit_code(told: list[Told], *, strict: bool) -> int:
    """What cannot be read at all ends with 2; what was read and is wrong with 1; a hint changes nothing."""
    if any(one.level == "E" and one.rule.startswith(READER) for one in told):
        return UNREADABLE
    counted = "EW" if strict else "E"
    return FOUND if any(one.level in counted for one in told) else DONE
