"""Questions answered by DuckDB and NumPy."""
