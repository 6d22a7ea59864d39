"""A store on disk: generations, of which one is current.

    STORE/
    ├── CURRENT                 name of the current generation, and the SHA-256 of its manifest
    ├── .lock, .writer          held while a build writes, and by which process
    ├── generation-…/
    │   ├── manifest.json       what it was made with, counts, and size and SHA-256 of every other file
    │   ├── texts.sqlite        files, documents and passages
    │   ├── dense.faiss         one vector a passage
    │   ├── sentences.npy       one vector a sentence, float16
    │   ├── spans.npy           where each sentence stands in its document
    │   ├── signatures.npy      what near-duplicates among the passages are found by
    │   └── bm25/               the lexical index, and the counts that it was made from
    └── unfinished-…/           what an interrupted build left; the next one takes up what it had encoded

A generation is written in a folder beside the others, flushed to disk, and made current by replacing CURRENT in one
atomic step. Whatever interrupts a build before that step leaves the store as it was. Older generations are removed
then; whoever has one open keeps it, for its files stay open (on Windows a later build removes them).
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
import secrets
import shlex
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from corpus.loading import LOADING
from corpus.splitting import SPLITTER
from index.encoder import Encoder
from index.errors import (
    StoreDamagedError,
    StoreError,
    StoreMismatchError,
    StoreMissingError,
)

FORMAT = 2
DEFAULT_STORE = Path(__file__).parent / "store"

_CURRENT = "CURRENT"
LOCK = ".lock"
_MANIFEST = "manifest.json"
_PREFIX = "generation-"
UNFINISHED = "unfinished-"
PROGRESS = "progress.json"
"""Stands in an unfinished generation from when its vectors are being written."""


Root = tuple[str, str]
"""A path that documents were read below, as it was given and in full."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made with.

    `roots` are the paths that an update looks below, as they were given and in full; `removed` the ids of documents
    that an update leaves out, though their files are there.
    """

    encoder: str
    encoder_fingerprint: str
    dimension: int
    analyzer_fingerprint: str
    documents: int
    passages: int
    sentences: int
    splitter: str = SPLITTER
    loading: str = LOADING
    roots: tuple[Root, ...] = ()
    removed: tuple[str, ...] = ()
    created: str = field(default_factory=lambda: datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"))
    format: int = FORMAT
    files: dict[str, tuple[int, str]] = field(default_factory=dict)


def current_generation(store: Path) -> tuple[Path, Manifest]:
    """The folder of the current generation and its manifest, every file checked against it.

    Raises StoreMissingError, StoreDamagedError, or StoreMismatchError for a format that is not this one's.
    """
    for _ in range(3):  # a build may replace what CURRENT names between reading it and opening that
        name, digest = _read_current(store)
        try:
            return store / name, _checked(store, store / name, digest)
        except StoreDamagedError:
            if _read_current(store)[0] == name:
                raise
    raise StoreDamagedError(f"索引 {store} 一直在变化。 The store keeps changing; try again.")


def rebuild(store: Path, encoder: str = "bundled") -> str:
    """The command that makes this store again."""
    other = "" if encoder == "bundled" else f" --encoder {shlex.quote(encoder)}"
    return f"python -m index build <文本文件夹> --store {shlex.quote(str(store))}{other}"


def is_built(store: Path) -> bool:
    """Whether there is a current generation to open, whatever its state."""
    return (store / _CURRENT).is_file()


def current_name(store: Path) -> str:
    """The name of the current generation. Raises as `current_generation` does."""
    return _read_current(store)[0]


def unfinished(store: Path) -> Path | None:
    """The newest generation that a build began to write vectors of and did not finish."""
    found = [path for path in store.glob(f"{UNFINISHED}*") if (path / PROGRESS).is_file()]
    return max(found, key=lambda path: (path / PROGRESS).stat().st_mtime_ns, default=None)


@contextlib.contextmanager
def new_folder(store: Path) -> Iterator[Path]:
    """A folder to write a generation into, until `make_current` takes it. Needs the lock.

    What fails leaves it there if vectors were being written, but for a disk that takes no more: then room is made.
    """
    folder = store / f"{UNFINISHED}{os.getpid()}-{secrets.token_hex(4)}"
    try:
        folder.mkdir()
        yield folder
    except (OSError, sqlite3.Error):
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except BaseException:
        if not (folder / PROGRESS).is_file():
            shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)


def make_current(store: Path, folder: Path, manifest: Manifest) -> Path:
    """Seal the folder with its manifest, flush it, switch CURRENT to it, remove older generations. Needs the lock.

    Returns the generation's folder. Raises OSError, and then CURRENT is what it was.
    """
    files = {name: _fingerprint(folder / name) for name in _file_names(folder)}
    content = json.dumps(asdict(manifest) | {"files": files}, ensure_ascii=False, indent=1).encode("utf-8")
    (folder / _MANIFEST).write_bytes(content)
    for name in [*files, _MANIFEST]:
        _flush(folder / name)
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S")
    generation = store / f"{_PREFIX}{stamp}-{secrets.token_hex(4)}"
    folder.rename(generation)
    _flush(store)
    aside = store / f"{_CURRENT}.new"
    aside.write_text(f"{generation.name} {hashlib.sha256(content).hexdigest()}\n", encoding="ascii")
    _flush(aside)
    aside.replace(store / _CURRENT)
    _flush(store)
    for old in (*store.glob(f"{_PREFIX}*"), *store.glob(f"{UNFINISHED}*")):
        if old != generation:
            shutil.rmtree(old, ignore_errors=True)
    return generation


def is_foreign(store: Path) -> bool:
    """Whether this is a folder with something else in it than a store."""
    return store.is_dir() and not any((store / name).exists() for name in (LOCK, _CURRENT)) and any(store.iterdir())


def _read_current(store: Path) -> tuple[str, str]:
    try:
        name, digest = (store / _CURRENT).read_text(encoding="ascii").split()
    except FileNotFoundError as error:
        if is_foreign(store):
            raise StoreMismatchError(f"{store} 不是索引；请检查 --store。 This folder is not a store.") from error
        raise StoreMissingError(
            f"没有索引：{store}；请先运行 {rebuild(store)}。 No store there; build one first."
        ) from error
    except NotADirectoryError as error:
        raise StoreMismatchError(f"{store} 不是文件夹；请检查 --store。 This is not a store's folder.") from error
    except OSError as error:
        raise StoreError(f"索引 {store} 无法打开：{error.strerror}。 The store cannot be opened.") from error
    except ValueError as error:
        raise damaged(store, _CURRENT) from error
    if not name.startswith(_PREFIX) or "/" in name or "\\" in name:
        raise damaged(store, _CURRENT)
    return name, digest


def _checked(store: Path, folder: Path, digest: str) -> Manifest:
    try:
        content = (folder / _MANIFEST).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise damaged(store, _MANIFEST)
        fields: dict[str, Any] = json.loads(content)
        if fields["format"] != FORMAT:
            raise StoreMismatchError(
                f"索引 {store} 的格式是 {fields['format']}，这里读 {FORMAT}；请重建：{rebuild(store)}。"
                " The store has another format; rebuild it."
            )
        lists = {"roots": tuple(map(tuple, fields["roots"])), "removed": tuple(fields["removed"])}
        manifest = Manifest(**fields | lists)
        for name, (size, checksum) in manifest.files.items():
            if (folder / name).stat().st_size != size or _fingerprint(folder / name)[1] != checksum:
                raise damaged(store, name)
    except OSError as error:
        raise damaged(store, Path(error.filename or folder).name) from error
    return manifest


def check_encoder(store: Path, manifest: Manifest, encoder: Encoder) -> None:
    """Raises StoreMismatchError unless this is the encoder that the generation was made with."""
    if encoder.fingerprint != manifest.encoder_fingerprint:
        raise StoreMismatchError(
            f"索引 {store} 用编码器 {manifest.encoder} ({manifest.encoder_fingerprint}) 建立，不能与"
            f" {encoder.name} ({encoder.fingerprint}) 同用；请重建：{rebuild(store, manifest.encoder)}。"
            " Built with another encoder."
        )


def damaged(store: Path, name: str) -> StoreDamagedError:
    """The error that names a store's damaged file and the command that mends it."""
    return StoreDamagedError(
        f"索引 {store} 已损坏（{name}）；请重建：{rebuild(store)}。 The store is damaged; rebuild it."
    )


def _file_names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _fingerprint(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Make sure that what was written to a file, or the names in a folder, outlive a power cut."""
    if path.is_dir() and os.name == "nt":  # Windows cannot open folders, and orders these operations itself
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
