"""What a file leaves out of a journey: it is read back, and held against the journey.

So the list of losses is neither too long nor too short, whatever the format learns or forgets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tropa.connectors.interchange.telling import Telling
from tropa.journey.codecs.protocol import Path
from tropa.journey.diff import Difference, diff
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import StageUse
from tropa.ports.exchange import Exportable, Importer, Loss, Wanted

LANGUAGE = "interchange.why.language"
SCHEME = "interchange.why.scheme"

_ROWS = frozenset({"touchpoints", "stages", "teams", "roles", "exit"})
"""Sections whose items are told one by one; of the others it is said that they are gone."""


def losses_of(given: Exportable, content: bytes, importer: Importer, why: Callable[[Path], str]) -> tuple[Loss, ...]:
    """What of a journey is not in a file made of it.

    Args:
        given: The journey and what is around it.
        content: The file.
        importer: Reads the file back.
        why: The id of the sentence that says why a place is not carried over.
    """
    told = Telling(given)
    name = told.journey.journey
    carried = read_definition(importer(content, Wanted(name, name)).text.encode()).value
    assert isinstance(carried, Journey)  # noqa: S101  an importer's first law
    found = [_loss(one, told.journey, why) for one in diff(told.journey, carried) if one.kind != "added"]
    return tuple(dict.fromkeys((*_languages(given.journey, told), *_scheme(given.journey), *found)))


def _languages(journey: Journey, told: Telling) -> Iterator[Loss]:
    if journey.locales:
        yield Loss("locales", LANGUAGE)
    yield from (Loss(f"texts.{tag}", LANGUAGE) for tag in told.languages_left())


def _scheme(journey: Journey) -> Iterator[Loss]:
    if isinstance(journey.stages, StageUse):
        yield Loss("stages.use", SCHEME)
        if journey.stages.skip:
            yield Loss("stages.skip", SCHEME)


def _loss(one: Difference, told: Journey, why: Callable[[Path], str]) -> Loss:
    length = 3 if one.was[0] in _ROWS else 2 if one.was[0] == "goal" else 1
    return Loss(".".join(_named(part, told) for part in one.was[:length]), why(one.was))


def _named(part: str | int, told: Journey) -> str:
    """A part of a path; a stage is told by its id."""
    if isinstance(part, int) and isinstance(told.stages, tuple) and part < len(told.stages):
        return told.stages[part].id
    return str(part)
