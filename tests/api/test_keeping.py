"""Listing, adding and removing documents by HTTP, and what somebody thinks of an answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import serving

ID = "cto-career-planning.txt"


def test_documents_are_listed_and_given_with_their_passages(client: TestClient) -> None:
    listed = client.get("/api/documents").json()
    assert (listed["total"], [one["id"] for one in listed["documents"]]) == (1, [ID])
    assert client.get("/api/documents", params={"offset": 1}).json()["documents"] == []
    whole = client.get(f"/api/documents/{ID}").json()
    for passage in whole["passages"]:
        assert whole["text"][passage["start"] : passage["end"]] == passage["text"]
    assert client.get("/api/status").json()["passages"] == len(whole["passages"])


def test_a_text_is_added_found_and_removed(changing: TestClient) -> None:
    added = changing.post("/api/texts", json={"title": "番茄", "text": "番茄喜欢阳光。"})
    assert (added.status_code, added.json()["added"]) == (201, ["番茄"])
    assert changing.post("/api/ask", json={"question": "番茄喜欢什么？"}).json()["state"] == "answered"
    removed = changing.delete("/api/documents/番茄")
    assert removed.json()["removed"] == ["番茄"]
    assert changing.delete("/api/documents/番茄").status_code == 404
    assert changing.delete(f"/api/documents/{ID}").status_code == 409  # nothing would be left


def test_files_are_added_and_what_cannot_be_read_is_named(changing: TestClient) -> None:
    files = [
        ("files", ("../黄瓜.txt", "黄瓜喜欢水。".encode(), "text/plain")),
        ("files", ("bad.pdf", b"%PDF-1.7 nothing", "application/pdf")),
    ]
    outcome = changing.post("/api/files", files=files).json()
    assert outcome["added"] == ["黄瓜.txt"]
    assert [one["name"] for one in outcome["skipped"]] == ["bad.pdf"]
    assert changing.get("/api/documents/黄瓜.txt").json()["source"] == "黄瓜.txt"
    alone = changing.post("/api/files", files=files[1:])
    assert alone.status_code == 422
    assert "bad.pdf" in alone.json()["detail"]


def test_nothing_is_changed_without_the_password(
    article_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIYIN_PASSWORD", "秘密")
    text = {"title": "番茄", "text": "番茄喜欢阳光。"}
    with serving(article_store) as client:
        missing = client.post("/api/texts", json=text)
        assert (missing.status_code, missing.headers["www-authenticate"]) == (401, "Bearer")
        for _ in range(5):
            assert client.post("/api/texts", json=text, headers={"Authorization": "Bearer no"}).status_code == 401
        late = client.post("/api/texts", json=text, headers={"Authorization": "Bearer no"})
        assert (late.status_code, "retry-after" in late.headers) == (429, True)
        assert client.get("/api/status").json()["documents"] == 1
    monkeypatch.delenv("ZHIYIN_PASSWORD")
    with serving(article_store, host="0.0.0.0") as client:
        assert client.delete(f"/api/documents/{ID}").status_code == 403


def test_a_page_of_another_site_changes_nothing(changing: TestClient) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        reply = changing.post("/api/texts", json={"title": "a", "text": "b"}, headers=headers)
        assert reply.status_code == 403
    assert changing.get("/api/status").json()["documents"] == 1


def test_what_somebody_thinks_is_kept_beside_the_store_for_the_operator_alone(
    changing: TestClient, tmp_path: Path
) -> None:
    said = {
        "question": "CTO?", "state": "answered", "answer": "是。", "useful": False, "reason": "wrong",
        "comment": "换行\n在这里",
    }  # fmt: skip
    assert changing.post("/api/feedback", json=said).status_code == 204
    assert changing.post("/api/feedback", json=said | {"useful": True, "reason": ""}).status_code == 204
    assert changing.post("/api/feedback", json=said | {"reason": "because"}).status_code == 422
    kept = tmp_path / "store-feedback.jsonl"
    lines = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [line["useful"] for line in lines] == [False, True]
    assert lines[0] == {**said, "time": lines[0]["time"]}
    assert kept.stat().st_mode & 0o077 == 0
