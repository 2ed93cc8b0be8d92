"""Keeping a log: the port to what holds events sorted for questions that come again and again.

A landing is made for one question and thrown away.  A kept log takes landings in, one after the
other, and is asked as often as anybody likes.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tropa.plan.plan import Plan
from tropa.ports.log import Landing


@dataclass(frozen=True, slots=True)
class KeptFacts:
    """What a kept log is, without asking it anything.

    Args:
        n_events: Events in it.
        n_customers: Customers who have any.
        first_at: The earliest event; None in an empty log.
        last_at: The latest event.
        watermark: The latest receipt (rule M9).
        snapshot: Number of the snapshot that readers open now; 0 where nothing is kept yet.
        n_parts: Parts it consists of; few are read faster than many.
        n_bytes: What it takes on disk.
        properties: Properties of events that are kept.
        traits: Traits of customers that are kept.
        digests: SHA-256 of each file that was added, in hex, by the file's name as it was given.
        journeys: Those of which sums are kept, each with what tells its version.
    """

    n_events: int
    n_customers: int
    first_at: datetime | None
    last_at: datetime | None
    watermark: datetime | None
    snapshot: int
    n_parts: int
    n_bytes: int
    properties: tuple[str, ...]
    traits: tuple[str, ...]
    digests: tuple[tuple[str, str], ...]
    journeys: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding a landing.

    Args:
        n_events: Events that are new.
        n_repeated: Events and traits dropped because their message id had been seen before.
        n_rewritten: Customers of whom some event was late, so that all of theirs were written anew.
    """

    n_events: int
    n_repeated: int
    n_rewritten: int


class LogKeeper(Protocol):
    """Keeps one log.

    Laws: a log to which landings were added one by one answers as one that landed all of it at
    once; readers see a change whole or not at all; whatever a killed process left is as if it had
    not begun, or as if it had finished; one process writes at a time.
    """

    def writing(self) -> AbstractContextManager[None]:
        """Be the one who writes; all changes are made within.

        Raises:
            LogUnreadable: Somebody else is, or the log cannot be written.
        """

    def facts(self) -> KeptFacts:
        """What is kept; zeros where nothing is yet.

        Raises:
            LogUnreadable: What is there is no kept log, or a damaged one.
        """

    def add(self, landing: Landing, traits: Sequence[str], name: str, digest: str) -> Added:
        """Take in a landing that has message ids.

        Args:
            landing: Its properties are those of the log, if it holds anything.
            traits: Names of the traits that were asked for.
            name: Where it came from, as the user named it.
            digest: SHA-256 of that, or empty.
        """

    def merge(self, merges: Sequence[tuple[str, str]]) -> int:
        """Let what happened, or will happen, to each previous id have happened to the customer beside it.

        Returns:
            How many customers there are fewer.
        """

    def compact(self) -> None:
        """Fold all parts into one."""

    def watch(self, plan: Plan) -> bool:
        """Keep sums of a journey from now on, in place of an earlier version of it.

        Returns:
            False where the version was watched before.

        Raises:
            ValueError: They cannot be kept; the message says why.
        """

    def unwatch(self, journey: str) -> bool:
        """Keep sums of a journey no longer; whether there were any."""
