"""Waiting for a store that does not answer."""

from __future__ import annotations

import threading

import pytest

from tropa.cli.patience import Patience
from tropa.cli.speaking import Speaker
from tropa.ports.state import StoreUnavailable


def test_one_waits_so_often_and_says_each_time_why(capsys: pytest.CaptureFixture[str]) -> None:
    """After as many pauses as allowed the fault itself comes out; an answer in between begins anew."""
    patience = Patience(Speaker("en"), threading.Event(), most=2, first_s=0.001)
    fault = StoreUnavailable("gone fishing")
    patience.wait(fault)
    patience.answered()
    patience.wait(fault)
    patience.wait(fault)
    with pytest.raises(StoreUnavailable, match="gone fishing"):
        patience.wait(fault)
    assert capsys.readouterr().err.count("gone fishing") == 3


def test_somebody_who_asks_for_an_end_ends_the_pause() -> None:
    """A pause of half a minute ends at once."""
    stopping = threading.Event()
    stopping.set()
    patience = Patience(Speaker("en"), stopping, first_s=30.0)
    for _ in range(3):
        patience.wait(StoreUnavailable("gone"))
