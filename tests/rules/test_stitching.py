"""S1-10, anonymous history: who nobody knows begins no run unless the journey says so, and what is joined later."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.acceptance.conftest import run_in
from tests.rules.replayed import Line, replay
from tests.rules.scene import TOUCHPOINTS

from tropa.engine.events import Event, Input, TraitsSet
from tropa.journey.codecs.values import Section
from tropa.plan.anonymity import ANONYMOUS
from tropa.plan.scripting import compile_script
from tropa.testing.histories import played
from tropa.testing.world import World, journey_of

NEED = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""When somebody unknown looks at the product."""

LOOKED = "{if: \"did('looked')\", then: [{send: hello}], else: [{send: nag}]}"
STITCHED = f"{TOUCHPOINTS}start: {{for: bought, stitch: 400d}}\nsteps: [{LOOKED}]\n"


def call(kind: str, at: datetime, **said: object) -> Line:
    """A call of the Segment shape, received when it was sent."""
    return {"type": kind, "timestamp": at.isoformat(), **said}


def joined_after(gap: timedelta) -> list[Line]:
    """Somebody looks; so long after that she signs in as Anna, and buys a day later."""
    signed_in = NEED + gap
    return [
        call("track", NEED, event="looked", anonymousId="x1"),
        call("identify", signed_in, userId="anna", anonymousId="x1", traits={}),
        call("track", signed_in + timedelta(days=1), event="bought", userId="anna"),
    ]


def told(said: Any) -> list[tuple[str, str]]:  # noqa: ANN401  JSON is anything
    """Who was told what."""
    return [(one["customer"], one["touchpoint"]) for one in said["messages"]]


def test_s1_10_a_replay_with_a_400_day_gap_joins_pre_and_post_identity_history(tmp_path: Path) -> None:
    """What she looked at 400 days before anybody knew her is her own history."""
    assert told(replay(tmp_path, STITCHED, joined_after(timedelta(days=400)))) == [("anna", "hello")]


def test_s1_10_what_is_older_than_the_journey_stitches_is_not_joined(tmp_path: Path) -> None:
    """At 401 days it is not."""
    assert told(replay(tmp_path, STITCHED, joined_after(timedelta(days=401)))) == [("anna", "nag")]


def test_s1_10_without_a_word_no_anonymous_history_is_joined(tmp_path: Path) -> None:
    """A journey that does not stitch counts nothing that was done before anybody knew by whom."""
    plain = STITCHED.replace(", stitch: 400d", "")
    assert told(replay(tmp_path, plain, joined_after(timedelta(days=1)))) == [("anna", "nag")]


def test_s1_10_an_alias_joins_as_well(tmp_path: Path) -> None:
    """``alias`` says it in one call, and a replay takes it in."""
    lines = joined_after(timedelta(days=400))
    lines[1] = call("alias", NEED + timedelta(days=400), userId="anna", previousId="x1")
    assert told(replay(tmp_path, STITCHED, lines)) == [("anna", "hello")]


def test_s1_10_a_wait_since_entry_looks_back_into_what_is_joined(tmp_path: Path) -> None:
    """She ordered by telephone, and had looked on her own device since: signing in ends the wait."""
    journey = "start: {for: bought, stitch: 2d}\nsteps: [{wait: looked, up_to: 9d, then: [{send: hello}]}]\n"
    lines = [
        call("track", NEED, event="bought", userId="anna"),
        call("track", NEED + timedelta(days=1), event="looked", anonymousId="x1"),
        call("identify", NEED + timedelta(days=2), userId="anna", anonymousId="x1"),
        call("track", NEED + timedelta(days=3), event="else", userId="boris"),
    ]
    assert told(replay(tmp_path, TOUCHPOINTS + journey, lines)) == [("anna", "hello")]
    assert told(replay(tmp_path, TOUCHPOINTS + journey.replace(", stitch: 2d", ""), lines)) == []


def test_s1_10_a_replay_tells_how_many_were_unknown(tmp_path: Path) -> None:
    """Who is known by an anonymous id only begins no run, and the replay counts such events."""
    lines = [call("track", NEED, event="bought", anonymousId=name) for name in ("x1", "x2")]
    said = replay(tmp_path, f"{TOUCHPOINTS}start: bought\nsteps: [{{send: hello}}]\n", lines)
    assert (said["runs"], said["ignored"]) == ([], {"anonymous": 2})


def test_s1_10_with_anonymous_the_unknown_may_enter(tmp_path: Path) -> None:
    """The run is the anonymous id's until that is Anna, then hers; what it heard before counts still."""
    journey = "start: {for: bought, anonymous: yes}\nsteps: [{wait: paid, then: [" + LOOKED + "]}]\n"
    lines = [
        call("track", NEED, event="bought", anonymousId="x1"),
        call("track", NEED + timedelta(hours=1), event="looked", anonymousId="x1"),
        call("identify", NEED + timedelta(hours=2), userId="anna", anonymousId="x1"),
        call("track", NEED + timedelta(hours=3), event="paid", userId="anna"),
    ]
    assert told(replay(tmp_path, TOUCHPOINTS + journey, lines)) == [("anna", "hello")]


WHY = {
    "en": "bought began no run: known by an anonymous id only, whom the journey does not let in",
    "ru": "bought не начало прохождения: известен только анонимный идентификатор, а таких клиентов путь не впускает",
    "fa": "bought پیمایشی را آغاز نکرد: تنها شناسهٔ ناشناس او معلوم است و مسیر چنین کسی را نمی‌پذیرد",
}


def test_r20_who_is_unknown_is_told_why_no_run_began(tmp_path: Path) -> None:
    """Live calls into a file: the reason is kept, and told in three languages; when she is known she enters."""
    journey = "journey: a\nlocales: [en]\ngoal: {client: a, business: b}\nsuccess: paid\n" + STITCHED.replace(
        "hello: {", "hello: {communication: Hello, "
    ).replace("nag: {", "nag: {communication: Please, ")
    (tmp_path / "a.yaml").write_text(
        f"{journey}indicators: {{paid: {{share: paid, within: 10d, expect: 70 %}}}}\n", encoding="utf-8"
    )
    lines = [
        {"event": "looked", "anonymousId": "x1", "messageId": "1"},
        {"event": "bought", "anonymousId": "x1", "messageId": "2"},
        {"type": "identify", "userId": "anna", "anonymousId": "x1", "messageId": "3"},
        {"event": "bought", "userId": "anna", "messageId": "4"},
    ]
    for part in (lines[:2], lines[2:]):
        (tmp_path / "e.jsonl").write_text("".join(json.dumps(one) + "\n" for one in part), encoding="utf-8")
        done = run_in(tmp_path, "run", "a.yaml", "--events", "e.jsonl", "--out", "sent.jsonl")
        assert done.code == 0, done.err
        if part == lines[:2]:
            for language, why in WHY.items():
                assert why in run_in(tmp_path, "explain", "a", "x1", "--lang", language).out
    sent = [json.loads(one) for one in (tmp_path / "sent.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(one["to"], one["touchpoint"]) for one in sent] == [("anna", "hello")]


UNKNOWN: dict[str, Any] = {ANONYMOUS: "true"}


def test_s1_10_what_a_run_of_somebody_unknown_writes_begins_no_other_run() -> None:
    """One journey lets her in and tells of it; another, which begins at that, does not."""
    lets_in = "journey: a\nstart: {for: looked, anonymous: yes}\nsteps: [{emit: came}, {wait: 1d}, {emit: came}]\n"
    made = World(lets_in, f"journey: b\n{TOUCHPOINTS}start: came\nsteps: [{{send: hello}}]\n")
    made.event("looked", "x1", **UNKNOWN)
    made.pass_time(days=2)
    assert made.told == []
    assert [one.reason for one in made.state.ignored] == ["anonymous", "anonymous"]


def test_s1_10_a_segment_is_not_entered_by_somebody_unknown() -> None:
    """Traits of an anonymous id turn the condition true, and begin no run; Anna's do."""
    rich = "segments: {rich: {when: tier = 'gold'}}\nstart: {segment: rich}\n"
    made = World(f"{TOUCHPOINTS}{rich}steps: [{{send: hello}}]\n")
    made.traits("x1", tier="gold", **UNKNOWN)
    assert made.told == []
    made.traits("anna", tier="gold")
    assert made.told == ["hello"]


@pytest.mark.parametrize("known_first", [True, False])
def test_s1_10_who_is_known_stays_known(known_first: bool) -> None:  # noqa: FBT001  a case
    """What comes in under the anonymous id after the merge is Anna's, and may begin runs."""
    made = World(f"{TOUCHPOINTS}start: bought\nsteps: [{{send: hello}}]\n")
    if known_first:
        made.traits("anna", tier="gold")
    made.event("looked", "x1", **UNKNOWN)
    made.event("customer_merged", "x1", into="anna")
    made.event("bought", "x1", **UNKNOWN)
    assert made.sent == [("hello", "email", "anna")]


@pytest.mark.parametrize(("days", "told"), [(0, "hello"), (401, "nag")])
def test_s1_10_two_anonymous_ids_are_still_nobody(days: int, told: str) -> None:
    """A second device of somebody unknown makes her no more known; when she is, the history of both is joined."""
    made = World(STITCHED)
    made.event("looked", "x1", **UNKNOWN)
    made.event("bought", "x2", **UNKNOWN)
    made.event("customer_merged", "x1", into="x2")
    made.event("bought", "x2", **UNKNOWN)
    assert made.told == []
    made.pass_time(days=days)
    made.event("customer_merged", "x2", into="anna")
    made.event("bought", "anna")
    assert made.told == [told]


def test_s1_10_who_turns_out_to_be_known_stays_so_through_further_merges() -> None:
    """An id that was anonymous, and is a customer's by now, is no more so if others are joined to it at once."""
    told: list[Input] = [TraitsSet("1", "x1", {"tier": "gold", ANONYMOUS: "true"}, NEED, NEED, 1)]
    told += [
        Event(f"m{n}", who, "customer_merged", NEED, NEED, n, Section({"into": "x1"}))
        for n, who in enumerate(("boris", "kid"), 2)
    ]
    script = compile_script(journey_of("journey: a\nstart: bought\nsteps: [{wait: paid}]\n"))
    for cuts in ((1,), (1, 2), ()):
        assert played(script, tuple(told), cuts).loaded.traits["x1"] == {"tier": "gold", ANONYMOUS: None}
