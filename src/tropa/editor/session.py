r"""One editor's texts in the server: they come in over the protocol, what is told of them goes out.

Texts come whole with every change: the protocol's lines end with ``\n``, ``\r\n`` or ``\r``, those of
pygls with whatever Unicode calls a line, and a text patched by them would drift from the editor's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from tropa.data.words import Words
from tropa.editor.desk import Desk, Judged, Page
from tropa.editor.positions import Encoding
from tropa.editor.wire import diagnostics_of

PAUSE_S = 0.2
"""How long nobody must have typed before a text is judged."""

_ENCODINGS: dict[str, Encoding] = {"utf-8": "utf-8", "utf-16": "utf-16", "utf-32": "utf-32"}

_log = logging.getLogger(__name__)


class EditorServer(LanguageServer):
    """One editor's server.

    Args:
        version: Of Tropa.
        language: Of what the person reads.
        today: Tells the day on which waivers are judged.
        workspace_path: The workspace of all; None looks for the one nearest to each file.
    """

    def __init__(self, version: str, language: str, today: Callable[[], date], workspace_path: Path | None) -> None:
        super().__init__("tropa", version, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.words = Words(language)
        self.desk = Desk(today, workspace_path, language)
        self.pages: dict[str, Page] = {}
        self.judged: dict[str, Judged] = {}
        self._ours: set[str] = set()
        self._tried: dict[str, Page] = {}
        self._loops: dict[str, asyncio.Task[None]] = {}
        self._at_the_desk = asyncio.Lock()

    def report_server_error(self, error: Exception, source: Any) -> None:  # noqa: ANN401  pygls names no type at run time
        """Say in the editor's log, not in the person's face, that something failed."""
        del source
        self.tell_log(error)

    def tell_log(self, error: Exception) -> None:
        """Say in the editor's log what failed."""
        _log.debug("a handler failed", exc_info=error)
        reason = f"{type(error).__name__}: {error}"[:500]
        self._note(types.MessageType.Error, self.words.text("editor.fault", reason=reason))

    def _note(self, level: types.MessageType, message: str) -> None:
        self.window_log_message(types.LogMessageParams(level, message))

    def take(self, uri: str, version: int | None) -> None:
        """Take a text as the editor has it now, and judge it when nobody types."""
        encoding = _ENCODINGS.get(str(self.workspace.position_encoding), "utf-16")
        text = self.workspace.get_text_document(uri).source
        page = Page(path_of(uri), text, version, encoding)
        if page.ours:
            self._ours.add(uri)
        self.pages[uri] = page
        self._judge_soon(uri)

    def drop(self, uri: str) -> None:
        """Forget a text that was closed, and take away what was told of it."""
        for held in (self.pages, self.judged, self._tried):
            held.pop(uri, None)
        self._ours.discard(uri)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    async def look_again(self) -> None:
        """Judge all texts anew: something around them has changed on disk."""
        async with self._at_the_desk:
            self.desk.look_again()
        for uri, page in self.pages.items():
            self.pages[uri] = replace(page)
            self._judge_soon(uri)

    def _judge_soon(self, uri: str) -> None:
        loop = self._loops.get(uri)
        if loop is None or loop.done():
            self._loops[uri] = asyncio.get_running_loop().create_task(self._keep_judging(uri))

    async def _keep_judging(self, uri: str) -> None:
        """Judge the newest text until there is no newer one."""
        while (page := self.pages.get(uri)) is not None and self._tried.get(uri) is not page:
            await asyncio.sleep(PAUSE_S)
            if self.pages.get(uri) is page:
                try:
                    await self.judge(uri, page)
                except Exception as error:  # noqa: BLE001  whatever it is, the next text is judged again
                    self.tell_log(error)

    async def judge(self, uri: str, page: Page) -> Judged | None:
        """What is told of a text; the editor hears it too. None where it is no definition."""
        self._tried[uri] = page
        if uri not in self._ours:
            return None
        async with self._at_the_desk:
            judged = await asyncio.to_thread(self.desk.judge, page)
        if self.pages.get(uri) is page:
            self.judged[uri] = judged
            self._publish(uri, judged)
        return judged

    def _publish(self, uri: str, judged: Judged) -> None:
        if judged.unreadable:
            text = self.words.text("editor.no_surroundings", file=judged.page.path, reason=judged.unreadable)
            self._note(types.MessageType.Warning, text)
        found = diagnostics_of(judged, self.words)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, judged.page.version))

    async def fresh(self, uri: str) -> Judged | None:
        """What is told of a text as it is now."""
        page = self.pages.get(uri)
        judged = self.judged.get(uri)
        if page is None or (judged is not None and judged.page is page):
            return judged
        return await self.judge(uri, page)

    def shows_markdown(self) -> bool:
        """Whether the editor shows Markdown over a text."""
        text = self.client_capabilities.text_document
        formats = text.hover.content_format if text and text.hover else None
        return formats is None or types.MarkupKind.Markdown in formats


def path_of(uri: str) -> Path:
    """The file of a text; one that is on no disk counts as lying in the folder the editor was started in."""
    found = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(found) if found else Path.cwd() / "untitled.yaml"
