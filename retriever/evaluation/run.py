"""A Run: for each query a ranking of documents, as TREC writes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from retriever.errors import EvaluationError


@dataclass(frozen=True, slots=True)
class Run:
    """Rankings of one system on one collection: query id -> document id -> score, higher is better.

    In a file each line is `query Q0 document rank score tag`; the tag is `system:fingerprint of the collection`.
    """

    system: str
    fingerprint: str
    rankings: dict[str, dict[str, float]]

    def save(self, path: Path) -> None:
        """Write the TREC run file, best first, equal scores by document id. Raises OSError."""
        with path.open("w", encoding="utf-8") as file:
            for query_id, scores in self.rankings.items():
                ranked = sorted(scores.items(), key=lambda scored: (-scored[1], scored[0]))
                for rank, (document_id, score) in enumerate(ranked, start=1):
                    columns = (query_id, "Q0", document_id, rank, f"{score:.6f}", f"{self.system}:{self.fingerprint}")
                    file.write("\t".join(map(str, columns)) + "\n")

    @classmethod
    def load(cls, path: Path) -> Run:
        """The run in a file that `save` wrote. Raises EvaluationError, naming the line."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise EvaluationError(f"{path} 无法读取：{error}。 The run cannot be read.") from error
        rankings: dict[str, dict[str, float]] = {}
        tag = ""
        for number, line in enumerate(text.split("\n"), start=1):
            if not line:
                continue
            try:
                query_id, _, document_id, _, score, tag = line.split("\t")
                rankings.setdefault(query_id, {})[document_id] = float(score)
            except ValueError as error:
                raise EvaluationError(f"{path}:{number}: 不是 TREC run 的一行。 Not a line of a TREC run.") from error
        system, _, fingerprint = tag.rpartition(":")
        return cls(system, fingerprint, rankings)
