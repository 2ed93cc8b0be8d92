"""The peer that promises to survive anything: one durable workflow a customer, by DBOS (extra ``bench``).

Each customer of the reference journey is a workflow of its own: it sends, waits for a message that
``activated`` came, up to a time, and goes on; every step, every wait and every message is a row that is
committed before the next.  A day is compressed to a moment, so that waits are real waits of the peer's
own; what comes too late on a busy machine is decided as late, and costs what it costs.

It runs in a process of its own, whose processor time is its own.  Nothing leaves the machine: no telemetry,
no conductor, no console, and a connection to anywhere else is refused in that process.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from itertools import count
from multiprocessing import get_context

from tropa.bench.engine import Measured
from tropa.bench.workload import BEGINNING, events

PACE_S = 0.012
"""A day of the journey in seconds, for each customer: so many are begun a second however many there are."""

LONGEST_S = 900
"""The peer is given up after so long."""

_DAY_S = 86_400
_HERE = ("localhost", "127.0.0.1", "::1")


def is_there() -> bool:
    """Whether the peer is installed."""
    return find_spec("dbos") is not None


def measure_durable(url: str, n_customers: int, seed: int) -> Measured:
    """Run the reference journey as durable workflows.

    Args:
        url: The database, as SQLAlchemy names it; tables are made in it.
        n_customers: How many; a few hundred tell.
        seed: Of their drawing.

    Raises:
        TimeoutError: It does not come to an end.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        n_decided, wall_s, cpu_s = pool.submit(_run, url, n_customers, seed).result(LONGEST_S)
    who = f"a durable workflow each, {url.partition(':')[0].partition('+')[0]}"
    return Measured(who, n_customers, n_decided, 0, wall_s, cpu_s)


def address_of(store: str) -> str:
    """The address at which the peer keeps its state, by that of a place for ours.

    >>> address_of("sqlite:/tmp/a.db"), address_of("postgresql://host/db")
    ('sqlite:////tmp/a.db', 'postgresql+psycopg://host/db')
    """
    kind, _, rest = store.partition(":")
    return f"sqlite:///{rest}" if kind == "sqlite" else f"{kind}+psycopg:{rest}"


def _run(url: str, n_customers: int, seed: int) -> tuple[int, float, float]:
    """Decisions, seconds on the clock and of the processor; in the peer's own process."""
    _stay_here()
    from dbos import DBOS, DBOSConfig, SetWorkflowID  # noqa: PLC0415  an extra, needed here alone

    day_s = PACE_S * n_customers
    fired = count()

    @DBOS.step()
    async def say(channel: str) -> str:
        return channel

    @DBOS.workflow()
    async def passage() -> str:
        await say("sms")
        if await DBOS.recv_async("activated", timeout_seconds=3 * day_s) is not None:
            return "reached"
        next(fired)
        await say("push")
        if await DBOS.recv_async("activated", timeout_seconds=4 * day_s) is not None:
            return "reached"
        next(fired)
        await say("task")
        return "ended"

    async def lives() -> int:
        given = events(n_customers, seed)
        begun, handles = time.perf_counter(), []
        for event in given:
            due_s = (event.received_at - BEGINNING).total_seconds() / _DAY_S * day_s
            await asyncio.sleep(max(begun + due_s - time.perf_counter(), 0))
            if event.name == "activated":
                await DBOS.send_async(event.customer, "yes", "activated")
            else:
                with SetWorkflowID(event.customer):
                    handles.append(await DBOS.start_workflow_async(passage))
        for handle in handles:
            await handle.get_result()
        return len(given)

    config = DBOSConfig(
        name="bench",
        system_database_url=url,
        executor_id="bench",
        application_version="bench",
        enable_otlp=False,
        log_level="ERROR",
    )
    DBOS(config=config)
    DBOS.launch()
    wall, cpu = time.perf_counter(), time.process_time()
    n_inputs = asyncio.run(lives())
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    DBOS.destroy()
    return n_inputs + next(fired), wall, cpu


def _stay_here() -> None:
    """Refuse whatever would leave the machine, and whatever the environment says of the peer."""
    for name in [name for name in os.environ if name.startswith("DBOS")]:
        del os.environ[name]
    sys.addaudithook(_refuse_the_world)


def _refuse_the_world(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: only this machine may be connected to.

    Raises:
        PermissionError: It was about to connect elsewhere.
    """
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in _HERE:
            raise PermissionError(f"the bench connects to nowhere else: {address[0]}")
