"""Texts -> documents -> passages. Imports nothing else of Zhiyin."""

from corpus.document import Document, Landmark, LandmarkKind, Passage, Sentence, Span
from corpus.errors import CorpusError, InvalidDocumentError, NoTextsError, UnreadableTextError
from corpus.finding import SourceFile
from corpus.limits import Limits
from corpus.loading import Documents, read_documents
from corpus.sentences import split_sentences
from corpus.splitting import split_document

__all__ = [
    "CorpusError",
    "Document",
    "Documents",
    "InvalidDocumentError",
    "Landmark",
    "LandmarkKind",
    "Limits",
    "NoTextsError",
    "Passage",
    "Sentence",
    "SourceFile",
    "Span",
    "UnreadableTextError",
    "read_documents",
    "split_document",
    "split_sentences",
]
