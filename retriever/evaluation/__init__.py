"""Measuring retrieval, answers and declining on collections with known answers."""

from retriever.evaluation.collection import Case, Collection, JudgedQuery, Qrels, read_collection
from retriever.evaluation.evaluate import evaluate, open_collection_index
from retriever.evaluation.measures import Estimate
from retriever.evaluation.report import Report
from retriever.evaluation.run import Run

__all__ = [
    "Case",
    "Collection",
    "Estimate",
    "JudgedQuery",
    "Qrels",
    "Report",
    "Run",
    "evaluate",
    "open_collection_index",
    "read_collection",
]
