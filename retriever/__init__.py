"""Question -> hits -> an answer whose every sentence is cited. Imports `index` and `corpus`."""

from retriever.answer import Answer, Citation
from retriever.answerer import Answerer, open_answerer
from retriever.errors import (
    BrokenQueryError,
    CitationError,
    EmptyQueryError,
    EvaluationError,
    QueryError,
    QueryTooLongError,
    RetrievalError,
)
from retriever.hit import Hit, Retriever
from retriever.hybrid import HybridRetriever, open_retriever
from retriever.reader import Reader

__all__ = [
    "Answer",
    "Answerer",
    "BrokenQueryError",
    "Citation",
    "CitationError",
    "EmptyQueryError",
    "EvaluationError",
    "Hit",
    "HybridRetriever",
    "QueryError",
    "QueryTooLongError",
    "Reader",
    "RetrievalError",
    "Retriever",
    "open_answerer",
    "open_retriever",
]
