"""Whether every name that is referred to is declared, and declared once."""

from __future__ import annotations

from collections.abc import Mapping

from tropa.journey.codecs.protocol import Reading, Reference
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme, StageUse
from tropa.journey.model.workspace import Shared, Workspace
from tropa.journey.text.problems import nearest

FREE_WHEN_ABSENT = ("segments", "hooks", "teams", "channels", "systems", "algorithms", "crises")
"""Sections a workspace may hold: where neither it nor the journey has one, names are free."""


def check_references(
    reading: Reading,
    value: Journey | Workspace | Scheme,
    workspace: Workspace | None,
    schemes: Mapping[str, Scheme],
) -> None:
    """Note every reference to something undeclared, and every id declared twice."""
    known = _known(reading, value, workspace, schemes)
    free = _free(value, workspace)
    for reference in reading.references:
        if reference.kinds[0] == "stages" and "stages" not in known:
            continue
        if not free.intersection(reference.kinds):
            _check(reference, known, reading)
    if isinstance(value, Journey):
        _check_twice(reading, workspace)


def _check(reference: Reference, known: dict[str, frozenset[str]], reading: Reading) -> None:
    valid = frozenset[str]().union(*(known.get(kind, frozenset()) for kind in reference.kinds))
    if reference.name not in valid:
        reading.note(
            "RE01",
            reference.span,
            met=reference.name,
            expected=", ".join(reference.kinds),
            nearest=nearest(reference.name, valid),
        )


def _known(
    reading: Reading,
    value: Journey | Workspace | Scheme,
    workspace: Workspace | None,
    schemes: Mapping[str, Scheme],
) -> dict[str, frozenset[str]]:
    known = {kind: frozenset(names) for kind, names in reading.declared.items()}
    known["locales"] = frozenset(reading.locales)
    known["schemes"] = frozenset(schemes)
    if workspace is not None:
        for kind in FREE_WHEN_ABSENT:
            known[kind] = known.get(kind, frozenset()) | frozenset(getattr(workspace, kind))
    if isinstance(value, Scheme):
        known["stages"] = frozenset(stage.id for stage in value.stages)
    if isinstance(value, Journey):
        if isinstance(value.stages, StageUse):
            _use_scheme(known, value.stages.use, schemes)
        elif value.stages is None:
            known["stages"] = frozenset()
        if not value.roles:
            known["roles"] = frozenset({value.first_role})
    return known


def _use_scheme(known: dict[str, frozenset[str]], use: str, schemes: Mapping[str, Scheme]) -> None:
    """The scheme's stages; of an unknown scheme no stage can be judged."""
    own = known.pop("stages", frozenset())
    if use in schemes:
        known["stages"] = own | frozenset(stage.id for stage in schemes[use].stages)


def _free(value: Journey | Workspace | Scheme, workspace: Workspace | None) -> frozenset[str]:
    own = value if isinstance(value, Shared) else None
    return frozenset(
        kind
        for kind in FREE_WHEN_ABSENT
        if not (own and getattr(own, kind)) and not (workspace and getattr(workspace, kind))
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
