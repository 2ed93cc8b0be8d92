"""Public fakes, strategies and conformance suites."""
