"""Files below a path: found, and read as bytes, without following anything outside or waiting for anything."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import NoTextsError, UnreadableTextError, printable
from corpus.facts import SIDECAR_SUFFIX, is_sidecar
from corpus.limits import Limits, in_megabytes

Skip = Callable[[UnreadableTextError], None]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that documents may be read from, as it was found.

    `name` is its path below the folder given, with forward slashes, and what the ids of its documents start with.
    `size` is in bytes, `modified` in nanoseconds of the file system's clock, both with the sidecar's: while they stay,
    so does the content.
    """

    path: Path
    name: str
    size: int
    modified: int


def found_files(path: Path, skip: Skip) -> Iterator[SourceFile]:
    """The file at this path, or those in this folder in the order of their names; `skip` is told what can be no text.
    Raises NoTextsError for a path that is not there."""
    try:
        is_folder, is_there = path.is_dir(), path.is_symlink() or path.exists()
    except OSError as error:
        raise NoTextsError(f"路径无法打开：{printable(path)}：{error.strerror}。 It cannot be opened.") from error
    if not is_there:
        raise NoTextsError(f"路径不存在：{printable(path)}。 There is nothing at this path.")
    root = path if is_folder else path.parent
    for file in _walk(path, skip) if is_folder else [path]:
        try:
            found = file.stat()
        except OSError as error:
            skip(UnreadableTextError(file, f"无法打开：{error.strerror}。 Cannot be opened."))
            continue
        if not stat.S_ISREG(found.st_mode):
            skip(UnreadableTextError(file, "不是普通文件。 Not a regular file."))
            continue
        size, modified = found.st_size, found.st_mtime_ns
        with contextlib.suppress(OSError):  # most files have none
            beside = file.with_suffix(SIDECAR_SUFFIX).stat()
            size, modified = size + beside.st_size, max(modified, beside.st_mtime_ns)
        yield SourceFile(file, file.relative_to(root).as_posix(), size, modified)


def bytes_of(path: Path, limits: Limits) -> bytes:
    """The content of a file, all of one moment. A file that changes meanwhile is read once more. Raises
    UnreadableTextError for one that keeps changing, is too large, or cannot be opened."""
    for _ in range(2):
        try:
            raw, same = _bytes_and_whether_they_stayed(path, limits)
        except OSError as error:
            raise UnreadableTextError(path, f"无法打开：{error.strerror}。 Cannot be opened.") from error
        if same:
            return raw
    raise UnreadableTextError(path, "读取时文件一直在变。 The file changed while it was read.")


def _bytes_and_whether_they_stayed(path: Path, limits: Limits) -> tuple[bytes, bool]:
    # A pipe that took the file's place would be waited for without O_NONBLOCK; O_BINARY is Windows'.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise UnreadableTextError(path, "不是普通文件。 Not a regular file.")
        if before.st_size > limits.file_bytes:
            size = in_megabytes(limits.file_bytes)
            raise UnreadableTextError(path, f"超过 {size}（file_bytes）。 Larger than the limit.")
        raw = file.read(limits.file_bytes + 1)
        after = os.fstat(file.fileno())
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(raw) == after.st_size
    return raw, same


def _walk(folder: Path, skip: Skip) -> Iterator[Path]:
    def report(error: OSError) -> None:
        skip(UnreadableTextError(Path(error.filename), f"无法打开：{error.strerror}。 Cannot be opened."))

    for parent, folders, names in os.walk(folder, onerror=report):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in [name for name in folders if Path(parent, name).is_symlink()]:
            skip(UnreadableTextError(Path(parent, name), "是指向文件夹的链接，不跟随。 A link to a folder."))
        for name in sorted(names):
            path = Path(parent, name)
            if name.startswith(".") or is_sidecar(path):
                continue
            if path.is_symlink() and not _leads_inside(path, folder):
                skip(
                    UnreadableTextError(
                        path, "链接指向文件夹之外或无处可去。 The link leads out of the folder, or nowhere."
                    )
                )
            else:
                yield path


def _leads_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return False
