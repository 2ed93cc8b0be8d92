"""CSV and TSV: quotes, ragged lines, numbers of lines, and what is done with damage."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.unit.connectors_files.landed import land_text, utc

from tropa.connectors.files import csv_records
from tropa.connectors.files.csv_records import SEPARATOR, Records, Splitter
from tropa.connectors.files.lines import Block
from tropa.ports.log import LogUnreadable

HEADER = "customer,name,at,amount\n"
NEVER_CLOSED = "a quoted field is never closed"


def test_every_field_is_text_and_an_empty_one_is_missing() -> None:
    """Nothing is guessed: 007 stays 007, true stays a text, an empty field is null."""
    landed = land_text(
        ".csv", HEADER + "7,bought,2024-01-31,007\n8,true,2024-01-31,\n", properties=["amount", "name"]
    )
    assert landed.landing.properties == ("amount", "name")
    assert landed.column("customer") == ["7", "8"]
    assert landed.column("t0") == ["007", None]
    assert landed.column("t1") == ["bought", "true"]
    assert landed.column("n0") == landed.column("n1") == [None, None]


def test_columns_are_told_apart_by_case_and_every_column_is_a_property() -> None:
    """``ID`` and ``id`` are two columns; a mapped one is a property under its own name too."""
    landed = land_text(
        ".csv",
        "ID,id,What,when\nanna,7,called,2024-01-31\n",
        columns="customer=ID,name=What,at=when",
        properties=["ID", "id", "when", "Id"],
    )
    (event,) = landed.events
    assert event["customer"] == "anna"
    assert landed.landing.properties == ("ID", "Id", "id", "when")
    assert [event[f"t{i}"] for i in range(4)] == ["anna", None, "7", "2024-01-31"]


def test_quoted_fields_may_hold_delimiters_quotes_and_line_ends() -> None:
    """A quoted field runs on to its closing quote, over lines too; the record has its first line's number."""
    text = HEADER + '"anna, b",called,2024-01-31,"a ""b"""\n"two\nlines",called,2024-01-31,\nx,called,never,\n'
    landed = land_text(".csv", text, properties=["amount"])
    assert landed.column("customer") == ["anna, b", "two\nlines"]
    assert landed.column("t0") == ['a "b"', None]
    assert landed.reasons[0][0] == 5


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "end"])
def test_lines_end_as_on_unix_or_windows(end: str, last: str) -> None:
    """Either end is read, with or without one after the last line, after a byte-order mark or not."""
    lines = ["\ufeffcustomer,name,at", "anna,called,2024-01-31", '"b","called","2024-02-01"']
    landed = land_text(".csv", end.join(lines) + (end if last else ""))
    assert landed.column("customer") == ["anna", "b"]
    assert landed.column("at") == [utc("2024-01-31"), utc("2024-02-01")]


@pytest.mark.parametrize(
    ("suffix", "delimiter"), [(".csv", ","), (".csv", ";"), (".csv", "\t"), (".csv", "|"), (".tsv", "\t")]
)
def test_the_delimiter_is_the_one_that_makes_most_of_the_header(suffix: str, delimiter: str) -> None:
    """Comma, semicolon, tabulator and bar are told from the header; a TSV file's is given."""
    lines = [["customer", '"name"', "at"], ["anna", '"a,b;c"', "2024-01-31"]]
    landed = land_text(suffix, "".join(delimiter.join(line) + "\n" for line in lines))
    assert landed.column("name") == ["a,b;c"]


def test_bad_lines_are_numbered_and_the_good_ones_between_them_kept() -> None:
    """Each bad line has its number in the file, its reason and its beginning; nothing else is lost."""
    text = (
        HEADER
        + "anna,called,2024-01-31,1\n"
        + "anna,called\n"
        + ",called,2024-01-31,1\n"
        + "anna,,2024-01-31,1\n"
        + "anna,called,,1\n"
        + "\n"
        + "anna,called,2024-01-31,1,2\n"
        + "boris,called,2024-02-01,1\n"
    )
    landed = land_text(".csv", text)
    assert landed.column("customer") == ["anna", "boris"]
    assert landed.reasons == [
        (3, "expected 4 fields as in the header, met 2"),
        (4, "no customer: 'customer' is missing or empty"),
        (5, "no name: 'name' is missing or empty"),
        (6, "no time: 'at' is missing or empty"),
        (8, "expected 4 fields as in the header, met 5"),
    ]
    assert landed.landing.bad_lines[0].text == "anna,called"
    assert landed.landing.ignored == {"blank": 1}
    assert landed.n_lines == text.count("\n") - 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('x,"y,2024-01-31,', NEVER_CLOSED),
        ('x,"y"z,2024-01-31,', "a quoted field goes on after its end: a quote within one must be doubled"),
        ("x,y,2024\r-01-31,", "a carriage return stands within the line"),
        (
            f"x,{'y' * 131_073},2024-01-31,",
            "a field is longer than 131,072 characters; is a quoted one never closed?",
        ),
        (f"x,y{SEPARATOR},2024-01-31,", "the line holds U+FDD0, which is no character"),
        ("x,y\0,2024-01-31,", "the line holds a NUL byte"),
    ],
)
def test_damage_in_one_line_is_that_lines_alone(line: str, reason: str) -> None:
    """Whatever is wrong with a line, those around it are read, and its text is cut to 200 characters."""
    landed = land_text(".csv", HEADER + f"anna,called,2024-01-31,\n{line}\nboris,called,2024-01-31,\n")
    assert landed.reasons == [(3, reason)]
    assert (
        landed.landing.bad_lines[0].text == line.replace(SEPARATOR, ",")[:200] if SEPARATOR in reason else line[:200]
    )
    assert landed.column("customer") == ["anna", "boris"]


def test_a_line_that_is_not_utf_8_is_a_bad_line() -> None:
    """The byte and its place are told; the lines around it are read."""
    text = HEADER.encode() + b"anna,called,2024-01-31,\n" + "анна,called,2024-01-31,\n".encode("cp1251")
    landed = land_text(".csv", text + b'"b",called,2024-01-31,\n')
    assert landed.reasons == [(3, "the line is not UTF-8 (byte 0xE0 at position 1): save the file as UTF-8")]
    assert landed.column("customer") == ["anna", "b"]


def test_a_quote_too_many_does_not_swallow_the_file() -> None:
    """The line with the stray quote is lost; the thousands after it are read again without it."""
    good = "anna,called,2024-01-31,1\n" * 20_000
    landed = land_text(".csv", HEADER + good + 'boris,"called,2024-01-31,1\n' + good)
    assert landed.landing.n_events == 40_000
    assert [number for number, _ in landed.reasons] == [20_002]


def test_a_file_full_of_open_quotes_takes_time_in_proportion(monkeypatch: pytest.MonkeyPatch) -> None:
    """When second chances are used up, the lines of a failed record are all bad, each counted."""
    monkeypatch.setattr(csv_records, "_MOST_REREAD", 100)
    landed = land_text(".csv", HEADER + 'x","z\n' * 5_000)
    assert landed.landing.n_bad == 5_000
    assert [number for number, _ in landed.reasons] == list(range(2, 102))


def test_a_header_that_is_no_text_makes_the_log_unreadable() -> None:
    """The message names the likely cause: another encoding, a quote, one endless line."""
    with pytest.raises(LogUnreadable, match="is it UTF-16"):
        land_text(".csv", "customer,name,at\n".encode("utf-16"))
    with pytest.raises(LogUnreadable, match="its quotes do not match") as error:
        land_text(".csv", '"customer,name,at\n')
    assert error.value.line == 1
    with pytest.raises(LogUnreadable, match="longer than 1,048,576 bytes"):
        land_text(".csv", b"a" * 3 * 2**20)


def test_a_missing_column_makes_the_log_unreadable() -> None:
    """Without the column that a role was mapped to nothing is landed."""
    with pytest.raises(LogUnreadable, match=r"no column 'Name' \(did you mean 'name'\?\)"):
        land_text(".csv", HEADER, columns="name=Name")


def test_a_header_alone_is_an_empty_log() -> None:
    """No lines, no events, no watermark, no complaint."""
    landed = land_text(".csv", HEADER, properties=["amount"])
    assert (landed.events, landed.landing.watermark, landed.landing.n_bad) == ([], None, 0)


def fields(records: Records) -> list[tuple[int, list[str], str | None]]:
    """Number, fields and fault of each record."""
    split = [text.split(records.separator) for text in records.texts]
    return list(zip(records.lines, split, records.faults, strict=True))


@given(st.lists(st.text(st.sampled_from('ab,;" '), max_size=8), min_size=1, max_size=12))
@example(["a,b", "", "  ", ",,"])
def test_the_quick_way_and_the_careful_way_agree(lines: list[str]) -> None:
    """Lines without quotes have the same fields whether the engine splits them or the CSV reader."""
    plain = [line.replace('"', "") for line in lines]
    quick, careful = Splitter(","), Splitter(",")
    assert fields(quick.split(Block(1, plain, {}))) == fields(careful.split(Block(1, plain, {}), plain=False))


@given(st.lists(st.text(st.sampled_from('a,"'), max_size=6), max_size=14), st.integers(1, 5))
@example(['"a', 'b"', '"', "a"], 1)
def test_records_do_not_depend_on_where_blocks_end(lines: list[str], size: int) -> None:
    """Cut into blocks of any size, a file has the same records, and each line is in one of them."""
    whole, pieces = Splitter(","), Splitter(",")
    expected = fields(whole.split(Block(1, lines, {}))) + fields(whole.finish(len(lines) + 1))
    got = []
    for start in range(0, len(lines), size):
        got += fields(pieces.split(Block(start + 1, lines[start : start + size], {})))
    got += fields(pieces.finish(len(lines) + 1))
    assert got == expected
    assert [number for number, *_ in got] == sorted({number for number, *_ in got})
