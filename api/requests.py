"""Every request: its id, how long it took, what came of it, in the metrics and, where wanted, in the log."""

from __future__ import annotations

import logging
import re
import time
import uuid
from contextvars import ContextVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.problems import status_problem

_log = logging.getLogger(__name__)

ID = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered; "" outside of one."""


class Requests:
    """Gives every HTTP request an id, which its answer carries too, and measures and logs it when it has ended."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(ID, "")
        known = given if _SANE.fullmatch(given) else uuid.uuid4().hex
        started, status, replaced = time.perf_counter(), 500, False
        noted = scope.setdefault("state", {})

        async def sending(message: Message) -> None:
            nonlocal status, replaced
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[ID] = known
                replaced = _wordless(scope["path"], status, headers.get("content-type", ""))
                if replaced:
                    await status_problem(status, {ID: known})(scope, receive, send)
            if not replaced:
                await send(message)

        token = request_id.set(known)
        path = scope["path"]
        try:
            await self._app(scope, receive, sending)
        finally:
            seconds = time.perf_counter() - started
            self._metrics.seconds.labels(_endpoint(path, scope), scope["method"], str(status)).observe(seconds)
            said = {"method": scope["method"], "path": path, "status": status, "seconds": round(seconds, 4)}
            if scope.get("client"):
                said["client"] = scope["client"][0]
            _log.info("request", extra=said | ({"question": noted["question"]} if "question" in noted else {}))
            request_id.reset(token)


def note_question(request: Request, question: str) -> None:
    """Have this question in the log line of its request, where questions are logged."""
    if getattr(request.app.state, "log_questions", False):
        request.state.question = question


def _wordless(path: str, status: int, content_type: str) -> bool:
    """Whether this is an error that a library answered by itself, and not in JSON: the limit on bodies, the check of
    who calls the tools."""
    ours = path == "/mcp" or status == 413
    return ours and status >= 400 and not content_type.startswith("application/")


def _endpoint(path: str, scope: Scope) -> str:
    """The endpoint's address with its parameters named, so that there are only so many; "page" for the page's own."""
    if path in ("/mcp", "/metrics"):
        return path
    if not path.startswith("/api/"):
        return "page"
    return f"/api{getattr(scope.get('route'), 'path', '/')}"
