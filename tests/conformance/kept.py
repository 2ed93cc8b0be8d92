"""A landing kept in a folder, in two pieces, to be asked like any other warehouse."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from tropa.ports.log import Landing, Needs
from tropa.warehouses.duckdb.kept import DuckDBKeeper, KeptLog, KeptWarehouse


def kept(landing: Landing, folder: Path, target_rows: int) -> KeptWarehouse:
    """Keep the first two thirds of what arrived, then the rest, and open it.

    Args:
        landing: The log.
        folder: Where everything is put.
        target_rows: Rows in a chunk.
    """
    keeper = DuckDBKeeper(folder / "kept", target_rows=target_rows, most_new=100.0)
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        n = engine.execute(f"SELECT coalesce(max(arrival), -1) + 1 FROM '{landing.events}'").fetchall()[0][0]  # noqa: S608 - our own path, as below
        told = f"SELECT DISTINCT trait FROM '{landing.traits}'"  # noqa: S608
        traits = [trait for (trait,) in engine.execute(told).fetchall()] if landing.traits else []
        cut = 2 * n // 3
        pieces = [_piece(engine, landing, folder / name, within) for name, within in _parted(cut)]
    with keeper.writing():
        for piece in pieces:
            keeper.add(piece, traits, "", "")
    log = KeptLog(keeper.path, target_rows=target_rows)
    needs = Needs(frozenset(landing.properties), frozenset(traits))
    return log.open_warehouse(log.land(folder, needs, lambda *_: None), folder)


def _parted(cut: int) -> list[tuple[str, tuple[int, str]]]:
    return [("first", (0, f"arrival < {cut}")), ("rest", (cut, f"arrival >= {cut}"))]


def _piece(engine: duckdb.DuckDBPyConnection, landing: Landing, folder: Path, within: tuple[int, str]) -> Landing:
    """Some of a landing as one of its own, with message ids, which nobody gave."""
    offset, condition = within
    folder.mkdir()
    paths: dict[str, Path | None] = {"events": landing.events, "traits": landing.traits}
    for name, path in paths.items():
        if path is None:
            continue
        received = "" if name == "events" else ', "at" AS received_at'
        picked = f"* REPLACE (arrival - {offset} AS arrival){received}, NULL::VARCHAR AS message_id"
        rows = f"SELECT {picked} FROM '{path}' WHERE {condition}"  # noqa: S608 - our own path and numbers
        paths[name] = folder / f"{name}.parquet"
        engine.execute(f"COPY ({rows}) TO '{paths[name]}' (FORMAT parquet)")
    return replace(landing, events=paths["events"] or landing.events, traits=paths["traits"])
