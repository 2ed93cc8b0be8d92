"""Versions as they run: what a store keeps as text, read and compiled once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tropa.engine.batch import Scripts
from tropa.engine.scene import Surroundings
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.plan.script import Script
from tropa.plan.scripting import compile_script
from tropa.ports.state import Version
from tropa.runtime.surrounding import surroundings


class VersionUnreadable(Exception):
    """A published version cannot be read by this program: it was written by a newer or an older one.

    Args:
        version: Which.
        reason: What is wrong with it.
    """

    def __init__(self, version: Version, reason: str) -> None:
        super().__init__(f"version {version.number} of {version.journey}: {reason}")
        self.version, self.reason = version, reason


@dataclass(frozen=True, slots=True)
class Edition:
    """A version, read.

    Args:
        version: As it was published.
        journey: Its definition.
        workspace: The workspace that was in force.
        script: What runs follow.
    """

    version: Version
    journey: Journey
    workspace: Workspace | None
    script: Script

    @property
    def id(self) -> tuple[str, int]:
        """Journey and number."""
        return self.version.journey, self.version.number


@dataclass(frozen=True, slots=True)
class Published:
    """All versions of a store, read; the newest last.

    Args:
        editions: Those that can be read.
        unread: Why the others cannot.
    """

    editions: tuple[Edition, ...] = ()
    unread: tuple[VersionUnreadable, ...] = ()

    @classmethod
    def of(cls, versions: Iterable[Version]) -> Published:
        """Read versions.

        Raises:
            VersionUnreadable: One of them cannot be read.
        """
        return cls(tuple(edition_of(version) for version in versions))

    @classmethod
    def readable(cls, versions: Iterable[Version]) -> Published:
        """Read what can be read of versions: whoever runs many journeys does not stop for one."""
        editions: list[Edition] = []
        unread: list[VersionUnreadable] = []
        for version in versions:
            try:
                editions.append(edition_of(version))
            except VersionUnreadable as fault:
                unread.append(fault)
        return cls(tuple(editions), tuple(unread))

    @property
    def current(self) -> tuple[Edition, ...]:
        """Those that new runs begin with."""
        return tuple(one for one in self.editions if one.version.current)

    @property
    def scripts(self) -> Scripts:
        """What runs follow."""
        older = (one.script for one in self.editions if not one.version.current)
        return Scripts([one.script for one in self.current], older)

    def newest(self, journey: str) -> Edition | None:
        """The newest version of a journey."""
        return next((one for one in reversed(self.editions) if one.version.journey == journey), None)

    def words_of(self, journey: str, touchpoint: str) -> Edition:
        """The version whose words are used for a touchpoint: copy follows at once (R11).

        It is the newest version that has the touchpoint, else the newest.

        Raises:
            KeyError: The journey was never published, or none of its versions can be read.
        """
        own = [one for one in reversed(self.editions) if one.version.journey == journey]
        if not own:
            raise KeyError(journey)
        return next((one for one in own if touchpoint in one.journey.touchpoints), own[0])

    def surroundings(self, *, opted_in: bool = False) -> Surroundings:
        """The rules of sending of the newest version of each journey, whatever version a run is pinned to."""
        newest = {one.version.journey: (one.journey, one.workspace) for one in self.editions}
        return surroundings(newest.values(), opted_in=opted_in)

    @property
    def hears(self) -> frozenset[str] | None:
        """Every event name that any version listens to; None is any name."""
        if any(one.script.hears_all for one in self.editions):
            return None
        return frozenset(name for one in self.editions for name in one.script.names)


@lru_cache(maxsize=256)
def edition_of(version: Version) -> Edition:
    """Read a version.

    Raises:
        VersionUnreadable: It cannot be read.
    """
    schemes = {**shipped_schemes(), **_schemes(version)}
    workspace = _read(version.workspace, version, schemes) if version.workspace else None
    house = workspace if isinstance(workspace, Workspace) else None
    journey = _read(version.definition, version, schemes, house)
    if not isinstance(journey, Journey):
        raise VersionUnreadable(version, "it is no journey")
    return Edition(version, journey, house, compile_script(journey, house, version.number, schemes))


def _schemes(version: Version) -> Mapping[str, Scheme]:
    found = (_read(text, version, {}) for text in version.schemes)
    return {scheme.scheme: scheme for scheme in found if isinstance(scheme, Scheme)}


def _read(text: str, version: Version, schemes: Mapping[str, Scheme], workspace: Workspace | None = None) -> object:
    read = read_definition(text.encode(), file=version.journey, workspace=workspace, schemes=schemes)
    if read.value is None:
        faults = "; ".join(f"{problem.rule} at {problem.span}" for problem in read.problems)
        raise VersionUnreadable(version, faults)
    return read.value
