"""What every adapter is built from, and what it says beside a passage's text."""

from __future__ import annotations

import os

from retriever.answerer import Answerer
from retriever.errors import MissingPackageError
from retriever.hit import Hit, Retriever, check_k
from retriever.hybrid import open_retriever

Metadata = dict[str, str | int | float]


def chosen_retriever(store: str | os.PathLike[str] | None, retriever: Retriever | Answerer | None, k: int) -> Retriever:
    """The retriever of the store, or the one that was handed over; an answerer's is the one that it searches with.

    Raises what `open_retriever` raises, and ValueError unless exactly one of the two is given and k is at least 1.
    """
    check_k(k)
    if store is not None and retriever is None:
        return open_retriever(store)
    if retriever is None or store is not None:
        raise ValueError("store 和 retriever 要给一个，只给一个。 Give either store or retriever, and not both.")
    return retriever.retriever if isinstance(retriever, Answerer) else retriever


def citing_metadata(hit: Hit) -> Metadata:
    """What cites the hit's passage: `passage.text == document.text[start:end]`, counted in Unicode code points."""
    return {
        "document_id": hit.passage.document_id,
        "title": hit.title,
        "source": hit.source,
        "location": hit.location,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "score": hit.score,
        "rank": hit.rank,
    }


def missing_package(package: str) -> MissingPackageError:
    """The error for an adapter whose framework is not installed whole."""
    return MissingPackageError(
        f"这里要用 {package}，没有装或没有装全；请运行 pip install -c requirements-adapters.txt {package}。"
        " It is not installed, or not whole.",
        name=package,
    )
