"""What a snapshot of a kept log is made of, written down: the manifest.

A snapshot is a row of *parts*, each a folder of Parquet files that nobody changes once it is
there.  The manifest names them and carries the few figures that every reader wants at once.  Its
file is JSON, so that another tool can find the parts too.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Struct

FORM = 1
"""The form of manifests and parts that is written and understood here."""


class Part(Struct, frozen=True):
    """One folder of files, and how many rows each has; a file without rows is not there.

    Args:
        id: Its number, which is its folder's name.
        rows: Rows by file.
        n_bytes: What the folder takes on disk.
    """

    id: int
    rows: dict[str, int]
    n_bytes: int

    def has(self, file: str) -> bool:
        """Whether the part has rows of a kind."""
        return self.rows.get(file, 0) > 0


class KeptBadLine(Struct, frozen=True):
    """A line that could not be read when its file was added, without its text."""

    number: int
    reason: str
    params: dict[str, str] = {}


class Source(Struct, frozen=True):
    """A file that was added.

    Args:
        name: As the user named it.
        digest: SHA-256 of its bytes, in hex; empty where they could be read only once.
        n_events: Events it brought, repeated ones left out.
    """

    name: str
    digest: str
    n_events: int


class KeptJourney(Struct, frozen=True):
    """A version of a journey of which sums are kept.

    Args:
        number: Its number among the rows of sums, never given again.
        journey: Its id.
        digest: What tells the version.
        plan: The plan it is measured by, written down.
    """

    number: int
    journey: str
    digest: str
    plan: str


class Manifest(Struct, frozen=True, omit_defaults=True):
    """One snapshot.

    Args:
        form: The form it is written in.
        number: The snapshot's own number; a later one has a higher one.
        parts: The oldest first.
        properties: Names behind the numbers of the value columns.
        traits: Names of the traits kept.
        n_events: Events in it.
        n_customers: Customers who have any.
        n_numbers: Customers ever numbered: the next one's number.
        n_names: Names of events ever numbered.
        n_arrivals: Places given in the order of arrival.
        first_at: The earliest event.
        last_at: The latest event.
        watermark: The latest receipt (rule M9).
        n_bad: Lines that could not be read.
        n_duplicates: Events dropped because their message id had been seen.
        ignored: Lines that are no events by design, by kind.
        bad_lines: The first of the lines that could not be read.
        sources: What was added, in order.
        journeys: Those of which sums are kept.
    """

    form: int = FORM
    number: int = 0
    parts: tuple[Part, ...] = ()
    properties: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    n_events: int = 0
    n_customers: int = 0
    n_numbers: int = 0
    n_names: int = 0
    n_arrivals: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    watermark: datetime | None = None
    n_bad: int = 0
    n_duplicates: int = 0
    ignored: dict[str, int] = {}
    bad_lines: tuple[KeptBadLine, ...] = ()
    sources: tuple[Source, ...] = ()
    journeys: tuple[KeptJourney, ...] = ()

    @property
    def n_bytes(self) -> int:
        """What its parts take on disk."""
        return sum(part.n_bytes for part in self.parts)


class NoManifest(ValueError):
    """A file is no manifest that is understood here."""


def encoded(manifest: Manifest) -> bytes:
    """The manifest as JSON."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def decoded(text: bytes) -> Manifest:
    """The manifest in a file.

    Raises:
        NoManifest: It is none, or of a form that is not understood here.
    """
    try:
        form = msgspec.json.decode(text, type=_Form).form
        if form != FORM:
            raise NoManifest(f"the log is kept in form {form}, and this program reads form {FORM}")
        return msgspec.json.decode(text, type=Manifest)
    except msgspec.DecodeError as error:
        raise NoManifest(f"the manifest is damaged: {error}") from error


class _Form(Struct):
    """The form alone, by which the rest is read."""

    form: int = FORM
