"""Conformance as plain data for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tropa.measure.conformance.judging import Conformance


def conformance_data(found: Conformance) -> dict[str, Any]:
    """How the runs of a journey go, held against its steps."""
    told = asdict(found)
    told["deviations"] = [{**one, "behind": list(one["behind"])} for one in told["deviations"]]
    told["variants"] = [
        {
            **asdict(variant),
            "names": list(variant.names),
            "deviations": [{"kind": kind, "step": step} for kind, step in variant.deviations],
        }
        for variant in found.variants
    ]
    return told
