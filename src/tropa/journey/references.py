"""Whether every name that is referred to is declared, and declared once."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from tropa.journey.codecs.protocol import Reading, Reference
from tropa.journey.model.journey import CLIENT
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace
from tropa.journey.text.nodes import Mapping as MappingNode
from tropa.journey.text.nodes import Scalar

FREE_WHEN_ABSENT = ("segments", "hooks", "teams", "channels", "systems", "algorithms", "crises")
"""Sections a workspace may hold: where neither it nor the journey has one, names are free."""


def check_references(
    reading: Reading, root: MappingNode, workspace: Workspace | None, schemes: Mapping[str, Scheme]
) -> None:
    """Note every reference to something undeclared, and every id declared twice.

    Args:
        reading: What was declared and referred to while reading, readable values or not.
        root: The file's mapping.
        workspace: The workspace in force.
        schemes: Stage schemes by id.
    """
    known = _known(reading, root, workspace, schemes)
    free = _free(reading, workspace)
    for reference in reading.references:
        if reference.kinds[0] == "stages" and "stages" not in known:
            continue
        if not free.intersection(reference.kinds):
            _check(reference, known, reading)
    if root.get("journey") is not None:
        _check_twice(reading, workspace)


def _check(reference: Reference, known: dict[str, frozenset[str]], reading: Reading) -> None:
    valid = [known.get(kind, frozenset()) for kind in reference.kinds]
    if not any(reference.name in names for names in valid):
        reading.note(
            "RE01",
            reference.span,
            met=reference.name,
            expected=", ".join(reference.kinds),
            nearest=reading.near(reference.name, chain.from_iterable(valid)),
        )


def _known(
    reading: Reading, root: MappingNode, workspace: Workspace | None, schemes: Mapping[str, Scheme]
) -> dict[str, frozenset[str]]:
    known = {kind: frozenset(names) for kind, names in reading.declared.items()}
    known["locales"] = frozenset(reading.locales)
    known["schemes"] = frozenset(schemes)
    if workspace is not None:
        for kind in FREE_WHEN_ABSENT:
            known[kind] = known.get(kind, frozenset()) | frozenset(getattr(workspace, kind))
    if (use := _scheme_in_use(root)) is None:
        known.setdefault("stages", frozenset())
    else:
        _use_scheme(known, use, schemes)
    if root.get("journey") is not None:
        known.setdefault("roles", frozenset({CLIENT}))
    return known


def _scheme_in_use(root: MappingNode) -> str | None:
    stages = root.get("stages")
    use = stages.get("use") if isinstance(stages, MappingNode) else stages
    return use.text if isinstance(use, Scalar) else None


def _use_scheme(known: dict[str, frozenset[str]], use: str, schemes: Mapping[str, Scheme]) -> None:
    """The scheme's stages; of an unknown scheme no stage can be judged."""
    own = known.pop("stages", frozenset())
    if use in schemes:
        known["stages"] = own | frozenset(stage.id for stage in schemes[use].stages)


def _free(reading: Reading, workspace: Workspace | None) -> frozenset[str]:
    return frozenset(
        kind
        for kind in FREE_WHEN_ABSENT
        if not reading.declared.get(kind) and not (workspace and getattr(workspace, kind))
    )


def _check_twice(reading: Reading, workspace: Workspace | None) -> None:
    """The same id in journey and workspace; roles and teams share one namespace."""
    for kind, names in reading.declared.items():
        others = {kind, "teams"} if kind == "roles" else {kind}
        for other in others & set(FREE_WHEN_ABSENT):
            taken = frozenset(getattr(workspace, other)) if workspace else frozenset()
            if other != kind:
                taken |= frozenset(reading.declared.get(other, ()))
            for name in sorted(taken.intersection(names)):
                reading.note("RE02", names[name], met=name)
