"""Errors -> application/problem+json (RFC 9457): a fitting status and a sentence that says what to do."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from api.bodies import ProblemBody
from api.errors import (
    ApiError,
    BusyError,
    ClosedError,
    FeedbackError,
    FeedbackFullError,
    PasswordError,
    TooManyQuestionsError,
    TriesError,
    UnfitError,
)
from corpus import CorpusError, InvalidDocumentError
from index import EmptyIndexError, IndexingError, StoreLockedError, UnknownDocumentError
from retriever.errors import LanguageModelError, QueryError, RetrievalError

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
NO_DOCUMENT = "没有这篇文档；GET /api/documents 列出所有文档。 There is no such document; GET /api/documents lists all."

_OWN: tuple[tuple[type[Exception], int], ...] = (
    (QueryError, 422),
    (UnfitError, 422),
    (InvalidDocumentError, 422),
    (PasswordError, 401),
    (ClosedError, 403),
    (TriesError, 429),
    (TooManyQuestionsError, 429),
    (BusyError, 503),
    (FeedbackFullError, 507),
    (FeedbackError, 503),
)
"""Errors whose own message is for whoever asked."""

_NOTHING_LEFT = (
    "改动之后索引里就没有可检索的内容了，所以没有改动。 Nothing to search would be left, so nothing was changed."
)
_LOCKED = "有人正在修改索引；请稍后再试。 The store is being changed; try again later."
_SERVICE = (
    "语言模型的设置有误；请用 verbatim 提问，或请管理员检查设置。"
    " The language model is not set up rightly; ask with verbatim, or have the operator see to it."
)
_NO_STORE = (
    "索引现在不能用；请管理员在服务器上运行 python -m index status 看原因。"
    " The store cannot be used now; have the operator run python -m index status."
)
_OTHER: tuple[tuple[type[Exception], int, str], ...] = (
    (UnknownDocumentError, 404, NO_DOCUMENT),
    (EmptyIndexError, 409, _NOTHING_LEFT),
    (StoreLockedError, 409, _LOCKED),
    (LanguageModelError, 503, _SERVICE),
    (IndexingError, 503, _NO_STORE),
)
"""Errors whose message may name a path of the server: what stands here is said instead, and theirs is logged."""

_DETAILS = {
    400: "请求的内容无法解析；请检查其写法。 The body cannot be parsed; check its JSON or multipart form.",
    403: "不接受从这里来的请求。 Requests from there are not taken.",
    404: "没有这个地址；/api/docs 列出所有地址。 There is nothing at this address; /api/docs lists all.",
    405: "这个地址不接受这种方法；见 /api/docs。 This address does not take this method; see /api/docs.",
    413: "内容太大；请分几次发送。 The body is too large; send it in parts.",
    415: "内容的类型不对；见 /api/docs。 The body is of another media type than this address takes; see /api/docs.",
    421: "服务器不叫这个名字；请用启动时显示的地址。 The server has another name; use the address that it printed.",
    500: "服务器出错了；请把 X-Request-ID 告诉管理员。 The server failed; tell the operator the X-Request-ID.",
}


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """An answer that says what went wrong."""
    body = ProblemBody(type="about:blank", title=HTTPStatus(status).phrase, status=status, detail=detail)
    return JSONResponse(body.model_dump(), status, headers, media_type=MEDIA_TYPE)


def status_problem(status: int, headers: dict[str, str] | None = None) -> Response:
    """The answer where nothing is known but the status."""
    return problem(status, _DETAILS.get(status, HTTPStatus(status).phrase), headers)


def described(error: Exception) -> tuple[int, str]:
    """The status and the sentence for an error; (500, …) for one that nobody expected. Logs what it does not say."""
    for kind, status in _OWN:
        if isinstance(error, kind):
            return status, str(error)
    for kind, status, detail in _OTHER:
        if isinstance(error, kind):
            if status == 503:
                _log.warning("%s", error)
            return status, detail
    _log.error("%s", type(error).__name__, exc_info=error)
    return 500, _DETAILS[500]


def error_problem(error: Exception) -> Response:
    """The answer to a request that ended with this error."""
    status, detail = described(error)
    headers = {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, BusyError | TooManyQuestionsError | TriesError):
        headers["Retry-After"] = str(error.retry_after)
    return problem(status, detail, headers)


def add_problem_answers(app: FastAPI) -> None:
    """Have every error of this application answered by a problem."""

    async def expected(request: Request, error: Exception) -> Response:
        return error_problem(error)

    async def by_status(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return status_problem(error.status_code, dict(error.headers or {}))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        found = error.errors()
        if any(one["type"] == "json_invalid" for one in found):
            return problem(400, _DETAILS[400])
        # names and rules only: the values are whoever sent them's own
        where = "；".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found[:5])
        return problem(422, f"字段不对：{where}。 These fields are not as /api/docs says.")

    for kind in (ApiError, CorpusError, IndexingError, RetrievalError, Exception):
        app.add_exception_handler(kind, expected)
    app.add_exception_handler(HTTPException, by_status)
    app.add_exception_handler(RequestValidationError, invalid)
