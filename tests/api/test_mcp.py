"""The MCP server, in memory and over a pipe, as its clients speak to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import StdioServerParameters
from mcp.client import Client

from api import Questions, create_mcp

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
