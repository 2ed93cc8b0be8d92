"""Everything a definition holds, with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.records import keys_of, records
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Condition
from tropa.journey.model.stages import StageUse
from tropa.journey.model.touchpoints import Communication
from tropa.journey.signals import AllOf, AnyOf, AtLeast, Every, Named, Ref, Signal, When, leaves

SIGNALS = (Named, Every, AnyOf, AllOf, AtLeast, When, Ref)
CONDITIONS = get_args(Condition)


def values_at(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401  whatever a definition holds
    """Everything inside a value that is no record, list or map itself, with its path."""
    if type(value) in _RECORDS:
        for item in keys_of(type(value)):
            yield from values_at(getattr(value, item.field), (*path, item.name))
    elif isinstance(value, Section):
        for name, held in value.items():
            yield from values_at(held, (*path, name))
    elif isinstance(value, tuple) and not hasattr(value, "_fields"):
        for index, held in enumerate(value):
            yield from values_at(held, (*path, index))
    elif isinstance(value, Communication):
        yield from _said(value, path)
    elif isinstance(value, StageUse):
        yield from values_at(value.skip, (*path, "skip"))
        yield from values_at(value.changes, path)
    elif value is not None:
        yield path, value


_RECORDS = frozenset(records())


def _said(said: Communication, path: Path) -> Iterator[tuple[Path, Any]]:
    if said.text is not None:
        yield path, said.text
    for name in ("subject", "who", "what", "ask"):
        if (text := getattr(said, name)) is not None:
            yield (*path, name), text
    yield from values_at(said.by_channel, path)


def names_in(signals: Iterable[tuple[Path, Signal]]) -> Iterator[tuple[Path, str]]:
    """Every event that signals name, with the signal's path; the events' own aliases left out."""
    for path, signal in signals:
        if path[0] != "events":
            yield from ((path, leaf.name) for leaf in leaves(signal) if isinstance(leaf, Named))
