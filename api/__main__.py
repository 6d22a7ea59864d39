"""python -m api mcp|openapi: the doors that need no page."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from pathlib import Path

from api.errors import ApiError
from api.gate import Gate
from api.http import create_api
from api.questions import Questions
from api.tools import create_mcp
from index import DEFAULT_STORE, IndexingError
from index.command import run_command


def speak_mcp(store: Path, *, write: bool) -> None:
    """Speak MCP over stdin and stdout until stdin ends."""
    with contextlib.redirect_stdout(sys.__stdout__):  # a program reads it, not a terminal
        create_mcp(Questions(store), write=write).run("stdio")


def print_schema() -> None:
    """The OpenAPI schema of the endpoints, as /api/openapi.json gives it."""
    print(json.dumps(create_api(Questions(DEFAULT_STORE), Gate(None)).openapi(), ensure_ascii=False, indent=2))


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m api", description="给别的程序用的入口。 Doors for other programs.")
    commands = parser.add_subparsers(dest="command", required=True)
    mcp = commands.add_parser("mcp", help="MCP 服务，经标准输入输出 (an MCP server over stdin and stdout)")
    mcp.add_argument("--store", type=Path, default=DEFAULT_STORE, help="索引位置 (the store; default: index/store)")
    mcp.add_argument("--write", action="store_true", help="也可以增删文档 (also add and remove documents)")
    commands.add_parser("openapi", help="打印 HTTP 接口的描述 (print the schema of the HTTP endpoints)")
    arguments = parser.parse_args()

    def run() -> None:
        if arguments.command == "openapi":
            print_schema()
        else:
            speak_mcp(arguments.store, write=arguments.write)

    return run_command(run, (ApiError, IndexingError, OSError))


if __name__ == "__main__":
    sys.exit(main())
