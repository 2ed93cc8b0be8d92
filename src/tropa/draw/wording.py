"""Words on a page: our own from the catalogues, the journey's in the locale it has them in.

Everything that comes from outside is escaped here or by the template, and stands apart from the
direction of the text around it (``<bdi>``, or the isolating signs where there is no markup).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from markupsafe import Markup, escape

from tropa.data.words import Words
from tropa.draw.hyphens import softened
from tropa.draw.numbers import Numbers
from tropa.journey.codecs.values import Text

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"

_BLANK = re.compile(r"\{\{\s*(.*?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Prose:
    """A text from outside, with the language it is really in; a template shows it as it is.

    Args:
        text: The words; blanks (``{{ order.id }}``) are filled in for each client.
        lang: Its locale; empty where nobody says.
        dir: ``ltr``, ``rtl``, or ``auto`` where the locale is not known.
    """

    text: str
    lang: str = ""
    dir: str = "auto"

    def __html__(self) -> Markup:
        """Its markup: escaped, set apart, its language said, its blanks marked, long words ready to be divided."""
        parts = _BLANK.split(self.text)
        inner = Markup("").join(
            Markup('<span class="blank" dir="ltr">{}</span>').format(part) if at % 2 else escape(softened(part))
            for at, part in enumerate(parts)
        )
        lang = Markup(' lang="{}"').format(self.lang) if self.lang else ""
        return Markup('<bdi{} dir="{}">{}</bdi>').format(lang, self.dir, inner)


class Wording:
    """What a page says, in one language.

    Args:
        language: One of ``tropa.data.words.LANGUAGES``.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.words = Words(language)
        self.direction = "rtl" if self.words.right_to_left else "ltr"
        self.numbers = Numbers(self.words)

    def say(self, key: str, /, plural: object = 0, **params: object) -> Markup:
        """Our own sentence as markup; what fills its placeholders is escaped and set apart."""
        unfilled = self.words.text(key, plural=plural, **{name: f"{{{name}}}" for name in params})
        sentence = Markup(escape(unfilled))  # noqa: S704  escaped in the same breath
        return sentence.format(**{name: _apart(value) for name, value in params.items()})

    def plain(self, key: str, /, plural: object = 0, **params: object) -> str:
        """Our own sentence without markup, for attributes and titles of pictures."""
        isolated = {name: f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}" for name, value in params.items()}
        return self.words.text(key, plural=plural, **isolated)

    def prose(self, text: Text | None, locales: tuple[str, ...]) -> Prose | None:
        """A journey's text in the page's language, or in the one it has; None where it is empty."""
        if text is None or not (shown := text.read_in(self.language, locales).strip()):
            return None
        locale = text.locale_read_in(self.language, locales)
        return Prose(shown, locale, _direction(locale))


def _apart(value: object) -> Markup:
    return value.__html__() if isinstance(value, Prose) else Markup("<bdi>{}</bdi>").format(value)


def _direction(locale: str) -> str:
    try:
        return str(Locale.parse(locale, sep="-").text_direction) if locale else "auto"
    except (UnknownLocaleError, ValueError):
        return "auto"
