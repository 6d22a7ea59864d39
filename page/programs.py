"""What other programs get from the page: plain values, the same as `--json` prints."""

from __future__ import annotations

import dataclasses
from typing import Any

from retriever.answerer import Answerer

MOST = 100
"""How many passages a search gives at the most."""


def search_plain(answerer: Answerer, question: str, k: int = 5) -> list[dict[str, Any]]:
    """The passages found, best first. Raises QueryError, and ValueError for k out of range."""
    if not 1 <= k <= MOST:
        raise ValueError(f"k 应在 1 到 {MOST} 之间，不是 {k}。 k must lie in that range.")
    return [dataclasses.asdict(hit) for hit in answerer.retriever.search(question, k=k)]


def ask_plain(answerer: Answerer, question: str) -> dict[str, Any]:
    """The answer, its citations and its state. Raises QueryError."""
    answer = answerer.ask(question)
    return dataclasses.asdict(answer) | {"state": answer.state.value, "abstained": answer.abstained}


def documents_plain(answerer: Answerer) -> list[dict[str, Any]]:
    """Id, title, source and length of every document."""
    return [
        {"id": found.id, "title": found.title, "source": found.source, "characters": len(found.text)}
        for found in answerer.index.documents()
    ]


def status_plain(answerer: Answerer) -> dict[str, Any]:
    """What the store that answers was made with, and how much it holds."""
    manifest = dataclasses.asdict(answerer.index.manifest)
    kept = ("documents", "passages", "sentences", "encoder", "created", "format")
    return {name: manifest[name] for name in kept} | {"generation": answerer.index.generation}
