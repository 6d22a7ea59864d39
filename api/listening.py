"""Where the server listens, and serving until interrupted."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket

import uvicorn
from fastapi import FastAPI

from api.errors import PortTakenError

FIRST_PORT = 7860
_PORTS = 100
_TAKEN = (errno.EADDRINUSE, errno.EACCES)
_LINGER = 1
"""Seconds that open requests get when the server is told to stop: a page in a browser keeps one open for good."""


def listening(host: str | None, port: int | None) -> socket.socket:
    """A socket that listens at the port, or, where none is named, at the first free one from FIRST_PORT on.

    Raises PortTakenError where it is taken, and OSError for a host that is not this machine's.
    """
    ports = [port] if port is not None else range(FIRST_PORT, FIRST_PORT + _PORTS)
    name = (host or "127.0.0.1").strip("[]")
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    for one in ports:
        try:
            return socket.create_server((name, one), family=family, backlog=2048)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
    if port is None:
        raise PortTakenError(
            f"{ports[0]} 到 {ports[-1]} 的端口都被占用；请用 --port 指定一个。 All of these ports are taken; name one."
        )
    raise PortTakenError(
        f"端口 {port} 已被占用；请用 --port 换一个，或先停止占用它的程序。"
        f" Port {port} is taken; name another with --port, or stop what listens there."
    )


def address_of(listener: socket.socket) -> str:
    """The address that a browser on this machine finds the server at."""
    name, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(name, name)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def serve_until_interrupted(app: FastAPI, listener: socket.socket, trusted_proxy: str | None = None) -> None:
    """Serve; clients are known by X-Forwarded-For where `trusted_proxy`, an address, sends it, and only there."""
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=_LINGER,
        proxy_headers=trusted_proxy is not None, forwarded_allow_ips=trusted_proxy or "",
    )  # fmt: skip
    logging.getLogger("uvicorn.error").addFilter(_worth_saying)
    uvicorn.Server(config).run(sockets=[listener])


def _worth_saying(record: logging.LogRecord) -> bool:
    """Not that requests were cut short when the server was told to stop: an open page always is."""
    kind = record.exc_info[0] if record.exc_info else None
    cancelled = kind is not None and issubclass(kind, asyncio.CancelledError)
    return not cancelled and not str(record.msg).startswith("Cancel %s running task")
