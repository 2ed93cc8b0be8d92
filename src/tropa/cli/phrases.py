"""The words of the catalogue ``measure``: questions about returning, time, places, answers and differences."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from tropa.cli.speaking import UNREADABLE, Speaker, language_asked, words_in


def help_of(key: str) -> str:
    """A text in the environment's language: for help texts."""
    return words_in(language_asked()).text(f"measure.{key}")


def phrase(speaker: Speaker, key: str, **params: object) -> str:
    """A text in the language of the one spoken to."""
    return words_in(speaker.language).text(f"measure.{key}", **params)


def refuse(speaker: Speaker, key: str, **params: object) -> NoReturn:
    """Say what cannot be read, and end."""
    click.echo(phrase(speaker, key, **params), err=True)
    sys.exit(UNREADABLE)
