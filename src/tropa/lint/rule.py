"""What a rule is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.text.problems import Level
from tropa.lint.finding import Fix, Param
from tropa.lint.subject import Subject


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a rule is not kept.

    Args:
        path: The place: the key that should change, or the nearest one that is there.
        params: What the catalogue's sentence needs.
        fix: What would mend it.
        cause: Findings of one rule with the same cause are told once, at the first of those that no
            waiver excuses.  The sentence then has ``{items}``, some of their items, and ``{n}``, how many.
        item: What this place adds to ``items``.
    """

    path: Path
    params: Mapping[str, Param] = field(default_factory=dict)
    fix: Fix | None = None
    cause: str = ""
    item: str = ""


class AnyRule(ABC):
    """What all rules have.

    Attributes:
        id: Two letters of its family and a number; the catalogues hold ``lint.<id>.says`` (with the
            params of ``Found``), ``.why`` and ``.do``.
        level: Its level once it matters: an ``E`` is a warning until there are ``steps`` to launch.
        source: Numbers of the requirements, or names of the practice, that it rests on.
    """

    id: ClassVar[str]
    level: ClassVar[Level]
    source: ClassVar[tuple[str, ...]]


class Rule(AnyRule):
    """A rule of the linter; the docstring of a rule says in one line when it fires.

    Attributes:
        bad: YAML laid over the clean journey, after which the rule fires once and no other does.
            Maps are merged, ``~`` takes a key away, ``steps+`` adds to the end of ``steps`` and
            ``+steps`` to its beginning, all else replaces.
        bad_at: The path at which it then fires; negative indexes count from the end.
        good: YAML laid over the clean journey, near to ``bad``, after which nothing fires.
        beside: Another journey of the workspace, where the examples need one.
    """

    bad: ClassVar[str]
    bad_at: ClassVar[Path]
    good: ClassVar[str]
    beside: ClassVar[str] = ""

    @abstractmethod
    def check(self, subject: Subject) -> Iterator[Found]:
        """Every place where the rule is not kept, in the order of the file; never raises."""
