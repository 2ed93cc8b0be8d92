"""Checking definitions: what the reader and the linter find, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from tropa.journey.model.journey import Journey
from tropa.journey.text.problems import Problem
from tropa.lint import Finding, Live, Subject, lint
from tropa.runtime.definitions import Loaded

Told: TypeAlias = Problem | Finding
"""What is told of a file: a problem of its reading, or a finding of the linter."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The other journeys of a workspace.

    Args:
        journeys: Those that could be read.
        unread: Ids of those with errors; an empty one is a file that does not even tell its id.
    """

    journeys: tuple[Journey, ...] = ()
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Checked:
    """A file and all that is told of it, in the order of the file."""

    loaded: Loaded
    told: tuple[Told, ...]


def check(loaded: Sequence[Loaded], today: date, live: Mapping[Path, Live] | None = None) -> tuple[Checked, ...]:
    """Check files together: journeys of one workspace see each other.

    Args:
        loaded: The files as read.
        today: The day on which waivers are judged.
        live: What a log shows of the journeys, by path; None where there is none to look at.
    """
    return tuple(check_one(one, neighbours(one, loaded), today, (live or {}).get(one.path)) for one in loaded)


def neighbours(one: Loaded, loaded: Sequence[Loaded]) -> Beside:
    """The other journeys that lie in the same workspace."""
    return beside(other for other in loaded if other is not one and other.workspace_path == one.workspace_path)


def beside(others: Iterable[Loaded]) -> Beside:
    """The journeys among some files, those with errors by name."""
    there = tuple(others)
    return Beside(
        tuple(other.journey for other in there if other.journey is not None),
        frozenset(
            other.read.journey for other in there if other.read.value is None and other.read.journey is not None
        ),
    )


def check_one(loaded: Loaded, around: Beside, today: date, live: Live | None = None) -> Checked:
    """Check one file.

    Args:
        loaded: The file as read.
        around: The other journeys of its workspace.
        today: The day on which waivers are judged.
        live: What a log shows of the journey, or None.
    """
    told: list[Told] = list(loaded.read.problems)
    if loaded.journey is not None:
        told += lint(subject_of(loaded, around, today), file=str(loaded.path), live=live)
    return Checked(loaded, tuple(sorted(told, key=lambda one: (one.span, one.rule))))


def subject_of(loaded: Loaded, around: Beside, today: date) -> Subject:
    """A journey as the linter's subject.

    Args:
        loaded: A file that is a journey without errors.
        around: The other journeys of its workspace.
        today: The day on which waivers are judged.
    """
    assert loaded.journey is not None  # noqa: S101  as the caller has seen to
    return Subject(
        loaded.journey,
        loaded.workspace,
        loaded.schemes,
        loaded.read.places,
        today,
        around.journeys,
        around.unread,
    )
