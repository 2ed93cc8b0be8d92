"""What the stores in SQL share: the schema, how rows are packed, how a turn is loaded and written."""
