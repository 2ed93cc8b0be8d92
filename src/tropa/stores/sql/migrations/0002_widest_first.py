"""Columns widest first, runs by customer, and no number of the run in its story: fewer bytes a row, an index less."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic.operations import Operations

_TABLES = ("customer", "event", "heard", "message", "participant", "run", "story")
_INDEXES = (
    ("customer", "customer_name"),
    ("heard", "heard_rare"),
    ("message", "message_next"),
    ("message", "message_open"),
    ("participant", "participant_customer"),
    ("run", "run_due"),
    ("run", "run_identity"),
    ("run", "run_key"),
)
_COPIED = {
    "customer": ("id", "shard", "name", "state"),
    "event": ("sequence", "received_at", "shard", "made", "customer", "name", "data"),
    "heard": ("customer_id", "id", "shard", "name", "data"),
    "message": (
        "id",
        "again_at",
        "shard",
        "standing",
        "n_tried",
        "message_id",
        "worker",
        "provider_id",
        "reason",
        "data",
    ),
    "run": (
        "id",
        "customer_id",
        "last_id",
        "due_at",
        "journey_id",
        "attempt",
        "version",
        "shard",
        "key",
        "data",
    ),
    "story": ("id", "before_id", "shard", "data"),
}


def upgrade(op: Operations, shards: int) -> None:
    """Make the tables anew, and take their rows over; the number of shards stays."""
    del shards
    for table, index in _INDEXES:
        op.drop_index(index, table_name=table)
    for table in _TABLES:
        op.rename_table(table, f"old_{table}")
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"ALTER INDEX {table}_pkey RENAME TO old_{table}_pkey")
    for make in (_customer, _event, _heard, _message, _participant, _run, _story):
        make(op)
    for table, columns in _COPIED.items():
        names = ", ".join(columns)
        op.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM old_{table}")  # noqa: S608  our own names
    op.execute(
        "INSERT INTO participant (run_id, customer_id, first_id, shard) "
        "SELECT p.run_id, p.customer_id, r.customer_id, p.shard "
        "FROM old_participant AS p JOIN old_run AS r ON r.shard = p.shard AND r.id = p.run_id"
    )
    for table in _TABLES:
        op.drop_table(f"old_{table}")


def _customer(op: Operations) -> None:
    op.create_table(
        "customer",
        _column("id", sa.BigInteger()),
        _column("shard", sa.SmallInteger()),
        _column("name", sa.Text()),
        _column("state", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("shard", "id"),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": "90"},
    )
    op.create_index("customer_name", "customer", ["name"], unique=True)


def _event(op: Operations) -> None:
    op.create_table(
        "event",
        _column("sequence", sa.BigInteger()),
        _column("received_at", sa.BigInteger()),
        _column("shard", sa.SmallInteger()),
        _column("made", sa.SmallInteger()),
        _column("customer", sa.Text()),
        _column("name", sa.Text(), may_lack=True),
        _column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("shard", "sequence"),
        sqlite_with_rowid=False,
    )


def _heard(op: Operations) -> None:
    op.create_table(
        "heard",
        _column("customer_id", sa.BigInteger()),
        _column("id", sa.BigInteger()),
        _column("shard", sa.SmallInteger()),
        _column("name", sa.Text()),
        _column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("customer_id", "id", "shard"),
        sqlite_with_rowid=False,
    )
    _index(op, "heard_rare", "heard", ["name"], "name IN ('entry_queued', 'hold_released')")


def _message(op: Operations) -> None:
    op.create_table(
        "message",
        _column("id", sa.BigInteger()),
        _column("again_at", sa.BigInteger(), may_lack=True),
        _column("shard", sa.SmallInteger()),
        _column("standing", sa.SmallInteger()),
        _column("n_tried", sa.SmallInteger()),
        _column("message_id", sa.Text()),
        _column("worker", sa.Text(), may_lack=True),
        _column("provider_id", sa.Text(), may_lack=True),
        _column("reason", sa.Text(), may_lack=True),
        _column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("shard", "id"),
        sqlite_with_rowid=False,
    )
    _index(op, "message_next", "message", ["again_at", "id"], "again_at IS NOT NULL")
    _index(op, "message_open", "message", ["message_id"], "again_at IS NOT NULL", unique=True)


def _participant(op: Operations) -> None:
    op.create_table(
        "participant",
        _column("run_id", sa.BigInteger()),
        _column("customer_id", sa.BigInteger()),
        _column("first_id", sa.BigInteger()),
        _column("shard", sa.SmallInteger()),
        sa.PrimaryKeyConstraint("shard", "run_id", "customer_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("participant_customer", "participant", ["customer_id"], unique=False)


def _run(op: Operations) -> None:
    op.create_table(
        "run",
        _column("id", sa.BigInteger()),
        _column("customer_id", sa.BigInteger()),
        _column("last_id", sa.BigInteger()),
        _column("due_at", sa.BigInteger(), may_lack=True),
        _column("journey_id", sa.Integer()),
        _column("attempt", sa.Integer()),
        _column("version", sa.Integer()),
        _column("shard", sa.SmallInteger()),
        _column("key", sa.Text()),
        _column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("customer_id", "journey_id", "key", "attempt", "shard"),
        sqlite_with_rowid=False,
    )
    _index(op, "run_due", "run", ["shard", "due_at"], "due_at IS NOT NULL")
    _index(op, "run_key", "run", ["journey_id", "key"], "key <> ''")


def _story(op: Operations) -> None:
    op.create_table(
        "story",
        _column("id", sa.BigInteger()),
        _column("before_id", sa.BigInteger()),
        _column("shard", sa.SmallInteger()),
        _column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("shard", "id"),
        sqlite_with_rowid=False,
    )


def _index(op: Operations, name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    """An index of some rows."""
    rows = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=rows, postgresql_where=rows)


def _column(name: str, type_: sa.types.TypeEngine[Any], *, may_lack: bool = False) -> sa.Column[Any]:
    return sa.Column(name, type_, autoincrement=False, nullable=may_lack)
