"""The outline of a file: its sections, what is declared in them, and its steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tropa.editor.forms import spot_of, step_kind
from tropa.editor.names import Names
from tropa.editor.tokens import Mark
from tropa.journey.codecs.collections import MapOf
from tropa.journey.codecs.protocol import Path
from tropa.journey.model.journey import ExitsCodec, SignUpCodec
from tropa.journey.model.stages import StageListCodec, StagesCodec
from tropa.journey.model.steps import KINDS

EntryKind: TypeAlias = Literal["section", "item", "step", "field"]

_SECTIONS = (MapOf, ExitsCodec, SignUpCodec, StagesCodec, StageListCodec)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the outline.

    Args:
        name: What it is called.
        detail: Its title, or what a step is about.
        kind: What sort of thing it is.
        start: The first character of it.
        end: The character behind its last.
        name_start: Where its name stands.
        name_end: The character behind its name.
        inside: What belongs to it.
    """

    name: str
    detail: str
    kind: EntryKind
    start: int
    end: int
    name_start: int
    name_end: int
    inside: tuple[Entry, ...]


def outline(names: Names) -> tuple[Entry, ...]:
    """The outline of a file, readable or not."""
    return tuple(_keyed(mark, names, "section", _under(mark.path, names)) for mark in _once(names.sketch.keys(())))


def _under(path: Path, names: Names) -> tuple[Entry, ...]:
    """What stands under a key: steps and other items, what a section declares, or fields that hold such."""
    sketch = names.sketch
    if sketch.items(path):
        items = ((*path, index) for index in sketch.items(path))
        return tuple(_item(item, names) for item in items if _named(names.beside(item)))
    keys = _once(sketch.keys(path))
    if any(isinstance(codec, _SECTIONS) for codec in spot_of(path, names.beside).codecs):
        return tuple(_keyed(mark, names, "item", _under(mark.path, names)) for mark in keys)
    inside = ((mark, _under(mark.path, names)) for mark in keys)
    return tuple(_keyed(mark, names, "field", found) for mark, found in inside if found)


def _once(keys: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Keys, of those written twice the first: what stands under both is told under it."""
    first: dict[str, Mark] = {}
    for mark in keys:
        first.setdefault(mark.text, mark)
    return tuple(first.values())


def _named(keys: tuple[str, ...]) -> bool:
    """Whether an item of a list is a step, or has an id by which it is known."""
    return step_kind(keys) is not None or "id" in keys


def _keyed(mark: Mark, names: Names, kind: EntryKind, inside: tuple[Entry, ...]) -> Entry:
    detail = "" if kind == "field" else names.title(mark.path) or names.sketch.value(mark.path) or ""
    _, end = names.sketch.extent(mark.path) or (mark.start, mark.end)
    return Entry(mark.text or "-", detail, kind, mark.start, end, mark.start, mark.end, inside)


def _item(path: Path, names: Names) -> Entry:
    """A step by its kind and what it is about; another item by its id."""
    keys = names.sketch.keys(path)
    kind = step_kind(names.beside(path))
    first = next((mark for mark in keys if mark.text == (kind or "id")), keys[0])
    said = names.sketch.value(first.path) or (names.sketch.value((*first.path, KINDS[kind][1])) if kind else "") or ""
    name, detail = (first.text, said or names.title(path)) if kind else (said or first.text, names.title(path))
    start, end = names.sketch.extent(path) or (first.start, first.end)
    return Entry(
        name or "-", detail, "step" if kind else "item", start, end, first.start, first.end, _under(path, names)
    )
