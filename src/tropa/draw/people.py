"""Who is behind the figures of a page: a list for each, opened by the figure itself."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.wording import Wording
from tropa.measure.behind import Behind


@dataclass(frozen=True, slots=True)
class Group:
    """The customers behind one figure.

    Args:
        id: The figure; of the element that names them, too.
        said: How many they are.
        ids: Some of them.
        command: What names all of them; None where no command does.
    """

    id: str
    said: Markup
    ids: tuple[str, ...]
    command: str | None


def people(
    told: Mapping[str, Behind], beside: Mapping[str, Behind], wording: Wording, asked: tuple[str, ...]
) -> dict[str, Group]:
    """The customers behind each figure that counts anybody.

    Args:
        told: Those behind the journey's figures.
        beside: Those behind the figures of the pictures beside the map.
        wording: The words.
        asked: The command that holds the journey against its log; empty where nobody may give it.
    """
    found = {figure: _group(one, wording, asked) for figure, one in told.items()}
    return found | {figure: _group(one, wording, ()) for figure, one in beside.items() if one.named}


def _group(one: Behind, wording: Wording, asked: tuple[str, ...]) -> Group:
    n = one.customers
    said = wording.say("behind.page.some", plural=n, n=wording.numbers.count(n))
    all_of_them = shlex.join((*asked, "--who", one.figure, "--most", str(n)))
    return Group(f"who-{one.figure}", said, one.named, all_of_them if asked and n > len(one.named) else None)
