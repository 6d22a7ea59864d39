"""The vectors of a generation while they are written: mapped files that an interrupted build leaves behind."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from corpus.splitting import SPLITTER
from index.encoder import Encoder, Vectors
from index.generations import PROGRESS
from index.sources import Source

_ROWS = 8192
"""How many rows are copied at once."""


class VectorFiles:
    """`passages.npy` and `sentences.npy`, and `done.npy`, which marks the passages that are written to their end, their
    sentences included. `progress.json` says what they go with."""

    def __init__(self, folder: Path, passages: int, sentences: int, encoder: Encoder) -> None:
        """Raises OSError."""
        self._passages = _open(folder / "passages.npy", np.float32, (passages, encoder.dimension))
        self._sentences = _open(folder / "sentences.npy", np.float16, (sentences, encoder.dimension))
        self._done = _open(folder / "done.npy", np.uint8, (passages,))
        self._finished: list[int] = []
        noted = {"encoder_fingerprint": encoder.fingerprint, "splitter": SPLITTER}
        (folder / PROGRESS).write_text(json.dumps(noted), encoding="utf-8")

    def copy(self, source: Source, passages: tuple[range, range], sentences: tuple[range, range]) -> None:
        """Take rows over from a source: (rows there, rows here)."""
        for at in range(0, len(passages[0]), _ROWS):
            there, here = passages[0][at : at + _ROWS], passages[1][at : at + _ROWS]
            self._passages[here.start : here.stop] = source.passage_vectors(there)
        for at in range(0, len(sentences[0]), _ROWS):
            there, here = sentences[0][at : at + _ROWS], sentences[1][at : at + _ROWS]
            self._sentences[here.start : here.stop] = source.sentences[there.start : there.stop]
        self._finished += passages[1]

    def put_passages(self, rows: list[int], vectors: Vectors) -> None:
        """The vectors of passages."""
        self._passages[rows] = vectors

    def put_sentences(self, rows: list[int], vectors: Vectors) -> None:
        """The vectors of sentences."""
        self._sentences[rows] = vectors

    def finished(self, rows: Iterable[int]) -> None:
        """These passages are written to their end."""
        self._finished += rows

    def note(self) -> None:
        """Bring to the disk what was written, and only then the word that it is there: not even a power cut may leave
        a mark without its vectors."""
        self._passages.flush()
        self._sentences.flush()
        self._done[self._finished] = 1
        self._done.flush()
        self._finished.clear()


def _open(path: Path, kind: type[np.generic], shape: tuple[int, ...]) -> np.memmap:
    """A mapped array of zeros. Raises OSError where the disk has no room for it: a mapped file that cannot grow would
    end the process when it is written to."""
    header = {"descr": np.lib.format.dtype_to_descr(np.dtype(kind)), "fortran_order": False, "shape": shape}
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        block = bytes(1 << 20)
        while size > 0:
            size -= file.write(block[:size])
    return np.lib.format.open_memmap(path, mode="r+")
