"""The SQL that is Spark's alone."""

from __future__ import annotations

from collections.abc import Sequence

from tropa.warehouses.counting.dialect import NUMERIC_TEXT, Pair
from tropa.warehouses.counting.windows import Windows


def literal(text: str) -> str:
    """A text as SQL: a backslash escapes inside quotes, itself and the quote included."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


_NUMERIC = literal(rf"\A(?:{NUMERIC_TEXT})\z")


class SparkDialect:
    """Spark's part of the port ``counting.dialect.Dialect``."""

    no_text = "CAST(NULL AS STRING)"
    no_number = "CAST(NULL AS DOUBLE)"

    def text(self, value: str) -> str:
        """A text as a literal."""
        return literal(value)

    def number(self, value: float) -> str:
        """A number as a literal, which Java reads to the last bit."""
        return f"CAST('{value!r}' AS DOUBLE)"

    def number_in(self, text: str) -> str:
        """The number that all of a text reads as; in Java ``$`` would leave room for a line's end."""
        cast = f"TRY_CAST({text} AS DOUBLE)"
        finite = f"abs({cast}) < CAST('Infinity' AS DOUBLE)"
        return f"CASE WHEN {text} RLIKE {_NUMERIC} AND {finite} THEN {cast} END"

    def like(self, text: str, pattern: str) -> str:
        """Whether a text has the form of a pattern, in which a backslash would escape."""
        return f"({text} LIKE {literal(pattern.replace(chr(92), chr(92) * 2))})"

    def among(self, column: str, codes: Sequence[int]) -> str:
        """Whether a column holds one of some numbers."""
        return f"{column} IN ({', '.join(map(str, codes))})"

    def hashed(self, pair: Pair) -> str:
        """A value as a number: whole ones are written out without decimals first; nothing has a hash here."""
        whole = f"{pair.number} = rint({pair.number}) AND abs({pair.number}) < 1e18D"
        number = (
            f"CASE WHEN {whole} THEN CAST(CAST({pair.number} AS BIGINT) AS STRING) "
            f"ELSE CAST({pair.number} AS STRING) END"
        )
        hashed = f"pmod(xxhash64(coalesce({pair.text}, {number})), {2**62}L)"
        return f"CASE WHEN {pair.text} IS NOT NULL OR {pair.number} IS NOT NULL THEN {hashed} END"


SPARK = SparkDialect()

WINDOWS = Windows(
    before="(lag({}) OVER w)",
    after="(lead({}) OVER w)",
    frame="",
    median="percentile({}, 0.5)",
    names="transform(array_sort(collect_list(struct(place, name))), x -> x.name)",
)
