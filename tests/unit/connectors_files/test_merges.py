"""Files that say which ids are one customer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tropa.connectors.files import merges, read_merges
from tropa.ports.log import LogUnreadable


def test_pairs_are_read_in_order(tmp_path: Path) -> None:
    """Quotes and a byte order mark are the format's; an id that is itself says nothing."""
    path = tmp_path / "merges.csv"
    path.write_text('\ufeffprevious,customer\n"a, b",ann\nann,ann\nc,"d""e"\n')
    assert read_merges(path) == [("a, b", "ann"), ("c", 'd"e')]


@pytest.mark.parametrize(
    ("text", "told", "line"),
    [
        (b"", "met the columns []", 1),
        (b"customer,previous\n", "expected ['previous', 'customer']", 1),
        (b"previous,customer\na,b\nc\n", "met ['c'], expected two ids", 3),
        (b"previous,customer\na,\n", "met ['a', ''], expected two ids", 2),
        (b'previous,customer\n"a,b\n', "no CSV file", None),
        (b"previous,customer\n\xff,b\n", "no CSV file in UTF-8", None),
    ],
)
def test_what_is_something_else_is_told(tmp_path: Path, text: bytes, told: str, line: int | None) -> None:
    """With the line, where there is one."""
    path = tmp_path / "merges.csv"
    path.write_bytes(text)
    with pytest.raises(LogUnreadable) as caught:
        read_merges(path)
    assert told in str(caught.value)
    assert caught.value.line == line


def test_no_file_and_too_many_rows_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is a traceback, nor the end of the memory."""
    with pytest.raises(LogUnreadable, match="No such file"):
        read_merges(tmp_path / "none.csv")
    monkeypatch.setattr(merges, "MOST_MERGES", 1)
    (tmp_path / "many.csv").write_text("previous,customer\na,b\nc,d\n")
    with pytest.raises(LogUnreadable, match="more than 1 rows"):
        read_merges(tmp_path / "many.csv")
