"""Versions that were published, and the names that are listened to since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tropa.ports.state import Version


class Published:
    """Versions in order, of which each journey has one that is current."""

    def __init__(self) -> None:
        self.versions: tuple[Version, ...] = ()
        self._heard: set[str] = set()

    def add(self, version: Version, hears: Iterable[str]) -> frozenset[str]:
        """Publish a version.

        Returns:
            The names that nobody listened to until now.

        Raises:
            ValueError: Its number is not the next one of its journey.
        """
        before = sum(one.journey == version.journey for one in self.versions)
        if version.number != before + 1:
            raise ValueError(f"version {version.number} of {version.journey} comes after {before}")
        kept = tuple(replace(one, current=one.current and one.journey != version.journey) for one in self.versions)
        self.versions = (*kept, replace(version, current=True))
        new = frozenset(hears) - self._heard
        self._heard |= new
        return new
