"""A group of commands each of which is imported when it is asked for, so that none waits for what others need."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """Knows its commands by name and imports one when it is asked for.

    Args:
        modules: Each command and the module of this room that holds it, as ``NAME_command``.
        options: Click's own.
    """

    def __init__(self, *, modules: Mapping[str, str], **options: Any) -> None:  # noqa: ANN401  click's
        super().__init__(**options)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order in which one meets them."""
        del ctx
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself."""
        del ctx
        if cmd_name not in self.modules:
            return None
        module: Any = importlib.import_module(f"tropa.cli.{self.modules[cmd_name]}")
        found: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return found
