"""Addresses of warehouses: what they mean, what is refused, and that nothing secret is shown."""

from __future__ import annotations

import socket
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tropa.ports.unavailable import WarehouseUnavailable
from tropa.warehouses.addresses import UnknownWarehouse, parse_address

FULL = "clickhouse://ada:p%40ss@db.example:8443/shop?secure=true"


def test_an_address_has_all_its_parts() -> None:
    """Login and password are read as they were meant, encoded signs included."""
    address = parse_address(FULL)
    assert (address.scheme, address.hosts, address.database) == ("clickhouse", (("db.example", 8443),), "shop")
    assert (address.user, address.password, address.options) == ("ada", "p@ss", {"secure": "true"})


def test_a_cluster_may_have_several_masters() -> None:
    """Any of them will do; a port is not obligatory."""
    address = parse_address("spark://one:7077,two?storage=hdfs://name/tropa")
    assert address.hosts == (("one", 7077), ("two", None))
    assert address.options == {"storage": "hdfs://name/tropa"}


def test_an_address_is_shown_without_its_secrets() -> None:
    """Neither as text nor in a traceback."""
    assert str(parse_address(FULL)) == "clickhouse://db.example:8443/shop"
    assert "p@ss" not in repr(parse_address(FULL))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mysql://h", "'mysql' is no warehouse"),
        ("", "'' is no warehouse"),
        ("clickhouse:h", "'clickhouse:h' is no warehouse"),
        ("clickhouse://", "has HOST:PORT"),
        ("clickhouse://h:port", "has HOST:PORT"),
        ("clickhouse://h:0", "has HOST:PORT"),
        ("clickhouse://h:99999", "has HOST:PORT"),
        ("clickhouse://h:٣", "has HOST:PORT"),
        ("spark://h?storge=/x", "has no option 'storge', only storage"),
        ("clickhouse://h?storage=/x", "has no option 'storage', only secure"),
    ],
)
def test_what_is_no_address_is_refused(text: str, told: str) -> None:
    """With what was expected."""
    with pytest.raises(UnknownWarehouse, match=told):
        parse_address(text)


@given(st.text(), st.sampled_from(["", "clickhouse://", "spark://", "clickhouse://u:secret@"]))
@example("[", "clickhouse://u:secret@")
@example("\u2100", "clickhouse://u:secret@")
def test_whatever_is_written_is_an_address_or_refused(text: str, beginning: str) -> None:
    """And what is refused does not show the password."""
    with suppress(UnknownWarehouse):
        assert "secret" not in str(parse_address(beginning + text)).replace(text, "")
        return
    with pytest.raises(UnknownWarehouse) as refused:
        parse_address(beginning + text)
    assert "u:secret" not in str(refused.value)


def test_a_door_that_opens_is_no_news() -> None:
    """One host that listens is enough."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        parse_address(f"spark://127.0.0.1:1,127.0.0.1:{port}").knock(7077)


def test_nobody_at_the_door_is_told() -> None:
    """With the address, without its login."""
    with pytest.raises(WarehouseUnavailable, match=r"^clickhouse://127\.0\.0\.1:1 does not answer") as told:
        parse_address("clickhouse://ada:sesame@127.0.0.1:1").knock(8123)
    assert "sesame" not in str(told.value)
