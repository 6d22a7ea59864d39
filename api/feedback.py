"""What people think of the answers: kept as lines of JSON beside the store, for whoever wants to make them better."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from filelock import FileLock, Timeout

from api.admission import QuestionRate
from api.bodies import FeedbackRequest
from api.errors import FeedbackError, FeedbackFullError
from api.routes import JsonRoute

MAX_FEEDBACK = 20 * 1024 * 1024
A_MINUTE = 30
"""How often a minute one client may say what it thinks."""
_WAIT = 2.0

router = APIRouter(route_class=JsonRoute, tags=["提问 Ask"])


class Feedback:
    """Appends to one file that only its owner can read; safe to use from several threads and processes."""

    def __init__(self, store: Path, most: int = MAX_FEEDBACK) -> None:
        self.path = store.with_name(f"{store.name}-feedback.jsonl")
        self.rate = QuestionRate(A_MINUTE)
        self._most = most

    def append(self, said: FeedbackRequest) -> None:
        """Keep this with the time, in one line. Raises FeedbackFullError and FeedbackError; then nothing is kept."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        line = json.dumps({"time": now, **said.model_dump()}, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        try:
            with FileLock(f"{self.path}.lock", timeout=_WAIT, mode=0o600):
                self._write(line)
        except (OSError, Timeout) as error:
            raise FeedbackError("意见现在存不下来；请稍后再试。 It cannot be kept now; try again later.") from error

    def _write(self, line: bytes) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            before = os.fstat(descriptor).st_size
            if before + len(line) > self._most:
                raise FeedbackFullError("意见已经存满；请告诉管理员。 No more is kept; tell the operator.")
            if os.write(descriptor, line) != len(line):  # half a line would spoil the next one
                os.ftruncate(descriptor, before)
                raise OSError("no room")
        finally:
            os.close(descriptor)


def feedback_of(request: Request) -> Feedback:
    """Where it is kept, the request counted. Raises TooManyQuestionsError."""
    kept: Feedback = request.app.state.feedback
    kept.rate.admit(request.client.host if request.client else "")
    return kept


@router.post("/feedback", status_code=204, summary="意见 What somebody thinks of an answer")
def feedback(said: FeedbackRequest, kept: Annotated[Feedback, Depends(feedback_of)]) -> None:
    """记下这个回答有没有用，只有管理员看得到。 Keeps whether an answer was of use, for the operator alone."""
    kept.append(said)
