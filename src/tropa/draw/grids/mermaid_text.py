"""Any text as text of Mermaid: what could mean something to its readers is written as a number.

Mermaid has no one way to quote: a title, a task and a label are each read by rules of their own.
Its entity codes (``#35;``) are taken out before any of them reads, so that they are safe in all.
"""

from __future__ import annotations

import re
from unicodedata import category

from tropa.draw.lettering import wrap

_HARMLESS = frozenset(" -.,!?()/'’‘“”«»…–—+→←✓،؛؟٪٫٬\u200c\u2066\u2067\u2068\u2069")
_ITS_OWN = {"\ufb02": "fl"}
"""A ligature by which Mermaid marks the entity codes it has taken out, and its letters."""

_WORD = re.compile(r"^(\W*)(accdescr|acctitle|journey|section|title|end)\b", re.IGNORECASE)
BREAK = "<br/>"
"""A new line within a label."""


def quoted(*lines: str) -> str:
    """A label of some lines between quotation marks.

    >>> quoted('say "no"', "a<b")
    '"say #34;no#34;<br/>a#60;b"'
    """
    return f'"{BREAK.join(safe(line) for line in lines)}"'


def safe(text: str) -> str:
    """A text on one line that is read as nothing but text, wherever it stands.

    >>> safe("10:30; #1"), safe("Section one")
    ('10#58;30#59; #35;1', '#83;ection one')
    """
    line = " ".join(wrap(text, float("inf"), 1))
    begins = _WORD.match(line)
    first = begins.start(2) if begins else None
    return "".join(_sign(sign) if at != first else _code(sign) for at, sign in enumerate(line))


def _sign(sign: str) -> str:
    if sign in _ITS_OWN:
        return _ITS_OWN[sign]
    return sign if sign in _HARMLESS or category(sign)[0] in "LMN" else _code(sign)


def _code(sign: str) -> str:
    return f"#{ord(sign)};"
