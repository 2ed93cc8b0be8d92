"""The wire to Chromium: the DevTools protocol as JSON texts, each ended by a NUL, over two pipes.

Every request a page makes is held by Chromium (``Fetch``) until we speak; we always say no.
"""

from __future__ import annotations

import json
import os
import select
import time
from collections.abc import Mapping
from io import FileIO
from typing import Any

from tropa.connectors.print.process import Started
from tropa.ports.printer import PrintFailed

END = b"\0"
CHUNK = 1 << 20
"""Bytes read at once."""

MAX_MESSAGE = 512 * 2**20
"""Bytes of one answer: far more than the largest picture that Chromium draws."""


SHOWN = 80
"""Bytes of an answer that is none, as shown in the error."""


class Wire:
    """Commands to one Chromium, one at a time.

    Args:
        program: Its path, for errors.
        process: The running program.
        patience_s: How long all commands together may take.
    """

    def __init__(self, program: str, process: Started, patience_s: float) -> None:
        self._program, self._process = program, process
        self._patience_s = patience_s
        self._until = time.monotonic() + patience_s
        self._session: str | None = None
        self._asked = 0
        self._unread = bytearray()

    def attach(self) -> None:
        """Open a tab of its own; the commands that follow are for it.

        Raises:
            PrintFailed: See ``ask``.
        """
        target = self.ask_for("targetId", "Target.createTarget", url="about:blank")
        self._session = str(self.ask_for("sessionId", "Target.attachToTarget", targetId=target, flatten=True))
        self.ask("Inspector.enable")
        self.ask("Fetch.enable", patterns=[{"urlPattern": "*"}])

    def ask(self, method: str, **params: object) -> dict[str, Any]:
        """What Chromium answers to a command.

        Raises:
            PrintFailed: It ended, did not answer in time, or refused.
        """
        number = self._send(method, params)
        while (message := self._next(method)).get("id") != number:
            self._hear(message)
        if "error" in message:
            raise PrintFailed("refused", self._program, f"{method}: {message['error'].get('message')}")
        answer: dict[str, Any] = message.get("result", {})
        return answer

    def ask_for(self, place: str, method: str, **params: object) -> Any:  # noqa: ANN401  JSON is anything
        """One value of what Chromium answers to a command.

        Args:
            place: Its keys from the outermost, with dots between.
            method: The command.
            **params: What the command takes.

        Raises:
            PrintFailed: See ``ask``; an answer without such a value is a refusal.
        """
        found: Any = self.ask(method, **params)
        for key in place.split("."):
            if not isinstance(found, dict) or key not in found:
                raise PrintFailed("refused", self._program, f"{method}: {place}?")
            found = found[key]
        return found

    def _hear(self, message: Mapping[str, Any]) -> None:
        """Take an event: a page that asks for something is told no, one that broke ends the work."""
        match message.get("method"):
            case "Fetch.requestPaused":
                self._send(
                    "Fetch.failRequest", {"requestId": message["params"]["requestId"], "errorReason": "Aborted"}
                )
            case "Inspector.targetCrashed":
                raise PrintFailed("ended", self._program, "Inspector.targetCrashed")

    def _send(self, method: str, params: Mapping[str, object]) -> int:
        self._asked += 1
        command: dict[str, object] = {"id": self._asked, "method": method, "params": params}
        if self._session is not None:
            command["sessionId"] = self._session
        rest = memoryview(json.dumps(command).encode() + END)
        while rest:
            self._wait(self._process.to_it, method, to_write=True)
            rest = rest[self._written(rest) :]
        return self._asked

    def _written(self, rest: memoryview) -> int:
        try:
            return os.write(self._process.to_it.fileno(), rest)
        except BlockingIOError:
            return 0
        except BrokenPipeError as error:
            raise self._ended() from error

    def _next(self, method: str) -> dict[str, Any]:
        """The next message, whatever it is."""
        seen = 0
        while (end := self._unread.find(END, seen)) < 0:
            seen = len(self._unread)
            if seen > MAX_MESSAGE:
                raise PrintFailed("refused", self._program, f"{method}: > {MAX_MESSAGE} B")
            self._wait(self._process.from_it, method, to_write=False)
            came = self._process.from_it.read(CHUNK)
            if came == b"":
                raise self._ended()
            self._unread += came or b""
        text = bytes(self._unread[:end])
        del self._unread[: end + 1]
        return self._read(text)

    def _read(self, text: bytes) -> dict[str, Any]:
        try:
            message = json.loads(text)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            raise PrintFailed("refused", self._program, repr(text[:SHOWN]))
        return message

    def _wait(self, end: FileIO, method: str, *, to_write: bool) -> None:
        left = self._until - time.monotonic()
        # ``select`` knows nothing above 1024, which a process that has much open gets to.
        waiting = select.poll()
        waiting.register(end, select.POLLOUT if to_write else select.POLLIN)
        if not waiting.poll(max(left, 0.0) * 1_000):
            raise PrintFailed("silent", self._program, f"{method}, {self._patience_s:g} s")

    def _ended(self) -> PrintFailed:
        return PrintFailed("ended", self._program, self._process.last_words())
