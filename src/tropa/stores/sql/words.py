"""Words of definitions (journeys, steps, roles, events listened to) as small numbers.

There are as many as the published definitions have, so that all are kept in mind.  A word is given
its number inside the transaction that first needs it; if that is rolled back, whatever was learnt in
it is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable

from tropa.stores.sql.talk import Talk
from tropa.stores.sql.texts import column, from_column

WORDS = "word"
"""The counter of words."""


class Words:
    """Words by number, and numbers by word."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._texts: dict[int, str] = {}

    def forget(self) -> None:
        """Know nothing."""
        self._ids, self._texts = {}, {}

    def read(self, talk: Talk) -> None:
        """Know every word that the store has."""
        for n, text in talk.rows("words"):
            word = from_column(text)
            self._ids[word], self._texts[n] = n, word

    def learn(self, talk: Talk, words: Iterable[str]) -> None:
        """Give numbers to words that have none yet."""
        new = sorted({word for word in words if word not in self._ids})
        if not new:
            return
        [(last,)] = talk.rows("counter_lock", WORDS)
        self.read(talk)
        new = [word for word in new if word not in self._ids]
        if new:
            talk.many("word_add", [(n, column(word)) for n, word in enumerate(new, last + 1)])
            talk.run("counter_set", WORDS, last + len(new))
            self.read(talk)

    def id(self, word: str) -> int:
        """The number of a word that was learnt."""
        return self._ids[word]

    def known(self, word: str) -> int | None:
        """The number of a word, if the store has it."""
        return self._ids.get(word)

    def text(self, n: int) -> str:
        """The word of a number that the store has."""
        return self._texts[n]

    def refresh(self, talk: Talk, n: int) -> None:
        """Know all words, if there are as many as that."""
        if n != len(self._texts):
            self.read(talk)
