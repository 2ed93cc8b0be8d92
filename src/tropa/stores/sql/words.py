"""Words of definitions (journeys, steps, roles, events listened to) as small numbers.

There are as many as the published definitions have, so that all are kept in mind.  A word is given
its number inside the transaction that first needs it; if that is rolled back, whatever was learnt in
it is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from tropa.stores.sql.texts import column, from_column


class Asks(Protocol):
    """A transaction, as far as words need it (``talk.Talk``)."""

    def rows(self, statement: str, *values: object) -> list[Any]:
        """What a statement finds."""

    def run(self, statement: str, *values: object) -> int:
        """Run a statement; how many rows it changed."""

    def many(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run a statement for every row."""


WORDS = "word"
"""The counter of words."""


class Words:
    """Words by number, and numbers by word."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._texts: dict[int, str] = {}
        self._asks: Asks | None = None

    def forget(self) -> None:
        """Know nothing."""
        self._ids, self._texts = {}, {}

    def read(self, asks: Asks) -> None:
        """Know every word that the store has."""
        for n, text in asks.rows("words"):
            word = from_column(text)
            self._ids[word], self._texts[n] = n, word

    def lack(self, words: Iterable[str]) -> bool:
        """Whether some of the words have no number yet, as far as is known here."""
        return any(word not in self._ids for word in words)

    def learn(self, asks: Asks, words: Iterable[str]) -> None:
        """Give numbers to words that have none yet."""
        new = sorted({word for word in words if word not in self._ids})
        if not new:
            return
        [(last,)] = asks.rows("counter_lock", WORDS)
        self.read(asks)
        new = [word for word in new if word not in self._ids]
        if new:
            asks.many("word_add", [(n, column(word)) for n, word in enumerate(new, last + 1)])
            asks.run("counter_set", WORDS, last + len(new))
            self.read(asks)

    @property
    def ids(self) -> Mapping[str, int]:
        """The numbers of all words that are known here."""
        return self._ids

    def id(self, word: str) -> int:
        """The number of a word that was learnt."""
        return self._ids[word]

    def known(self, word: str) -> int | None:
        """The number of a word, if the store has it."""
        return self._ids.get(word)

    def text(self, n: int) -> str:
        """The word of a number that the store has; another shard may have given it a moment ago."""
        found = self._texts.get(n)
        if found is None and self._asks is not None:
            self.read(self._asks)
        return self._texts[n] if found is None else found

    def refresh(self, asks: Asks, n: int) -> None:
        """Know all words, if there are as many as that; others that rows name are read in this transaction."""
        self._asks = asks
        if n != len(self._texts):
            self.read(asks)
