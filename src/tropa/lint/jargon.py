"""Words by which a company speaks of its clients and not to them."""

from __future__ import annotations

import re
from functools import cache

from tropa.data.package import list_data, read_data


def jargon_in(text: str) -> str | None:
    """The first such word of a text as it stands there, in any of the shipped languages; None where none is.

    >>> jargon_in("This will leverage your songs"), jargon_in("A lever for you")
    ('leverage', None)
    """
    found = _pattern().search(_BLANK.sub(" ", text) if "{" in text else text)
    return found.group() if found else None


_BLANK = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
"""What is filled in for each client has names of its own."""


@cache
def _pattern() -> re.Pattern[str]:
    lines = (line for path in list_data("jargon", ".txt") for line in read_data(path).decode().splitlines())
    words = (line.strip() for line in lines if line.strip() and not line.startswith("#"))
    ways = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)", re.IGNORECASE)
