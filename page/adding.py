"""How a change of the store goes, and what came of it -> HTML."""

from __future__ import annotations

from api import Adding, Outcome
from page.labels import bilingual_html, label_html, name_html


def change_html(step: Adding | Outcome) -> str:
    """A step of a change, or what came of it."""
    return adding_html(step) if isinstance(step, Adding) else outcome_html(step)


def adding_html(adding: Adding) -> str:
    """Each file and how far it is, and how many passages are encoded of those to be; names are escaped."""
    lines = "".join(f"<li>{name_html(name)}: {label_html(stage)}</li>" for name, stage in adding.stages)
    if not adding.passages:
        return f"<ul>{lines}</ul>"
    counts = f"{adding.encoded} / {adding.passages} {label_html('passages')}"
    bar = f'<progress value="{adding.encoded}" max="{adding.passages}"></progress>'
    return f"<ul>{lines}</ul><p>{label_html('encoding')} {bar} {counts}</p>"


def outcome_html(outcome: Outcome) -> str:
    """What was added, removed and skipped, and how much there is now; names and reasons are escaped."""
    lines = [f"<li>✓ {name_html(name)}</li>" for name in outcome.added]
    lines += [f"<li>{label_html('removed')}: {name_html(name)}</li>" for name in outcome.removed]
    lines += [f"<li>✗ {name_html(skipped.name)}: {bilingual_html(skipped.reason)}</li>" for skipped in outcome.skipped]
    counts = f"{outcome.documents} {label_html('documents')}, {outcome.passages} {label_html('passages')}"
    return f"<ul>{''.join(lines)}</ul>{f'<p>{counts}</p>' if outcome.documents is not None else ''}"
