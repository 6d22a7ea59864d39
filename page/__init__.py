"""What the page shows, as HTML, and what programs get from it. Imports `retriever`, `index`, `corpus`; not gradio."""

from page.adding import DeniedError, Gate, add_files, add_text, remove_document
from page.answers import answer_html, answer_markdown, composed_html, composed_markdown, message_html
from page.documents import document_choices, document_html
from page.inside import inside_html
from page.programs import ask_plain, documents_plain, search_plain, status_plain

__all__ = [
    "DeniedError",
    "Gate",
    "add_files",
    "add_text",
    "answer_html",
    "answer_markdown",
    "ask_plain",
    "composed_html",
    "composed_markdown",
    "document_choices",
    "document_html",
    "documents_plain",
    "inside_html",
    "message_html",
    "remove_document",
    "search_plain",
    "status_plain",
]
