"""The page's questions come through its queue; they are counted as those of every other door."""

from __future__ import annotations

import json
import re
from collections.abc import Collection

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import TooManyQuestionsError
from api.problems import error_problem
from api.questions import Questions

_JOIN = re.compile(r"/gradio_api/(?:queue/join|call/(?:v2/)?(?P<name>\w+))/?")


class QueuedQuestions:
    """Turns away the page's requests that ask more often than a client may, before they are queued.

    `asking` has the number and, where it has one, the name of every event of the page that asks something.
    """

    def __init__(self, app: ASGIApp, questions: Questions, asking: Collection[int | str]) -> None:
        self._app = app
        self._questions = questions
        self._asking = asking

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        joins = _JOIN.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if joins is None:
            await self._app(scope, receive, send)
            return
        asks: bool
        if joins["name"]:
            asks = joins["name"] in self._asking
        else:
            request = Request(scope, receive)
            body = await request.body()
            asks = _event(body) in self._asking
            receive = _replayed(body, receive)
        try:
            if asks:
                self._questions.admit(scope["client"][0] if scope.get("client") else "")
        except TooManyQuestionsError as error:
            await error_problem(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _event(body: bytes) -> int | None:
    """The number of the event that this body joins the queue for; None where it names none."""
    try:
        joined = json.loads(body)
    except ValueError:
        return None
    number = joined.get("fn_index") if isinstance(joined, dict) else None
    return number if isinstance(number, int) else None


def _replayed(body: bytes, receive: Receive) -> Receive:
    """The body, once, as if it were not read yet; then what comes after it."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
