"""Work without the search for cycles."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from tropa.runtime.unswept import unswept


def test_the_search_is_off_within_and_on_after() -> None:
    """Python looks for no cycles within, and does again afterwards."""
    with unswept():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_search_is_on_again_after_a_failure() -> None:
    """An error within leaves nothing switched off."""
    with pytest.raises(ValueError, match="within"), unswept():
        raise ValueError("within")
    assert gc.isenabled()


def test_who_had_switched_it_off_keeps_it_off() -> None:
    """A stretch inside another does not switch the search on for it."""
    with unswept():
        with unswept():
            pass
        assert not gc.isenabled()


@pytest.mark.parametrize("heavy", ["numpy", "duckdb", "rich"])
def test_a_check_without_a_log_brings_nothing_that_measures(heavy: str) -> None:
    """The command that people and CI run most imports none of what only a log needs."""
    asked = f"import sys, tropa.cli.check; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
