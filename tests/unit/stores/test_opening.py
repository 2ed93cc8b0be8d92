"""Opening a store by its address."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import pytest

from tropa.ports.state import StoreUnavailable
from tropa.stores.memory import MemoryStore
from tropa.stores.opening import UnknownStore, open_store
from tropa.testing.postgres import Server
from tropa.testing.state_conformance import event, keeping, open_life, written


def test_memory_is_a_store() -> None:
    """``memory:`` opens an empty store in memory."""
    assert isinstance(open_store("memory:"), MemoryStore)


@pytest.mark.parametrize("url", ["", "sqlite:", "memory", "mysql://x", "a.db"])
def test_an_address_of_nothing_says_what_there_is(url: str) -> None:
    """An address that names no store is answered by those there are."""
    with pytest.raises(UnknownStore, match=r"sqlite:PATH"):
        open_store(url)


def test_a_file_keeps_its_state(tmp_path: Path) -> None:
    """What was written is there when the file is opened again, and repetitions are known."""
    url, life = f"sqlite:{tmp_path / 'a.db'}", open_life("anna", "k")
    with closing(open_store(url)) as store:
        store.append([event("came")])
        written(store, keeping(life))
    with closing(open_store(url)) as store:
        assert list(store.lives()) == [life]
        assert store.append([event("came")]).known == (event("came").message_id,)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A file in no folder cannot be made; the error names the folder."""
    with pytest.raises(StoreUnavailable, match=r"there is no folder .*nowhere"):
        open_store(f"sqlite:{tmp_path / 'nowhere' / 'a.db'}")


@pytest.mark.parametrize("content", [b"a text that is much longer than a header of a database", b"\x00" * 4096])
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, content: bytes) -> None:
    """A file that is none of SQLite's is told, and stays as it is."""
    path = tmp_path / "a.db"
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="cannot be opened as a SQLite database"):
        open_store(f"sqlite:{path}")
    assert path.read_bytes() == content


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A server that does not answer is told with what libpq says."""
    with pytest.raises(StoreUnavailable, match="No such file or directory"):
        open_store(f"postgresql://nobody@/none?host={tmp_path}")


def test_a_database_that_is_not_there_is_told(postgres: Server) -> None:
    """A database that the server does not have is told by its name."""
    with pytest.raises(StoreUnavailable, match='database "nowhere" does not exist'):
        open_store(postgres.url("nowhere"))


def test_without_psycopg_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL without its driver says how the driver is installed."""
    for name in [name for name in sys.modules if name.startswith("tropa.stores.postgres")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnavailable, match=r"pip install 'tropa\[postgres\]'"):
        open_store("postgresql://somewhere/a")
