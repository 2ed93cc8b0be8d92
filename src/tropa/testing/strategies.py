"""Random definitions for property tests: whatever the language can say, drawn from its own codecs.

A record's strategy is made of the strategies of its keys' codecs, so a new key, scalar or kind of
step is drawn from the day it is declared; a codec class without a strategy is an error.
"""

from __future__ import annotations

import re
from functools import cache, singledispatch
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tropa.journey.codecs.collections import ListOf, MapOf, RefTo, TextCodec, TypedCodec
from tropa.journey.codecs.protocol import Plain
from tropa.journey.codecs.records import Either, Key, Later, RecordCodec, codec_of, keys_of
from tropa.journey.codecs.scalars import DURATION, ID, NAME, POSITIVE, ScalarCodec
from tropa.journey.codecs.values import Section, Text
from tropa.journey.model.content import SignUpOption
from tropa.journey.model.journey import Exit, ExitsCodec, Journey, Reentry, ReentryCodec, SignUpCodec
from tropa.journey.model.language import SIGNAL, ConditionCodec, SignalCodec
from tropa.journey.model.people import Chain, ChainCodec
from tropa.journey.model.stages import Scheme, Stage, StageChange, StageListCodec, StagesCodec, StageUse
from tropa.journey.model.steps import KINDS, ExpressionCodec, Step, StepCodec, TraitMoment, WaitForCodec
from tropa.journey.model.touchpoints import Communication, CommunicationCodec
from tropa.journey.model.workspace import Workspace
from tropa.journey.structure import all_steps
from tropa.testing.expressions import conditions, operands, signals
from tropa.testing.texts import CHARACTERS, ids, names, texts

__all__ = [
    "conditions",
    "ids",
    "journeys",
    "names",
    "schemes",
    "signals",
    "steps",
    "strategy_of",
    "texts",
    "workspaces",
]

MOST_KEYS = 4
"""How many keys that may be left out a drawn record gives."""

MOST_ITEMS = 2
"""How long drawn lists and maps are."""

DEEPEST = 6
"""Steps within steps; the reader's limit of depth lies at ten."""

LOCALES = ("ru", "en", "fa", "en-GB", "zh-Hans", "kaz")


def journeys() -> SearchStrategy[Journey]:
    """Draw journeys that the reader accepts, references left open."""
    drawn: SearchStrategy[Journey] = strategy_of(codec_of(Journey))
    return drawn.filter(_has_lawful_steps)


def workspaces() -> SearchStrategy[Workspace]:
    """Draw workspaces."""
    return strategy_of(codec_of(Workspace))


def schemes() -> SearchStrategy[Scheme]:
    """Draw schemes of stages."""
    return strategy_of(codec_of(Scheme))


def steps() -> SearchStrategy[Step]:
    """Draw steps of every kind, with steps inside."""
    return strategy_of(StepCodec())


def _has_lawful_steps(journey: Journey) -> bool:
    placed = list(all_steps(journey))
    given = [one.step.id for one in placed if one.step.id]
    deepest = max((sum(isinstance(part, int) for part in one.path) for one in placed), default=0)
    return len(given) == len(set(given)) and deepest <= DEEPEST


@singledispatch
def strategy_of(codec: Any) -> SearchStrategy[Any]:  # noqa: ANN401  any codec class may be registered
    """What a codec reads and writes, as a strategy."""
    raise TypeError(f"no strategy for the codec {type(codec).__name__}")


@strategy_of.register(ScalarCodec)
def _scalars(codec: ScalarCodec[Any]) -> SearchStrategy[Any]:
    if codec is NAME or codec is ID:
        return names() if codec is NAME else ids()
    pattern = re.compile(codec.pattern, re.ASCII)
    texts_read = (
        st.sampled_from(codec.choices)
        if codec.choices
        else st.from_regex(pattern, fullmatch=True, alphabet=CHARACTERS)
    )

    def read(text: str) -> tuple[Any, ...]:
        match = pattern.fullmatch(text)
        try:
            return (codec.convert(match),) if match else ()
        except ValueError:
            return ()

    return texts_read.map(read).filter(bool).map(lambda read_one: read_one[0])


@strategy_of.register(ListOf)
def _lists(codec: ListOf[Any]) -> SearchStrategy[Any]:
    return st.lists(strategy_of(codec.item), max_size=MOST_ITEMS).map(tuple)


@strategy_of.register(MapOf)
def _maps(codec: MapOf[Any]) -> SearchStrategy[Any]:
    values = strategy_of(codec.value)
    if codec.fill is not None:
        values = st.one_of(values, st.just(codec.fill))
    return st.dictionaries(strategy_of(codec.key), values, max_size=MOST_ITEMS).map(Section)


@strategy_of.register
def _refs(codec: RefTo) -> SearchStrategy[Any]:
    del codec
    return ids()


@strategy_of.register
def _texts(codec: TextCodec) -> SearchStrategy[Any]:
    del codec
    bare = texts().map(lambda text: Text((("", text),)))
    by_locale = st.dictionaries(st.sampled_from(LOCALES), texts(), min_size=1, max_size=MOST_ITEMS)
    return st.one_of(bare, by_locale.map(lambda drawn: Text(tuple(drawn.items()))))


@strategy_of.register
def _typed(codec: TypedCodec) -> SearchStrategy[Any]:
    del codec
    floats = st.floats(allow_nan=False, allow_infinity=False)
    leaves: SearchStrategy[Plain] = st.one_of(
        st.none(), st.booleans(), st.integers(-(10**18) + 1, 10**18 - 1), floats, texts()
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=MOST_ITEMS).map(tuple),
            st.dictionaries(texts(), inner, max_size=MOST_ITEMS).map(Section),
        ),
        max_leaves=3,
    )


@strategy_of.register
def _signals(codec: SignalCodec) -> SearchStrategy[Any]:
    del codec
    return signals(depth=1)


@strategy_of.register
def _conditions(codec: ConditionCodec) -> SearchStrategy[Any]:
    del codec
    return conditions(depth=1)


@strategy_of.register
def _expressions(codec: ExpressionCodec) -> SearchStrategy[Any]:
    del codec
    return operands()


@strategy_of.register
def _waits(codec: WaitForCodec) -> SearchStrategy[Any]:
    del codec
    trait = st.from_regex(re.compile("[A-Za-z_][A-Za-z0-9_]{0,5}", re.ASCII), fullmatch=True)
    shifted = st.builds(TraitMoment, trait, st.sampled_from((-1, 1)), strategy_of(DURATION))
    return st.one_of(strategy_of(DURATION), st.builds(TraitMoment, trait), shifted, signals(depth=1))


@strategy_of.register(RecordCodec)
def _records(codec: RecordCodec[Any]) -> SearchStrategy[Any]:
    return _record(codec.cls)


@st.composite
def _record(draw: DrawFn, cls: type) -> Any:  # noqa: ANN401  a record of whatever class
    """A record with what must be there and a few keys besides."""
    optional = [item for item in keys_of(cls) if not item.always]
    chosen = draw(st.lists(st.sampled_from(optional), max_size=MOST_KEYS, unique=True)) if optional else []
    given = [item for item in keys_of(cls) if item.always] + chosen
    return cls(**{item.field: draw(_strategy(item)) for item in given})


@cache
def _strategy(item: Key) -> SearchStrategy[Any]:
    """A key's values; one whose value may be still to come is without it now and then."""
    values = strategy_of(item.codec)
    return st.one_of(values, values, values, st.just(item.default)) if item.present else values


@strategy_of.register(Either)
def _eithers(codec: Either[Any]) -> SearchStrategy[Any]:
    return st.one_of(strategy_of(codec.short).map(codec.make), strategy_of(codec.record))


@strategy_of.register(Later)
def _laters(codec: Later[Any]) -> SearchStrategy[Any]:
    return st.deferred(lambda: strategy_of(codec.find()))


@strategy_of.register
def _steps(codec: StepCodec) -> SearchStrategy[Any]:
    del codec
    return st.sampled_from([cls for cls, _ in KINDS.values()]).flatmap(_record)


@strategy_of.register
def _stage_lists(codec: StageListCodec) -> SearchStrategy[Any]:
    del codec
    return st.lists(_record(Stage), max_size=MOST_ITEMS, unique_by=lambda stage: stage.id).map(tuple)


@strategy_of.register
def _stages(codec: StagesCodec) -> SearchStrategy[Any]:
    del codec
    skip = st.dictionaries(ids(), strategy_of(TextCodec()), max_size=MOST_ITEMS).map(Section)
    names_of_changes = ids().filter(lambda name: name not in {"use", "skip"})
    changes = st.dictionaries(names_of_changes, _record(StageChange), max_size=MOST_ITEMS).map(Section)
    return st.one_of(st.builds(StageUse, ids(), skip, changes), strategy_of(StageListCodec()))


@strategy_of.register
def _communications(codec: CommunicationCodec) -> SearchStrategy[Any]:
    del codec
    told = strategy_of(TextCodec())
    channels = st.sampled_from(("sms", "push", "vk", "e-mail"))
    fields = {name: st.none() | told for name in ("text", "subject", "who", "what", "ask")}
    drawn = st.builds(
        Communication,
        **fields,
        how=st.lists(ids(), max_size=MOST_ITEMS).map(tuple),
        when=st.none() | strategy_of(DURATION),
        by_channel=st.dictionaries(channels, told, max_size=MOST_ITEMS).map(Section),
    )
    # A channel of two letters that stands alone reads as a locale.
    return drawn.filter(lambda said: said != Communication(by_channel=said.by_channel) or "vk" not in said.by_channel)


@strategy_of.register
def _exits(codec: ExitsCodec) -> SearchStrategy[Any]:
    del codec
    return st.dictionaries(names(), _record(Exit), max_size=MOST_ITEMS).map(Section)


@strategy_of.register
def _reentries(codec: ReentryCodec) -> SearchStrategy[Any]:
    del codec
    return st.one_of(
        st.sampled_from(("once", "once_per_key", "after_exit")).map(Reentry),
        strategy_of(DURATION).map(lambda rest: Reentry("cooldown", cooldown=rest)),
        strategy_of(POSITIVE).map(lambda n: Reentry("parallel", parallel=n)),
    )


@strategy_of.register
def _sign_ups(codec: SignUpCodec) -> SearchStrategy[Any]:
    del codec
    options = st.dictionaries(ids(), _record(SignUpOption), max_size=MOST_ITEMS)
    ways = st.one_of(st.just({}), strategy_of(SIGNAL).map(lambda signal: {"no_option": signal}))
    return st.builds(lambda some, none: Section({**some, **none}), options, ways)


@strategy_of.register
def _chains(codec: ChainCodec) -> SearchStrategy[Any]:
    del codec
    return st.lists(ids(), min_size=1, max_size=3).map(lambda drawn: Chain(tuple(drawn)))
