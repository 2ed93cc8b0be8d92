"""Processes that change a kept log, killed with SIGKILL at every named point; readers beside writers."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from tests.faults.kept import POINTS, Kill, Seen, change, seen, silent, write_csv

from tropa.measure.questions import Edges
from tropa.ports.log import LogUnreadable, Needs
from tropa.warehouses.duckdb.kept import DuckDBKeeper, KeptLog
from tropa.warehouses.duckdb.kept.folder import Held, LogFolder

PATIENCE_S = 120


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three files of events."""
    folder = tmp_path_factory.mktemp("files")
    paths = [folder / f"{number}.csv" for number in range(3)]
    for number, path in enumerate(paths):
        write_csv(path, Random(number), (200, 20, 20)[number])  # noqa: S311 - to be repeated, not to be secret
    return paths


@pytest.fixture(scope="module")
def undisturbed(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What is seen when nobody dies."""
    folder = tmp_path_factory.mktemp("undisturbed")
    change(folder / "log", files)
    return seen(folder / "log", folder / "scratch")


def killed(log: Path, files: list[Path], kill: Kill) -> bool:
    """Change the log in a process of its own; whether it was killed."""
    process = multiprocessing.get_context("spawn").Process(target=change, args=(log, files, kill))
    process.start()
    process.join(PATIENCE_S)
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode != 0


@pytest.mark.parametrize("nth", [1, 3])
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_the_log_is_whole_and_goes_on(
    files: list[Path], undisturbed: Seen, tmp_path: Path, point: str, nth: int
) -> None:
    """What is left can be read, the same commands once more end where nobody had died, and nothing is left over."""
    log = tmp_path / "log"
    assert killed(log, files, Kill(point, nth))
    if LogFolder(log).exists:
        edges, paths, n_events, _ = seen(log, tmp_path / "scratch")
        assert n_events == edges.n_events == paths.n_events
        assert sum(edge.n for edge in edges.edges) == n_events - edges.n_customers
        assert paths.total == edges.n_customers
    change(log, files)
    assert seen(log, tmp_path / "scratch") == undisturbed
    assert {path.name for path in log.iterdir()} == {"lock", "parts", "snapshots"}
    assert len(list((log / "parts").iterdir())) == len(list((log / "snapshots").iterdir())) == 1


def test_a_reader_keeps_its_snapshot_until_it_is_closed(files: list[Path], undisturbed: Seen, tmp_path: Path) -> None:
    """An open warehouse answers as before whatever is written beside it; then its files go."""
    log = tmp_path / "log"
    change(log, files[:1])
    before = seen(log, tmp_path / "scratch")
    kept = KeptLog(log)
    (tmp_path / "reading").mkdir()
    landing = kept.land(tmp_path / "reading", Needs(), silent)
    with closing(kept.open_warehouse(landing, tmp_path / "reading")) as warehouse:
        assert not killed(log, files, Kill("nowhere", 1))
        assert seen(log, tmp_path / "scratch") == undisturbed
        assert warehouse.edges(Edges()) == before[0]
        assert len(list((log / "snapshots").iterdir())) == 2
    keeper = DuckDBKeeper(log)
    with keeper.writing():
        keeper.compact()
    assert len(list((log / "snapshots").iterdir())) == len(list((log / "parts").iterdir())) == 1


def test_one_writes_at_a_time(files: list[Path], tmp_path: Path) -> None:
    """A second writer is told so, and the first is not disturbed."""
    keeper, other = DuckDBKeeper(tmp_path / "log"), DuckDBKeeper(tmp_path / "log")
    with keeper.writing():
        with pytest.raises(LogUnreadable, match="another process is writing"), other.writing():
            pass
        assert (tmp_path / "log" / "work").is_dir()
    change(tmp_path / "log", files[:1])


def test_a_snapshot_removed_before_it_is_held_is_looked_for_again(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """White box: the newest of a moment ago is gone by the time it is opened; the next look finds the one that is."""
    log = tmp_path / "log"
    change(log, files[:1])
    numbers = LogFolder._numbers
    looks = iter([[10**6]])
    monkeypatch.setattr(LogFolder, "_numbers", lambda folder: next(looks, None) or numbers(folder))
    with Held(LogFolder(log)) as held:
        assert held.manifest.n_events == 200


def test_a_damaged_manifest_and_a_later_form_are_told(files: list[Path], tmp_path: Path) -> None:
    """Neither is a traceback, and both say which file."""
    log = tmp_path / "log"
    change(log, files[:1])
    manifest = next((log / "snapshots").iterdir())
    shutil.copy(manifest, tmp_path / "manifest")
    for text, told in (("{", "damaged"), ('{"form": 99}', "form 99"), ('{"form": 1, "parts": 3}', "damaged")):
        manifest.write_text(text)
        with pytest.raises(LogUnreadable, match=told):
            KeptLog(log)
        with pytest.raises(LogUnreadable, match=told):
            DuckDBKeeper(log).facts()
    shutil.copy(tmp_path / "manifest", manifest)
    assert KeptLog(log).properties() == ("emotion", "plan", "touchpoint")
