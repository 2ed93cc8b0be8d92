"""Pages: a context, which is a dataclass, and a template, which uses exactly its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Protocol

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from tropa.data.package import read_data
from tropa.data.words import LANGUAGES
from tropa.draw.people import Group
from tropa.draw.wording import Wording


class Say(Protocol):
    """Our own words by id; what fills the placeholders is escaped."""

    def __call__(self, key: str, /, plural: object = 0, **params: object) -> Markup:
        """The sentence as markup."""


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page in a language.

    Args:
        language: The language.
        name: What its speakers call it.
        href: Where it is; None for this very page, or where there is none.
    """

    language: str
    name: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What every page and every piece of one has.

    Args:
        language: Its language.
        direction: ``ltr`` or ``rtl``.
        say: Our own words as markup.
        plain: The same without markup, for attributes.
        people: Who is behind the figures, by figure; empty where nobody is named.
    """

    language: str
    direction: str
    say: Say
    plain: Callable[..., str]
    people: Mapping[str, Group] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Piece):
    """What every page has.

    Args:
        languages: The page in all its languages; empty where it stands alone.
    """

    languages: tuple[LanguageLink, ...]


def language_links(wording: Wording, pages: Mapping[str, str]) -> tuple[LanguageLink, ...]:
    """Links to the page's other languages.

    Args:
        wording: The page's own language.
        pages: Relative addresses by language.
    """
    return tuple(
        LanguageLink(
            language,
            wording.plain(f"report.language.{language}"),
            pages[language] if language != wording.language else None,
        )
        for language in LANGUAGES
        if language in pages
    )


def render(template: str, context: Piece) -> str:
    """The page, or the piece, as a text of HTML."""
    values = {item.name: getattr(context, item.name) for item in fields(context)}
    return environment().get_template(template).render(values)


@cache
def environment() -> Environment:
    """Jinja2 with all that is met escaped and nothing undefined passed over."""
    return Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template(name: str) -> str:
    return read_data(f"templates/{name}").decode()
