"""Publishing: a definition becomes a version that runs follow (R3, R11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme, StageUse
from tropa.journey.schemes import shipped_schemes
from tropa.plan.horizon import horizon_s
from tropa.ports.state import StateStore, Version
from tropa.runtime.definitions import Loaded
from tropa.runtime.published import Edition, edition_of


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing did.

    Args:
        edition: The version that new runs begin with from now on.
        before: The version before it; None where it is the first.
        is_new: Whether it was published now; a definition that is in force already is left alone.
        n_filled_in: Events taken from the log because it listens to them (R3).
    """

    edition: Edition
    before: Edition | None
    is_new: bool
    n_filled_in: int = 0


def proposed(store: StateStore, loaded: Loaded, now: datetime) -> tuple[Edition, Edition | None]:
    """The version that a definition would become, and the one in force.

    Args:
        store: Where it would be kept.
        loaded: A journey that was read without errors.
        now: When it would be published.
    """
    assert loaded.journey is not None  # noqa: S101  as the caller has seen to
    own = [version for version in store.versions() if version.journey == loaded.journey.journey]
    version = Version(
        journey=loaded.journey.journey,
        number=len(own) + 1,
        definition=loaded.path.read_text(encoding="utf-8-sig"),
        workspace=loaded.workspace_path.read_text(encoding="utf-8-sig") if loaded.workspace_path else "",
        published_at=now,
        schemes=tuple(_schemes_of(loaded.journey, loaded)),
    )
    return edition_of(version), edition_of(own[-1]) if own else None


def publish(store: StateStore, loaded: Loaded, now: datetime) -> Publication:
    """Publish a journey, unless what is in force says the same.

    Args:
        store: Where versions are kept.
        loaded: A journey that was read without errors.
        now: The instant of publication.
    """
    edition, before = proposed(store, loaded, now)
    if before is not None and _says(before) == _says(edition):
        return Publication(before, before, is_new=False)
    reach = horizon_s(edition.script)
    since = now - timedelta(seconds=reach) if reach is not None else None
    hears = None if edition.script.hears_all else edition.script.names
    return Publication(edition, before, is_new=True, n_filled_in=store.publish(edition.version, hears, since))


def _says(edition: Edition) -> tuple[str, str, tuple[str, ...]]:
    version = edition.version
    return version.definition, version.workspace, version.schemes


def _schemes_of(journey: Journey, loaded: Loaded) -> Iterator[str]:
    """The text of the scheme that a journey lies on, where it is not one of ours."""
    used = journey.stages.use if isinstance(journey.stages, StageUse) else None
    if used is None or used in shipped_schemes():
        return
    folders = dict.fromkeys((loaded.path.parent, *((loaded.workspace_path.parent,) if loaded.workspace_path else ())))
    for path in (path for folder in folders for path in sorted(folder.glob("*.yaml"))):
        text = _text_of_scheme(path, used)
        if text is not None:
            yield text
            return


def _text_of_scheme(path: Path, used: str) -> str | None:
    content = path.read_bytes()
    if not content.lstrip().startswith(b"scheme:"):
        return None
    scheme = read_definition(content, file=str(path)).value
    return content.decode("utf-8-sig") if isinstance(scheme, Scheme) and scheme.scheme == used else None
