"""Question -> hits -> an answer whose every sentence is cited. Imports `index` and `corpus`."""

from retriever.answer import Answer, Citation, Place, State
from retriever.answerer import Answerer, open_answerer, open_span_model
from retriever.composing.composed import ComposedAnswer, ComposedSentence, Support
from retriever.composing.composer import Composer, open_composer
from retriever.composing.language_model import LanguageModel, WritingLimits
from retriever.composing.prompt import Prompt
from retriever.errors import (
    BrokenQueryError,
    CitationError,
    EmptyQueryError,
    EvaluationError,
    LanguageModelError,
    MissingPackageError,
    QueryError,
    QueryTooLongError,
    RetrievalError,
    ServiceSettingsError,
    TrainingError,
)
from retriever.following import standalone
from retriever.hit import Explanation, Hit, Retriever
from retriever.hybrid import HybridRetriever, open_retriever
from retriever.reader import Considered, Reader
from retriever.rerank import RerankingRetriever
from retriever.span_model import SpanModel
from retriever.suggestions import suggest_questions

__all__ = [
    "Answer",
    "Answerer",
    "BrokenQueryError",
    "Citation",
    "CitationError",
    "ComposedAnswer",
    "ComposedSentence",
    "Composer",
    "Considered",
    "EmptyQueryError",
    "EvaluationError",
    "Explanation",
    "Hit",
    "HybridRetriever",
    "LanguageModel",
    "LanguageModelError",
    "MissingPackageError",
    "Place",
    "Prompt",
    "QueryError",
    "QueryTooLongError",
    "Reader",
    "RerankingRetriever",
    "RetrievalError",
    "Retriever",
    "ServiceSettingsError",
    "SpanModel",
    "State",
    "Support",
    "TrainingError",
    "WritingLimits",
    "open_answerer",
    "open_composer",
    "open_retriever",
    "open_span_model",
    "standalone",
    "suggest_questions",
]
