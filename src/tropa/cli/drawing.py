"""What a picture can be written as: from a file's ending to what makes the file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from tropa.cli.speaking import UNREADABLE, Speaker, words_in
from tropa.ports.printer import NoPrinter, Printer, PrintFailed
from tropa.runtime.definitions import Loaded

VIEWS = ("map", "blueprint", "scenario", "requests", "capabilities")
"""The pictures of a plan, in the order in which one meets them."""

PAGE = ".html"
DIAGRAM = ".mmd"
"""Mermaid, which has no diagram for every view."""

SAME = {".htm": PAGE}
"""Endings that mean another."""

PRINTED: dict[str, Callable[[Printer, str], bytes]] = {
    ".png": lambda printer, page: printer.png(page),
    ".pdf": lambda printer, page: printer.pdf(page),
}
"""What is made of a page by the printer, by ending."""

EXPORTED_VIEW = "map"
"""The view that stands for the whole journey: other tools' files are written of it."""


def ending_of(path: Path) -> str:
    """The ending of a file, told one way."""
    ending = path.suffix.lower()
    return SAME.get(ending, ending)


def endings_of(view: str) -> tuple[str, ...]:
    """Everything that a view is written as."""
    from tropa.bootstrap import exporters
    from tropa.draw.pictures import PICTURES

    exported = tuple(exporters()) if view == EXPORTED_VIEW else ()
    return (*PICTURES[view], *PRINTED, *exported)


def check_ending(path: Path, served: tuple[str, ...], what: str, speaker: Speaker) -> None:
    """See that a file's ending is served; one that nobody serves ends the command.

    Args:
        path: The file.
        served: The endings that are.
        what: The command as the person wrote it.
        speaker: Says it.
    """
    if ending_of(path) not in served:
        refuse("print.ending", speaker, file=path, what=what, met=path.suffix, expected=", ".join(served))


def check_picture(path: Path, view: str, speaker: Speaker) -> None:
    """See that a view can be written to a file; other tools' formats are looked up only where we do not draw it."""
    from tropa.draw.pictures import PICTURES

    if ending_of(path) == DIAGRAM and DIAGRAM not in PICTURES[view]:
        refuse("print.no_diagram", speaker, file=path, view=view, expected=", ".join(endings_of(view)))
    if ending_of(path) not in {*PICTURES[view], *PRINTED}:
        check_ending(path, endings_of(view), f"tropa map --view {view}", speaker)


def printed(page: str, path: Path, speaker: Speaker) -> bytes:
    """A page as the bytes of a file: as it is, or through the printer."""
    if ending_of(path) == PAGE:
        return page.encode()
    from tropa.bootstrap import printer

    with told(path, speaker):
        return PRINTED[ending_of(path)](printer(os.environ), page)


def drawn(loaded: Loaded, view: str, path: Path, speaker: Speaker) -> bytes:
    """A journey's picture as the bytes of a file; what a format cannot carry is told."""
    from tropa.draw.pictures import PICTURES
    from tropa.draw.subject import Subject

    ending = ending_of(path)
    assert loaded.journey is not None  # noqa: S101  whoever draws has read a journey
    subject = Subject(loaded.journey, loaded.schemes, speaker.language, loaded.workspace)
    pictures = PICTURES[view]
    if ending in pictures:
        return pictures[ending](subject).encode()
    if ending in PRINTED:
        return printed(pictures[PAGE](subject), path, speaker)
    return _exported(loaded, ending, speaker)


def write(path: Path, content: bytes, speaker: Speaker) -> None:
    """Write a file, or say why it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        speaker.refuse("no_file", file=path, reason=error.strerror)
    speaker.note("written", file=path)


@contextmanager
def told(path: Path, speaker: Speaker) -> Iterator[None]:
    """A printer that is not there or fails ends the command, with what to do."""
    try:
        yield
    except NoPrinter as error:
        refuse("print.none", speaker, file=path, names=", ".join(error.looked_for))
    except PrintFailed as error:
        refuse(f"print.{error.trouble}", speaker, file=path, engine=error.engine, detail=error.detail)


def refuse(key: str, speaker: Speaker, **params: object) -> NoReturn:
    """Say what cannot be done, and end."""
    click.echo(words_in(speaker.language).text(key, **params), err=True)
    sys.exit(UNREADABLE)


def _exported(loaded: Loaded, ending: str, speaker: Speaker) -> bytes:
    from tropa.bootstrap import exporters
    from tropa.cli.losses import tell_losses, tell_remarks
    from tropa.ports.exchange import Exportable

    assert loaded.journey is not None  # noqa: S101  as above
    text = loaded.path.read_bytes().decode()  # line ends and byte order mark too: nothing is to be lost
    made = exporters()[ending](Exportable(loaded.journey, loaded.schemes, loaded.workspace, speaker.language, text))
    tell_losses(made.losses, speaker)
    tell_remarks(made.remarks, speaker)
    return made.content
