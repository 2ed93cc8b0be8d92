"""A file as a whole: which kind it is, what it says, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar

from tropa.journey.codecs.protocol import Path, Reading, Unread
from tropa.journey.codecs.records import RecordCodec, codec_of
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace
from tropa.journey.references import check_references
from tropa.journey.structure import check_structure
from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence
from tropa.journey.text.problems import NOWHERE, Problem, Span
from tropa.journey.text.source import read_nodes

Definition: TypeAlias = Journey | Workspace | Scheme

D_co = TypeVar("D_co", bound=Definition, covariant=True)

KINDS: dict[str, RecordCodec[Any]] = {
    "journey": codec_of(Journey),
    "workspace": codec_of(Workspace),
    "scheme": codec_of(Scheme),
}
"""The first key of a file, and what the file then is."""


@dataclass(frozen=True, slots=True)
class Read(Generic[D_co]):
    """What came of reading a file.

    Args:
        value: The definition; None where a problem of level E was found.
        problems: All of them, in the order of the file.
        places: Where each path of the definition stands in the file.
        journey: The id under which it says to be a journey, read without errors or not; empty where it is no
            YAML and cannot say; None where it is something else.
    """

    value: D_co | None
    problems: tuple[Problem, ...]
    places: dict[Path, Span] = field(default_factory=dict)
    journey: str | None = None


def read_definition(
    content: bytes,
    *,
    file: str = "",
    workspace: Workspace | None = None,
    schemes: AnyMapping[str, Scheme] | None = None,
    syntax_only: bool = False,
) -> Read[Definition]:
    """Read a journey, a workspace or a scheme; never raises, whatever the bytes.

    Args:
        content: The file's bytes.
        file: Its name, for the problems.
        workspace: The workspace in force, whose ids a journey may refer to.
        schemes: Stage schemes by id.
        syntax_only: Leave references and structure unchecked.
    """
    root, problems = read_nodes(content)
    reading = _reading(root, workspace)
    reading.problems += problems
    value = _value(root, reading)
    if isinstance(root, Mapping) and not syntax_only:
        check_references(reading, root, workspace, schemes or {})
        if isinstance(value, Journey):
            check_structure(value, reading)
    found = tuple(
        sorted((Problem(p.rule, p.span, p.params, file) for p in reading.problems), key=lambda p: (p.span, p.rule))
    )
    broken = any(problem.level == "E" for problem in found)
    return Read(None if broken else value, found, reading.places, _journey_of(root))


def _journey_of(root: Node | None) -> str | None:
    if root is None:
        return ""
    said = root.get("journey") if isinstance(root, Mapping) else None
    return said.text if isinstance(said, Scalar) else None


def _reading(root: Node | None, workspace: Workspace | None) -> Reading:
    """What must be known before reading: the roles and the locales the file declares."""
    roles = root.get("roles") if isinstance(root, Mapping) else None
    locales = root.get("locales") if isinstance(root, Mapping) else None
    declared: tuple[str, ...] = ()
    if isinstance(locales, Sequence):
        declared = tuple(item.text for item in locales.items if isinstance(item, Scalar))
    elif workspace is not None:
        declared = workspace.locales
    roots = frozenset(name.text for name, _ in roles.items) if isinstance(roles, Mapping) else frozenset()
    return Reading(roots=roots, locales=declared)


def _value(root: Node | None, reading: Reading) -> Definition | None:
    """The definition, or what could be read of it."""
    if root is None or (isinstance(root, Scalar) and root.empty):
        if not reading.problems:
            reading.note("PA08", NOWHERE, met="", expected="file", nearest="", choices=", ".join(KINDS))
        return None
    kind = root.items[0][0].text if isinstance(root, Mapping) and root.items else ""
    if kind not in KINDS:
        near = reading.near(kind, KINDS)
        reading.note("PA08", root.span, met=kind, expected="file", nearest=near, choices=", ".join(KINDS))
        return None
    try:
        value: Definition | None = KINDS[kind].read(root, reading)
    except Unread as lost:
        value = lost.partial
    return value
