"""What counts: a folder an engine."""
