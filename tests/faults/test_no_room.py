"""A disk that is full, a folder that may not be written, newer tables: told clearly, and nothing is half-written."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from tests.faults.child import Cramped
from tests.faults.conftest import PATIENCE_S, Ground, Place, same

from tropa.ports.state import StoreUnavailable
from tropa.stores.opening import open_store

NOBODY = 65_534

ON_SQLITE = pytest.mark.parametrize("ground", ["sqlite"], indirect=True)


def cramped(place: Place, forked: ForkServerContext, most_bytes: int | None = None, user: int | None = None) -> str:
    """Let a process work where it has no room; what it says in the end."""
    said = place.out.with_suffix(".said")
    process = forked.Process(target=Cramped(place.errand(), said, most_bytes, user).run)
    process.start()
    process.join(PATIENCE_S)
    assert process.exitcode == 0
    return said.read_text(encoding="utf-8")


def file_of(place: Place) -> Path:
    """The file of a SQLite store."""
    return Path(place.url.removeprefix("sqlite:"))


@ON_SQLITE
@pytest.mark.parametrize("most_bytes", [300_000, 600_000, 900_000])
def test_a_disk_that_is_full_is_told_and_nothing_is_half_written(
    ground: Ground, forked: ForkServerContext, most_bytes: int
) -> None:
    """The work stops with the reason; once there is room another process goes on, and all is as if there had been."""
    place = ground.fresh()
    assert "disk" in cramped(place, forked, most_bytes)  # full, or an I/O error where a limit is what makes it so
    assert place.run() == 0
    same(place.outcome, ground.undisturbed)


@ON_SQLITE
def test_a_folder_that_may_not_be_written_is_told(ground: Ground, forked: ForkServerContext) -> None:
    """Neither a new store nor one that is there can be used, and the reason names the file."""
    place = ground.fresh()
    folder = file_of(place).parent
    user = NOBODY if os.geteuid() == 0 else None
    folder.chmod(0o555)
    try:
        told = cramped(replace(place, out=folder / "new.jsonl"), forked, user=user)
    finally:
        folder.chmod(0o755)
    assert str(file_of(place)) in told
    assert "unable to open" in told
    assert not file_of(place).exists()


@ON_SQLITE
def test_tables_of_a_newer_program_are_left_alone(ground: Ground) -> None:
    """The message names both steps and the way out; the file is as it was."""
    place = ground.fresh()
    open_store(place.url).close()
    with closing(sqlite3.connect(file_of(place))) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
        before = list(connection.iterdump())
    with pytest.raises(StoreUnavailable, match=r"9999.*install that version"):
        open_store(place.url)
    with closing(sqlite3.connect(file_of(place))) as connection:
        assert list(connection.iterdump()) == before
