"""Everything a definition holds, with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, get_args

from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.records import keys_of, records
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Condition
from tropa.journey.model.stages import StageUse
from tropa.journey.model.touchpoints import Communication
from tropa.journey.signals import AllOf, AnyOf, AtLeast, Every, Named, Ref, Signal, When, leaves

SIGNALS = (Named, Every, AnyOf, AllOf, AtLeast, When, Ref)
CONDITIONS = get_args(Condition)


Placed: TypeAlias = tuple[Path, Any]
"""Whatever a definition holds, with its path."""


def values_at(value: Any, path: Path = ()) -> list[Placed]:  # noqa: ANN401  whatever a definition holds
    """Everything inside a value that is no record, list or map itself, with its path."""
    found: list[Placed] = []
    _gather(value, path, found)
    return found


_RECORDS = {cls: tuple((item.field, item.name) for item in keys_of(cls)) for cls in records()}
"""The fields of each record and how they are written."""


def _gather(value: Any, path: Path, found: list[Placed]) -> None:  # noqa: ANN401  as above
    """One list for all depths: a definition holds thousands of values, most of them not said."""
    if type(value) in _RECORDS:
        for name, written in _RECORDS[type(value)]:
            held = getattr(value, name)
            if held is not None and held != ():
                _gather(held, (*path, written), found)
    elif isinstance(value, Section):
        for name, held in value.items():
            _gather(held, (*path, name), found)
    elif isinstance(value, tuple) and not hasattr(value, "_fields"):
        for index, held in enumerate(value):
            _gather(held, (*path, index), found)
    elif isinstance(value, Communication):
        _gather_said(value, path, found)
    elif isinstance(value, StageUse):
        _gather(value.skip, (*path, "skip"), found)
        _gather(value.changes, path, found)
    elif value is not None:
        found.append((path, value))


def _gather_said(said: Communication, path: Path, found: list[Placed]) -> None:
    texts = ((path, said.text), *(((*path, name), getattr(said, name)) for name in ("subject", "who", "what", "ask")))
    found += [(at, text) for at, text in texts if text is not None]
    _gather(said.by_channel, path, found)


def names_in(signals: Iterable[tuple[Path, Signal]]) -> Iterator[tuple[Path, str]]:
    """Every event that signals name, with the signal's path; the events' own aliases left out."""
    for path, signal in signals:
        if path[0] != "events":
            yield from ((path, leaf.name) for leaf in leaves(signal) if isinstance(leaf, Named))
