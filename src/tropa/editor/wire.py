"""What the pure modules say, in the types of the protocol."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from tropa.data.words import Words
from tropa.editor.actions import Action
from tropa.editor.completing import Proposal
from tropa.editor.desk import Judged
from tropa.editor.hovering import Shown
from tropa.editor.outline import Entry
from tropa.editor.positions import Lines
from tropa.journey.text.edit import Edit
from tropa.runtime.checking import Told
from tropa.runtime.telling import sentence

MAX_TOLD = 1_000
"""Findings of one file that are sent; nobody mends more at a time."""

SOURCE = "tropa"

_SEVERITY = {
    "E": types.DiagnosticSeverity.Error,
    "W": types.DiagnosticSeverity.Warning,
    "H": types.DiagnosticSeverity.Hint,
}
_ITEM = {
    "key": types.CompletionItemKind.Property,
    "id": types.CompletionItemKind.Reference,
    "word": types.CompletionItemKind.EnumMember,
    "event": types.CompletionItemKind.Event,
}
_SYMBOL = {
    "section": types.SymbolKind.Module,
    "item": types.SymbolKind.Object,
    "step": types.SymbolKind.Function,
    "field": types.SymbolKind.Field,
}


def offset_of(position: types.Position, lines: Lines) -> int:
    """The character at a position."""
    return lines.offset(position.line, position.character)


def range_of(start: int, end: int, lines: Lines) -> types.Range:
    """The range between two characters."""
    return types.Range(types.Position(*lines.position(start)), types.Position(*lines.position(end)))


def diagnostics_of(judged: Judged, words: Words) -> list[types.Diagnostic]:
    """All that is told of a text."""
    return [diagnostic_of(start, end, told, judged.page.lines, words) for start, end, told in judged.found[:MAX_TOLD]]


def diagnostic_of(start: int, end: int, told: Told, lines: Lines, words: Words) -> types.Diagnostic:
    """What is told of a part of a text; of a part of several lines the first is marked."""
    line_end = lines.text.find("\n", start, end)
    behind = end if line_end < 0 else line_end - (lines.text[line_end - 1] == "\r")
    return types.Diagnostic(
        range=range_of(start, max(behind, start), lines),
        message=sentence(told, words),
        severity=_SEVERITY[told.level],
        code=told.rule,
        source=SOURCE,
    )


def items_of(found: Iterable[Proposal], lines: Lines) -> types.CompletionList:
    """What may be written, in the order given."""
    return types.CompletionList(is_incomplete=False, items=[_item(at, one, lines) for at, one in enumerate(found)])


def _item(at: int, one: Proposal, lines: Lines) -> types.CompletionItem:
    return types.CompletionItem(
        label=one.label,
        kind=_ITEM[one.kind],
        detail=one.detail or None,
        documentation=one.doc or None,
        sort_text=f"{at:04}",
        filter_text=one.label,
        text_edit=types.TextEdit(range_of(one.start, one.end, lines), one.text),
    )


def hover_of(shown: Shown, lines: Lines, *, markdown: bool) -> types.Hover:
    """What is shown over a part of a text."""
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    text = shown.markdown() if markdown else shown.plain()
    return types.Hover(types.MarkupContent(kind, text), range_of(shown.start, shown.end, lines))


def edit_of(edit: Edit, lines: Lines) -> types.TextEdit:
    """A change of a text."""
    return types.TextEdit(range_of(edit.start, edit.end, lines), edit.text)


def action_of(action: Action, uri: str, diagnostic: types.Diagnostic, lines: Lines) -> types.CodeAction:
    """What an editor may do about a finding."""
    return types.CodeAction(
        title=action.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        is_preferred=action.sure,
        edit=types.WorkspaceEdit(changes={uri: [edit_of(action.edit, lines)]}),
    )


def symbols_of(entries: Iterable[Entry], lines: Lines) -> list[types.DocumentSymbol]:
    """The outline."""
    return [
        types.DocumentSymbol(
            name=one.name,
            detail=one.detail[:200] or None,
            kind=_SYMBOL[one.kind],
            range=range_of(one.start, one.end, lines),
            selection_range=range_of(one.name_start, one.name_end, lines),
            children=symbols_of(one.inside, lines),
        )
        for one in entries
    ]
