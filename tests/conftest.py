"""What several test modules share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import read_documents
from index import Encoder, build_index, open_encoder
from tests.served import Served, Start
from tests.topic_encoder import TopicEncoder, animals

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def bundled() -> Encoder:
    """The bundled encoder, loaded once."""
    return open_encoder()


@pytest.fixture(scope="session")
def article_store(tmp_path_factory: pytest.TempPathFactory, bundled: Encoder) -> Path:
    """A store of the article that ships with the project; not to be written."""
    store = tmp_path_factory.mktemp("article") / "store"
    build_index(read_documents(ROOT / "corpus" / "texts"), store, encoder=bundled)
    return store


@pytest.fixture(scope="session")
def animal_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the animals; not to be written."""
    store = tmp_path_factory.mktemp("animals") / "store"
    build_index(animals(), store, encoder=TopicEncoder())
    return store


@pytest.fixture
def copied_store(animal_store: Path, tmp_path: Path) -> Path:
    """A store of the animals that a test may break."""
    store = tmp_path / "store"
    shutil.copytree(animal_store, store)
    return store


@pytest.fixture(scope="session")
def offline_environment() -> dict[str, str]:
    """The environment of a process that must not reach the network."""
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    return {**os.environ, **proxies, "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}


@pytest.fixture
def start(root: Path, offline_environment: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Starts servers over a store, with these options and settings; none outlives the test."""
    started: list[Served] = []

    def starting(store: Path, *options: str, **settings: str) -> Served:
        log = tmp_path / f"log-{len(started)}"
        started.append(Served(root, offline_environment | settings, store, log, *options))
        return started[-1]

    yield starting
    for served in started:
        served.kill()
