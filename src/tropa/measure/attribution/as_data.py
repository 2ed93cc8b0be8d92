"""Attribution as plain data for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tropa.measure.attribution.conventions import AttributionAnswer


def attribution_data(answer: AttributionAnswer) -> dict[str, Any]:
    """Goals dealt out to touches."""
    return {**asdict(answer), "touches": [asdict(touch) for touch in answer.touches]}
