"""The repository names no package registry: a clone installs from wherever its owner's packages come."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.house.repository import ROOT, files, text_of

# Written in pieces, so that this file does not name what it forbids.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("crates", "io"),
        ("anaconda", "org"),
    )
]
FORBIDDEN = re.compile(
    "|".join(
        [
            *(rf"(?<![\w.-])([\w-]+\.)*{re.escape(host)}\b" for host in HOSTS),
            r"(?<![\w-])--(extra-)?index" + "-url",
            r"(?<![\w-])--find" + "-links",
            r'"resol' + r'ved"\s*:',
        ]
    )
)


def test_no_file_names_a_registry() -> None:
    """No host of a package registry, no option that names one, no lock that records addresses."""
    found = {
        str(file.relative_to(ROOT)): match.group()
        for file in files()
        if (match := FORBIDDEN.search(text_of(file) or ""))
    }
    assert found == {}


@pytest.mark.parametrize("line", ["https://files." + HOSTS[1] + "/x", "--index" + "-url x", '"resol' + 'ved": "x"'])
def test_a_host_would_be_found(line: str) -> None:
    """The test above can fail."""
    assert FORBIDDEN.search(line)


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda lock: lock.stem)
def test_a_lock_holds_versions_and_hashes_alone(lock: Path) -> None:
    """Each requirement is one exact version with hashes: no path, no address, nothing unpinned."""
    text = re.sub(r"#.*", "", lock.read_text("utf-8")).replace("\\\n", " ")
    for line in filter(None, map(str.strip, text.splitlines())):
        assert re.fullmatch(r"[a-z0-9.-]+==[^\s;]+( ; [^-]*?)?(\s+--hash=sha256:[0-9a-f]{64})+", line), line
