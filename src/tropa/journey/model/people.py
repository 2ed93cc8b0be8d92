"""Who takes part, what for, and with what: roles, components, products, personas, requests."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tropa.journey.codecs.collections import TEXT, ListOf, ref
from tropa.journey.codecs.protocol import JsonSchema, Plain, Reading, Schemas, need_scalar
from tropa.journey.codecs.records import key, record
from tropa.journey.codecs.scalars import BOOL, COUNT_RANGE, DURATION, ID_PATTERN, NAME, RATE, ScalarCodec, choice
from tropa.journey.codecs.values import Duration, Range, Rate, Text
from tropa.journey.conditions import Condition
from tropa.journey.model.language import CONDITION, SIGNAL
from tropa.journey.model.steps import STEPS, Step
from tropa.journey.signals import Signal
from tropa.journey.text.nodes import Node

_IMPORTANCE = ScalarCodec("importance", "[1-5]", lambda m: int(m.group()), int, ("integer",))


@record
class Role:
    """A part that a customer plays in a run; the first role of the file is the client."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    count: Range = key(COUNT_RANGE, "How many may join: `1` or `0..3`.", default=Range(1, 1))
    invited_by: str | None = key(ref("roles"), "The role that invites it.")
    done: Signal | None = key(SIGNAL, "When this participant's part is done.")
    steps: tuple[Step, ...] | None = key(STEPS, "What happens to a participant who joins.")


@record
class Component:
    """A part of a bundle that has to be started on its own."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    app: str | None = key(NAME, "The app it needs.")
    device: tuple[str, ...] = key(ListOf(NAME, or_one=True), "Where the app is to be installed.", default=())
    done: Signal | None = key(SIGNAL, "When it has been started.")
    optional: bool = key(BOOL, "Success does not wait for it.", default=False)


@record
class Product:
    """What is bought, and what the client must do before first use."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    kind: str | None = key(NAME, "What sort of thing it is, e.g. `physical`.")
    needs: tuple[str, ...] = key(
        ListOf(choice("receive", "activate", "set_up"), or_one=True), "What the client must do first.", default=()
    )
    starts_itself: bool | None = key(BOOL, "It works without the client's doing anything.")
    done: Signal | None = key(SIGNAL, "When it has been used for the first time.")


@record
class Persona:
    """A kind of client the map has in mind."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    when: Condition | None = key(CONDITION, "Which customers belong to it.")
    prefers: tuple[str, ...] = key(ListOf(ref("channels"), or_one=True), "Channels it prefers.", default=())


@dataclass(frozen=True)
class Chain:
    """Touchpoints met one after another: ``street-ad -> contact-centre -> office``."""

    touchpoints: tuple[str, ...]


class ChainCodec:
    """A touchpoint, or several joined by ``->``."""

    def read(self, node: Node, reading: Reading) -> Chain:
        """The chain; every link refers to a touchpoint."""
        scalar = need_scalar(node, reading, "chain")
        names = tuple(part.strip() for part in scalar.text.split("->"))
        if not all(re.fullmatch(ID_PATTERN, name, re.ASCII) for name in names):
            raise reading.refuse(node, "chain")
        for name in names:
            reading.refer(("touchpoints",), name, node.span)
        return Chain(names)

    def write(self, value: Chain) -> Plain:
        """The ids with arrows between."""
        return " -> ".join(value.touchpoints)

    def schema(self, schemas: Schemas) -> JsonSchema:
        """Ids with arrows between."""
        del schemas
        return {"type": "string", "pattern": r"^\s*[a-z][a-z0-9_-]*(\s*->\s*[a-z][a-z0-9_-]*)*\s*$"}


@record
class Request:
    """What a client comes for, in the client's words (S2-5 to S2-8)."""

    title: Text | None = key(TEXT, "Its name for people.")
    note: Text | None = key(TEXT, "What to know about it.")
    trigger: Text | None = key(TEXT, "What makes the need arise.")
    asks: Text | None = key(TEXT, "The question the client asks himself.")
    searches: tuple[Text, ...] = key(ListOf(TEXT, or_one=True), "What the client searches for.", default=())
    persona: str | None = key(ref("personas"), "Who has the need.")
    importance: int | None = key(_IMPORTANCE, "How much it matters to the client, 1 to 5.")
    frequency: Rate | None = key(RATE, "How often it comes: `1200 per month`.")
    goal: Text | None = key(TEXT, "What the client wants in the end.")
    walk_every: Duration | None = key(DURATION, "How often the path is to be walked.")
    touchpoints: tuple[Chain, ...] = key(
        ListOf(ChainCodec(), or_one=True), "Where the client may turn; `->` joins a chain.", default=()
    )
