"""Writes what the code says of itself into ``docs/generated``, before Sphinx reads the sources."""

from __future__ import annotations

import json
from pathlib import Path

from docs.generate.answers import answers_page
from docs.generate.commands import commands_page
from docs.generate.language import language_pages
from docs.generate.layers import layers_of, layers_picture
from docs.generate.lint import lint_page
from docs.generate.rules import rules_table
from docs.generate.workbooks import workbooks_page

from tropa.cli.main import cli
from tropa.journey.schema import UNSEEN, json_schema


def pages(root: Path) -> dict[str, str]:
    """Name and content of every generated file; ``root`` is the repository."""
    rooms = frozenset(item.stem for item in (root / "src" / "tropa").iterdir())
    return {
        **{f"{name}.md": text for name, text in language_pages().items()},
        "answers.md": answers_page(),
        "commands.md": commands_page(cli),
        "lint-rules.md": lint_page(),
        "rule-tests.md": rules_table(root / "tests"),
        "unseen.md": "\n".join(f"- {line}" for line in UNSEEN) + "\n",
        "workbooks.md": workbooks_page(),
        "layers.svg": layers_picture(layers_of(root / "pyproject.toml"), rooms),
        "tropa.schema.json": json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n",
    }


def write_pages(root: Path) -> None:
    """Write what has changed, and remove what is no longer made; Sphinx then rebuilds no more than it must."""
    folder = root / "docs" / "generated"
    folder.mkdir(exist_ok=True)
    made = pages(root)
    for stale in {item.name for item in folder.iterdir()} - made.keys():
        (folder / stale).unlink()
    for name, text in made.items():
        file = folder / name
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
