"""Who is behind the figures of a page: a list for each, opened by the figure itself."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.wording import Wording
from tropa.measure.behind import Behind

QUESTIONS = {"breaks": "breaks", "improvements": "breaks"} | dict.fromkeys(
    ("goals", "outcomes", "touchpoints", "stages", "indicators", "components", "roles", "requests", "unmapped"),
    "reality",
)
"""The question that tells a figure, by the first word of its name; others are told by the page alone."""


@dataclass(frozen=True, slots=True)
class Group:
    """The customers behind one figure.

    Args:
        id: Of the element that names them.
        said: How many they are.
        ids: Some of them.
        command: What names all of them; None where no command does.
    """

    id: str
    said: Markup
    ids: tuple[str, ...]
    command: str | None


def people(behind: Mapping[str, Behind], wording: Wording, asked: tuple[str, ...]) -> dict[str, Group]:
    """The customers behind each figure that counts anybody.

    Args:
        behind: Those behind the figures, by figure.
        wording: The words.
        asked: The journey and the log, as commands take them; empty where nobody may give them.
    """
    named = [one for one in behind.values() if one.named]
    return {one.figure: _group(f"who-{number}", one, wording, asked) for number, one in enumerate(named, start=1)}


def _group(id_: str, one: Behind, wording: Wording, asked: tuple[str, ...]) -> Group:
    n = one.customers
    said = wording.say("behind.page.some", plural=n, n=wording.numbers.count(n))
    question = QUESTIONS.get(one.figure.partition(".")[0], "")
    command = shlex.join(("tropa", "measure", question, *asked, "--who", one.figure, "--most", str(n)))
    told = asked and question and n > len(one.named)
    return Group(id_, said, one.named, command if told else None)
