"""How much of the machine reading one file may take."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import UnreadableContentError

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """A file that would take more than one of these is reported instead of read.

    `file_bytes` counts the file, or a member of an archive; `expanded_bytes` all that an archive, an e-book or an
    Office file unpacks to; `pages` the pages or slides of one document. `seconds` and `memory_bytes` hold for the
    process that parses what is not plain text (the latter where the operating system can limit it: not on Windows).
    """

    file_bytes: int = 256 * _MEGABYTE
    expanded_bytes: int = 512 * _MEGABYTE
    members: int = 10_000
    pages: int = 10_000
    seconds: float = 20.0
    memory_bytes: int = 1024 * _MEGABYTE


def in_megabytes(count: int) -> str:
    """A number of bytes for a person: 256 MB."""
    return f"{count / _MEGABYTE:.3g} MB" if count < 1000 * _MEGABYTE else f"{count / _MEGABYTE:.0f} MB"


def check_pages(pages: int, limits: Limits) -> None:
    """Raises UnreadableContentError for more pages than the limit."""
    if pages > limits.pages:
        raise UnreadableContentError(f"有 {pages} 页，超过上限 {limits.pages} 页（pages）。 More pages than the limit.")
