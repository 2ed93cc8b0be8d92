"""Calls in the Segment shape, one at a time: what event clients send, as inputs of the engine."""

from tropa.connectors.segment.calls import MOST_BYTES, BadCall, read_call

__all__ = ["MOST_BYTES", "BadCall", "read_call"]
