"""Why something that comes in cannot be read: an id and what was met; the sentences stand in the catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line, a row or a call cannot be read.

    Args:
        id: Names it; the catalogues hold ``log.reason.<id>``.
        params: What its sentence needs; ``kind`` is the id of a kind of value, ``log.value.<kind>``.
    """

    id: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def alike(self) -> tuple[str, ...]:
        """What it has in common with others of its kind, whatever value each of them met."""
        return self.id, *(self.params[name] for name in ("label", "kind", "what") if name in self.params)


class NotRead(ValueError):
    """Something that came in cannot be read.

    Args:
        reason: Why.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.id, dict(reason.params))
        self.reason = reason
