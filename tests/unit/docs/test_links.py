"""The pages outside the built documentation lead somewhere; inside, Sphinx looks itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.docs.reading import DOCS, ROOT, written_pages


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_and_pictures_are_there(name: str) -> None:
    """Every link to a file of the repository names one."""
    targets = re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text("utf-8"))
    assert targets
    assert [to for to in targets if "://" not in to and not (ROOT / to).is_file()] == []


@pytest.mark.parametrize("page", written_pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere_in_a_clone(page: Path) -> None:
    """Whoever reads the pages where the code is kept, unbuilt, meets no link to a file that is not there."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", prose)
    inside = [to for to in targets if "://" not in to and not to.startswith("mailto:")]
    assert [to for to in inside if "generated/" in to or not (page.parent / to).exists()] == []


@pytest.mark.parametrize("folder", ["how-to", "reference", "explanation", "decisions"])
def test_every_page_is_listed_for_readers_of_a_clone(folder: str) -> None:
    """The index of each part names its pages with a link that needs no building."""
    listed = set(re.findall(r"^- \[.+?\]\(([^)]+)\)", (DOCS / folder / "index.md").read_text("utf-8"), re.MULTILINE))
    assert listed == {file.name for file in (DOCS / folder).glob("*.md")} - {"index.md"}
