"""What all tests share: how far Hypothesis looks.

The suite draws the same examples every time, so that a change is judged by what it changed.
``TROPA_HYPOTHESIS=wide`` draws anew and more (``make test-long`` does): what it finds becomes an
``@example`` or a test of its own.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("wide", deadline=None, max_examples=1_000)
settings.load_profile(os.environ.get("TROPA_HYPOTHESIS", "steady"))
