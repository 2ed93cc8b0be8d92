"""Where an installed Chromium is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping

from tropa.ports.printer import NoPrinter

VARIABLE = "TROPA_CHROMIUM"
"""The variable of the environment that names the program; it goes before all names below."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
"""What distributions call it, looked for on the PATH in this order."""


NEEDED = "posix_spawn"
"""How it is started; only systems of the Unix family have it."""


def find_chromium(environment: Mapping[str, str]) -> str:
    """The path of the program.

    Args:
        environment: Variables by name; ``PATH`` among them.

    Raises:
        NoPrinter: None of the names is a program here, or the one asked for is not, or none could be started.
    """
    if not hasattr(os, NEEDED):
        raise NoPrinter((NEEDED,))
    asked = environment.get(VARIABLE)
    for name in (asked,) if asked else NAMES:
        if found := shutil.which(name, path=environment.get("PATH")):
            return found
    raise NoPrinter((f"{VARIABLE}={asked}",) if asked else NAMES)
