"""Markdown, character for character, with its headings and the facts of its YAML front matter."""

from __future__ import annotations

import re
from datetime import date

import yaml

from corpus.decoding import decode
from corpus.document import Landmark, LandmarkKind, Span
from corpus.errors import UnreadableContentError
from corpus.limits import Limits
from corpus.loaders.composition import heading_path
from corpus.loaders.loader import Loaded
from corpus.loaders.plain import encoding_notes

_MAX_FRONT_MATTER = 64 * 1024
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?\r?\n)??---[ \t]*(?:\r?\n|$)", re.DOTALL)
_HEADING = re.compile(r"[ ]{0,3}(#{1,6})[ \t]+(\S.*)")
_FENCE = re.compile(r"[ ]{0,3}(```+|~~~+)")


def load(raw: bytes, limits: Limits) -> Loaded:
    """The text as it is. Landmarks are its headings (those with #, outside code); without a title in the front matter
    the first heading is the title."""
    decoded = decode(raw)
    text = decoded.text
    excluded, facts = _front_matter(text)
    landmarks, first = _headings(text, excluded[0][1] if excluded else 0)
    title = facts.get("title") or first
    return Loaded(text, landmarks, title, facts.get("source", ""), excluded, encoding_notes(decoded))


def _headings(text: str, start: int) -> tuple[tuple[Landmark, ...], str]:
    """The headings behind `start`, and the words of the first."""
    above: list[tuple[int, str]] = []
    found = []
    first, fence = "", ""
    for line in re.finditer(r"[^\n]+", text[start:]):
        fenced = _FENCE.match(line.group())
        if fenced and (not fence or fenced.group(1).startswith(fence)):
            fence = "" if fence else fenced.group(1)
        match = _HEADING.match(line.group().rstrip()) if not fence else None
        words = match.group(2).rstrip("# \t") if match else ""
        if match and words:
            path = heading_path(above, len(match.group(1)), words)
            found.append(Landmark(start + line.start() + match.start(1), LandmarkKind.HEADING, path))
            first = first or words
    return tuple(found), first


def _front_matter(text: str) -> tuple[tuple[Span, ...], dict[str, str]]:
    """The span of the YAML front matter, if there is any, and the facts in it."""
    match = _FRONT_MATTER.match(text)
    if match is None or not _looks_like_facts(match.group(1) or ""):
        return (), {}
    if match.end() > _MAX_FRONT_MATTER:
        raise UnreadableContentError(f"front matter 超过 {_MAX_FRONT_MATTER} 字。 Its front matter is too long.")
    try:
        content = yaml.safe_load(match.group(1) or "")
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a date such as 2024-13-45 is a ValueError
        problem = (str(error).splitlines() or [type(error).__name__])[0]
        raise UnreadableContentError(
            f"front matter 不是有效的 YAML：{problem}。 Its front matter is not valid YAML."
        ) from error
    if not isinstance(content, dict):  # two rulers around text, not front matter
        return (), {}
    facts = {"title": content.get("title"), "source": content.get("source") or content.get("url")}
    # Only what is one value: a list of lists by reference would be written out without end.
    return ((0, match.end()),), {k: str(v) for k, v in facts.items() if v and isinstance(v, str | int | float | date)}


def _looks_like_facts(front: str) -> bool:
    """Whether text between two rulers is `key: value` lines and not just text."""
    lines = [line for line in front.splitlines() if line.strip() and line[0] not in " \t#-"]
    return bool(lines) and all(re.match(r"[A-Za-z_][\w-]*[ \t]*:", line) for line in lines)
