"""What rules look at: one journey, and everything around it that a definition can tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.values import Text
from tropa.journey.conditions import Name, operands
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme, Stage
from tropa.journey.model.steps import kind_of
from tropa.journey.model.touchpoints import Touchpoint
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import skipped_stages, stages_of
from tropa.journey.signals import Named, Signal, leaves
from tropa.journey.step_stages import step_stages
from tropa.journey.structure import PlacedStep, all_steps
from tropa.journey.text.problems import NOWHERE, Span
from tropa.lint.finding import Unnamed
from tropa.lint.signals_at import CONDITIONS, SIGNALS, values_at

_BLANK = re.compile(r"\{[{%](.*?)[}%]\}", re.DOTALL)

LIFECYCLE = "lifecycle"
"""The scheme whose stages the rules know by name; others are known through ``maps_to``."""


@dataclass(frozen=True)
class Subject:
    """A journey under the linter.

    Args:
        journey: The journey, read without errors.
        workspace: The workspace in force, or None.
        schemes: Stage schemes by id.
        places: Where each path stands in the file.
        today: The day on which waivers are judged.
        others: Other journeys of the same workspace, as far as they are at hand.
        unread: Ids of those beside it that have errors; an empty one is a file that does not even tell its id.
    """

    journey: Journey
    workspace: Workspace | None
    schemes: Mapping[str, Scheme]
    places: Mapping[Path, Span]
    today: date
    others: tuple[Journey, ...] = field(default=())
    unread: frozenset[str] = field(default=frozenset())

    @cached_property
    def _values(self) -> tuple[tuple[Path, Any], ...]:
        return tuple(values_at(self.journey))

    @cached_property
    def signals(self) -> tuple[tuple[Path, Signal], ...]:
        """Every signal with its path, in the order of the language's keys."""
        return tuple((path, value) for path, value in self._values if isinstance(value, SIGNALS))

    @cached_property
    def texts(self) -> tuple[tuple[Path, Text], ...]:
        """Every text for people with its path, in the order of the language's keys."""
        return tuple((path, value) for path, value in self._values if isinstance(value, Text))

    @cached_property
    def names_used(self) -> frozenset[str]:
        """Names that blanks of texts and conditions look up, by their last word."""
        blanks = (
            found for _, text in self.texts for _, written in text.by_locale for found in _BLANK.findall(written)
        )
        named = {word for blank in blanks for word in re.findall(r"\w+", blank)}
        conditions = [value for _, value in self._values if isinstance(value, CONDITIONS)]
        conditions += [
            leaf.where
            for _, signal in self.signals
            for leaf in leaves(signal)
            if isinstance(leaf, Named) and leaf.where
        ]
        looked_up = [value for _, value in self._values if isinstance(value, Name)]
        looked_up += [one for condition in conditions for one in operands(condition) if isinstance(one, Name)]
        return frozenset(named | {name.path[-1] for name in looked_up})

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The journey's stages in order, skipped ones among them."""
        return stages_of(self.journey, self.schemes)

    @cached_property
    def stages_asked(self) -> tuple[Stage, ...]:
        """The stages this journey answers for.

        They are those not skipped; where one stage is the default of all touchpoints, that stage and
        those in use.
        """
        skipped = skipped_stages(self.journey)
        used = {self.stage_of(name) for name in self.journey.touchpoints} | {self.journey.stage}
        return tuple(
            stage
            for stage in self.stages
            if stage.id not in skipped and (self.journey.stage is None or stage.id in used)
        )

    def stage_of(self, touchpoint: str) -> str | None:
        """The stage of a touchpoint, by its id."""
        return self.journey.touchpoints[touchpoint].stage or self.journey.stage

    def place_of(self, stage: Stage) -> Path:
        """The path at which the journey says something of a stage, or would."""
        own = self.journey.stages
        return ("stages", own.index(stage) if isinstance(own, tuple) else stage.id)

    def meaning(self, stage: Stage) -> str:
        """Which stage of the life cycle a stage is, by its id or by ``maps_to``; else empty."""
        if stage.maps_to is not None and stage.maps_to.startswith(f"{LIFECYCLE}/"):
            return stage.maps_to.removeprefix(f"{LIFECYCLE}/")
        shared = self.schemes.get(LIFECYCLE)
        return stage.id if shared and stage.id in {known.id for known in shared.stages} else ""

    def asked(self, meaning: str) -> Stage | None:
        """The stage the journey answers for that means a stage of the life cycle, e.g. ``onboarding``."""
        return next((stage for stage in self.stages_asked if self.meaning(stage) == meaning), None)

    def lived(self, meaning: str) -> Stage | None:
        """The same stage, where something happens in it already: an empty one is told once, by ST02."""
        stage = self.asked(meaning)
        return stage if stage is not None and self.walked(stage) else None

    def walked(self, stage: Stage) -> bool:
        """Whether anything happens in a stage: a touchpoint, or a step."""
        return bool(self.touchpoints_in(stage)) or stage.id in self.step_stages.values()

    def touchpoints_in(self, stage: Stage) -> tuple[str, ...]:
        """Ids of the touchpoints of a stage."""
        return tuple(name for name in self.journey.touchpoints if self.stage_of(name) == stage.id)

    @cached_property
    def steps(self) -> tuple[PlacedStep, ...]:
        """Every step with its path, outer before inner, in the order written."""
        return tuple(all_steps(self.journey))

    @property
    def runs(self) -> bool:
        """Whether the journey has a scenario that we run: what is launched, not only measured."""
        return bool(self.journey.steps) and self.journey.mode == "run"

    @cached_property
    def step_stages(self) -> Mapping[Path, str | None]:
        """The stage of each step.

        It is its own, else that of the enclosing step, the named touchpoint, the previous step, the
        journey.
        """
        return step_stages(self.steps, self.journey)

    def name_of(self, placed: PlacedStep) -> str | Unnamed:
        """What people call a step: its id, or where it has none its kind and its line."""
        return placed.step.id or Unnamed(kind_of(placed.step), self.span(placed.path).line)

    def touchpoint(self, name: str) -> Touchpoint | None:
        """A touchpoint by id; None where there is none, which the reader tells."""
        return self.journey.touchpoints.get(name)

    def shared(self, section: str) -> Mapping[str, Any]:
        """A section of the workspace with the journey's own over it: ``teams``, ``channels`` ..."""
        theirs: Mapping[str, Any] = getattr(self.workspace, section) if self.workspace else {}
        own: Mapping[str, Any] = getattr(self.journey, section)
        return {**theirs, **own}

    def written(self, *path: str | int) -> bool:
        """Whether the file has a key at this path, filled in or not."""
        return path in self.places

    def span(self, path: Path) -> Span:
        """The place in the file: that of the path, or of the nearest one around it that is there."""
        inside_out = (path[:n] for n in range(len(path), 0, -1))
        first = self.places.get(("journey",), NOWHERE)
        return next((self.places[part] for part in inside_out if part in self.places), first)
