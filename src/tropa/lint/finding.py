"""Findings: which rule, where, what of, and what would mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tropa.journey.codecs.protocol import Path, Plain
from tropa.journey.text.problems import Level, Span


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a file.

    Args:
        path: What is set; its parents are made where they are missing.
        value: What it becomes; None takes it away.
    """

    path: Path
    value: Plain


@dataclass(frozen=True, slots=True)
class Fix:
    """What mends a finding without anybody having to think.

    Args:
        changes: To be made together, in order.
    """

    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A step without an id, as people find it.

    Args:
        kind: Its kind.
        line: The line on which it stands.
    """

    kind: str
    line: int


Param: TypeAlias = str | tuple[str, ...] | Unnamed
"""What fills a place in a sentence: words, a list of them (each language has its own comma), a nameless step."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found.

    Args:
        rule: Its id.
        level: ``E`` blocks a launch, ``W`` should be mended or waived, ``H`` is a hint.
        path: The place in the definition.
        span: The place in the file.
        params: What the catalogue's sentence needs.
        file: The file as the user named it.
        fix: What would mend it; None where a person must decide.
    """

    rule: str
    level: Level
    path: Path
    span: Span
    params: Mapping[str, Param] = field(default_factory=dict)
    file: str = ""
    fix: Fix | None = None
