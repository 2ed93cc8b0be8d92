"""Holds as rows (R12)."""

from __future__ import annotations

from collections.abc import Iterable

from tropa.engine.holds import Hold
from tropa.stores.sql.packing import RowCodec, pack, unpack
from tropa.stores.sql.talk import Talk
from tropa.stores.sql.texts import name

_HOLD = RowCodec(Hold)


def holds_of(talk: Talk) -> tuple[Hold, ...]:
    """Every hold that was kept, oldest first."""
    return tuple(_HOLD.row(unpack(data)) for (data,) in talk.rows("holds"))


def keep_holds(talk: Talk, holds: Iterable[Hold]) -> None:
    """Keep holds, each in place of the one of its id."""
    for hold in holds:
        places: dict[str, int] = dict(talk.rows("hold_places"))
        called, data = name(hold.id), pack(_HOLD.fields(hold))
        if called in places:
            talk.run("hold_change", called, data)
        else:
            talk.insert("hold", [(called, max(places.values(), default=0) + 1, data)])
