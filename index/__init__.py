"""Passages -> terms and vectors -> a store on disk. Imports `corpus`; torch only for encoders that need it."""

from index.analyzer import Analyzer, default_analyzer
from index.build import (
    BuildReport,
    add_documents,
    build_index,
    change_documents,
    remove_documents,
    update_index,
)
from index.dense import DenseIndex
from index.encoder import Encoder, Vectors
from index.encoders import open_encoder
from index.errors import (
    EmptyIndexError,
    EncoderError,
    IndexingError,
    ModelError,
    NoRootsError,
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreMismatchError,
    StoreMissingError,
    StoreWriteError,
    UnknownDocumentError,
)
from index.generations import DEFAULT_STORE, is_built
from index.graph import Graph, PairTokenizer
from index.index import Index, LegScores, Query, open_index
from index.lexical import LexicalIndex
from index.match import Match

__all__ = [
    "DEFAULT_STORE",
    "Analyzer",
    "BuildReport",
    "DenseIndex",
    "EmptyIndexError",
    "Encoder",
    "EncoderError",
    "Graph",
    "Index",
    "IndexingError",
    "LegScores",
    "LexicalIndex",
    "Match",
    "ModelError",
    "NoRootsError",
    "PairTokenizer",
    "Query",
    "StoreDamagedError",
    "StoreError",
    "StoreLockedError",
    "StoreMismatchError",
    "StoreMissingError",
    "StoreWriteError",
    "UnknownDocumentError",
    "Vectors",
    "add_documents",
    "build_index",
    "change_documents",
    "default_analyzer",
    "is_built",
    "open_encoder",
    "open_index",
    "remove_documents",
    "update_index",
]
