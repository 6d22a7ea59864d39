"""Title and source of a text, from the file of the same name that ends in .toml: its sidecar. How long a title is."""

from __future__ import annotations

import tomllib
from pathlib import Path

from corpus.document import unstorable
from corpus.errors import UnreadableContentError, UnreadableTextError
from corpus.loaders.formats import BY_SUFFIX, Format

SIDECAR_SUFFIX = ".toml"
MAX_SIDECAR_BYTES = 64 * 1024
WITH_SIDECAR = tuple(suffix for suffix, kind in BY_SUFFIX.items() if kind not in (Format.RECORDS, Format.ZIP))


MAX_TITLE = 200
"""The characters of a document's title; what a file gives beyond that is not a title's any more."""


def short_title(title: str) -> str:
    """The title, where it is longer than MAX_TITLE its beginning and an ellipsis."""
    return title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1]}…"


def is_sidecar(path: Path) -> bool:
    """Whether a file is the sidecar of a text beside it."""
    return path.suffix == SIDECAR_SUFFIX and any(path.with_suffix(suffix).exists() for suffix in WITH_SIDECAR)


def sidecar_facts(path: Path) -> dict[str, str]:
    """`title` and `source` of the text at `path`, as far as its sidecar gives them; a mistake in it raises
    UnreadableTextError."""
    sidecar = path.with_suffix(SIDECAR_SUFFIX)
    if not sidecar.is_file():
        return {}
    if sidecar.is_symlink() and not sidecar.resolve().is_relative_to(sidecar.parent.resolve()):
        raise UnreadableTextError(path, f"说明文件 {sidecar.name} 是指向别处的链接。 Its sidecar is a link elsewhere.")
    try:
        with sidecar.open("rb") as file:
            return facts_in(file.read(MAX_SIDECAR_BYTES + 1), sidecar.name)
    except OSError as error:
        reason = f"说明文件 {sidecar.name} 无法打开：{error.strerror}。 Its sidecar cannot be opened."
        raise UnreadableTextError(path, reason) from error
    except UnreadableContentError as error:
        raise UnreadableTextError(path, str(error)) from error


def facts_in(raw: bytes, name: str) -> dict[str, str]:
    """The facts in a sidecar of this name and content; a mistake in it raises UnreadableContentError."""
    try:
        if len(raw) > MAX_SIDECAR_BYTES:
            raise ValueError(f"超过 {MAX_SIDECAR_BYTES} 字节")
        facts = tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableContentError(f"说明文件 {name} 无法读取：{error}。 Its sidecar cannot be read.") from error
    for key, value in facts.items():
        if key not in ("title", "source") or not isinstance(value, str) or unstorable(value):
            raise UnreadableContentError(
                f"说明文件 {name} 的 {key!r} 无效，只有字符串 title 和 source。 Only these two go there."
            )
    return facts
