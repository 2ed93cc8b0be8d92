"""Letters: a message of the engine with the words of its touchpoint, filled in for one customer.

Words come from the version that acts, or, as copy, from the journey's newest one (R11).  A text is
Liquid: it knows ``customer`` (id and traits), ``event`` (the run's start event), ``run``, ``component``,
``journey`` and ``touchpoint``.  A blank that nothing fills in is no reason to write to somebody with a
hole in the sentence: such a letter is kept for a person, unless the text says what stands there
otherwise (``| default: "..."``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from liquid import Environment
from liquid.exceptions import LiquidError
from liquid.template import BoundTemplate
from liquid.undefined import StrictDefaultUndefined

from tropa.engine.changes import Message
from tropa.engine.naming import item_of
from tropa.journey.codecs.values import Text
from tropa.journey.model.journey import Journey
from tropa.journey.model.touchpoints import Communication, Touchpoint
from tropa.journey.model.workspace import Workspace
from tropa.ports.channel import Letter
from tropa.ports.state import Outgoing

MOST_CHARACTERS = 100_000
"""The longest letter."""


class CannotBeWritten(Exception):
    """A letter has no words, or a blank in it cannot be filled in; it says which."""


class _Liquid(Environment):
    """Liquid within limits: templates come from outside, and so does what fills them in."""

    context_depth_limit = 10
    block_nesting_limit = 20
    loop_iteration_limit = 1_000
    local_namespace_limit = 100_000
    output_stream_limit = MOST_CHARACTERS


_LIQUID = _Liquid(undefined=StrictDefaultUndefined)


def letter_of(outgoing: Outgoing, journey: Journey, workspace: Workspace | None = None) -> Letter:
    """The letter of a message.

    Args:
        outgoing: The message, with what fills it in.
        journey: The version whose words are used.
        workspace: The workspace around it, which may hold what is said in a crisis.

    Raises:
        CannotBeWritten: It has no words, or they cannot be filled in.
    """
    message = outgoing.message
    words = _words(message, journey, workspace or Workspace())
    traits = outgoing.traits
    wanted = str(traits.get("locale") or traits.get("language") or "")
    known = _known(message, journey, outgoing.start, traits, wanted)
    text = _filled(words.text, journey, wanted, known)
    if not text.strip():
        raise CannotBeWritten(f"no words for {message.touchpoint or message.survey} over {message.channel}")
    return Letter(
        id=message.id,
        channel=message.channel,
        to=message.to,
        touchpoint=message.touchpoint,
        journey=journey.journey,
        subject=_filled(words.subject, journey, wanted, known),
        text=text,
        locale=words.text.locale_read_in(wanted, journey.locales) if words.text else "",
    )


@dataclass(frozen=True, slots=True)
class _Words:
    subject: Text | None
    text: Text | None


def _words(message: Message, journey: Journey, workspace: Workspace) -> _Words:
    section, _, crisis = message.touchpoint.partition(".")
    plan_of = journey.crises.get(crisis) or workspace.crises.get(crisis)
    if section == "crises" and plan_of is not None:
        return _Words(None, plan_of.say.get(message.channel))
    if message.survey:
        plan = journey.surveys.get(message.survey)
        return _Words(None, plan.ask if plan is not None else None)
    said = _communication(journey.touchpoints.get(message.touchpoint, Touchpoint()), message.variant)
    return _Words(said.subject, said.by_channel.get(message.channel, said.text))


def _communication(touchpoint: Touchpoint, arms: Mapping[str, str]) -> Communication:
    """What a touchpoint says to a customer in these arms: the last experiment that changes it."""
    said = touchpoint.communication
    for experiment, arm in arms.items():
        arms_of = touchpoint.variants.get(experiment)
        variant = arms_of.get(arm) if arms_of is not None else None
        if variant is not None and variant.communication is not None:
            said = variant.communication
    return said or Communication()


def _known(
    message: Message, journey: Journey, start: Mapping[str, object], traits: Mapping[str, object], wanted: str
) -> Mapping[str, object]:
    """What a text may name."""

    def said(text: Text | None) -> str:
        return text.read_in(wanted, journey.locales) if text is not None else ""

    touchpoint = journey.touchpoints.get(message.touchpoint, Touchpoint())
    known: dict[str, object] = {
        "customer": {**_shown(traits), "id": message.to},
        "traits": _shown(traits),
        "event": _shown(start),
        "run": {"key": message.run.key or "", "attempt": message.run.attempt, "journey": journey.journey},
        "journey": {"id": journey.journey, "title": said(journey.title)},
        "touchpoint": {"id": message.touchpoint, "title": said(touchpoint.title)},
    }
    name = item_of(message.place.branch)
    component = journey.components.get(name)
    if component is not None:
        known["component"] = {"id": name, "title": said(component.title) or name, "app": component.app or ""}
    return known


def _shown(values: Mapping[str, object]) -> dict[str, object]:
    """Values as people write them: a whole number has no point."""
    return {
        name: int(value) if isinstance(value, float) and value.is_integer() else value
        for name, value in values.items()
    }


def _filled(text: Text | None, journey: Journey, wanted: str, known: Mapping[str, object]) -> str:
    if text is None:
        return ""
    try:
        return _template(text.read_in(wanted, journey.locales)).render(**known)
    except LiquidError as fault:
        raise CannotBeWritten(fault.message or type(fault).__name__) from fault


@lru_cache(maxsize=1_000)
def _template(text: str) -> BoundTemplate:
    return _LIQUID.from_string(text)
