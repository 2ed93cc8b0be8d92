"""What a map does not say yet, in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tropa.cli.speaking import Speaker, words_in
from tropa.journey.completeness import JOURNEY, Slot, slots
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme

_SHOWN = 6
_ANSWERS = "answers"
_ALMOST = 0.99


def share_told(share: float, language: str) -> str:
    """A completeness for people, in whole per cent; only what is complete is 100."""
    from tropa.draw.numbers import Numbers

    return Numbers(words_in(language)).round_share(1 if share == 1 else min(round(share, 2), _ALMOST))


def missing_of(journey: Journey, schemes: Mapping[str, Scheme]) -> tuple[Slot, ...]:
    """Everything that a complete map says and this one does not, in reading order."""
    return tuple(slot for slot in slots(journey, schemes) if not slot.filled)


def missing_lines(missing: Iterable[Slot], speaker: Speaker) -> Iterator[str]:
    """A line a field with the places that lack it; one line for the journey, one for its guiding questions."""
    words = words_in(speaker.language)
    groups: dict[str, list[str]] = {}
    for slot in missing:
        if slot.at == JOURNEY:
            groups.setdefault(JOURNEY, []).append(slot.what)
        elif slot.what.startswith(f"{_ANSWERS}."):
            groups.setdefault(_ANSWERS, []).append(f"{slot.at}.{slot.what.removeprefix(f'{_ANSWERS}.')}")
        else:
            groups.setdefault(slot.what, []).append(slot.at)
    for what, places in groups.items():
        shown = words.listed(places[:_SHOWN])
        key = "sheet.missing_more" if len(places) > _SHOWN else "sheet.missing_in"
        yield words.text(key, what=what, where=shown, n=len(places), more=len(places) - _SHOWN)
