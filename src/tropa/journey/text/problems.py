"""Problems found in a file: where, what was met, what was expected, the nearest spelling.

Rooms below the shell say ids; the sentences live in the catalogues under
``problem.<rule>`` and ``expected.<id>``.
"""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

Level: TypeAlias = Literal["E", "W", "H"]

RULES: dict[str, Level] = {
    "PA01": "E",  # not YAML
    "PA02": "E",  # over a limit
    "PA03": "E",  # a YAML feature the language refuses
    "PA04": "E",  # a key twice
    "PA05": "E",  # a comma in an unquoted text
    "PA06": "W",  # prose cut off by a comment sign
    "PA07": "E",  # an unknown key
    "PA08": "E",  # a value of the wrong form
    "PA09": "E",  # a key that must be there
    "PA10": "E",  # a field both beside its kind and inside it
    "PA11": "E",  # a character that hides what a text says
    "PA12": "E",  # a text that begins with {{ and is not quoted
    "RE01": "E",  # a name that nothing declares
    "RE02": "E",  # a name declared twice
    "RE03": "E",  # a thing that may not stand here
}
"""What the reader can find wrong, with its level; the reference page lists the same ids."""


class Span(NamedTuple):
    """A place in a text: lines and columns from 1, ends exclusive, offsets in characters.

    A tuple, because a file has as many as it has words, and a tuple is the cheapest thing to make.
    """

    line: int
    column: int
    start: int
    end: int


NOWHERE = Span(1, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of the reader.

    Args:
        rule: An id of ``RULES``.
        span: Where in the text.
        params: What the catalogue's sentence needs: ``met``, ``expected``, ``nearest`` ...
        file: The file as the user named it.
    """

    rule: str
    span: Span
    params: dict[str, str] = field(default_factory=dict)
    file: str = ""

    @property
    def level(self) -> Level:
        """``E`` stops the file from being used, ``W`` does not."""
        return RULES[self.rule]


MAX_CANDIDATES = 100
"""How many spellings, those nearest in length, are held against what was met."""


def nearest(met: str, valid: Iterable[str]) -> str:
    """The valid spelling closest to what was met, or an empty text.

    >>> nearest("touchpiont", ["touchpoint", "steps"])
    'touchpoint'
    """
    likely = heapq.nsmallest(MAX_CANDIDATES, valid, key=lambda name: (abs(len(name) - len(met)), name))
    found = difflib.get_close_matches(met[:80], likely, n=1, cutoff=0.6)
    return found[0] if found else ""
