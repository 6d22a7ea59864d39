"""Adding to the store and removing from it, and what came of that."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from api.errors import UnfitError
from corpus import CorpusError, Document, read_documents
from index import BuildReport, Index, add_documents, remove_documents

MAX_FILES = 50
MAX_TEXT = 1_000_000
MAX_TITLE = 200


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not added, by its name, and why."""

    name: str
    reason: str


class Stage(StrEnum):
    """How far one of the files that are added has come."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Adding:
    """How far adding files has come: the stage of each by its name, in their order, and how many of how many passages
    are encoded, once all are read."""

    stages: tuple[tuple[str, Stage], ...]
    encoded: int = 0
    passages: int = 0


Watch = Callable[[Adding], None]


def _unwatched(adding: Adding) -> None:
    """Nobody looks."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change: the ids of the documents added and removed, the files skipped, and how much the store
    holds after it; `documents` and `passages` are None where nothing was changed."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    documents: int | None = None
    passages: int | None = None


def add_files(index: Index, paths: Sequence[str | os.PathLike[str]], watch: Watch = _unwatched) -> Outcome:
    """Add uploaded files, which are removed after that; what cannot be read is skipped with the reason.

    `watch` is called with every step. Raises UnfitError for none or more than MAX_FILES, and what
    `index.add_documents` raises.
    """
    files = [Path(path) for path in paths]
    try:
        check_number(len(files))
        documents, skipped, stages = _read(files, watch)
    finally:
        for path in files:
            path.unlink(missing_ok=True)
    if not documents:
        return Outcome(
            skipped=skipped or tuple(Skipped(path.name, "没有可读的文本。 No text in it.") for path in files)
        )
    report = add_documents(
        documents, index.store, encoder=index.encoder, analyzer=index.analyzer,
        progress=lambda done, total: watch(Adding(stages, done, total)),
    )  # fmt: skip
    return _outcome(report, added=[document.id for document in documents], skipped=skipped)


def adding_files(index: Index, paths: Sequence[str | os.PathLike[str]]) -> Iterator[Adding | Outcome]:
    """The same, step by step, the outcome last. It is brought to its end even when nobody takes the steps any more."""
    steps: queue.SimpleQueue[Adding | None] = queue.SimpleQueue()
    with ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(add_files, index, paths, steps.put)
        outcome.add_done_callback(lambda _: steps.put(None))
        while (step := steps.get()) is not None:
            yield step
    yield outcome.result()


def _read(
    files: Sequence[Path], watch: Watch
) -> tuple[list[Document], tuple[Skipped, ...], tuple[tuple[str, Stage], ...]]:
    """The documents in the files, what could not be read, and the stage of each file then."""
    stages = dict.fromkeys(files, Stage.WAITING)
    reading = read_documents(*files)
    documents: list[Document] = []

    def told(file: Path, stage: Stage) -> None:
        stages[file] = stage
        watch(Adding(_by_name(stages)))

    try:
        for file, document in reading.with_files(lambda file: told(file.path, Stage.READING)):
            if document:  # its source is its name: where it lay was nobody's place
                documents.append(_named(document, files))
            told(file.path, Stage.READ if document or stages[file.path] is Stage.READ else Stage.UNREAD)
    except CorpusError:  # not one of them holds a text; why is said of each
        documents = []
    skipped = (Skipped(one.path.name, _without_folders(one.reason, files)) for one in reading.skipped)
    return documents, tuple(skipped), _by_name(stages)


def _by_name(stages: dict[Path, Stage]) -> tuple[tuple[str, Stage], ...]:
    return tuple((path.name, stage) for path, stage in stages.items())


def check_number(files: int) -> None:
    """Raises UnfitError where so many files cannot be added at once."""
    if not 0 < files <= MAX_FILES:
        raise UnfitError(f"一次加入 1 到 {MAX_FILES} 个文件。 Add between 1 and {MAX_FILES} files at once.")


def add_text(index: Index, title: str, text: str) -> Outcome:
    """Add a text that was typed or pasted, under its title, which is its id too; one of that title is replaced.

    Raises UnfitError where one of both is empty or longer than MAX_TITLE or MAX_TEXT, InvalidDocumentError for what
    cannot be stored, and what `index.add_documents` raises.
    """
    name = " ".join(title.split())
    if not name or not text.strip():
        raise UnfitError("请填写标题和正文。 Give a title and a text.")
    if len(name) > MAX_TITLE:
        raise UnfitError(f"标题有 {len(name)} 字，最多 {MAX_TITLE} 字。 The title is too long.")
    if len(text) > MAX_TEXT:
        raise UnfitError(
            f"正文有 {len(text)} 字，最多 {MAX_TEXT} 字；请分开加入。 The text is too long; add it in parts."
        )
    document = Document(name, name, "粘贴 pasted", text)
    report = add_documents([document], index.store, encoder=index.encoder, analyzer=index.analyzer)
    return _outcome(report, added=[document.id])


def remove_document(index: Index, document_id: str) -> Outcome:
    """Remove a document. Raises what `index.remove_documents` raises."""
    report = remove_documents([document_id], index.store, encoder=index.encoder, analyzer=index.analyzer)
    return _outcome(report, removed=[document_id])


def _outcome(
    report: BuildReport, *, added: Sequence[str] = (), removed: Sequence[str] = (), skipped: Sequence[Skipped] = ()
) -> Outcome:
    return Outcome(tuple(added), tuple(removed), tuple(skipped), report.documents, report.passages)


def _named(document: Document, files: Sequence[Path]) -> Document:
    source = _without_folders(document.source, files)
    return Document(document.id, document.title, source, document.text, document.excluded, document.landmarks)


def _without_folders(text: str, files: Sequence[Path]) -> str:
    for path in files:
        text = text.replace(str(path.parent) + os.sep, "")
    return text
