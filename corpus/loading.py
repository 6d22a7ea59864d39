"""Files -> Documents.

Read are `.txt` and `.md`, and `.jsonl` with one `{"_id", "title", "text", "source"}` record a line (`title` and
`source` may be missing). Facts about a `.txt` or `.md` text stand in a sidecar, the file of the same name that ends in
`.toml` (`title = "…"`, `source = "…"`), or in YAML front matter (`title`, `source` or `url`); a sidecar wins. Without
either, the title is a Markdown file's first heading or the file's name, and the source is the file's path.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import stat
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from corpus.boilerplate import find_boilerplate
from corpus.decoding import UndecodableError, decode
from corpus.document import Document, Span, unstorable
from corpus.errors import NoTextsError, UnreadableTextError, printable

SUFFIXES = (".txt", ".md", ".jsonl")
SIDECAR_SUFFIX = ".toml"
LOADING = "1"
"""Stands in every store. Raise it with every change to what is read of a file: an update then reads all files again."""
MAX_FILE_BYTES = 256 * 1024 * 1024

_log = logging.getLogger(__name__)
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?\r?\n)??---[ \t]*(?:\r?\n|$)", re.DOTALL)


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


class Documents(Iterable[Document]):
    """The documents below some paths, read one at a time as they are iterated.

    `skipped` lists what could not be read so far, each with its reason; each is also logged as a warning. Iterating
    again reads again. Raises NoTextsError, while iterating, when there was nothing readable at all.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self.paths = tuple(paths)
        self.skipped: list[UnreadableTextError] = []

    def __iter__(self) -> Iterator[Document]:
        self.skipped = []
        return (document for _, document in self.with_files() if document)

    def with_files(
        self, unchanged: Callable[[SourceFile], Collection[str] | None] = lambda file: None
    ) -> Iterator[tuple[SourceFile, Document | None]]:
        """Each document with the file that it stands in, in the order of the files; a file without any comes once, with
        None. A file for which `unchanged` names the documents that it is known to hold, be it none, is not read and
        comes with None too. Of two documents of one id the second is skipped."""
        seen: dict[str, Path] = {}
        for file in self.files():
            known = unchanged(file)
            if known is not None:
                seen |= dict.fromkeys(known, file.path)
                yield file, None
                continue
            empty = True
            for document in self.load(file):
                if document.id in seen:
                    self.skip(taken(document.id, file.path, seen[document.id]))
                    continue
                seen[document.id] = file.path
                empty = False
                yield file, document
            if empty:
                yield file, None
        if not seen:
            places = ", ".join(printable(path) for path in self.paths)
            raise NoTextsError(
                f"没有可读的文本：{places}（支持 {' '.join(SUFFIXES)}；跳过 {len(self.skipped)} 个文件）。"
                f" No readable text there; {len(self.skipped)} skipped."
            )

    def files(self) -> Iterator[SourceFile]:
        """The files below the paths, in the order of their names, none of them read yet. What is found and can be no
        text (a link that leads outside, a pipe, a folder that cannot be opened) is skipped. Raises NoTextsError for a
        path that is not there."""
        for root, path in self._paths():
            try:
                found = path.stat()
            except OSError as error:
                self.skip(UnreadableTextError(path, f"无法打开：{error.strerror}。 Cannot be opened."))
                continue
            if not stat.S_ISREG(found.st_mode):
                self.skip(UnreadableTextError(path, "不是普通文件。 Not a regular file."))
                continue
            size, modified = found.st_size, found.st_mtime_ns
            with contextlib.suppress(OSError):  # most files have none
                beside = path.with_suffix(SIDECAR_SUFFIX).stat()
                size, modified = size + beside.st_size, max(modified, beside.st_mtime_ns)
            yield SourceFile(path, path.relative_to(root).as_posix(), size, modified)

    def load(self, file: SourceFile) -> Iterator[Document]:
        """The documents in a file; what cannot be read of it is skipped."""
        try:
            text = _text_of(file.path)
            if file.path.suffix.lower() == ".jsonl":
                yield from self._records(file.path, text)
            else:
                yield _document(file.path, file.name, text)
        except UnreadableTextError as error:
            self.skip(error)

    def skip(self, error: UnreadableTextError) -> None:
        """Note that something could not be read, and log it."""
        self.skipped.append(error)
        _log.warning("跳过 skipped %s", error)

    def _paths(self) -> Iterator[tuple[Path, Path]]:
        """(folder that ids are relative to, file), in the order of their names."""
        for path in self.paths:
            try:
                is_folder, is_there = path.is_dir(), path.is_symlink() or path.exists()
            except OSError as error:
                raise NoTextsError(
                    f"路径无法打开：{printable(path)}：{error.strerror}。 It cannot be opened."
                ) from error
            if not is_there:
                raise NoTextsError(f"路径不存在：{printable(path)}。 There is nothing at this path.")
            if is_folder:
                yield from ((path, file) for file in self._walk(path))
            else:
                yield path.parent, path

    def _walk(self, folder: Path) -> Iterator[Path]:
        def report(error: OSError) -> None:
            self.skip(UnreadableTextError(Path(error.filename), f"无法打开：{error.strerror}。 Cannot be opened."))

        for parent, folders, names in os.walk(folder, onerror=report):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in [name for name in folders if Path(parent, name).is_symlink()]:
                self.skip(UnreadableTextError(Path(parent, name), "是指向文件夹的链接，不跟随。 A link to a folder."))
            for name in sorted(names):
                path = Path(parent, name)
                if name.startswith(".") or _is_sidecar(path):
                    continue
                if path.is_symlink() and not _leads_inside(path, folder):
                    self.skip(
                        UnreadableTextError(
                            path, "链接指向文件夹之外或无处可去。 The link leads out of the folder, or nowhere."
                        )
                    )
                else:
                    yield path

    def _records(self, path: Path, text: str) -> Iterator[Document]:
        for number, line in enumerate(text.split("\n"), start=1):
            if not line.strip():
                continue
            try:
                yield _record(path, number, line)
            except UnreadableTextError as error:
                self.skip(error)


def read_documents(*paths: str | os.PathLike[str]) -> Documents:
    """The documents of these files and folders (their hidden files left out), read as they are iterated.

    Ids are the path below the folder given, or the record's `_id`. What cannot be read is skipped, logged, and listed
    in `.skipped`. Raises NoTextsError where no path is given, and, while iterating, for a path that is not there and
    when nothing can be read.
    """
    if not paths or not all(os.fspath(path) for path in paths):
        raise NoTextsError("没有给出文本的路径。 No path was given.")
    return Documents(Path(path) for path in paths)


def taken(document_id: str, path: Path, other: Path) -> UnreadableTextError:
    """The error for a document whose id another one, read from another place, has already."""
    reason = f"id {document_id!r} 与 {printable(other)} 重复。 The id is taken already."
    return UnreadableTextError(path, reason)


def _is_sidecar(path: Path) -> bool:
    """Whether a file is the sidecar of a text beside it."""
    return path.suffix == SIDECAR_SUFFIX and any(path.with_suffix(suffix).exists() for suffix in (".txt", ".md"))


def _leads_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def _looks_like_facts(front: str) -> bool:
    """Whether text between two rulers is `key: value` lines and not just text."""
    lines = [line for line in front.splitlines() if line.strip() and line[0] not in " \t#-"]
    return bool(lines) and all(re.match(r"[A-Za-z_][\w-]*[ \t]*:", line) for line in lines)


def _text_of(path: Path) -> str:
    if path.suffix.lower() not in SUFFIXES:
        raise UnreadableTextError(path, f"不支持的类型，支持 {' '.join(SUFFIXES)}。 Not a type that is read.")
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableTextError(path, f"超过 {MAX_FILE_BYTES >> 20} MB。 Larger than the limit.")
        text = decode(path.read_bytes())
    except OSError as error:
        raise UnreadableTextError(path, f"无法打开：{error.strerror}。 Cannot be opened.") from error
    except UndecodableError as error:
        raise UnreadableTextError(path, str(error)) from error
    if not text.strip():
        raise UnreadableTextError(path, "文件是空的。 The file is empty.")
    return text


def _document(path: Path, name: str, text: str) -> Document:
    front, facts = _front_matter(path, text)
    facts |= _sidecar(path)
    body = front[0][1] if front else 0
    title = facts.get("title") or (_first_heading(text[body:]) if path.suffix.lower() == ".md" else None) or path.stem
    source = facts.get("source") or printable(path)
    later = [(start, end) for start, end in find_boilerplate(text) if start >= body]
    for what, value in (("name", name), ("title", title), ("source", source)):
        if unstorable(value):
            raise UnreadableTextError(path, f"{what} {unstorable(value)}")
    return Document(name, title, source, text, (*front, *later))


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
    return Document(identifier, title, source, text, tuple(find_boilerplate(text)))


def _front_matter(path: Path, text: str) -> tuple[tuple[Span, ...], dict[str, str]]:
    """The span of the YAML front matter, if there is any, and the facts in it."""
    match = _FRONT_MATTER.match(text)
    if match is None or path.suffix.lower() != ".md" or not _looks_like_facts(match.group(1) or ""):
        return (), {}
    try:
        content = yaml.safe_load(match.group(1) or "")
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a date such as 2024-13-45 is a ValueError
        problem = (str(error).splitlines() or [type(error).__name__])[0]
        raise UnreadableTextError(
            path, f"front matter 不是有效的 YAML：{problem}。 Its front matter is not valid YAML."
        ) from error
    if not isinstance(content, dict):  # two rulers around text, not front matter
        return (), {}
    facts = {"title": content.get("title"), "source": content.get("source") or content.get("url")}
    return ((0, match.end()),), {key: str(value) for key, value in facts.items() if value}


def _sidecar(path: Path) -> dict[str, str]:
    sidecar = path.with_suffix(SIDECAR_SUFFIX)
    if not sidecar.is_file():
        return {}
    try:
        facts = tomllib.loads(sidecar.read_text(encoding="utf-8-sig"))
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


def _first_heading(text: str) -> str | None:
    match = re.search(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", text, re.MULTILINE)
    return match.group(1) if match else None
