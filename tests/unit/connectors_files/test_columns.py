"""Roles and columns: what may be written, and what is said of what may not."""

from __future__ import annotations

import pytest

from tropa.connectors.files import Columns, parse_columns
from tropa.connectors.files.columns import nearest
from tropa.ports.log import LogUnreadable


def test_roles_are_mapped_to_columns() -> None:
    """Each ROLE=COLUMN maps one role; roles that are not mentioned stay open."""
    columns = parse_columns("customer=case_id, name=activity,at=timestamp,arrival=.order,received_at=r,message_id=m")
    assert columns == Columns("case_id", "activity", "timestamp", ".order", "r", "m")
    assert parse_columns("name=activity") == Columns(name="activity")


def test_a_column_may_hold_a_comma_or_an_equals_sign() -> None:
    """A part is quoted as in CSV, and only its first equals sign counts."""
    assert parse_columns('"customer=case, id",name=a=b') == Columns(customer="case, id", name="a=b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("custmer=x", "unknown role 'custmer' (did you mean 'customer'?); expected one of customer, name, at"),
        ("customer", "met 'customer' in the columns, expected ROLE=COLUMN"),
        ("customer=", "met 'customer=' in the columns, expected ROLE=COLUMN"),
        ("at=x,at=y", "role 'at' is mapped twice: to 'x' and to 'y'"),
        ("", "no columns are mapped"),
        ("at=x\ny", "expected ROLE=COLUMN"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, message: str) -> None:
    """The message says what was met, what was expected, and the nearest spelling."""
    with pytest.raises(ValueError, match=r"expected|mapped") as error:
        parse_columns(text)
    assert message in str(error.value)


def test_a_missing_column_is_named_with_those_found() -> None:
    """The message names the columns found, the nearest spelling and the way to map it."""
    with pytest.raises(LogUnreadable) as error:
        Columns(customer="Case_Id").places(["case_id", "name", "at"], "x.csv")
    assert str(error.value) == (
        "no column 'Case_Id' (did you mean 'case_id'?); found 'case_id', 'name', 'at'; "
        "map it with --columns customer=COLUMN"
    )


def test_a_message_does_not_list_a_thousand_columns() -> None:
    """Of many columns thirty are named, the others counted."""
    with pytest.raises(LogUnreadable) as error:
        Columns().places([f"c{i}" for i in range(1000)], "x.csv")
    assert "'c29' and 970 more" in str(error.value)
    assert "c30" not in str(error.value)


def test_a_column_that_stands_there_twice_is_refused_only_if_asked_for() -> None:
    """Two columns of the same name are no harm until one of them is meant."""
    assert Columns().places(["x", "x", "customer", "name", "at"], "x.csv") == {"customer": 2, "name": 3, "at": 4}
    with pytest.raises(LogUnreadable, match="column 'at' stands there 2 times"):
        Columns().places(["customer", "name", "at", "at"], "x.csv")


def test_optional_roles_are_filled_where_a_column_has_their_name() -> None:
    """Without a mapping, arrival, received_at and message_id are taken where they exist; mapped, they must."""
    found = ["customer", "name", "at", "arrival", "message_id"]
    assert Columns().places(found, "x.csv") == {"customer": 0, "name": 1, "at": 2, "arrival": 3, "message_id": 4}
    with pytest.raises(LogUnreadable, match="no column 'received'"):
        Columns(received_at="received").places(found, "x.csv")


def test_the_nearest_spelling_minds_no_case_and_no_strangers() -> None:
    """Case alone is no distance; what resembles nothing gets no proposal."""
    assert nearest("EUROPE/BERLIN", ["Europe/Berlin", "Asia/Tehran"]) == " (did you mean 'Europe/Berlin'?)"
    assert not nearest("zzz", ["customer", "name"])
