"""What is to be told of an import, as ids: the sentences stand in the catalogues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that whoever imports should know.

    Args:
        why: The id of the sentence.
        params: What fills its placeholders.
        n: The number that chooses the plural form.
        lost: What of the file is in no way in the journey; empty where nothing was lost.
    """

    why: str
    params: Mapping[str, object] = field(default_factory=dict)
    n: int = 0
    lost: str = ""


def counted(why: str, met: Iterable[str]) -> tuple[Told, ...]:
    """One sentence on several things, the first of them by name; none where there are none.

    The names are a tuple: what stands between them is a matter of the language.
    """
    found = list(met)
    if not found:
        return ()
    shown = (*found[:_SHOWN], *(("…",) if len(found) > _SHOWN else ()))
    return (Told(why, {"n": len(found), "what": shown}, len(found)),)
