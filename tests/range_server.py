"""A web server on loopback that gives a folder, whole or by ranges, and counts what it gives; for the fixture `web`."""

from __future__ import annotations

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote


class RangeServer:
    """`requests` and `bytes` are what was given since the last `reset`; without `gives_ranges` it ignores ranges."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.gives_ranges, self.refuses = folder, True, False
        self.requests: list[str] = []
        self.bytes = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer._answer(self, is_head=False)

            def do_HEAD(self) -> None:
                outer._answer(self, is_head=True)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def reset(self) -> None:
        self.requests, self.bytes = [], 0

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler, *, is_head: bool) -> None:
        path = unquote(handler.path).lstrip("/")
        file = self.folder / path
        self.requests.append(path)
        if self.refuses or not file.is_file():
            handler.send_response(403 if self.refuses else 404)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        content = file.read_bytes()
        size = len(content)
        wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", handler.headers.get("Range") or "")
        if wanted and self.gives_ranges:
            first, last = wanted.groups()
            start = int(first) if first else max(0, size - int(last))
            stop = min(int(last) + 1, size) if first and last else size
            content = content[start:stop]
            handler.send_response(206)
            handler.send_header("Content-Range", f"bytes {start}-{stop - 1}/{size}")
        else:
            handler.send_response(200)
        if self.gives_ranges:
            handler.send_header("Accept-Ranges", "bytes")
        handler.send_header("Content-Length", str(len(content)))
        handler.send_header("Last-Modified", handler.date_time_string(int(file.stat().st_mtime)))
        handler.end_headers()
        if not is_head:
            self.bytes += len(content)
            handler.wfile.write(content)
