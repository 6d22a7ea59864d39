"""What stands in the requests and answers of the HTTP endpoints, field by field."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.changing import MAX_TEXT
from api.questions import MOST
from retriever.answer import State
from retriever.composing.composed import Support


class Body(BaseModel):
    """Made from the dataclass of the same fields; a field that is not known is an error."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")


Title = Annotated[str, Field(description="The document's title; empty where it has none.")]
Source = Annotated[str, Field(description="Where the document comes from: an address, or a file's name.")]
DocumentId = Annotated[str, Field(description="The document's id.")]
Start = Annotated[int, Field(description="Where it begins in the document's text, in Unicode code points from 0.")]
End = Annotated[int, Field(description="Where it ends in the document's text, exclusive.")]
Location = Annotated[
    str, Field(description="Where a person finds it in the source: 第 3 页, a heading; empty where that is not known.")
]


class SearchRequest(Body):
    """A question to search for."""

    question: Annotated[str, Field(description="The question, or words to look for; at most 1000 characters.")]
    k: Annotated[int, Field(description="How many passages at the most.", ge=1, le=MOST)] = 5


class AskRequest(Body):
    """A question to answer."""

    question: Annotated[str, Field(description="The question; at most 1000 characters.")]
    previous: Annotated[
        list[Annotated[str, Field(max_length=1000)]],
        Field(description="The `question` of earlier answers of the conversation, oldest first.", max_length=20),
    ] = []
    verbatim: Annotated[
        bool, Field(description="Only the texts' own sentences, though the server names a language model.")
    ] = False


class TextRequest(Body):
    """A text to add."""

    title: Annotated[str, Field(description="Its title, which is its id too: a text of that title is replaced.")]
    text: Annotated[str, Field(description=f"The text; at most {MAX_TEXT} characters.")]


class FeedbackRequest(Body):
    """What somebody thinks of an answer."""

    question: Annotated[str, Field(description="The question that was asked.", max_length=1000)]
    state: Annotated[str, Field(description="The answer's state, as `ask` gives it.", max_length=20)]
    answer: Annotated[str, Field(description="The answer as it was shown.", max_length=20_000)]
    useful: Annotated[bool, Field(description="Whether it is of use.")]
    reason: Annotated[
        Literal["wrong", "wrong_source", "incomplete", "exists", "other", ""],
        Field(description="Why it is not: `exists` says that the texts hold an answer though none was given."),
    ] = ""
    comment: Annotated[str, Field(description="In somebody's own words.", max_length=2000)] = ""


class PassageBody(Body):
    """A passage of a document: what is indexed, retrieved and cited."""

    id: Annotated[str, Field(description="The passage's id.")]
    document_id: DocumentId
    start: Start
    end: End
    text: Annotated[str, Field(description="The text from start to end of the document, unchanged.")]


class HitBody(Body):
    """A passage that was found."""

    rank: Annotated[int, Field(description="Its rank; 1 is the best.")]
    score: Annotated[float, Field(description="Its fused score; higher is better.")]
    passage: PassageBody
    title: Title
    source: Source
    location: Location
    also: Annotated[list[HitBody], Field(description="Near-duplicates that were found as well, such as reposts.")]


class HitsBody(Body):
    """What was found."""

    hits: Annotated[list[HitBody], Field(description="The passages, best first.")]


class PlaceBody(Body):
    """A place where a quote stands, word for word."""

    document_id: DocumentId
    title: Title
    source: Source
    start: Start
    end: End
    location: Location


class CitationBody(PlaceBody):
    """The place of one sentence of an answer; `quote` is the document's text from `start` to `end`."""

    number: Annotated[int, Field(description="Its number in the answer, from 1.")]
    quote: Annotated[str, Field(description="The sentence, word for word as it stands there.")]
    passage: PassageBody
    answer_start: Annotated[
        int | None, Field(description="Where in the document the very words that answer begin; null where none do.")
    ]
    answer_end: Annotated[int | None, Field(description="Where those words end, exclusive; null where there are none.")]
    also: Annotated[list[PlaceBody], Field(description="Other places of the same sentence.")]


class ComposedSentenceBody(Body):
    """A sentence that a language model wrote, checked against what it cites."""

    text: Annotated[str, Field(description="The sentence.")]
    citations: Annotated[list[CitationBody], Field(description="What it rests on: one or more verbatim quotes.")]
    support: Annotated[Support, Field(description="Whether what it cites says what it says.")]
    reason: Annotated[str, Field(description="Why it is not supported; empty where it is.")]


class ComposedBody(Body):
    """The answer in full sentences. One that is not supported must be shown as such, or not at all."""

    text: Annotated[str, Field(description="The supported sentences, each with the numbers of its citations.")]
    sentences: Annotated[list[ComposedSentenceBody], Field(description="All sentences, in order.")]
    withdrawn: Annotated[int, Field(description="How many were left out, for no quote of theirs stands in the texts.")]
    fallback: Annotated[
        str | None, Field(description="Why the sentences are verbatim ones instead; null where a model wrote them.")
    ]


class AnswerBody(Body):
    """An answer, or that there is none."""

    question: Annotated[str, Field(description="The question that was answered: as asked, or made to stand alone.")]
    state: Annotated[
        State, Field(description="answered; related: passages are about it, without the answer; declined: not found.")
    ]
    confidence: Annotated[float, Field(description="The estimated probability that the texts hold the answer.")]
    text: Annotated[str, Field(description="The quotes with their numbers in brackets; else a line that says so.")]
    citations: Annotated[list[CitationBody], Field(description="One for every sentence; none unless answered.")]
    conflicting: Annotated[bool, Field(description="Whether the citations give different answers.")]
    hits: Annotated[list[HitBody], Field(description="The passages that were read, best first.")]
    composed: Annotated[
        ComposedBody | None, Field(description="Full sentences, where the server names a language model; else null.")
    ] = None


class DocumentBody(Body):
    """A document, without its text."""

    id: DocumentId
    title: Title
    source: Source
    characters: Annotated[int, Field(description="How long its text is.")]


class DocumentsBody(Body):
    """A part of the list of documents."""

    total: Annotated[int, Field(description="How many documents there are.")]
    documents: Annotated[list[DocumentBody], Field(description="Those from `offset` on, `limit` at the most.")]


class LocatedPassageBody(PassageBody):
    """A passage and where a person finds it."""

    location: Location


class WholeDocumentBody(DocumentBody):
    """A document with its text and how it was cut into passages."""

    text: Annotated[str, Field(description="The whole text, which all offsets refer to.")]
    passages: Annotated[
        list[LocatedPassageBody], Field(description="In reading order; what is in none is not indexed.")
    ]


class StatusBody(Body):
    """What the store holds and was made with."""

    documents: Annotated[int, Field(description="How many documents.")]
    passages: Annotated[int, Field(description="How many passages.")]
    sentences: Annotated[int, Field(description="How many sentences.")]
    encoder: Annotated[str, Field(description="The encoder that made the vectors.")]
    created: Annotated[str, Field(description="When this generation was made.")]
    format: Annotated[int, Field(description="The version of the store's format.")]
    generation: Annotated[str, Field(description="The name of this generation; another one after every change.")]


class SkippedBody(Body):
    """A file that was not added."""

    name: Annotated[str, Field(description="The file's name.")]
    reason: Annotated[str, Field(description="Why.")]


class OutcomeBody(Body):
    """What became of a change."""

    added: Annotated[list[str], Field(description="The ids of the documents that were added.")]
    removed: Annotated[list[str], Field(description="The ids of the documents that were removed.")]
    skipped: Annotated[list[SkippedBody], Field(description="What could not be added.")]
    documents: Annotated[int | None, Field(description="How many documents there are now; null: nothing changed.")]
    passages: Annotated[int | None, Field(description="How many passages there are now; null: nothing changed.")]


class ReadinessBody(Body):
    """Whether questions can be answered."""

    ready: Annotated[bool, Field(description="Always true here; else the answer is a problem with status 503.")]


class HealthBody(Body):
    """That the server is alive."""

    alive: Annotated[bool, Field(description="Always true.")]


class ProblemBody(BaseModel):
    """What went wrong, as RFC 9457 has it."""

    type: Annotated[str, Field(description="Always about:blank: the status says what kind of problem it is.")]
    title: Annotated[str, Field(description="The status in words.")]
    status: Annotated[int, Field(description="The status.")]
    detail: Annotated[str, Field(description="What is wrong and what to do, Chinese first, English beside it.")]
