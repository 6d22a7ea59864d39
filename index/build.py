"""Documents -> a store: building it anew, and changing what is in it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus import Document, Limits, UnreadableTextError
from index.analyzer import Analyzer, default_analyzer
from index.changes import Change, Changed, Earlier, added, rebuilt, updated
from index.encoder import Encoder
from index.encoders import open_encoder
from index.errors import StoreError, StoreWriteError
from index.generation_writer import GenerationWriter, Progress
from index.generations import (
    Manifest,
    check_encoder,
    current_generation,
    make_current,
    new_folder,
    unfinished,
)
from index.locking import writing
from index.sources import generation_source, unfinished_source

Store = str | os.PathLike[str]


def _no_progress(done: int, total: int) -> None:
    """Nobody looks."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What became of a store: how much it holds now, and how many passages had to be `encoded` for that. `skipped`
    lists the texts that could not be read this time, where the documents came from files."""

    store: Path
    documents: int
    passages: int
    sentences: int
    encoded: int
    seconds: float
    skipped: tuple[UnreadableTextError, ...]


def build_index(
    documents: Iterable[Document],
    store: Store,
    *,
    encoder: Encoder | None = None,
    analyzer: Analyzer | None = None,
    progress: Progress = _no_progress,
) -> BuildReport:
    """Index the documents into a new generation of the store and make it current, or change nothing.

    What the store's current generation, or a build that was interrupted, has encoded of the same texts is taken over.
    Takes the bundled encoder and the default analyzer unless told otherwise. Raises EmptyIndexError when the documents
    hold no text, StoreLockedError while another process writes, StoreWriteError when the disk does not take it, and
    what iterating the documents raises.
    """
    return _write(store, rebuilt(documents), encoder or open_encoder(), analyzer, progress)


def add_documents(
    documents: Iterable[Document],
    store: Store,
    *,
    encoder: Encoder | None = None,
    analyzer: Analyzer | None = None,
    progress: Progress = _no_progress,
) -> BuildReport:
    """Add the documents to the store; one of an id that is there already takes its place.

    Raises as `build_index` does, and StoreError when there is no store, it is damaged, or of another encoder.
    """
    return _write(store, added(documents), encoder, analyzer, progress)


def remove_documents(
    document_ids: Collection[str],
    store: Store,
    *,
    encoder: Encoder | None = None,
    analyzer: Analyzer | None = None,
) -> BuildReport:
    """Remove these documents; an update does not bring them back. Raises UnknownDocumentError, with nothing changed,
    when one is not there, EmptyIndexError when none would be left, and as `add_documents` does."""
    return _write(store, added([], without=document_ids), encoder, analyzer, _no_progress)


def change_documents(
    documents: Iterable[Document],
    document_ids: Collection[str],
    store: Store,
    *,
    encoder: Encoder | None = None,
    analyzer: Analyzer | None = None,
    progress: Progress = _no_progress,
) -> BuildReport:
    """Remove and add documents in one step. Raises as `remove_documents` and `add_documents` do."""
    return _write(store, added(documents, without=document_ids), encoder, analyzer, progress)


def update_index(
    store: Store,
    *,
    limits: Limits | None = None,
    encoder: Encoder | None = None,
    analyzer: Analyzer | None = None,
    progress: Progress = _no_progress,
) -> BuildReport:
    """Bring the store up to date with the files and folders that it was built from: only files whose size or time has
    changed are read, within the limits, and only what is new in them is encoded.

    Documents that were added without a file stay. Raises NoRootsError for a store that was built from no files,
    NoTextsError when one of the places is gone or holds nothing readable any more (nothing is changed then), and as
    `add_documents` does.
    """
    return _write(store, updated(limits), encoder, analyzer, progress)


def _write(
    store: Store, change: Change, encoder: Encoder | None, analyzer: Analyzer | None, progress: Progress
) -> BuildReport:
    """Make a generation by this change of the current one, and make it current."""
    started = time.perf_counter()
    path = Path(store)
    analyzer = analyzer or default_analyzer()
    with writing(path), _disk_errors(path), contextlib.ExitStack() as opened:
        found = _current(path, needed=change.needs_current)
        encoder = encoder or open_encoder(found[1].encoder if found else "bundled")
        if found and change.needs_current:
            check_encoder(path, found[1], encoder)
        earlier = None
        if found:
            source = opened.enter_context(generation_source(*found, encoder, analyzer.fingerprint))
            earlier = Earlier(found[1], source) if source else None
        left = opened.enter_context(unfinished_source(unfinished(path), encoder))
        folder = opened.enter_context(new_folder(path))
        sources = [source for source in (earlier.source if earlier else None, left) if source]
        writer = GenerationWriter(folder, encoder, analyzer, sources, earlier.source if earlier else None)
        try:
            changed = change.fill(writer, earlier)
            if changed is None and earlier:
                return _report(path, earlier.manifest, 0, started, ())
            assert changed is not None
            writer.finish(progress)
        except BaseException:
            writer.close()
            raise
        manifest = _manifest(changed, writer, encoder, analyzer)
        make_current(path, folder, manifest)
    return _report(path, manifest, writer.encoded, started, changed.skipped)


def _current(store: Path, *, needed: bool) -> tuple[Path, Manifest] | None:
    """The current generation; where it is not needed, None if there is none that can be used."""
    try:
        return current_generation(store)
    except StoreError:
        if needed:
            raise
        return None


def _manifest(changed: Changed, writer: GenerationWriter, encoder: Encoder, analyzer: Analyzer) -> Manifest:
    return Manifest(
        encoder=encoder.name,
        encoder_fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        analyzer_fingerprint=analyzer.fingerprint,
        documents=writer.texts.documents,
        passages=writer.texts.passages,
        sentences=writer.texts.sentences,
        roots=changed.roots,
        removed=changed.removed,
    )


def _report(
    store: Path, manifest: Manifest, encoded: int, started: float, skipped: tuple[UnreadableTextError, ...]
) -> BuildReport:
    seconds = time.perf_counter() - started
    counts = (manifest.documents, manifest.passages, manifest.sentences)
    return BuildReport(store, *counts, encoded, seconds, skipped)


@contextlib.contextmanager
def _disk_errors(store: Path) -> Iterator[None]:
    """What the disk refuses, as our own error; the store is as it was."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise StoreWriteError(
            f"写入索引 {store} 失败：{reason}；原有索引没有改变。 Writing failed; the store is as it was before."
        ) from error
