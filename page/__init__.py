"""What the page shows, as HTML, and what programs get from it. Imports `retriever`, `index`, `corpus`; not gradio."""

from page.adding import DeniedError, Gate, add_files, add_text, remove_document
from page.answers import answer_html, composed_html, message_html
from page.copying import answer_markdown, composed_markdown, references
from page.documents import document_choices, document_html
from page.frame import BROWSER, HEADING, PAST, head_html
from page.inside import inside_html
from page.labels import translations
from page.programs import ask_plain, documents_plain, search_plain, status_plain
from page.suggested import suggested_html
from page.turns import Shown, ask

__all__ = [
    "BROWSER",
    "HEADING",
    "PAST",
    "DeniedError",
    "Gate",
    "Shown",
    "add_files",
    "add_text",
    "answer_html",
    "answer_markdown",
    "ask",
    "ask_plain",
    "composed_html",
    "composed_markdown",
    "document_choices",
    "document_html",
    "documents_plain",
    "head_html",
    "inside_html",
    "message_html",
    "references",
    "remove_document",
    "search_plain",
    "status_plain",
    "suggested_html",
    "translations",
]
