"""The reading process: parses what others made, apart from the program that asked for it.

It takes requests from its standard input and answers on its standard output (see frames.py) until the input ends. What
hangs, crashes or eats memory here costs one file; `ReadingProcess` starts it, watches it and ends it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from corpus.errors import UnreadableContentError
from corpus.facts import SIDECAR_SUFFIX, facts_in
from corpus.frames import Reading, packed, receive, send, to_json
from corpus.limits import Limits
from corpus.loaders.archive import Member, members
from corpus.loaders.content import Content, format_of, load_content
from corpus.loaders.formats import Format, loader_of

Answer = Callable[[dict[str, Any]], None]


def main() -> None:
    """Answer requests until there are no more."""
    _limit_memory(int(sys.argv[1]))
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not come between the answers
    while (request := receive(requests)) is not None:
        raw = receive(requests)
        if raw is None:
            return
        _answer(json.loads(request), raw, lambda fields: send(answers, to_json(fields)))


def _answer(request: dict[str, Any], raw: bytes, answer: Answer) -> None:
    limits, suffix = Limits(**request["limits"]), request["suffix"]
    try:
        kind = format_of(raw, suffix)
        if kind is Format.ZIP:
            answer({"ready": True})
            _answer_members(raw, limits, request["first"], answer)
        else:
            loader_of(kind)  # importing a library takes a while, which is not the file's fault
            answer({"ready": True})
            answer({"reading": packed(Reading("", load_content(raw, suffix, limits)))})
    except UnreadableContentError as error:
        answer({"reading": packed(Reading("", None, str(error)))})
    answer({"end": True})


def _answer_members(raw: bytes, limits: Limits, first: int, answer: Answer) -> None:
    found = first > 0
    for member in members(raw, limits, first):
        found = True
        answer({"begun": member.number, "name": member.name})
        reading = Reading(member.name, None, member.reason)
        if not member.reason:
            try:
                content = load_content(member.content, PurePosixPath(member.name).suffix, limits)
                reading = Reading(member.name, _with_facts(content, member))
            except UnreadableContentError as error:
                reading = Reading(member.name, None, str(error))
        answer({"reading": packed(reading)})
    if not found:
        raise UnreadableContentError("压缩包里没有文件。 There is no file in the archive.")


def _with_facts(content: Content, member: Member) -> Content:
    """The content, with the title and source that the member's sidecar gives it."""
    if not member.sidecar:
        return content
    facts = facts_in(member.sidecar, PurePosixPath(member.name).with_suffix(SIDECAR_SUFFIX).name)
    loaded = content.loaded
    title, source = facts.get("title") or loaded.title, facts.get("source") or loaded.source
    return replace(content, loaded=replace(loaded, title=title, source=source))


def _limit_memory(most: int) -> None:
    try:
        import resource  # not on Windows
    except ImportError:
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except (ValueError, OSError):  # not on every system; time is limited all the same
        return


if __name__ == "__main__":
    main()
