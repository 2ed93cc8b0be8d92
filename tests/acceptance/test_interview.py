"""``tropa interview``: asked and answered, by a person at a terminal and by lines of a program."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.acceptance.conftest import Tropa
from tests.acceptance.terminal import at_a_terminal

SHOP = """\
# The shop's first map
journey: shop          # never rename
locales: [en, ru]
goal:
  client:              # in his own words
  business: Orders

stages: lifecycle
stage: sale
start: begun
success: paid
indicators: {ordered: {share: success, expect: 60 %}}
touchpoints:
  pay: {channel: web, communication: See the whole price, target_action: paid, reached: seen, \
client_expects: Ease, company_expects: Orders}
  call:
    # who calls?
    channel: phone
    communication: We call you
    target_action: answered
    evaluation:        # how?
    responsible: shop-team
    reached: rung
    client_expects: A voice
    company_expects: An answer
"""
ALONE = "workspace: none\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The map of a shop with four fields missing, in a folder without anybody else's workspace."""
    (tmp_path / "workspace.yaml").write_text(ALONE, encoding="utf-8")
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP, encoding="utf-8")
    return file


def typed(*lines: str) -> bytes:
    """Lines for standard input."""
    return "".join(f"{line}\n" for line in lines).encode()


def test_lines_of_a_program_fill_what_is_missing_and_disturb_nothing(tropa: Tropa, shop: Path) -> None:
    """In the order of asking, an empty line leaves a question; comments, order and layout stay."""
    said = tropa("interview", "shop.yaml", stdin=typed("I sit well", "1d, 60 %", "Shop team", "", "A day at most"))
    assert said.code == 0, said.err
    assert said.out == ""
    assert "4 answered" in said.err
    assert (
        shop.read_text("utf-8")
        == SHOP.replace(
            "  client:              # in his own words", "  client: 'I sit well'              # in his own words"
        ).replace(
            next(line for line in SHOP.splitlines(keepends=True) if line.startswith("  pay:")),
            "  pay:\n    channel: web\n    communication: See the whole price\n    target_action: paid\n"
            "    reached: seen\n    client_expects: Ease\n    company_expects: Orders\n"
            "    evaluation: {within: 1d, expect: 60 %}\n    responsible: shop-team\n",
        )
        + "answers:\n  sale:\n    speed: A day at most\n"
    )


def test_every_answer_brings_the_figure_nearer_to_one(tropa: Tropa, shop: Path) -> None:
    """What `--list` tells and what `check` counts follow each answer; in the end nothing is asked any more."""
    before = tropa("interview", "shop.yaml", "--list", "--format", "json").data
    assert {"at", "what", "form", "stage", "path", "message"} == set(before["unanswered"][0])
    tropa("interview", "shop.yaml", stdin=typed("I sit well", "1d, 60 %", "shop-team", "q"))
    after = tropa("interview", "shop.yaml", "--list", "--format", "json").data
    assert len(after["unanswered"]) == len(before["unanswered"]) - 3
    assert 0 < before["completeness"] < after["completeness"] < 1
    assert after["stages"]["sale"] > before["stages"]["sale"]
    everything = (
        "60 %",
        *(["shots/page.png" if one["what"] == "evidence" else "As told" for one in after["unanswered"][1:]]),
    )
    tropa("interview", "shop.yaml", stdin=typed(*everything))
    last = tropa("interview", "shop.yaml", "--list", "--format", "json").data
    assert last["unanswered"] == []
    assert "Nothing is missing" in tropa("interview", "shop.yaml").err
    assert shop.read_text("utf-8").startswith("# The shop's first map\n")


@pytest.mark.parametrize(("language", "key"), [("ru", "ru"), ("en", None), ("fa", None)])
def test_answers_are_written_in_the_language_of_the_questions(
    tropa: Tropa, shop: Path, language: str, key: str | None
) -> None:
    """Where the journey has that locale; else, and in its first, they are bare texts of the first."""
    said = tropa("interview", "shop.yaml", "--lang", language, stdin=typed("Сижу удобно"))
    assert said.code == 0
    written = "{ru: Сижу удобно}" if key else "Сижу удобно"
    text = shop.read_text("utf-8")
    assert (written in text) or ("    ru: Сижу удобно" in text and key == "ru")
    assert ("ru:" in text) == (key == "ru")


def test_a_locale_may_be_asked_for(tropa: Tropa, shop: Path) -> None:
    """One of the journey's; another is refused with those there are."""
    said = tropa("interview", "shop.yaml", "--locale", "fa", stdin=typed("x"))
    assert said.code == 2
    assert "en, ru" in said.err
    assert tropa("interview", "shop.yaml", "--locale", "ru", stdin=typed("Сижу")).code == 0
    assert "ru: Сижу" in shop.read_text("utf-8")


@pytest.mark.parametrize(
    ("lines", "number", "says"),
    [
        (("I sit", "60"), 2, "60 %"),
        (("left\u202eright",), 1, "cannot be seen"),
        (("x" * 10_001,), 1, "10000"),
        (("I sit", "", "", "", "A day", "", "", "in a drawer"), 8, "no address"),
    ],
)
def test_a_program_is_told_the_line_that_is_no_answer(
    tropa: Tropa, shop: Path, lines: tuple[str, ...], number: int, says: str
) -> None:
    """Exit 2 with the line and what was expected; what was answered before is kept, nothing after is taken."""
    said = tropa("interview", "shop.yaml", stdin=typed(*lines))
    assert "Traceback" not in said.err
    assert said.code == 2
    assert f"line {number} of the input" in said.err
    assert says in said.err
    assert ("client: 'I sit'" in shop.read_text("utf-8")) == (lines[0] == "I sit")


def test_bytes_that_are_no_text_are_refused(tropa: Tropa, shop: Path) -> None:
    """And the file stays as it was."""
    said = tropa("interview", "shop.yaml", stdin=b"\xe9\xe0\n")
    assert said.code == 2
    assert "UTF-8" in said.err
    assert shop.read_text("utf-8") == SHOP


def test_unknown_names_are_refused_with_what_there_is(tropa: Tropa, shop: Path) -> None:
    """Where the workspace declares teams, the nearest is told at once."""
    (shop.parent / "workspace.yaml").write_text("workspace: w\nteams: {shop-team: {}, care: {}}\n", encoding="utf-8")
    said = tropa("interview", "shop.yaml", stdin=typed("", "", "shop-taem"))
    assert said.code == 2
    assert "did you mean “shop-team”" in said.err


def test_a_new_team_is_declared_beside_the_files_own(tropa: Tropa, shop: Path) -> None:
    """With the name that was typed as its title."""
    shop.write_text(f"{SHOP}teams:\n  shop-team:\n", encoding="utf-8")
    said = tropa("interview", "shop.yaml", stdin=typed("", "", "Отдел доставки"))
    assert said.code == 0, said.err
    assert "teams:\n  shop-team:\n  otdel-dostavki:\n    title: Отдел доставки\n" in shop.read_text("utf-8")
    assert tropa("check", "shop.yaml").code == 0


def test_a_file_with_errors_is_not_touched(tropa: Tropa, tmp_path: Path) -> None:
    """Its problems are told, as every command does."""
    (tmp_path / "bad.yaml").write_text("journey: bad\nstage: nowhere\n", encoding="utf-8")
    said = tropa("interview", "bad.yaml", stdin=typed("x"))
    assert said.code == 2
    assert "RE01" in said.err
    assert tropa("interview", "nowhere.yaml").code == 2
    (tmp_path / "workspace.yaml").write_text(ALONE, encoding="utf-8")
    assert "workspace" in tropa("interview", "workspace.yaml").err


def test_a_person_is_asked_again_can_go_back_and_can_look_at_examples(shop: Path) -> None:
    """At a terminal: purpose and why, choices, what was wrong, back to change an answer, ? for examples, q."""
    with at_a_terminal(shop.parent, "interview", "shop.yaml") as terminal:
        terminal.waits_for("What does the client want")
        terminal.types("I sit well")
        terminal.waits_for("Touchpoint: pay")
        terminal.types("60")
        terminal.waits_for("write 60 %")
        terminal.types("within 1 day, 60 %")
        terminal.waits_for("written: {within: 1d, expect: 60 %}")
        terminal.types("b")
        terminal.waits_for("now: ")
        terminal.types("by eye")
        terminal.waits_for("nobody measures it")
        terminal.types("")
        terminal.waits_for("Touchpoint: call")
        terminal.types("")
        terminal.waits_for("To close the deal quickly")
        terminal.waits_for("An average hides")
        terminal.types("?")
        terminal.waits_for("Furniture")
        terminal.types("q")
        terminal.waits_for("3 answered")
        assert terminal.ends() == 0
    text = shop.read_text("utf-8")
    assert "client: 'I sit well'              # in his own words" in text
    assert "evaluation: by eye" in text
    assert "answers" not in text


def test_an_interrupted_interview_keeps_what_was_answered(shop: Path) -> None:
    """Ctrl-C ends with 130; the answers before it stand in the file."""
    with at_a_terminal(shop.parent, "interview", "shop.yaml") as terminal:
        terminal.types("I sit well")
        terminal.waits_for("Touchpoint: pay")
        terminal.interrupts("1 answer is kept")
        assert terminal.ends() == 130
    assert "client: 'I sit well'" in shop.read_text("utf-8")


def test_what_another_program_writes_meanwhile_is_kept(shop: Path) -> None:
    """Its change and the answer both stand in the file; where it has answered itself, its answer stays."""
    with at_a_terminal(shop.parent, "interview", "shop.yaml") as terminal:
        terminal.waits_for("What does the client want")
        shop.write_text(SHOP.replace("Orders", "More orders"), encoding="utf-8")
        terminal.types("I sit well")
        terminal.waits_for("was changed by another program")
        terminal.waits_for("Touchpoint: pay")
        shop.write_text(shop.read_text("utf-8").replace("Ease,", "Ease, evaluation: by eye,"), encoding="utf-8")
        terminal.types("1d")
        terminal.waits_for("has answered this meanwhile: by eye")
        terminal.types("")
        terminal.types("q")
        assert terminal.ends() == 0
    text = shop.read_text("utf-8")
    assert "More orders" in text
    assert "client: 'I sit well'" in text
    assert "evaluation: by eye" in text


def test_a_file_that_another_program_breaks_is_left_alone(shop: Path) -> None:
    """The answer is told back, so that it is not lost either."""
    with at_a_terminal(shop.parent, "interview", "shop.yaml") as terminal:
        terminal.waits_for("What does the client want")
        shop.write_text("journey: shop\n\tbroken", encoding="utf-8")
        terminal.types("I sit well")
        terminal.waits_for("your answer was: I sit well")
        terminal.types("q")
        terminal.ends()
    assert shop.read_text("utf-8") == "journey: shop\n\tbroken"


RAW = """\
journey: raw
stages: [{id: buy}]
stage: buy
goal: {client: To ride, business: Orders}
start: begun
success: paid
touchpoints:
  pay: {channel: web, communication: Price, target_action: paid, evaluation: {expect: 60 %}, responsible: shop}
"""
LOG = (
    "customer,name,at\nann,begun,2026-01-01\nann,Price shown,2026-01-02\nann,paid,2026-01-03\nbob,begun,2026-01-01\n"
)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A map with all of its five columns, that no log can show, and the log beside it."""
    (tmp_path / "workspace.yaml").write_text(ALONE, encoding="utf-8")
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    file = tmp_path / "raw.yaml"
    file.write_text(RAW, encoding="utf-8")
    return file


def test_a_touchpoint_is_asked_for_its_proof_and_for_what_is_expected(tropa: Tropa, raw: Path) -> None:
    """And a journey with a success for its indicator; afterwards nothing keeps the map from being measured."""
    asked = tropa("interview", "raw.yaml", "--list", "--format", "json").data["unanswered"]
    assert [(one["at"], one["what"]) for one in asked] == [
        ("journey", "indicators"),
        ("pay", "reached"),
        ("pay", "client_expects"),
        ("pay", "company_expects"),
    ]
    said = tropa("interview", "raw.yaml", stdin=typed("within 30 days, 70 %", "price_shown", "Ease", "Orders"))
    assert "4 answered, 0 left; 100% of the map is filled in" in said.err
    text = raw.read_text("utf-8")
    assert "goal-reached:" in text
    assert "within: 30d" in text
    assert "reached: price_shown" in text
    assert tropa("check", "raw.yaml").code == 0


def test_names_of_the_log_may_be_chosen(tropa: Tropa, raw: Path) -> None:
    """By number, most frequent first, or in other spelling; one that the log has not is written and told."""
    said = tropa("interview", "raw.yaml", "--events", "log.csv", stdin=typed("", "price SHOWN"))
    assert "1. begun" in said.err
    assert "reached: Price shown" in raw.read_text("utf-8")
    raw.write_text(RAW, encoding="utf-8")
    tropa("interview", "raw.yaml", "--events", "log.csv", stdin=typed("", "1"))
    assert "reached: begun" in raw.read_text("utf-8")
    raw.write_text(RAW, encoding="utf-8")
    told = tropa("interview", "raw.yaml", "--events", "log.csv", stdin=typed("", "Price shwon")).err
    assert "no event in the log is called “Price shwon”; did you mean “Price shown”?" in told
    assert tropa("interview", "raw.yaml", "--events", "-", stdin=typed("")).code == 2


@pytest.mark.parametrize("line", ["paid", "within 30 days", "70"])
def test_an_indicator_without_a_share_is_refused(tropa: Tropa, raw: Path, line: str) -> None:
    """A time alone, words or a bare number tell no share; the file stays."""
    assert tropa("interview", "raw.yaml", stdin=typed(line)).code == 2
    assert raw.read_text("utf-8") == RAW


def test_what_no_question_asks_for_is_told_at_the_end(tropa: Tropa, raw: Path) -> None:
    """A stage where nothing happens keeps the map below 100 %; an interview with nothing left to ask says so."""
    raw.write_text(
        RAW.replace("[{id: buy}]", "[{id: buy}, {id: ride}]").replace("stage: buy\n", ""), encoding="utf-8"
    )
    said = tropa("interview", "raw.yaml", stdin=typed("70 %", "buy", "seen", "Ease", "Orders"))
    assert "0 left" in said.err
    assert "100%" not in said.err
    assert "touchpoints (1): ride" in said.err


def test_more_than_everybody_is_refused_at_once(tropa: Tropa, shop: Path) -> None:
    """200 % is a slip, not words that nobody measures; the file stays."""
    said = tropa("interview", "shop.yaml", stdin=typed("", "200%"))
    assert said.code == 2
    assert "“200%” is more than 100 %" in said.err
    assert shop.read_text("utf-8") == SHOP


def test_figures_that_are_not_understood_are_asked_for_again(shop: Path) -> None:
    """A person is told how they were understood; typed once more they are kept as words."""
    with at_a_terminal(shop.parent, "interview", "shop.yaml") as terminal:
        terminal.types("")
        terminal.types("60 % whithin 3 dyas")
        terminal.waits_for("is read as words that nobody measures")
        terminal.types("60 % within 3 days")
        terminal.waits_for("written: {within: 3d, expect: 60 %}")
        terminal.types("b")
        terminal.types("3 calls")
        terminal.waits_for("is read as words")
        terminal.types("3 calls")
        terminal.waits_for("nobody measures it")
        terminal.types("q")
        assert terminal.ends() == 0
    assert "evaluation: 3 calls" in shop.read_text("utf-8")
