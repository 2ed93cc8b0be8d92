"""Both versions of a definition on one page: the maps laid over each other, and every difference in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.bands import Band, StageColumns, bands, stage_columns
from tropa.draw.changes.columns import LANES, OverlaidColumn, Version, merged, overlaid_column
from tropa.draw.changes.rows import ChangeGroup, change_groups, counts
from tropa.draw.names import Names
from tropa.draw.page import Page, render
from tropa.draw.wording import Prose, Wording
from tropa.journey.diff import Difference
from tropa.journey.files import Definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Count:
    """How many differences of one kind.

    Args:
        kind: The kind.
        sign: Its sign.
        said: The number in words.
    """

    kind: str
    sign: str
    said: Markup


@dataclass(frozen=True, slots=True)
class OverlaidBoard:
    """Both maps, one over the other.

    Args:
        bands: The stages from start to end.
        beneath: Stages that lie under all others.
        lanes: Ids of the lanes that hold something, top to bottom.
        n_touchpoints: All touchpoints of either version.
        further: Some touchpoint has a difference that no lane shows.
    """

    bands: tuple[Band[OverlaidColumn], ...]
    beneath: tuple[StageColumns[OverlaidColumn], ...]
    lanes: tuple[str, ...]
    n_touchpoints: int
    further: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage(Page):
    """The context of ``changes.html``.

    Args:
        title: The journey, as it is called now.
        old_title: What it was called, where that is something else.
        old_file: Where the old version was read.
        new_file: Where the new one was.
        counts: How many differences of each kind.
        board: Both maps; None where there is no touchpoint in either, or the file is no journey.
        groups: Every difference, by the parts of the file.
    """

    title: Prose
    old_title: Prose | None
    old_file: Prose
    new_file: Prose
    counts: tuple[Count, ...]
    board: OverlaidBoard | None
    groups: tuple[ChangeGroup, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A definition, and what is around it.

    Args:
        definition: The definition.
        file: Where it was read, for the page.
        workspace: The workspace in force.
        schemes: Stage schemes by id.
    """

    definition: Definition
    file: str
    workspace: Workspace | None
    schemes: Mapping[str, Scheme]

    def names(self, wording: Wording) -> Names | None:
        """What people call its things; None where it is no journey."""
        held = self.definition
        return Names(held, self.workspace, wording) if isinstance(held, Journey) else None


def changes_page(old: Read, new: Read, found: tuple[Difference, ...], language: str) -> str:
    """The page of what changed, self-contained.

    Args:
        old: The old version.
        new: The new one.
        found: The differences between them.
        language: One of ``tropa.data.words.LANGUAGES``.
    """
    wording = Wording(language)
    titles = [_title(read, wording) for read in (old, new)]
    page = ChangesPage(
        language=language,
        direction=wording.direction,
        say=wording.say,
        plain=wording.plain,
        languages=(),
        title=titles[1],
        old_title=titles[0] if titles[0] != titles[1] else None,
        old_file=Prose(old.file, dir="ltr"),
        new_file=Prose(new.file, dir="ltr"),
        counts=tuple(Count(*one) for one in counts(found, wording)),
        board=_board(old, new, found, wording),
        groups=change_groups(found, old.names(wording), new.names(wording), wording),
    )
    return render("changes.html", page)


def _title(read: Read, wording: Wording) -> Prose:
    names = read.names(wording)
    if names is not None:
        return names.journey()
    held = read.definition
    return wording.prose(held.title, held.locales) or Prose(read.file)


def _board(old: Read, new: Read, found: tuple[Difference, ...], wording: Wording) -> OverlaidBoard | None:
    was, now = old.definition, new.definition
    if not (isinstance(was, Journey) and isinstance(now, Journey)):
        return None
    both = merged(was, now, found)
    if not both.touchpoints:
        return None
    versions = [Version(held, Names(held, read.workspace, wording)) for held, read in ((was, old), (now, new))]

    def column(name: str) -> OverlaidColumn:
        return overlaid_column(name, versions[0], versions[1], found, wording)

    groups = stage_columns(both, {**old.schemes, **new.schemes}, versions[1].names, column)
    columns = [one for group in groups for one in group.touchpoints]
    held = {cell.lane for one in columns for cell in one.cells if cell.kept or cell.was or cell.now}
    return OverlaidBoard(
        bands=tuple(bands([group for group in groups if group.kind != "cross_cutting"])),
        beneath=tuple(group for group in groups if group.kind == "cross_cutting"),
        lanes=tuple(lane for lane in LANES if lane in held),
        n_touchpoints=len(columns),
        further=any(one.further for one in columns),
    )
