"""``tropa walk``: one imagined customer, and somebody who says what happens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.acceptance.conftest import Said, Tropa

from tropa.data.words import LANGUAGES

EXAMPLES = Path(__file__).parents[2] / "src" / "tropa" / "data" / "examples"
PREMIUM = str(EXAMPLES / "premium-activate.yaml")


def walk(tropa: Tropa, script: str, *more: str, journey: str = PREMIUM) -> list[dict[str, Any]]:
    """The pauses of a walk."""
    done = tropa("walk", journey, "--script", script, "--format", "json", *more)
    assert done.code == 0, done.err
    pauses: list[dict[str, Any]] = done.data["pauses"]
    return pauses


def got(pause: dict[str, Any]) -> list[tuple[str, str]]:
    """What came: what, and its name."""
    return [(one["what"], one["name"]) for one in pause["happened"]]


def steps(pause: dict[str, Any]) -> set[str]:
    """Where somebody stands."""
    return {one["step"] for one in pause["stands"]}


def test_what_if_she_never_opens_the_guide(tropa: Tropa) -> None:
    """She is greeted, after three days reminded of each service, and the caps keep the next round back."""
    first, later, again = walk(tropa, "wait 3d; next")
    assert got(first) == [("message", "welcome"), ("message", "invite-child")]
    assert got(later) == [("message", "app-reminder")] * 3
    assert {one["branch"] for one in later["happened"]} == {"cinema", "music", "books"}
    assert got(again) == [("not_sent", "app-reminder")] * 3
    assert again["at"].startswith("2027-03-07T09:00")


def test_words_are_filled_in_as_far_as_they_go(tropa: Tropa, tmp_path: Path) -> None:
    """A trait fills in a blank; what only a real customer has stays a blank; nothing is invented."""
    (tmp_path / "j.yaml").write_text(
        "journey: a\nstart: ordered\ntouchpoints:\n"
        "  hi: {channel: sms, class: service, communication: 'Hello {{ customer.name }}'}\n"
        "  at: {channel: sms, class: service, communication: 'At {{ guide.url }}'}\n"
        "steps: [{send: hi}, {send: at}]\n",
        encoding="utf-8",
    )
    (named,) = walk(tropa, "", "--trait", "name=Anna", journey="j.yaml")
    assert [one["words"] for one in named["happened"] if one["words"]] == ["Hello Anna", "At {{ guide.url }}"]
    (nameless,) = walk(tropa, "", journey="j.yaml")
    assert nameless["happened"][0]["words"] == "Hello {{ customer.name }}"
    assert named["outcomes"] == ["ended"]


def test_choices_are_what_is_waited_for(tropa: Tropa) -> None:
    """Choosing one by its number does it: an event with what its condition asks, an invitation, time."""
    first, film, child, _ = walk(tropa, "3; 1; event child_profile_opened as child")
    offered = [[deed["event"] for deed in one["events"]] for one in first["choices"]]
    assert offered == [
        *(["invite_accepted"], ["invite_refused"], ["Video Started"], ["track_played"], ["book_opened"]),
        *(["premium_cancelled"], []),
    ]
    assert first["choices"][2]["events"][0]["properties"] == {"kind": "film"}
    assert "cinema" not in {one["branch"] for one in film["stands"]}
    assert ("message", "child-welcome") in got(child)
    assert {one["customer"] for one in child["stands"]} == {"walker", "child"}


def test_a_refusal_silences_that_subject_alone(tropa: Tropa) -> None:
    """`refuse` says no to the first reminder that asks; the others go on."""
    *_, before, after = walk(tropa, "wait 3d; 1; refuse")
    assert {one["branch"] for one in before["stands"]} - {one["branch"] for one in after["stands"]} == {"books"}


def test_visits_tasks_and_goals_can_be_chosen(tropa: Tropa) -> None:
    """Of the journey with a technician: each pause offers something, and the goal ends the walk."""
    pauses = walk(
        tropa, "1; 1; 1; event connection_tested mbit=100; wait 2d", journey=str(EXAMPLES / "home-internet.yaml")
    )
    assert {"visit_planned", "visit_ended"} & {
        deed["event"] for pause in pauses for one in pause["choices"] for deed in one["events"]
    }
    assert pauses[-1]["outcomes"] == ["reached"]


def test_a_walk_begins_as_it_is_told(tropa: Tropa, tmp_path: Path) -> None:
    """The start event carries what is said, at the time that is said."""
    (tmp_path / "j.yaml").write_text(
        "journey: a\nstart: ordered\ntouchpoints:\n  big: {channel: sms, class: service, communication: Big}\n"
        "steps: [{if: sum > 10, then: [{send: big}]}, {wait: 1d}]\n",
        encoding="utf-8",
    )
    (big,) = walk(tropa, "", "--with", "sum=11", "--from", "2028-02-29T12:00", journey="j.yaml")
    assert (big["happened"][0]["name"], big["happened"][0]["at"]) == ("big", "2028-02-29T12:00:00Z")
    (small,) = walk(tropa, "", "--with", "sum=9", journey="j.yaml")
    assert small["happened"] == []


def test_a_script_ends_with_the_walk(tropa: Tropa) -> None:
    """What a script says beyond the end of the run happens to nobody."""
    pauses = walk(tropa, "event premium_cancelled; wait 1d; dance")
    assert len(pauses) == 2
    assert pauses[-1]["outcomes"] == ["cancelled"]


def ask(tropa: Tropa, lines: str, *more: str) -> Said:
    """A walk with somebody at the terminal."""
    return tropa("walk", PREMIUM, *more, stdin=lines.encode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_is_asked(tropa: Tropa, language: str) -> None:
    """In every language: choices by number; what is not understood is told; the end of the input ends it."""
    done = ask(tropa, "3\n\nwhatever\nwait 3d\nq\n", "--lang", language)
    assert done.code == 0
    assert "whatever" in done.err
    assert "app-reminder" in done.out
    assert "walk." not in done.out
    label = {"en": "SIMULATED", "ru": "МОДЕЛЬ", "fa": "شبیه‌سازی"}[language]
    assert done.out.startswith(label)
    assert ask(tropa, "", "--lang", language).code == 0


def test_a_walk_that_is_over_ends_by_itself(tropa: Tropa) -> None:
    """Nothing is asked any more once the run has ended and nobody stands anywhere."""
    done = ask(tropa, "event premium_cancelled\nwait 1d\n", "--lang", "en")
    assert "Premium cancelled" in done.out
    assert "the walk is over" in done.out


BAD = ["dance", "99", "wait soon", "wait 9999999w", "event", "event x y", "set", "refuse", "event 'x", "1 2"]


@pytest.mark.parametrize("move", BAD)
def test_a_script_that_is_not_understood_is_refused(tropa: Tropa, move: str) -> None:
    """With exit code 2, and what may be said; nothing is guessed."""
    journey = str(EXAMPLES / "instalment.yaml")
    done = tropa("walk", journey, "--script", move)
    assert done.code == 2
    assert "expected the number of a choice" in done.err
    assert "Traceback" not in done.err


def test_a_circle_without_end_can_be_walked(tropa: Tropa, tmp_path: Path) -> None:
    """A wait of a year comes back, though a loop moves every second of it."""
    (tmp_path / "j.yaml").write_text(
        "journey: a\nstart: x\nsteps: [{id: w, wait: 1s}, {back_to: w, max_visits: unlimited}]\n", encoding="utf-8"
    )
    _, later = walk(tropa, "wait 365d", journey="j.yaml")
    assert steps(later) == {"w"}
    assert later["at"] < "2027-03-02"
