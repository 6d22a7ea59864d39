"""Fit the coefficients of `retriever/confidence.py`. For whoever changes the reader; nothing else imports this file.

    python -m retriever.fit_confidence FOLDER…

Each folder holds `corpus.jsonl`, `queries.jsonl` and `qrels.tsv` (the BEIR layout). Answerable are its questions;
unanswerable the same questions once the passages that answer them are taken away. That is done for the folder as a
whole, and for groups of at least MIN_GROUP records under one title, each a small collection of its own about one
subject; to a group, questions of other groups are unanswerable too. All kinds weigh the same. The shipped figures come
from CMRC 2018's training part and DRCD's development part.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from corpus import Document, read_documents
from index import Encoder, build_index, open_encoder
from retriever.answerer import Answerer, open_answerer
from retriever.confidence import Evidence
from retriever.hybrid import HybridRetriever
from retriever.reader import Reader

QUESTIONS = 800
MIN_GROUP = 4
GROUPS = 90
QUESTIONS_PER_GROUP = 6
OTHERS_PER_GROUP = 3
DEPTH = 30


@dataclass(frozen=True, slots=True)
class Example:
    """One question's evidence, the kind of question it is, and whether its answer is there."""

    kind: str
    answerable: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and the ids of the documents that answer it."""

    text: str
    relevant: frozenset[str]


def read_folder(folder: Path) -> tuple[list[Document], list[Judged]]:
    """The documents, and the questions that have a judged document."""
    relevant: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query_id, document_id, score = line.split("\t")
        if float(score) > 0:
            relevant[query_id].add(document_id)
    records = [json.loads(line) for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    judged = [
        Judged(record["text"], frozenset(relevant[record["_id"]])) for record in records if record["_id"] in relevant
    ]
    return list(read_documents(folder / "corpus.jsonl")), judged


def examples(folder: Path, encoder: Encoder, chance: random.Random) -> Iterator[Example]:
    """The examples of a folder: of all of it together, and of each group of its documents."""
    documents, judged = read_folder(folder)
    with tempfile.TemporaryDirectory() as place:
        whole = _built(documents, Path(place, "whole"), encoder)
        for question in chance.sample(judged, min(QUESTIONS, len(judged))):
            yield from _with_and_without(f"{folder.name} whole", whole, question)
        groups: dict[str, list[Document]] = defaultdict(list)
        for document in documents:
            groups[document.title].append(document)
        titles = [title for title in groups if title and len(groups[title]) >= MIN_GROUP]
        for number, title in enumerate(chance.sample(titles, min(GROUPS, len(titles)))):
            answerer = _built(groups[title], Path(place, str(number)), encoder)
            ids = {document.id for document in groups[title]}
            own = [question for question in judged if question.relevant <= ids]
            for question in chance.sample(own, min(QUESTIONS_PER_GROUP, len(own))):
                with_answer, *without = _with_and_without(f"{folder.name} subject", answerer, question)
                yield from (with_answer, *without, replace(with_answer, kind=f"{folder.name} far"))
            others = [question for question in judged if not question.relevant & ids]
            for question in chance.sample(others, OTHERS_PER_GROUP):
                yield from _examples(f"{folder.name} far", answerer, question.text, frozenset(), answerable=False)


def _built(documents: list[Document], store: Path, encoder: Encoder) -> Answerer:
    build_index(documents, store, encoder=encoder)
    return open_answerer(store, encoder=encoder)


def _with_and_without(kind: str, answerer: Answerer, question: Judged) -> Iterator[Example]:
    yield from _examples(kind, answerer, question.text, frozenset(), answerable=True)
    yield from _examples(kind, answerer, question.text, question.relevant, answerable=False)


def _examples(
    kind: str, answerer: Answerer, question: str, removed: frozenset[str], *, answerable: bool
) -> Iterator[Example]:
    hits = HybridRetriever(answerer.index).search(question, k=DEPTH)
    left = [hit for hit in hits if hit.passage.document_id not in removed]
    evidence = Reader(answerer.index).evidence(question, left)
    if evidence is not None:
        yield Example(kind, answerable, evidence)


def main() -> None:
    """Print the coefficients, the intercept, and what they reach on the examples that they were fitted on."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    encoder, chance = open_encoder(), random.Random(0)
    found = [example for folder in sys.argv[1:] for example in examples(Path(folder), encoder, chance)]
    values = np.array([astuple(example.evidence) for example in found])
    labels = np.array([example.answerable for example in found])
    kinds = np.array([example.kind for example in found])
    weights = np.array([1 / np.sum((kinds == k) & (labels == y)) for k, y in zip(kinds, labels, strict=True)])
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(C=10.0).fit(
        (values - mean) / spread, labels, sample_weight=weights * len(labels) / weights.sum()
    )
    coefficients = model.coef_[0] / spread
    intercept = model.intercept_[0] - coefficients @ mean
    print(f"COEFFICIENTS = ({', '.join(f'{value:.2f}' for value in coefficients)})\nINTERCEPT = {intercept:.2f}")
    probability = 1 / (1 + np.exp(-(values @ coefficients + intercept)))
    for kind in sorted(set(kinds.tolist())):
        here = kinds == kind
        area = roc_auc_score(labels[here], probability[here])
        shares = (
            f"{t}: {np.mean(probability[here & labels] >= t):.2f}/{np.mean(probability[here & ~labels] < t):.2f}"
            for t in (0.2, 0.25, 0.3, 0.4)
        )
        print(f"{kind}: {here.sum()} examples, AUROC {area:.3f}; answered/declined at", ", ".join(shares))


if __name__ == "__main__":
    main()
