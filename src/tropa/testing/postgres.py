"""A real PostgreSQL server for tests: in a folder of its own, over a socket in it, gone with the test run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian puts its servers, one folder a version."""

USER = "tropa"


class NoPostgres(Exception):
    """There is no PostgreSQL server here."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server.

    Args:
        binaries: Its programs.
        folder: Its data, and its socket.
    """

    binaries: Path
    folder: Path

    def url(self, database: str = "postgres") -> str:
        """The address of a database."""
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = f"-c listen_addresses='' -k {self.folder} -c shared_buffers=128MB -c max_connections=50"
        self._control("start", "-o", settings, "-l", str(self.folder / "log"))

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; ``immediate`` is as if its power was cut."""
        self._control("stop", "-m", mode)

    def _control(self, what: str, *more: str) -> None:
        _run(self.binaries / "pg_ctl", "-D", str(self.folder / "data"), "-w", "-s", what, *more)


def find_postgres() -> Path:
    """The folder of a server's programs.

    Raises:
        NoPostgres: There is none here.
    """
    on_path = shutil.which("pg_ctl")
    if on_path is not None:
        return Path(on_path).resolve().parent
    found = sorted(DEBIAN.glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise NoPostgres("no pg_ctl on the PATH and none in /usr/lib/postgresql")
    return found[-1].parent


@contextmanager
def postgres_server(folder: Path) -> Iterator[Server]:
    """Make a server in an empty folder, start it, and stop it at the end.

    Raises:
        NoPostgres: There is no server to be made.
    """
    server = Server(find_postgres(), folder)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    _run(
        server.binaries / "initdb", "-D", str(folder / "data"), "-A", "trust", "-U", USER, "-E", "UTF8", "--no-locale"
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _run(program: Path, *arguments: str) -> None:
    """Run a program of the server, which refuses to be root."""
    as_user = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    subprocess.run(  # noqa: S603  the programs found above
        [*as_user, str(program), *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/"
    )
