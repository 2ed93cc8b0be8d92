"""Event files: CSV, TSV, Parquet, JSON Lines and XES, gzipped or not, landed in bounded memory.

The way of a line: a reader (``csv_lines``, ``json_lines``, ``xes``, ``parquet_rows``) tells what
stands there, ``checks`` judges it, ``staging`` keeps it, ``landing`` counts, orders and writes; ``recorded``
reads it back as inputs of the engine.
"""

from tropa.connectors.files.columns import Columns, parse_columns
from tropa.connectors.files.file_log import FileLog, open_log
from tropa.connectors.files.merges import read_merges
from tropa.connectors.files.recorded import RecordedLog

__all__ = ["Columns", "FileLog", "RecordedLog", "open_log", "parse_columns", "read_merges"]
