"""Ids made of names that people gave: latin letters, one for one thing, the same each time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from tropa.journey.codecs.scalars import ID_PATTERN

MOST = 48
"""Characters of an id that is made; the language would take 80."""

_SOUNDS = """
аa бb вv гg дd еe ёe жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юyu яya
іi їyi єye ґg
اa آa بb پp تt ثs جj چch حh خkh دd ذz رr زz ژzh سs شsh صs ضz طt ظz عa غgh فf قgh کk كk گg لl مm نn وv هh
یi يi ىi ئi ء أa ؤv ةh ۀh ـ
ßss æae øo åa œoe łl đd ðd þth ıi
"""
"""Letters of other scripts, each with the latin letters for its sound, if it has one."""

_LETTERS = str.maketrans({"\u200c": "-", **{pair[0]: pair[1:] for pair in _SOUNDS.split()}})


def id_of(name: str, taken: Container[str] = (), fallback: str = "item") -> str:
    """An id for a name, unlike all that are taken.

    >>> id_of("Company A"), id_of("Поиск товара"), id_of("پرداخت"), id_of("2nd call", ("n2nd-call",))
    ('company-a', 'poisk-tovara', 'prdakht', 'n2nd-call-2')

    Args:
        name: What people call the thing, in any script.
        taken: Ids that are in use already.
        fallback: The id of a name of which no letter can be written.
    """
    stem = _latin(name) or fallback
    if re.fullmatch(ID_PATTERN, stem, re.ASCII) is None:
        stem = f"n{stem}"
    found, n = stem, 1
    while found in taken:
        n += 1
        found = f"{stem}-{n}"
    return found


def _latin(name: str) -> str:
    """The name in lower-case latin letters and digits, underscores kept, all else a hyphen."""
    letters = unicodedata.normalize("NFC", name[: 4 * MOST]).lower().translate(_LETTERS)
    words = re.sub(r"\W+", "-", letters)
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in words)
    plain = unicodedata.normalize("NFKD", digits).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:MOST].rstrip("-_")
