"""The same for questions in English: what about X, and X?, when was it founded."""

from __future__ import annotations

import re

from retriever.question_parts import Parts

_NAMING = re.compile(
    r"^\s*(?:and\s+)?(?:(?:what|how)\s+about|and(?:\s+for)?)\s+(?P<named>[^?!,.]{2,40}?)\s*[?!.]*\s*$", re.I
)
_WHY = re.compile(r"^\s*(?:and\s+|but\s+)?why(?:\s+(?:is that|not|so))?\s*[?!.]*\s*$", re.I)
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.I)
_PRONOUN = re.compile(r"\b(it|he|she|they|him|them|its|his|her|their)\b", re.I)
_POSSESSIVE = frozenset(["its", "his", "her", "their"])
_EXPLETIVE = re.compile(
    r"\b(?:time|day|date|weather)\s+is\s+it\b|\bit\s+(?:takes?|rains?|snows?|means?)\b"
    r"|\b(?:is|was|it's|makes)\s+it\s+\w+\s+(?:to|that|for|if)\b",
    re.I,
)
_NOUN_BEFORE = re.compile(r"\b(?:an?|the|this|that|my|your|our|each|every|some)\s+\w+|(?<=\s)[A-Z]\w+")
_BE = re.compile(r"^(?:what|who|where|when|how|why)\s+(?:is|are|was|were)\s+(?P<subject>[^?]+?)\s*\??$", re.I)
_AUXILIARY = re.compile(
    r"^(?:(?:what|who|where|when|why|how(?:\s+\w+)?)\s+)?(?:do|does|did|is|are|was|were|can|could|should|will|has|have)\s+"
    r"(?P<subject>(?:(?:an?|the)\s+)?(?:[A-Z]\w*(?:\s+[A-Z]\w*)*|\w+))\b",
    re.I,
)
_CAPITALS = re.compile(r"(?<=\s)(?:[A-Z][\w&-]*)(?:\s+[A-Z][\w&-]*)*")
_PARTICIPLE = re.compile(r"\s+(?:\w+ed|born|made|built|used|called|written)$")


def standalone_english(question: str, last: Parts) -> str:
    """As `following.standalone` promises, for a question without a Chinese character; the last may hold some."""
    naming = _NAMING.match(question)
    place = _subject(last)
    if _WHY.match(question):
        return _why(last)
    if place is None:
        return question
    start, end = place
    subject = last.text[start:end]
    if naming:
        named = naming["named"]
        if not _is_english(last.text):
            named = _ARTICLE.sub("", named)
        return last.text[:start] + named + last.text[end:]
    pronoun = _PRONOUN.search(question)
    if not pronoun or _EXPLETIVE.search(question) or _NOUN_BEFORE.search(question[: pronoun.start()]):
        return question
    meant = f"{subject}'s" if pronoun[0].lower() in _POSSESSIVE else subject
    return question[: pronoun.start()] + meant + question[pronoun.end() :]


def _why(last: Parts) -> str:
    yes_no = re.match(r"(?:do|does|did|is|are|was|were|can|could|should|will|has|have)\b", last.text, re.I)
    if yes_no:
        return f"Why {last.text[0].lower()}{last.text[1:]}"
    return f"{last.text} Why?"


def _subject(last: Parts) -> tuple[int, int] | None:
    """Where the last question names what it is about."""
    if not _is_english(last.text):
        return (last.start, last.owner_end) if last.owner else None
    be = _BE.match(last.text)
    if be:
        start, subject = be.start("subject"), be["subject"]
        of = re.search(r"\bof\s+", subject)
        return start + (of.end() if of else 0), start + len(_PARTICIPLE.sub("", subject))
    auxiliary = _AUXILIARY.match(last.text)
    capitals = _CAPITALS.search(last.text)
    found = auxiliary or capitals
    return found.span("subject" if auxiliary else 0) if found else None


def _is_english(text: str) -> bool:
    return re.search("[一-鿿]", text) is None
