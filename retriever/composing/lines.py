"""A composed answer as lines for a terminal, as it comes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from index.terminal import one_line
from retriever.answer import Answer
from retriever.composing.composed import ComposedAnswer, ComposedSentence, Support
from retriever.place_line import place_line


def composed_lines(composing: Iterable[ComposedAnswer], answer: Answer) -> Iterator[str]:
    """The lines of what `Composer.stream` gives: sentences as they come, and then what they rest on."""
    composed, printed = ComposedAnswer(answer.question, ()), 0
    for composed in composing:
        if composed.fallback is not None:
            yield composed.fallback
            printed = 0
        yield from map(_line, composed.sentences[printed:])
        printed = len(composed.sentences)
    if composed.withdrawn and composed.fallback is None:
        yield f"（略去 {composed.withdrawn} 句没有原文依据的话。 Left out what rests on no quote.)"
    if answer.conflicting:
        yield "\n各处原文说法不同，请自行比较。 The sources differ; compare them."
    yield f"\n可信度 confidence {answer.confidence:.2f}\n\n出处 Sources:"
    for citation in composed.citations:
        yield f"[{citation.number}] {place_line(citation, citation.start, citation.end)}"
        yield f"    「{' '.join(citation.quote.split())}」"


def _line(sentence: ComposedSentence) -> str:
    numbers = "".join(f"[{citation.number}]" for citation in sentence.citations)
    if sentence.support is Support.SUPPORTED:
        return f"{one_line(sentence.text)} {numbers}"
    return f"⚠ 未得到原文支持 unsupported: {one_line(sentence.text)} {numbers}\n    {sentence.reason}"
