"""Two versions of a touchpoint laid over each other, lane by lane."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from tropa.draw.changes.rows import ROW, SIGNS, ChangeRow, change_row
from tropa.draw.names import Names
from tropa.draw.touchpoint_column import TouchpointColumn, touchpoint_column
from tropa.draw.wording import Prose, Wording
from tropa.journey.codecs.values import Section
from tropa.journey.diff import Difference, Kind
from tropa.journey.model.journey import Journey
from tropa.journey.model.touchpoints import Touchpoint
from tropa.journey.schemes import stage_of

LANES = (
    "communication",
    "target_action",
    "evaluation",
    "responsible",
    "client_expects",
    "company_expects",
    "emotion",
    "signpost",
    "status",
    "help",
    "backstage",
    "depends_on",
)
"""Lanes of the map that are held against each other, top to bottom; each bears the name of a key."""


@dataclass(frozen=True, slots=True)
class OverlaidCell:
    """One lane of a touchpoint.

    Args:
        lane: The lane.
        kept: What stands in both, a line each.
        was: What stood there and is gone.
        now: What stands there and is new.
    """

    lane: str
    kept: tuple[Markup, ...]
    was: tuple[Markup, ...]
    now: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class OverlaidColumn:
    """A touchpoint in both versions.

    Args:
        kind: What became of it; ``same`` where nothing did.
        sign: The sign of that; empty with ``same``.
        word: The same as a word; None with ``same``.
        title: What it is called.
        old_title: What it was called, where that is something else.
        channels: Its channels, as a lane.
        cells: Its lanes, top to bottom.
        further: Differences that no lane shows.
    """

    kind: str
    sign: str
    word: Markup | None
    title: Prose
    old_title: Prose | None
    channels: OverlaidCell
    cells: tuple[OverlaidCell, ...]
    further: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A journey and what its things are called."""

    journey: Journey
    names: Names

    def column(self, name: str, wording: Wording) -> TouchpointColumn | None:
        """The column of a touchpoint; None where there is no such."""
        row = self.journey.touchpoints.get(name)
        return None if row is None else touchpoint_column(name, row, self.names, wording, None)


def overlaid_column(
    name: str, old: Version, new: Version, found: tuple[Difference, ...], wording: Wording
) -> OverlaidColumn:
    """A touchpoint in both versions.

    Args:
        name: Its id, the new one where it has been renamed.
        old: The old journey.
        new: The new one.
        found: The differences of the whole journey.
        wording: The language of the page.
    """
    own = [one for one in found if one.path[:ROW] == ("touchpoints", name)]
    before = next((str(one.was[1]) for one in own if one.kind == "renamed"), name)
    was, now = old.column(before, wording), new.column(name, wording)
    shown = now or was
    assert shown is not None  # noqa: S101  a merged journey has no rows but those of its versions
    kind = _kind(own)
    cells = tuple(_cell(lane, was, now) for lane in LANES)
    changed = {cell.lane for cell in cells if cell.was or cell.now} | {"title", "channel", "stage"}
    further = (one for one in own if len(one.path) > ROW and str(one.path[ROW]) not in changed)
    return OverlaidColumn(
        kind=kind or "same",
        sign=SIGNS[kind] if kind else "",
        word=wording.say(f"diff.kind.{kind}") if kind else None,
        title=shown.title,
        old_title=was.title if was and now and was.title != now.title else None,
        channels=_channels(was, now, wording),
        cells=cells,
        further=tuple(change_row(one, old.names, new.names, wording) for one in further),
    )


def _kind(own: list[Difference]) -> Kind | None:
    """What became of the touchpoint as a whole: that it moved is less than that it changed."""
    whole = next((one.kind for one in own if len(one.path) == ROW), None)
    inside = any(len(one.path) > ROW for one in own)
    return "changed" if inside and whole in {None, "moved"} else whole


def _cell(lane: str, old: TouchpointColumn | None, new: TouchpointColumn | None) -> OverlaidCell:
    was, now = (tuple(_lines(getattr(column, lane))) if column else () for column in (old, new))
    if was == now or old is None or new is None:
        return OverlaidCell(lane, now or was, (), ())
    if set(was) == set(now):  # the order is another
        return OverlaidCell(lane, (), was, now)
    kept = tuple(line for line in now if line in was)
    return OverlaidCell(lane, kept, _without(was, kept), _without(now, kept))


def _channels(old: TouchpointColumn | None, new: TouchpointColumn | None, wording: Wording) -> OverlaidCell:
    """The channels: one by one where they are the same, else on one line before and one after."""
    cell = _cell("channels", old, new)
    if not (cell.was or cell.now) or old is None or new is None:
        return cell
    comma = wording.say("report.list.joint")
    was, now = (comma.join(_lines(column.channels)) for column in (old, new))
    return OverlaidCell(cell.lane, (), (was,) if was else (), (now,) if now else ())


def _without(lines: tuple[Markup, ...], kept: tuple[Markup, ...]) -> tuple[Markup, ...]:
    return tuple(line for line in lines if line not in kept)


def _lines(held: Any) -> Iterator[Markup]:  # noqa: ANN401  whatever a lane holds
    """What a lane shows, a line each."""
    for one in held if isinstance(held, tuple) else (held,):
        if one is None:
            continue
        if hasattr(one, "label"):
            label = Markup('<span class="part">{}</span> ').format(one.label) if one.label is not None else ""
            yield Markup("{}{}").format(label, one.text)
        elif hasattr(one, "said"):
            yield Markup("{}").format(one.said)
        else:
            yield Markup("{}").format(one)


def merged(old: Journey, new: Journey, found: tuple[Difference, ...]) -> Journey:
    """The new journey with the rows that are gone from the old one, each behind the row it stood behind."""
    gone = {str(one.path[1]) for one in found if one.kind == "removed" and _is_row(one)}
    names = {str(one.was[1]): str(one.path[1]) for one in found if one.kind == "renamed" and _is_row(one)}
    order = list(new.touchpoints)
    before: str | None = None
    for name in old.touchpoints:
        if name in gone:
            order.insert(order.index(before) + 1 if before else 0, name)
        before = names.get(name, name) if names.get(name, name) in order else before
    rows = {name: new.touchpoints.get(name) or _as_it_was(name, old) for name in order}
    return replace(new, touchpoints=Section(rows))


def _is_row(one: Difference) -> bool:
    return len(one.path) == ROW and one.path[0] == "touchpoints"


def _as_it_was(name: str, old: Journey) -> Touchpoint:
    return replace(old.touchpoints[name], stage=stage_of(old.touchpoints[name].stage, old))
