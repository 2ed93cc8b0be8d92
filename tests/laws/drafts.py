"""The drafts from which the language was found, as texts."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parents[1] / "assets" / "language"

DRAFTS = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yaml"))}
"""Eight journeys and the workspace they share, by file name."""
