"""No room of the house grows beyond reading."""

from __future__ import annotations

from tests.unit.house.repository import ROOT, files, text_of

WALL = 800
NOT_WRITTEN_BY_HAND = (
    "LICENSE",
    "requirements/",
    "src/tropa/data/catalogues/",
    "src/tropa/data/examples/",  # a text in three languages takes four lines, as in the catalogues
    "tests/browser/vendor/",
    "tests/golden/",
)
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "service", "handler", "base", "misc"}


def test_no_file_that_we_write_is_longer_than_the_wall() -> None:
    """Every text file that we write has at most 800 lines; locks, golden and vendored files are not ours."""
    long = {}
    for file in files():
        name = file.relative_to(ROOT).as_posix()
        text = None if name.startswith(NOT_WRITTEN_BY_HAND) else text_of(file)
        if text is not None and text.count("\n") > WALL:
            long[name] = text.count("\n")
    assert long == {}


def test_no_module_hides_behind_a_vague_name() -> None:
    """A name says what is inside: no module is called utils, helpers or the like."""
    assert [file for file in files() if file.suffix == ".py" and file.stem in VAGUE] == []
