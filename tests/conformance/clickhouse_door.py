"""A door to ClickHouse's engine in this process: its HTTP interface, as far as our client uses it.

No newer server than that of 2018 can be installed where the suite runs.  The engine is real, and so is the
client; what is ours is the wire between them.
"""

from __future__ import annotations

import base64
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

USER, PASSWORD = "ada", "open sesame@"

NO_SETTINGS = {"query", "query_id", "database", "compress", "session_id", "wait_end_of_query", "buffer_size"}

FORMAT = re.compile(r"FORMAT\s+(\w+)\s*;?\s*$", re.IGNORECASE)


@contextmanager
def door() -> Iterator[int]:
    """Open it; the port."""
    import chdb  # noqa: PLC0415  an extra

    class Handler(_Handler):
        engine = chdb.connect(":memory:")

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads, server.block_on_close = True, False  # a client may keep its line open
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
            Handler.engine.close()


class _Handler(BaseHTTPRequestHandler):
    """One statement after the other."""

    protocol_version = "HTTP/1.1"
    engine: Any
    one = Lock()

    def do_POST(self) -> None:
        """Answer a statement, with data behind it or not."""
        told = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        body = self._body()
        login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers["Authorization"] != f"Basic {login}":
            self._say(403, b"Code: 516. DB::Exception: ada: Authentication failed: password is incorrect. (AUTH)")
            return
        try:
            with self.one:
                content = self._answer(told, body)
            self._say(200, content)
        except Exception as fault:  # noqa: BLE001  whatever the engine says goes to the client
            self._say(500, str(fault).encode())

    def _answer(self, told: dict[str, str], body: bytes) -> bytes:
        """What the engine says."""
        if database := told.get("database"):
            self.engine.query(f"USE {database}")
        for name in told.keys() - NO_SETTINGS:
            self.engine.query(f"SET {name} = '{told[name]}'")
        if "query" not in told:
            return self._ask(body.decode())
        with tempfile.TemporaryDirectory() as folder:
            sent = Path(folder, "sent")
            sent.write_bytes(body)
            return self._ask(re.sub(r"\s+FORMAT", f" FROM INFILE '{sent}' FORMAT", told["query"], count=1))

    def _ask(self, sql: str) -> bytes:
        form = FORMAT.search(sql)
        return bytes(self.engine.query(sql, form[1] if form else "TabSeparated").bytes())

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _say(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing on the console."""
