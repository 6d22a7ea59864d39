"""The reader: hits -> the sentences in them that answer the question, each cited, or the word that there are none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Passage
from corpus.sentences import split_sentences
from index import Index, Query
from retriever.answer import Answer, Citation, State
from retriever.candidate import Candidate, ranked
from retriever.confidence import (
    LEAST,
    RELATED_FACT,
    RELATED_OTHER,
    THRESHOLD,
    Evidence,
    asks_for_value,
    confidence,
    lacks_number,
)
from retriever.enumeration import enumerations
from retriever.hit import Hit
from retriever.question import asks_for_fact, asks_for_list, asks_for_several
from retriever.span_model import SpanModel
from retriever.span_reading import Windows, read_windows

READ = 5
"""How many passages are read for an answer."""
COPIES = 4
"""How many near-duplicates of each are read too: they may say it in another place, or say something else."""
SHOWN = 5
"""How many of the nearest passages an Answer carries."""
MAX_SENTENCES = 3
MARGIN = 0.03
"""A further sentence is part of the answer when it scores at most this much below the best."""
LIST_REACH = 6
"""How many passages before and behind the best one are searched for the items of a list."""
LIST_MARGIN = 0.05
"""A list is what the question asks for when its best item scores at most this much below the best sentence."""
LEAST_WINDOW = 100
"""From this length on, in characters, what the span model says of answerability counts: of shorter windows that hold
the answer it takes one in two to four for empty (docs/experiments.md)."""
CERTAIN = 0.5
"""From this likelihood on the span model's words are marked, and can contradict others."""
CONFLICT_MARGIN = 0.05
"""Only a sentence that resembles the question nearly as much as the best one can contradict it."""
ABSTAINED = {
    State.RELATED: "没有找到答案，只有可能相关的段落。 No answer was found, only passages that may be related.",
    State.DECLINED: "这些文本里没有找到这个问题的答案。 The texts do not answer this question.",
}
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_CHINESE_NUMERALS = re.compile("[零〇一二三四五六七八九十百千万亿]+")


@dataclass(frozen=True, slots=True)
class Considered:
    """What the reader goes by: the sentences that may answer, best first; the list that the question asks for, where it
    stands near the best of them; and the evidence that they do answer, None where there are none."""

    candidates: tuple[Candidate, ...]
    listed: tuple[Candidate, ...]
    evidence: Evidence | None

    @property
    def confidence(self) -> float:
        """The estimated probability that the answer is there."""
        return confidence(self.evidence) if self.evidence else 0.0

    @property
    def state(self) -> State:
        """Whether to answer."""
        if self.confidence >= THRESHOLD:
            return State.ANSWERED
        return State.RELATED if self.confidence >= self.related else State.DECLINED

    @property
    def related(self) -> float:
        """The confidence from which on passages are shown though the question is not answered."""
        return RELATED_FACT if self.evidence and self.evidence.read else RELATED_OTHER


class Reader:
    """Picks verbatim sentences out of hits of this index; with a span model, by whether they answer, and else by how
    much they resemble the question."""

    def __init__(self, index: Index, span_model: SpanModel | None = None) -> None:
        self.index = index
        self.span_model = span_model

    def read(self, question: str, hits: Sequence[Hit]) -> Answer:
        """The answer to a question that `clean_question` gave, from its hits, best first."""
        considered = self.consider(question, hits)
        state, shown = considered.state, tuple(hits[:SHOWN])
        if state is not State.ANSWERED:
            return Answer(question, ABSTAINED[state], (), state, considered.confidence, shown)
        listed = considered.listed
        others = [] if listed else _contradicting(self.index.query(question), considered.candidates)
        citations = self._cited(listed or _best(considered.candidates, others), considered.candidates)
        text = "".join(f"{citation.quote}[{citation.number}]" for citation in citations)
        return Answer(question, text, citations, state, considered.confidence, shown, bool(others))

    def consider(self, question: str, hits: Sequence[Hit]) -> Considered:
        """Everything that an answer from these hits is decided by, whether or not the reader would answer."""
        query = self.index.query(question)
        sentences = self.sentences(query, hits)
        return self.decide(query, sentences, *self.read_spans(question, sentences))

    def sentences(self, query: Query, hits: Sequence[Hit]) -> list[Candidate]:
        """Every sentence of the passages that are read, as it compares with the question."""
        read = [one for hit in hits[:READ] for one in (hit, *hit.also[:COPIES])]
        return [found for hit in read for found in self._scored(query, hit.title, [hit.passage])]

    def read_spans(self, question: str, sentences: list[Candidate]) -> tuple[list[Candidate], Windows | None]:
        """The sentences with the span model's word on the likeliest of them, and what it said of all it read; None
        where there is no model, or nothing to read."""
        likeliest = ranked(sentences)
        if not self.span_model or not likeliest:
            return sentences, None
        exhaustive = asks_for_value(self.index.analyzer.fold(question))
        return read_windows(self.span_model, self.index, question, sentences, likeliest, exhaustive=exhaustive)

    def decide(
        self, query: Query, sentences: Sequence[Candidate], read: Sequence[Candidate], windows: Windows | None
    ) -> Considered:
        """Which sentences may answer and whether they do, from all of them before and after the span model read."""
        likeliest, candidates = ranked(sentences), ranked(read)
        if not candidates:
            return Considered((), (), None)
        listed = self._whole_list(query, candidates[0]) if asks_for_list(query.folded) else []
        several = listed or (not asks_for_fact(query.folded) and asks_for_several(query.folded))
        # no one window holds what stands in several places, and of a short one the span model knows too little
        judged = windows if windows and windows.nearest >= LEAST_WINDOW and not several else None
        evidence = self._evidence(query, read, likeliest, candidates[0], judged)
        return Considered(tuple(candidates), tuple(listed), evidence)

    def _evidence(
        self,
        query: Query,
        sentences: Sequence[Candidate],
        likeliest: Sequence[Candidate],
        answering: Candidate,
        windows: Windows | None,
    ) -> Evidence:
        best = [self.index.analyzer.simplified(candidate.sentence.text) for candidate in likeliest[:MAX_SENTENCES]]
        passages: dict[str, set[str]] = {}
        for candidate in sentences:
            passages.setdefault(candidate.passage.id, set()).update(candidate.terms)
        title = self.index.document(answering.sentence.document_id).title
        focus = query.without(self.index.terms(title))
        words = self.index.analyzer.simplified(answering.words) if windows else ""
        margin = answering.reading.margin if answering.reading else LEAST
        return Evidence(
            titled_cosine=likeliest[0].cosine,
            sentence_cosine=float((self.index.encoder.encode_passages(best) @ query.vector).max()),
            terms=max(query.share(terms) for terms in passages.values()),
            focus=focus.share(passages[answering.passage.id]) if focus.weights else 1.0,
            lacks_number=float(lacks_number(query.folded, words or best[0])),
            answerable=windows.answerable if windows else None,
            margin=windows.margin if windows else None,
            best_margin=max(LEAST, margin) if windows else None,
            fact=asks_for_fact(query.folded),
        )

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

    def _whole_list(self, query: Query, best: Candidate) -> list[Candidate]:
        """All items of the list that the question asks for; none where the best candidate stands near no such list.

        It is the list near the best candidate whose items, with the sentence that announces them, resemble the question
        most on average; the best of these must do so nearly as well as the best candidate.
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
            scores = [member.likeness for member in announced + members]
            if max(scores) >= best.likeness - LIST_MARGIN:
                lists.append((sum(scores) / len(scores), members))
        return max(lists, key=lambda scored: scored[0])[1] if lists else []

    def _cited(self, chosen: Sequence[Candidate], candidates: Sequence[Candidate]) -> tuple[Citation, ...]:
        """One citation for each chosen sentence, naming the other places that say the same."""
        citations = []
        for number, found in enumerate(chosen, start=1):
            copies = [c.sentence for c in candidates if c.sentence.text == found.sentence.text]
            also = [
                (copy, self.index.document(copy.document_id))
                for copy in copies
                if (copy.document_id, copy.start) != (found.sentence.document_id, found.sentence.start)
            ]
            document = self.index.document(found.sentence.document_id)
            answer = found.reading.span if found.reading and found.reading.likelihood >= CERTAIN else None
            citations.append(Citation.of(number, found.sentence, found.passage, document, answer=answer, also=also))
        return tuple(citations)


def _best(candidates: Sequence[Candidate], others: Sequence[Candidate]) -> list[Candidate]:
    """The best candidate, those that contradict it, and those close to it: documents by their best sentence, each in
    reading order."""
    chosen: list[Candidate] = []
    for candidate in [candidates[0], *others, *candidates[1:]]:
        near = candidate in others or candidate.score >= candidates[0].score - MARGIN
        if near and all(candidate.sentence.text != other.sentence.text for other in chosen):
            chosen.append(candidate)
    chosen = chosen[:MAX_SENTENCES]
    documents = list(dict.fromkeys(candidate.sentence.document_id for candidate in chosen))
    return sorted(chosen, key=lambda c: (documents.index(c.sentence.document_id), c.sentence.start))


def _contradicting(query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Of other documents, the sentences that give another number or time than the best one, where one is asked for."""
    if not asks_for_value(query.folded):
        return []
    best, said = candidates[0], _numerals(candidates[0])
    found: dict[tuple[str, ...], Candidate] = {}
    for candidate in candidates[1:]:
        values = _numerals(candidate)
        alike = candidate.likeness >= best.likeness - CONFLICT_MARGIN
        elsewhere = candidate.sentence.document_id != best.sentence.document_id
        if alike and elsewhere and _differ(said, values):
            found.setdefault(values, candidate)
    return list(found.values())


def _numerals(candidate: Candidate) -> tuple[str, ...]:
    """The numbers in the words that answer, in digits or else in Chinese, as far as the span model is certain of these
    words; none where it is not."""
    if not candidate.reading or candidate.reading.likelihood < CERTAIN:
        return ()
    words = unicodedata.normalize("NFKC", candidate.words).replace("两", "二")
    return tuple(_DIGITS.findall(words) or _CHINESE_NUMERALS.findall(words))


def _differ(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether numbers contradict each other: 2021 and 3 do not contradict 2021, nor 十二 12."""
    if not some or not others or some[0].isascii() != others[0].isascii():
        return False
    return any(one != other for one, other in zip(some, others, strict=False))
