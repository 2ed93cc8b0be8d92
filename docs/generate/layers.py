"""The picture of the rooms, drawn from the contract that import-linter checks."""

from __future__ import annotations

import tomllib
from pathlib import Path

_WIDTH, _ROW, _GAP = 720, 34, 8
_PURE_FROM = "ports"


def layers_of(pyproject: Path) -> tuple[tuple[str, ...], ...]:
    """The layers, top first, each with its rooms; ``(room)`` is not built yet or may be absent."""
    contracts = tomllib.loads(pyproject.read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return tuple(tuple(room.strip() for room in layer.split("|")) for layer in layers)


def layers_picture(layers: tuple[tuple[str, ...], ...], built: frozenset[str]) -> str:
    """An SVG of the layers; rooms without code are dashed, the pure ones shaded."""
    names = [{_bare(room) for room in layer} for layer in layers]
    pure_from = next(row for row, layer in enumerate(names) if _PURE_FROM in layer)
    height = len(layers) * (_ROW + _GAP) + _GAP
    shade = pure_from * (_ROW + _GAP) + _GAP // 2
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" role="img"',
        '  aria-label="The rooms of Tropa, top to bottom: a room imports from rooms beneath it only"',
        '  font-family="system-ui, sans-serif" font-size="14">',
        f'<rect x="0" y="{shade}" width="{_WIDTH}" height="{height}" fill="#e8f3ec"/>',
    ]
    for row, layer in enumerate(layers):
        width = (_WIDTH - _GAP * (len(layer) + 1)) / len(layer)
        for column, room in enumerate(layer):
            x, y = _GAP + column * (width + _GAP), _GAP + row * (_ROW + _GAP)
            lines += _room(_bare(room), x, y, width, built=_bare(room) in built)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _bare(room: str) -> str:
    return room.strip("()")


def _room(name: str, x: float, y: float, width: float, *, built: bool) -> list[str]:
    line = "" if built else ' stroke-dasharray="4 3"'
    ink = "#1c2b24" if built else "#6b7a72"
    return [
        f'<rect x="{x:.0f}" y="{y}" width="{width:.0f}" height="{_ROW}" rx="5" fill="#ffffff" stroke="{ink}"{line}/>',
        f'<text x="{x + width / 2:.0f}" y="{y + 22}" text-anchor="middle" fill="{ink}">{name}</text>',
    ]
