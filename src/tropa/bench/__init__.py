"""Benchmarks: what PERFORMANCE names, measured as ratios against a peer or a floor in the same run."""
