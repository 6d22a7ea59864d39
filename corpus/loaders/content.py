"""The content of one file -> its text, whatever its format and however broken it is."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import UnreadableContentError
from corpus.limits import Limits, in_megabytes
from corpus.loaders.formats import Format, loader_of, package_format, recognised
from corpus.loaders.loader import Loaded


@dataclass(frozen=True, slots=True)
class Content:
    """What was loaded, and the format that it turned out to be in."""

    format: Format
    loaded: Loaded


def format_of(raw: bytes, suffix: str) -> Format:
    """The format of the bytes of a file whose name ends in `suffix`; raises UnreadableContentError for another."""
    kind = recognised(raw, suffix)
    return package_format(raw) if kind is Format.ZIP else kind


def load_content(raw: bytes, suffix: str, limits: Limits) -> Content:
    """The text of a file that is not an archive. Whatever its parser stumbles over, UnreadableContentError is raised
    with a reason of one line."""
    kind = format_of(raw, suffix)
    if kind is Format.ZIP:
        raise UnreadableContentError("是压缩包里的压缩包，不读。 An archive in an archive is not read.")
    try:
        loaded = loader_of(kind).load(raw, limits)
    except Exception as error:  # parsers of formats this large raise any error at all on broken files
        if _is_of_memory(error) or _is_of_memory(error.__cause__):
            most = in_megabytes(limits.memory_bytes)
            raise UnreadableContentError(
                f"内存超过 {most}（memory_bytes）。 It takes more memory than the limit."
            ) from error
        if isinstance(error, UnreadableContentError):
            raise
        problem = " ".join(f"{type(error).__name__} {error}".split())[:200]
        raise UnreadableContentError(f"无法解析：{problem}。 It cannot be parsed.") from error
    if not loaded.text.strip():
        raise UnreadableContentError("文件里没有文字。 There is no text in it.")
    return Content(kind, loaded)


def _is_of_memory(error: BaseException | None) -> bool:
    """Whether memory ran out; lxml then reports an error of syntax that is in no line."""
    return isinstance(error, MemoryError) or (isinstance(error, SyntaxError) and error.lineno == 0)
