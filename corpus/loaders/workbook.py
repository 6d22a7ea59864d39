"""Workbooks (.xlsx): the rows of every sheet."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from corpus.document import LandmarkKind
from corpus.errors import UnreadableContentError
from corpus.limits import Limits
from corpus.loaders.composition import Composition
from corpus.loaders.loader import Loaded
from corpus.loaders.package import check_package
from corpus.loaders.rows import add_rows

_PERCENT = re.compile(r"0(?:\.(0+))?%")


def load(raw: bytes, limits: Limits) -> Loaded:
    """A SHEET landmark for every sheet and a ROW landmark for every row, each a line as `add_rows` says. A sheet's name
    stands above its rows where there are several sheets. Of a formula, the value that was last computed is read."""
    check_package(raw, limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about extensions of Excel's, which hold no text
        try:
            workbook = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        except (InvalidFileException, KeyError, ValueError, TypeError, SyntaxError) as error:
            raise UnreadableContentError(f"工作簿已损坏：{error}。 A damaged workbook.") from error
        try:
            return _sheets(workbook)
        finally:
            workbook.close()


def _sheets(workbook: Any) -> Loaded:
    composition = Composition()
    for sheet in workbook.worksheets:
        composition.mark(LandmarkKind.SHEET, sheet.title)
        if len(workbook.worksheets) > 1:
            composition.mark(LandmarkKind.ROW, "")  # the name stands in no row
            composition.add(sheet.title)
        sheet.reset_dimensions()  # a sheet may claim to have a million rows
        add_rows(composition, _rows(sheet))
    return composition.loaded()


def _rows(sheet: Any) -> Iterator[list[str]]:
    for row in sheet.iter_rows():
        yield [_shown(cell.value, cell) for cell in row]


def _shown(value: object, cell: Any) -> str:
    """A cell about as the sheet shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time() else value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        percent = _PERCENT.fullmatch(cell.number_format or "")
        if percent:
            return f"{value * 100:.{len(percent.group(1) or '')}f}%"
        return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    return str(value)
