"""A value as a cell's text, and the words in which cells are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tropa.journey.codecs.values import Text
from tropa.journey.model.measures import Evaluation
from tropa.journey.signal_text import format_signal
from tropa.journey.tables.columns import Column
from tropa.journey.tables.vocabulary import fold

_DEFAULTS = {"type": "text", "evaluation_of": "delivered"}
"""What a value is when nobody says: such cells are left empty."""

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """How values are shown in one language.

    Args:
        language: The language of texts, where they have it.
        locales: The locales of the file; bare texts are in the first.
        names: Titles by section and id.
        say: The words of the language.
    """

    language: str
    locales: tuple[str, ...]
    names: Mapping[str, Mapping[str, str]]
    say: Callable[..., str]

    def text(self, text: Text | None) -> str:
        """A text for people."""
        return text.read_in(self.language, self.locales) if text else ""

    def name(self, section: str, name: str) -> str:
        """The title of a thing; its id where the title would not tell which thing it is."""
        titles = self.names.get(section, {})
        title = titles.get(name, "")
        taken = sum(fold(other) == fold(title) for other in titles.values()) > 1 or title in titles.keys() - {name}
        apt = title and fold(title) and not taken and len(title) <= _LONGEST_NAME
        return title if apt and not any(sign in title for sign in ",;،؛\n") and title == title.strip() else name

    def cell(self, column: Column, value: Any) -> str:  # noqa: ANN401  whatever the model holds
        """A value as text; nothing, and what says nothing, is an empty one."""
        if value is None or value == () or (column.key in _DEFAULTS and value == _DEFAULTS[column.key]):
            return ""
        match column.form:
            case "text":
                return self.text(value)
            case "texts":
                return "\n".join(map(self.text, value))
            case "yes":
                return self.say("yes") if value else ""
            case "names":
                return self.say("joint").join(self.name(column.refers, name) for name in _listed(value))
            case "chains":
                return "\n".join(map(_chain, value))
            case "signal":
                return format_signal(value)
            case "evaluation":
                return self.evaluation(value)
            case _:
                return f"{value:f}" if isinstance(value, Decimal) else str(value)

    def evaluation(self, value: Evaluation) -> str:
        """An evaluation in words that ``judged`` understands."""
        if value.said is not None:
            return self.text(value.said)
        parts = []
        if value.within is not None:
            time = self.say(f"unit.{value.within.unit}", plural=value.within.n, n=value.within.n)
            parts.append(self.say("within", time=time))
        if value.expect is not None:
            percent = f"{(value.expect.value * 100).normalize():f}"
            parts.append(self.say("at_most" if value.expect.at_most else "share", percent=percent))
        return self.say("joint").join(parts)


def _listed(value: Any) -> tuple[str, ...]:  # noqa: ANN401  one name or several
    return (value,) if isinstance(value, str) else tuple(value)


def _chain(value: Any) -> str:  # noqa: ANN401  a chain of touchpoints, or a bare name
    return value if isinstance(value, str) else " -> ".join(value.touchpoints)
