"""A database as the store needs it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from tropa.stores.sql.talk import Talk


class Database(Protocol):
    """A database that holds the state."""

    def writing(self) -> AbstractContextManager[Talk]:
        """A transaction that may change things; kept at the end of the block, or not at all."""

    def reading(self) -> AbstractContextManager[Talk]:
        """A transaction that sees one state of the store."""

    def turning(self) -> AbstractContextManager[Talk]:
        """A transaction that reads, and in the end writes (``Talk.keep_others_out``); kept like ``writing``."""

    def close(self) -> None:
        """Close all connections."""
