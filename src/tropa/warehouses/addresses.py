"""Addresses of warehouses: read, shown without their secrets, and knocked at."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from tropa.ports.unavailable import WarehouseUnavailable

KNOCK_S = 5.0
"""How long a server may take to open its door."""

OPTIONS = {"clickhouse": frozenset({"secure"}), "spark": frozenset({"storage"})}
"""Schemes, and what may follow the question mark."""

EXAMPLES = "duckdb, clickhouse://USER:PASSWORD@HOST:8123/DATABASE or spark://HOST:7077?storage=FOLDER"


class UnknownWarehouse(ValueError):
    """An address that says no warehouse; says which there are."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a warehouse is.

    Args:
        scheme: Which kind.
        hosts: Hosts with their ports, None where none is written; any of them will do.
        user: Who asks, or None.
        password: The secret, or None.
        database: What follows the hosts; empty where nothing does.
        options: What follows the question mark.
    """

    scheme: str
    hosts: tuple[tuple[str, int | None], ...]
    user: str | None
    password: str | None
    database: str
    options: Mapping[str, str]

    def __str__(self) -> str:
        """The address as it may be printed: without user, password and options."""
        told = ",".join(host if port is None else f"{host}:{port}" for host, port in self.hosts)
        return f"{self.scheme}://{told}{'/' + self.database if self.database else ''}"

    def __repr__(self) -> str:
        return f"<Address {self}>"

    def knock(self, default_port: int) -> None:
        """See whether any of the hosts listens.

        Raises:
            WarehouseUnavailable: None does.
        """
        reasons = [_refusal(host, port or default_port) for host, port in self.hosts]
        if None not in reasons:
            raise WarehouseUnavailable(
                f"{self} does not answer ({reasons[0]}): is it running, and is the port right?"
            )


def parse_address(text: str) -> Address:
    """Read an address.

    Raises:
        UnknownWarehouse: It is none; the message shows nothing of it but its beginning.
    """
    scheme, separator, _ = text.partition("://")
    if not separator or scheme not in OPTIONS:
        raise UnknownWarehouse(f"{scheme[:40]!r} is no warehouse: write {EXAMPLES}")
    try:
        parts = urlsplit(text)
    except ValueError:  # whose message shows all of it
        raise UnknownWarehouse(f"this is no address: write {EXAMPLES}") from None
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(options.keys() - OPTIONS[scheme])
    if unknown:
        raise UnknownWarehouse(
            f"a {scheme} address has no option {unknown[0]!r}, only {', '.join(sorted(OPTIONS[scheme]))}"
        )
    return Address(
        scheme,
        tuple(_host(scheme, host) for host in hosts.split(",")),
        unquote(user) or None,
        unquote(password) or None,
        unquote(parts.path.strip("/")),
        options,
    )


def _host(scheme: str, text: str) -> tuple[str, int | None]:
    host, separator, port = text.rpartition(":")
    if not separator:
        host, port = text, ""
    if not host or (separator and not (port.isascii() and port.isdigit() and 0 < int(port) < 2**16)):
        raise UnknownWarehouse(f"a {scheme} address has HOST:PORT after its beginning: write {EXAMPLES}")
    return host, int(port) if port else None


def _refusal(host: str, port: int) -> str | None:
    """Why nobody answers there; None where somebody does."""
    try:
        with socket.create_connection((host, port), KNOCK_S):
            return None
    except OSError as fault:
        return fault.strerror or str(fault)
