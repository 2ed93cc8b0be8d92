"""Bringing a database's tables up to date: the steps in ``migrations``, each once, in order.

Alembic's operations, and its table of what was done, without its script environment: the steps are
modules of the package, found by their names.
"""

from __future__ import annotations

import re
from importlib import import_module
from importlib.resources import files

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, insert, select, text, update

from tropa.ports.state import StoreUnavailable

_STEP = re.compile(r"(\d{4})_\w+\.py")
_PACKAGE = "tropa.stores.sql.migrations"
VERSION_TABLE = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
"""Where the last step is noted, as Alembic does."""


class SchemaNewer(StoreUnavailable):
    """The tables were made by a newer version of this program, which this one does not know."""


def steps() -> tuple[str, ...]:
    """The numbers of all steps, in order."""
    names = (file.name for file in files(_PACKAGE).iterdir())
    return tuple(sorted(found.group(1) for name in names if (found := _STEP.fullmatch(name)) is not None))


def upgrade(engine: Engine, shards: int) -> None:
    """Make the tables, or bring them up to date.

    Args:
        engine: The database.
        shards: How many shards a new store has; one that is there keeps its own.

    Raises:
        SchemaNewer: The tables are newer than this program.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7067)"))  # two that start at once take turns
        VERSION_TABLE.create(connection, checkfirst=True)
        done = connection.scalar(select(VERSION_TABLE.c.version_num))
        known = steps()
        if done is not None and done not in known:
            raise SchemaNewer(
                f"the store's tables are of step {done}, this program knows {known[-1]}: "
                "a newer version of Tropa made them; install that version"
            )
        for step in known:
            if done is None or step > done:
                _take(connection, step, shards)
                done = _note(connection, step, done)


def _take(connection: Connection, step: str, shards: int) -> None:
    """Take a step."""
    name = next(file.name for file in files(_PACKAGE).iterdir() if file.name.startswith(f"{step}_"))
    module = import_module(f"{_PACKAGE}.{name.removesuffix('.py')}")
    module.upgrade(Operations(MigrationContext.configure(connection)), shards)


def _note(connection: Connection, step: str, done: str | None) -> str:
    values = {"version_num": step}
    connection.execute(insert(VERSION_TABLE).values(values) if done is None else update(VERSION_TABLE).values(values))
    return step
