"""What a journey's parts may say of each other, beyond the names they use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tropa.journey.codecs.protocol import Path, Reading
from tropa.journey.codecs.values import Duration, Section
from tropa.journey.model.journey import Journey
from tropa.journey.model.measures import VERBS
from tropa.journey.model.steps import (
    OBSERVED_KINDS,
    Approve,
    BackTo,
    ForEach,
    Remind,
    Send,
    Split,
    Step,
    Steps,
    Visit,
    inner_steps,
    kind_of,
    subject_of,
)
from tropa.journey.text.problems import NOWHERE

VISIT_OUTCOMES = frozenset({"done", "not_ready", "client_absent", "staff_absent", "rescheduled"})
APPROVAL_OUTCOMES = frozenset({"approved", "refused"})


@dataclass(frozen=True, slots=True)
class Earlier:
    """The ids a step may go back to.

    Args:
        positions: The ids of its list, each with the step's index.
        before: The index from which on steps are too late.
        outer: The ids that the enclosing list offers, the enclosing step's own among them.
    """

    positions: Mapping[str, int]
    before: int
    outer: Earlier | None

    def __contains__(self, name: str) -> bool:
        return self.positions.get(name, self.before) < self.before or (self.outer is not None and name in self.outer)


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """A step, its path in the file, and the ids it may go back to."""

    step: Step
    path: Path
    earlier: Earlier


def step_lists(journey: Journey) -> Iterator[tuple[Path, Steps]]:
    """The journey's outermost lists of steps with their paths."""
    if journey.steps:
        yield ("steps",), journey.steps
    for name, role in journey.roles.items():
        if role.steps:
            yield ("roles", name, "steps"), role.steps
    if journey.success and journey.success.steps:
        yield ("success", "steps"), journey.success.steps
    for name, way_out in journey.exit.items():
        if way_out.steps:
            yield ("exit", name, "steps"), way_out.steps


def all_steps(journey: Journey) -> Iterator[PlacedStep]:
    """Every step of a journey, outer before inner, in the order written."""
    for path, steps in step_lists(journey):
        yield from _placed(steps, path, None)


def _placed(steps: Steps, path: Path, outer: Earlier | None) -> Iterator[PlacedStep]:
    positions = {step.id: index for index, step in enumerate(steps) if step.id}
    for index, step in enumerate(steps):
        here = (*path, index)
        yield PlacedStep(step, here, Earlier(positions, index, outer))
        # No way back leads out of a branch of `for_each`: other branches would be torn along.
        inside = None if isinstance(step, ForEach) else Earlier(positions, index + 1, outer)
        for name, inner in inner_steps(step):
            yield from _placed(inner, (*here, *name), inside)


def check_structure(journey: Journey, reading: Reading) -> None:
    """Note what may not stand where it stands."""

    def note(path: Path, met: str, why: str, **params: str) -> None:
        inside_out = (path[:n] for n in range(len(path), 0, -1))
        span = next((reading.places[part] for part in inside_out if part in reading.places), NOWHERE)
        reading.note("RE03", span, met=met, why=why, **params)

    for placed in all_steps(journey):
        for met, why, more in _step_faults(placed, journey):
            note((*placed.path, *more), met, why)
    for name, indicator in journey.indicators.items():
        verbs = [verb for verb in VERBS if getattr(indicator, verb) not in (None, ())]
        if len(verbs) > 1:
            note(("indicators", name), ", ".join(verbs), "one_verb")
    for name, experiment in journey.experiments.items():
        if experiment.control and experiment.arms and experiment.control not in experiment.arms:
            note(("experiments", name), experiment.control, "no_such_arm", expected=", ".join(experiment.arms))
        if sum(arm.value for arm in experiment.arms.values()) > 1:
            note(("experiments", name, "arms"), name, "arms_over_one")


def _step_faults(placed: PlacedStep, journey: Journey) -> Iterator[tuple[str, str, Path]]:
    """What is met, why it may not stand there, and where inside the step."""
    step = placed.step
    if type(step) is Step:
        return  # its kind could not be read, which has been told
    kind = kind_of(step)
    if journey.mode == "observed" and kind not in OBSERVED_KINDS:
        yield kind, "observed", ()
    if subject_of(step) is not None:
        yield from _subject_faults(step, placed, journey)
    match step:
        case Send(up_to=Duration()) if journey.mode != "observed":
            yield kind, "observed_only", ("up_to",)
        case Remind(ladder=ladder) if _descends([rung.after.seconds for rung in ladder]):
            yield kind, "ladder_ascending", ("ladder",)
        case Visit(outcomes=outcomes):
            yield from _outcome_faults(outcomes, VISIT_OUTCOMES)
        case Approve(outcomes=outcomes):
            yield from _outcome_faults(outcomes, APPROVAL_OUTCOMES)
        case _:
            return


def _subject_faults(step: Step, placed: PlacedStep, journey: Journey) -> Iterator[tuple[str, str, Path]]:
    """As above, of what the step is about."""
    match step:
        case BackTo(step=target) if target not in placed.earlier:
            yield target, "back_to_earlier", ("step",)
        case ForEach(over=over) if over != "component" and over not in journey.roles:
            yield over, "for_each_over", ()
        case Split(experiment=experiment, arms=arms) if experiment in journey.experiments:
            known = journey.experiments[experiment].arms
            yield from ((arm, "no_such_arm", ("arms", arm)) for arm in arms if known and arm not in known)
        case _:
            return


def _descends(times_s: list[int]) -> bool:
    return times_s != sorted(times_s)


def _outcome_faults(outcomes: Section[Steps], known: frozenset[str]) -> Iterator[tuple[str, str, Path]]:
    return ((name, "no_such_outcome", ("outcomes", name)) for name in outcomes if name not in known)
