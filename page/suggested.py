"""Questions to begin with -> HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from page.labels import label_html


def suggested_html(questions: Sequence[str]) -> str:
    """A button a question, which the browser asks when it is pressed; nothing where there are none."""
    if not questions:
        return ""
    buttons = "".join(f'<button type="button" data-ask="{escape(one)}">{escape(one)}</button>' for one in questions)
    return f'<p>{label_html("suggested")}</p><div class="questions">{buttons}</div>'
