"""Touchpoints: the row of the table, and everything that hangs on it."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.journey.codecs.collections import TEXT, ListOf, MapOf, is_locale_map, ref, shows_locales
from tropa.journey.codecs.protocol import JsonSchema, Plain, Reading, Schemas, Unfilled, Unread
from tropa.journey.codecs.records import codec_of, key, record
from tropa.journey.codecs.scalars import BOOL, DURATION, HOURS, MESSAGE_CLASS, NAME, ScalarCodec
from tropa.journey.codecs.values import Duration, Hours, Section, Text, says
from tropa.journey.model.language import SIGNAL
from tropa.journey.model.measures import EVALUATION, Cost, Evaluation
from tropa.journey.signals import Signal
from tropa.journey.text.nodes import Mapping, Node, Scalar

_EMOTION = ScalarCodec("emotion", r"[+-]?[0-3]", lambda m: int(m.group()), int, ("integer",))
_FIXED = ("text", "subject", "who", "what", "ask")


@dataclass(frozen=True)
class Communication:
    """What is said.

    Args:
        text: The words, for every channel that has none of its own.
        subject: The subject line.
        who: Who will get in touch next.
        how: Over which channels.
        what: What will be delivered.
        when: Within what time.
        ask: Where to ask.
        by_channel: The words for single channels.
    """

    text: Text | None = None
    subject: Text | None = None
    who: Text | None = None
    how: tuple[str, ...] = ()
    what: Text | None = None
    when: Duration | None = None
    ask: Text | None = None
    by_channel: Section[Text] = Section()

    @property
    def spoken(self) -> bool:
        """Whether any word is said."""
        texts = (self.text, self.subject, self.who, self.what, self.ask, *self.by_channel.values())
        return any(map(says, texts))


_HOW = ListOf(ref("channels"), or_one=True)


class CommunicationCodec:
    """A text, or the fields of a communication with channels beside them."""

    def read(self, node: Node, reading: Reading) -> Communication:
        """The communication, from either form."""
        if not isinstance(node, Mapping) or self._is_text(node, reading):
            return Communication(text=TEXT.read(node, reading))
        found: dict[str, object] = {}
        by_channel: dict[str, Text] = {}
        failed = False
        for name, value in node.items:
            if isinstance(value, Scalar) and value.empty:
                continue
            with reading.inside(name.text, name.span):
                try:
                    self._read_one(name, value, found, by_channel, reading)
                except Unfilled:
                    continue
                except Unread:
                    failed = True
        if failed:
            raise Unread
        return Communication(**found, by_channel=Section(by_channel))  # type: ignore[arg-type]  # by the names above

    def _is_text(self, node: Mapping, reading: Reading) -> bool:
        return is_locale_map(node, reading) and not any(node.get(name) for name in (*_FIXED, "how", "when"))

    def _read_one(
        self, name: Scalar, value: Node, found: dict[str, object], by_channel: dict[str, Text], reading: Reading
    ) -> None:
        if name.text in _FIXED:
            found[name.text] = TEXT.read(value, reading)
        elif name.text == "how":
            found["how"] = _HOW.read(value, reading)
        elif name.text == "when":
            found["when"] = DURATION.read(value, reading)
        else:
            by_channel[ref("channels").read(name, reading)] = TEXT.read(value, reading)

    def write(self, value: Communication) -> Plain:
        """The bare text where there is nothing else."""
        if value.text is not None and value == Communication(text=value.text) and shows_locales(value.text):
            return TEXT.write(value.text)
        written = {name: TEXT.write(text) for name in _FIXED if (text := getattr(value, name)) is not None}
        if value.how:
            written["how"] = _HOW.write(value.how)
        if value.when is not None:
            written["when"] = DURATION.write(value.when)
        return {**written, **{channel: TEXT.write(text) for channel, text in value.by_channel.items()}}

    def schema(self, schemas: Schemas) -> JsonSchema:
        """A text, or an object of texts."""
        text = TEXT.schema(schemas)
        filled = {"anyOf": [text, {"type": "null"}]}
        fields: JsonSchema = {
            "type": "object",
            "properties": {
                **dict.fromkeys(_FIXED, filled),
                "how": {"anyOf": [_HOW.schema(schemas), {"type": "null"}]},
                "when": {"anyOf": [DURATION.schema(schemas), {"type": "null"}]},
            },
            "additionalProperties": filled,
        }
        return {"anyOf": [text, fields]}


COMMUNICATION = CommunicationCodec()


@record
class Variant:
    """What an arm of an experiment changes in a touchpoint."""

    title: Text | None = key(TEXT, "Its name for people.")
    channel: tuple[str, ...] = key(ListOf(ref("channels"), or_one=True), "Its channels.", default=())
    communication: Communication | None = key(COMMUNICATION, "What is said.")
    guide: str | None = key(ref("guides"), "The guide it leads to.")
    form: str | None = key(ref("forms"), "The form it shows.")
    offer: str | None = key(ref("offers"), "The offer it makes.")
    offers: tuple[str, ...] = key(ListOf(ref("offers"), or_one=True), "Offers to choose from.", default=())
    cta: Text | None = key(TEXT, "The words of its call to action.")
    signpost: Text | None = key(TEXT, "What comes next, told to the client.")
    status: Text | None = key(TEXT, "Where the client stands, told to the client.")


@record
class Touchpoint:
    """A point where client and company meet: the row of the table (S0-31)."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    stage: str | None = key(ref("stages"), "The stage it belongs to; default the journey's `stage`.")
    channel: tuple[str, ...] = key(
        ListOf(ref("channels"), or_one=True), "Its channel, or several: the first usable one serves.", default=()
    )
    each: bool = key(BOOL, "All channels at once, not the first usable.", default=False)
    class_: str | None = key(MESSAGE_CLASS, "Class of its messages (R13).", name="class")
    urgent: bool = key(BOOL, "Quiet hours do not keep it back.", default=False)
    communication: Communication | None = key(COMMUNICATION, "What is said.")
    guide: str | None = key(ref("guides"), "The guide it leads to.")
    form: str | None = key(ref("forms"), "The form it shows.")
    offer: str | None = key(ref("offers"), "The offer it makes.")
    offers: tuple[str, ...] = key(
        ListOf(ref("offers"), or_one=True), "Offers to choose from: the first eligible by value.", default=()
    )
    cta: Text | None = key(TEXT, "The words of its call to action.")
    target_action: Signal | None = key(SIGNAL, "What the client should do.")
    evaluation: Evaluation | None = key(EVALUATION, "How the target action is judged.")
    responsible: str | None = key(ref("teams", "roles"), "Who answers for it.")
    client_expects: Text | None = key(TEXT, "What the client expects.")
    company_expects: Text | None = key(TEXT, "What the company intends.")
    emotion: int | None = key(_EMOTION, "The planned emotion, -3 to 3.")
    signpost: Text | None = key(TEXT, "What comes next, told to the client.")
    status: Text | None = key(TEXT, "Where the client stands, told to the client.")
    help: str | None = key(ref("teams"), "Who helps here.")
    backstage: tuple[str, ...] = key(ListOf(ref("algorithms"), or_one=True), "Algorithms behind it.", default=())
    depends_on: tuple[str, ...] = key(ListOf(ref("systems"), or_one=True), "Systems it needs.", default=())
    cost: Cost | None = key(codec_of(Cost), "What it costs.")
    evidence: tuple[str, ...] = key(ListOf(NAME, or_one=True), "Pictures of it.", default=())
    hours: Hours | None = key(HOURS, "When it is open.")
    moment_of_truth: bool = key(BOOL, "Much is decided here.", default=False)
    reached: Signal | None = key(SIGNAL, "The event that proves it happened (M11).")
    variants: Section[Section[Variant]] = key(
        MapOf(MapOf(codec_of(Variant), fill=Variant()), refers=("experiments",), fill=Section()),
        "Overrides by experiment and arm.",
        default=Section(),
    )
