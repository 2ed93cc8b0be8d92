"""Python's search for cycles put off while much is made that has none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """A stretch of work without the search for cycles.

    Definitions are trees of small frozen objects: reading a hundred of them makes millions, none of which is
    in a cycle, and the search goes through all there are again and again, for an eighth of the time of
    ``tropa check``. What is let go is freed at once as ever, by its count.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
