"""ZIP archives: their members, one at a time, never written to a disk."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from corpus.decoding import decode
from corpus.errors import UndecodableError, UnreadableContentError
from corpus.facts import SIDECAR_SUFFIX, WITH_SIDECAR
from corpus.limits import Limits, in_megabytes
from corpus.loaders.formats import SUFFIXES
from corpus.loaders.package import Unpacking, opened

_UTF8_NAME = 0x800
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".jar")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive: its content and that of its sidecar, or the reason why it is not read."""

    number: int
    name: str
    content: bytes = b""
    sidecar: bytes = b""
    reason: str = ""


def members(raw: bytes, limits: Limits, first: int = 0) -> Iterator[Member]:
    """The members of an archive from number `first` on; folders and hidden files are left out. A damaged, encrypted or
    too large member, one that is itself an archive or a link, and one whose name leads out of the archive come with the
    reason. Raises UnreadableContentError for an archive that cannot be opened."""
    with opened(raw, limits) as archive:
        unpacking = Unpacking(archive, limits)
        names = _names(archive.infolist())
        sidecars = _sidecars(dict(zip(names, archive.infolist(), strict=True)))
        for number, (info, name) in enumerate(zip(archive.infolist(), names, strict=True)):
            if number < first or info.is_dir() or name.endswith("/") or _is_hidden(name) or name in sidecars:
                continue
            reason = _refused(info, name)
            if reason:
                yield Member(number, name, reason=reason)
                continue
            try:
                sidecar = sidecars.get(_sidecar_name(name))
                facts = _content(sidecar, unpacking, limits) if sidecar else b""
                yield Member(number, name, _content(info, unpacking, limits), facts)
            except UnreadableContentError as error:
                yield Member(number, name, reason=str(error))


def _sidecars(infos: dict[str, zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The sidecars among the members, by their names."""
    texts = {_sidecar_name(name) for name in infos if PurePosixPath(name).suffix.lower() in WITH_SIDECAR}
    return {name: info for name, info in infos.items() if name in texts}


def _sidecar_name(name: str) -> str:
    return name.removesuffix(PurePosixPath(name).suffix) + SIDECAR_SUFFIX


def _content(info: zipfile.ZipInfo, unpacking: Unpacking, limits: Limits) -> bytes:
    content = bytearray()
    for piece in unpacking.pieces(info):
        content += piece
        if len(content) > limits.file_bytes:
            raise UnreadableContentError(
                f"超过 {in_megabytes(limits.file_bytes)}（file_bytes）。 Larger than the limit."
            )
    return bytes(content)


def _refused(info: zipfile.ZipInfo, name: str) -> str:
    """Why a member is not even unpacked, or ""."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or ":" in name.split("/")[0]:
        return "名字指向压缩包之外。 Its name leads out of the archive."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "是链接，不跟随。 A link; it is not followed."
    suffix = path.suffix.lower()
    if suffix in _ARCHIVES:
        return "是压缩包里的压缩包，不读。 An archive in an archive is not read."
    if suffix not in SUFFIXES:
        return f"不支持的类型，支持 {' '.join(SUFFIXES)}。 Not a type that is read."
    return ""


def _names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """The names as they were meant. Without the flag that says UTF-8, zipfile takes a name as cp437 and many programs
    write GBK; the names of an archive are decoded together, because one alone says little."""
    unmarked = [info.orig_filename for info in infos if not info.flag_bits & _UTF8_NAME]
    charset = _charset([name.encode("cp437", "replace") for name in unmarked])
    names = []
    for info in infos:
        name = info.orig_filename
        if not info.flag_bits & _UTF8_NAME and charset:
            name = name.encode("cp437", "replace").decode(charset, "replace")
        names.append(name.split("\x00")[0].replace("\\", "/") or "_")
    return names


def _charset(names: list[bytes]) -> str | None:
    """Big5 only where that is sure, else GB18030, else cp437 (None)."""
    together = b"\n".join(names)
    try:
        encoding = decode(together).encoding
    except UndecodableError:
        encoding = "GB18030"
    charset = {"UTF-8": "utf-8", "Big5": "big5hkscs"}.get(encoding, "gb18030")
    try:
        together.decode(charset)
    except UnicodeDecodeError:
        return None
    return charset


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or any(part.startswith(".") and part != ".." for part in parts)
