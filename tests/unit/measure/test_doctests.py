"""The examples in the docstrings of what measures are true."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "module",
    [
        "draw.draft_steps",
        "measure.attribution.conventions",
        "measure.discovery.blocks",
        "measure.discovery.evidence",
        "measure.splitting.counts",
        "testing.discovery_scores",
        "testing.long_histories",
    ],
)
def test_the_examples_in_the_docstrings_hold(module: str) -> None:
    """Every example of the module gives what it says, and there are some."""
    found = doctest.testmod(importlib.import_module(f"tropa.{module}"))
    assert found.attempted > 0
    assert found.failed == 0
