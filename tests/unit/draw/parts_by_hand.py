"""Components, roles and requests written by hand, for the report to draw."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.draw.answers_by_hand import DAY, FINES_TEXT, fines_reality, journey_of

from tropa.journey.codecs.values import Section, Text
from tropa.journey.model.journey import Journey
from tropa.journey.model.people import Component, Request, Role
from tropa.measure.reality import Reality
from tropa.measure.reality_parts import (
    ChainReality,
    ComponentReality,
    FrequencyReality,
    PartsReality,
    RequestReality,
    RoleReality,
)
from tropa.measure.sharing import part
from tropa.stats.survival import survival_curve

CURVE = survival_curve([DAY, 2 * DAY, 9 * DAY], [True, True, False])
MONTHLY = FrequencyReality(
    1200, 2_592_000, monthly=True, months=2, n=2600, rate=1300.0, low=1250.5, high=1351.0, verdict="met"
)
NEVER_WHOLE = FrequencyReality(
    3, 200_000, monthly=False, months=0, n=0, rate=None, low=0.0, high=None, verdict="not measured"
)


def component(name: str, started: int, *, optional: bool = False, measured: bool = True) -> ComponentReality:
    """A component of three runs."""
    return ComponentReality(
        name,
        optional=optional,
        measured=measured,
        started=part(started, 3 if measured else 0),
        median_s=1.5 * DAY if measured else None,
        curve=CURVE if measured else None,
        only_missing=3 - started if measured else 0,
    )


def client() -> RoleReality:
    """The client's role."""
    return RoleReality(
        "owner",
        first=True,
        measured=True,
        done=part(2, 3),
        done_measured=True,
        median_s=DAY,
        curve=CURVE,
        least=1,
        most=1,
        enough=None,
        joined=(),
        unplaced=0,
    )


def request(
    name: str, *ways: ChainReality, frequency: FrequencyReality | None, measured: bool = True
) -> RequestReality:
    """A request whose first way is gone by all, and to the end by one of three if its end can be shown."""
    shown = measured and ways[0].went[-1] is not None
    return RequestReality(
        name,
        measured=measured,
        entered=part(3, 3) if measured else part(0, 0),
        through=part(1, 3) if shown else None,
        goals=part(2, 3) if measured else part(0, 0),
        chains=ways,
        frequency=frequency,
        unproven=("unseen",),
    )


def bundle_parts(text: str = "") -> PartsReality:
    """What can be shown and what cannot, once each; ``text`` becomes part of every id."""
    child = replace(
        client(),
        id=f"child{text}",
        first=False,
        least=2,
        enough=part(2, 3),
        joined=((0, 4000), (2, 6000)),
        unplaced=1,
    )
    guest = replace(
        child,
        id=f"guest{text}",
        measured=False,
        done=part(0, 0),
        done_measured=False,
        median_s=None,
        curve=None,
        enough=None,
    )
    lost = ChainReality((f"letter{text}", f"unseen{text}", f"penalty{text}"), (3, None, 1), f"penalty{text}", 2)
    open_ended = ChainReality((f"letter{text}", f"unseen{text}"), (3, None), None, 0)
    return PartsReality(
        components=(
            component(f"film{text}", 2),
            component(f"song{text}", 1, optional=True),
            component(f"book{text}", 0, measured=False),
        ),
        started=((0, 4000), (1, 6000)),
        needed=1,
        roles=(replace(client(), id=f"owner{text}"), child, replace(guest, joined=(), unplaced=0)),
        requests=(
            request(f"tonight{text}", lost, open_ended, frequency=MONTHLY),
            request(f"someday{text}", open_ended, frequency=NEVER_WHOLE),
            request(f"never{text}", frequency=None, measured=False),
        ),
    )


def bundle(text: str = "") -> Journey:
    """A journey that has these parts, titled by ``text``."""
    words = Text((("", text),)) if text else None
    return replace(
        journey_of(FINES_TEXT),
        components=Section({f"{name}{text}": Component(title=words) for name in ("film", "song", "book")}),
        roles=Section({f"{name}{text}": Role(title=words) for name in ("owner", "child", "guest")}),
        requests=Section({f"{name}{text}": Request(title=words) for name in ("tonight", "someday", "never")}),
    )


def bundle_reality(text: str = "") -> Reality:
    """The fines' reality with these parts."""
    return replace(fines_reality(), parts=bundle_parts(text))
