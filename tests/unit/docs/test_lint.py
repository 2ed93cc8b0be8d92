"""Every rule of the linter has its section in the reference, with all that its class says."""

from __future__ import annotations

import pytest
from docs.generate.lint import ALL, FAMILIES, lint_page, summary
from tests.unit.docs.reading import anchors, page

from tropa.lint import AnyRule, Rule
from tropa.lint.register import WAITING

PAGE = lint_page()


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_is_told_whole(rule: AnyRule) -> None:
    """Its heading, its source and, where a file alone shows it, both examples stand in the page."""
    section = PAGE.split(f"({rule.id.lower()})=")[1].split(")=")[0]
    assert summary(rule) in section
    assert all(source in section for source in rule.source)
    if isinstance(rule, Rule):
        assert rule.bad.strip() in section
        assert rule.good.strip() in section


def test_links_reach_every_rule() -> None:
    """Each id is an anchor, and each family has a heading."""
    assert anchors(PAGE) == {rule.id.lower() for rule in ALL}
    assert {rule.id[:2] for rule in ALL} <= FAMILIES.keys()


def test_what_waits_is_named() -> None:
    """Rules that need more than a file are left out by name."""
    assert all(rule in PAGE for rule in WAITING)
    assert "lint-rules.md" in page("reference/lint.md")
