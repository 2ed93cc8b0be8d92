"""How it is known that nobody knows whose a deed is (decision 18)."""

from __future__ import annotations

ANONYMOUS = "$anonymous"
"""What an event, or traits, carry of whom nothing is known but an anonymous id; and the trait that keeps it in mind.

No condition can name it.
"""
