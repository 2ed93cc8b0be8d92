"""Package data: what the wheel carries beside its code, and the one module that reads it."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def _at(path: str) -> Traversable:
    found = files("tropa.data")
    for part in path.split("/"):
        found = found.joinpath(part)
    return found


def read_data(path: str) -> bytes:
    """The bytes of a data file, e.g. ``schemes/lifecycle.yaml``.

    Raises:
        FileNotFoundError: The package carries no such file.
    """
    return _at(path).read_bytes()


def data_folder(folder: str) -> str:
    """Where a folder of data lies, for libraries that want a path."""
    return str(_at(folder))


def list_data(folder: str, suffix: str) -> tuple[str, ...]:
    """Paths of the data files in a folder that end in ``suffix``, in order of their names."""
    return tuple(sorted(f"{folder}/{item.name}" for item in _at(folder).iterdir() if item.name.endswith(suffix)))
