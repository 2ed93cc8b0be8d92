"""Bare text of what pages show as markup: nothing but characters, set apart by signs where directions meet."""

from __future__ import annotations

import re

from markupsafe import Markup

from tropa.draw.scenario.phrases import unadorned, unmarked
from tropa.draw.wording import FIRST_STRONG_ISOLATE, POP_ISOLATE, Prose

LEFT_TO_RIGHT_ISOLATE, RIGHT_TO_LEFT_ISOLATE = "\u2066", "\u2067"
ISOLATES = {"ltr": LEFT_TO_RIGHT_ISOLATE, "rtl": RIGHT_TO_LEFT_ISOLATE, "auto": FIRST_STRONG_ISOLATE}

_BLANK = re.compile(r"\{\{\s*(.*?)\s*\}\}")


def bare(text: Prose | Markup | str, direction: str) -> str:
    """The characters of a text, with signs only where a reader of the picture needs them.

    A blank that is filled in for each client (``{{ order.id }}``) is shown in single braces, so
    that no site that renders the file fills it in.

    >>> bare(Prose("Order {{ order.id }}", "en", "ltr"), "ltr")
    'Order {order.id}'

    Args:
        text: Prose of the journey, markup of ours, or our own plain words.
        direction: The direction of the picture.
    """
    if isinstance(text, Prose):
        return _settled(_of_prose(text, direction), direction)
    return _settled(unmarked(text) if isinstance(text, Markup) else text, direction)


def _of_prose(prose: Prose, direction: str) -> str:
    filled = _BLANK.sub(rf"{LEFT_TO_RIGHT_ISOLATE}{{\1}}{POP_ISOLATE}", prose.text)
    return filled if prose.dir == direction else f"{ISOLATES[prose.dir]}{filled}{POP_ISOLATE}"


def _settled(text: str, direction: str) -> str:
    return unadorned(text) if direction == "ltr" else text
