"""Questions answered by DuckDB and NumPy."""

from tropa.warehouses.counting.conditions import Unanswerable
from tropa.warehouses.duckdb.log import EventTable
from tropa.warehouses.duckdb.warehouse import DuckDBWarehouse

__all__ = ["DuckDBWarehouse", "EventTable", "Unanswerable"]
