"""Reaching a ClickHouse server."""

from __future__ import annotations

from clickhouse_connect import get_client
from clickhouse_connect.driver.exceptions import ClickHouseError

from tropa.ports.unavailable import WarehouseUnavailable
from tropa.warehouses.addresses import Address
from tropa.warehouses.clickhouse.talk import Talk, without

PORT, SECURE_PORT = 8123, 8443

PATIENCE_S = 6 * 60 * 60
"""How long a statement may take before the server has anything to say: sorting a large log does."""


def default_port(address: Address) -> int:
    """The port of the HTTP interface, where the address says none."""
    return SECURE_PORT if _is_secure(address) else PORT


def connect(address: Address) -> Talk:
    """Log in at a server.

    Raises:
        WarehouseUnavailable: It does not let us in.
    """
    host, port = address.hosts[0]
    try:
        client = get_client(
            host=host,
            port=port or default_port(address),
            username=address.user,
            password=address.password or "",
            database=address.database or "__default__",
            secure=_is_secure(address),
            send_receive_timeout=PATIENCE_S,
            autogenerate_session_id=False,
        )
    except ClickHouseError as fault:
        raise WarehouseUnavailable(f"{address} cannot be used: {without(address.password, str(fault))}") from None
    return Talk(client, str(address), address.password)


def _is_secure(address: Address) -> bool:
    return address.options.get("secure") == "true"
