"""``measure``: questions to a log, answered as tables or as JSON."""

from __future__ import annotations

import click

from tropa.cli.lazily import LazyGroup
from tropa.cli.speaking import say

QUESTIONS = {
    "funnel": "sequences",
    "who": "who",
    "edges": "sequences",
    "paths": "sequences",
    "matrix": "matrix",
    "endings": "endings",
    "time-to": "timing",
    "sessions": "timing",
    "retention": "returning",
    "stickiness": "returning",
    "lifecycle": "returning",
    "survey": "survey",
    "compare": "compare",
    "reality": "reality",
    "breaks": "breaks",
    "conformance": "conformance",
    "discover": "discover",
    "split": "split",
    "attribution": "attribution",
    "baseline": "baseline",
}
"""Each question and the module of this room that asks it."""


@click.group("measure", cls=LazyGroup, modules=QUESTIONS, help=say("command.measure"))
def measure_command() -> None:
    """Ask a log."""
