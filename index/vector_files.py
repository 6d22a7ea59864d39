"""The vectors of a generation while they are written: files that an interrupted build leaves behind.

Written and copied through plain files and not through maps: a map's pages count as the process's memory, and one of a
disk without room ends the process.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.splitting import SPLITTER
from index.encoder import Encoder, Vectors
from index.generations import PROGRESS
from index.sources import Source

_ROWS = 4096
"""How many rows are copied at once."""


class VectorFiles:
    """`passages.npy` and `sentences.npy`, and `done.npy`, which marks the passages that are written to their end, their
    sentences included. `progress.json` says what they go with."""

    def __init__(self, folder: Path, passages: int, sentences: int, encoder: Encoder) -> None:
        """Raises OSError."""
        self._passages = _RowFile(folder / "passages.npy", np.dtype(np.float32), (passages, encoder.dimension))
        self._sentences = _RowFile(folder / "sentences.npy", np.dtype(np.float16), (sentences, encoder.dimension))
        self._done = _RowFile(folder / "done.npy", np.dtype(np.uint8), (passages,))
        self._finished: list[range] = []
        noted = {"encoder_fingerprint": encoder.fingerprint, "splitter": SPLITTER}
        (folder / PROGRESS).write_text(json.dumps(noted), encoding="utf-8")

    def copy(self, source: Source, passages: tuple[range, range], sentences: tuple[range, range]) -> None:
        """Take rows over from a source: (rows there, rows here)."""
        for there, here in _parts(*passages):
            self._passages.put(here.start, source.passage_vectors(there))
        for there, here in _parts(*sentences):
            self._sentences.put(here.start, source.sentence_vectors(there))
        self._finished.append(passages[1])

    def put_passage(self, row: int, vector: Vectors) -> None:
        """The vector of a passage."""
        self._passages.put(row, vector)

    def put_sentences(self, row: int, vectors: Vectors) -> None:
        """The vectors of consecutive sentences."""
        self._sentences.put(row, vectors)

    def finished(self, rows: Iterable[int]) -> None:
        """These passages are written to their end."""
        self._finished += (range(row, row + 1) for row in rows)

    def note(self) -> None:
        """Bring to the disk what was written, and only then the word that it is there: not even a power cut may leave
        a mark without its vectors."""
        self._passages.flush()
        self._sentences.flush()
        for rows in self._finished:
            self._done.put(rows.start, np.ones(len(rows), dtype=np.uint8))
        self._done.flush()
        self._finished.clear()

    def close(self) -> None:
        """Nothing more is written."""
        for file in (self._passages, self._sentences, self._done):
            file.close()


class _RowFile:
    """An array on disk, in NumPy's format, zero where nothing was written."""

    def __init__(self, path: Path, kind: np.dtype[np.generic], shape: tuple[int, ...]) -> None:
        self._kind = kind
        self._stride = kind.itemsize * int(np.prod(shape[1:]))
        self._file = path.open("wb")
        described = {"descr": np.lib.format.dtype_to_descr(kind), "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(self._file, described)
        self._start = self._file.tell()
        self._file.truncate(self._start + shape[0] * self._stride)

    def put(self, row: int, values: npt.NDArray[np.generic]) -> None:
        self._file.seek(self._start + row * self._stride)
        self._file.write(np.ascontiguousarray(values, dtype=self._kind).tobytes())

    def flush(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def _parts(there: range, here: range) -> Iterator[tuple[range, range]]:
    return ((there[at : at + _ROWS], here[at : at + _ROWS]) for at in range(0, len(there), _ROWS))
