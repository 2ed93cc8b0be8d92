"""The locks are made of what ``pyproject.toml`` asks for, and agree with each other."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests.unit.house.repository import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]


def locked(name: str) -> dict[str, str]:
    """Package and version of every line of a lock."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==([^\s;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("run", PROJECT["project"]["dependencies"]),
        ("build", PROJECT["dependency-groups"]["build"]),
        ("data", PROJECT["dependency-groups"]["data"]),
        ("engines", [*EXTRAS["clickhouse"], *EXTRAS["spark"], *PROJECT["dependency-groups"]["engines"]]),
        ("test", [*PROJECT["project"]["dependencies"], *EXTRAS["test"], *EXTRAS["check"], *EXTRAS["docs"]]),
    ],
)
def test_a_lock_holds_what_is_asked_for(lock: str, asked: list[str]) -> None:
    """Every requirement is locked at a version it admits; where not: `make lock`."""
    versions = locked(lock)
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


@pytest.mark.parametrize("smaller", ["run", "build"])
def test_tests_run_what_is_installed(smaller: str) -> None:
    """The test lock holds each package of the smaller lock at the same version."""
    assert locked(smaller).items() <= locked("test").items()


def test_engines_go_beside_what_the_tests_run_on() -> None:
    """What both locks name, they name at one version: installing engines moves nothing."""
    tests, engines = locked("test"), locked("engines")
    shared = tests.keys() & engines.keys()
    assert "numpy" in shared
    assert {name: tests[name] for name in shared} == {name: engines[name] for name in shared}
