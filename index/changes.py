"""What a change makes of a store: which documents a new generation holds, read anew or kept as they are."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus import Document, Documents, Limits, SourceFile, UnreadableTextError, read_documents
from corpus.errors import printable
from corpus.loading import LOADING, taken
from corpus.splitting import SPLITTER
from index.errors import NoRootsError, UnknownDocumentError
from index.generation_writer import GenerationWriter
from index.generations import Manifest, Root
from index.sources import Source
from index.texts import StoredDocument


@dataclass(frozen=True, slots=True)
class Earlier:
    """The generation that is current when a change begins."""

    manifest: Manifest
    source: Source


@dataclass(frozen=True, slots=True)
class Changed:
    """What the new generation's manifest says beside counts, and what could not be read this time."""

    roots: tuple[Root, ...]
    removed: tuple[str, ...] = ()
    skipped: tuple[UnreadableTextError, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """`fill` gives a writer all documents of the new generation; None says that there is nothing to change."""

    needs_current: bool
    fill: Callable[[GenerationWriter, Earlier | None], Changed | None]


def rebuilt(documents: Iterable[Document]) -> Change:
    """Nothing but these documents."""

    def fill(writer: GenerationWriter, earlier: Earlier | None) -> Changed:
        for file, document in _with_files(documents):
            if file:
                writer.texts.add_file(_key(file.path), file)
            if document:
                writer.add(document, _key(file.path) if file else None)
        return Changed(_roots(documents), skipped=_noted(writer, documents))

    return Change(False, fill)


def added(documents: Iterable[Document], *, without: Collection[str] = ()) -> Change:
    """What there is but for some documents, and these in place of those of their ids or files."""

    def fill(writer: GenerationWriter, earlier: Earlier | None) -> Changed:
        assert earlier is not None
        texts = earlier.source.texts
        unknown = [name for name in without if texts.stored(name) is None]
        if unknown:
            raise UnknownDocumentError(
                f"索引里没有文档 {', '.join(map(repr, unknown[:5]))}；list 命令列出所有文档。"
                " There is no such document; the command list names all."
            )
        seen, files = set(without), set()
        left_out = dict.fromkeys((*earlier.manifest.removed, *without))
        for file, document in _with_files(documents):
            key = _key(file.path) if file else None
            if file and key:
                writer.texts.add_file(key, file)
                files.add(key)
            if document is None:
                continue
            there = texts.stored(document.id) if document.id not in without else None
            if file and there and there.path not in (None, key) and isinstance(documents, Documents):
                documents.skip(taken(document.id, file.path, Path(there.path or "")))
                continue
            writer.add(document, key)
            seen.add(document.id)
            left_out.pop(document.id, None)
        _keep(writer, earlier, lambda stored: stored.id not in seen and stored.path not in files)
        _keep_files(writer, earlier, lambda path: path not in files)
        roots = dict.fromkeys((*earlier.manifest.roots, *_roots(documents)))
        return Changed(tuple(roots), tuple(left_out), _noted(writer, documents))

    return Change(True, fill)


def updated(limits: Limits | None) -> Change:
    """What the files hold now below the roots, and the documents that came from no file."""

    def fill(writer: GenerationWriter, earlier: Earlier | None) -> Changed | None:
        assert earlier is not None
        texts, manifest = earlier.source.texts, earlier.manifest
        if not manifest.roots:
            raise NoRootsError(
                "这个索引不是从文件建立的，无从更新；请用 add 或 build。 It was built from no files; use add or build."
            )
        known = {str(file.path): file for file in texts.files()} if manifest.loading == LOADING else {}

        kept: set[str] = set()

        def unchanged(file: SourceFile) -> Collection[str] | None:
            before = known.get(_key(file.path))
            if before is None or (before.size, before.modified) != (file.size, file.modified):
                return None
            kept.add(_key(file.path))
            return texts.ids_of(_key(file.path))

        documents = read_documents(*(_nearest(root) for root in manifest.roots), limits=limits)
        left_out, seen, read = set(manifest.removed), set(), False
        for file, document in documents.with_files(unchanged):
            key = _key(file.path)
            if key in kept:
                continue
            read = True
            writer.texts.add_file(key, file)
            if document and document.id not in left_out:
                writer.add(document, key)
                seen.add(document.id)
        current = manifest.splitter == SPLITTER and earlier.source.counts is not None
        if current and not read and kept == known.keys():
            return None
        _keep(writer, earlier, lambda stored: stored.id not in seen and (stored.path is None or stored.path in kept))
        _keep_files(writer, earlier, lambda path: path in kept)
        return Changed(manifest.roots, manifest.removed, _noted(writer, documents))

    return Change(True, fill)


def _with_files(documents: Iterable[Document]) -> Iterator[tuple[SourceFile | None, Document | None]]:
    if isinstance(documents, Documents):
        return documents.with_files()
    return ((None, document) for document in documents)


def _keep(writer: GenerationWriter, earlier: Earlier, wanted: Callable[[StoredDocument], bool]) -> None:
    """The earlier documents that are wanted: as they lie, or, where texts are cut in another way now, cut anew."""
    for stored in earlier.source.texts.all_stored():
        if not wanted(stored):
            continue
        if earlier.manifest.splitter == SPLITTER:
            writer.keep(stored)
        else:
            writer.add(earlier.source.texts.document(stored.id), stored.path)


def _keep_files(writer: GenerationWriter, earlier: Earlier, wanted: Callable[[str], bool]) -> None:
    """What is known of the earlier files that are wanted."""
    texts = earlier.source.texts
    files = [file for file in texts.files() if wanted(str(file.path))]
    for file in files:
        writer.texts.add_file(str(file.path), file)
    paths = {str(file.path) for file in files}

    def of_those(path: str) -> bool:  # what is said of a member of an archive has a path below the archive's
        return path in paths or any(str(parent) in paths for parent in Path(path).parents)

    writer.texts.add_problems(problem for problem in texts.problems() if of_those(problem[0]))
    writer.texts.add_notes(note for note in texts.notes() if of_those(note[0]))


def _noted(writer: GenerationWriter, documents: Iterable[Document]) -> tuple[UnreadableTextError, ...]:
    """What could not be read, noted in the texts, as is what was read with less than certainty."""
    if not isinstance(documents, Documents):
        return ()
    writer.texts.add_problems((_key(error.path), str(error)) for error in documents.skipped)
    writer.texts.add_notes((_key(path), f"{printable(path)}: {note}") for path, note in documents.notes)
    return tuple(documents.skipped)


def _roots(documents: Iterable[Document]) -> tuple[Root, ...]:
    paths = documents.paths if isinstance(documents, Documents) else ()
    return tuple((printable(path), _key(path)) for path in paths)


def _nearest(root: Root) -> str:
    """The path as it was given, where that still leads there: the sources of documents are named after it."""
    given, full = root
    return given if _key(Path(given)) == full else full


def _key(path: Path) -> str:
    """What a file is known by, whatever folder a command runs in."""
    return printable(Path(os.path.abspath(path)))  # noqa: PTH100 (resolve would follow links)
