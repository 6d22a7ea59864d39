"""A server of the animals and of the article, without the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import Gate, Questions, create_server


def serving(store: Path, questions: Questions | None = None, host: str | None = None) -> TestClient:
    """A client of the server over this store; its address is this machine's."""
    server = create_server(questions or Questions(store), Gate(host), host=host)
    return TestClient(server, base_url="http://127.0.0.1", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client(article_store: Path) -> Iterator[TestClient]:
    """Asks of the article; must change nothing."""
    with serving(article_store) as client:
        yield client


@pytest.fixture
def changing(article_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """May change a store of its own."""
    import shutil

    monkeypatch.delenv("ZHIYIN_PASSWORD", raising=False)
    shutil.copytree(article_store, tmp_path / "store")
    with serving(tmp_path / "store") as client:
        yield client
