"""What goes to the reading process and comes back: messages with their length in front."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import IO, Any

from corpus.document import Landmark, LandmarkKind
from corpus.loaders.content import Content
from corpus.loaders.formats import Format
from corpus.loaders.loader import Loaded

_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a file, or of the member `name` of an archive: its content, or the reason why it is not read.
    `name` is "" for the file itself."""

    name: str = ""
    content: Content | None = None
    reason: str = ""


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message and let it go."""
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """The next message; None where the other side has ended."""
    start = stream.read(_LENGTH.size)
    if len(start) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(start)
    message = stream.read(length)
    return message if len(message) == length else None


def packed(reading: Reading) -> dict[str, Any]:
    """A reading as JSON takes it."""
    fields: dict[str, Any] = {"name": reading.name, "reason": reading.reason}
    if reading.content:
        fields |= {"format": reading.content.format.value, "loaded": asdict(reading.content.loaded)}
    return fields


def unpacked(fields: dict[str, Any]) -> Reading:
    """The reading that was packed."""
    if "loaded" not in fields:
        return Reading(fields["name"], None, fields["reason"])
    loaded = fields["loaded"]
    marks = tuple(Landmark(mark["start"], LandmarkKind(mark["kind"]), mark["label"]) for mark in loaded["landmarks"])
    excluded = tuple((start, end) for start, end in loaded["excluded"])
    notes = tuple(loaded["notes"])
    content = Loaded(loaded["text"], marks, loaded["title"], loaded["source"], excluded, notes)
    return Reading(fields["name"], Content(Format(fields["format"]), content))


def to_json(fields: dict[str, Any]) -> bytes:
    """ASCII, so that a name with anything in it comes through."""
    return json.dumps(fields).encode("ascii")
