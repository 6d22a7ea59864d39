"""What is checked of a ZIP archive before anything in it is parsed, and how XML is parsed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from corpus.errors import UnreadableContentError
from corpus.limits import Limits, in_megabytes

_PIECE = 256 * 1024
_XML_SUFFIXES = (".xml", ".rels", ".vml")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError, OSError)
"""What reading a member of a damaged archive raises."""


def opened(raw: bytes, limits: Limits) -> zipfile.ZipFile:
    """The archive. Raises UnreadableContentError for a damaged one and for one with too many members."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except BROKEN as error:
        raise UnreadableContentError(f"压缩包已损坏：{error}。 A damaged archive.") from error
    members = len(archive.infolist())
    if members > limits.members:
        archive.close()
        raise UnreadableContentError(
            f"压缩包有 {members} 个成员，超过上限 {limits.members}（members）。 More members than the limit."
        )
    return archive


class Unpacking:
    """Unpacks members of an archive and counts what comes out, whatever their headers say."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._expanded = 0

    def pieces(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """The content of a member. Raises UnreadableContentError when all that was unpacked is more than the limit, for
        an encrypted member and for a damaged one."""
        if member.flag_bits & 1:
            raise UnreadableContentError("成员有密码。 It is encrypted.")
        try:
            with self._archive.open(member) as content:
                while piece := content.read(_PIECE):
                    self._expanded += len(piece)
                    if self._expanded > self._limits.expanded_bytes:
                        raise UnreadableContentError(
                            f"解压后超过 {in_megabytes(self._limits.expanded_bytes)}（expanded_bytes）。"
                            " It unpacks to more than the limit."
                        )
                    yield piece
        except BROKEN as error:
            raise UnreadableContentError(f"成员已损坏：{error}。 A damaged member.") from error


def check_package(raw: bytes, limits: Limits) -> None:
    """Raises UnreadableContentError for an Office file that unpacks to more than the limits, is damaged, or whose XML
    declares entities, which no program writes there."""
    with opened(raw, limits) as archive:
        unpacking = Unpacking(archive, limits)
        for member in archive.infolist():
            is_xml = member.filename.lower().endswith(_XML_SUFFIXES)
            last = b""
            for piece in unpacking.pieces(member):
                if is_xml:
                    seen = last + piece.replace(b"\x00", b"")
                    if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                        raise UnreadableContentError("XML 里有实体声明（DTD），不读。 Its XML declares a DTD.")
                    last = seen[-16:]
