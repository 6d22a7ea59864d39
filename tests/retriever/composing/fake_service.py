"""A service that speaks chat completions over HTTP, and every way to fail at it."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Exchange"], None]


class Exchange(BaseHTTPRequestHandler):
    """One request, with what a behaviour needs to reply."""

    protocol_version = "HTTP/1.1"
    server: FakeService

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", "0"))
        self.server.requests.append(json.loads(self.rfile.read(length)))
        self.server.keys.append(self.headers.get("authorization", ""))
        self.close_connection = True
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.server.behaviour(self)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def begin(self, status: int = 200, kind: str = "text/event-stream") -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("connection", "close")
        self.end_headers()

    def event(self, content: object) -> None:
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        self.wfile.write(f"data: {text}\n\n".encode())
        self.wfile.flush()

    def piece(self, text: str, reason: str | None = None) -> None:
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": reason}
        self.event({"id": "1", "object": "chat.completion.chunk", "choices": [choice]})


class FakeService(ThreadingHTTPServer):
    """Serves one behaviour on a port of its own; keeps the requests and the keys that came with them."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, behaviour: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.behaviour = behaviour
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextlib.contextmanager
def serving(behaviour: Behaviour) -> Iterator[FakeService]:
    """The service, running while the block runs."""
    service = FakeService(behaviour)
    thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.ended.set()
        service.shutdown()
        service.server_close()
        thread.join()


def says(reply: str, size: int = 7) -> Behaviour:
    """Writes this reply in small pieces."""

    def behave(exchange: Exchange) -> None:
        exchange.begin()
        for at in range(0, len(reply), size):
            exchange.piece(reply[at : at + size])
        exchange.piece("", "stop")
        exchange.event("[DONE]")

    return behave


def refuses(status: int, message: str = "no") -> Behaviour:
    """Replies with an error status and a body that repeats the key, as some services do."""

    def behave(exchange: Exchange) -> None:
        body = json.dumps({"error": {"message": f"{message}: {exchange.headers.get('authorization')}"}}).encode()
        exchange.send_response(status)
        exchange.send_header("content-length", str(len(body)))
        exchange.end_headers()
        exchange.wfile.write(body)

    return behave


def sends(body: bytes, kind: str = "text/event-stream") -> Behaviour:
    """Replies with these bytes, whatever they are."""

    def behave(exchange: Exchange) -> None:
        exchange.begin(kind=kind)
        exchange.wfile.write(body)

    return behave


def keeps_silent(exchange: Exchange) -> None:
    """Begins a reply and says nothing."""
    exchange.begin()
    exchange.wfile.flush()
    exchange.server.ended.wait(20)


def only_lives(exchange: Exchange) -> None:
    """Sends signs of life for ever."""
    exchange.begin()
    while not exchange.server.ended.is_set():
        exchange.wfile.write(b": ping\n\n")
        exchange.wfile.flush()
        time.sleep(0.02)


def never_ends(exchange: Exchange) -> None:
    """Writes for ever."""
    exchange.begin()
    while not exchange.server.ended.is_set():
        exchange.piece("猫喜欢睡觉，" * 20)


def never_ends_a_line(exchange: Exchange) -> None:
    """Sends bytes for ever and never a whole event."""
    exchange.begin()
    while not exchange.server.ended.is_set():
        exchange.wfile.write(b"data: " + b"x" * 20_000)


def is_cut_off(exchange: Exchange) -> None:
    """Stops at its limit of tokens."""
    exchange.begin()
    exchange.piece("猫每天睡十六个小时。[1]「猫每天睡十六个小时」\n猫还")
    exchange.piece("", "length")
    exchange.event("[DONE]")


def hangs_up(exchange: Exchange) -> None:
    """Ends the connection in the middle of the reply."""
    exchange.begin()
    exchange.piece("猫每天睡十六个小时。[1]「猫每天睡十六个小时」\n")


def fails_midway(exchange: Exchange) -> None:
    """Writes a sentence, then an error in the stream that repeats the key."""
    exchange.begin()
    exchange.piece("猫每天睡十六个小时。[1]「猫每天睡十六个小时」\n")
    exchange.event({"error": {"message": f"overloaded {exchange.headers.get('authorization')}"}})
