"""Versions that were published, and the names that are listened to since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tropa.ports.state import Version


@dataclass(frozen=True, slots=True)
class Ears:
    """Names that are listened to.

    Args:
        names: These.
        all_but: All but these; None is none of the others.
    """

    names: frozenset[str] = frozenset()
    all_but: frozenset[str] | None = None

    def has(self, name: str) -> bool:
        """Whether a name is listened to."""
        return name in self.names or (self.all_but is not None and name not in self.all_but)


def new_ears(hears: Iterable[str] | None, known: frozenset[str], *, all_known: bool) -> Ears:
    """What is listened to that was not before.

    Args:
        hears: Names; None is every name.
        known: Names that were listened to before.
        all_known: Every name was.
    """
    if all_known:
        return Ears()
    return Ears(all_but=known) if hears is None else Ears(frozenset(hears) - known)


class Published:
    """Versions in order, of which each journey has one that is current."""

    def __init__(self) -> None:
        self.versions: tuple[Version, ...] = ()
        self._known: frozenset[str] = frozenset()
        self._all_known = False

    def add(self, version: Version, hears: Iterable[str] | None) -> Ears:
        """Publish a version.

        Returns:
            What nobody listened to until now.

        Raises:
            ValueError: Its number is not the next one of its journey.
        """
        before = sum(one.journey == version.journey for one in self.versions)
        if version.number != before + 1:
            raise ValueError(f"version {version.number} of {version.journey} comes after {before}")
        kept = tuple(replace(one, current=one.current and one.journey != version.journey) for one in self.versions)
        self.versions = (*kept, replace(version, current=True))
        new = new_ears(hears, self._known, all_known=self._all_known)
        self._known |= new.names
        self._all_known |= new.all_but is not None
        return new
