"""What the documentation says, for the tests that hold it against the code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"


@dataclass(frozen=True)
class Fence:
    """A block of code in a page.

    Args:
        page: The page, from the repository's root.
        line: Line of its opening, from 1.
        language: ``yaml``, ``console`` ...
        text: What is in it.
    """

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def written_pages() -> list[Path]:
    """The pages that people wrote: README and its like, and docs without what is generated."""
    found = [page for page in DOCS.rglob("*.md") if "_build" not in page.parts and "generated" not in page.parts]
    return sorted([*found, *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))])


def page(path: str) -> str:
    """The text of a page, by its path under ``docs``."""
    return (DOCS / path).read_text("utf-8")


def fences(language: str) -> list[Fence]:
    """Every block of one language in all written pages."""
    found: list[Fence] = []
    for file in written_pages():
        text = file.read_text("utf-8")
        for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
            line = text.count("\n", 0, match.start()) + 1
            found.append(Fence(file.relative_to(ROOT).as_posix(), line, language, match[1]))
    return found


def sections(text: str, level: int) -> dict[str, str]:
    """The sections of a page at one level of headings: title and what stands beneath."""
    parts = re.split(rf"^{'#' * level} (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def anchors(text: str) -> set[str]:
    """The targets that a page sets for links."""
    return set(re.findall(r"^\(([a-z0-9-]+)\)=$", text, re.MULTILINE))
