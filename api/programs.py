"""What other programs get: plain values, the same as `--json` prints."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from index import Index
from retriever import Answer, Hit


def hits_plain(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """The passages found, best first."""
    return [dataclasses.asdict(hit) for hit in hits]


def answer_plain(answer: Answer) -> dict[str, Any]:
    """The answer, its citations and its state."""
    return dataclasses.asdict(answer) | {"state": answer.state.value, "abstained": answer.abstained}


def documents_plain(index: Index) -> list[dict[str, Any]]:
    """Id, title, source and length of every document."""
    return [
        {"id": found.id, "title": found.title, "source": found.source, "characters": len(found.text)}
        for found in index.documents()
    ]


def status_plain(index: Index) -> dict[str, Any]:
    """What the store that answers was made with, and how much it holds."""
    manifest = dataclasses.asdict(index.manifest)
    kept = ("documents", "passages", "sentences", "encoder", "created", "format")
    return {name: manifest[name] for name in kept} | {"generation": index.generation}
