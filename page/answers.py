"""An answer -> HTML, with the place of every sentence; and as Markdown, to be copied."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from index import Index
from retriever import Answer, Citation, Hit, Place, State
from retriever.composing.composed import ComposedAnswer, ComposedSentence, Support


def answer_html(answer: Answer, index: Index) -> str:
    """The result for the page; everything in it that is not ours is escaped."""
    return _abstained(answer) if answer.abstained else _answered(answer, index)


def message_html(message: str) -> str:
    """What went wrong, for a person."""
    return f'<p class="message" role="alert">{escape(message)}</p>'


def answer_markdown(answer: Answer) -> str:
    """The sentences with their numbers, and a list of references."""
    lines = [f"{_in_line(citation.quote)} [{citation.number}]" for citation in answer.citations]
    return _with_references(answer.question, lines, answer.citations)


def composed_html(composed: ComposedAnswer, answer: Answer, index: Index) -> str:
    """The same with the sentences of a language model, those that are not supported marked as such."""
    sentences = "".join(_composed_sentence(sentence) for sentence in composed.sentences)
    note = f'<p class="differ">{escape(composed.fallback)}</p>' if composed.fallback else ""
    if composed.withdrawn:
        note += f'<p class="differ">{composed.withdrawn} 句没有出处，已略去。 Sentences without a source left out.</p>'
    return _with_sources(answer, sentences, note, composed.citations, composed_markdown(composed), index)


def composed_markdown(composed: ComposedAnswer) -> str:
    """The supported sentences with their numbers, and a list of references."""
    lines = [
        f"{_in_line(sentence.text)} {''.join(f'[{citation.number}]' for citation in sentence.citations)}"
        for sentence in composed.sentences
        if sentence.support is Support.SUPPORTED
    ]
    return _with_references(composed.question, lines, composed.citations)


def _composed_sentence(sentence: ComposedSentence) -> str:
    numbers = "".join(_number(citation.number) for citation in sentence.citations)
    if sentence.support is Support.SUPPORTED:
        return f"<p>{escape(sentence.text)}{numbers}</p>"
    return (
        f'<p class="unsupported"><del>{escape(sentence.text)}</del>{numbers} '
        f"<em>未得到原文支持 Not supported: {escape(sentence.reason)}</em></p>"
    )


def _answered(answer: Answer, index: Index) -> str:
    sentences = "".join(f"<p>{_quote(citation)}{_number(citation.number)}</p>" for citation in answer.citations)
    differ = '<p class="differ">各处原文说法不同，请自行比较。 The sources differ; compare them.</p>'
    note = differ if answer.conflicting else ""
    return _with_sources(answer, sentences, note, answer.citations, answer_markdown(answer), index)


def _with_sources(
    answer: Answer, sentences: str, note: str, citations: Sequence[Citation], markdown: str, index: Index
) -> str:
    together = groupby(sorted(citations, key=lambda one: one.passage.id), key=lambda one: one.passage)
    sources = sorted(([*group] for _, group in together), key=lambda group: group[0].number)
    state = f'<p class="state">已回答 Answered · 可信度 {answer.confidence:.0%}</p>'
    return (
        f'{state}<div class="answer">{sentences}</div>{note}'
        f'<p class="tools"><button type="button" data-copy="{escape(markdown)}" data-done="已复制 Copied">'
        "复制回答和出处 Copy with sources</button></p>"
        f"<h2>出处 Sources</h2><ol>{''.join(map(_source, sources))}</ol>"
        f"{''.join(_dialog(citation, index) for citation in citations)}"
    )


def _number(number: int) -> str:
    return f'<a href="#quote-{number}" data-source="source-{number}" aria-label="出处 {number}">[{number}]</a>'


def _abstained(answer: Answer) -> str:
    if answer.state is State.DECLINED:
        return f'<p class="state">未找到 Not found</p><div class="answer"><p>{escape(answer.text)}</p></div>'
    nearest = "".join(
        f"<li>{_place(hit, '')}<blockquote>{escape(hit.passage.text)}</blockquote>"
        f"{''.join(_place(copy, '也见于 Also:') for copy in hit.also)}</li>"
        for hit in answer.hits[:3]
    )
    return (
        f'<p class="state">可能相关 Possibly related · 可信度 {answer.confidence:.0%}</p>'
        f'<div class="answer"><p>{escape(answer.text)}</p></div>'
        f"<h2>可能相关的段落，不是答案 Possibly related passages, not an answer</h2><ol>{nearest}</ol>"
    )


def _quote(citation: Citation) -> str:
    """The quote with the words that answer set off."""
    if citation.answer_start is None or citation.answer_end is None:
        return escape(citation.quote)
    start, end = citation.answer_start - citation.start, citation.answer_end - citation.start
    before, words, after = citation.quote[:start], citation.quote[start:end], citation.quote[end:]
    return f"{escape(before)}<strong>{escape(words)}</strong>{escape(after)}"


def _source(citations: Sequence[Citation]) -> str:
    """One passage with the quotes of its citations marked."""
    passage, marked, at = citations[0].passage, "", 0
    for citation in sorted(citations, key=lambda citation: citation.start):
        start, end = citation.start - passage.start, citation.end - passage.start
        marked += (
            f'{escape(passage.text[at:start])}<mark id="quote-{citation.number}" tabindex="-1">'
            f"<sup>[{citation.number}]</sup>{_quote(citation)}</mark>"
        )
        at = end
    numbers = "".join(f"[{citation.number}]" for citation in citations)
    place = _place(citations[0], numbers)
    copies = "".join(
        f"<li>{_place(copy, f'[{citation.number}]')}</li>" for citation in citations for copy in citation.also
    )
    also = f'<p class="also">同一句也见于 The same sentence also stands in:</p><ul>{copies}</ul>' if copies else ""
    return f"<li>{place}<blockquote>{marked}{escape(passage.text[at:])}</blockquote>{also}</li>"


def _dialog(citation: Citation, index: Index) -> str:
    """The quote where it stands: its passage, and those before and behind it."""
    passage = citation.passage
    before, after = (found.text if found else "" for found in index.around(passage.id))
    start, end = citation.start - passage.start, citation.end - passage.start
    marked = f"{escape(passage.text[:start])}<mark>{_quote(citation)}</mark>{escape(passage.text[end:])}"
    return (
        f'<dialog id="source-{citation.number}" aria-label="出处 Source {citation.number}">'
        f"{_place(citation, f'[{citation.number}]')}"
        f'<p class="around">{escape(before)}</p><blockquote>{marked}</blockquote><p class="around">{escape(after)}</p>'
        '<form method="dialog"><button>关闭 Close</button></form></dialog>'
    )


def _place(found: Hit | Citation | Place, numbers: str) -> str:
    shown = escape(found.source)
    if found.source.startswith(("http://", "https://")):
        shown = f'<a href="{shown}" target="_blank" rel="noopener noreferrer nofollow">{shown}</a>'
    title, location = escape(found.title), escape(found.location)
    return f'<p class="place">{numbers} <strong>{title}</strong> {shown} {location}</p>'


def _with_references(question: str, lines: Sequence[str], citations: Sequence[Citation]) -> str:
    references = []
    for citation in citations:
        places: tuple[Citation | Place, ...] = (citation, *citation.also)
        references += [f"[{citation.number}] {_reference(place)}" for place in places]
    return "\n".join([f"**{_in_line(question)}**", "", *lines, "", *references])


def _reference(found: Citation | Place) -> str:
    title = f"《{found.title}》" if found.title else ""
    parts = (title, found.source, found.location, f"第 {found.start}–{found.end} 字")
    return _in_line(" ".join(part for part in parts if part))


def _in_line(text: str) -> str:
    """One line in which nothing is taken for Markdown or HTML."""
    line = " ".join(text.split())
    return "".join(f"\\{character}" if character in "\\`*_<>[]#|!" else character for character in line)
