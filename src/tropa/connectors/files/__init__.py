"""Event logs in files: CSV, Parquet, JSON Lines, XES."""
