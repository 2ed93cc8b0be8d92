"""Fixes are made in the text, whole files are replaced, and nothing of somebody else's is lost."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest
from tests.unit.lint.test_rules import ALL, CLEAN, WORKSPACE, found_in

from tropa.lint import RULES, Rule
from tropa.runtime.checking import Beside
from tropa.runtime.definitions import Shelf
from tropa.runtime.mending import fixed_text, mend
from tropa.runtime.rewriting import ChangedMeanwhile, rewrite
from tropa.testing.planting import findings_of, planted

FIXABLE = [rule for rule in ALL if found_in(rule.bad, rule.beside)[0].fix is not None]


def test_some_rules_offer_a_fix() -> None:
    """Were there none, the next test would prove nothing."""
    assert len(FIXABLE) >= 3


@pytest.mark.parametrize("rule", FIXABLE, ids=lambda rule: rule.id)
def test_a_fix_mends_what_was_found_and_breaks_nothing(rule: Rule) -> None:
    """After the fix of a bad example nothing at all is found in it."""
    text = planted(CLEAN, rule.bad)
    (found,) = found_in(rule.bad, rule.beside)
    assert found.fix is not None
    assert findings_of(fixed_text(text, found.fix), WORKSPACE, RULES, rule.beside) == ()


def test_several_fixes_of_one_file_are_all_made(tmp_path: Path) -> None:
    """Two faults that mend themselves are gone after one call, and the comments are still there."""
    path = tmp_path / "journey.yaml"
    steps = "steps:\n  - wait: 1d  # rest\n  - wait: 1d\n  - wait: 1d\n"
    text = f"journey: rests\n# by hand\nstart: ordered\nsuccess: paid\n{steps}"
    path.write_text(text, encoding="utf-8")
    shelf = Shelf()
    mended = mend(shelf.load(path), text, Beside(), date(2026, 11, 26), shelf)
    assert [finding.rule for finding in mended.fixed] == ["LA02", "LA02"]
    assert "# by hand" in mended.text
    assert "- wait: 1d  # rest\n  - wait: 1d\n    id: wait-2\n  - wait: 1d\n    id: wait-3\n" in mended.text


def test_a_file_is_replaced_whole_and_keeps_its_permissions(tmp_path: Path) -> None:
    """The new content is there, the mode is the old one, and no other file is left behind."""
    path = tmp_path / "journey.yaml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    rewrite(path, b"old", b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What is rewritten is the file a link leads to."""
    path, link = tmp_path / "journey.yaml", tmp_path / "link.yaml"
    path.write_bytes(b"old")
    link.symlink_to(path)
    rewrite(link, b"old", b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_what_somebody_else_changed_is_not_overwritten(tmp_path: Path) -> None:
    """A file that is not what was read is left alone, and that is said."""
    path = tmp_path / "journey.yaml"
    path.write_bytes(b"theirs")
    with pytest.raises(ChangedMeanwhile):
        rewrite(path, b"old", b"new")
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]
