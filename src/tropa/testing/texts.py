"""Random texts and names, drawn to be awkward: what people write, and what YAML trips over."""

from __future__ import annotations

import re

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tropa.journey.codecs.scalars import ID_PATTERN, NAME

AWKWARD = (
    *("", " ", " lead", "trail ", "\n", "tail\n", "two\nlines", "a\n\n\nb\n\n", " \n x", "x\n  y", "tab\there", "\t"),
    *("yes", "no", "on", "Null", "null", "~", "true", "010", "0x1F", "0o7", "1_000", "1e3", ".5", "5.", "+7916"),
    *(".inf", "22:00", "1:30", "2027-03-01", "60 %", "3 per 1w", "<<", "=", "---", "...", "3d", "traits.x - 3d"),
    *(
        "{{ x }}",
        "{{ x }}, y",
        "{a: b}",
        "[x]",
        "- d",
        "? k",
        ": v",
        "a: b",
        "a #b",
        "# c",
        "%a",
        "@a",
        "`a",
        "|",
        ">",
    ),
    *("!x", "&a", "*a", "'q'", '"q"', "it's", '"', "'", "\\n", "a, b", "(", ")", "a)", "any(a, b)", "'*'", "*"),
    *(
        "when",
        "when ready",
        "a where b",
        "success",
        "child.done",
        "components.x.done",
        "not",
        "and",
        "select",
        "table",
    ),
    *("Скажут, что делать", "Корзина ждёт: {{ cart.url }}", "می‌خواهم", "گزارش‌ها", "😀", "prénom", "e\u0301", "名前"),
)
"""Texts that somebody will write one day."""

_REFUSED = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff"
"""What no file may hold; with control characters and separators, see ``text.source``."""

CHARACTERS = st.characters(
    exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=_REFUSED, include_characters="\n\t"
)
"""What a file may hold."""


def texts() -> SearchStrategy[str]:
    """Draw any text a file may hold, the empty one too."""
    return st.one_of(st.sampled_from(AWKWARD), st.text(CHARACTERS, max_size=8))


def names() -> SearchStrategy[str]:
    """Draw free names: of events, of properties."""
    return texts().filter(lambda text: re.fullmatch(NAME.pattern, text, re.ASCII) is not None)


def ids() -> SearchStrategy[str]:
    """Draw ids, those that other readers of YAML take for truth values among them."""
    drawn = st.from_regex(re.compile(f"(?:{ID_PATTERN.replace('{0,79}', '{0,5}')})", re.ASCII), fullmatch=True)
    return st.one_of(st.sampled_from(("on", "off", "y", "n", "a", "film-night", "x_1", "nan", "use-it")), drawn)
