"""Settings: the nearest file, the environment before it, and errors that help."""

from __future__ import annotations

from pathlib import Path

import pytest

from tropa.ports.log import Limits
from tropa.settings import MOST_BYTES, Settings, SettingsUnreadable, read_settings


def write(folder: Path, content: str) -> Path:
    """A file of settings."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "tropa.toml"
    path.write_text(content)
    return path


def test_without_a_file_everything_is_as_shipped(tmp_path: Path) -> None:
    """Logs are counted in this process."""
    assert read_settings({}, tmp_path) == Settings(warehouse="duckdb", memory="400 MiB")
    assert Settings().memory_bytes == Limits().memory_bytes


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    """Beside the work, else above it."""
    write(tmp_path, 'warehouse = "spark://far"')
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert read_settings({}, tmp_path / "a" / "b").warehouse == "spark://far"
    write(tmp_path / "a", 'warehouse = "spark://near"')
    assert read_settings({}, tmp_path / "a" / "b").warehouse == "spark://near"


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    """And names another file where it is asked to."""
    write(tmp_path, 'warehouse = "spark://file"')
    other = write(tmp_path / "other", 'warehouse = "spark://named"')
    assert read_settings({"TROPA_SETTINGS": str(other)}, tmp_path).warehouse == "spark://named"
    assert read_settings({"TROPA_WAREHOUSE": "duckdb"}, tmp_path).warehouse == "duckdb"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('warehous = "duckdb"', "'warehous' is no setting; did you mean 'warehouse'"),
        ("x = 1", "'x' is no setting; there are: warehouse, memory"),
        ("warehouse = 1", "'warehouse' is a text in quotes, met int"),
        ("warehouse = ", "no TOML"),
        ("#" * (MOST_BYTES + 1), "longer than"),
    ],
)
def test_a_wrong_file_is_refused(content: str, told: str, tmp_path: Path) -> None:
    """With the file, what was met and what was expected."""
    path = write(tmp_path, content)
    with pytest.raises(SettingsUnreadable, match=told) as refused:
        read_settings({}, tmp_path)
    assert str(refused.value).startswith(str(path))


@pytest.mark.parametrize(
    ("memory", "n_bytes"), [("64 MiB", 2**26), ("1GB", 10**9), ("1.5 gib", 3 * 2**29), ("100 mb", 10**8)]
)
def test_memory_is_a_size(memory: str, n_bytes: int) -> None:
    """In thousands or in powers of two, with a blank or without."""
    assert Settings(memory=memory).memory_bytes == n_bytes


@pytest.mark.parametrize(
    ("memory", "told"),
    [
        ("1", "a size such as 400 MiB"),
        ("-1 GB", "expected, met '-1 GB'"),
        ("63 MiB", "less than 64 MiB"),
        ("", "met ''"),
    ],
)
def test_memory_that_is_no_size_is_refused(memory: str, told: str, tmp_path: Path) -> None:
    """With what was met and what was expected, or why it is too little."""
    write(tmp_path, f'memory = "{memory}"')
    with pytest.raises(SettingsUnreadable, match=told):
        read_settings({}, tmp_path)


def test_a_file_that_is_named_and_not_there_is_refused(tmp_path: Path) -> None:
    """Nobody counts elsewhere than he asked to."""
    with pytest.raises(SettingsUnreadable, match=r"cannot be read \(No such file"):
        read_settings({"TROPA_SETTINGS": str(tmp_path / "none.toml")}, tmp_path)
