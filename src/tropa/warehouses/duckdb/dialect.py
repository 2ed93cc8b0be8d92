"""The SQL that is DuckDB's alone."""

from __future__ import annotations

from collections.abc import Sequence

from tropa.warehouses.counting.dialect import NUMERIC_TEXT, Pair

BITS = 63
"""Of a BIGINT, without its sign."""


def literal(text: str) -> str:
    """A text as SQL.  DuckDB knows no escapes inside quotes but the doubled quote."""
    return "'" + text.replace("'", "''") + "'"


class DuckDBDialect:
    """DuckDB's part of the port ``counting.dialect.Dialect``."""

    no_text = "CAST(NULL AS VARCHAR)"
    no_number = "CAST(NULL AS DOUBLE)"

    def text(self, value: str) -> str:
        """A text as a literal."""
        return literal(value)

    def number(self, value: float) -> str:
        """A number as a literal: what Python writes reads back as the same bits."""
        return f"CAST('{value!r}' AS DOUBLE)"

    def number_in(self, text: str) -> str:
        """The number that all of a text reads as."""
        cast = f"TRY_CAST({text} AS DOUBLE)"
        return f"CASE WHEN regexp_full_match({text}, {literal(NUMERIC_TEXT)}) AND isfinite({cast}) THEN {cast} END"

    def like(self, text: str, pattern: str) -> str:
        """Whether a text has the form of a pattern; DuckDB escapes nothing unless asked to."""
        return f"({text} LIKE {literal(pattern)})"

    def among(self, column: str, codes: Sequence[int]) -> str:
        """Whether a column holds one of some numbers: small ones are bits of one, a third faster than a list."""
        if max(codes) >= BITS:
            return f"{column} IN ({', '.join(map(str, codes))})"
        bits = sum(1 << code for code in set(codes))
        return f"((CAST({bits} AS BIGINT) >> {column}) & 1 = 1)"

    def hashed(self, pair: Pair) -> str:
        """A value as a number: whole ones are written out without decimals first."""
        whole = f"{pair.number} = trunc({pair.number}) AND abs({pair.number}) < 1e18"
        number = (
            f"CASE WHEN {whole} THEN CAST(CAST({pair.number} AS BIGINT) AS VARCHAR) "
            f"ELSE CAST({pair.number} AS VARCHAR) END"
        )
        hashed = f"CAST(hash(coalesce({pair.text}, {number})) % {2**62} AS BIGINT)"
        return f"CASE WHEN {pair.text} IS NOT NULL OR {pair.number} IS NOT NULL THEN {hashed} END"


DUCKDB = DuckDBDialect()
