"""Questions of which it is known whether the texts answer them, and the evidence that the reader finds.

Kinds of questions, for one collection:

    own        those it says are answerable or not, and its cases
    hidden     its answerable ones; and the same with the documents that answer them out of sight
    missing    the same with the sentences that hold the answer cut out of the texts: the subject is there, the fact not
    subject    the same as hidden, asked of nothing but the documents of one title
    far        its answerable ones; and those of another collection
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus import Document
from corpus.sentences import sentence_spans
from index import Encoder, StoreError, build_index, open_index
from retriever.answerer import Answerer
from retriever.confidence import Evidence
from retriever.errors import QueryError
from retriever.evaluation import Collection, JudgedQuery
from retriever.evaluation.collection import holds_answer
from retriever.hit import hits_from
from retriever.question import clean_question
from retriever.reader import READ
from retriever.span_model import SpanModel

QUESTIONS = 200
"""Of each kind at most so many are asked."""
DOCUMENTS = 600
"""A larger collection is cut down to so many documents, those among them that answer what is asked."""
GROUP = 4
"""So many documents of one title make a subject."""
DEPTH = 300

Wanted = Callable[[Collection, JudgedQuery], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question's kind, whether it has an answer, and the evidence (None where nothing could answer)."""

    collection: str
    kind: str
    answerable: bool
    evidence: Evidence | None

    @property
    def fact(self) -> bool:
        """Whether it asks for a fact."""
        return self.evidence is not None and self.evidence.fact


class Asker:
    """Asks the questions of collections, the same ones every time."""

    def __init__(self, encoder: Encoder, span_model: SpanModel | None, wanted: Wanted, cache: Path) -> None:
        self._encoder = encoder
        self._span_model = span_model
        self._wanted = wanted
        self._cache = cache
        self._random = random.Random(0)

    def ask(self, collection: Collection, other: Collection) -> Iterator[Asked]:
        """All kinds that the collection has; `other` is the one whose questions are far."""
        name = collection.name
        questions = self._questions(collection)
        answerer = self._answerer(self._documents(collection, questions))
        known = [self._asked(answerer, name, "own", query.text, True) for query in questions]
        none = [query for query in collection.queries if query.answerable is False and self._wanted(collection, query)]
        own = [self._asked(answerer, name, "own", query.text, False) for query in self._some(none)]
        for case in collection.cases:
            own.append(self._asked(answerer, name, "own", case.text, case.answerable, only=case.documents))
        if own:
            yield from own if collection.cases else [*known, *own]
        far = [self._asked(answerer, name, "far", query.text, False) for query in self._questions(other)]
        yield from (*(replace(asked, kind="far") for asked in known), *far)
        if not own and collection.extractive:  # elsewhere other documents may answer as well
            yield from (replace(asked, kind="hidden") for asked in known)
            for query in questions:
                hidden = frozenset(collection.qrels[query.id])
                yield self._asked(answerer, name, "hidden", query.text, False, without=hidden)
        yield from self._missing(collection, questions, known)
        yield from self._subjects(collection, questions)

    def _missing(
        self, collection: Collection, questions: Sequence[JudgedQuery], known: Sequence[Asked]
    ) -> Iterator[Asked]:
        chosen = {}
        for query in questions:
            if query.id in collection.extractive and len(collection.qrels[query.id]) == 1:
                chosen[min(collection.qrels[query.id])] = query  # one a document
        if not chosen:
            return
        documents = {document.id: document for document in self._documents(collection, questions)}
        cut = {name: _without_answer(documents[name], query) for name, query in chosen.items()}
        cut = {name: document for name, document in cut.items() if not holds_answer(document.text, chosen[name])}
        answerer = self._answerer([cut.get(name, document) for name, document in documents.items()])
        yield from (replace(asked, kind="missing") for asked in known)
        for name in cut:
            yield self._asked(answerer, collection.name, "missing", chosen[name].text, False)

    def _subjects(self, collection: Collection, questions: Sequence[JudgedQuery]) -> Iterator[Asked]:
        groups: dict[str, set[str]] = defaultdict(set)
        for document in collection.documents.values():
            groups[document.title].add(document.id)
        groups = {title: ids for title, ids in groups.items() if title and len(ids) >= GROUP}
        for _, ids in sorted(groups.items()):
            about = [
                query for query in questions
                if query.id in collection.extractive and collection.qrels[query.id].keys() <= ids
            ]  # fmt: skip
            if not about:
                continue
            answerer = self._answerer([collection.documents[name] for name in sorted(ids)])
            for query in about:
                hidden = frozenset(collection.qrels[query.id])
                yield self._asked(answerer, collection.name, "subject", query.text, True)
                if len(hidden) < len(ids):
                    yield self._asked(answerer, collection.name, "subject", query.text, False, without=hidden)

    def _asked(
        self,
        answerer: Answerer,
        collection: str,
        kind: str,
        question: str,
        answerable: bool,
        *,
        only: frozenset[str] | None = None,
        without: frozenset[str] = frozenset(),
    ) -> Asked:
        """Ask with nothing but these documents to read, or without those."""
        try:
            hits = answerer.retriever.search(question, k=DEPTH if only or without else READ)
            seen = hits_from(hits, lambda name: name not in without and (only is None or name in only))
            considered = answerer.reader.consider(clean_question(question), seen)
        except QueryError:
            return Asked(collection, kind, answerable, None)
        return Asked(collection, kind, answerable, considered.evidence)

    def _questions(self, collection: Collection) -> list[JudgedQuery]:
        return self._some(
            query
            for query in collection.queries
            if query.answerable is not False and query.id in collection.qrels and self._wanted(collection, query)
        )

    def _documents(self, collection: Collection, questions: Sequence[JudgedQuery]) -> list[Document]:
        """Those that answer the questions, and as many others as there is room for."""
        needed = {name for query in questions for name in collection.qrels[query.id]}
        if collection.cases:
            return list(collection.documents.values())
        others = [name for name in collection.documents if name not in needed]
        kept = needed | set(random.Random(0).sample(others, min(len(others), max(0, DOCUMENTS - len(needed)))))
        return [document for name, document in collection.documents.items() if name in kept]

    def _answerer(self, documents: Sequence[Document]) -> Answerer:
        """Over these documents; their store is built once for the same documents."""
        digest = hashlib.sha256(self._encoder.fingerprint.encode())
        for document in documents:
            digest.update(f"{document.id}\n{document.title}\n{document.text}\n".encode())
        store = self._cache / digest.hexdigest()[:16]
        try:
            index = open_index(store, encoder=self._encoder)
        except StoreError:
            build_index(documents, store, encoder=self._encoder)
            index = open_index(store, encoder=self._encoder)
        return Answerer(index, self._span_model)

    def _some(self, queries: Iterable[JudgedQuery]) -> list[JudgedQuery]:
        found = list(queries)
        return self._random.sample(found, min(QUESTIONS, len(found)))


def _without_answer(document: Document, query: JudgedQuery) -> Document:
    """The document without the sentences that hold the answer."""
    kept = [span for span in sentence_spans(document.text) if not holds_answer(document.text[slice(*span)], query)]
    return replace(document, text="\n".join(document.text[slice(*span)] for span in kept), excluded=())
