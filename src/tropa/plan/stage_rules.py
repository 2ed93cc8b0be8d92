"""What keeps customers in a journey's stages, and what crisis plans mean for it, ready to be run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tropa.journey.codecs.values import Section
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme, Stage
from tropa.journey.schemes import skipped_stages, stages_of
from tropa.plan.listening import DEAF, Listening, listen


@dataclass(frozen=True, slots=True)
class StageRule:
    """How membership of a stage is kept.

    Args:
        stage: What the file, or its scheme, says.
        enter: What begins membership.
        leave: What ends it.
    """

    stage: Stage
    enter: Listening = DEAF
    leave: Listening = DEAF

    @property
    def ruled(self) -> bool:
        """Whether ``enter`` and ``leave`` alone decide, not where positions stand."""
        return self.stage.enter is not None or self.stage.leave is not None


def stage_rules(journey: Journey, schemes: Mapping[str, Scheme]) -> Section[StageRule]:
    """The stages of a journey by id, without those that it leaves out."""
    skipped = skipped_stages(journey)
    return Section(
        {
            stage.id: StageRule(stage, listen(stage.enter, journey), listen(stage.leave, journey))
            for stage in stages_of(journey, schemes)
            if stage.id and stage.id not in skipped
        }
    )


def ears_of_stages(rules: Mapping[str, StageRule]) -> Iterator[Listening]:
    """What the stages listen to."""
    for rule in rules.values():
        yield from (rule.enter, rule.leave)
