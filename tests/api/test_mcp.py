"""The MCP server, in memory and over a pipe, as its clients speak to it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import StdioServerParameters
from mcp.client import Client
from starlette.testclient import TestClient

from api import QuestionRate, Questions, create_mcp
from tests.api.conftest import serving

READING = {"search", "ask", "documents", "read_document", "status"}


def spoken(server: Any, speak: Callable[[Client], Awaitable[None]]) -> None:
    """Have a client speak with the server."""

    async def run() -> None:
        async with Client(server) as client:
            await speak(client)

    anyio.run(run)


def test_the_tools_read_and_only_when_told_so_write(article_store: Path) -> None:
    for write, wanted in ((False, READING), (True, READING | {"add_text", "remove_document"})):

        async def speak(client: Client, wanted: set[str] = wanted) -> None:
            listed = await client.list_tools()
            assert {tool.name for tool in listed.tools} == wanted
            for tool in listed.tools:
                assert tool.description
                assert bool(tool.annotations and tool.annotations.read_only_hint) == (tool.name in READING)

        spoken(create_mcp(Questions(article_store), write=write), speak)


def test_a_question_is_answered_with_its_places(article_store: Path) -> None:
    async def speak(client: Client) -> None:
        result = await client.call_tool("ask", {"question": "CTO有哪几个关键节点?"})
        assert not result.is_error
        answer = result.structured_content
        assert answer is not None
        assert answer["state"] == "answered"
        whole = await client.call_tool("read_document", {"document_id": answer["citations"][0]["document_id"]})
        assert whole.structured_content is not None
        for citation in answer["citations"]:
            assert whole.structured_content["text"][citation["start"] : citation["end"]] == citation["quote"]

    spoken(create_mcp(Questions(article_store)), speak)


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": "？？"}, "没有文字"),
        ("read_document", {"document_id": "nothing"}, "没有这篇文档"),
        ("search", {"question": "CTO", "k": 1000}, "100"),
    ],
)
def test_what_goes_wrong_is_told_in_words(
    article_store: Path, tool: str, arguments: dict[str, object], said: str
) -> None:
    async def speak(client: Client) -> None:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert said in str(result.content)

    spoken(create_mcp(Questions(article_store)), speak)


def test_a_text_is_added_and_removed_where_that_is_allowed(article_store: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(article_store, tmp_path / "store"))

    async def speak(client: Client) -> None:
        added = await client.call_tool("add_text", {"title": "番茄", "text": "番茄喜欢阳光。"})
        assert added.structured_content is not None
        assert added.structured_content["added"] == ["番茄"]
        answer = await client.call_tool("ask", {"question": "番茄喜欢什么？"})
        assert answer.structured_content is not None
        assert answer.structured_content["citations"][0]["document_id"] == "番茄"
        for wrong in (False, True):
            removed = await client.call_tool("remove_document", {"document_id": "番茄"})
            assert removed.is_error == wrong

    spoken(create_mcp(Questions(store), write=True), speak)


CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": "CTO"}}}
ACCEPT = {"accept": "application/json, text/event-stream"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "127.0.0.1"}, 200),
        ({"host": "localhost:7860"}, 200),
        ({"host": "[::1]:7860"}, 200),
        ({"host": "127.0.0.1:7860", "origin": "http://127.0.0.1:7860"}, 200),
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1.evil.example:7860"}, 421),
        ({"host": "127.0.0.1:7860", "origin": "http://evil.example"}, 403),
    ],
)
def test_the_served_tools_are_called_from_this_machine_alone(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    reply = client.post("/mcp", json=CALL, headers=ACCEPT | headers)
    assert reply.status_code == status
    if status != 200:
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json()["status"] == status


def test_questions_to_the_served_tools_count_as_those_of_other_doors(article_store: Path) -> None:
    with serving(article_store, Questions(article_store, rate=QuestionRate(1))) as client:
        replies = [client.post("/mcp", json=CALL, headers=ACCEPT).json()["result"] for _ in range(2)]
        assert [reply["isError"] for reply in replies] == [False, True]
        assert client.post("/api/ask", json={"question": "CTO"}).status_code == 429


def test_it_speaks_over_a_pipe(article_store: Path, root: Path, offline_environment: dict[str, str]) -> None:
    arguments = ["-m", "api", "mcp", "--store", str(article_store)]
    parameters = StdioServerParameters(command=sys.executable, args=arguments, env=offline_environment, cwd=str(root))

    async def speak(client: Client) -> None:
        status = await client.call_tool("status", {})
        assert status.structured_content is not None
        assert status.structured_content["documents"] == 1

    spoken(parameters, speak)


def test_it_loads_neither_the_page_nor_torch(root: Path, offline_environment: dict[str, str]) -> None:
    code = "import sys, api.__main__; print(sorted({'gradio', 'torch', 'transformers', 'openai'} & set(sys.modules)))"
    line = [sys.executable, "-c", code]
    done = subprocess.run(line, cwd=root, env=offline_environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
