"""The endpoints that search and answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.sse import format_sse_event
from pydantic import BaseModel
from starlette.responses import StreamingResponse

from api.bodies import (
    AnswerBody,
    AskRequest,
    CitationBody,
    ComposedBody,
    ComposedSentenceBody,
    HitBody,
    HitsBody,
    ProblemBody,
    SearchRequest,
)
from api.errors import ApiError
from api.problems import described
from api.questions import Questions
from api.requests import note_question
from api.routes import JsonRoute
from index import IndexingError
from retriever import Answer, Answerer, ComposedAnswer
from retriever.errors import RetrievalError

EVENTS = (
    "服务器推送事件 Server-sent events: `sentence` 每句原文及其出处 (each verbatim sentence as a citation);"
    " `composed` 语言模型写的句子，核对之后 (each composed sentence, once checked; only where a language model is"
    " named); `problem` 中途出错 (what went wrong meanwhile); `answer` 整个回答 (the whole, as `ask` gives it, last)."
)


def questions_of(request: Request) -> Questions:
    """What questions are asked by."""
    questions: Questions = request.app.state.questions
    return questions


def admitted(request: Request) -> Questions:
    """The same, the question counted. Raises TooManyQuestionsError."""
    questions = questions_of(request)
    questions.admit(request.client.host if request.client else "")
    return questions


Admitted = Annotated[Questions, Depends(admitted)]
router = APIRouter(route_class=JsonRoute, tags=["提问 Ask"])


@router.post("/search", summary="段落 Passages for a question")
async def search(wanted: SearchRequest, request: Request, questions: Admitted) -> HitsBody:
    """检索最相关的段落，最好的在前。 The passages nearest to a question, best first."""
    note_question(request, wanted.question)
    hits = await questions.in_line(lambda: questions.search(wanted.question, wanted.k))
    return HitsBody(hits=[HitBody.model_validate(hit) for hit in hits])


@router.post("/ask", summary="回答 Answer a question")
async def ask(wanted: AskRequest, request: Request, questions: Admitted) -> AnswerBody:
    """用原文的句子回答，每句注明出处；没有答案就说没有。 Answers in verbatim sentences, each cited, or declines."""
    answer, answerer = await _answered(wanted, request, questions)
    composed = None
    async for composed in _composed(wanted, questions, answer, answerer):  # noqa: B007
        pass
    return answer_body(answer, composed)


@router.post(
    "/ask/stream",
    summary="逐句回答 Answer sentence by sentence",
    response_class=StreamingResponse,
    responses={200: {"description": EVENTS, "content": {"text/event-stream": {}}}},
)
async def ask_stream(wanted: AskRequest, request: Request, questions: Admitted) -> StreamingResponse:
    """同上，但每句一好就发出。 The same, every sentence sent as soon as it is there."""
    answer, answerer = await _answered(wanted, request, questions)
    return StreamingResponse(
        _events(wanted, questions, answer, answerer),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


async def _answered(wanted: AskRequest, request: Request, questions: Questions) -> tuple[Answer, Answerer]:
    """The one place where what was asked becomes what is asked of the texts."""
    note_question(request, wanted.question)
    return await questions.in_line(lambda: questions.ask(wanted.question, wanted.previous))


def _composed(
    wanted: AskRequest, questions: Questions, answer: Answer, answerer: Answerer
) -> AsyncIterator[ComposedAnswer]:
    """The composed answer as it grows; nothing where none is wanted or no language model is named."""
    growing = None if wanted.verbatim else questions.composed(answer, answerer)
    return questions.composing.steps(growing if growing is not None else iter(()))


async def _events(wanted: AskRequest, questions: Questions, answer: Answer, answerer: Answerer) -> AsyncIterator[bytes]:
    for citation in answer.citations:
        yield _event("sentence", CitationBody.model_validate(citation))
    composed, sent = None, 0
    try:
        async for composed in _composed(wanted, questions, answer, answerer):
            for sentence in composed.sentences[sent:] if composed.fallback is None else ():
                yield _event("composed", ComposedSentenceBody.model_validate(sentence))
            sent = len(composed.sentences)
    except (ApiError, IndexingError, RetrievalError) as error:
        status, detail = described(error)
        yield _event(
            "problem", ProblemBody(type="about:blank", title=HTTPStatus(status).phrase, status=status, detail=detail)
        )
    yield _event("answer", answer_body(answer, composed))


def answer_body(answer: Answer, composed: ComposedAnswer | None) -> AnswerBody:
    """An answer, and its composed sentences where there are any, field by field."""
    body = AnswerBody.model_validate(answer)
    return body.model_copy(update={"composed": ComposedBody.model_validate(composed) if composed else None})


def _event(name: str, body: BaseModel) -> bytes:
    return format_sse_event(event=name, data_str=body.model_dump_json())
