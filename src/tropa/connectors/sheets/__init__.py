"""Spreadsheets: workbooks and CSV files, read with care and written so that nothing in them is a formula."""

from tropa.connectors.sheets.exchange import export_csv, export_xlsx, import_csv, import_xlsx

__all__ = ["export_csv", "export_xlsx", "import_csv", "import_xlsx"]
