"""Stages, schemes of stages, and what a journey makes of a scheme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tropa.journey.codecs.collections import TEXT, ListOf, MapOf, ref
from tropa.journey.codecs.protocol import Codec, JsonSchema, Plain, Reading, Schemas, Unfilled, Unread
from tropa.journey.codecs.records import codec_of, key, record
from tropa.journey.codecs.scalars import DURATION, ID, MESSAGE_CLASS, ScalarCodec, choice
from tropa.journey.codecs.values import Duration, Section, Text
from tropa.journey.model.language import SIGNAL
from tropa.journey.signals import Signal
from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence

SCHEME_STAGE = ScalarCodec("scheme_stage", r"[a-z][a-z0-9_-]*/[a-z][a-z0-9_-]*", lambda m: m.group())


@record
class Stage:
    """A stretch of the path, as the client lives it."""

    id: str = key(ID, "Its id.", required=True, default="")
    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What it is about.")
    kind: str = key(
        choice("ordinary", "cross_cutting", "post_exit"),
        "`cross_cutting` lies under all others, `post_exit` after the end.",
        default="ordinary",
    )
    min: Duration | None = key(DURATION, "Membership lasts at least this long.")
    max: Duration | None = key(DURATION, "Membership lasts at most this long.")
    enter: Signal | None = key(SIGNAL, "Begins membership; with `leave`, it alone decides.")
    leave: Signal | None = key(SIGNAL, "Ends membership.")
    forbid: tuple[str, ...] = key(
        ListOf(MESSAGE_CLASS, or_one=True), "Message classes kept back during the stage.", default=()
    )
    loops_to: str | None = key(ref("stages"), "The earlier stage from which the path goes round again.")
    maps_to: str | None = key(SCHEME_STAGE, "The stage of another scheme that it stands for: `scheme/stage`.")


class StageListCodec:
    """Stages in order, each declared by its id."""

    def read(self, node: Node, reading: Reading) -> tuple[Stage, ...]:
        """The stages."""
        for entry in node.items if isinstance(node, Sequence) else ():
            name = entry.get("id") if isinstance(entry, Mapping) else None
            if isinstance(name, Scalar):
                if name.text in reading.declared.get("stages", {}):
                    reading.note("RE02", name.span, met=name.text)
                reading.declare("stages", name.text, name.span)
        return _STAGES.read(node, reading)

    def write(self, value: tuple[Stage, ...]) -> Plain:
        """A list."""
        return _STAGES.write(value)

    def schema(self, schemas: Schemas) -> JsonSchema:
        """An array."""
        return _STAGES.schema(schemas)


_STAGES: ListOf[Stage] = ListOf(codec_of(Stage))
STAGE_LIST = StageListCodec()


@record
class StageChange:
    """What a journey changes in one stage of the scheme it uses; absent means unchanged."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What it is about.")
    kind: str | None = key(choice("ordinary", "cross_cutting", "post_exit"), "Its kind.")
    min: Duration | None = key(DURATION, "Membership lasts at least this long.")
    max: Duration | None = key(DURATION, "Membership lasts at most this long.")
    enter: Signal | None = key(SIGNAL, "Begins membership; with `leave`, it alone decides.")
    leave: Signal | None = key(SIGNAL, "Ends membership.")
    forbid: tuple[str, ...] | None = key(
        ListOf(MESSAGE_CLASS, or_one=True), "Message classes kept back during the stage."
    )
    loops_to: str | None = key(ref("stages"), "The earlier stage from which the path goes round again.")
    maps_to: str | None = key(SCHEME_STAGE, "The stage of another scheme that it stands for.")


@dataclass(frozen=True)
class StageUse:
    """A scheme by id, stages skipped with a reason, and changes to single stages."""

    use: str
    skip: Section[Text] = Section()
    changes: Section[StageChange] = Section()


@record
class Scheme:
    """A scheme file: stages that several journeys share."""

    scheme: str = key(ID, "The scheme's id.", required=True, default="")
    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What it is for.")
    locales: tuple[str, ...] = key(
        ListOf(ScalarCodec("locale", r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", lambda m: m.group())),
        "Locales of its texts; bare texts are in the first.",
        default=(),
    )
    stages: tuple[Stage, ...] = key(STAGE_LIST, "Its stages in order.", required=True, default=())


_CHANGES: MapOf[StageChange] = MapOf(codec_of(StageChange), fill=StageChange())
_SCHEME = ref("schemes")
_SKIP: MapOf[Text] = MapOf(TEXT, refers=("stages",))


class StagesCodec:
    """A scheme's id, ``{use: ID, skip: {...}, STAGE: {...}}``, or a list of stages."""

    def read(self, node: Node, reading: Reading) -> StageUse | tuple[Stage, ...]:
        """The stages a journey lies on."""
        if isinstance(node, Sequence):
            return STAGE_LIST.read(node, reading)
        if isinstance(node, Scalar):
            return StageUse(_SCHEME.read(node, reading))
        return self._use(node, reading)

    def _use(self, node: Mapping, reading: Reading) -> StageUse:
        use = node.get("use")
        if use is None:
            raise reading.refuse(node, "stages")
        own = tuple((name, value) for name, value in node.items if name.text not in {"use", "skip"})
        for name, value in own:
            self._refer_or_declare(name, value, reading)
        skip = node.get("skip")
        if skip is None or (isinstance(skip, Scalar) and skip.empty):
            skip = Mapping((), node.span)
        unsaid = isinstance(use, Scalar) and use.empty
        parts: tuple[tuple[Codec[Any], Node], ...] = (
            *(() if unsaid else ((_SCHEME, use),)),
            (_SKIP, skip),
            (_CHANGES, Mapping(own, node.span)),
        )
        found, failed = [], False
        for codec, part in parts:
            try:
                found.append(codec.read(part, reading))
            except Unread:
                failed = True
        if failed:
            raise Unread
        if unsaid:
            raise Unfilled  # changes to an unnamed scheme's stages change nothing
        return StageUse(*found)

    def _refer_or_declare(self, name: Scalar, value: Node, reading: Reading) -> None:
        """With a ``kind`` the key may add a stage of the journey's own; without, it must be known."""
        if isinstance(value, Mapping) and value.get("kind") is not None:
            reading.declare("stages", name.text, name.span)
        else:
            reading.refer(("stages",), name.text, name.span)

    def write(self, value: StageUse | tuple[Stage, ...]) -> Plain:
        """The shortest of the three forms that says all."""
        if isinstance(value, tuple):
            return STAGE_LIST.write(value)
        if not value.skip and not value.changes:
            return value.use
        written: dict[str, Any] = {"use": value.use}
        if value.skip:
            written["skip"] = _SKIP.write(value.skip)
        return {**written, **_CHANGES.write(value.changes)}

    def schema(self, schemas: Schemas) -> JsonSchema:
        """Any of the three forms."""
        use: JsonSchema = {
            "type": "object",
            "properties": {
                "use": {"anyOf": [_SCHEME.schema(schemas), {"type": "null"}]},
                "skip": {"anyOf": [_SKIP.schema(schemas), {"type": "null"}]},
            },
            "required": ["use"],
            "additionalProperties": _CHANGES.schema(schemas)["additionalProperties"],
        }
        return {"anyOf": [_SCHEME.schema(schemas), STAGE_LIST.schema(schemas), use]}


STAGES = StagesCodec()
