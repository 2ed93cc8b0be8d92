"""UJG, the User Journey Graph (W3C community group), as JSON-LD: states, transitions, phases, touchpoints.

Written is the edition of June 2026 with its modules Core, Graph and Experience; read is that edition
and the editor's draft after it.
"""

from tropa.connectors.ujg.reader import import_ujg
from tropa.connectors.ujg.writer import export_ujg

__all__ = ["export_ujg", "import_ujg"]
