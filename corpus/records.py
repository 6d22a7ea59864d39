"""The documents in a .jsonl file: one `{"_id", "title", "text", "source"}` record a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.boilerplate import find_boilerplate
from corpus.document import Document, unstorable
from corpus.errors import UnreadableTextError, printable
from corpus.facts import short_title


def documents_of(path: Path, text: str, skip: Callable[[UnreadableTextError], None]) -> Iterator[Document]:
    """The document of every record; `skip` is told of a record with a mistake."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _record(path, number, line)
        except UnreadableTextError as error:
            skip(error)


def _record(path: Path, number: int, line: str) -> Document:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableTextError(path, f"不是有效的 JSON：{error}。 Not valid JSON.", line=number) from error
    if not isinstance(record, dict):
        raise UnreadableTextError(path, "不是 JSON 对象。 Not a JSON object.", line=number)
    identifier, text = record.get("_id"), record.get("text")
    title, source = record.get("title") or "", record.get("source") or printable(path)
    if isinstance(identifier, int):
        identifier = str(identifier)
    for key, value in (("_id", identifier), ("text", text), ("title", title), ("source", source)):
        if not isinstance(value, str) or (key in ("_id", "text") and not value.strip()):
            raise UnreadableTextError(
                path, f"字段 {key} 缺失、为空或不是字符串。 Field {key} is missing, empty or no string.", line=number
            )
        problem = unstorable(value)
        if problem:
            raise UnreadableTextError(path, f"字段 {key} {problem}", line=number)
    assert isinstance(identifier, str)
    assert isinstance(text, str)
    return Document(identifier, short_title(title), source, text, tuple(find_boilerplate(text)))
