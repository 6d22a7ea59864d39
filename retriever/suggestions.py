"""Questions to start with, found in the texts themselves, each of which they answer."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from corpus import Passage
from corpus.sentences import split_sentences
from index import Index
from retriever.answer import Answer, State
from retriever.answerer import Answerer
from retriever.proposals import Proposal, proposals

PASSAGES = 360
"""How many passages are looked through, evenly spread over the store."""
ASKED = 40
"""How many questions are tried at most: each costs as much as any question."""
CONFIDENT = 0.8
"""Only a question with at least this confidence is suggested: a first question should not disappoint."""
REACH = 1200
"""How many characters behind a question that stands in a text its answer may start."""
LONGEST_ANSWER = 250
"""The longest sentence, in characters, that a suggested question may lead to."""

_SHAPES = """
    count, written, title, heading, duty, conditions, reason, founded, made by, in charge, attribute, did, when,
    penalty, measure, division, contents, consists, use, help, cause, depends, place, built, origin, spread, born,
    studied, name, definition, article
"""
_RANK = {name.strip(): rank for rank, name in enumerate(_SHAPES.split(","))}
"""Shapes of questions, rather those that a text alone can answer."""


@dataclass(frozen=True, slots=True)
class _Verified:
    proposal: Proposal
    answer: Answer


def suggest_questions(answerer: Answerer, count: int = 5) -> list[str]:
    """At most `count` questions that the texts answer with confidence: short ones, about different documents and
    passages, of different shapes as far as there are such.

    They are the same every time for one generation of the store, and cost no more in a large store than in one of
    PASSAGES passages. None where the texts have nothing of a shape that is known.
    """
    chosen: list[_Verified] = []
    spare: list[_Verified] = []
    for proposal in itertools.islice(_in_turn(answerer.index), ASKED):
        if len(chosen) >= count:
            break
        verified = _verified(answerer, proposal)
        if verified:
            (chosen if _is_different(verified, chosen, count) else spare).append(verified)
    for verified in spare:
        if len(chosen) < count and not _leads_to_same(verified, chosen):
            chosen.append(verified)
    return [verified.proposal.question for verified in chosen[:count]]


def _in_turn(index: Index) -> Iterator[Proposal]:
    """Proposals of the documents in turn, the best of each first; the best of all documents before the second best."""
    passages: dict[str, list[Passage]] = {}
    for passage in index.sample(PASSAGES):
        passages.setdefault(passage.document_id, []).append(passage)
    found: list[list[Proposal]] = []
    for document_id, seen in passages.items():
        sentences = [sentence for passage in seen for sentence in split_sentences(passage)]
        title = index.document(document_id).title
        found.append(sorted(proposals(title, sentences, index.analyzer), key=lambda one: _RANK[one.shape]))
    asked: set[str] = set()
    for turn in itertools.zip_longest(*found):
        for proposal in sorted(filter(None, turn), key=lambda one: _RANK[one.shape]):
            if proposal.question not in asked:
                asked.add(proposal.question)
                yield proposal


def _verified(answerer: Answerer, proposal: Proposal) -> _Verified | None:
    """The proposal with its answer, where that is one: from the sentence that was to give it, and no echo."""
    answer = answerer.ask(proposal.question)
    if answer.state is not State.ANSWERED or answer.confidence < CONFIDENT or answer.conflicting:
        return None
    first = answer.citations[0]
    near = REACH if proposal.written or proposal.shape in ("count", "conditions") else 1
    at_place = any(
        citation.document_id == proposal.document_id
        and (proposal.shape in ("title", "heading", "article") or 0 <= citation.start - proposal.start < near)
        for citation in answer.citations
    )
    echo = any(_plain(proposal.question) in _plain(citation.quote) for citation in answer.citations)
    if not at_place or echo or len(first.quote) > LONGEST_ANSWER:
        return None
    if proposal.shape == "count" and len(answer.citations) < 2:
        return None
    return _Verified(proposal, answer)


def _is_different(verified: _Verified, chosen: list[_Verified], count: int) -> bool:
    shapes = Counter(other.proposal.shape for other in chosen)
    documents = {other.proposal.document_id for other in chosen}
    common = shapes[verified.proposal.shape] >= max(1, 2 * count // 5)
    return not (common or verified.proposal.document_id in documents or _leads_to_same(verified, chosen))


def _leads_to_same(verified: _Verified, chosen: list[_Verified]) -> bool:
    """Whether one of the chosen leads to a sentence that this one leads to, or is nearly the same question."""
    quotes = {citation.quote for citation in verified.answer.citations}
    question = set(verified.proposal.question)
    for other in chosen:
        if quotes & {citation.quote for citation in other.answer.citations}:
            return True
        asked = set(other.proposal.question)
        if len(question & asked) > 0.8 * min(len(question), len(asked)):
            return True
    return False


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isalnum()).removesuffix("吗").removesuffix("嗎")
