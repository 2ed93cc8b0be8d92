"""Spreadsheets: workbooks and CSV files, read with care and written so that nothing in them is a formula."""
