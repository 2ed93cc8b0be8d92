"""What the rules know of usual channels by their ids, where a workspace says nothing of them."""

from __future__ import annotations

STAFFED = frozenset({"phone", "office", "shop", "store", "branch", "counter", "desk", "contact-centre", "call"})
"""Channels at whose other end is a person, with hours."""
