"""Gateways on this machine, each with its own way of answering."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


class Gateway(ThreadingHTTPServer):
    """Writes down what it is asked, and answers with `status` and `headers`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.headers = 202, {}
        self.is_silent = self.drips = self.hangs_up = False
        self.closing = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/send"

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(body) for _path, _headers, body in self.asked]


class Answer(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), body))
        if self.server.hangs_up:
            self.connection.shutdown(socket.SHUT_RDWR)
        elif self.server.is_silent:
            self.server.closing.wait(10)
        elif self.server.drips:
            self._drip()
        else:
            self.send_response(self.server.status)
            for name, value in self.server.headers.items():
                self.send_header(name, value)
            self.end_headers()

    def _drip(self) -> None:
        """A header that never ends: each read of the other side is answered in time."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        try:
            while not self.server.closing.wait(0.05):
                self.wfile.write(b"x")
        except OSError:
            return

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def running_gateway() -> Iterator[Gateway]:
    gateway = Gateway()
    thread = Thread(target=gateway.serve_forever)
    thread.start()
    try:
        yield gateway
    finally:
        gateway.closing.set()
        gateway.shutdown()
        thread.join()
        gateway.server_close()
