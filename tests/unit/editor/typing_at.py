"""Texts with a bar where somebody types."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tropa.data.words import Words
from tropa.editor.completing import Proposal, proposals
from tropa.editor.desk import Desk, Judged, Page
from tropa.editor.hovering import Shown, shown_at

TODAY = date(2027, 3, 1)
JOURNEY = """\
journey: a
stages: lifecycle
stage: onboarding
locales: [en, ru]
roles:
  owner:
    title: Owner
components:
  film-night: {title: Film night}
touchpoints:
  welcome:
    title: {ru: Привет, en: Welcome}
    channel: sms
"""


def split(text: str) -> tuple[str, int]:
    """The text without its bar, and where the bar was."""
    before, after = text.split("|", 1)
    return before + after, len(before)


def proposed(text: str, language: str = "en") -> tuple[Proposal, ...]:
    """What is proposed at the bar."""
    whole, offset = split(text)
    desk = Desk(lambda: TODAY)
    page = Page(Path("/nowhere/a.yaml"), whole)
    return proposals(whole, offset, desk.names(page, None), Words(language))


def labels(text: str) -> list[str]:
    """What is proposed at the bar, by name."""
    return [one.label for one in proposed(text)]


def after(text: str, label: str) -> str:
    """The text after a proposal was taken."""
    whole, _ = split(text)
    one = next(one for one in proposed(text) if one.label == label)
    return whole[: one.start] + one.text + whole[one.end :]


def judged(text: str, path: Path = Path("/nowhere/a.yaml")) -> Judged:
    """A text as the desk judges it."""
    return Desk(lambda: TODAY).judge(Page(path, text))


def shown(text: str, language: str = "en") -> Shown | None:
    """What is shown over the character behind the bar."""
    whole, offset = split(text)
    found = judged(whole)
    names = Desk(lambda: TODAY, language=language).names(found.page, found)
    return shown_at(offset, names, found.found, Words(language))
