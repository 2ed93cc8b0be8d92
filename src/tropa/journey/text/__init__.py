"""YAML text and its nodes: reading with positions, writing, formatting."""
