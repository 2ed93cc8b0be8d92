"""The reference of the language: every key of every record, from the declarations themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from inspect import cleandoc
from typing import Any

from docs.generate.written import anchor_of, how_written, records_in, title_of

from tropa.journey.codecs.records import Key, keys_of
from tropa.journey.codecs.values import Duration, Range, Section
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.steps import KINDS, OBSERVED_KINDS, BeforeVisit, Escalation, IfLate, Rung, Step
from tropa.journey.model.workspace import Shared, Workspace

STEP_PARTS = (IfLate, Rung, Escalation, BeforeVisit)
"""Records that stand inside steps only."""


def language_pages() -> dict[str, str]:
    """A page a kind of file, and one for steps; each record is told once."""
    told: set[type] = {Journey, Scheme, Workspace, Shared, Step, *STEP_PARTS, *(cls for cls, _ in KINDS.values())}
    steps = _steps_page()
    workspace = _page("Workspace file", Workspace, told)
    scheme = _page("Scheme file", Scheme, told)
    journey = _page("Journey file", Journey, told, shared=True)
    return {"journey-file": journey, "step-kinds": steps, "workspace-file": workspace, "scheme-file": scheme}


def records_told() -> Iterator[type]:
    """Every record that the pages tell, for the test that none is left out."""
    waiting: list[type] = [Journey, Scheme, Workspace, Shared, Step, *(cls for cls, _ in KINDS.values())]
    told: set[type] = set()
    while waiting:
        cls = waiting.pop()
        if cls not in told:
            told.add(cls)
            waiting += _inside(cls)
            yield cls


def _inside(cls: type) -> list[type]:
    return [found for item in keys_of(cls) for found in records_in(item.codec)]


def _page(title: str, top: type, told: set[type], *, shared: bool = False) -> str:
    inherited = {item.name for item in keys_of(Shared)}
    own = tuple(item for item in keys_of(top) if not (shared and item.name in inherited))
    lines = [f"(record-{top.__name__.lower()})=", f"# {title}", "", _doc(top), "", *_table(own)]
    if shared:
        named = ", ".join(f"`{name}`" for name in sorted(inherited))
        lines += [
            "",
            f"A journey that stands alone may also hold the keys of a [workspace](#record-workspace): {named}.",
        ]
    for cls in _reached(_inside(top), told):
        lines += _section(cls)
    return "\n".join(lines) + "\n"


def _section(cls: type) -> list[str]:
    """A record beneath its page's own, with a place for links."""
    return ["", f"({anchor_of(cls)})=", f"## {title_of(cls).capitalize()}", "", _doc(cls), "", *_table(keys_of(cls))]


def _reached(waiting: list[type], told: set[type]) -> Iterator[type]:
    """Records in the order in which a reader meets them, each followed by what it holds."""
    for cls in waiting:
        if cls not in told:
            told.add(cls)
            yield cls
            yield from _reached(_inside(cls), told)


def _steps_page() -> str:
    lines = [
        "(steps)=",
        "# Steps",
        "",
        "A step is a mapping with exactly one kind key and the fields beside it.  The kind's value is its",
        "*subject*, or a map of fields: `send: welcome` and `send: {touchpoint: welcome}` are equal, and a field",
        "given in both places is an error ([PA10](#pa10)).",
        "",
        "In an observed journey these kinds have a meaning: "
        + ", ".join(f"`{kind}`" for kind in KINDS if kind in OBSERVED_KINDS)
        + "; the others are refused ([RE03](#re03)).",
        "",
        "## What all steps share",
        "",
        *_table(keys_of(Step)),
    ]
    common = {item.name for item in keys_of(Step)}
    for kind, (cls, subject) in KINDS.items():
        own = [item for item in keys_of(cls) if item.name not in common]
        lines += ["", f"(step-{kind.replace('_', '-')})=", f"## `{kind}`", "", _doc(cls), ""]
        lines += [f"Subject: `{subject}`.", "", *_table(own)]
    for part in STEP_PARTS:
        lines += _section(part)
    return "\n".join(lines) + "\n"


def _doc(cls: type) -> str:
    return cleandoc(cls.__doc__ or "").replace("``", "`")


def _table(keys: Iterable[Key]) -> list[str]:
    rows = ["| key | written as | default | meaning |", "|---|---|---|---|"]
    return rows + [
        f"| `{item.name}` | {_cell(how_written(item.codec))} | {_default(item)} | {_cell(_linked(item.doc))} |"
        for item in keys
    ]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _linked(doc: str) -> str:
    """The sentence with the rules it names as links."""
    return re.sub(r"\b([RM])([0-9]{1,2})\b", lambda m: f"[{m.group()}](#{m.group().lower()})", doc)


def _default(item: Key) -> str:
    """How the default would be written, or that there is none."""
    if item.required:
        return "*required*"
    if item.always:
        return "*required*, may be empty"
    match item.default:
        case None | () | Section():
            return ""
        case bool(value):
            return "`yes`" if value else "`no`"
        case str() | int() | Decimal() | Duration() | Range() as value:
            return f"`{_written(value, item)}`"
    return ""


def _written(value: object, item: Key) -> Any:  # noqa: ANN401  whatever the codec writes
    return item.codec.write(value)
