"""Publishing: a definition becomes a version that runs follow (R3, R11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from tropa.engine.backfilling import has_stages_to_seek, seeking
from tropa.engine.events import Event
from tropa.engine.migrating import Migration, told
from tropa.engine.naming import named
from tropa.engine.segments import enrolment, is_first_computed
from tropa.engine.versions import Choice, StepChange, changes_between
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme, StageUse
from tropa.journey.schemes import shipped_schemes
from tropa.plan.horizon import horizon_s
from tropa.plan.our_events import RUN_MIGRATED
from tropa.ports.state import StateStore, Version
from tropa.runtime.definitions import Loaded
from tropa.runtime.published import Edition, edition_of

A_ROUND = 10_000
"""Inputs appended at a time."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing did.

    Args:
        edition: The version that new runs begin with from now on.
        before: The version before it; None where it is the first.
        is_new: Whether it was published now; a definition that is in force already is left alone.
        n_filled_in: Events taken from the log because it listens to them (R3).
        n_sought: Customers whose history is looked through for stages that they are in already.
    """

    edition: Edition
    before: Edition | None
    is_new: bool
    n_filled_in: int = 0
    n_sought: int = 0


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
    while True:
        edition, before = proposed(store, loaded, now)
        if before is not None and _says(before) == _says(edition):
            return Publication(before, before, is_new=False)
        reach = horizon_s(edition.script)
        since = now - timedelta(seconds=reach) if reach is not None else None
        hears = None if edition.script.hears_all else edition.script.names
        try:
            n_filled_in = store.publish(edition.version, hears, since)
        except ValueError:
            if proposed(store, loaded, now)[0].id == edition.id:
                raise
            continue  # another process has published meanwhile: perhaps this very text
        n_sought = _seek_stages(store, edition, before, now)
        return Publication(edition, before, is_new=True, n_filled_in=n_filled_in, n_sought=n_sought)


def _seek_stages(store: StateStore, edition: Edition, before: Edition | None, now: datetime) -> int:
    """Look for who is in a stage already, where a version says anew what enters it; how many customers that are."""
    script = edition.script
    if not has_stages_to_seek(script, before.script if before else None):
        return 0
    return _append_all(store, (seeking(script, customer, now) for customer in store.customers()))


def _append_all(store: StateStore, events: Iterable[Event]) -> int:
    """Append events a round at a time; how many they are."""
    every, n = iter(events), 0
    while some := list(islice(every, A_ROUND)):
        store.append(some)
        n += len(some)
    return n


@dataclass(frozen=True, slots=True)
class Moved:
    """Steps of an older version that are changed or deleted in the newest.

    Args:
        old: The older version, which runs follow.
        changes: Its changed and deleted steps, with how many stand at each.
    """

    old: Edition
    changes: tuple[StepChange, ...]

    @property
    def asking(self) -> tuple[StepChange, ...]:
        """Those at which anybody stands: what becomes of them is to be said (R11)."""
        return tuple(change for change in self.changes if change.n)


def moved_steps(store: StateStore, edition: Edition) -> Iterator[Moved]:
    """What a version changes for those who follow an older one, version by version.

    Args:
        store: Where they stand.
        edition: The version, published or proposed.
    """
    for version in store.versions():
        if version.journey == edition.version.journey and version.number < edition.version.number:
            standing = store.standing(version.journey, version.number)
            if standing:
                old = edition_of(version)
                yield Moved(old, changes_between(old.script, edition.script, standing))


def migrate(store: StateStore, old: Edition, new: Edition, choices: Mapping[str, Choice], now: datetime) -> int:
    """Ask the runs of a version over to the newest, each by an input of its customer; how many customers that are.

    Args:
        store: Where they are.
        old: The version that they follow.
        new: The newest version, published already.
        choices: What becomes of those who stand at a step, by its name.
        now: When.
    """
    journey = new.version.journey
    asked = told(Migration(journey, old.version.number, new.version.number, Section(dict(choices))))
    lives = (life for life in store.lives(journey) if life.run.version == old.version.number)
    customers = dict.fromkeys(life.run.id.customer for life in lives)
    return _append_all(store, [_migration(customer, asked, now) for customer in customers])


def _migration(customer: str, asked: Section[Value], now: datetime) -> Event:
    made = named(RUN_MIGRATED, customer, now.isoformat(), *(str(value) for value in asked.values()))
    return Event(made, customer, RUN_MIGRATED, now, now, 0, asked)


def enroll(store: StateStore, edition: Edition, before: Edition | None, now: datetime) -> int:
    """Ask everybody into a journey that begins by a segment, where it takes those in it already (R14).

    The engine lets in those who are in the segment; the others' inputs decide nothing.

    Args:
        store: Where customers are.
        edition: The version, just published.
        before: The one before it; a segment that it had already was computed then.
        now: When.

    Returns:
        How many customers were asked.
    """
    script = edition.script
    if script.enroll == "future" or not is_first_computed(script, before.script if before else None):
        return 0
    return _append_all(store, [enrolment(script, customer, now) for customer in store.customers()])


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
