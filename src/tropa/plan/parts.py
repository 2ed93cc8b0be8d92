"""What a journey says of its components, roles and requests, as far as a log can show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tropa.journey.codecs.values import Rate
from tropa.journey.model.journey import Journey
from tropa.journey.model.people import Request, Role
from tropa.journey.model.steps import Invite, Remind, Send, Step, Steps, inner_steps
from tropa.journey.signals import Named
from tropa.journey.structure import all_steps, step_lists
from tropa.plan.heard import AnyHeard, Heard, Leaf, heard_leaves, one_event_serves
from tropa.plan.our_events import INVITE_ACCEPTED
from tropa.plan.resolve import resolve

MONTH = "month"
"""The period of a rate that follows the calendar here: a month is a month, however long."""


@dataclass(frozen=True, slots=True)
class ComponentMeasure:
    """A part that has to be started on its own.

    Args:
        id: The component.
        done: What shows that it was started; None where nothing does.
        optional: Success does not wait for it.
    """

    id: str
    done: Heard | None
    optional: bool


@dataclass(frozen=True, slots=True)
class RoleMeasure:
    """A part that customers play.

    Args:
        id: The role.
        first: It is the client's: whoever begins the run.
        joins: The events by which a customer joins; None where nothing shows it, and for the first role.
        carries: Further events that are the role's own: what its steps send.  The first event of a
            participant that carries the key tells the run where the joining one does not.
        done: What shows that a participant's part is done; None where nothing does.
        least: So many are to join ...
        most: ... and so many may.
    """

    id: str
    first: bool
    joins: Heard | None
    carries: tuple[Leaf, ...]
    done: Heard | None
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often a request is expected: ``n`` in a period of ``per_s`` seconds, or in a calendar month."""

    n: int
    per_s: int
    monthly: bool


@dataclass(frozen=True, slots=True)
class RequestMeasure:
    """What clients come for: the chains of touchpoints by which they may go, and how often they come."""

    id: str
    chains: tuple[tuple[str, ...], ...]
    frequency: Frequency | None


@dataclass(frozen=True, slots=True)
class PartsPlan:
    """Components, roles and requests, each in the order of the definition.

    Args:
        components: The components.
        roles: The roles, the client's first.
        requests: The requests.
        elsewhere: Touchpoints that only other participants meet: the client's events do not show them.
    """

    components: tuple[ComponentMeasure, ...] = ()
    roles: tuple[RoleMeasure, ...] = ()
    requests: tuple[RequestMeasure, ...] = ()
    elsewhere: frozenset[str] = frozenset()

    def heard(self) -> Iterator[Heard]:
        """Everything listened to; the requests' touchpoints are the plan's own."""
        every = [component.done for component in self.components]
        for role in self.roles:
            every += [role.joins, role.done, *role.carries]
        yield from (heard for heard in every if heard is not None)


def parts_plan(journey: Journey, reached: dict[str, Heard | None]) -> PartsPlan:
    """The components, roles and requests of a journey.

    Args:
        journey: The journey.
        reached: What proves each of its touchpoints.
    """
    return PartsPlan(
        tuple(
            ComponentMeasure(name, resolve(component.done, journey), component.optional)
            for name, component in journey.components.items()
        ),
        tuple(_role(name, role, journey, reached) for name, role in journey.roles.items()),
        tuple(_request(name, request) for name, request in journey.requests.items()),
        _elsewhere(journey),
    )


def _role(name: str, role: Role, journey: Journey, reached: dict[str, Heard | None]) -> RoleMeasure:
    first = name == journey.first_role
    least, most = (limit if isinstance(limit, int) else 0 for limit in (role.count.low, role.count.high))
    joins = None if first else _joins(name, journey)
    carries = () if joins is None else tuple(_proofs(role.steps or (), reached))
    return RoleMeasure(name, first, joins, carries, resolve(role.done, journey), least, most)


def _joins(role: str, journey: Journey) -> Heard | None:
    """The events mapped to the role; an accepted invitation says no role, so it speaks where there is one alone."""
    mapped = [name for name, event in journey.events.items() if event.joins and event.joins.role == role]
    if not mapped and _invited(journey) == {role}:
        mapped = [INVITE_ACCEPTED]
    found = tuple(heard for name in mapped if (heard := resolve(Named(name), journey)) is not None)
    joins = AnyHeard(found) if found else None
    return joins if joins is not None and one_event_serves(joins) else None


def _invited(journey: Journey) -> set[str | None]:
    """The roles that steps invite into."""
    return {placed.step.role for placed in all_steps(journey) if isinstance(placed.step, Invite)}


def _proofs(steps: Steps, reached: dict[str, Heard | None]) -> Iterator[Leaf]:
    """The events that prove the touchpoints which some steps send."""
    for touchpoint in _all_sent(steps):
        heard = reached.get(touchpoint)
        yield from heard_leaves(heard) if heard is not None else ()


def _elsewhere(journey: Journey) -> frozenset[str]:
    """What the steps of other roles send, and no other steps."""
    theirs, mine = set[str](), set[str]()
    for path, steps in step_lists(journey):
        (theirs if path[0] == "roles" and path[1] != journey.first_role else mine).update(_all_sent(steps))
    return frozenset(theirs - mine)


def _all_sent(steps: Steps) -> Iterator[str]:
    """The touchpoints that some steps, or steps within them, send to whom they are at."""
    for step in steps:
        yield from filter(None, _sent(step))
        for _, inner in inner_steps(step):
            yield from _all_sent(inner)


def _sent(step: Step) -> tuple[str | None, ...]:
    """The touchpoints that a step sends to whom it is at; an invitation goes to somebody else."""
    match step:
        case Send(to=to, touchpoint=touchpoint) if to is None:
            return (touchpoint,)
        case Remind(with_=touchpoint, ladder=ladder):
            return (touchpoint, *(rung.with_ for rung in ladder))
        case _:
            return ()


def _request(name: str, request: Request) -> RequestMeasure:
    frequency = _frequency(request.frequency) if request.frequency is not None else None
    return RequestMeasure(name, tuple(chain.touchpoints for chain in request.touchpoints), frequency)


def _frequency(rate: Rate) -> Frequency:
    return Frequency(rate.n, rate.per_s, rate.per == MONTH)
