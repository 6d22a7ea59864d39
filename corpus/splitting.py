"""Document -> passages: whole sentences, packed to about MIN_PASSAGE to MAX_PASSAGE characters."""

from __future__ import annotations

from corpus.document import Document, Passage, Span
from corpus.sentences import is_heading, sentence_spans

MIN_PASSAGE = 200
MAX_PASSAGE = 400
SPLITTER = f"2 {MIN_PASSAGE}-{MAX_PASSAGE}"
"""Stands in every store. Raise its number with every change to how texts are cut into sentences and passages."""


def split_document(document: Document) -> list[Passage]:
    """The passages of a document, in order, not overlapping; every character outside them is white space, excluded,
    or a mark at the start of the text that belongs to no sentence.

    A passage is a run of whole sentences. It ends where a paragraph does if it is long enough by then, never right
    behind a heading unless headings alone fill it, and never inside a quotation of at most MAX_QUOTATION characters.
    The last one of a stretch of text may be shorter; one with a very long sentence may be longer.
    """
    passages = []
    for region_start, region_end in _kept(document):
        region = document.text[region_start:region_end]
        for first, last in _packed(region, sentence_spans(region)):
            start, end = region_start + first, region_start + last
            passages.append(Passage(f"{document.id}#{start}", document.id, start, end, document.text[start:end]))
    return passages


def _kept(document: Document) -> list[Span]:
    """What lies between the excluded spans."""
    edges = [0, *(edge for span in document.excluded for edge in span), len(document.text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def _packed(text: str, sentences: list[Span]) -> list[Span]:
    packed: list[Span] = []
    first = 0
    while first < len(sentences):
        after = _passage_end(text, sentences, first)
        packed.append((sentences[first][0], sentences[after - 1][1]))
        first = after
    if len(packed) > 1:
        (start, _), (last_start, end) = packed[-2:]
        if end - last_start < MIN_PASSAGE and end - start <= MAX_PASSAGE:
            packed[-2:] = [(start, end)]
    return packed


def _passage_end(text: str, sentences: list[Span], first: int) -> int:
    """The index behind the last sentence of the passage that starts with sentence `first`."""
    start = sentences[first][0]
    best: tuple[int, int] | None = None
    for after in range(first + 1, len(sentences) + 1):
        end = sentences[after - 1][1]
        too_long = end - start > MAX_PASSAGE and best is not None
        if too_long and best and (best[0] > 0 or sentences[after - 2][1] - start >= MIN_PASSAGE):
            break  # but a short heading alone takes what follows it, however long that is
        if after == len(sentences):
            return after
        rank = _break_rank(text, sentences, after, end - start)
        if best is None or rank >= best[0]:
            best = (rank, after)
        if rank == 3:  # a paragraph ends and the passage is long enough
            break
    assert best is not None  # the first sentence is always taken
    return best[1]


def _break_rank(text: str, sentences: list[Span], after: int, length: int) -> int:
    """How good it is to end a passage behind sentence `after - 1`: 0 (right behind a heading) to 3."""
    last, following = sentences[after - 1], sentences[after]
    if is_heading(text, last):
        return 0
    if length < MIN_PASSAGE:
        return 1
    return 3 if "\n" in text[last[1] : following[0]] else 2
