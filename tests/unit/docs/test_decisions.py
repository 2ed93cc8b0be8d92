"""Decisions are numbered and whole, and the one on dependencies is true of ``pyproject.toml``."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from tests.unit.docs.reading import DOCS, ROOT, page, sections

from tropa.stores.sql.schema import METADATA

NOTES = sorted((DOCS / "decisions").glob("[0-9]*.md"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def names(requirements: list[str]) -> set[str]:
    """The packages that requirements name."""
    return {re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0].lower() for requirement in requirements}


def listed(heading: str) -> set[str]:
    """The packages in the table under a heading of the note on dependencies."""
    section = sections(page("decisions/0002-dependencies.md"), 2)[heading]
    return set(re.findall(r"^\| `([a-z0-9-]+)` \|", section, re.MULTILINE))


def test_decisions_are_numbered_without_gap() -> None:
    """The notes count from 1, each number once."""
    assert [int(note.name[:4]) for note in NOTES] == list(range(1, len(NOTES) + 1))


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.stem)
def test_a_decision_has_context_decision_and_consequences(note: Path) -> None:
    """A note says why, what, and what follows, and its title bears its number."""
    text = note.read_text("utf-8")
    assert text.startswith(f"# {int(note.name[:4])}. ")
    assert [part for part in ("**Context.**", "**Decision.**", "**Consequences.**") if part not in text] == []


def test_every_dependency_has_its_line() -> None:
    """The first table lists what the project needs to run, no more and no less."""
    assert listed("Needed to run") == names(PROJECT["project"]["dependencies"])


@pytest.mark.parametrize("extra", PROJECT["project"]["optional-dependencies"])
def test_every_extra_has_its_table(extra: str) -> None:
    """Each extra's packages have their lines under its heading."""
    assert listed(f"Extra `{extra}`") == names(PROJECT["project"]["optional-dependencies"][extra])


def test_every_group_has_its_lines() -> None:
    """So have those that build the project or feed its tests."""
    groups = [requirement for group in PROJECT["dependency-groups"].values() for requirement in group]
    assert listed("Groups that nobody installs with Tropa") == names(groups)


def test_tables_of_the_whole_store_are_those_without_a_shard() -> None:
    """What a distributed database keeps as reference tables is named, and nothing else."""
    whole = {table.name for table in METADATA.tables.values() if "shard" not in table.primary_key.columns}
    (said,) = re.findall(
        r"PostgreSQL eight\. (.*?)\s+belong to the whole", page("decisions/0013-how-state-is-kept.md"), re.DOTALL
    )
    assert set(re.findall(r"`(\w+)`", said)) == whole


def test_no_dependency_is_idle() -> None:
    """What is needed to run is imported somewhere; time zones are looked up by ``zoneinfo``."""
    source = "\n".join(file.read_text("utf-8") for file in (ROOT / "src").rglob("*.py"))
    imported = set(re.findall(r"^\s*(?:from|import) (\w+)", source, re.MULTILINE))
    modules = {"pyyaml": "yaml", "python-calamine": "python_calamine", "python-liquid": "liquid"}
    needed = names(PROJECT["project"]["dependencies"]) - {"tzdata"}
    assert {name for name in needed if modules.get(name, name) not in imported} == set()
