"""``lsp``: the language server, for editors."""

from __future__ import annotations

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import click

from tropa import __version__
from tropa.cli.speaking import DONE, Speaker, lang_option, say, workspace_option


@click.command("lsp", help=say("command.lsp"))
@click.option("--stdio", is_flag=True, help=say("argument.stdio"))
@workspace_option
@lang_option
def lsp_command(*, stdio: bool, workspace: Path | None, language: str) -> int:
    """Serve one editor over standard input and output until it leaves."""
    del stdio  # there is no other way; editors say it by habit
    if find_spec("pygls") is None:
        Speaker(language).refuse("no_editor_extra")
    from tropa.editor.server import serve

    serve(__version__, language, lambda: datetime.now().astimezone().date(), workspace)
    return DONE
