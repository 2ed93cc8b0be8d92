"""Paths in a definition as people write them."""

from __future__ import annotations

from tropa.journey.codecs.protocol import Path


def dotted(path: Path) -> str:
    """A path as people write it: ``touchpoints.welcome.channel``, ``steps[2].else[0]``.

    >>> dotted(("steps", 2, "else", 0))
    'steps[2].else[0]'
    """
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")
