"""A draft as the text of a journey file: every guess said beside the line it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tropa.data.words import Words
from tropa.draw.draft_steps import StepWriter
from tropa.draw.numbers import Numbers
from tropa.journey.ids import id_of
from tropa.journey.signal_text import format_signal
from tropa.journey.signals import Named
from tropa.journey.text.pieces import entry_lines
from tropa.journey.text.source import unhidden
from tropa.measure.discovery.blocks import Again, Block, Either, Maybe, One, Row, Together
from tropa.measure.discovery.draft import Draft, StepEvidence

LONGEST_TITLE = 80
SHOWN = 12
"""Names listed in a comment."""


def draft_file(draft: Draft, words: Words, *, journey: str, key: str | None = None) -> str:
    """The text of the journey file.

    Args:
        draft: What the log suggests.
        words: The language of what is said in it.
        journey: The journey's id.
        key: The property that tells runs of one customer apart, or None.
    """
    teller = _Teller(draft, words)
    plain: dict[str, Any] = {
        "journey": journey,
        "note": teller.text("note", n=teller.numbers.count(draft.n_started)),
        "locales": [words.language],
        "mode": "observed",
        "goal": {"client": None, "business": None},
        **({"key": key, "reentry": "once_per_key"} if key else {}),
        "start": _signal(draft.start),
        "success": _signal(draft.success) if draft.success else None,
        **teller.events(),
        **({"touchpoints": teller.touchpoints(), "steps": teller.steps()} if draft.block else {}),
    }
    comments = [f"# {line}" for line in teller.comments()]
    return "\n".join([*comments, *(line for name, value in plain.items() for line in entry_lines(name, value)), ""])


@dataclass(slots=True)
class _Teller:
    """Says what was seen."""

    draft: Draft
    words: Words

    @property
    def numbers(self) -> Numbers:
        """Writes figures."""
        return Numbers(self.words)

    def text(self, name: str, /, **params: object) -> str:
        """A text of this room's catalogue."""
        return self.words.text(f"discover.{name}", **params)

    def comments(self) -> Iterator[str]:
        """What stands above the file: how it came about, and what was guessed."""
        draft, count = self.draft, self.numbers.count
        yield self.text("made", n=count(draft.n_started), total=count(draft.n_units))
        yield self.text("check")
        if "start" in draft.guessed:
            yield self.text("guessed_start", name=_plain(draft.start))
        if draft.success is None:
            yield self.text("no_success")
        elif "success" in draft.guessed:
            yield self.text("guessed_success", name=_plain(draft.success))
        yield self.text("ends", names=self._counted(draft.ends))
        for row, n in draft.rows:
            yield self.text("row", share=self._share(n, draft.n_units), names=" > ".join(map(_plain, row)))
        if draft.n_other:
            yield self.text("other", n=count(draft.n_other))
        if draft.rare:
            yield self.text("rare", names=self._counted(draft.rare))

    def events(self) -> dict[str, Any]:
        """Names that have no place in the order, as a plan of what is tracked."""
        noted = {
            name: {"note": self.text("anywhere", share=self._share(n, self.draft.n_started))}
            for name, n in self.draft.anywhere
        }
        return {"events": noted} if noted else {}

    def touchpoints(self) -> dict[str, Any]:
        """A touchpoint an event of the steps; whose deed it is, a log does not say."""
        return {
            self.ids[step.name]: {
                "title": _plain(step.name),
                "reached": _signal(step.name),
                "note": self._seen(step),
            }
            for step in self._inside
        }

    def steps(self) -> Any:  # noqa: ANN401  plain data
        """The scenario."""
        block = self.draft.block
        assert block is not None  # noqa: S101  asked for only where there is one
        options = {share: self.text("option", share=self.numbers.share(share)) for share in _shares(block, Maybe)}
        loops = {share: self.text("loop", share=self.numbers.share(share)) for share in _shares(block, Again)}
        return StepWriter(self.ids, {s.name: s for s in self.draft.steps}, options, loops).steps(block)

    @property
    def _inside(self) -> list[StepEvidence]:
        return [step for step in self.draft.steps if step.name not in {self.draft.start, self.draft.success}]

    @property
    def ids(self) -> dict[str, str]:
        """The touchpoint's id of each step."""
        found: dict[str, str] = {}
        for step in self._inside:
            found[step.name] = id_of(step.name, found.values(), "touchpoint")
        return found

    def _seen(self, step: StepEvidence) -> str:
        """How many have a step, and how long it took them."""
        n, total = self.numbers.count(step.n), self.numbers.count(self.draft.n_started)
        if step.median_s is None or step.p90_s is None:
            return self.text("seen", n=n, total=total)
        median, p90 = self.numbers.duration(step.median_s), self.numbers.duration(step.p90_s)
        return self.text("seen_in", n=n, total=total, median=median, p90=p90)

    def _counted(self, pairs: tuple[tuple[str, int], ...]) -> str:
        """Names with their numbers, so many as a line bears."""
        shown = [f"{_plain(name)} ({self.numbers.count(n)})" for name, n in pairs[:SHOWN]]
        return self.words.listed([*shown, *(["..."] if len(pairs) > SHOWN else [])])

    def _share(self, n: int, total: int) -> str:
        return self.numbers.share(n / total)


def _signal(name: str) -> str:
    return format_signal(Named(name))


def _plain(name: str) -> str:
    """A name from a log as a line of prose that no reader takes for a template or a second line."""
    line = " ".join(unhidden(name).split())
    told = line.replace("{{", "{ {").replace("{%", "{ %") or "?"
    return told if len(told) <= LONGEST_TITLE else f"{told[: LONGEST_TITLE - 3]}..."


def _shares(block: Block, kind: type[Maybe | Again]) -> Iterator[float]:
    """The shares of all options, or of all loops, of a block."""
    if isinstance(block, Maybe | Again):
        if isinstance(block, kind):
            yield block.share
        yield from _shares(block.part, kind)
    elif isinstance(block, Row | Either | Together):
        for part in block.parts:
            yield from _shares(part, kind)
    else:
        assert isinstance(block, One)  # noqa: S101  there are no others
