"""Questions answered by ClickHouse, and by NumPy over what it streams."""

from tropa.warehouses.clickhouse.warehouse import ClickHouseWarehouse

__all__ = ["ClickHouseWarehouse"]
