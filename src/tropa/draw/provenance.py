"""Where a report's events come from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a report's events come from, for its header and its footer.

    Args:
        source: The log's name: a file's, without its folder.
        attribution: Who collected or published it, and under which licence; may be empty.
        simulated: The events were made up by a simulation, and the page must say so.
    """

    source: str
    attribution: str = ""
    simulated: bool = False
