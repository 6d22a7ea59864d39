"""A retriever that says where it was asked."""

from __future__ import annotations

import threading

from retriever import Hit, HybridRetriever


class Witness:
    """A retriever that notes on which threads it searches."""

    def __init__(self, inner: HybridRetriever) -> None:
        self.inner = inner
        self.threads: set[int] = set()

    def search(self, query: str, k: int = 10) -> list[Hit]:
        self.threads.add(threading.get_ident())
        return self.inner.search(query, k)
