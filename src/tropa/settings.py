"""Settings: one file ``tropa.toml``, and the environment, which goes before it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

FILE = "tropa.toml"
"""Looked for beside the work and above it; the nearest one counts."""

PLACE = "TROPA_SETTINGS"
"""The variable that names the file instead; nothing is looked for then."""

PREFIX = "TROPA_"
"""Before a setting's name in capitals: the variable that goes before the file."""

MOST_BYTES = 64 * 1024

LEAST_MEMORY = 64 * 2**20
"""Bytes without which the columnar engine cannot sort a block of rows."""

UNITS = {"mb": 10**6, "gb": 10**9, "mib": 2**20, "gib": 2**30}

_SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?) ?([MG]i?B)", re.ASCII | re.IGNORECASE)


class SettingsUnreadable(ValueError):
    """The file of settings cannot be used; says where, what was met and what was expected."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be set.

    Args:
        warehouse: Where logs are counted: ``duckdb`` in this process, or the address of a server.
        memory: What the columnar engine may take of the machine's, as a size (``1.5 GB``).

    Raises:
        SettingsUnreadable: The memory is no size, or less than the engine can work with.
    """

    warehouse: str = "duckdb"
    memory: str = "400 MiB"

    def __post_init__(self) -> None:
        if self.memory_bytes < LEAST_MEMORY:
            raise SettingsUnreadable(
                f"memory: {self.memory!r} is less than 64 MiB, with which nothing can be counted"
            )

    @property
    def memory_bytes(self) -> int:
        """The memory in bytes."""
        size = _SIZE.fullmatch(self.memory)
        if size is None:
            raise SettingsUnreadable(f"memory: a size such as 400 MiB or 1.5 GB is expected, met {self.memory!r}")
        return int(float(size[1]) * UNITS[size[2].lower()])


def read_settings(environment: Mapping[str, str], start: Path) -> Settings:
    """The settings that hold here.

    Args:
        environment: Variables by name.
        start: The folder from which the file is looked for, upwards.

    Raises:
        SettingsUnreadable: The file cannot be read, or says what no setting does.
    """
    named = environment.get(PLACE)
    path = Path(named) if named else _nearest(start)
    told = _told(path) if path is not None else {}
    for field in fields(Settings):
        if value := environment.get(PREFIX + field.name.upper()):
            told[field.name] = value
    return Settings(**told)


def _nearest(start: Path) -> Path | None:
    """The file in a folder or in the nearest one above."""
    folder = start.resolve()
    return next((place / FILE for place in (folder, *folder.parents) if (place / FILE).is_file()), None)


def _told(path: Path) -> dict[str, Any]:
    """What a file says, seen to be settings."""
    known = [field.name for field in fields(Settings)]
    told = _parsed(path)
    for name, value in told.items():
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
            raise SettingsUnreadable(f"{path}: {name!r} is no setting; {hint}")
        if not isinstance(value, str):
            raise SettingsUnreadable(f"{path}: {name!r} is a text in quotes, met {type(value).__name__}")
    return told


def _parsed(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise SettingsUnreadable(f"{path}: cannot be read ({fault.strerror})") from fault
    if len(content) > MOST_BYTES:
        raise SettingsUnreadable(f"{path}: longer than {MOST_BYTES} bytes, which no file of settings is")
    try:
        return tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingsUnreadable(f"{path}: no TOML: {fault}") from fault
