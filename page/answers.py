"""A turn of the conversation -> HTML: the question, and its answer with the place of every sentence."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from html import escape
from itertools import groupby

from index import Index
from page.copying import answer_markdown, composed_markdown, references
from page.labels import bilingual_html, label_html, name_html
from retriever import Answer, Citation, Hit, Place, State
from retriever.composing.composed import ComposedAnswer, ComposedSentence, Support

NEAREST = 3
"""How many passages are shown for a question that is not answered."""
_REASONS = ("wrong", "wrong_source", "incomplete", "other")


def new_turn() -> str:
    """A name for a turn, by which the browser knows the pieces of one from the next."""
    return secrets.token_hex(8)


def answer_html(answer: Answer, index: Index, *, asked: str = "", turn: str = "") -> str:
    """The turn whose question was `asked`; everything in it that is not ours is escaped."""
    if answer.abstained:
        return _turn(answer, asked, turn, answer.state.value, _abstained(answer))
    sentences = "".join(f"<p><bdi>{_quote(one)}</bdi>{_number(one.number)}</p>" for one in answer.citations)
    note = f'<p class="note">{label_html("differ")}</p>' if answer.conflicting else ""
    body = _with_sources(answer, sentences, note, answer.citations, answer_markdown(answer), index)
    return _turn(answer, asked, turn, State.ANSWERED.value, body)


def composed_html(
    composed: ComposedAnswer, answer: Answer, index: Index, *, asked: str = "", turn: str = "", finished: bool = True
) -> str:
    """The same with the sentences of a language model, those that are not supported marked as such; until it has
    `finished` without what is done with an answer."""
    sentences = "".join(_composed_sentence(sentence) for sentence in composed.sentences)
    note = f'<p class="note">{bilingual_html(composed.fallback)}</p>' if composed.fallback else ""
    if composed.withdrawn:
        note += f'<p class="note">{composed.withdrawn} {label_html("withdrawn")}</p>'
    if not finished:
        return _turn(answer, asked, turn, "composing", f'<div class="answer">{sentences}</div>')
    body = _with_sources(answer, sentences, note, composed.citations, composed_markdown(composed), index)
    return _turn(answer, asked, turn, State.ANSWERED.value, body)


def message_html(message: str, *, asked: str = "", turn: str = "") -> str:
    """What went wrong, for a person."""
    shown = f'<p class="message" role="alert">{bilingual_html(message)}</p>'
    if not turn:
        return shown
    heading = f"<h2>{escape(asked)}</h2>" if asked.strip() else ""
    return f'<article class="turn" data-turn="{turn}" data-state="message">{heading}{shown}</article>'


def _turn(answer: Answer, asked: str, turn: str, state: str, body: str) -> str:
    asked = asked or answer.question
    understood = ""
    if asked.strip() != answer.question:
        understood = f'<p class="understood">{label_html("understood")} {name_html(answer.question)}</p>'
    sure = "" if state in ("declined", "composing") else f" · {label_html('confidence')} {answer.confidence:.0%}"
    return (
        f'<article class="turn" data-turn="{turn}" data-state="{state}" data-question="{escape(answer.question)}">'
        f"<h2>{escape(asked)}</h2>{understood}"
        f'<p class="state">{label_html(state)}{sure}</p>{body}</article>'
    )


def _composed_sentence(sentence: ComposedSentence) -> str:
    numbers = "".join(_number(citation.number) for citation in sentence.citations)
    if sentence.support is Support.SUPPORTED:
        return f"<p>{name_html(sentence.text)}{numbers}</p>"
    return (
        f'<p class="unsupported"><del>{name_html(sentence.text)}</del>{numbers} '
        f"<em>{label_html('unsupported')}: {bilingual_html(sentence.reason)}</em></p>"
    )


def _with_sources(
    answer: Answer, sentences: str, note: str, citations: Sequence[Citation], markdown: str, index: Index
) -> str:
    together = groupby(sorted(citations, key=lambda one: one.passage.id), key=lambda one: one.passage)
    sources = sorted(([*group] for _, group in together), key=lambda group: group[0].number)
    return (
        f'<div class="answer">{sentences}</div>{note}'
        f'<div class="tools">{_copier("copy", markdown)}{_copier("copy_references", references(citations))}'
        f"{_thumbs()}</div>{_reasons(_REASONS)}"
        f"<h3>{label_html('sources')}</h3><ol>{''.join(map(_source, sources))}</ol>"
        f"{''.join(_dialog(citation, index) for citation in citations)}"
    )


def _abstained(answer: Answer) -> str:
    thumbs = f'<div class="tools">{_thumbs()}</div>{_reasons(("exists", "other"))}'
    if answer.state is State.DECLINED:
        return f'<div class="answer"><p>{label_html("no_answer")}</p></div>{thumbs}'
    nearest = "".join(
        f"<li>{_place(hit, '')}<blockquote>{escape(hit.passage.text)}</blockquote>"
        f"{''.join(_place(copy, label_html('also')) for copy in hit.also)}</li>"
        for hit in answer.hits[:NEAREST]
    )
    return (
        f'<div class="answer"><p>{label_html("only_related")}</p></div>{thumbs}'
        f"<h3>{label_html('nearest')}</h3><ol>{nearest}</ol>"
    )


def _copier(label: str, text: str) -> str:
    return (
        f'<button type="button" data-copy="{escape(text)}"><span class="undone">{label_html(label)}</span>'
        f'<span class="done">{label_html("copied")}</span></button>'
    )


def _thumbs() -> str:
    """Whether the answer was of use."""
    return "".join(
        f'<button type="button" data-useful="{useful}" aria-pressed="false">{label_html(label)}</button>'
        for useful, label in (("true", "useful"), ("false", "useless"))
    )


def _reasons(reasons: Sequence[str]) -> str:
    """Why it was of none; hidden until that is said."""
    choices = "".join(
        f'<label><input type="radio" name="reason" value="{reason}" required> {label_html(reason)}</label>'
        for reason in reasons
    )
    return (
        f'<form class="reasons" hidden><fieldset><legend>{label_html("why")}</legend>{choices}</fieldset>'
        f'<label class="comment">{label_html("comment")}<textarea name="comment" rows="2" maxlength="1000"></textarea>'
        f'</label><button type="submit">{label_html("send")}</button><p class="fine">{label_html("kept")}</p></form>'
        f'<p class="thanks" role="status" hidden>{label_html("thanks")}</p>'
        f'<p class="not-sent" role="alert" hidden>{label_html("not_sent")}</p>'
    )


def _number(number: int) -> str:
    return (
        f'<button type="button" class="number" data-source="{number}">'
        f'<span class="unseen">{label_html("source")} </span>[{number}]</button>'
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
            f'{escape(passage.text[at:start])}<mark data-number="{citation.number}">'
            f"<sup>[{citation.number}]</sup><bdi>{_quote(citation)}</bdi></mark>"
        )
        at = end
    numbers = "".join(f"[{citation.number}]" for citation in citations)
    place = _place(citations[0], numbers)
    copies = "".join(
        f"<li>{_place(copy, f'[{citation.number}]')}</li>" for citation in citations for copy in citation.also
    )
    also = f'<p class="also">{label_html("also_sentence")}</p><ul>{copies}</ul>' if copies else ""
    return f"<li>{place}<blockquote>{marked}{escape(passage.text[at:])}</blockquote>{also}</li>"


def _dialog(citation: Citation, index: Index) -> str:
    """The quote where it stands: its passage, and those before and behind it."""
    passage = citation.passage
    before, after = (found.text if found else "" for found in index.around(passage.id))
    start, end = citation.start - passage.start, citation.end - passage.start
    marked = f"{escape(passage.text[:start])}<mark>{_quote(citation)}</mark>{escape(passage.text[end:])}"
    return (
        f'<dialog data-number="{citation.number}" aria-label="出处 Source {citation.number}">'
        f"{_place(citation, f'[{citation.number}]')}"
        f'<p class="around">{escape(before)}</p><blockquote>{marked}</blockquote><p class="around">{escape(after)}</p>'
        f'<form method="dialog"><button>{label_html("close")}</button></form></dialog>'
    )


def _place(found: Hit | Citation | Place, numbers: str) -> str:
    """`numbers` is HTML of ours."""
    shown = escape(found.source)
    if found.source.startswith(("http://", "https://")):
        shown = f'<a href="{shown}" target="_blank" rel="noopener noreferrer nofollow">{shown}</a>'
    title, location = name_html(found.title), name_html(found.location)
    return f'<p class="place">{numbers} <strong>{title}</strong> <bdi>{shown}</bdi> {location}</p>'
