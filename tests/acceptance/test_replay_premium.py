"""The premium bundle with an owner and children, run over a log through the real command line (R2, R4, R10)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.acceptance.conftest import Tropa
from tests.acceptance.recorded import Log, told

import tropa.data

PREMIUM = Path(tropa.data.__file__).parent / "examples" / "premium-activate.yaml"
CHILDREN = ("boris", "clara", "dima")
ORDER = 7


def ordered(log: Log, owner: str = "anna", order: int = ORDER) -> None:
    """An owner orders."""
    log.event(0, owner, "premium_ordered", order_id=order)


def accepted(log: Log, *children: str) -> None:
    """Children accept on the first day."""
    for child in children:
        log.event(1, child, "invite_accepted", order_id=ORDER)


def does(log: Log, *, film: float | None = None, music: float | None = None, book: float | None = None) -> None:
    """The owner starts services, each on its day; books are optional."""
    if film is not None:
        log.event(film, "anna", "Video Started", kind="film")
    for day, name in ((music, "track_played"), (book, "book_opened")):
        if day is not None:
            log.event(day, "anna", name)


def replayed(tropa: Tropa, folder: Path, log: Log) -> Any:  # noqa: ANN401  JSON is anything
    """The journey over the log, to its end."""
    log.write(folder / "log.jsonl")
    done = tropa("replay", str(PREMIUM), "--events", "log.jsonl", "--until", "end", "--format", "json")
    assert done.code == 0, done.err
    assert done.data["set_aside"] == []
    return done.data


@pytest.fixture
def family() -> Log:
    """An order, and three children who join it."""
    log = Log()
    ordered(log)
    accepted(log, *CHILDREN)
    return log


def test_each_is_reminded_only_of_what_is_missing(tropa: Tropa, tmp_path: Path, family: Log) -> None:
    """The owner of the one app not started, up the ladder; of the children those alone who have not opened."""
    does(family, film=1, music=2)
    family.event(2, "boris", "child_profile_opened")
    family.event(5, "clara", "child_profile_opened")
    messages = replayed(tropa, tmp_path, family)["messages"]
    reminders = [one for one in messages if one["touchpoint"] == "app-reminder"]
    assert {(one["customer"], one["branch"]) for one in reminders} == {("anna", "books")}
    assert [channel for _, channel, _ in told(messages, "anna", "app-reminder")] == ["push", "sms", "email"]
    assert [day for _, _, day in told(messages, "anna", "app-reminder")] == [3, 6, 10]
    assert told(messages, "boris", "child-reminder") == told(messages, "clara", "child-reminder") == []
    assert told(messages, "dima") == [
        ("child-welcome", "push", 1),
        ("child-reminder", "push", 8),
        ("child-reminder", "sms", 11),
    ]


def test_the_child_alone_is_reminded_when_the_child_alone_is_late(tropa: Tropa, tmp_path: Path, family: Log) -> None:
    """Everybody else is done: nobody else hears a word more until that child is."""
    does(family, film=1, music=1, book=1)
    for child in ("boris", "clara"):
        family.event(2, child, "child_profile_opened")
    family.event(12, "dima", "child_profile_opened")
    found = replayed(tropa, tmp_path, family)
    assert told(found["messages"], "dima", "child-reminder") == [
        ("child-reminder", "push", 8),
        ("child-reminder", "sms", 11),
    ]
    reminded = {
        one["customer"] for one in found["messages"] if one["touchpoint"] in {"app-reminder", "child-reminder"}
    }
    assert reminded == {"dima"}
    assert told(found["messages"], "anna", "all-on") == [("all-on", "push", 12)]


@pytest.mark.parametrize(("opened", "outcome"), [((), "left"), (CHILDREN[:2], "left"), (CHILDREN, "reached")])
def test_a_group_that_has_joined_is_done_when_all_of_it_are(
    tropa: Tropa, tmp_path: Path, family: Log, opened: tuple[str, ...], outcome: str
) -> None:
    """None of three, some of three, all of three: the goal is reached with the last of them."""
    does(family, film=1, music=1, book=1)
    for n, child in enumerate(opened):
        family.event(2 + n, child, "child_profile_opened")
    found = replayed(tropa, tmp_path, family)
    (run,) = found["runs"]
    assert run["outcome"] == outcome
    assert told(found["messages"], "anna", "all-on") == ([("all-on", "push", 4)] if outcome == "reached" else [])


def test_an_ignored_invitation_blocks_nobody(tropa: Tropa, tmp_path: Path) -> None:
    """Nobody joins: the owner's own services are the whole of the goal, and no child is waited for."""
    log = Log()
    ordered(log)
    does(log, film=1, music=2, book=3)
    found = replayed(tropa, tmp_path, log)
    (run,) = found["runs"]
    assert (run["outcome"], run["ended_at"]) == ("reached", "2026-03-04T09:00:00Z")
    assert {one["customer"] for one in found["messages"]} == {"anna"}


def test_a_refusal_silences_its_subject_and_no_other(tropa: Tropa, tmp_path: Path, family: Log) -> None:
    """The owner refuses to hear of music and a child of the profile; books and the other child go on."""
    does(family, film=1)
    family.event(2, "boris", "child_profile_opened")
    family.event(4, "anna", "reminder_refused", component="music", reason="no_time")
    family.event(9, "dima", "reminder_refused", reason="not_needed")
    messages = replayed(tropa, tmp_path, family)["messages"]
    by_branch = {
        branch: [
            one["channel"] for one in messages if one["touchpoint"] == "app-reminder" and one["branch"] == branch
        ]
        for branch in ("cinema", "music", "books")
    }
    assert by_branch == {"cinema": [], "music": ["push"], "books": ["push", "sms", "email"]}
    assert [channel for _, channel, _ in told(messages, "dima", "child-reminder")] == ["push"]
    assert [channel for _, channel, _ in told(messages, "clara", "child-reminder")] == ["push", "sms"]


def test_declining_the_invitation_is_told_to_the_owner_once(tropa: Tropa, tmp_path: Path) -> None:
    """A child says no, by its role: the owner hears so, and is not asked again."""
    log = Log()
    ordered(log)
    log.event(2, "anna", "invite_refused", role="child")
    does(log, film=3, music=3, book=4)
    found = replayed(tropa, tmp_path, log)
    assert told(found["messages"], "anna", "child-declined") == [("child-declined", "push", 2)]
    assert [run["outcome"] for run in found["runs"]] == ["reached"]
