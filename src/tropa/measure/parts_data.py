"""Components, roles and requests as plain data for programs; curves are left to the pictures."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tropa.measure.reality_parts import ComponentReality, PartsReality, RequestReality, RoleReality

Data = dict[str, Any]


def parts_data(parts: PartsReality) -> Data:
    """Four fields of a journey's reality."""
    return {
        "components": [_component(one) for one in parts.components],
        "started": {
            "needed": parts.needed,
            "runs": [{"components": n, "runs": runs} for n, runs in parts.started],
        },
        "roles": [_role(one) for one in parts.roles],
        "requests": [_request(one) for one in parts.requests],
    }


def _component(one: ComponentReality) -> Data:
    kept = {name: getattr(one, name) for name in ComponentReality.__slots__ if name != "curve"}
    return {**kept, "started": asdict(one.started)}


def _role(one: RoleReality) -> Data:
    kept = {name: getattr(one, name) for name in RoleReality.__slots__ if name != "curve"}
    return {
        **kept,
        "done": asdict(one.done),
        "enough": asdict(one.enough) if one.enough is not None else None,
        "joined": [{"joined": n, "runs": runs} for n, runs in one.joined],
    }


def _request(one: RequestReality) -> Data:
    told = asdict(one)
    chains = [
        {
            "touchpoints": [
                {"touchpoint": name, "went": n} for name, n in zip(chain.touchpoints, chain.went, strict=True)
            ],
            "lost_at": chain.lost_at,
            "lost": chain.lost,
        }
        for chain in one.chains
    ]
    return {**told, "chains": chains, "unproven": list(one.unproven)}
