"""The tables, once for SQLite and PostgreSQL.

Theory.  A turn is cheap when it touches few rows, and each by a key it knows.  So there is *one* row a
customer, with all that is remembered of the customer; *one* row an open run, with its participants
and positions; and what is written once goes behind all that was written before: what was heard beside
its customer, what became of a run as one row a turn, each naming the row before it of the same run.
A run's story is read along this chain; nothing that grows for ever has a second index.  Open
runs lie beside each other by customer, which is how they are asked for, and have no index for it.

Instants are whole microseconds since 1970 in UTC.  ``data`` and ``state`` are MessagePack
(``packing``): nothing in them is asked for in SQL.  Ids are numbers that the shard gave, unique in
the store: what moves to another shard keeps its id.  Ids of words are those of ``word``.

Columns stand widest first: PostgreSQL puts each number where its width divides the place, and leaves
the bytes before it empty.  A key of more than two numbers begins with the customer, not with the shard:
all shards give numbers in step, so that new entries come to the end of the index and fill its pages.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    text,
)

METADATA = MetaData()
"""Every table of the state."""

ID = BigInteger


ROOM = "90"
"""Percent of a page of PostgreSQL that new rows of customers fill: what a customer's row becomes next stays in its
page then, and needs no new entry in an index."""


def _table(name: str, *parts: Column[object] | Index | PrimaryKeyConstraint, fill: str | None = None) -> Table:
    """A table; in SQLite its rows lie in the order of their key."""
    filled = {"fillfactor": fill} if fill is not None else {}
    return Table(name, METADATA, *parts, sqlite_with_rowid=False, postgresql_with=filled)


def _keyed(*names: str) -> PrimaryKeyConstraint:
    """A key whose columns stand elsewhere than in front."""
    return PrimaryKeyConstraint(*names)


def _key(name: str, type_: type[Integer | Text]) -> Column[object]:
    return Column(name, type_, primary_key=True, autoincrement=False)


def _column(name: str, type_: type[Integer | Text | LargeBinary], *, may_lack: bool = False) -> Column[object]:
    return Column(name, type_, nullable=may_lack)


SHARD = _table(
    "shard",
    _key("shard", SmallInteger),
    _column("fence", ID),
    _column("worker", Text, may_lack=True),
    _column("leased_until", ID, may_lack=True),
    _column("taken", ID),  # the sequence of the last input that a turn took
    _column("next_id", ID),  # what the next row of this shard is called, before it is spread over the shards
)
COUNTER = _table("counter", _key("name", Text), _column("value", ID))
WORD = _table("word", _key("id", Integer), _column("text", Text), Index("word_text", "text", unique=True))
EVENT = _table(
    "event",
    _column("sequence", ID),
    _column("received_at", ID),
    _column("shard", SmallInteger),
    _column("made", SmallInteger),  # 1: written by a run, which heard it at once
    _column("customer", Text),
    _column("name", Text, may_lack=True),  # traits that were set have none
    _column("data", LargeBinary),
    _keyed("shard", "sequence"),
)
MOVED = _table("moved", _key("name", Text), _column("shard", SmallInteger))  # customers brought into another shard
SEEN = _table("seen", _key("period", Integer), _key("message_id", Text))
CUSTOMER = _table(
    "customer",
    _column("id", ID),
    _column("shard", SmallInteger),
    _column("name", Text),
    _column("state", LargeBinary),
    _keyed("shard", "id"),
    Index("customer_name", "name", unique=True),
    fill=ROOM,
)
RUN = _table(
    "run",
    _column("id", ID),
    _column("customer_id", ID),
    _column("last_id", ID),  # the last row of its story
    _column("due_at", ID, may_lack=True),
    _column("journey_id", Integer),
    _column("attempt", Integer),
    _column("version", Integer),
    _column("shard", SmallInteger),
    _column("key", Text),  # empty: none; else "=" and the key, or "#" and what it hashes to
    _column("data", LargeBinary),
    _keyed("customer_id", "journey_id", "key", "attempt", "shard"),
    Index(
        "run_due",
        "shard",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index("run_key", "journey_id", "key", sqlite_where=text("key <> ''"), postgresql_where=text("key <> ''")),
)
PARTICIPANT = _table(
    "participant",
    _column("run_id", ID),
    _column("customer_id", ID),  # others than the run's first
    _column("first_id", ID),  # the run's first
    _column("shard", SmallInteger),
    _keyed("shard", "run_id", "customer_id"),
    Index("participant_customer", "customer_id"),
)
HEARD = _table(
    "heard",
    _column("customer_id", ID),
    _column("id", ID),
    _column("shard", SmallInteger),
    _column("name", Text),
    _column("data", LargeBinary),
    _keyed("customer_id", "id", "shard"),
    Index(
        "heard_rare",
        "name",
        sqlite_where=text("name IN ('entry_queued', 'hold_released')"),
        postgresql_where=text("name IN ('entry_queued', 'hold_released')"),
    ),
)
STORY = _table(
    "story",
    _column("id", ID),
    _column("before_id", ID),  # the row before it of the same run; 0 is none
    _column("shard", SmallInteger),
    _column("data", LargeBinary),
    _keyed("shard", "id"),
)
MESSAGE = _table(
    "message",
    _column("id", ID),
    _column("again_at", ID, may_lack=True),  # when it is taken in hand next; none: never
    _column("shard", SmallInteger),
    _column("standing", SmallInteger),
    _column("n_tried", SmallInteger),
    _column("message_id", Text),
    _column("worker", Text, may_lack=True),
    _column("provider_id", Text, may_lack=True),
    _column("reason", Text, may_lack=True),
    _column("data", LargeBinary),
    _keyed("shard", "id"),
    Index(
        "message_next",
        "again_at",
        "id",
        sqlite_where=text("again_at IS NOT NULL"),
        postgresql_where=text("again_at IS NOT NULL"),
    ),
    Index(
        "message_open",
        "message_id",
        unique=True,
        sqlite_where=text("again_at IS NOT NULL"),
        postgresql_where=text("again_at IS NOT NULL"),
    ),
)
INVITATION = _table(
    "invitation",
    _key("shard", SmallInteger),
    _key("name", Text),
    _column("data", LargeBinary),
)
IGNORED = _table(
    "ignored",
    _key("shard", SmallInteger),
    _key("customer_id", ID),
    _key("id", ID),
    _column("journey_id", Integer),
    _column("data", LargeBinary),
)
SET_ASIDE = _table("set_aside", _key("shard", SmallInteger), _key("id", ID), _column("data", LargeBinary))
STANDING = _table(
    "standing",
    _key("shard", SmallInteger),
    _key("journey_id", Integer),
    _key("version", Integer),
    _key("step_id", Integer),
    _column("n", ID),
)
VERSION = _table(
    "version",
    _key("journey_id", Integer),
    _key("number", Integer),
    _column("published_at", ID),
    _column("current", SmallInteger),
    _column("definition", Text),
    _column("workspace", Text),
    _column("schemes", LargeBinary),
)
LISTENED = _table("listened", _key("name", Text))  # one without a name is every name
HOLD = _table("hold", _key("name", Text), _column("place", Integer), _column("data", LargeBinary))
