"""Which warehouse an address opens, and what is said where it cannot be."""

from __future__ import annotations

import builtins
from types import ModuleType

import pytest

from tropa.ports.log import Limits
from tropa.ports.unavailable import WarehouseUnavailable
from tropa.warehouses.addresses import UnknownWarehouse
from tropa.warehouses.opening import opener


@pytest.mark.parametrize(
    ("address", "module", "extra"),
    [("clickhouse://h", "clickhouse_connect", "clickhouse"), ("spark://h", "pyspark", "spark")],
)
def test_an_extra_that_is_missing_is_named(
    address: str, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the command that mends it."""
    for loaded in ("clickhouse", "spark"):
        for name in ("", ".talk", ".connecting", ".warehouse", ".cluster", ".events", ".loading"):
            monkeypatch.delitem(__import__("sys").modules, f"tropa.warehouses.{loaded}{name}", raising=False)
    imported = builtins.__import__

    def without(name: str, *rest: object) -> ModuleType:
        if name.partition(".")[0] in {module, "py4j"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return imported(name, *rest)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(WarehouseUnavailable, match=rf"is not installed: pip install 'tropa\[{extra}\]'"):
        opener(address, Limits())


def test_an_unknown_warehouse_is_refused() -> None:
    """With those that there are."""
    with pytest.raises(UnknownWarehouse, match=r"'duckdbb' is no warehouse: write duckdb, clickhouse://"):
        opener("duckdbb", Limits())
