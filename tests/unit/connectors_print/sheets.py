"""Pages for the printer's tests, and the few facts of a PNG and a PDF that they look at."""

from __future__ import annotations

import re
import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
A3_LYING = (1190.55, 841.89)
"""Points; 420 by 297 mm."""


def sheet(body: str, style: str = "") -> str:
    """A page on A3, as ours are."""
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>t</title>"
        f"<style>@page {{ size: A3 landscape; margin: 10mm 12mm }} body {{ margin: 0 }} {style}</style>{body}"
    )


def block(height: int, colour: str = "white") -> str:
    """A box of a height in CSS pixels."""
    return f"<div style='height:{height}px;background:{colour}'></div>"


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, in pixels."""
    assert content.startswith(SIGNATURE)
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def png_of(width: int, height: int) -> str:
    """A white picture as a ``data:`` address."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    made = SIGNATURE + part(b"IHDR", header) + part(b"IDAT", rows) + part(b"IEND", b"")
    return f"data:image/png;base64,{b64encode(made).decode()}"


def first_pixel(content: bytes) -> tuple[int, ...]:
    """Red, green and blue of the picture's first pixel."""
    data = zlib.decompress(b"".join(_parts(content, b"IDAT")))
    return tuple(data[1:4])


def _parts(content: bytes, wanted: bytes) -> Iterator[bytes]:
    at = len(SIGNATURE)
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        if content[at + 4 : at + 8] == wanted:
            yield content[at + 8 : at + 8 + length]
        at += length + 12


def pdf_pages(content: bytes) -> int:
    """Pages of a PDF."""
    assert content.startswith(b"%PDF-")
    return len(re.findall(rb"/Type\s*/Page\b", content))


def pdf_box(content: bytes) -> tuple[float, float]:
    """Width and height of the first page, in points."""
    found = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", content)
    assert found is not None
    return float(found[1]), float(found[2])


def pdf_fonts(content: bytes) -> set[str]:
    """Names of the fonts a PDF carries, without the mark of a subset."""
    return {name.decode() for name in re.findall(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([\w.-]+)", content)}
