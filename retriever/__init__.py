"""Question -> hits -> an answer whose every sentence is cited. Imports `index` and `corpus`."""

from retriever.answer import Answer, Citation, Place, State
from retriever.answerer import Answerer, open_answerer, open_span_model
from retriever.errors import (
    BrokenQueryError,
    CitationError,
    EmptyQueryError,
    EvaluationError,
    QueryError,
    QueryTooLongError,
    RetrievalError,
    TrainingError,
)
from retriever.hit import Explanation, Hit, Retriever
from retriever.hybrid import HybridRetriever, open_retriever
from retriever.reader import Considered, Reader
from retriever.rerank import RerankingRetriever
from retriever.span_model import SpanModel

__all__ = [
    "Answer",
    "Answerer",
    "BrokenQueryError",
    "Citation",
    "CitationError",
    "Considered",
    "EmptyQueryError",
    "EvaluationError",
    "Explanation",
    "Hit",
    "HybridRetriever",
    "Place",
    "QueryError",
    "QueryTooLongError",
    "Reader",
    "RerankingRetriever",
    "RetrievalError",
    "Retriever",
    "SpanModel",
    "State",
    "TrainingError",
    "open_answerer",
    "open_retriever",
    "open_span_model",
]
