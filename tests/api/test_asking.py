"""Searching and asking by HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import Line, QuestionRate, Questions
from index import open_index
from tests.api.conftest import serving
from tests.retriever.composing.fake_service import says
from tests.retriever.composing.fake_service import serving as serving_model

QUESTION = "CTO有哪几个关键节点?"


def test_an_answer_names_the_exact_place_of_every_sentence(client: TestClient, article_store: Path) -> None:
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    assert answer["state"] == "answered"
    assert len(answer["citations"]) == 4
    index = open_index(article_store)
    for citation in answer["citations"]:
        text = index.document(citation["document_id"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert answer["composed"] is None


def test_a_question_that_leans_on_another_is_answered_as_it_is_understood(client: TestClient) -> None:
    asked = {"question": "那技术总监呢?", "previous": ["首席架构师的职责是什么?"]}
    assert client.post("/api/ask", json=asked).json()["question"] == "技术总监的职责是什么?"


def test_a_question_that_the_texts_do_not_answer_is_declined(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "CTO的平均年薪是多少?"}).json()
    assert answer["state"] == "declined"
    assert answer["citations"] == []


def test_passages_come_best_first(client: TestClient) -> None:
    hits = client.post("/api/search", json={"question": QUESTION, "k": 3}).json()["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert hits == sorted(hits, key=lambda hit: -hit["score"])


def events(text: str) -> Iterator[tuple[str, dict[str, object]]]:
    for block in text.replace("\r\n", "\n").strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        yield fields["event"], json.loads(fields["data"])


def test_a_stream_gives_every_sentence_and_then_the_whole(client: TestClient) -> None:
    with client.stream("POST", "/api/ask/stream", json={"question": QUESTION}) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        received = list(events(reply.read().decode()))
    assert [name for name, _ in received] == ["sentence"] * 4 + ["answer"]
    assert [one["quote"] for _, one in received[:4]] == [one["quote"] for one in received[4][1]["citations"]]  # type: ignore[attr-defined]


def test_composed_sentences_are_sent_checked(article_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holds = "第二个节点就是产品的快速迭代时期。[1]「第二个节点,是产品的快速迭代时期。」\n"
    lies = "第二个节点不是产品的快速迭代时期。[1]「第二个节点,是产品的快速迭代时期。」\n"
    with serving_model(says(holds + lies)) as model, serving(article_store) as client:
        monkeypatch.setenv("ZHIYIN_LLM_URL", model.url)
        monkeypatch.setenv("ZHIYIN_LLM_MODEL", "fake")
        with client.stream("POST", "/api/ask/stream", json={"question": QUESTION}) as reply:
            received = list(events(reply.read().decode()))
        composed = [one for name, one in received if name == "composed"]
        assert [one["support"] for one in composed] == ["supported", "unsupported"]
        verbatim = client.post("/api/ask", json={"question": QUESTION, "verbatim": True}).json()
    assert verbatim["composed"] is None
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ({"question": "？？"}, 422, "没有文字"),
        ({"question": "长" * 1001}, 422, "最多 1000"),
        ({}, 422, "question"),
        ({"question": QUESTION, "nothing": 1}, 422, "nothing"),
        ({"question": QUESTION, "previous": ["x"] * 21}, 422, "previous"),
        ("{", 400, "无法解析"),
    ],
)
def test_what_is_no_question_is_a_problem_that_says_why(
    client: TestClient, body: dict[str, object] | str, status: int, detail: str
) -> None:
    content = body if isinstance(body, str) else json.dumps(body)
    reply = client.post("/api/ask", content=content, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    assert detail in reply.json()["detail"]
    assert reply.json()["status"] == status


def test_other_mistakes_are_problems_too(client: TestClient) -> None:
    for reply, status in (
        (client.get("/api/nothing"), 404),
        (client.get("/api/ask"), 405),
        (client.post("/api/ask", content="question=x", headers={"content-type": "text/plain"}), 415),
        (client.post("/api/ask", json={"question": "x" * 100_000}), 413),
        (client.post("/api/search", json={"question": "x", "k": 101}), 422),
        (client.get("/api/documents/nothing"), 404),
    ):
        assert reply.status_code == status
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json()["detail"]


def test_a_client_that_asks_too_often_is_told_when_to_come_back(article_store: Path) -> None:
    with serving(article_store, Questions(article_store, rate=QuestionRate(2))) as client:
        replies = [client.post("/api/search", json={"question": "CTO"}) for _ in range(3)]
        assert [reply.status_code for reply in replies] == [200, 200, 429]
        assert int(replies[2].headers["retry-after"]) >= 1
        assert 'zhiyin_turned_away_total{reason="rate"} 1.0' in client.get("/metrics").text


def test_more_than_can_wait_is_turned_away_at_once_and_the_rest_is_answered(article_store: Path) -> None:
    questions = Questions(article_store, rate=QuestionRate(10_000), line=Line(at_once=1, waiting=2))
    statuses: list[int] = []
    with serving(article_store, questions) as client:
        client.post("/api/ask", json={"question": QUESTION})

        def ask() -> None:
            statuses.append(client.post("/api/ask", json={"question": QUESTION}).status_code)

        threads = [threading.Thread(target=ask) for _ in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert client.post("/api/ask", json={"question": QUESTION}).status_code == 200
    assert set(statuses) == {200, 503}


def test_without_a_store_the_server_lives_and_says_that_it_is_not_ready(tmp_path: Path) -> None:
    with serving(tmp_path / "store") as client:
        assert client.get("/api/health").json() == {"alive": True}
        for reply in (client.get("/api/ready"), client.post("/api/ask", json={"question": "CTO"})):
            assert reply.status_code == 503
            assert str(tmp_path) not in reply.text


def test_every_field_and_endpoint_is_described_and_the_page_of_it_needs_no_network(client: TestClient) -> None:
    schema = client.get("/api/openapi.json").json()
    for name, model in schema["components"]["schemas"].items():
        if name.endswith(("Body", "Request")):
            fields = model.get("properties", {}).values()
            assert all("description" in field or "$ref" in field for field in fields), name
    assert all(act["summary"] for path in schema["paths"].values() for act in path.values())
    page = client.get("/api/docs").text
    assert "http://" not in page.replace("http://127.0.0.1", "")
    assert "https://" not in page
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert client.get(f"/api/docs-assets/{asset}").status_code == 200


def test_a_request_keeps_its_id_and_metrics_count_what_came_of_questions(client: TestClient) -> None:
    assert client.get("/api/health", headers={"X-Request-ID": "abc-1"}).headers["x-request-id"] == "abc-1"
    assert client.get("/api/health", headers={"X-Request-ID": "a\tb" * 99}).headers["x-request-id"] != "a\tb" * 99
    client.post("/api/ask", json={"question": QUESTION})
    metrics = client.get("/metrics").text
    assert 'zhiyin_questions_total{state="answered"}' in metrics
    assert "zhiyin_passages 8.0" in metrics
    assert 'endpoint="/api/ask"' in metrics
