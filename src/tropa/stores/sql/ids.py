"""Numbers for new rows: each shard gives its own, so that shards need not ask each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Ids:
    """Numbers for new rows of a shard.

    Args:
        shard: Whose.
        shards: How many there are.
        next: The next one, before it is spread over the shards.
    """

    shard: int
    shards: int
    next: int

    def take(self) -> int:
        """A number that no other row of the store has.

        >>> Ids(3, 8, 1).take()
        11
        """
        n = self.next
        self.next = n + 1
        return n * self.shards + self.shard
