"""New passages -> vectors, theirs and their sentences'; what an earlier state of a document had is not encoded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analyzer import Analyzer
from index.encoder import Encoder, Vectors
from index.errors import EncoderError
from index.sources import Source
from index.texts import TextReader, with_title
from index.vector_files import VectorFiles

READ = 1024
"""How many passages are read back at once."""


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage to encode: its row, and its text and its sentences', all with their document's title in front."""

    row: int
    document_id: str
    text: str
    first_sentence: int
    sentences: tuple[str, ...]


def new_passages(
    reader: TextReader, passages: range, first_sentence: int, spans: npt.NDArray[np.int32]
) -> Iterator[NewPassage]:
    """The passages in these rows, whose sentences follow each other from `first_sentence` on."""
    for rows in batches(passages):
        counts = reader.sentence_counts(rows)
        for row, (title, passage), count in zip(rows, reader.titled_passages(rows), counts, strict=True):
            places = (spans[first_sentence : first_sentence + count] - passage.start).tolist()
            sentences = tuple(with_title(title, passage.text[start:end]) for start, end in places)
            text = with_title(title, passage.text)
            yield NewPassage(row, passage.document_id, text, first_sentence, sentences)
            first_sentence += count


def batches(rows: range) -> Iterator[range]:
    """The rows, so many at a time as are read back at once."""
    return (rows[at : at + READ] for at in range(0, len(rows), READ))


class PassageEncoder:
    """Encodes passages into files, taking from the sources what these have; `encoded` counts the passages that none
    had."""

    def __init__(self, encoder: Encoder, analyzer: Analyzer, sources: Sequence[Source]) -> None:
        self._encoder = encoder
        self._analyzer = analyzer
        self._sources = sources
        self.encoded = 0

    def write(self, batch: Sequence[NewPassage], files: VectorFiles) -> None:
        """The vectors of these passages and of their sentences. Raises EncoderError for what is not what the Encoder
        protocol promises."""
        passages, encoded = self._vectors("passage", [(found.document_id, found.text) for found in batch])
        self.encoded += encoded
        titled = [(found.document_id, text) for found in batch for text in found.sentences]
        sentences, _ = self._vectors("sentence", titled)
        at = 0
        for found, vector in zip(batch, passages, strict=True):
            files.put_passage(found.row, vector)
            files.put_sentences(found.first_sentence, sentences[at : at + len(found.sentences)])
            at += len(found.sentences)
        files.finished(found.row for found in batch)

    def _vectors(self, kind: str, titled: Sequence[tuple[str, str]]) -> tuple[Vectors, int]:
        """One row for each (document id, text with its title), and how many of them were encoded for it."""
        vectors = np.empty((len(titled), self._encoder.dimension), dtype=np.float32)
        missing = []
        for place, (document_id, text) in enumerate(titled):
            found = (source.by_text(document_id).get(f"{kind} {text}") for source in self._sources)
            vector = next((vector for vector in found if vector is not None), None)
            if vector is None:
                missing.append(place)
            else:
                vectors[place] = vector
        if missing:
            texts = [self._analyzer.simplified(titled[place][1]) for place in missing]
            vectors[missing] = _sound(self._encoder.encode_passages(texts), len(texts), self._encoder)
        return vectors, len(missing)


def _sound(vectors: Vectors, count: int, encoder: Encoder) -> Vectors:
    """The vectors, if they are what the Encoder protocol promises."""
    if vectors.shape != (count, encoder.dimension) or not np.isfinite(vectors).all():
        raise EncoderError(
            f"编码器 {encoder.name} 给出的向量无效（形状 {vectors.shape}）。 Not the vectors that it promises."
        )
    return vectors
