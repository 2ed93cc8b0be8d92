"""``tropa``: the group of commands; each is imported when it runs, so that ``--help`` is quick."""

from __future__ import annotations

import gettext
import os
import sys
from itertools import pairwise

import click

from tropa import __version__
from tropa.cli.lazily import LazyGroup
from tropa.cli.speaking import INTERRUPTED, UNREADABLE, Speaker, language_asked, say, words_in
from tropa.data.package import data_folder
from tropa.data.words import LANGUAGES

COMMANDS = {
    "check": "check",
    "fmt": "definitions",
    "schema": "definitions",
    "new": "new",
    "diff": "diff",
    "import": "importing",
    "interview": "interview",
    "map": "pages",
    "report": "pages",
    "measure": "measure",
    "log": "logs",
    "replay": "replay",
    "simulate": "simulate",
    "walk": "walk",
    "run": "running",
    "publish": "publish",
    "hold": "holding",
    "resume": "holding",
    "explain": "explain",
    "worker": "running",
    "db": "db",
    "bench": "bench",
    "demo": "demo",
    "lsp": "lsp",
}
"""Each command and the module of this room that holds it."""


class Commands(LazyGroup):
    """The commands; to list them none is imported."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line a command, without importing any."""
        del ctx
        with formatter.section(say("commands")):
            formatter.write_dl([(name, say(f"command.{name}")) for name in self.modules])


@click.group(
    cls=Commands, modules=COMMANDS, help=say("help"), context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="tropa", help=words_in(language_asked()).text("click.show_version"))
def cli() -> None:
    """Run one command."""


def main() -> None:
    """The program; ends with the exit code that other programs rely on."""
    speak(_language_of(sys.argv))
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        Speaker(language_asked()).note("interrupted")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(UNREADABLE)
    sys.exit(code if isinstance(code, int) else 0)


def speak(language: str) -> None:
    """Let all that is said before a command runs, click's own words among it, be in one language.

    Click asks gettext, and gettext asks the environment.
    """
    os.environ["TROPA_LANG"] = os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(gettext.textdomain(), data_folder("locale"))


def _language_of(argv: list[str]) -> str:
    """The language asked for on a command line, before click has read it or where it was cut short."""
    asked = [after for before, after in pairwise(argv) if before == "--lang"]
    asked += [one.removeprefix("--lang=") for one in argv if one.startswith("--lang=")]
    return asked[-1] if asked and asked[-1] in LANGUAGES else language_asked()
