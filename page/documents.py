"""A document of the store -> HTML: its passages as they were cut, and where a word stands in it."""

from __future__ import annotations

import re
from html import escape

from corpus import Document
from index import Index
from page.labels import label_html, name_html

SHOWN = 200
"""How many passages are shown at once."""


def document_choices(index: Index) -> list[tuple[str, str]]:
    """(what is shown, id) for every document, by title."""
    named = [(f"{document.title or document.id} · {document.id}", document.id) for document in index.documents()]
    return sorted(named)


def document_html(index: Index, document_id: str, words: str = "") -> str:
    """The document, passage by passage, what is not indexed in between, and every place of the words marked. Of a long
    one the first passages are shown, or those that hold the words. Raises KeyError."""
    document = index.document(document_id)
    passages = index.passages_of(document_id)
    pattern = re.compile(re.escape(words.strip()), re.IGNORECASE) if words.strip() else None
    wanted = [p for p in passages if pattern is None or pattern.search(p.text)]
    count = sum(len(pattern.findall(passage.text)) for passage in passages) if pattern else 0
    summary = f"{len(document.text)} {label_html('characters')}, {len(passages)} {label_html('passages')}"
    if pattern:
        summary += f"; “{name_html(words.strip())}” {count} {label_html('places')}"
    blocks = []
    last = 0
    for passage in wanted[:SHOWN]:
        if pattern is None:
            blocks.append(_left_out(document, last, passage.start))
        location = name_html(document.location(passage.start, passage.end))
        label = f"{label_html('passage')} {passages.index(passage) + 1} · {passage.start}–{passage.end} {location}"
        shown = _marked(passage.text, pattern)
        blocks.append(f'<section><p class="label">{label}</p><p class="text">{shown}</p></section>')
        last = passage.end
    if pattern is None and len(wanted) <= SHOWN:
        blocks.append(_left_out(document, last, len(document.text)))
    if len(wanted) > SHOWN:
        blocks.append(f'<p class="label">… {len(wanted) - SHOWN} {label_html("more_passages")}</p>')
    title, source = name_html(document.title), name_html(document.source)
    return f'<p><strong>{title}</strong> {source}</p><p class="label">{summary}</p>{"".join(blocks)}'


def _left_out(document: Document, start: int, end: int) -> str:
    text = document.text[start:end].strip()
    return f'<p class="left-out">{label_html("not_indexed")}: {escape(text)}</p>' if text else ""


def _marked(text: str, pattern: re.Pattern[str] | None) -> str:
    if pattern is None:
        return escape(text)
    shown, at = "", 0
    for match in pattern.finditer(text):
        shown += f"{escape(text[at : match.start()])}<mark>{escape(match.group())}</mark>"
        at = match.end()
    return shown + escape(text[at:])
