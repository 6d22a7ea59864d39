"""The endpoints that list, give and change the documents."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, UploadFile
from fastapi import Path as FromPath
from starlette.exceptions import HTTPException

from api.asking import questions_of
from api.bodies import (
    DocumentBody,
    DocumentsBody,
    LocatedPassageBody,
    OutcomeBody,
    PassageBody,
    StatusBody,
    TextRequest,
    WholeDocumentBody,
)
from api.changing import MAX_FILES, Outcome, add_files, add_text, remove_document
from api.errors import UnfitError
from api.programs import status_plain
from api.questions import Questions
from api.routes import ChangingRoute, JsonRoute, UploadRoute
from corpus import Document
from index import Index

Asked = Annotated[Questions, Depends(questions_of)]
DocumentId = Annotated[str, FromPath(description="文档 id，见列表 (its id, as the list gives it; slashes as they are)")]
MEGABYTE = 1024 * 1024
MAX_UPLOAD = 256 * MEGABYTE
MAX_TEXT_BODY = 16 * MEGABYTE

reading = APIRouter(route_class=JsonRoute, tags=["文档 Documents"])
changing = APIRouter(route_class=ChangingRoute, tags=["增删 Change"])
uploading = APIRouter(route_class=UploadRoute, tags=["增删 Change"])


@reading.get("/documents", summary="所有文档 All documents")
def documents(
    questions: Asked,
    offset: Annotated[int, Query(ge=0, description="从第几篇起 (how many to leave out at the beginning)")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="最多几篇 (how many at the most)")] = 100,
) -> DocumentsBody:
    """列出文档，按建立索引的顺序。 Lists the documents in the order of the store."""
    index = questions.answerers.get().index
    found = islice(index.documents(), offset, offset + limit)
    return DocumentsBody(total=index.manifest.documents, documents=[listed(one) for one in found])


@reading.get("/documents/{document_id:path}", summary="一篇文档 One document with its passages")
def document(document_id: DocumentId, questions: Asked) -> WholeDocumentBody:
    """全文和段落。 Its whole text, and how it was cut into passages."""
    return whole_document(questions.answerers.get().index, document_id)


@reading.get("/status", summary="索引的情况 What the store holds")
def status(questions: Asked) -> StatusBody:
    """索引里有多少内容，用什么建立。 How much the store holds and what it was made with."""
    return status_body(questions.answerers.get().index)


@changing.post("/texts", status_code=201, summary="加入文本 Add a text", max_body_size=MAX_TEXT_BODY)
def text(wanted: TextRequest, questions: Asked) -> OutcomeBody:
    """加入一段文本，同名的被替换。 Adds a text; one of the same title is replaced."""
    return _body(add_text(questions.answerers.get().index, wanted.title, wanted.text))


@uploading.post(
    "/files",
    status_code=201,
    summary="加入文件 Add files",
    max_body_size=MAX_UPLOAD,
    form_limits={"max_files": MAX_FILES + 1, "max_fields": 10},
)
def files(
    files: Annotated[list[UploadFile], File(description="要加入的文件 (the files, under their own names)")],
    questions: Asked,
) -> OutcomeBody:
    """加入文件，同名的被替换；读不了的列出原因。 Adds files; those of the same name are replaced.

    What cannot be read is named with the reason; where none can be read, that is status 422."""
    with tempfile.TemporaryDirectory(prefix="zhiyin-") as folder:
        paths = _saved(files, Path(folder))
        outcome = add_files(questions.answerers.get().index, paths)
    if not outcome.added:
        reasons = "；".join(f"{one.name}: {one.reason}" for one in outcome.skipped[:5])
        raise UnfitError(f"没有可以加入的文件：{reasons} None of the files could be added.")
    return _body(outcome)


@changing.delete("/documents/{document_id:path}", summary="删除文档 Remove a document")
def remove(document_id: DocumentId, questions: Asked) -> OutcomeBody:
    """删除文档，更新索引时也不再加入。 Removes a document; an update does not bring it back."""
    return _body(remove_document(questions.answerers.get().index, document_id))


def whole_document(index: Index, document_id: str) -> WholeDocumentBody:
    """A document with its passages. Raises HTTPException 404."""
    try:
        found = index.document(document_id)
    except KeyError:
        raise HTTPException(404) from None
    passages = [
        LocatedPassageBody(**PassageBody.model_validate(one).model_dump(), location=found.location(one.start, one.end))
        for one in index.passages_of(document_id)
    ]
    return WholeDocumentBody(**listed(found).model_dump(), text=found.text, passages=passages)


def status_body(index: Index) -> StatusBody:
    """What the store holds; of an encoder that lies in a folder, the folder's name."""
    plain = status_plain(index)
    return StatusBody(**plain | {"encoder": _base_name(plain["encoder"])})


def listed(found: Document) -> DocumentBody:
    """A document as lists show it."""
    return DocumentBody(id=found.id, title=found.title, source=found.source, characters=len(found.text))


def _body(outcome: Outcome) -> OutcomeBody:
    return OutcomeBody.model_validate(outcome)


def _saved(uploads: Sequence[UploadFile], folder: Path) -> list[Path]:
    """The files under their own names, without the folders that a client may have put before them."""
    paths = []
    for upload in uploads:
        name = _base_name(upload.filename or "")
        path = folder / name
        if not name or name in (".", "..") or path in paths:
            raise UnfitError(f"文件名 {name!r} 为空或重复；请改名。 A file has no name, or that of another; rename it.")
        with path.open("wb") as file:
            shutil.copyfileobj(upload.file, file)
        paths.append(path)
    return paths


def _base_name(name: str) -> str:
    return PureWindowsPath(PurePosixPath(name).name).name
