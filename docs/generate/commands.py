"""The reference of the command line: every command, argument and option, from click's own tree."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

import click


def commands_page(main: click.Command) -> str:
    """All commands beneath ``main``, each with its usage and its parameters."""
    lines = ["# Commands", "", _help(main), "", "Every command also takes `--help`.", ""]
    lines += _options(click.Context(main, info_name="tropa"))
    for context in walk(click.Context(main, info_name="tropa")):
        path = context.command_path
        lines += [
            "",
            f"({anchor_of(path)})=",
            f"{'#' * (path.count(' ') + 1)} `{path}`",
            "",
            _help(context.command),
            "",
        ]
        lines += ["```text", context.get_usage().removeprefix("Usage: "), "```", "", *_options(context)]
    return "\n".join(lines) + "\n"


def walk(context: click.Context) -> Iterator[click.Context]:
    """The contexts of all commands beneath one, a group before its members; hidden ones left out."""
    group = context.command
    if isinstance(group, click.Group):
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if command is not None and not command.hidden:
                inner = click.Context(command, parent=context, info_name=name)
                yield inner
                yield from walk(inner)


def anchor_of(path: str) -> str:
    """Where a command is told: ``tropa measure funnel`` at ``tropa-measure-funnel``."""
    return path.replace(" ", "-")


def _help(command: click.Command) -> str:
    return cleandoc(command.help or "")


def _options(context: click.Context) -> list[str]:
    shown = [param for param in context.command.params if not getattr(param, "hidden", False)]
    if not shown:
        return []
    return [
        "| parameter | value | default | meaning |",
        "|---|---|---|---|",
        *(_row(item, context) for item in shown),
    ]


def _row(param: click.Parameter, context: click.Context) -> str:
    names = ", ".join(f"`{name}`" for name in (*param.opts, *param.secondary_opts))
    if isinstance(param, click.Argument):
        names = f"`{param.make_metavar(context)}`"
    cells = (names, _value(param, context), _default(param, context), getattr(param, "help", None) or "")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _value(param: click.Parameter, context: click.Context) -> str:
    if isinstance(param.type, click.Choice):
        return ", ".join(f"`{choice}`" for choice in param.type.choices)
    if isinstance(param, click.Option) and param.is_flag:
        return "flag"
    more = ", may be repeated" if getattr(param, "multiple", False) or param.nargs == -1 else ""
    return f"`{param.make_metavar(context)}`{more}" if isinstance(param, click.Option) else f"{param.type.name}{more}"


def _default(param: click.Parameter, context: click.Context) -> str:
    if param.required:
        return "*required*"
    default = param.get_default(context)
    if default in (None, (), [], False) or callable(default) or not isinstance(default, str | int | float | bool):
        return ""
    return f"`{default}`"
