"""What the pure modules say, in the types of the protocol."""

from __future__ import annotations

from lsprotocol import types
from tests.unit.editor.typing_at import judged

from tropa.data.words import Words
from tropa.editor.wire import MAX_TOLD, diagnostics_of

WORDS = Words("en")
LEVELS = {
    "E": types.DiagnosticSeverity.Error,
    "W": types.DiagnosticSeverity.Warning,
    "H": types.DiagnosticSeverity.Hint,
}


def test_a_level_is_a_severity() -> None:
    """E is an error, W a warning, H a hint; the rule is the code."""
    for text in ("journey: a\nmode: x\n", "journey: a\nsuccess: b\nsteps:\n  - wait: 1d\n"):
        found = judged(text)
        told = diagnostics_of(found, WORDS)
        assert [one.severity for one in told] == [LEVELS[one.level] for one in found.told]
        assert [one.code for one in told] == [one.rule for one in found.told]
    seen = {one.level for text in ("journey: a\nmode: x\n", "journey: a\nsuccess: b\n") for one in judged(text).told}
    assert {"E", "W"} <= seen


def test_of_a_part_of_several_lines_the_first_is_marked() -> None:
    """A step with a fault does not turn the whole screen red, whatever ends its lines."""
    for end in ("\n", "\r\n"):
        text = f"journey: a{end}steps:{end}  - wait: 1d{end}    note: x{end}  - wait: 1d{end}    note: y{end}"
        (same,) = [one for one in diagnostics_of(judged(text), WORDS) if one.code == "LA02"]
        assert same.range == types.Range(types.Position(4, 4), types.Position(4, len("  - wait: 1d")))


def test_no_more_is_sent_than_anybody_mends() -> None:
    """A file of faults is told in part."""
    text = "journey: a\n" + "".join(f"x{n}: 1\n" for n in range(2 * MAX_TOLD))
    assert len(diagnostics_of(judged(text), WORDS)) == MAX_TOLD
