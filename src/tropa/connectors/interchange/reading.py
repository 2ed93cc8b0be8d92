"""From rows that a file tells to the text of a journey that reads without an error."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tropa.journey.codecs.records import codec_of
from tropa.journey.codecs.scalars import ID_PATTERN
from tropa.journey.files import read_definition
from tropa.journey.ids import id_of
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.journey.text.write import write_yaml
from tropa.ports.exchange import Imported, Loss, Unimportable, Wanted

_HIDING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Characters that no journey may hold."""

MAX_THINGS = 3_000
"""Touchpoints, stages, channels or people of one journey; a definition has room for about a thousand rows."""


def clean(words: str) -> str:
    """Words without white space at their ends and without characters that hide what they say."""
    return _HIDING.sub("", words.replace("\r\n", "\n").replace("\r", "\n")).strip()


@dataclass(slots=True)
class Ids:
    """Ids of one kind of thing: the same name has the same id, two names never have one.

    Args:
        fallback: The id of a name of which no letter can be written.
    """

    fallback: str
    by_name: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def of(self, name: str, label: str = "", own: str = "") -> str:
        """The id of a thing.

        Args:
            name: What the file knows it by.
            label: What people call it.
            own: The id it is to have, where that is one and still free; its name otherwise.

        Raises:
            Unimportable: There are more of them than anybody draws.
        """
        if name not in self.by_name:
            if len(self.by_name) == MAX_THINGS:
                raise Unimportable("interchange.unreadable.things", limit=f"{MAX_THINGS:,}")
            asked = own or name
            free = re.fullmatch(ID_PATTERN, asked, re.ASCII) is not None and asked not in self.taken
            self.by_name[name] = asked if free else id_of(label or asked, self.taken, self.fallback)
            self.taken.add(self.by_name[name])
        return self.by_name[name]


def journey_id(wanted: Wanted, name: str, title: str) -> str:
    """The id a journey is to have: the one asked for, its own, or one made of its title or of the file's name."""
    return wanted.journey or Ids("journey").of(name or wanted.stem, title or name or wanted.stem)


def imported(journey: Journey, losses: list[Loss]) -> Imported:
    """The journey as text, with what was left out.

    Raises:
        Unimportable: It is larger than a definition may be.
    """
    text = write_yaml(codec_of(Journey).write(journey))
    problems = read_definition(text.encode(), schemes=shipped_schemes()).problems
    errors = [problem for problem in problems if problem.level == "E"]
    if errors:
        raise Unimportable("interchange.unreadable.journey", rule=errors[0].rule, n=len(errors))
    return Imported(text, tuple(dict.fromkeys(losses)))
