"""The pages outside the built documentation lead somewhere; inside, Sphinx looks itself."""

from __future__ import annotations

import re

import pytest
from tests.unit.docs.reading import ROOT


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_and_pictures_are_there(name: str) -> None:
    """Every link to a file of the repository names one."""
    targets = re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text("utf-8"))
    assert targets
    assert [to for to in targets if "://" not in to and not (ROOT / to).is_file()] == []
