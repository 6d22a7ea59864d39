"""Title and source of a text, from the file of the same name that ends in .toml: its sidecar."""

from __future__ import annotations

import tomllib
from pathlib import Path

from corpus.document import unstorable
from corpus.errors import UnreadableTextError
from corpus.loaders.formats import BY_SUFFIX, Format

SIDECAR_SUFFIX = ".toml"
_MAX_BYTES = 64 * 1024
_WITH_SIDECAR = tuple(suffix for suffix, kind in BY_SUFFIX.items() if kind not in (Format.RECORDS, Format.ZIP))


def is_sidecar(path: Path) -> bool:
    """Whether a file is the sidecar of a text beside it."""
    return path.suffix == SIDECAR_SUFFIX and any(path.with_suffix(suffix).exists() for suffix in _WITH_SIDECAR)


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
            raw = file.read(_MAX_BYTES + 1)
        if len(raw) > _MAX_BYTES:
            raise ValueError(f"超过 {_MAX_BYTES} 字节")
        facts = tomllib.loads(raw.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableTextError(
            path, f"说明文件 {sidecar.name} 无法读取：{error}。 Its sidecar cannot be read."
        ) from error
    for key, value in facts.items():
        if key not in ("title", "source") or not isinstance(value, str) or unstorable(value):
            raise UnreadableTextError(
                path,
                f"说明文件 {sidecar.name} 的 {key!r} 无效，只有字符串 title 和 source。 Only these two go there.",
            )
    return facts
