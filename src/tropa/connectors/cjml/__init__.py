"""CJML 2, the XML of the Customer Journey Modelling Language: planned journeys in and out.

Its elements are those that its authors' site and its published tools show; no schema of it could
be had, and it has no namespace.
"""

from tropa.connectors.cjml.reader import import_cjml
from tropa.connectors.cjml.writer import export_cjml

__all__ = ["export_cjml", "import_cjml"]
