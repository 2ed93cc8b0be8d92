"""The journey: one definition, its top-level keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tropa.journey.codecs.collections import TEXT, ListOf, MapOf, ref
from tropa.journey.codecs.protocol import JsonSchema, Plain, Reading, Schemas, Unfilled, Unread, need_mapping
from tropa.journey.codecs.records import Either, codec_of, key, record
from tropa.journey.codecs.scalars import BOOL, DATE, DURATION, FIELD_TYPE, ID, NAME, POSITIVE, ScalarCodec, choice
from tropa.journey.codecs.values import Duration, Section, Text
from tropa.journey.model.content import Form, Guide, Offer, SignUpOption, SurveyPlan, VisitPlan
from tropa.journey.model.language import SIGNAL
from tropa.journey.model.measures import Baseline, Change, Experiment, Indicator, Loyalty
from tropa.journey.model.people import Component, Persona, Product, Request, Role
from tropa.journey.model.stages import STAGES, Stage, StageUse
from tropa.journey.model.steps import STEPS, Steps
from tropa.journey.model.touchpoints import Touchpoint
from tropa.journey.model.workspace import Shared
from tropa.journey.signals import Named, Signal
from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence

CLIENT = "client"
"""The only role of a journey that declares none."""


@record
class Goal:
    """What the path is for: the client's side and the company's (S1-4, S1-45)."""

    client: Text | None = key(TEXT, "What the client wants.")
    business: Text | None = key(TEXT, "What the company wants.")


@record
class Start:
    """How a run begins, where a bare signal does not say all."""

    for_: Signal | None = key(SIGNAL, "The signal.", name="for")
    segment: str | None = key(ref("segments"), "Entering this segment.")
    by: str | None = key(choice("hand", "journey"), "Begun by a person, or by another journey.")
    max_age: Duration = key(
        DURATION, "How late an event may come and still begin a run (R2).", default=Duration(24, "h")
    )
    enroll: str = key(choice("current", "future", "both"), "Who is enrolled at publication (R14).", default="future")
    anonymous: bool = key(BOOL, "Unknown customers may enter.", default=False)
    stitch: Duration | None = key(DURATION, "How far back an anonymous history is joined.")


@record
class Success:
    """When a run has reached its goal, and what is said then."""

    for_: Signal | None = key(SIGNAL, "The signal.", name="for")
    whose: str = key(choice("first", "each", "any"), "Whose condition it is.", default="first")
    steps: Steps | None = key(STEPS, "Closing words.")


@record
class Exit:
    """Another way out."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    for_: Signal | None = key(SIGNAL, "The signal.", name="for")
    initiator: str | None = key(choice("client", "company"), "Who wanted it.")
    steps: Steps | None = key(STEPS, "What is still done.")


@record
class Joins:
    """An event by which a customer joins a run (R4)."""

    role: str | None = key(ref("roles"), "The role that is joined.")


@record
class EventPlan:
    """An alias and a line of the tracking plan."""

    is_: Signal | None = key(SIGNAL, "The signal it stands for.", name="is")
    key_: str | None = key(NAME, "The property that is the key, `none`, or `required`.", name="key")
    joins: Joins | None = key(codec_of(Joins), "By this event a customer joins a run in a role.")
    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    properties: Section[str] = key(MapOf(FIELD_TYPE, key=NAME), "Properties and their types.", default=Section())


@record
class Link:
    """A way to another journey, inside the company or to a partner."""

    to: str = key(ID, "The journey, or the partner.", carries=True, default="")
    kind: str | None = key(choice("next", "alternative", "partner"), "What sort of way.")
    when: Signal | None = key(SIGNAL, "When it is taken.")
    hand_over: tuple[str, ...] = key(ListOf(NAME, or_one=True), "What is handed over.", default=())
    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")


@record
class Waiver:
    """A rule that is not kept here, with a reason and an end."""

    rule: str = key(
        ScalarCodec("rule", "[A-Z]{2}[0-9]{2}", lambda m: m.group()), "The rule.", carries=True, default=""
    )
    at: str | None = key(NAME, "The place in the file.")
    because: Text | None = key(TEXT, "Why.", carries=True)
    until: date | None = key(DATE, "Until when.")


def _is_empty(node: Node) -> bool:
    """Whether a key has no value yet."""
    return isinstance(node, Scalar) and node.empty


def _is_bare(node: Node, reading: Reading) -> bool:
    """Whether a node is a signal rather than fields around one."""
    del reading
    return not isinstance(node, Mapping) or [name.text for name, _ in node.items] == ["event"]


START: Either[Start] = Either(
    codec_of(Start),
    SIGNAL,
    make=lambda signal: Start(for_=signal),
    shorten=lambda value: value.for_ if value == Start(for_=value.for_) else None,
    is_short=_is_bare,
)
SUCCESS: Either[Success] = Either(
    codec_of(Success),
    SIGNAL,
    make=lambda signal: Success(for_=signal),
    shorten=lambda value: value.for_ if value == Success(for_=value.for_) else None,
    is_short=_is_bare,
)
_EXIT: Either[Exit] = Either(
    codec_of(Exit),
    SIGNAL,
    make=lambda signal: Exit(for_=signal),
    shorten=lambda value: value.for_ if value == Exit(for_=value.for_) else None,
    is_short=_is_bare,
)
_EXITS: MapOf[Exit] = MapOf(_EXIT, key=NAME, fill=Exit())


class ExitsCodec:
    """Exits by outcome, or a list of events, each the name of its outcome."""

    def read(self, node: Node, reading: Reading) -> Section[Exit]:
        """The exits in the order written."""
        if not isinstance(node, Sequence):
            return _EXITS.read(node, reading)
        signals = ListOf(SIGNAL).read(node, reading)
        if not all(isinstance(signal, Named) for signal in signals):
            raise reading.refuse(node, "exits")
        return Section({signal.name: Exit(for_=signal) for signal in signals if isinstance(signal, Named)})

    def write(self, value: Section[Exit]) -> Plain:
        """A map, whichever form it had."""
        return _EXITS.write(value)

    def schema(self, schemas: Schemas) -> JsonSchema:
        """Either form."""
        return {"anyOf": [_EXITS.schema(schemas), ListOf(SIGNAL).schema(schemas)]}


@dataclass(frozen=True)
class Reentry:
    """How often the same customer may run (R4).

    Args:
        policy: ``once``, ``once_per_key``, ``after_exit``, ``cooldown`` or ``parallel``.
        cooldown: The rest between two runs.
        parallel: How many runs may be open at once.
    """

    policy: str
    cooldown: Duration | None = None
    parallel: int | None = None


_BARE_POLICY = choice("once", "once_per_key", "after_exit")


class ReentryCodec:
    """A policy by name, ``{cooldown: 30d}`` or ``{parallel: 3}``."""

    def read(self, node: Node, reading: Reading) -> Reentry:
        """The policy."""
        if not isinstance(node, Mapping):
            return Reentry(_BARE_POLICY.read(node, reading))
        given = {name.text: value for name, value in node.items}
        if [*given] in (["cooldown"], ["parallel"]) and all(_is_empty(value) for value in given.values()):
            raise Unfilled
        if given.keys() == {"cooldown"}:
            return Reentry("cooldown", cooldown=DURATION.read(given["cooldown"], reading))
        if given.keys() == {"parallel"}:
            return Reentry("parallel", parallel=POSITIVE.read(given["parallel"], reading))
        raise reading.refuse(node, "reentry")

    def write(self, value: Reentry) -> Plain:
        """The policy's name, or its one field."""
        if value.cooldown is not None:
            return {"cooldown": str(value.cooldown)}
        if value.parallel is not None:
            return {"parallel": value.parallel}
        return value.policy

    def schema(self, schemas: Schemas) -> JsonSchema:
        """A name, or an object of one field."""
        nothing = {"type": "null"}
        alone = [
            ("cooldown", {"anyOf": [DURATION.schema(schemas), nothing]}),
            ("parallel", {"anyOf": [POSITIVE.schema(schemas), nothing]}),
        ]
        return {
            "anyOf": [
                _BARE_POLICY.schema(schemas),
                *(
                    {"type": "object", "properties": {name: form}, "required": [name], "additionalProperties": False}
                    for name, form in alone
                ),
            ]
        }


_OPTION = codec_of(SignUpOption)


class SignUpCodec:
    """Ways to register, and under ``no_option`` the signal that none was usable."""

    def read(self, node: Node, reading: Reading) -> Section[SignUpOption | Signal]:
        """Options by id."""
        found: dict[str, SignUpOption | Signal] = {}
        failed = False
        for name, value in need_mapping(node, reading, "map").items:
            with reading.inside(name.text, name.span):
                try:
                    self._read_one(name, value, found, reading)
                except Unfilled:
                    continue
                except Unread:
                    failed = True
        if failed:
            raise Unread
        return Section(found)

    def _read_one(self, name: Scalar, value: Node, found: dict[str, SignUpOption | Signal], reading: Reading) -> None:
        if name.text == "no_option":
            if not _is_empty(value):
                found[name.text] = SIGNAL.read(value, reading)
        else:
            found[ID.read(name, reading)] = SignUpOption() if _is_empty(value) else _OPTION.read(value, reading)

    def write(self, value: Section[SignUpOption | Signal]) -> Plain:
        """The same map as plain data."""
        return {
            name: _OPTION.write(item) if isinstance(item, SignUpOption) else SIGNAL.write(item)
            for name, item in value.items()
        }

    def schema(self, schemas: Schemas) -> JsonSchema:
        """Options, one of which is a signal."""
        return {
            "type": "object",
            "properties": {"no_option": {"anyOf": [SIGNAL.schema(schemas), {"type": "null"}]}},
            "additionalProperties": {"anyOf": [_OPTION.schema(schemas), {"type": "null"}]},
        }


@record
class Journey(Shared):
    """A journey file: the map, the scenario, the yardstick."""

    journey: str = key(ID, "The journey's id.", required=True, default="")
    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    goal: Goal = key(codec_of(Goal), "What the path is for.", default=Goal())
    mode: str = key(choice("run", "observed"), "`observed`: run by somebody else, only measured.", default="run")
    success_before_entry: str = key(
        choice("ignore", "skip_journey"), "What a goal reached before entry means (R10).", default="ignore"
    )
    stages: StageUse | tuple[Stage, ...] | None = key(STAGES, "The stages it lies on.")
    stage: str | None = key(ref("stages"), "The stage of all that names none.")
    key_: str | None = key(NAME, "The property that tells runs of one customer apart, or `none`.", name="key")
    reentry: Reentry | None = key(ReentryCodec(), "How often the same customer may run (R4).")
    source: str | None = key(NAME, "A property of the start event kept through the run.")
    start: Start | None = key(START, "How a run begins.")
    success: Success | None = key(SUCCESS, "When it has reached its goal.")
    exit: Section[Exit] = key(ExitsCodec(), "Other ways out, by outcome.", default=Section())
    events: Section[EventPlan] = key(
        MapOf(codec_of(EventPlan), key=NAME, fill=EventPlan()), "Aliases and the tracking plan.", default=Section()
    )
    roles: Section[Role] = key(
        MapOf(codec_of(Role), kind="roles", fill=Role()),
        "Who takes part; the first is the client.",
        default=Section(),
    )
    components: Section[Component] = key(
        MapOf(codec_of(Component), kind="components", fill=Component()), "Parts of a bundle.", default=Section()
    )
    products: Section[Product] = key(
        MapOf(codec_of(Product), kind="products", fill=Product()), "What is bought.", default=Section()
    )
    requests: Section[Request] = key(
        MapOf(codec_of(Request), kind="requests", fill=Request()), "What clients come for.", default=Section()
    )
    personas: Section[Persona] = key(
        MapOf(codec_of(Persona), kind="personas", fill=Persona()), "Kinds of clients.", default=Section()
    )
    guides: Section[Guide] = key(
        MapOf(codec_of(Guide), kind="guides", fill=Guide()), "Instructions.", default=Section()
    )
    visits: Section[VisitPlan] = key(
        MapOf(codec_of(VisitPlan), kind="visits", fill=VisitPlan()), "Visits of specialists.", default=Section()
    )
    forms: Section[Form] = key(MapOf(codec_of(Form), kind="forms", fill=Form()), "Forms.", default=Section())
    sign_up: Section[SignUpOption | Signal] = key(SignUpCodec(), "Ways to register.", default=Section())
    offers: Section[Offer] = key(MapOf(codec_of(Offer), kind="offers", fill=Offer()), "Offers.", default=Section())
    experiments: Section[Experiment] = key(
        MapOf(codec_of(Experiment), kind="experiments", fill=Experiment()), "Trials.", default=Section()
    )
    indicators: Section[Indicator] = key(
        MapOf(codec_of(Indicator), kind="indicators", fill=Indicator()),
        "Figures chosen beforehand.",
        default=Section(),
    )
    baseline: Baseline | None = key(codec_of(Baseline), "What usual behaviour is made of.")
    changes: Section[Change] = key(
        MapOf(codec_of(Change), kind="changes", fill=Change()), "Changes of behaviour.", default=Section()
    )
    loyalty: Loyalty | None = key(codec_of(Loyalty), "The loyalty programme.")
    surveys: Section[SurveyPlan] = key(
        MapOf(codec_of(SurveyPlan), kind="surveys", fill=SurveyPlan()), "Questions to the client.", default=Section()
    )
    touchpoints: Section[Touchpoint] = key(
        MapOf(codec_of(Touchpoint), kind="touchpoints", fill=Touchpoint()), "The table's rows.", default=Section()
    )
    steps: Steps | None = key(STEPS, "The scenario; without it the file is a map.")
    links: tuple[Link, ...] = key(ListOf(codec_of(Link)), "Ways to other journeys.", default=())
    answers: Section[Section[Text]] = key(
        MapOf(MapOf(TEXT), refers=("stages",), fill=Section()),
        "Answers to the stages' guiding questions.",
        default=Section(),
    )
    waive: tuple[Waiver, ...] = key(ListOf(codec_of(Waiver)), "Rules not kept here, with reasons.", default=())

    @property
    def first_role(self) -> str:
        """The role of the client."""
        return next(iter(self.roles), CLIENT)
