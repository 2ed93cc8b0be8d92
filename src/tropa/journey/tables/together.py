"""Many values of a text set at once: as one by one, in the time of a few.

Setting a value reads the text several times.  A cell's value lies within one thing of one section, so
it is set in a small text of that thing alone, and the thing put back in its place.  What comes of all
is read once more: where it says anything but what it said and the things as they were made, the values
are set one by one in the text as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tropa.journey.codecs.protocol import Path
from tropa.journey.text.edit import EditRefused, apply_edits, remove_value, set_value
from tropa.journey.text.nodes import Mapping, Node
from tropa.journey.text.patches import Edit
from tropa.journey.text.pieces import flow_text
from tropa.journey.text.said import said
from tropa.journey.text.source import read_nodes

GONE = object()
"""In the place of a value: there is none any more."""

_BOM = "\ufeff"
_WITHIN = 3
"""Section, thing, and at least one key of it."""


class SettingRefused(Exception):
    """A value that cannot be set.

    Args:
        index: Which of them.
        refusal: Why.
    """

    def __init__(self, index: int, refusal: EditRefused) -> None:
        super().__init__(refusal.reason)
        self.index, self.refusal = index, refusal


@dataclass(frozen=True, slots=True)
class Setting:
    """One value to be set.

    Args:
        index: Its number, to tell it by.
        path: Where.
        plain: What codecs write, or ``GONE``.
    """

    index: int
    path: Path
    plain: Any


@dataclass(slots=True)
class _Window:
    """The lines of one thing of a section, and what is to be set in it.

    Args:
        section: The section's key.
        start: Where its lines begin.
        end: Where those of the next begin.
        settings: What is to be set.
    """

    section: str
    start: int
    end: int
    settings: list[Setting] = field(default_factory=list)


def set_together(text: str, settings: Sequence[Setting]) -> str:
    """The text with all values set; what is to go and is not there is passed over.

    Args:
        text: The text of a file as it is on disk.
        settings: What to set, each path once.

    Raises:
        SettingRefused: One of them cannot be set without harm.
    """
    windows = "\r\n" in text
    if windows and text.count("\n") != text.count("\r\n"):
        return _one_by_one(text, settings)
    bom = text[: text.startswith(_BOM)]
    plain = text.removeprefix(_BOM).replace("\r\n", "\n")
    inside, rest = _inside(plain, settings)
    done = _one_by_one(inside, rest)
    return bom + (done.replace("\n", "\r\n") if windows else done)


def _inside(text: str, settings: Sequence[Setting]) -> tuple[str, Sequence[Setting]]:
    """The text with everything set that lies within a thing, and what does not."""
    root = _root(text)
    found: dict[tuple[str, str], _Window] = _windows(text, root) if isinstance(root, Mapping) else {}
    last = {section: window for (section, _), window in found.items()}
    rest = []
    for setting in settings:
        section, thing = map(str, (*setting.path, "")[:2])
        window = found.get((section, thing)) or last.get(section)
        if window is None or len(setting.path) < _WITHIN:
            rest.append(setting)
        else:
            window.settings.append(setting)
    changed = [window for window in found.values() if window.settings]
    edits, wanted = [], said(root) if root is not None else {}
    for window in changed:
        head = f"{flow_text(window.section)}:\n"
        small = _one_by_one(head + text[window.start : window.end], window.settings)
        small_root = _root(small)
        if small_root is None or not small.startswith(head):
            return text, settings
        edits.append(Edit(window.start, window.end, small.removeprefix(head)))
        wanted = {**wanted, window.section: {**wanted[window.section], **said(small_root)[window.section]}}
    after = apply_edits(text, edits)
    after_root = _root(after)
    sound = after_root is not None and said(after_root) == wanted
    return (after, rest) if sound else (text, settings)


def _windows(text: str, root: Mapping) -> dict[tuple[str, str], _Window]:
    """The things of all sections that stand on lines of their own, by section and id."""
    found: dict[tuple[str, str], _Window] = {}
    ends = [_line(text, key.span.start) for key, _ in root.items[1:]] + [len(text)]
    for (section, things), end in zip(root.items, ends, strict=True):
        if root.flow or not isinstance(things, Mapping) or things.flow:
            continue
        starts = [_line(text, key.span.start) for key, _ in things.items]
        for (key, _), start, stop in zip(things.items, starts, [*starts[1:], end], strict=True):
            found[section.text, key.text] = _Window(section.text, start, stop)
    return found


def _line(text: str, at: int) -> int:
    """Where the line of a place begins."""
    return text.rfind("\n", 0, at) + 1


def _one_by_one(text: str, settings: Sequence[Setting]) -> str:
    for setting in settings:
        path, plain = setting.path, setting.plain
        try:
            text = apply_edits(text, remove_value(text, path) if plain is GONE else set_value(text, path, plain))
        except EditRefused as refusal:
            if refusal.reason != "nothing_there":
                raise SettingRefused(setting.index, refusal) from refusal
    return text


def _root(text: str) -> Node | None:
    root, problems = read_nodes(text.encode("utf-8", "surrogatepass"))
    return None if any(problem.level == "E" for problem in problems) else root
