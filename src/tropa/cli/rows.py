"""Answers as lines (JSON Lines): one object a line, its kind under ``row``, what is left of the answer last.

The lines hold what the JSON of the same command holds and no more: lists and counts by name become lines,
and everything that is there once stands in the last line, whose kind is ``summary``.  A file without that
line was cut short.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

Data = dict[str, Any]

GROUPS, RESTS = "groups", ("other", "pooled")
"""Fields of an answer that hold answers of their own: one a value, and of the values beyond the top."""


def echo_rows(data: Data, kinds: Mapping[str, str]) -> None:
    """Print an answer, a line for each row.

    Args:
        data: The answer as JSON has it.
        kinds: Fields that become lines, with the kind of their lines: objects, ids, or numbers by name.
    """
    for row in rows_of(data, kinds):
        click.echo(json.dumps(row, ensure_ascii=False))


def rows_of(data: Data, kinds: Mapping[str, str]) -> Iterator[Data]:
    """The lines of an answer; the arguments are those of ``echo_rows``."""
    yield from _listed(data, kinds, {})
    for group in data.get(GROUPS, ()):
        yield from _group(group, kinds, {"group": group["value"]})
    rests = {name: data.get(name) for name in RESTS}
    for rest in rests.values():
        if isinstance(rest, dict):
            yield from _group(rest, kinds, {"pooled": True})
    told = {*kinds, GROUPS} | {name for name, rest in rests.items() if rest is None or isinstance(rest, dict)}
    yield {"row": "summary", **{name: held for name, held in data.items() if name not in told}}


def _listed(data: Data, kinds: Mapping[str, str], mark: Data) -> Iterator[Data]:
    """The lines of the fields that are lists or maps; ``mark`` says whose they are."""
    for name, kind in kinds.items():
        held = data.get(name, ())
        yield from ({"row": kind, **mark, **row} for row in _objects(held))


def _objects(held: Any) -> Iterator[Data]:  # noqa: ANN401  JSON is anything
    """What a field holds, an object each: what it is called and how often, an id, or what it is already."""
    if isinstance(held, dict):
        yield from ({"name": key, "n": n} for key, n in held.items())
    else:
        yield from ({"id": one} if isinstance(one, str) else one for one in held)


def _group(group: Data, kinds: Mapping[str, str], mark: Data) -> Iterator[Data]:
    """The lines of one group, and a line of its own for what it has once."""
    yield from _listed(group, kinds, mark)
    once = {name: held for name, held in group.items() if name not in {*kinds, "value"}}
    if once:
        yield {"row": "group", **mark, **once}
