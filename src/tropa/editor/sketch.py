"""A sketch of a file: where every key and value stands, whether it can be read or not.

While somebody types, a file is rarely YAML.  Of a file that can be read the sketch says what the
reader says, which a law holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tropa.editor.scanning import marks_of
from tropa.editor.tokens import Mark
from tropa.journey.codecs.protocol import Path


@dataclass(frozen=True, slots=True)
class Sketch:
    """What stands where.

    Args:
        marks: Keys and single values in the order of the text.
    """

    marks: tuple[Mark, ...]
    _index: _Index = field(compare=False)

    @classmethod
    def of(cls, text: str) -> Sketch:
        """The sketch of a text; one beyond the reader's limit of size says nothing."""
        marks = marks_of(text)
        return cls(marks, _Index(marks))

    def keys(self, path: Path) -> tuple[Mark, ...]:
        """The keys of the mapping at a path."""
        return self._index.keys.get(path, ())

    def names(self, path: Path) -> tuple[str, ...]:
        """What the keys of the mapping at a path say."""
        return self._index.names.get(path, ())

    def value(self, path: Path) -> str | None:
        """The single value at a path, or None."""
        found = self._index.values.get(path)
        return found.text if found else None

    def items(self, path: Path) -> range:
        """The indexes of the list at a path."""
        return range(self._index.lengths.get(path, 0))

    def mark_at(self, offset: int) -> Mark | None:
        """The key or value that holds a character."""
        return next((mark for mark in self.marks if mark.start <= offset < mark.end), None)

    def extent(self, path: Path) -> tuple[int, int] | None:
        """From the first to behind the last character of what stands at a path, its key included."""
        return self._index.extents.get(path)


@dataclass(frozen=True)
class _Index:
    """Marks by their paths; made when first asked for."""

    marks: tuple[Mark, ...]

    @cached_property
    def keys(self) -> Mapping[Path, tuple[Mark, ...]]:
        found: dict[Path, list[Mark]] = {}
        for mark in self.marks:
            if mark.key:
                found.setdefault(mark.path[:-1], []).append(mark)
        return {path: tuple(keys) for path, keys in found.items()}

    @cached_property
    def names(self) -> Mapping[Path, tuple[str, ...]]:
        return {path: tuple(mark.text for mark in keys) for path, keys in self.keys.items()}

    @cached_property
    def values(self) -> Mapping[Path, Mark]:
        return {mark.path: mark for mark in self.marks if not mark.key}

    @cached_property
    def lengths(self) -> Mapping[Path, int]:
        found: dict[Path, int] = {}
        for path in self.extents:
            if path and isinstance(path[-1], int):
                found[path[:-1]] = max(found.get(path[:-1], 0), path[-1] + 1)
        return found

    @cached_property
    def extents(self) -> Mapping[Path, tuple[int, int]]:
        found: dict[Path, tuple[int, int]] = {}
        for mark in self.marks:
            for length in range(len(mark.path) + 1):
                start, end = found.get(mark.path[:length], (mark.start, mark.end))
                found[mark.path[:length]] = min(start, mark.start), max(end, mark.end)
        return found
