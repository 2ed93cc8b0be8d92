"""``tropa log``: a log kept in a folder answers as its file does, and tells what it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.acceptance.conftest import Tropa
from tests.acceptance.test_fines import FINES, LOG

FILE = LOG[1]
COLUMNS = LOG[2:]

QUESTIONS: list[tuple[str, ...]] = [
    ("funnel", "--step", "Create Fine", "--step", "Payment", "--window", "60d", "--by", "article"),
    ("edges",),
    ("edges", "--by", "article"),
    ("paths", "--length", "4"),
    ("retention",),
    ("reality", FINES, "--by", "article"),
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the log of fines is kept."""
    return tmp_path_factory.mktemp("kept") / "fines.log"


def added(tropa: Tropa, kept: Path, *more: str) -> str:
    """What is said when the log of fines is added."""
    said = tropa("log", "add", str(kept), FILE, *COLUMNS, *more)
    assert (said.code, said.out) == (0, "")
    return said.err


def test_a_kept_log_answers_as_its_file(tropa: Tropa, kept: Path) -> None:
    """Each question gives the same JSON; a file that is there already changes nothing."""
    assert "events added" in added(tropa, kept, "--journey", FINES, "--property", "article")
    for question in QUESTIONS:
        by_file = tropa("measure", *question, *LOG, "--format", "json")
        by_log = tropa("measure", *question, "--events", str(kept), "--format", "json")
        assert (by_file.code, by_log.code) == (0, 0), by_log.err
        assert by_log.data == by_file.data
    assert "in the log already" in added(tropa, kept)


def test_a_kept_log_tells_what_it_is(tropa: Tropa, kept: Path) -> None:
    """In figures for programs and in words for people, in each language; and it can be folded."""
    added(tropa, kept, "--journey", FINES, "--property", "article")
    told = tropa("log", "info", str(kept), "--format", "json").data
    assert told["n_events"] > told["n_customers"] > 1_000
    assert (told["n_parts"], len(told["files"]), len(told["files"][0]["sha256"])) == (1, 1, 64)
    assert "article" in told["properties"]
    for language, word in (("en", "known up to"), ("ru", "известно до"), ("fa", "دانسته تا")):
        assert word in tropa("log", "info", str(kept), "--lang", language).out
    assert tropa("log", "compact", str(kept)).code == 0


def test_a_watched_journey_is_told_as_before(tropa: Tropa, kept: Path, tmp_path: Path) -> None:
    """The same JSON from sums; a changed title is the same version, a changed goal another; then nobody watches."""
    added(tropa, kept, "--journey", FINES, "--property", "article")
    ask = ("measure", "reality", FINES, "--events", str(kept), "--format", "json")
    before = tropa(*ask).data
    assert "is watched" in tropa("log", "watch", str(kept), FINES).err
    assert tropa(*ask).data == before
    text = Path(FINES).read_text()
    (tmp_path / "titled.yaml").write_text(text.replace("  en: ", "  en: Another ", 1))
    assert "already" in tropa("log", "watch", str(kept), "titled.yaml").err
    (tmp_path / "changed.yaml").write_text(text.replace("success: Payment", "success: Send Fine"))
    assert "is watched" in tropa("log", "watch", str(kept), "changed.yaml").err
    assert tropa(*ask).data == before
    journeys = tropa("log", "info", str(kept), "--format", "json").data["journeys"]
    assert [one["id"] for one in journeys] == ["traffic-fines"]
    assert "no longer" in tropa("log", "unwatch", str(kept), "traffic-fines").err
    said = tropa("log", "unwatch", str(kept), "traffic-fines")
    assert (said.code, "not watched" in said.err) == (2, True)
    assert tropa(*ask).data == before


def test_a_journey_whose_key_is_the_customer_is_told_of_a_kept_log(tropa: Tropa) -> None:
    """The column that says who is kept as the property that it also is, where nothing was chosen."""
    assert tropa("log", "add", "kept", FILE, *COLUMNS).code == 0
    for question in ("reality", "conformance"):
        by_file = tropa("measure", question, FINES, *LOG, "--format", "json")
        by_log = tropa("measure", question, FINES, "--events", "kept", "--format", "json")
        assert (by_log.code, by_log.err) == (0, "")
        assert by_log.data == by_file.data
    assert tropa("log", "watch", "kept", FINES).code == 0


def test_merges_make_customers_fewer(tropa: Tropa, tmp_path: Path) -> None:
    """By a file of pairs, with files of events or after them."""
    (tmp_path / "events.csv").write_text("customer,name,at\nann,a,2026-01-01\nbob,b,2026-01-02\n")
    (tmp_path / "merges.csv").write_text("previous,customer\nbob,ann\n")
    said = tropa("log", "add", "kept", "events.csv", "--merges", "merges.csv")
    assert (said.code, "others: 1" in said.err) == (0, True)
    paths = tropa("measure", "paths", "--events", "kept", "--format", "json").data
    assert [path["names"] for path in paths["paths"]] == [["a", "b"]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("log", "info", "nowhere"), "no log is kept"),
        (("log", "compact", "nowhere"), "no log is kept"),
        (("log", "unwatch", "nowhere", "way"), "no log is kept"),
        (("log", "watch", "kept", "tiered.yaml"), "without the trait tier"),
        (("log", "watch", "kept", "joined.yaml"), "others join the runs of joined (as guest)"),
        (("log", "watch", "kept", "events.csv"), "events.csv"),
        (("log", "add", "kept"), "nothing to add"),
        (("log", "add", "kept", "nowhere.csv"), "nowhere.csv"),
        (("log", "add", "kept", "events.csv", "--columns", "what"), "what"),
        (("log", "add", "new", "--merges", "merges.csv"), "no log is kept"),
        (("log", "add", "kept", "more.csv", "--property", "plan"), "without the property plan"),
        (("log", "add", "kept", "more.csv", "--trait", "tier"), "without the trait tier"),
        (("log", "add", "events.csv/kept", "events.csv"), "events.csv"),
        (("measure", "edges", "--events", "."), "no log is kept"),
        (("measure", "edges", "--events", "kept", "--zone", "Europe/Rome"), "--zone"),
        (("measure", "edges", "--events", "kept", "--by", "plan"), "without the property plan"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, Sequence) and not isinstance(value, str) else None,
)
def test_what_cannot_be_done_is_told(tropa: Tropa, tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    """With exit code 2 and a sentence, never a traceback."""
    (tmp_path / "events.csv").write_text("customer,name,at,channel\nann,a,2026-01-01,web\n")
    (tmp_path / "more.csv").write_text("customer,name,at,channel\nann,a,2026-01-02,web\n")
    (tmp_path / "merges.csv").write_text("previous,customer\nbob,ann\n")
    (tmp_path / "tiered.yaml").write_text("journey: tiered\nstart: a where traits.tier = 'gold'\n")
    (tmp_path / "joined.yaml").write_text(
        "journey: joined\nkey: plan\nstart: a\nroles: {host: {}, guest: {}}\nevents: {b: {joins: {role: guest}}}\n"
    )
    tropa("log", "add", "kept", "events.csv")
    said = tropa(*arguments)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert "Traceback" not in said.err
