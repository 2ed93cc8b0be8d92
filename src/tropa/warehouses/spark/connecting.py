"""Reaching a Spark cluster."""

from __future__ import annotations

import os
import sys
from ipaddress import ip_address
from pathlib import Path
from shutil import which

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from tropa.ports.unavailable import WarehouseUnavailable
from tropa.warehouses.addresses import Address
from tropa.warehouses.spark.cluster import Cluster

PORT = 7077

LOOPBACK = "127.0.0.1"


def connect(address: Address, folder: Path) -> Cluster:
    """Start a session on a cluster.

    Args:
        address: The master; ``storage`` is a folder that this machine and all executors reach.
        folder: The storage where the address names none: enough where all executors run on this machine.

    Raises:
        WarehouseUnavailable: There is no Java here, or the cluster takes no session.
    """
    storage = address.options.get("storage") or folder.resolve().as_uri()
    return Cluster(session_on(address), storage, owned=True, name=str(address))


def session_on(address: Address) -> SparkSession:
    """Spark's session on a cluster.  All else is said where Spark looks for it: ``spark-defaults.conf``.

    Raises:
        WarehouseUnavailable: There is no Java here, or the cluster takes no session.
    """
    if which("java") is None and not os.environ.get("JAVA_HOME"):
        raise WarehouseUnavailable("Spark needs Java, and there is none on the PATH: install a JRE, 17 or newer")
    # Executors run the Python of the driver unless somebody has said which one is theirs.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    hosts = [(host, port or PORT) for host, port in address.hosts]
    options = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
    if all(_is_here(host) for host, _ in hosts):
        # A cluster of this machine alone need not be reached from elsewhere.
        options |= {"spark.driver.host": LOOPBACK, "spark.driver.bindAddress": LOOPBACK}
    builder = SparkSession.builder.appName("tropa").master(
        f"spark://{','.join(f'{host}:{port}' for host, port in hosts)}"
    )
    try:
        return builder.config(map=options).getOrCreate()
    except (PySparkException, Py4JError) as fault:
        raise WarehouseUnavailable(f"{address} takes no session: {_first_line(fault)}") from None


def _is_here(host: str) -> bool:
    """Whether a host is this machine by its own name for itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _first_line(fault: Exception) -> str:
    return str(fault).strip().partition("\n")[0]
