"""``import``: a file of another tool becomes a journey; what is lost on the way is told."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from tropa.cli.gaps import unproven_line
from tropa.cli.losses import losses_data, remark_told, tell_losses, tell_remarks
from tropa.cli.missing import missing_lines, missing_of, share_told
from tropa.cli.problems import line_of, sentence
from tropa.cli.speaking import (
    DONE,
    UNREADABLE,
    Speaker,
    echo_json,
    format_option,
    lang_option,
    say,
    words_in,
)
from tropa.journey.codecs.scalars import ID_PATTERN
from tropa.journey.completeness import completeness
from tropa.journey.files import Read, read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.proof import unproven
from tropa.journey.schemes import shipped_schemes
from tropa.ports.exchange import MAX_IMPORT_BYTES, Imported, Importer, Unimportable, Wanted


@click.command("import", help=say("command.import"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help=say("argument.import_out"))
@click.option("--into", type=click.Path(path_type=Path, dir_okay=False), help=say("argument.import_into"))
@click.option("--journey", default="", help=say("argument.import_journey"))
@format_option("text", "json")
@lang_option
def import_command(file: Path, *, out: Path | None, into: Path | None, journey: str, form: str, language: str) -> int:
    """Make a journey of a file of another tool."""
    speaker = Speaker(language)
    if journey and not re.fullmatch(ID_PATTERN, journey, re.ASCII):
        speaker.refuse("bad_id", met=journey)
    if out is not None and into is not None:
        speaker.refuse("out_or_into")
    if out is not None and out.exists():
        speaker.refuse("exists", file=out)
    importer = _importer_or_refuse(file, speaker)
    present = _present(into, file, speaker) if into is not None else None
    found = _imported_or_refuse(importer, file, Wanted(file.stem, journey, language, present), speaker)
    target = out or into
    read = read_definition(found.text.encode(), file=str(target or file), schemes=shipped_schemes())
    if target is not None and found.text != present:
        _write(target, found.text, present, speaker)
    elif target is not None:
        click.echo(words_in(language).text("interchange.nothing_new", file=target), err=True)
    if form == "json":
        echo_json(_as_data(found, read))
    elif target is None:
        click.echo(found.text, nl=False)
    tell_losses(found.losses, speaker)
    tell_remarks(found.remarks, speaker)
    _tell_reading(read, speaker)
    return DONE


def _importer_or_refuse(file: Path, speaker: Speaker) -> Importer:
    from tropa.bootstrap import importers

    known = importers()
    importer = known.get(file.suffix.lower())
    if importer is None:
        _refuse("interchange.ending", speaker, file=file, met=file.suffix, expected=", ".join(known))
    return importer


def _present(into: Path, file: Path, speaker: Speaker) -> str:
    """The text of the definition that is to take up the changes; only some files can be taken up."""
    from tropa.bootstrap import MERGED

    if file.suffix.lower() not in MERGED:
        _refuse("interchange.ending", speaker, file=file, met=file.suffix, expected=", ".join(MERGED))
    try:
        return into.read_bytes().decode()
    except OSError as error:
        speaker.refuse("no_file", file=into, reason=error.strerror)
    except UnicodeDecodeError:
        speaker.refuse("no_file", file=into, reason="UTF-8")


def _imported_or_refuse(importer: Importer, file: Path, wanted: Wanted, speaker: Speaker) -> Imported:
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_IMPORT_BYTES + 1)
    except OSError as error:
        speaker.refuse("no_file", file=file, reason=error.strerror)
    try:
        return importer(content, wanted)
    except Unimportable as refusal:
        for problem in refusal.problems:
            click.echo(f"{file}: {problem.file}: {sentence(problem, speaker.language)}", err=True)
        place = str(file) if refusal.line is None else f"{file}:{refusal.line}"
        _refuse("interchange.refused", speaker, place=place, why=_said(refusal, speaker))


def _said(refusal: Unimportable, speaker: Speaker) -> str:
    return words_in(speaker.language).text(refusal.why, **refusal.params)


def _refuse(key: str, speaker: Speaker, **params: object) -> NoReturn:
    """Say in words of this module's own catalogue what cannot be read, and end."""
    click.echo(words_in(speaker.language).text(key, **params), err=True)
    sys.exit(UNREADABLE)


def _write(out: Path, text: str, present: str | None, speaker: Speaker) -> None:
    """Write the definition, line ends as they are on every system; what is there is replaced whole or not at all."""
    from tropa.runtime.rewriting import ChangedMeanwhile, rewrite

    try:
        if present is None:
            out.write_bytes(text.encode())
        else:
            rewrite(out, present.encode(), text.encode())
    except ChangedMeanwhile:
        speaker.refuse("changed_meanwhile", file=out)
    except OSError as error:
        speaker.refuse("no_file", file=out, reason=error.strerror)
    speaker.note("written", file=out)


def _as_data(found: Imported, read: Read[Any]) -> dict[str, Any]:
    journey = read.value
    shares = {journey.journey: completeness(journey, shipped_schemes())} if isinstance(journey, Journey) else {}
    remarks = [{"why": one.why, "message": remark_told(one, "en")} for one in found.remarks]
    losses = losses_data(found.losses)
    missing = missing_of(journey, shipped_schemes()) if isinstance(journey, Journey) else ()
    return {
        "definition": found.text,
        "losses": losses,
        "remarks": remarks,
        "completeness": shares,
        "missing": [{"at": slot.at, "what": slot.what} for slot in missing],
        "unproven": list(unproven(journey)) if isinstance(journey, Journey) else [],
    }


def _tell_reading(read: Read[Any], speaker: Speaker) -> None:
    """How much of the map is filled in, and what a reader would find wrong with it."""
    for problem in read.problems:
        click.echo(line_of(problem, speaker.language), err=True)
    if isinstance(read.value, Journey):
        share = completeness(read.value, shipped_schemes())
        speaker.note("complete", journey=read.value.journey, share=share_told(share, speaker.language))
        missing = missing_of(read.value, shipped_schemes())
        if missing:
            click.echo(words_in(speaker.language).text("sheet.missing"), err=True)
        for line in missing_lines(missing, speaker):
            click.echo(line, err=True)
        if lacking := unproven(read.value):
            click.echo(unproven_line(lacking, speaker.language), err=True)
