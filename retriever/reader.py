"""The reader: hits -> the sentences in them that answer the question, each cited, or the word that there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Passage, Sentence, split_sentences
from index import Index, Query
from retriever.answer import Answer, Citation
from retriever.confidence import THRESHOLD, Evidence, confidence, lacks_number
from retriever.enumeration import enumerations
from retriever.hit import Hit
from retriever.question import asks_for_list, is_bare_question

READ = 5
"""How many passages are read for an answer."""
SHOWN = 5
"""How many of the nearest passages an Answer carries."""
TERM_WEIGHT = 0.1
"""What holding all of the question's weighty terms adds to a sentence's cosine (docs/design.md, Reader)."""
MAX_SENTENCES = 3
MARGIN = 0.03
"""A further sentence is part of the answer when it scores at most this much below the best."""
LIST_REACH = 6
"""How many passages before and behind the best one are searched for the items of a list."""
LIST_MARGIN = 0.05
"""A list is what the question asks for when its best item scores at most this much below the best sentence."""
ABSTAINED = "这些文本里没有找到这个问题的答案。 The texts do not answer this question."


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, as it compares with the question.

    `terms` are those of the sentence and its document's title; `share` is the share of the question's terms, by weight,
    that are among them.
    """

    sentence: Sentence
    passage: Passage
    cosine: float
    terms: frozenset[str]
    share: float

    @property
    def score(self) -> float:
        """What candidates are ranked by."""
        return self.cosine + TERM_WEIGHT * self.share


class Reader:
    """Picks verbatim sentences out of hits of this index."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def read(self, question: str, hits: Sequence[Hit]) -> Answer:
        """The answer to a question that `clean_question` gave, from its hits, best first."""
        query = self.index.query(question)
        sentences = self._sentences(query, hits)
        ranked = _ranked(sentences)
        probability = confidence(self._evidence(query, sentences, ranked)) if ranked else 0.0
        if probability < THRESHOLD:
            return Answer(question, ABSTAINED, (), True, probability, tuple(hits[:SHOWN]))
        chosen = self._whole_list(query, ranked[0]) if asks_for_list(query.folded) else None
        citations = self._cited(chosen or _best(ranked))
        text = "".join(f"{citation.quote}[{citation.number}]" for citation in citations)
        return Answer(question, text, citations, False, probability, tuple(hits[:SHOWN]))

    def rank(self, question: str, hits: Sequence[Hit]) -> list[Candidate]:
        """The sentences of the hits that may answer, best first, whether or not the reader would answer."""
        return _ranked(self._sentences(self.index.query(question), hits))

    def evidence(self, question: str, hits: Sequence[Hit]) -> Evidence | None:
        """What the confidence in an answer from these hits is computed from; None where nothing could answer."""
        query = self.index.query(question)
        sentences = self._sentences(query, hits)
        ranked = _ranked(sentences)
        return self._evidence(query, sentences, ranked) if ranked else None

    def _evidence(self, query: Query, sentences: Sequence[Candidate], ranked: Sequence[Candidate]) -> Evidence:
        best = [self.index.analyzer.simplified(candidate.sentence.text) for candidate in ranked[:MAX_SENTENCES]]
        passages: dict[str, set[str]] = {}
        for candidate in sentences:
            passages.setdefault(candidate.passage.id, set()).update(candidate.terms)
        return Evidence(
            titled_cosine=ranked[0].cosine,
            sentence_cosine=float((self.index.encoder.encode_passages(best) @ query.vector).max()),
            terms=max(query.share(terms) for terms in passages.values()),
            lacks_number=float(lacks_number(query.folded, best[0])),
        )

    def _sentences(self, query: Query, hits: Sequence[Hit]) -> list[Candidate]:
        """Every sentence of the hits that are read."""
        return [found for hit in hits[:READ] for found in self._scored(query, hit.title, [hit.passage])]

    def _scored(self, query: Query, title: str, passages: Sequence[Passage]) -> list[Candidate]:
        """Every sentence of these passages of one document, in order."""
        above = self.index.terms(title)
        scored = []
        for passage in passages:
            cosines = self.index.sentence_vectors(passage.id) @ query.vector
            for sentence, cosine in zip(split_sentences(passage), cosines.tolist(), strict=True):
                terms = frozenset(above + self.index.terms(sentence.text))
                scored.append(Candidate(sentence, passage, cosine, terms, query.share(terms)))
        return scored

    def _whole_list(self, query: Query, best: Candidate) -> list[Candidate] | None:
        """All items of the list that the question asks for, or None where the best candidate stands near no such list.

        It is the list near the best candidate whose items, with the sentence that announces them, score highest on
        average; the best of these must be nearly as good as the best candidate.
        """
        passages = self.index.passages_of(best.passage.document_id)
        middle = passages.index(best.passage)
        title = self.index.document(best.passage.document_id).title
        around = self._scored(query, title, passages[max(0, middle - LIST_REACH) : middle + LIST_REACH + 1])
        lists: list[tuple[float, list[Candidate]]] = []
        for items in enumerations([place.sentence for place in around]):
            if all(around[place].sentence.heading for place in items):
                continue  # headings of sections, not points
            announced = [around[place] for place in range(max(0, items[0] - 1), items[0])]
            members = [around[place] for place in items]
            scores = [member.score for member in announced + members]
            if max(scores) >= best.score - LIST_MARGIN:
                lists.append((sum(scores) / len(scores), members))
        return max(lists, key=lambda scored: scored[0])[1] if lists else None

    def _cited(self, chosen: Sequence[Candidate]) -> tuple[Citation, ...]:
        return tuple(
            Citation.of(number, found.sentence, found.passage, self.index.document(found.passage.document_id))
            for number, found in enumerate(chosen, start=1)
        )


def _ranked(sentences: Sequence[Candidate]) -> list[Candidate]:
    """Best first, without headings and bare questions, which announce an answer and are none."""
    answers = [c for c in sentences if not c.sentence.heading and not is_bare_question(c.sentence.text)]
    return sorted(answers, key=lambda c: (-round(c.score, 6), c.sentence.document_id, c.sentence.start))


def _best(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best candidate and those close to it: documents by their best sentence, each in reading order."""
    chosen: list[Candidate] = []
    for candidate in ranked:
        near = candidate.score >= ranked[0].score - MARGIN
        if near and all(candidate.sentence.text != other.sentence.text for other in chosen):
            chosen.append(candidate)
    chosen = chosen[:MAX_SENTENCES]
    documents = list(dict.fromkeys(candidate.sentence.document_id for candidate in chosen))
    return sorted(chosen, key=lambda c: (documents.index(c.sentence.document_id), c.sentence.start))
