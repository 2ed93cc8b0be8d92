"""Keeping a log: files are added to it, each once; customers merged; parts folded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.plan.compiling import compile_plan
from tropa.plan.needs import REPORTED
from tropa.ports.kept import Added, KeptFacts, LogKeeper
from tropa.ports.log import Landing, LogSource, Needs, Progress

STDIN = "-"


class NotKept(ValueError):
    """A property or a trait is asked for that a log was not begun with."""

    def __init__(self, kind: str, names: Sequence[str]) -> None:
        super().__init__(f"the log is kept without the {kind} {', '.join(names)}")
        self.kind = kind
        self.names = tuple(names)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be kept of events; nothing said means all that the first file has, and what our own events tell.

    Args:
        properties: Names of properties, or None.
        traits: Names of traits.
    """

    properties: frozenset[str] | None = None
    traits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file.

    Args:
        path: As the user named it.
        landing: How it was read; None where the same bytes are in the log already.
        added: What came of it; None as above.
    """

    path: str
    landing: Landing | None
    added: Added | None


@dataclass(frozen=True, slots=True)
class Keeping:
    """Changes one kept log.

    Args:
        keeper: Keeps it.
        open_source: Opens a file of events.
        progress: Hears how far the work has come.
        scratch: Where a landing is kept while it is added; None is the system's place.
        who: The column that says who, where it has a name of its own: a journey's key may be that property.
    """

    keeper: LogKeeper
    open_source: Callable[[str], LogSource]
    progress: Progress
    scratch: Path | None = None
    who: str | None = None

    def facts(self) -> KeptFacts:
        """What the log is."""
        return self.keeper.facts()

    def add(self, path: str, wanted: Wanted) -> Taken:
        """Add a file, unless its bytes were added before: so a command that was cut short is given once more.

        Args:
            path: The file, or ``-`` for standard input.
            wanted: What to keep of it.  Only the first file of a log chooses; later ones may
                name what is kept and no more.

        Raises:
            NotKept: More is wanted than is kept.
            LogUnreadable: The file cannot be read, or the log not be written.
        """
        with self.keeper.writing():
            facts = self.keeper.facts()
            source = self.open_source(path)
            needs = self._needs(facts, wanted, source)
            digest = _digest(path)
            if digest and digest in {known for _, known in facts.digests}:
                return Taken(path, None, None)
            with TemporaryDirectory(prefix="tropa-", dir=self.scratch) as scratch:
                landing = source.land(Path(scratch), needs, self.progress)
                return Taken(path, landing, self.keeper.add(landing, sorted(needs.traits), path, digest))

    def merge(self, merges: Sequence[tuple[str, str]]) -> int:
        """Let each previous id stand for the customer beside it; how many customers there are fewer."""
        with self.keeper.writing():
            return self.keeper.merge(merges)

    def compact(self) -> None:
        """Fold all parts into one."""
        with self.keeper.writing():
            self.keeper.compact()

    def watch(self, journey: Journey, schemes: Mapping[str, Scheme]) -> bool:
        """Keep sums of a journey from now on, in place of an earlier version of it.

        Returns:
            False where the version was watched before.

        Raises:
            ValueError: They cannot be kept; the message says why.
        """
        with self.keeper.writing():
            return self.keeper.watch(compile_plan(journey, schemes))

    def unwatch(self, journey: str) -> bool:
        """Keep sums of a journey no longer; whether there were any."""
        with self.keeper.writing():
            return self.keeper.unwatch(journey)

    def _needs(self, facts: KeptFacts, wanted: Wanted, source: LogSource) -> Needs:
        if not facts.snapshot:
            seen = {*source.properties(), *REPORTED, *filter(None, (self.who,))}
            properties = wanted.properties if wanted.properties is not None else seen
            return Needs(frozenset(properties), wanted.traits, ids=True)
        asked = {"property": (wanted.properties or (), facts.properties), "trait": (wanted.traits, facts.traits)}
        for kind, (names, kept) in asked.items():
            if missing := sorted(set(names) - set(kept)):
                raise NotKept(kind, missing)
        return Needs(frozenset(facts.properties), frozenset(facts.traits), ids=True)


def _digest(path: str) -> str:
    """SHA-256 of a file's bytes, in hex; empty for what can be read only once."""
    if path == STDIN or not Path(path).is_file():
        return ""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
