"""What click says of itself, the library that reads the command line, is said in our languages.

Its words are compiled from the catalogues; run this module to write ``data/locale`` anew.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from tests.acceptance.conftest import TROPA

from tropa.data.package import data_folder, read_data
from tropa.data.words import Entry, catalogue

ROOM = "click."
OF_ONE = {"click.meant": "click.meant_one_of", "click.is_not": "click.is_none_of"}
"""Ids of a word for one thing, whose word for several takes its things under another name."""

TRANSLATED = ("ru", "fa")
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def said(language: str) -> dict[str, Entry]:
    """The words of one language by id."""
    return {key: entry for key, entry in catalogue(language).items() if key.startswith(ROOM)}


def compiled(language: str) -> bytes:
    """The words of a language as gettext reads them, the same bytes each time."""
    made = Catalog(locale=language, creation_date=SOME_DAY, revision_date=SOME_DAY)
    ours = said(language)
    for key, english in said("en").items():
        entry = ours[key]
        if key in OF_ONE:
            several = OF_ONE[key]
            made.add((str(english), str(said("en")[several])), forms(str(entry), str(ours[several]), made))
        elif isinstance(english, str) or isinstance(entry, str):
            made.add(str(english), str(entry))
        else:
            made.add((english["one"], english["other"]), forms(entry["one"], entry.get("many", entry["other"]), made))
    written = BytesIO()
    write_mo(written, made)
    return written.getvalue()


def forms(one: str, several: str, made: Catalog) -> tuple[str, ...]:
    """The forms that gettext tells apart in a language; where it tells none apart, the word for several."""
    return (one, *[several] * (made.num_plurals - 1)) if made.num_plurals > 1 else (several,)


def path_of(language: str) -> str:
    """Where the compiled words lie among the data."""
    return f"locale/{language}/LC_MESSAGES/messages.mo"


def of_click() -> Iterator[str]:
    """The source of click."""
    for path in sorted(Path(str(click.__file__)).parent.glob("*.py")):
        yield path.read_text("utf-8")


def spoken(language: str, *arguments: str, **environment: str) -> str:
    """What the command says, on both streams, where the environment asks for a language."""
    done = subprocess.run(
        [TROPA, *arguments],
        env={**os.environ, "TROPA_LANG": language, "COLUMNS": "100", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_words_are_those_of_the_catalogues(language: str) -> None:
    """Nobody mends one and forgets the other."""
    assert read_data(path_of(language)) == compiled(language)


def test_click_still_asks_for_these_words() -> None:
    """A word that click has changed would come out in English."""
    source = "\n".join(of_click())
    for key, entry in said("en").items():
        for text in [entry] if isinstance(entry, str) else entry.values():
            assert f'"{text}"'.replace("\n", "\\n").replace("\t", "\\t") in source, key


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (("check", "--help"), ("usage", "options", "show_help")),
        (("check",), ("usage", "error", "missing_argument")),
        (("check", ".", "--format", "xml"), ("error",)),
        (("map", "x", "--sideways"), ("error",)),
    ],
)
def test_help_and_errors_are_in_the_language_asked_for(
    language: str, arguments: tuple[str, ...], ids: tuple[str, ...]
) -> None:
    """Neither "Usage" nor "Try ... for help" is left over; `--lang` asks as well as the environment does."""
    for told in (spoken(language, *arguments), spoken("en", *arguments, "--lang", language, LANGUAGE="de")):
        assert [key for key in ids if str(said(language)[f"{ROOM}{key}"]).split("{")[0] not in told] == []
        assert left_over(told) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_first_page_is_in_the_language_of_the_environment(language: str) -> None:
    """The list of commands, the version, the help."""
    told = spoken(language, "--help")
    assert str(said(language)["click.show_version"]) in told
    assert left_over(told) == []


def left_over(told: str) -> list[str]:
    """English words of click's that somebody would have met."""
    return [word for word in ("Usage", "Options", "Error", "Try '", "Missing", "not one of", "Show") if word in told]


def test_english_stays_english() -> None:
    """Whatever language the environment has for other programs."""
    told = spoken("en", "check", LANGUAGE="ru", LANG="ru_RU.UTF-8")
    assert "Usage:" in told
    assert "Missing argument" in told


if __name__ == "__main__":
    for each in TRANSLATED:
        file = Path(data_folder("locale"), each, "LC_MESSAGES", "messages.mo")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(compiled(each))
