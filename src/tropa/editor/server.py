"""The server's answers: what an editor asks, and what the pure modules say to it."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types

from tropa.data.words import Words
from tropa.editor.actions import Action, actions_for, formatting
from tropa.editor.completing import proposals
from tropa.editor.desk import Judged
from tropa.editor.hovering import shown_at
from tropa.editor.outline import outline
from tropa.editor.session import EditorServer
from tropa.editor.wire import action_of, diagnostic_of, edit_of, hover_of, items_of, offset_of, symbols_of
from tropa.runtime.definitions import SUFFIXES

TRIGGERS = (" ", ":", "(", ",", "[", "{")
"""Signs after which an editor asks what may be written."""

MAX_ACTIONS = 50
"""Quick fixes offered for one selection: each is tried on the text before it is offered."""

P = TypeVar("P")
R = TypeVar("R")

Handler = Callable[[EditorServer, P], Awaitable[R]]


def _answering(
    handler: Callable[[EditorServer, P], Awaitable[R]],
) -> Callable[[EditorServer, P], Awaitable[R | None]]:
    """A handler whose failure is told in the log and answered with nothing: the editor goes on, and so do we."""

    @functools.wraps(handler)
    async def answer(ls: EditorServer, params: P) -> R | None:
        try:
            return await handler(ls, params)
        except Exception as error:  # noqa: BLE001  as the sentence above says
            ls.tell_log(error)
            return None

    return answer


@_answering
async def _initialized(ls: EditorServer, params: types.InitializedParams) -> None:
    """Ask to be told of changes on disk, where the editor can tell."""
    del params
    workspace = ls.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace else None
    if watched is None or not watched.dynamic_registration:
        return
    watchers = [types.FileSystemWatcher(f"**/*{suffix}") for suffix in SUFFIXES]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    asked = types.Registration("watch", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    await ls.client_register_capability_async(types.RegistrationParams([asked]))


@_answering
async def _opened(ls: EditorServer, params: types.DidOpenTextDocumentParams) -> None:
    ls.take(params.text_document.uri, params.text_document.version)
    await ls.look_again()


@_answering
async def _changed(ls: EditorServer, params: types.DidChangeTextDocumentParams) -> None:
    ls.take(params.text_document.uri, params.text_document.version)


@_answering
async def _saved(ls: EditorServer, params: types.DidSaveTextDocumentParams) -> None:
    del params
    await ls.look_again()


@_answering
async def _changed_on_disk(ls: EditorServer, params: types.DidChangeWatchedFilesParams) -> None:
    del params
    await ls.look_again()


@_answering
async def _closed(ls: EditorServer, params: types.DidCloseTextDocumentParams) -> None:
    ls.drop(params.text_document.uri)


@_answering
async def _complete(ls: EditorServer, params: types.CompletionParams) -> types.CompletionList | None:
    page = ls.pages.get(params.text_document.uri)
    if page is None:
        return None
    names = ls.desk.names(page, ls.judged.get(params.text_document.uri))
    offset = offset_of(params.position, page.lines)
    found = await asyncio.to_thread(proposals, page.text, offset, names, ls.words)
    return items_of(found, page.lines)


@_answering
async def _hover(ls: EditorServer, params: types.HoverParams) -> types.Hover | None:
    judged = await ls.fresh(params.text_document.uri)
    if judged is None:
        return None
    page = judged.page
    names = ls.desk.names(page, judged)
    shown = shown_at(offset_of(params.position, page.lines), names, judged.found, ls.words)
    return hover_of(shown, page.lines, markdown=ls.shows_markdown()) if shown else None


@_answering
async def _act(ls: EditorServer, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    judged = await ls.fresh(params.text_document.uri)
    if judged is None or not _wanted(params.context.only):
        return None
    lines = judged.page.lines
    first, last = offset_of(params.range.start, lines), offset_of(params.range.end, lines)
    found = await asyncio.to_thread(lambda: list(islice(_actions(judged, first, last, ls.words), MAX_ACTIONS)))
    return [
        action_of(action, params.text_document.uri, diagnostic_of(start, end, action.told, lines, ls.words), lines)
        for start, end, action in found
    ]


def _wanted(only: Any) -> bool:  # noqa: ANN401  kinds as the editor gives them
    return only is None or any(str(types.CodeActionKind.QuickFix.value).startswith(str(kind)) for kind in only)


def _actions(judged: Judged, first: int, last: int, words: Words) -> Iterator[tuple[int, int, Action]]:
    for start, end, told in judged.found:
        if start <= last and first <= max(end, start):
            yield from ((start, end, action) for action in actions_for(told, judged.page.lines, words))


@_answering
async def _format(ls: EditorServer, params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    page = ls.pages.get(params.text_document.uri)
    if page is None or not page.ours:
        return None
    edit = await asyncio.to_thread(formatting, page.text)
    return [edit_of(edit, page.lines)] if edit else []


@_answering
async def _outline(ls: EditorServer, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
    page = ls.pages.get(params.text_document.uri)
    if page is None or not page.ours:
        return None
    names = ls.desk.names(page, ls.judged.get(params.text_document.uri))
    return await asyncio.to_thread(lambda: symbols_of(outline(names), page.lines))


HANDLERS: dict[str, Callable[[EditorServer, Any], Awaitable[Any]]] = {
    types.INITIALIZED: _initialized,
    types.TEXT_DOCUMENT_DID_OPEN: _opened,
    types.TEXT_DOCUMENT_DID_CHANGE: _changed,
    types.TEXT_DOCUMENT_DID_SAVE: _saved,
    types.TEXT_DOCUMENT_DID_CLOSE: _closed,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: _changed_on_disk,
    types.TEXT_DOCUMENT_COMPLETION: _complete,
    types.TEXT_DOCUMENT_HOVER: _hover,
    types.TEXT_DOCUMENT_CODE_ACTION: _act,
    types.TEXT_DOCUMENT_FORMATTING: _format,
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: _outline,
}
"""What is answered, by the protocol's methods."""

OPTIONS: dict[str, Any] = {
    types.TEXT_DOCUMENT_COMPLETION: types.CompletionOptions(trigger_characters=list(TRIGGERS)),
    types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions([types.CodeActionKind.QuickFix]),
}


def serve(version: str, language: str, today: Callable[[], date], workspace_path: Path | None) -> None:
    """Serve one editor over standard input and output until it leaves."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # what it would say, `tell_log` says once
    server = EditorServer(version, language, today, workspace_path)
    for method, handler in HANDLERS.items():
        server.feature(method, OPTIONS.get(method))(handler)
    server.start_io()
