"""What came of a change of the store -> HTML."""

from __future__ import annotations

from html import escape

from api import Outcome
from page.labels import bilingual_html, label_html


def outcome_html(outcome: Outcome) -> str:
    """What was added, removed and skipped, and how much there is now; names and reasons are escaped."""
    lines = [f"<li>✓ {escape(name)}</li>" for name in outcome.added]
    lines += [f"<li>{label_html('removed')}: {escape(name)}</li>" for name in outcome.removed]
    lines += [f"<li>✗ {escape(skipped.name)}: {bilingual_html(skipped.reason)}</li>" for skipped in outcome.skipped]
    counts = f"{outcome.documents} {label_html('documents')}, {outcome.passages} {label_html('passages')}"
    return f"<ul>{''.join(lines)}</ul>{f'<p>{counts}</p>' if outcome.documents is not None else ''}"
