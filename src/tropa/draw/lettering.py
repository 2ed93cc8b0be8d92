"""Lettering: how wide a text will be, and where it breaks, before any font has been seen.

SVG neither wraps nor measures.  The widths here are advances in parts of the type size, the wider
of what Noto Sans and its Arabic sister, or Vazirmatn, give a sign; a face a little wider than
those (DejaVu Sans is, by an eighth) still stays within a padding of a sixth of the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import bidirectional, category, east_asian_width

from tropa.draw.hyphens import HYPHEN, divisions

BOLD = 1.1
"""How much wider a bold text is."""

ELLIPSIS = "…"

LEAST_REST = 4
"""Signs that go to the next line together when a word must be broken."""

_SIGNS = {
    0.24: "'‘’",
    0.3: " \u00a0\u202f!,.:;Jijl·",
    0.34: "()`٫٬،؛",
    0.37: "-\u2010I[]f“”رزژ",
    0.42: "/\\{}ءهة",
    0.45: '"?rtгوؤ؟',
    0.5: "_csztدذ۰۱۲۳۴۵۶۷۸۹٪ст",
    0.53: "Fvy«»–зуэ",
    0.57: "*ELSTkx|кхяГЕЁТ",
    0.61: "$+0123456789<=>VXYZ^ae~абвдеёльЗХم",
    0.65: "ACKPRbdghnopquнопрцчАБКРСУЭЯعغ",
    0.7: "#BийВЬلنجچحخ",
    0.73: "ъДЛЧЪ",
    0.77: "&DGHNUжмфНПЦیئق",
    0.81: "OQw…ыИЙОطظ",
    0.88: "%юФЖЫکگ",
    0.93: "@MшщМ",
    0.99: "Wm—→بپتثف",
    1.09: "№ШЩЮ",
    1.22: "سش",
    1.32: "صض",
    0.25: "اآأإ",
}
_JOINED = {
    0.35: "لبنئ",
    0.4: "پتثی",
    0.52: "فقکگ",
    0.6: "عغم",
    0.7: "جچحخه",
    0.74: "طظ",
    0.86: "سش",
    0.96: "صض",
}
"""Letters of the Arabic script that are joined to the one after them."""

_WIDTHS = {sign: width for width, signs in _SIGNS.items() for sign in signs}
_JOINED_WIDTHS = {sign: width for width, signs in _JOINED.items() for sign in signs}
_WIDE, _CAPITAL, _OTHER = 1.3, 0.85, 0.75

LEFT_TO_RIGHT, RIGHT_TO_LEFT, FIRST_STRONG = "\u2066", "\u2067", "\u2068"
ISOLATES = LEFT_TO_RIGHT + RIGHT_TO_LEFT + FIRST_STRONG
POP_ISOLATE = "\u2069"
_KEPT = frozenset(ISOLATES + POP_ISOLATE + "\u200c\u200d\u200e\u200f")
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
"""What divides words: any blank but those that join them."""

_SOFT = frozenset("-_/.,:")
"""Signs after which a word that is too long for a line breaks best."""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text will be, rather more than less.

    Args:
        text: One line.
        size: The type size; the answer is in its unit.
        bold: It is set in bold.

    >>> round(width_of("Wm", 10), 1), width_of("\u200c", 10)
    (19.8, 0.0)
    """
    return sum(_width(sign, after) for sign, after in pairwise(f"{text}\n")) * size * (BOLD if bold else 1)


def direction_of(text: str) -> str:
    """``rtl`` where the first letter with a direction runs from right to left, else ``ltr``.

    >>> direction_of("1. سلام Tropa"), direction_of("Tropa سلام")
    ('rtl', 'ltr')
    """
    strong = next((kind for kind in map(bidirectional, text) if kind in {"L", "R", "AL"}), "L")
    return "ltr" if strong == "L" else "rtl"


def wrap(text: str, width: float, size: float, *, bold: bool = False, most: int | None = None) -> tuple[str, ...]:
    """The lines of a text, each within a width; words break only where a line cannot hold them.

    Where such a break falls between syllables the line ends with a hyphen (``U+2010``).

    A run set apart in its direction (``U+2068 ... U+2069``) that goes over the end of a line is
    closed there and opened again, so that every line can be drawn on its own.

    Args:
        text: The text; blanks divide words, except those that join them; signs that no picture can show are left out.
        width: The width of a line, in the unit of ``size``.
        size: The type size.
        bold: It is set in bold.
        most: The most lines; what is left over is replaced by an ellipsis.

    >>> wrap("the longest way", 60, 10)
    ('the longest', 'way')
    >>> wrap("the longest way", 80, 10, most=1)
    ('the longest…',)
    """
    limit = width / (size * (BOLD if bold else 1))
    lines: list[str] = []
    for line in _lines(text, limit):
        if most is not None and len(lines) == most:
            lines[-1] = _shortened(lines[-1], limit)
            break
        lines.append(line)
    return tuple(_closed(lines))


def _width(sign: str, after: str) -> float:
    """The advance of a sign, the one after it being known, in parts of the size."""
    if sign in _JOINED_WIDTHS and "\u0621" < after <= "\u06d3" and after.isalpha():
        return _JOINED_WIDTHS[sign]
    if sign in _WIDTHS:
        return _WIDTHS[sign]
    kind = category(sign)
    if kind in {"Mn", "Me", "Cf", "Cc"}:
        return 0.0
    if kind == "So" or sign > "\uffff" or east_asian_width(sign) in "WF":
        return _WIDE
    return _CAPITAL if kind == "Lu" else _OTHER


def _lines(text: str, limit: float) -> Iterator[str]:
    line = ""
    for word in _words(text):
        joined = f"{line} {word}" if line else word
        if width_of(joined, 1) <= limit:
            line = joined
            continue
        if line:
            yield line
        *full, line = _pieces(word, limit)
        yield from full
    if line:
        yield line


def _words(text: str) -> Iterator[str]:
    for word in _BLANKS.split(text):
        if shown := "".join(sign for sign in word if category(sign)[0] != "C" or sign in _KEPT):
            yield shown


def _pieces(word: str, limit: float) -> Iterator[str]:
    """A word cut into what a line can hold; at least one sign each, marks left on their letters."""
    begun, used, soft = 0, 0.0, 0
    divided = tuple(divisions(word)) if width_of(word, 1) > limit else ()
    for at, (sign, after) in enumerate(pairwise(f"{word}\n")):
        wide = _width(sign, after)
        if used + wide > limit and at > begun and not _clings(word, at):
            fitting = [place for place in divided if begun < place < at and _fits(word[begun:place] + HYPHEN, limit)]
            rest = max(begun + 1, min(at, len(word) - LEAST_REST))
            cut = soft if soft > begun else fitting[-1] if fitting else rest
            if _clings(word, cut) or not _fits(word[cut : at + 1], limit):
                cut = at
            yield word[begun:cut] + (HYPHEN if cut in fitting and cut != soft else "")
            begun, used = cut, width_of(word[cut:at], 1)
        used += wide
        soft = at + 1 if sign in _SOFT else soft
    yield word[begun:]


def _fits(text: str, limit: float) -> bool:
    return width_of(text, 1) <= limit


def _clings(word: str, at: int) -> bool:
    """Whether the sign belongs to the one before it: a mark, or a part of a joined picture."""
    return (
        category(word[at])[0] == "M" or word[at] in "\u200c\u200d\u2069" or word[at - 1] in "\u200d\u2068\u2067\u2066"
    )


def _shortened(line: str, limit: float) -> str:
    while line and (width_of(line + ELLIPSIS, 1) > limit or not line[-1].isprintable()):
        line = line[:-1]
    return line.rstrip() + ELLIPSIS


def _closed(lines: list[str]) -> Iterator[str]:
    """Each line with its isolates closed, and those that go on opened again in the direction they were found in."""
    opened: list[str] = []
    for line in lines:
        before = "".join(opened)
        for sign in line:
            if sign in ISOLATES:
                opened.append(sign)
            elif sign == POP_ISOLATE:
                opened = opened[:-1]
            elif opened and opened[-1] == FIRST_STRONG and (strong := bidirectional(sign)) in {"L", "R", "AL"}:
                opened[-1] = LEFT_TO_RIGHT if strong == "L" else RIGHT_TO_LEFT
        yield before + line + POP_ISOLATE * len(opened)
