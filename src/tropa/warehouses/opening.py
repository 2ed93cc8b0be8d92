"""Opening the warehouse that the settings name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from tropa.ports.log import Landing, Limits, Progress
from tropa.ports.unavailable import WarehouseUnavailable
from tropa.ports.warehouse import Warehouse
from tropa.warehouses.addresses import Address, parse_address
from tropa.warehouses.duckdb import DuckDBWarehouse

Opener = Callable[[Landing, Path, Progress, UUID], Warehouse]
"""Opens a landing: in a folder of this machine, heard by a progress, called by a token wherever else it lies."""

EMBEDDED = "duckdb"


def opener(address: str, limits: Limits) -> Opener:
    """What opens landings in the warehouse of an address.

    Args:
        address: ``duckdb``, ``clickhouse://...`` or ``spark://...``.
        limits: What an engine may take of this machine.

    Raises:
        UnknownWarehouse: The address says none of these.
        WarehouseUnavailable: It cannot be used: what is missing, and what to do.
    """
    if address == EMBEDDED:
        return lambda landing, folder, progress, _: DuckDBWarehouse.open(landing, folder, limits, progress)
    parsed = parse_address(address)
    return _clickhouse(parsed) if parsed.scheme == "clickhouse" else _spark(parsed)


def _clickhouse(address: Address) -> Opener:
    try:
        from tropa.warehouses.clickhouse import ClickHouseWarehouse  # noqa: PLC0415  an extra
        from tropa.warehouses.clickhouse.connecting import connect, default_port  # noqa: PLC0415  as above
    except ModuleNotFoundError as fault:
        raise _missing(fault, "clickhouse") from fault
    address.knock(default_port(address))
    return lambda landing, _, progress, token: ClickHouseWarehouse.open(landing, connect(address), token, progress)


def _spark(address: Address) -> Opener:
    try:
        from tropa.warehouses.spark import SparkWarehouse  # noqa: PLC0415  an extra
        from tropa.warehouses.spark.connecting import PORT, connect  # noqa: PLC0415  as above
    except ModuleNotFoundError as fault:
        raise _missing(fault, "spark") from fault
    address.knock(PORT)
    return lambda landing, folder, progress, token: SparkWarehouse.open(
        landing, connect(address, folder), token, progress
    )


def _missing(fault: ModuleNotFoundError, extra: str) -> Exception:
    """What to say of a module that is not there; what is none of the extra's is a fault of ours."""
    if (fault.name or "tropa").startswith("tropa"):
        return fault
    return WarehouseUnavailable(f"{fault.name} is not installed: pip install 'tropa[{extra}]'")
