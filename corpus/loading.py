"""Files -> Documents.

Read are `.txt .md .html .htm .pdf .docx .pptx .xlsx .csv .epub .srt`, `.zip` archives of these, and `.jsonl` with one
`{"_id", "title", "text", "source"}` record a line (`title` and `source` may be missing). What a file holds decides how
it is read, not its name alone; the loaders say what they make of it. Facts about a text stand in a sidecar, the file of
the same name that ends in `.toml` (`title = "…"`, `source = "…"`; not for records, nor an archive as a whole), or in a
Markdown file's YAML front matter (`title`, `source` or `url`); a sidecar wins. Without either, the title is what the
file gives as its own or the file's name, and the source is the file's path.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath

from corpus.boilerplate import find_boilerplate
from corpus.document import Document, unstorable
from corpus.errors import NoTextsError, UnreadableContentError, UnreadableTextError, printable
from corpus.facts import short_title, sidecar_facts
from corpus.finding import SourceFile, bytes_of, found_files
from corpus.frames import Reading
from corpus.limits import Limits
from corpus.loaders.content import load_content
from corpus.loaders.formats import SUFFIXES, TEXTUAL, Format, recognised
from corpus.loaders.loader import Loaded
from corpus.reading_process import ReadingProcess
from corpus.records import documents_of

LOADING = "2"
"""Stands in every store. Raise it with every change to what is read of a file: an update then reads all files again."""

_log = logging.getLogger(__name__)


class Documents(Iterable[Document]):
    """The documents below some paths, read one at a time as they are iterated.

    `skipped` lists what could not be read so far, each with its reason; each is also logged as a warning. `notes` lists
    what was read with less than certainty or not as a whole, (path, line): an encoding that had to be found, pages of a
    PDF without text. Iterating again reads again. Raises NoTextsError, while iterating, when there was nothing readable
    at all.
    """

    def __init__(self, paths: Iterable[Path], limits: Limits | None = None) -> None:
        self.paths = tuple(paths)
        self.limits = limits or Limits()
        self.skipped: list[UnreadableTextError] = []
        self.notes: list[tuple[Path, str]] = []

    def __iter__(self) -> Iterator[Document]:
        self.skipped = []
        self.notes = []
        return (document for _, document in self.with_files() if document)

    def with_files(
        self, unchanged: Callable[[SourceFile], Collection[str] | None] = lambda file: None
    ) -> Iterator[tuple[SourceFile, Document | None]]:
        """Each document with the file that it stands in, in the order of the files; a file without any comes once, with
        None. A file for which `unchanged` names the documents that it is known to hold, be it none, is not read and
        comes with None too. Of two documents of one id the second is skipped."""
        seen: dict[str, Path] = {}
        with ReadingProcess(self.limits) as process:
            for file in self.files():
                known = unchanged(file)
                if known is not None:
                    seen |= dict.fromkeys(known, file.path)
                    yield file, None
                    continue
                empty = True
                for document in self._load(file, process):
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
        for path in self.paths:
            yield from found_files(path, self.skip)

    def load(self, file: SourceFile) -> Iterator[Document]:
        """The documents in a file; what cannot be read of it is skipped. Every call starts a reading process where one
        is needed, which `with_files` does once for all files."""
        with ReadingProcess(self.limits) as process:
            yield from self._load(file, process)

    def skip(self, error: UnreadableTextError) -> None:
        """Note that something could not be read, and log it."""
        self.skipped.append(error)
        _log.warning("跳过 skipped %s", error)

    def _load(self, file: SourceFile, process: ReadingProcess) -> Iterator[Document]:
        try:
            raw = bytes_of(file.path, self.limits)
            readings = self._readings(raw, file.path.suffix, process)
        except UnreadableTextError as error:
            self.skip(error)
            return
        except UnreadableContentError as error:
            self.skip(UnreadableTextError(file.path, str(error)))
            return
        for reading in readings:
            try:
                yield from self._documents(file, reading)
            except UnreadableTextError as error:
                self.skip(error)

    def _readings(self, raw: bytes, suffix: str, process: ReadingProcess) -> Iterable[Reading]:
        if recognised(raw, suffix) in TEXTUAL:
            return [Reading("", load_content(raw, suffix, self.limits))]
        return process.read(raw, suffix)

    def _documents(self, file: SourceFile, reading: Reading) -> Iterator[Document]:
        """The documents of a file, or of a member of it."""
        path = Path(f"{file.path}/{reading.name}") if reading.name else file.path
        if reading.content is None:
            raise UnreadableTextError(path, reading.reason)
        loaded = reading.content.loaded
        for note in loaded.notes:
            self.notes.append((path, note))
            _log.info("%s: %s", printable(path), note)
        if reading.content.format is Format.RECORDS:
            yield from documents_of(path, loaded.text, self.skip)
        else:
            facts = {} if reading.name else sidecar_facts(file.path)
            yield _document(path, f"{file.name}/{reading.name}" if reading.name else file.name, loaded, facts)


def read_documents(*paths: str | os.PathLike[str], limits: Limits | None = None) -> Documents:
    """The documents of these files and folders (their hidden files left out), read as they are iterated.

    Ids are the path below the folder given, with the path in the archive behind it for a member of one
    (`a.zip/b/c.txt`), or the record's `_id`. What cannot be read, or not within the limits, is skipped, logged, and
    listed in `.skipped`. Raises NoTextsError where no path is given, and, while iterating, for a path that is not there
    and when nothing can be read.
    """
    if not paths or not all(os.fspath(path) for path in paths):
        raise NoTextsError("没有给出文本的路径。 No path was given.")
    return Documents((Path(path) for path in paths), limits)


def taken(document_id: str, path: Path, other: Path) -> UnreadableTextError:
    """The error for a document whose id another one, read from another place, has already."""
    reason = f"id {document_id!r} 与 {printable(other)} 重复。 The id is taken already."
    return UnreadableTextError(path, reason)


def _document(path: Path, name: str, loaded: Loaded, facts: dict[str, str]) -> Document:
    title = facts.get("title") or loaded.title or PurePosixPath(path.name).stem
    source = facts.get("source") or loaded.source or printable(path)
    for what, value in (("name", name), ("title", title), ("source", source), ("text", loaded.text)):
        if unstorable(value):
            raise UnreadableTextError(path, f"{what} {unstorable(value)}")
    body = loaded.excluded[-1][1] if loaded.excluded else 0
    later = [(start, end) for start, end in find_boilerplate(loaded.text) if start >= body]
    return Document(name, short_title(title), source, loaded.text, (*loaded.excluded, *later), loaded.landmarks)
