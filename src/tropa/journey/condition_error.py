"""What is said of a text that is no condition."""

from __future__ import annotations


class ConditionError(ValueError):
    """A text is no condition; ``met`` is the part that cannot stand there."""

    def __init__(self, met: str) -> None:
        super().__init__(met)
        self.met = met[:80]
