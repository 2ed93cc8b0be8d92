"""A log in a notebook: questions as methods, answers with tables and pictures.

>>> from tropa.notebook import open_log
"""

from tropa.notebook.log import Log, open_log

__all__ = ["Log", "open_log"]
