"""A collection to evaluate on: documents, queries, and Qrels, which say which documents answer which query.

A folder in the layout of BEIR: `corpus.jsonl` (`_id`, `title`, `text`), `queries.jsonl` (`_id`, `text`, and where known
`answers`, a list of strings, and `answerable`, a boolean) and `qrels.tsv` (a header line, then query id, document id
and a whole number, larger for more relevant). Where there is a `cases.jsonl` (`text`, `passages`, a list of document
ids, and `case`, "answerable" or "unanswerable"), it says which questions a few of the documents alone answer.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import Document, read_documents
from retriever.errors import EvaluationError

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"
EXTRACTIVE = 0.95
"""From this share of answers on that stand in a relevant document, every answer has to."""

CASES = "cases.jsonl"

Qrels = dict[str, dict[str, int]]
"""Query id -> document id -> relevance; only relevance above 0 counts as relevant."""

_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with what is known about its answer. `answers` are wordings of one answer; `answerable` is None where
    it is not known."""

    id: str
    text: str
    answers: tuple[str, ...]
    answerable: bool | None
    line: int


@dataclass(frozen=True, slots=True)
class Case:
    """A question asked of a few of the documents alone, and whether these answer it."""

    text: str
    documents: frozenset[str]
    answerable: bool


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, queries and judgements that fit together.

    `extractive` holds the ids of the queries whose answer stands in a relevant document. `fingerprint` is a hash of the
    three files.
    """

    name: str
    documents: dict[str, Document]
    queries: tuple[JudgedQuery, ...]
    qrels: Qrels
    extractive: frozenset[str]
    fingerprint: str
    cases: tuple[Case, ...] = ()


def read_collection(folder: Path, *, strict: bool = True) -> Collection:
    """The collection in a folder. Raises EvaluationError, naming file, line and id, for whatever does not fit; unless
    strict, answers need not stand in a relevant document."""
    digest = hashlib.sha256()
    for name in (CORPUS, QUERIES, QRELS):
        if not (folder / name).is_file():
            raise EvaluationError(f"{folder} 缺少 {name}。 The folder lacks this file.")
        digest.update((folder / name).read_bytes())
    reader = read_documents(folder / CORPUS)
    documents = {document.id: document for document in reader}
    if reader.skipped:
        raise EvaluationError(str(reader.skipped[0]))
    queries = _read_queries(folder / QUERIES)
    qrels = _read_qrels(folder / QRELS, {query.id for query in queries}, documents.keys())
    extractive = frozenset(query.id for query in queries if _stands(query, qrels, documents))
    answered = [query for query in queries if query.answers and query.answerable is not False and qrels.get(query.id)]
    if strict and answered and EXTRACTIVE <= len(extractive) / len(answered) < 1:
        query = next(query for query in answered if query.id not in extractive)
        raise _error(
            folder / QUERIES, query.line, query.id, "答案不在相关文档里。 Its answer is in no relevant document."
        )
    cases = tuple(_cases(folder / CASES, documents.keys())) if (folder / CASES).is_file() else ()
    return Collection(folder.resolve().name, documents, queries, qrels, extractive, digest.hexdigest()[:16], cases)


def holds_answer(text: str, query: JudgedQuery) -> bool:
    """Whether one of the answers stands in the text, letters and digits compared alone."""
    plain = plain_letters(text)
    return any(plain_letters(answer) in plain for answer in query.answers if plain_letters(answer))


def plain_letters(text: str) -> str:
    """Letters and digits alone, lower case: what answers are compared by."""
    return _NOT_WORD.sub("", text).casefold()


def _stands(query: JudgedQuery, qrels: Qrels, documents: dict[str, Document]) -> bool:
    relevant = [documents[document_id] for document_id in qrels.get(query.id, {})]
    return query.answerable is not False and any(holds_answer(d.text, query) for d in relevant)


def _error(path: Path, line: int, identifier: str, reason: str) -> EvaluationError:
    return EvaluationError(f"{path}:{line}: {identifier!r} {reason}")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} 不是 UTF-8。 Not UTF-8.") from error
    return ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _read_queries(path: Path) -> tuple[JudgedQuery, ...]:
    queries: dict[str, JudgedQuery] = {}
    for number, line in _lines(path):
        try:
            record = json.loads(line)
        except ValueError as error:
            raise EvaluationError(f"{path}:{number}: 不是有效的 JSON：{error}。 Not valid JSON.") from error
        query = _query(path, number, record)
        if query.id in queries:
            raise _error(path, number, query.id, f"与第 {queries[query.id].line} 行重复。 The id is taken already.")
        queries[query.id] = query
    if not queries:
        raise EvaluationError(f"{path} 里没有问题。 There is no query.")
    return tuple(queries.values())


def _query(path: Path, number: int, record: Any) -> JudgedQuery:
    identifier = record.get("_id") if isinstance(record, dict) else None
    if not isinstance(identifier, str) or not identifier:
        raise EvaluationError(f"{path}:{number}: 缺少 _id。 The query has no _id.")
    text, answers, answerable = record.get("text"), record.get("answers") or [], record.get("answerable")
    if not isinstance(text, str) or not text.strip():
        raise _error(path, number, identifier, "没有 text。 The query has no text.")
    if not isinstance(answers, list) or not all(isinstance(answer, str) for answer in answers):
        raise _error(path, number, identifier, "answers 不是字符串列表。 Its answers are no list of strings.")
    if answerable is not None and not isinstance(answerable, bool):
        raise _error(path, number, identifier, "answerable 不是 true 或 false。 Neither true nor false.")
    return JudgedQuery(identifier, text, tuple(answers), answerable, number)


def _cases(path: Path, document_ids: Container[str]) -> Iterator[Case]:
    for number, line in _lines(path):
        try:
            record = json.loads(line)
            text, case, passages = str(record["text"]), record["case"], [str(name) for name in record["passages"]]
        except (ValueError, TypeError, KeyError) as error:
            raise EvaluationError(f"{path}:{number}: 无法读取：{error!r}。 It cannot be read.") from error
        unknown = next((name for name in passages if name not in document_ids), None)
        if unknown is not None:
            raise _error(path, number, str(unknown), f"不在 {CORPUS} 里。 No such document.")
        if case not in ("answerable", "unanswerable") or not text.strip():
            raise _error(path, number, text, "case 应为 answerable 或 unanswerable。 It must be one of these.")
        yield Case(text, frozenset(passages), case == "answerable")


def _read_qrels(path: Path, query_ids: set[str], document_ids: Any) -> Qrels:
    qrels: Qrels = {}
    for number, line in list(_lines(path))[1:]:
        columns = line.split("\t")
        if len(columns) != 3:
            raise EvaluationError(f"{path}:{number}: 有 {len(columns)} 列，应为 3 列。 There must be 3 columns.")
        query_id, document_id, relevance = columns
        if query_id not in query_ids:
            raise _error(path, number, query_id, f"不在 {QUERIES} 里。 No such query.")
        if document_id not in document_ids:
            raise _error(path, number, document_id, f"不在 {CORPUS} 里。 No such document.")
        try:
            judged = int(relevance)
        except ValueError as error:
            raise _error(path, number, query_id, f"{relevance!r} 不是整数。 Not a whole number.") from error
        if document_id in qrels.setdefault(query_id, {}):
            raise _error(path, number, query_id, f"与 {document_id!r} 的判断重复。 Judged twice.")
        if judged > 0:
            qrels[query_id][document_id] = judged
    return {query_id: judged for query_id, judged in qrels.items() if judged}
