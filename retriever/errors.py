"""What can go wrong with a question.

    RetrievalError
    ├── QueryError              a question that cannot be searched for
    │   ├── EmptyQueryError     no word in it: blank, only marks, only emoji, only control characters
    │   ├── QueryTooLongError   longer than MAX_QUERY
    │   └── BrokenQueryError    it holds characters that are not text, such as lone surrogates
    ├── EvaluationError         a collection or run that cannot be evaluated; names file, line and id
    ├── TrainingError           questions that cannot be trained on; names file and lines
    ├── LanguageModelError      a language model that did not write; says why, never the key nor what the service said
    │   └── ServiceSettingsError  a service that is named by halves, or by an address that is none
    ├── MissingPackageError     an adapter's framework is not installed; also an ImportError; names what to install
    └── CitationError           a citation whose quote is not what stands at its place; never reaches a person

Every message is one line, Chinese first, English beside it.
"""

from __future__ import annotations


class RetrievalError(Exception):
    """Base of every error that this package raises."""


class QueryError(RetrievalError):
    """The question cannot be searched for; its message says what to change."""


class EmptyQueryError(QueryError):
    """There is no word in the question."""


class QueryTooLongError(QueryError):
    """The question is longer than a question can be."""


class BrokenQueryError(QueryError):
    """The question is not valid text."""


class EvaluationError(RetrievalError):
    """A collection or a run cannot be evaluated."""


class TrainingError(RetrievalError):
    """A span model cannot be trained on this."""


class LanguageModelError(RetrievalError):
    """The language model did not write what was asked of it."""


class ServiceSettingsError(LanguageModelError):
    """The environment names a service that cannot be called."""


class MissingPackageError(RetrievalError, ImportError):
    """A package that only some need is not installed."""


class CitationError(RetrievalError):
    """A citation that does not say what stands at its place."""
