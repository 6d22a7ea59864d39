"""What the page shows, as HTML. Imports `api`, `retriever`, `index`, `corpus`; not gradio."""

from page.adding import adding_html, change_html, outcome_html
from page.answers import answer_html, composed_html, message_html
from page.copying import answer_markdown, composed_markdown, references
from page.documents import document_choices, document_html
from page.frame import BROWSER, HEADING, PAST, head_html
from page.inside import inside_html
from page.labels import translations
from page.suggested import suggested_html
from page.turns import Shown, ask

__all__ = [
    "BROWSER",
    "HEADING",
    "PAST",
    "Shown",
    "adding_html",
    "answer_html",
    "answer_markdown",
    "ask",
    "change_html",
    "composed_html",
    "composed_markdown",
    "document_choices",
    "document_html",
    "head_html",
    "inside_html",
    "message_html",
    "outcome_html",
    "references",
    "suggested_html",
    "translations",
]
