"""Messages that are to be handed over, and where each of them is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush

from tropa.engine.changes import Message
from tropa.ports.state import Settled, Standing


@dataclass(frozen=True, slots=True)
class Post:
    """A message in the outbox.

    Args:
        message: What is sent.
        standing: Where it is.
        n_tried: Hand-overs begun.
        again_at: When it is taken in hand next: when it is ready, or when the lease runs out; None is never.
        worker: Who has it in hand.
    """

    message: Message
    standing: Standing
    n_tried: int
    again_at: datetime | None
    worker: str | None = None


class Outbox:
    """Posts by message id, and when each is taken in hand next."""

    def __init__(self) -> None:
        self._posts: dict[str, Post] = {}
        self._next: list[tuple[datetime, int, str]] = []
        self._n = 0

    def add(self, messages: Iterable[Message]) -> None:
        """Take messages in; one that is in already stays as it is."""
        for message in messages:
            if message.id not in self._posts:
                self._put(Post(message, "ready", 0, message.at))

    def _put(self, post: Post) -> None:
        self._posts[post.message.id] = post
        if post.again_at is not None:
            self._n += 1
            heappush(self._next, (post.again_at, self._n, post.message.id))

    def lease(self, worker: str, now: datetime, length: timedelta, most: int) -> Iterator[Post]:
        """Posts for a worker, as they stood before, those first that are up longest.

        One whose hand-over never ended comes as ``unknown``.
        """
        while most > 0 and self._next and self._next[0][0] <= now:
            at, _, name = heappop(self._next)
            post = self._posts.get(name)
            if post is None or post.again_at != at:
                continue
            most -= 1
            standing: Standing = post.standing if post.worker is None else "unknown"
            in_hand: Standing = "sending" if standing == "ready" else standing
            self._put(Post(post.message, in_hand, post.n_tried + 1, now + length, worker))
            yield Post(post.message, standing, post.n_tried, None)

    def settle(self, worker: str, results: Iterable[Settled]) -> None:
        """Keep what became of hand-overs; what the worker does not have in hand any more is left out."""
        for result in results:
            post = self._posts.get(result.message_id)
            if post is None or post.worker != worker:
                continue
            again_at = (result.again_at or result.at) if result.standing == "ready" else None
            self._put(Post(post.message, result.standing, post.n_tried, again_at))

    def standings(self) -> Mapping[str, Standing]:
        """Where each message is, by its id."""
        return {name: post.standing for name, post in self._posts.items()}

    def forget(self, names: Iterable[str]) -> None:
        """Forget messages that are settled."""
        for name in names:
            del self._posts[name]
