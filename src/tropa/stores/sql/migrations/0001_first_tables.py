"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations, shards: int) -> None:
    """Make every table, with the shards and the counters."""
    _tables(op)
    op.bulk_insert(
        sa.table("shard", *(sa.column(name) for name in ("shard", "fence", "taken", "next_id"))),
        [{"shard": shard, "fence": 0, "taken": 0, "next_id": 1} for shard in range(shards)],
    )
    op.bulk_insert(
        sa.table("counter", sa.column("name"), sa.column("value")),
        [{"name": name, "value": 0} for name in ("sequence", "word")],
    )


def _tables(op: Operations) -> None:
    _counter(op)
    _customer(op)
    _event(op)
    _heard(op)
    _hold(op)
    _ignored(op)
    _invitation(op)
    _listened(op)
    _message(op)
    _moved(op)
    _participant(op)
    _run(op)
    _seen(op)
    _set_aside(op)
    _shard(op)
    _standing(op)
    _story(op)
    _version(op)
    _word(op)


def _counter(op: Operations) -> None:
    op.create_table(
        "counter",
        _key("name", sa.Text()),
        _column("value", sa.BigInteger()),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )


def _customer(op: Operations) -> None:
    op.create_table(
        "customer",
        _key("shard", sa.SmallInteger()),
        _key("id", sa.BigInteger()),
        _column("name", sa.Text()),
        _column("state", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("shard", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("customer_name", "customer", ["name"], unique=True)


def _event(op: Operations) -> None:
    op.create_table(
        "event",
        _key("shard", sa.SmallInteger()),
        _key("sequence", sa.BigInteger()),
        _column("customer", sa.Text()),
        _column("name", sa.Text(), may_lack=True),
        _column("made", sa.SmallInteger()),
        _column("received_at", sa.BigInteger()),
        _column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("shard", "sequence"),
        sqlite_with_rowid=False,
    )


def _heard(op: Operations) -> None:
    op.create_table(
        "heard",
        _key("shard", sa.SmallInteger()),
        _key("customer_id", sa.BigInteger()),
        _key("id", sa.BigInteger()),
        _column("name", sa.Text()),
        _column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("shard", "customer_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "heard_rare",
        "heard",
        ["name"],
        unique=False,
        sqlite_where=sa.text("name IN ('entry_queued', 'hold_released')"),
        postgresql_where=sa.text("name IN ('entry_queued', 'hold_released')"),
    )


def _hold(op: Operations) -> None:
    op.create_table(
        "hold",
        _key("name", sa.Text()),
        _column("place", sa.Integer()),
        _column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )


def _ignored(op: Operations) -> None:
    op.create_table(
        "ignored",
        _key("shard", sa.SmallInteger()),
        _key("customer_id", sa.BigInteger()),
        _key("id", sa.BigInteger()),
        _column("journey_id", sa.Integer()),
        _column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("shard", "customer_id", "id"),
        sqlite_with_rowid=False,
    )


def _invitation(op: Operations) -> None:
    op.create_table(
        "invitation",
        _key("shard", sa.SmallInteger()),
        _key("name", sa.Text()),
        _column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("shard", "name"),
        sqlite_with_rowid=False,
    )


def _listened(op: Operations) -> None:
    op.create_table("listened", _key("name", sa.Text()), sa.PrimaryKeyConstraint("name"), sqlite_with_rowid=False)


def _message(op: Operations) -> None:
    op.create_table(
        "message",
        _key("shard", sa.SmallInteger()),
        _key("id", sa.BigInteger()),
        _column("message_id", sa.Text()),
        _column("standing", sa.SmallInteger()),
        _column("n_tried", sa.SmallInteger()),
        _column("again_at", sa.BigInteger(), may_lack=True),
        _column("worker", sa.Text(), may_lack=True),
        _column("provider_id", sa.Text(), may_lack=True),
        _column("reason", sa.Text(), may_lack=True),
        _column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("shard", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "message_next",
        "message",
        ["again_at", "id"],
        unique=False,
        sqlite_where=sa.text("again_at IS NOT NULL"),
        postgresql_where=sa.text("again_at IS NOT NULL"),
    )
    op.create_index(
        "message_open",
        "message",
        ["message_id"],
        unique=True,
        sqlite_where=sa.text("again_at IS NOT NULL"),
        postgresql_where=sa.text("again_at IS NOT NULL"),
    )


def _moved(op: Operations) -> None:
    op.create_table(
        "moved",
        _key("name", sa.Text()),
        _column("shard", sa.SmallInteger()),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )


def _participant(op: Operations) -> None:
    op.create_table(
        "participant",
        _key("shard", sa.SmallInteger()),
        _key("run_id", sa.BigInteger()),
        _key("customer_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("shard", "run_id", "customer_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("participant_customer", "participant", ["customer_id"], unique=False)


def _run(op: Operations) -> None:
    op.create_table(
        "run",
        _key("shard", sa.SmallInteger()),
        _key("id", sa.BigInteger()),
        _column("customer_id", sa.BigInteger()),
        _column("journey_id", sa.Integer()),
        _column("key", sa.Text()),
        _column("attempt", sa.Integer()),
        _column("version", sa.Integer()),
        _column("due_at", sa.BigInteger(), may_lack=True),
        _column("last_id", sa.BigInteger()),
        _column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("shard", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "run_due",
        "run",
        ["shard", "due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("run_identity", "run", ["customer_id", "journey_id", "key", "attempt"], unique=True)
    op.create_index(
        "run_key",
        "run",
        ["journey_id", "key"],
        unique=False,
        sqlite_where=sa.text("key <> ''"),
        postgresql_where=sa.text("key <> ''"),
    )


def _seen(op: Operations) -> None:
    op.create_table(
        "seen",
        _key("period", sa.Integer()),
        _key("message_id", sa.Text()),
        sa.PrimaryKeyConstraint("period", "message_id"),
        sqlite_with_rowid=False,
    )


def _set_aside(op: Operations) -> None:
    op.create_table(
        "set_aside",
        _key("shard", sa.SmallInteger()),
        _key("id", sa.BigInteger()),
        _column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("shard", "id"),
        sqlite_with_rowid=False,
    )


def _shard(op: Operations) -> None:
    op.create_table(
        "shard",
        _key("shard", sa.SmallInteger()),
        _column("fence", sa.BigInteger()),
        _column("worker", sa.Text(), may_lack=True),
        _column("leased_until", sa.BigInteger(), may_lack=True),
        _column("taken", sa.BigInteger()),
        _column("next_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("shard"),
        sqlite_with_rowid=False,
    )


def _standing(op: Operations) -> None:
    op.create_table(
        "standing",
        _key("shard", sa.SmallInteger()),
        _key("journey_id", sa.Integer()),
        _key("version", sa.Integer()),
        _key("step_id", sa.Integer()),
        _column("n", sa.BigInteger()),
        sa.PrimaryKeyConstraint("shard", "journey_id", "version", "step_id"),
        sqlite_with_rowid=False,
    )


def _story(op: Operations) -> None:
    op.create_table(
        "story",
        _key("shard", sa.SmallInteger()),
        _key("id", sa.BigInteger()),
        _column("run_id", sa.BigInteger()),
        _column("before_id", sa.BigInteger()),
        _column("data", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("shard", "id"),
        sqlite_with_rowid=False,
    )


def _version(op: Operations) -> None:
    op.create_table(
        "version",
        _key("journey_id", sa.Integer()),
        _key("number", sa.Integer()),
        _column("published_at", sa.BigInteger()),
        _column("current", sa.SmallInteger()),
        _column("definition", sa.Text()),
        _column("workspace", sa.Text()),
        _column("schemes", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("journey_id", "number"),
        sqlite_with_rowid=False,
    )


def _word(op: Operations) -> None:
    op.create_table(
        "word",
        _key("id", sa.Integer()),
        _column("text", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("word_text", "word", ["text"], unique=True)


def _key(name: str, type_: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, type_, autoincrement=False, nullable=False)


def _column(name: str, type_: sa.types.TypeEngine[Any], *, may_lack: bool = False) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=may_lack)
