"""Keeping what people think of answers, within bounds."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import FeedbackFullError
from api.bodies import FeedbackRequest
from api.feedback import A_MINUTE, Feedback

SAID = FeedbackRequest(question="CTO?", state="answered", answer="是。", useful=True)


def test_no_more_than_so_much_is_kept_and_what_is_kept_stays_whole(tmp_path: Path) -> None:
    kept = Feedback(tmp_path / "store", most=300)
    kept.append(SAID)
    kept.append(SAID)
    with pytest.raises(FeedbackFullError):
        kept.append(SAID)
    lines = kept.path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert kept.path.stat().st_size <= 300
    assert {json.loads(line)["question"] for line in lines} == {"CTO?"}


def test_many_at_once_are_kept_line_by_line(tmp_path: Path) -> None:
    kept = [Feedback(tmp_path / "store") for _ in range(2)]
    threads = [threading.Thread(target=kept[number % 2].append, args=(SAID,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [json.loads(line)["answer"] for line in kept[0].path.read_text(encoding="utf-8").splitlines()] == [
        "是。"
    ] * 20


def test_where_it_cannot_be_written_the_client_is_told_to_try_later(changing: TestClient, tmp_path: Path) -> None:
    (tmp_path / "store-feedback.jsonl").mkdir()
    reply = changing.post("/api/feedback", json=SAID.model_dump())
    assert reply.status_code == 503
    assert str(tmp_path) not in reply.text


def test_a_client_may_say_so_often_a_minute(changing: TestClient) -> None:
    statuses = [changing.post("/api/feedback", json=SAID.model_dump()).status_code for _ in range(A_MINUTE + 1)]
    assert statuses == [204] * A_MINUTE + [429]
    assert changing.post("/api/search", json={"question": "CTO"}).status_code == 200  # questions are counted apart


@pytest.mark.parametrize(("field", "longest"), [("question", 1000), ("answer", 20_000), ("comment", 2000)])
def test_every_text_of_it_has_a_limit(changing: TestClient, field: str, longest: int) -> None:
    said = SAID.model_dump()
    assert changing.post("/api/feedback", json=said | {field: "长" * longest}).status_code in (204, 413)
    reply = changing.post("/api/feedback", json=said | {field: "长" * (longest + 1)})
    assert (reply.status_code, field in reply.json()["detail"]) == (422, True)
