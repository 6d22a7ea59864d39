"""Adapters without their frameworks, and what the frameworks do beside retrieving."""

from __future__ import annotations

import doctest
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ADAPTERS = [
    ("langchain", "langchain_core", "langchain-core", "invoke"),
    ("llama_index", "llama_index", "llama-index-core", "retrieve"),
]
OFFLINE = """
import os, sys

def forbid(event, given):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        os.write(2, f"network: {event} {given}".encode())
        os._exit(3)

sys.addaudithook(forbid)
import asyncio
from retriever.adapters.ADAPTER import ZhiyinRetriever
retriever = ZhiyinRetriever(store=sys.argv[1], k=2)
assert retriever.METHOD("CTO容易出局吗?") == asyncio.run(retriever.aMETHOD("CTO容易出局吗?"))
"""


def run(code: str, *given: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, *given],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(("adapter", "module", "package", "_method"), ADAPTERS)
def test_without_its_framework_an_adapter_says_what_to_install(
    offline_environment: dict[str, str], adapter: str, module: str, package: str, _method: str
) -> None:
    code = f"import sys; sys.modules[{module!r}] = None\ntry: import retriever.adapters.{adapter}\n"
    ended = run(f"{code}except ImportError as error: print(type(error), error)", environment=offline_environment)
    assert ended.stdout.startswith("<class 'retriever.errors.MissingPackageError'>")
    assert f"pip install -c requirements-adapters.txt {package}" in ended.stdout
    assert len(ended.stdout.splitlines()) == 1


@pytest.mark.parametrize(("adapter", "_module", "_package", "method"), ADAPTERS)
def test_nothing_reaches_for_the_network(
    article_store: Path, root: Path, adapter: str, _module: str, _package: str, method: str
) -> None:
    code = OFFLINE.replace("ADAPTER", adapter).replace("METHOD", method)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LANG", "NLTK", "HF_"))}
    ended = run(code, str(article_store), environment={**kept, "PYTHONPATH": str(root)})
    assert (ended.returncode, ended.stderr) == (0, "")


def test_no_framework_is_imported_where_no_adapter_is(offline_environment: dict[str, str]) -> None:
    code = (
        "import sys, retriever, retriever.adapters, page; print({'langchain_core', 'llama_index'} & sys.modules.keys())"
    )
    assert run(code, environment=offline_environment).stdout.strip() == "set()"


@pytest.mark.usefixtures("default_store")
@pytest.mark.parametrize("adapter", ["langchain", "llama_index"])
def test_the_example_of_the_docstring_gives_what_it_says(adapter: str) -> None:
    ended = doctest.testmod(importlib.import_module(f"retriever.adapters.{adapter}"))
    assert ended.attempted == 4
    assert ended.failed == 0
