"""Where sentences end in Chinese and Western text.

A sentence ends at 。！？； and ……, at their ASCII forms where these end one (not in 3.5, v2.0, example.com, 1.), with
the closing quotes that follow, and at the end of a line. It never ends inside a quotation or bracket of at most
MAX_QUOTATION characters, and is hardly longer than MAX_SENTENCE: text without sentence ends is cut at clause marks.
"""

from __future__ import annotations

import re
import unicodedata

from corpus.document import Passage, Sentence, Span

MAX_SENTENCE = 400
MAX_QUOTATION = 300
MAX_HEADING = 25

PAIRS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "（": "）",
    "(": ")",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "〔": "〕",
    "[": "]",
}
CLOSING_MARKS = frozenset(PAIRS.values())
_OPENING = {closing: opening for opening, closing in PAIRS.items()}
_CLOSERS = re.escape("".join(sorted(CLOSING_MARKS))) + '"'
_CLOSING_QUOTES = '”’」』"'
_NEVER_FIRST = CLOSING_MARKS | frozenset("。！？；，、：…")

_END_RUN = re.compile(rf"(?:[。！？；…!?;.．｡]+[{_CLOSERS}]*)+|\n\s*")
_CLAUSE_MARKS = frozenset("，、：,:")
_ABBREVIATIONS = re.compile(
    r"(?<![A-Za-z.])(?:[A-Za-z]|[A-Za-z](?:\.[A-Za-z])+|Mr|Mrs|Ms|Dr|Prof|St|vs|etc|No|Inc|Ltd|Co|Fig)$"
)
_LIST_NUMBER = re.compile(r"(?:^|[\s:：;；>*\-（(])(?:\d{1,3}|[A-Za-z])$")
_ENTITY = re.compile(r"&[a-z]{2,8}$")


def sentence_spans(text: str) -> list[Span]:
    """Spans of the sentences of a text, in order, not overlapping, without the white space around them.

    What lies between two spans is white space. A closing mark at the very start belongs to nothing and is left out.
    """
    quoted = _quoted(text)
    spans: list[Span] = []
    at = 0
    for boundary in [*_boundaries(text, quoted), len(text)]:
        first, last = _trimmed(text, at, boundary)
        at = boundary
        while first < last and (text[first] in _NEVER_FIRST or text[first].isspace()):
            if spans and not text[first].isspace():  # a mark that belongs to the sentence before it
                spans[-1] = (spans[-1][0], first + 1)
            first += 1
        while last - first > MAX_SENTENCE:
            cut = _clause_cut(text, first, quoted)
            spans.append(_trimmed(text, first, cut))
            first, last = _trimmed(text, cut, last)
        if first < last:
            spans.append((first, last))
    return spans


def split_sentences(passage: Passage) -> list[Sentence]:
    """The sentences of a passage, in order, with offsets into its document."""
    text = passage.text
    return [
        Sentence(
            passage.document_id,
            passage.start + start,
            passage.start + end,
            text[start:end],
            is_heading(text, (start, end)),
        )
        for start, end in sentence_spans(text)
    ]


def is_heading(text: str, span: Span) -> bool:
    """Whether the sentence is a whole line that only announces the next: marked as one, ending in a colon, or short
    and without any mark at its end."""
    start, end = span
    if not _fills_line(text, start, end):
        return False
    line = text[start:end]
    if re.match(r"#{1,6}\s", line) or line[-1] in ":：":
        return True
    return len(line) <= MAX_HEADING and unicodedata.category(line[-1])[0] not in "PS"


def _fills_line(text: str, start: int, end: int) -> bool:
    """Whether nothing but blanks stands beside the span on its line; looks no further than these blanks."""
    while start > 0 and text[start - 1] != "\n" and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end] != "\n" and text[end].isspace():
        end += 1
    return (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n")


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _quoted(text: str) -> bytearray:
    """For each character: 1 where a cut right behind it would fall inside a quotation or bracket."""
    depth = [0] * len(text)
    stack: list[int] = []
    straight: int | None = None
    for at, character in enumerate(text):
        opening: int | None = None
        if character in PAIRS:
            stack.append(at)
        elif character in _OPENING:
            stack = [i for i in stack if at - i <= MAX_QUOTATION]
            wanted = _OPENING[character]
            level = next((n for n in range(len(stack) - 1, -1, -1) if text[stack[n]] == wanted), None)
            if level is not None:
                opening = stack[level]
                del stack[level:]
        elif character == '"':
            straight, opening = (at, None) if straight is None else (None, straight)
        elif character == "\n":
            straight = None  # the mark that opens is the mark that closes: one forgotten must not turn the rest around
        if opening is not None and at - opening <= MAX_QUOTATION:
            depth[opening] += 1
            depth[at] -= 1
    inside, marks = 0, bytearray(len(text))
    for at, change in enumerate(depth):
        inside += change
        marks[at] = inside > 0
    return marks


def _boundaries(text: str, quoted: bytearray) -> list[int]:
    found = []
    for match in _END_RUN.finditer(text):
        last = match.end()
        if quoted[last - 1]:
            continue
        if match.group()[0] == "\n" or _ends_sentence(text, match.start(), match.group(), text[last : last + 1]):
            found.append(last)
    return found


def _ends_sentence(text: str, at: int, run: str, following: str) -> bool:
    """Whether a run of marks ends a sentence; `following` is the character behind it, "" at the end."""
    marks = run.rstrip(_CLOSING_QUOTES)
    if marks[-1] in CLOSING_MARKS:  # a title or an aside that holds an end mark: 《谁？》, （真的？）
        return False
    if re.search("[。！？；｡]|……", run):
        return True
    if "…" in run and not re.search("[!?]", run):
        return following in ("", "\n", "\r")
    before = text[max(0, at - 12) : at]
    if following and not following.isspace() and following.isascii():
        # example.com, 3.5, v2.0, ?a=b; but Chinese text with ASCII marks runs on: 他说不会!CTO很难。
        return run[0] in "!?;" and re.search("[一-鿿]$", before) is not None
    if run[0] == ";":
        return not _ENTITY.search(before)
    if run[0] not in ".．" or len(run) >= 3:
        return True
    if run[0] == "．" and following.isdigit():
        return False
    return not (_ABBREVIATIONS.search(before) or _LIST_NUMBER.search(before))


def _clause_cut(text: str, first: int, quoted: bytearray) -> int:
    """Where to cut a sentence that is too long: behind its last clause mark, else as late as harms nothing."""
    places = range(first + MAX_SENTENCE, first + MAX_SENTENCE // 4, -1)
    free = [at for at in places if not quoted[at - 1] and text[at] not in _NEVER_FIRST and not _joins(text[at])]
    if free:
        return next((at for at in free if text[at - 1] in _CLAUSE_MARKS), free[0])
    cut = first + MAX_SENTENCE  # nothing but marks and quotations: better too long than starting with a closing mark
    while cut < len(text) and text[cut] in _NEVER_FIRST:
        cut += 1
    return cut


def _joins(character: str) -> bool:
    """Whether this character is drawn as one with the one before it."""
    return unicodedata.combining(character) > 0 or character in "\u200d\ufe0e\ufe0f"
