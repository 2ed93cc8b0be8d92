"""The SQL that is ClickHouse's alone."""

from __future__ import annotations

from collections.abc import Sequence

from tropa.warehouses.counting.dialect import NUMERIC_TEXT, Pair
from tropa.warehouses.counting.windows import Windows


def literal(text: str) -> str:
    """A text as SQL: a backslash escapes inside quotes, itself and the quote included."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


class ClickHouseDialect:
    """ClickHouse's part of the port ``counting.dialect.Dialect``."""

    no_text = "CAST(NULL AS Nullable(String))"
    no_number = "CAST(NULL AS Nullable(Float64))"

    def text(self, value: str) -> str:
        """A text as a literal."""
        return literal(value)

    def number(self, value: float) -> str:
        """A number as a literal, which ClickHouse reads to the last bit."""
        return f"CAST({value!r} AS Float64)"

    def number_in(self, text: str) -> str:
        """The number that all of a text reads as."""
        cast = f"toFloat64OrNull({text})"
        return f"CASE WHEN match({text}, {literal(f'^(?:{NUMERIC_TEXT})$')}) AND isFinite({cast}) THEN {cast} END"

    def like(self, text: str, pattern: str) -> str:
        """Whether a text has the form of a pattern, in which a backslash would escape."""
        return f"({text} LIKE {literal(pattern.replace(chr(92), chr(92) * 2))})"

    def among(self, column: str, codes: Sequence[int]) -> str:
        """Whether a column holds one of some numbers."""
        return f"{column} IN ({', '.join(map(str, codes))})"

    def hashed(self, pair: Pair) -> str:
        """A value as a number: whole ones are written out without decimals first."""
        whole = f"{pair.number} = trunc({pair.number}) AND abs({pair.number}) < 1e18"
        number = f"CASE WHEN {whole} THEN toString(toInt64({pair.number})) ELSE toString({pair.number}) END"
        return f"CAST(sipHash64(coalesce({pair.text}, {number})) % {2**62} AS Nullable(Int64))"


CLICKHOUSE = ClickHouseDialect()

WINDOWS = Windows(
    before="(lagInFrame(toNullable({})) OVER w)",
    after="(leadInFrame(toNullable({})) OVER w)",
    frame="ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
    median="quantileExactInclusive(0.5)({})",
    names="arrayMap(x -> x.2, arraySort(groupArray((place, name))))",
)
