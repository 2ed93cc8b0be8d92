"""A Spark cluster as this room talks to it: a session of its own, and a place for files that all executors see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession

from tropa.ports.unavailable import WarehouseUnavailable

OPTIONS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.sources.bucketing.enabled": "true",
    "spark.sql.sources.bucketing.autoBucketedScan.enabled": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
}
"""What every statement rests on.  A bucketed table must be read bucket by bucket: each holds whole customers."""

_NO_MODULE = re.compile(r"No module named '([\w.]+)'")


class Cluster:
    """A session on a cluster.

    Args:
        session: Spark's; statements run in a session beside it, which shares nothing but the cluster.
        storage: A folder or an address that the driver and all executors reach, such as ``hdfs://...``.
        owned: Whether the session ends with this object.
        name: What the cluster is called when something is to be said of it.
    """

    def __init__(self, session: SparkSession, storage: str, *, owned: bool, name: str = "Spark") -> None:
        self._session = session
        self._owned = owned
        self._storage = storage
        self._name = name
        self.spark = session.newSession()
        for option, value in OPTIONS.items():
            self.spark.conf.set(option, value)

    @property
    def parallelism(self) -> int:
        """How many tasks run at once."""
        return int(self.spark.sparkContext.defaultParallelism)

    def spread(self, n: int) -> None:
        """Deal out what is shuffled from now on into so many parts."""
        self.spark.conf.set("spark.sql.shuffle.partitions", str(n))

    def place(self, name: str) -> str:
        """The address of a file or folder in the storage."""
        return f"{self._storage.rstrip('/')}/{name}"

    def keep(self, path: Path, name: str) -> str:
        """Copy a file of this machine into the storage; its address there."""
        there = self.place(name)
        hadoop = self._jvm.org.apache.hadoop.fs.Path
        self._files(there).copyFromLocalFile(hadoop(path.resolve().as_uri()), hadoop(there))
        return there

    def forget(self, name: str) -> None:
        """Remove a file or folder from the storage, with what is in it."""
        there = self.place(name)
        self._files(there).delete(self._jvm.org.apache.hadoop.fs.Path(there), True)  # noqa: FBT003  Java's

    def sql(self, statement: str) -> DataFrame:
        """What a statement gives."""
        return self.spark.sql(statement)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a small answer."""
        with self.heard():
            return [tuple(row) for row in self.sql(statement).collect()]

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Say what the cluster cannot do, and what helps, in place of pages of Java.

        Raises:
            WarehouseUnavailable: Spark has given up.
        """
        try:
            yield
        except (PySparkException, Py4JError) as fault:
            raise WarehouseUnavailable(f"{self._name}: {self._plainly(str(fault))}") from fault

    def _plainly(self, told: str) -> str:
        """What is told at such length, as what to do where we know it."""
        if missing := _NO_MODULE.search(told):
            return f"the executors' Python has no {missing[1]}: install tropa[spark], as it is here, on every machine"
        if "FileNotFoundException" in told or "PATH_NOT_FOUND" in told:
            return f"not every machine sees {self._storage}: name a place that all share with ?storage=..."
        return told.strip().partition("\n")[0]

    def close(self) -> None:
        """Let the cluster go, where the session is this object's."""
        if self._owned:
            self._session.stop()

    def _files(self, address: str) -> Any:  # noqa: ANN401  Java's
        """The file system in which an address lies."""
        configuration = self._session.sparkContext._jsc.hadoopConfiguration()  # noqa: SLF001  Spark has no other door
        return self._jvm.org.apache.hadoop.fs.Path(address).getFileSystem(configuration)

    @property
    def _jvm(self) -> Any:  # noqa: ANN401  Java's
        return self._session.sparkContext._jvm  # noqa: SLF001  as above
