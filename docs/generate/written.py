"""How a value of the language is written, said of its codec in a few words of Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tropa.journey.codecs.collections import ListOf, MapOf, RefTo, TextCodec, TypedCodec
from tropa.journey.codecs.records import Either, Later, RecordCodec
from tropa.journey.codecs.scalars import ScalarCodec
from tropa.journey.model.content import SignUpOption
from tropa.journey.model.journey import Exit, ExitsCodec, ReentryCodec, SignUpCodec
from tropa.journey.model.language import ConditionCodec, SignalCodec
from tropa.journey.model.people import ChainCodec
from tropa.journey.model.stages import Stage, StageChange, StageListCodec, StagesCodec
from tropa.journey.model.steps import KINDS, ExpressionCodec, StepCodec, WaitForCodec
from tropa.journey.model.touchpoints import CommunicationCodec

STEPS = "[steps](#steps)"

_FORMS: dict[type, tuple[str, tuple[type, ...]]] = {
    TextCodec: ("[text](#value-text)", ()),
    TypedCodec: ("[any value](#value-typed)", ()),
    SignalCodec: ("[signal](#signals)", ()),
    ConditionCodec: ("[condition](#conditions)", ()),
    ExpressionCodec: ("[expression](#value-expression)", ()),
    WaitForCodec: ("[what is waited for](#value-wait)", ()),
    ChainCodec: ("touchpoints joined by `->`", ()),
    CommunicationCodec: ("[text](#value-text) or [communication](#communication)", ()),
    StagesCodec: (
        "a scheme's id, [a scheme with changes](#scheme-with-changes), or a list of [stage](#record-stage)",
        (Stage, StageChange),
    ),
    StageListCodec: ("a list of [stage](#record-stage)", (Stage,)),
    ExitsCodec: ("a map by outcome of [exit](#record-exit), or a list of [signal](#signals)", (Exit,)),
    ReentryCodec: ("`once`, `once_per_key`, `after_exit`, `{cooldown: 30d}` or `{parallel: 3}`", ()),
    SignUpCodec: (
        "a map by id of [sign-up option](#record-signupoption); under `no_option` a [signal](#signals)",
        (SignUpOption,),
    ),
    StepCodec: ("[step](#steps)", tuple(cls for cls, _ in KINDS.values())),
}
"""The hand-made codecs: what they take, and the records behind them.  A codec that is missing
here stops the documentation from being built, so that none is forgotten."""


def how_written(codec: Any) -> str:  # noqa: ANN401  any codec
    """What may stand as the value of a key.

    Raises:
        KeyError: A codec that nobody has described yet.
    """
    match codec:
        case ScalarCodec(choices=choices) if choices:
            return ", ".join(f"`{name}`" for name in choices)
        case ScalarCodec(expected=expected):
            return f"[{expected.replace('_', ' ')}](#value-{expected.replace('_', '-')})"
        case RefTo(kinds=kinds):
            return "id of " + " or ".join(f"`{kind}`" for kind in kinds)
        case ListOf(item=item, or_one=or_one):
            written = how_written(item)
            return f"{written}; or a list" if or_one else f"a list of {written}"
        case MapOf(value=value):
            return f"a map of {how_written(value)}"
        case Either(short=short, record=record):
            return f"{how_written(short)}; or {how_written(record)}"
        case RecordCodec(cls=cls):
            return f"[{title_of(cls)}](#{anchor_of(cls)})"
        case Later():
            return STEPS
    return _FORMS[type(codec)][0]


def records_in(codec: Any) -> Iterator[type]:  # noqa: ANN401  any codec
    """The records a value may hold, nearest first; steps are told on their own page."""
    inner: Callable[[Any], Iterator[type]] = records_in
    match codec:
        case ListOf(item=held):
            yield from inner(held)
        case MapOf(value=value, key=named):
            yield from inner(named)
            yield from inner(value)
        case Either(short=short, record=record):
            yield from inner(short)
            yield from inner(record)
        case RecordCodec(cls=cls):
            yield cls
        case ScalarCodec() | RefTo() | Later():
            return
        case _:
            yield from _FORMS[type(codec)][1]


def scalars_in(codec: Any) -> Iterator[ScalarCodec[Any]]:  # noqa: ANN401  any codec
    """The scalars a value is made of, those inside records left out."""
    match codec:
        case ListOf(item=held):
            yield from scalars_in(held)
        case MapOf(value=value, key=named):
            yield from scalars_in(named)
            yield from scalars_in(value)
        case Either(short=short):
            yield from scalars_in(short)
        case ScalarCodec():
            yield codec
        case _:
            return


def anchor_of(cls: type) -> str:
    """Where a record is told."""
    return f"record-{cls.__name__.lower()}"


def title_of(cls: type) -> str:
    """The name of a record for people: ``SignUpOption`` is a sign-up option."""
    spaced = "".join(f" {sign}" if sign.isupper() else sign for sign in cls.__name__).lower().strip()
    return spaced.replace("sign up", "sign-up")
