"""The dense leg: FAISS over unit vectors. The only module that imports faiss."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from index.encoder import Vectors
from index.match import Match, best_matches

_UNICODE_PATHS = os.name != "nt"
"""On Windows FAISS's own reader and writer know no Unicode paths."""
_BATCH = 8192


class DenseIndex:
    """Finds passages by the cosine of their vectors with a question's; exact, every passage is compared."""

    def __init__(self, passage_ids: Sequence[str], index: faiss.Index) -> None:
        self._passage_ids = passage_ids
        self._index = index

    @classmethod
    def build(cls, passage_ids: Sequence[str], vectors: Vectors) -> DenseIndex:
        """From one unit row a passage, in the order of the ids: float32 (n, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        for at in range(0, len(vectors), _BATCH):  # they may be mapped: never all in memory twice
            index.add(np.ascontiguousarray(vectors[at : at + _BATCH], dtype=np.float32))
        return cls(passage_ids, index)

    def search(self, vector: Vectors, k: int) -> list[Match]:
        """The k passages nearest to a unit vector (dimension,)."""
        count = int(self._index.ntotal)
        k = min(k, count)
        if k < 1:
            return []
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        reach = min(k + 1, count)
        while True:  # widen until the passages that tie with the k-th are all in
            scores, rows = self._index.search(query, reach)
            if reach == count or scores[0, -1] < scores[0, k - 1] - 1e-6:
                return best_matches(rows[0], scores[0], self._passage_ids, k)
            reach = min(reach * 2, count)

    def vectors(self, rows: npt.NDArray[np.int64]) -> Vectors:
        """The vectors in these rows, in their order."""
        return np.asarray(self._index.reconstruct_batch(rows), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the index to a file. Raises OSError."""
        if _UNICODE_PATHS:
            try:
                faiss.write_index(self._index, str(path))
            except RuntimeError as error:
                raise OSError(_reason(error)) from error
        else:
            path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def load(cls, path: Path, passage_ids: Sequence[str]) -> DenseIndex:
        """The index that was saved there, its vectors mapped and not read. Raises OSError, or ValueError when it is no
        index."""
        try:
            if _UNICODE_PATHS:
                path.stat()  # or else what is missing would be no OSError
                return cls(passage_ids, faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
            return cls(passage_ids, faiss.deserialize_index(np.frombuffer(path.read_bytes(), dtype=np.uint8)))
        except RuntimeError as error:
            raise ValueError(_reason(error)) from error


def _reason(error: RuntimeError) -> str:
    return str(error).strip().splitlines()[-1]
