"""State in memory: what replay, simulation and tests run on; gone with the process."""

from tropa.stores.memory.store import MemoryStore

__all__ = ["MemoryStore"]
