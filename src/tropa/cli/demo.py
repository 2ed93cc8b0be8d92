"""``demo``: the shipped examples, checked, measured, drawn and shown on this machine."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tropa.cli.log import asked
from tropa.cli.missing import share_told
from tropa.cli.problems import line_of
from tropa.cli.speaking import DONE, UNREADABLE, Speaker, lang_option, say
from tropa.journey.completeness import completeness
from tropa.runtime.definitions import Loaded, Shelf

if TYPE_CHECKING:  # only a demo that has got so far measures
    from tropa.runtime.reporting import Reported

HOST = "127.0.0.1"
FINES = "traffic-fines"
FINES_LOG = "traffic_fines.parquet"
FINES_COLUMNS = "customer=case_id,name=activity,at=timestamp,arrival=arrival"
FINES_BY = "article"
EXAMPLES = (
    FINES,
    "premium-activate",
    "home-internet",
    "phone-credit",
    "instalment",
    "toolbox-manual",
    "sponsor-auto",
    "lifecycle",
)
"""The shipped examples in the order in which they are shown: the one with figures first, the longest last."""

NAMED = 10
"""Customers named behind each figure of the measured example."""


@click.command("demo", help=say("command.demo"))
@click.option("--port", type=click.IntRange(0, 65_535), default=8737, show_default=True, help=say("argument.port"))
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help=say("argument.folder"),
)
@click.option("--once", is_flag=True, help=say("argument.once"))
@lang_option
def demo_command(port: int, *, folder: Path, once: bool, language: str) -> int:
    """Measure the examples and show them."""
    speaker = Speaker(language)
    with as_file(files("tropa.data")) as data:
        speaker.note("demo_check")
        shelf = Shelf()
        loaded = {name: shelf.load(data / "examples" / f"{name}.yaml") for name in EXAMPLES}
        for one in loaded.values():
            for problem in one.read.problems:
                click.echo(line_of(problem, language), err=True)
            if one.journey is None:
                return UNREADABLE
            share = share_told(completeness(one.journey, one.schemes), speaker.language)
            speaker.note("complete", journey=one.journey.journey, share=share)
        answers = _measured(loaded[FINES], data / "logs" / FINES_LOG, speaker)
    _write_pages(loaded, answers, folder, speaker)
    if not once:
        _serve(folder, port, speaker)
    return DONE


def _measured(fines: Loaded, log_path: Path, speaker: Speaker) -> Reported:
    """What became of the fines."""
    assert fines.journey is not None  # noqa: S101  demo_command has checked it
    from tropa.runtime.reporting import reported

    speaker.note("demo_measure")
    with asked(str(log_path), FINES_COLUMNS, None, speaker) as log:
        return reported(log, fines.journey, fines.schemes, FINES_BY, NAMED)[0]


def _write_pages(loaded: dict[str, Loaded], answers: Reported, folder: Path, speaker: Speaker) -> None:
    """Every page in every language, and an index that leads to them."""
    from tropa.cli.demo_pages import demo_pages

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, page in demo_pages(loaded, {FINES: answers}, speaker.language):
            (folder / name).write_text(page, encoding="utf-8")
    except OSError as error:
        speaker.refuse("no_file", file=folder, reason=error.strerror)
    speaker.note("written", file=folder / "index.html")


class _Quiet(SimpleHTTPRequestHandler):
    """Serves the folder's files and says nothing of it."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401  the parent's signature
        """Keep the terminal clear."""


def _serve(folder: Path, port: int, speaker: Speaker) -> None:
    """Serve the pages on this machine only, until somebody ends it."""
    try:
        server = ThreadingHTTPServer((HOST, port), partial(_Quiet, directory=str(folder)))
    except OSError as error:
        speaker.refuse("port_taken", host=HOST, port=port, reason=error.strerror)
    with server:
        speaker.note("demo_ready", address=f"http://{HOST}:{server.server_port}/")
        speaker.note("demo_stop")
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            speaker.note("demo_bye", folder=folder)
