"""The HTTP server of all doors: the endpoints under /api, their page, health, metrics."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Collection

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline
from mcp.server.transport_security import TransportSecuritySettings
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from api import asking, feedback, keeping
from api.bodies import HealthBody, ProblemBody, ReadinessBody
from api.feedback import Feedback
from api.gate import LOOPBACK, Gate
from api.problems import add_problem_answers
from api.questions import Questions
from api.queued import QueuedQuestions
from api.requests import Requests
from api.tools import create_mcp

VERSION = "1"
MAX_BODY = 64 * 1024
DESCRIPTION = (
    "只用原文回答，每句话都注明出处；原文没有的，就说没有。 Answers in the texts' own sentences, each with its source."
    "\n\n位置都是文档全文里的字数，从 0 起，`quote == text[start:end]`。"
    " Offsets count Unicode code points of a document's text."
    "\n\n出错时回答是 application/problem+json，`detail` 说明怎么办。 Errors are problems; `detail` says what to do."
)
STATUSES = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503, 507)
probes = APIRouter(tags=["运行 Operation"])


@probes.get("/health", summary="是否在运行 Whether the server is alive")
def health() -> HealthBody:
    """服务器在运行就总是 200。 Always 200 while the server runs."""
    return HealthBody(alive=True)


@probes.get("/ready", summary="能否回答 Whether questions can be answered")
def ready(request: Request) -> ReadinessBody:
    """能打开索引才是 200，否则 503 并说明原因。 200 when the store can be opened; else 503 with the reason."""
    asking.questions_of(request).answerers.get()
    return ReadinessBody(ready=True)


def create_api(questions: Questions, gate: Gate, *, log_questions: bool = False) -> FastAPI:
    """The endpoints, to be mounted at /api; their page's scripts come with the package, not from a network."""
    app = FastAPIOffline(
        title="知引 Zhiyin", version=VERSION, description=DESCRIPTION, max_body_size=MAX_BODY,
        servers=[{"url": "/api"}], root_path_in_servers=False,
        docs_url="/docs", redoc_url=None, openapi_url="/openapi.json", static_url="/docs-assets",
        responses={status: {"model": ProblemBody, "description": "problem"} for status in STATUSES},
    )  # fmt: skip
    app.state.questions = questions
    app.state.gate = gate
    app.state.feedback = Feedback(questions.answerers.store)
    app.state.log_questions = log_questions
    for router in (asking.router, feedback.router, keeping.reading, keeping.changing, keeping.uploading, probes):
        app.include_router(router)
    add_problem_answers(app)
    return app


def create_server(
    questions: Questions, gate: Gate, *, host: str | None = None, asking_events: Collection[int | str] = (),
    log_questions: bool = False,
) -> FastAPI:  # fmt: skip
    """Everything but the page, which is to be mounted on it at "/".

    `asking_events` are the page's events that ask something, as QueuedQuestions takes them.
    """
    tools = create_mcp(questions)
    # one request, one answer: the tools remember nothing between two calls
    streamable = tools.streamable_http_app(
        stateless_http=True, json_response=True, transport_security=_callers(host or "127.0.0.1")
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with tools.session_manager.run():
            yield

    server = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan,
        middleware=[
            Middleware(Requests, metrics=questions.metrics),
            Middleware(QueuedQuestions, questions=questions, asking=asking_events),
        ],
    )  # fmt: skip
    add_problem_answers(server)
    server.mount("/api", create_api(questions, gate, log_questions=log_questions))
    server.router.routes.extend(streamable.routes)

    @server.api_route("/metrics", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
    def metrics(request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):  # or else it would reach the page, which has no such address
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        return Response(questions.metrics.exposed(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return server


def _callers(host: str) -> TransportSecuritySettings:
    """From where the tools may be called: where this machine alone is served, by its names, with a port or without,
    so that no other site's page can have a browser call them."""
    if host not in LOOPBACK:
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    names = [f"[{name}]" if ":" in name else name for name in LOOPBACK]
    hosts = [*names, *(f"{name}:*" for name in names)]
    return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=[f"http://{one}" for one in hosts])
