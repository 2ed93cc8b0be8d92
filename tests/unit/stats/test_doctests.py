"""The examples in the docstrings of the statistics are true."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "module", ["comparing", "discoveries", "intervals", "means", "nps", "quantiles", "survival", "tails"]
)
def test_the_examples_in_the_docstrings_hold(module: str) -> None:
    """Every example of the module gives what it says, and there are some."""
    found = doctest.testmod(importlib.import_module(f"tropa.stats.{module}"))
    assert found.attempted > 0
    assert found.failed == 0
