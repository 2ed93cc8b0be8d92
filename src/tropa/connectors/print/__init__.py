"""Paper and pictures through an installed Chromium, spoken to over a pipe: nothing but the standard library."""

from tropa.connectors.print.chromium import Chromium
from tropa.connectors.print.finding import VARIABLE, find_chromium

__all__ = ["VARIABLE", "Chromium", "find_chromium"]
