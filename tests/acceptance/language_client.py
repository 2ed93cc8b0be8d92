"""The least that an editor does: it starts the server, talks JSON-RPC with it over pipes, and keeps what it hears."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from pathlib import Path
from typing import Any, Self

from tests.acceptance.conftest import TROPA

PATIENCE_S = 30.0

Message = dict[str, Any]


class LanguageClient:
    """One editor and its server.

    Args:
        folder: Where the editor was started.
        arguments: Of the command.
        command: The server, in place of the installed one.
    """

    def __init__(self, folder: Path, *arguments: str, command: tuple[str, ...] = (str(TROPA), "lsp")) -> None:
        self.folder = folder
        self.heard: list[Message] = []
        self._process = subprocess.Popen(
            [*command, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
        )
        self._inbox: queue.Queue[Message] = queue.Queue()
        self._number = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while header := stream.readline():
            length = int(header.split(b":")[1]) if header.lower().startswith(b"content-length") else 0
            while header.strip():
                header = stream.readline()
                if header.lower().startswith(b"content-length"):
                    length = int(header.split(b":")[1])
            self._inbox.put(json.loads(stream.read(length)))

    def send(self, message: Message) -> None:
        """Send a message as it is."""
        self.send_bytes(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def send_bytes(self, body: bytes) -> None:
        """Send whatever bytes as the body of a message."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def tell(self, method: str, params: Any) -> None:  # noqa: ANN401  whatever the method takes
        """Tell the server something."""
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: Any = None) -> Any:  # noqa: ANN401  as above
        """Ask the server something, and wait for the answer."""
        self._number += 1
        self.send({"id": self._number, "method": method, "params": params})
        answer = self._next(lambda message: message.get("id") == self._number and "method" not in message)
        assert "error" not in answer, answer
        return answer["result"]

    def hear(self, method: str, **wanted: Any) -> Any:  # noqa: ANN401  what is told
        """Wait until the server tells something of its own accord."""
        fits = lambda message: (  # noqa: E731  one condition
            message.get("method") == method and all(message["params"].get(key) == wanted[key] for key in wanted)
        )
        return self._next(fits)["params"]

    def _next(self, fits: Any) -> Message:  # noqa: ANN401  a predicate
        while True:
            message = self._inbox.get(timeout=PATIENCE_S)
            self.heard.append(message)
            if fits(message):
                return message

    def initialize(self, **capabilities: Any) -> Message:  # noqa: ANN401  as the protocol has them
        """Say who we are; tells what the server can do."""
        uri = self.folder.as_uri()
        found: Message = self.ask("initialize", {"processId": None, "rootUri": uri, "capabilities": capabilities})
        self.tell("initialized", {})
        return found

    def uri(self, name: str) -> str:
        """The address of a file in the folder."""
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str) -> list[Message]:
        """Open a file as an editor does; gives what is told of it."""
        document = {"uri": self.uri(name), "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return self.told(name, 1)

    def change(self, name: str, text: str, version: int) -> None:
        """Type: the whole text, as it is now."""
        document = {"uri": self.uri(name), "version": version}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def told(self, name: str, version: int) -> list[Message]:
        """What is told of a version of a file."""
        heard = self.hear("textDocument/publishDiagnostics", uri=self.uri(name), version=version)
        found: list[Message] = heard["diagnostics"]
        return found

    def at(self, name: str, line: int, character: int) -> Message:
        """The params of a question about a place."""
        return {"textDocument": {"uri": self.uri(name)}, "position": {"line": line, "character": character}}

    def leave(self) -> int:
        """Shut the server down and tell it to go; how it ended."""
        self.ask("shutdown")
        self.tell("exit", None)
        return self._process.wait(PATIENCE_S)

    def hang_up(self) -> int:
        """Close the line without a word, as an editor that crashes does; how the server ended."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._process.wait(PATIENCE_S)

    def noise(self) -> str:
        """What the server wrote to its log; after it has ended."""
        assert self._process.stderr is not None
        return self._process.stderr.read().decode()
