"""Logs kept in a folder: sorted once, added to for as long as one likes, asked at any time."""

from tropa.warehouses.duckdb.kept.keeper import DuckDBKeeper
from tropa.warehouses.duckdb.kept.kept_log import KeptLog, KeptWarehouse

__all__ = ["DuckDBKeeper", "KeptLog", "KeptWarehouse"]
