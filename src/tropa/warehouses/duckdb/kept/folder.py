"""The folder of a kept log: parts, snapshots, one writer, any number of readers.

======================= ================================================================
``snapshots/N.json``    a manifest; the one with the highest number is the newest
``parts/N/*.parquet``   what manifests name; never changed, never written over
``work/``               what a writer has under way; nobody else looks there
``lock``                held by the writer while it writes
======================= ================================================================

A snapshot comes to be by the rename of its manifest, and all it names is on the disk by then: a
process killed before leaves what nobody names and the next writer sweeps up.  A reader holds its
manifest locked (shared) for as long as it reads; a writer removes older snapshots that it can lock
alone.  Locks are the kernel's: they go with their process, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Self

from tropa.ports.log import LogUnreadable
from tropa.warehouses.duckdb.kept.manifest import Manifest, NoManifest, Part, decoded, encoded

_MANIFEST = re.compile(r"(\d+)\.json")

_TRIES = 100
"""How often a reader looks again when the snapshot it found is removed before it could hold it."""


def nobody(point: str) -> None:
    """Passes a point at which a process could be killed; tests put a killer here."""


@dataclass(frozen=True, slots=True)
class LogFolder:
    """Where a kept log is.

    Args:
        path: The folder.
        passes: Hears of each point of a change to the folder.
        staged: The number of the part that is being written, for whoever looks at it already.
    """

    path: Path
    passes: Callable[[str], None] = nobody
    staged: int | None = None

    @property
    def work(self) -> Path:
        """What a writer has under way."""
        return self.path / "work"

    @property
    def exists(self) -> bool:
        """Whether a log is kept there."""
        return bool(self._numbers())

    def part(self, number: int) -> Path:
        """The folder of a part."""
        return self.work / "part" if number == self.staged else self.path / "parts" / str(number)

    def file(self, part: Part, name: str) -> Path:
        """One of a part's files."""
        return self.part(part.id) / f"{name}.parquet"

    def newest(self) -> Manifest:
        """The newest snapshot, for a writer, who holds the lock; an empty one where there is none.

        Raises:
            LogUnreadable: Its manifest is damaged, or of a later form.
        """
        numbers = self._numbers()
        return self._read(self._manifest(numbers[-1])) if numbers else Manifest()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the one writer, with an empty ``work``; what somebody killed left behind is swept up.

        Raises:
            LogUnreadable: Another process writes, or the folder cannot be written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with FileIO(self.path / "lock", "a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._make_room()
                self.sweep()
                try:
                    yield
                finally:
                    shutil.rmtree(self.work, ignore_errors=True)
        except BlockingIOError as error:
            raise LogUnreadable(str(self.path), "another process is writing to this log; try again later") from error

    def publish(self, manifest: Manifest) -> None:
        """Make ``work/part``, if there is one, the manifest's last part, and the manifest the newest snapshot.

        Args:
            manifest: Its number is that of no snapshot yet; its last part is the new one.
        """
        staged = self.work / "part"
        if staged.is_dir():
            self._move(staged, self.part(manifest.parts[-1].id))
        draft, final = self.work / "manifest", self._manifest(manifest.number)
        draft.write_bytes(encoded(manifest))
        _force(draft)
        self.passes("drafted")
        final.parent.mkdir(exist_ok=True)
        draft.replace(final)
        _force(final.parent)
        _force(self.path)
        self.passes("published")

    def _move(self, staged: Path, part: Path) -> None:
        for file in staged.iterdir():
            _force(file)
        _force(staged)
        self.passes("written")
        part.parent.mkdir(exist_ok=True)
        staged.replace(part)
        _force(part.parent)
        self.passes("moved")

    def sweep(self) -> None:
        """Remove older snapshots that nobody reads, and parts that no snapshot names."""
        numbers = self._numbers()
        for number in numbers[:-1]:
            _remove_unless_read(self._manifest(number))
        self.passes("forgotten")
        left = [self._read(self._manifest(number)) for number in self._numbers()]
        named = {str(part.id) for manifest in left for part in manifest.parts}
        for folder in (self.path / "parts").iterdir() if (self.path / "parts").is_dir() else ():
            if folder.name not in named:
                shutil.rmtree(folder)
        self.passes("swept")

    def _make_room(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()

    def _manifest(self, number: int) -> Path:
        return self.path / "snapshots" / f"{number}.json"

    def _numbers(self) -> list[int]:
        """The numbers of all snapshots, ascending."""
        try:
            names = [path.name for path in (self.path / "snapshots").iterdir()]
        except OSError:
            return []
        return sorted(int(found[1]) for name in names if (found := _MANIFEST.fullmatch(name)))

    def _read(self, path: Path) -> Manifest:
        try:
            return decoded(path.read_bytes())
        except NoManifest as error:
            raise LogUnreadable(str(path), str(error)) from error


class Held:
    """A snapshot that is not removed while this is open.

    Args:
        folder: The log.

    Raises:
        LogUnreadable: No log is kept there, or its manifest cannot be read.
    """

    def __init__(self, folder: LogFolder) -> None:
        self.folder = folder
        self._file = self._newest()
        self.path = Path(str(self._file.name))
        try:
            self.manifest = decoded(self._file.readall())
        except NoManifest as error:
            self._file.close()
            raise LogUnreadable(str(folder.path), str(error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let it go."""
        self._file.close()

    def _newest(self) -> FileIO:
        """The newest manifest, locked; looked for again where it was removed before the lock was there."""
        for _ in range(_TRIES):
            numbers = self.folder._numbers()  # noqa: SLF001  the other half of one thing
            if not numbers:
                raise LogUnreadable(str(self.folder.path), "no log is kept in this folder")
            path = self.folder._manifest(numbers[-1])  # noqa: SLF001  as above
            with suppress(FileNotFoundError):
                file = FileIO(path)
                fcntl.flock(file, fcntl.LOCK_SH)
                if os.fstat(file.fileno()).st_nlink:
                    return file
                file.close()
        raise LogUnreadable(str(self.folder.path), "the log is changed faster than it can be opened; try again")


def _remove_unless_read(path: Path) -> None:
    """Remove a manifest that no reader holds."""
    with suppress(FileNotFoundError), FileIO(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        path.unlink()


def _force(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
