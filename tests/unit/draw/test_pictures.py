"""The table of pictures: all views, all endings, as documented."""

from __future__ import annotations

import pytest
from tests.unit.draw.pictured import bare_journey, small

from tropa.cli.drawing import VIEWS
from tropa.data.words import LANGUAGES
from tropa.draw.pictures import PICTURES


def test_the_command_offers_the_views_that_are_drawn() -> None:
    """The choices of ``--view`` are the views of the table, in its order."""
    assert tuple(PICTURES) == VIEWS
    assert all({".html", ".svg", ".md"} <= pictures.keys() for pictures in PICTURES.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("view", "ending"), [(view, ending) for view in PICTURES for ending in PICTURES[view]])
def test_every_picture_is_drawn_of_little_and_of_nothing(view: str, ending: str, language: str) -> None:
    """Every view in every form and language, of a small journey and of a bare one, ends with a line's end."""
    for subject in (small(language), bare_journey(language)):
        text = PICTURES[view][ending](subject)
        assert text.strip()
        assert text.endswith("\n") or ending == ".html"


@pytest.mark.parametrize("view", PICTURES)
def test_pictures_are_steady(view: str) -> None:
    """The same journey gives the same bytes."""
    for picture in PICTURES[view].values():
        assert picture(small()) == picture(small())
