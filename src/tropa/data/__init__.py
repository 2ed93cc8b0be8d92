"""Package data, and the one module that reads it."""
