"""A Spark cluster of this machine's own: a master and two workers, each a process, for tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import NamedTuple

HOST = "127.0.0.1"
MASTER, WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"

N_WORKERS = 2

FRUGAL = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java for programs that live a minute: it compiles once, and collects garbage on one core."""

PATIENCE_S = 120.0
"""How long a process may take until it listens: Java starts slowly on a busy machine."""


class NoSpark(Exception):
    """There is no Spark to start; says what is missing."""


def find_spark() -> Path:
    """Where Spark lies.

    Raises:
        NoSpark: PySpark is not installed, or Java is not.
    """
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise NoSpark("pyspark is not installed")
    if which("java") is None and not os.environ.get("JAVA_HOME"):
        raise NoSpark("there is no java on the PATH")
    return Path(found.origin).parent


class SparkHere(NamedTuple):
    """A cluster that runs.

    Args:
        address: The master's.
        environment: Variables with which programs find it, and do not take more of the machine than tests may.
    """

    address: str
    environment: Mapping[str, str]


@contextmanager
def spark_cluster(folder: Path) -> Iterator[SparkHere]:
    """Start a cluster; it ends with the block.

    Args:
        folder: Where the processes keep their logs and work.
    """
    home = find_spark()
    ours = {"SPARK_LOCAL_IP": HOST, "PYSPARK_PYTHON": sys.executable, "SPARK_CONF_DIR": str(_settled(folder))}
    environment = {
        **os.environ,
        **ours,
        "SPARK_HOME": str(home),
        "SPARK_SCALA_VERSION": "2.13",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": FRUGAL,
    }
    port = _free_port()
    address = f"spark://{HOST}:{port}"
    worker = ["--cores", "1", "--memory", "1g", "--webui-port", "0"]
    with ExitStack() as stack:
        start = [str(home / "bin" / "spark-class")]
        options = ["--host", HOST, "--port", str(port), "--webui-port", "0"]
        stack.enter_context(_process([*start, MASTER, *options], folder / "master.log", environment))
        _wait_for(port, folder / "master.log")
        for number in range(N_WORKERS):
            options = [address, "--host", HOST, *worker, "--work-dir", str(folder / f"worker{number}")]
            stack.enter_context(_process([*start, WORKER, *options], folder / f"worker{number}.log", environment))
        yield SparkHere(address, ours)


def _settled(folder: Path) -> Path:
    """A folder with settings under which small things go quickly."""
    conf = folder / "conf"
    conf.mkdir()
    settings = {
        "spark.driver.memory": "512m",
        "spark.executor.memory": "512m",
        "spark.driver.extraJavaOptions": FRUGAL,
        "spark.executor.extraJavaOptions": FRUGAL,
    }
    (conf / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    return conf


@contextmanager
def _process(command: list[str], log: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """A process that ends with the block; what it says goes into a file."""
    with (
        log.open("wb") as told,
        subprocess.Popen(command, env=environment, stdout=told, stderr=subprocess.STDOUT) as process,  # noqa: S603  our own
    ):
        try:
            yield
        finally:
            process.terminate()


def _wait_for(port: int, log: Path) -> None:
    """Wait until somebody listens."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with socket.socket() as knock:
            if knock.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise NoSpark(f"the master does not listen; it said: {log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])
