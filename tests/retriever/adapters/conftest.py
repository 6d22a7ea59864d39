"""What the tests of both adapters share."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Document
from index import build_index
from retriever import HybridRetriever, open_retriever
from tests.topic_encoder import TopicEncoder, animals

UNTIDY = (
    "\ufeff　猫\r\n\r\n  “猫”😀𠮷与鱼：  \t猫吃{鱼}。\u200b猫愛喝水！\n\n" + "猫在窗台上看鸟，一看就是半天。\n" * 40
)


@pytest.fixture(scope="session")
def untidy_retriever(tmp_path_factory: pytest.TempPathFactory) -> HybridRetriever:
    """Over the animals and a text with line ends, marks and glyphs that a careless hand would change."""
    store = tmp_path_factory.mktemp("untidy") / "store"
    documents = [*animals(), Document("untidy", "猫与鱼", "untidy.txt", UNTIDY)]
    build_index(documents, store, encoder=TopicEncoder())
    return open_retriever(store, encoder=TopicEncoder())


@pytest.fixture
def anyio_backend() -> str:
    """Tests marked anyio run on asyncio."""
    return "asyncio"


@pytest.fixture(autouse=True)
def untraced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the shell says, these tests report to nobody."""
    for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def default_store(article_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder to stand in, in which index/store is a store of the article, as examples have it."""
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "store").symlink_to(article_store, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
