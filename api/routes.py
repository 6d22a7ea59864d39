"""Which requests get through to an endpoint: of the right media type, and, to change the store, from whoever may."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.errors import ClosedError, DeniedError, PasswordError
from api.gate import LOOPBACK, PASSWORD, Gate
from api.questions import Questions

_Answering = Callable[[Request], Coroutine[Any, Any, Response]]


class JsonRoute(APIRoute):
    """An endpoint whose requests, where they have a body, say that it is JSON; others get status 415."""

    media_type = "application/json"

    def get_route_handler(self) -> _Answering:
        answer = super().get_route_handler()

        async def checked(request: Request) -> Response:
            if self.body_field and request.headers.get("content-type", "").partition(";")[0].strip() != self.media_type:
                raise HTTPException(415)
            return await answer(request)

        return checked


class ChangingRoute(JsonRoute):
    """An endpoint that changes the store. Who may is checked before anything of the body is read."""

    def get_route_handler(self) -> _Answering:
        answer = super().get_route_handler()

        async def admitted(request: Request) -> Response:
            questions: Questions = request.app.state.questions
            try:
                _check(request, request.app.state.gate)
            except DeniedError:
                questions.turned_away("password")
                raise
            return await answer(request)

        return admitted


class UploadRoute(ChangingRoute):
    """A changing endpoint that takes files."""

    media_type = "multipart/form-data"


def _check(request: Request, gate: Gate) -> None:
    """Raises ClosedError, PasswordError or TriesError.

    Where no password is asked for, any page in a browser on this machine could send a request, so one that comes from
    another site, or by a name that is not this machine's, is refused.
    """
    host, origin = request.headers.get("host", ""), request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        raise ClosedError("别的网站的网页不能修改索引。 A page of another site may not change the store.")
    if gate.open:
        if urlsplit(f"//{host}").hostname not in LOOPBACK:
            raise ClosedError(f"从别的地址修改索引要设置 {PASSWORD}。 From another address this needs a password.")
        return
    scheme, _, password = request.headers.get("authorization", "").partition(" ")
    if not gate.closed and scheme.lower() != "bearer":
        raise PasswordError(
            f"修改索引要有密码：Authorization: Bearer <{PASSWORD}>。 Changing the store needs the operator's password."
        )
    gate.check(_as_text(password.strip()))


def _as_text(header: str) -> str:
    """What a client meant that sent UTF-8, which arrives as if it were Latin-1."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
