"""`python app.py` as a process: its options, its log, its limits and its end, without a browser."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from tests.served import Start

QUESTION = "CTO有哪几个关键节点?"


def lines(log: str) -> list[dict[str, Any]]:
    """The log's JSON lines; the line that names the address is on stdout and for people."""
    return [json.loads(line) for line in log.splitlines() if "http://" not in line]


def test_ctrl_c_ends_it_without_a_traceback_while_a_page_is_open(start: Start, article_store: Path) -> None:
    served = start(article_store)
    with httpx.stream("GET", f"{served.address}/gradio_api/heartbeat/x", timeout=30) as open_page:
        next(open_page.iter_text())
        assert served.stop() in (0, 130)
    assert "Traceback" not in served.log
    assert "ERROR" not in served.log


def test_a_port_that_is_taken_is_one_clear_line(
    root: Path, offline_environment: dict[str, str], article_store: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = [sys.executable, "app.py", "--store", str(article_store), "--port", port]
        done = subprocess.run(line, cwd=root, env=offline_environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert f"端口 {port} 已被占用" in done.stderr


def test_the_json_log_names_every_request_and_neither_questions_nor_passwords(
    start: Start, article_store: Path
) -> None:
    served = start(article_store, "--log-json", ZHIYIN_PASSWORD="geheim")
    asked = {"question": QUESTION}
    httpx.post(f"{served.address}/api/ask", json=asked, headers={"X-Request-ID": "mine-1"}, timeout=30)
    text = {"title": "a", "text": "番茄喜欢阳光。"}
    httpx.post(f"{served.address}/api/texts", json=text, headers={"Authorization": "Bearer geheimnis"}, timeout=30)
    served.stop()
    [line] = [line for line in lines(served.log) if line.get("request_id") == "mine-1"]
    assert (line["path"], line["status"], line["method"], line["client"]) == ("/api/ask", 200, "POST", "127.0.0.1")
    for secret in ("关键节点", "\\u5173", "geheim", "番茄"):
        assert secret not in served.log


def test_questions_are_logged_where_that_is_asked_for(start: Start, article_store: Path) -> None:
    served = start(article_store, "--log-questions", ZHIYIN_LOG="json")
    httpx.post(f"{served.address}/api/ask", json={"question": QUESTION}, timeout=30)
    served.stop()
    assert [line["question"] for line in lines(served.log) if "question" in line] == [QUESTION]


def test_metrics_are_read_and_anything_else_there_is_a_problem(start: Start, article_store: Path) -> None:
    served = start(article_store)
    assert "zhiyin" in httpx.get(f"{served.address}/metrics", timeout=30).text
    reply = httpx.post(f"{served.address}/metrics", timeout=30)
    served.stop()
    assert (reply.status_code, reply.headers["content-type"]) == (405, "application/problem+json")


def test_it_is_quiet_otherwise(start: Start, article_store: Path) -> None:
    served = start(article_store)
    httpx.post(f"{served.address}/api/ask", json={"question": QUESTION}, timeout=30)
    httpx.post(f"{served.address}/api/ask", json={}, timeout=30)
    served.stop()
    said = [line for line in served.log.splitlines() if "http://" not in line and "Interrupted" not in line]
    assert said == []


def test_the_limit_of_a_client_holds_for_the_page_and_the_endpoints_together(start: Start, article_store: Path) -> None:
    served = start(article_store, "--rate", "2")
    client = Client(served.address, verbose=False)
    try:
        assert client.predict(QUESTION, api_name="/ask")["state"] == "answered"
        assert client.predict(api_name="/status")["documents"] == 1  # asks nothing, so it does not count
        reply = httpx.post(f"{served.address}/api/search", json={"question": QUESTION}, timeout=30)
        assert reply.status_code == 200
        with pytest.raises((AppError, httpx.HTTPStatusError, ValueError), match=r"429|每分钟最多 2 次"):
            client.predict(QUESTION, api_name="/ask")
        forged = {"X-Forwarded-For": "203.0.113.9"}
        reply = httpx.post(f"{served.address}/api/ask", json={"question": QUESTION}, headers=forged, timeout=30)
        assert reply.status_code == 429
    finally:
        client.close()
        served.stop()


def test_a_trusted_proxy_says_who_asks(start: Start, article_store: Path) -> None:
    served = start(article_store, "--rate", "1", "--trusted-proxy", "127.0.0.1")
    statuses = [
        httpx.post(
            f"{served.address}/api/search", json={"question": "CTO"}, headers={"X-Forwarded-For": client}, timeout=30
        ).status_code
        for client in ("203.0.113.1", "203.0.113.2", "203.0.113.1")
    ]
    served.stop()
    assert statuses == [200, 200, 429]
