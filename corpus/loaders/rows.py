"""Rows of cells -> lines that can be read, found and cited by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.document import LandmarkKind
from corpus.loaders.composition import Composition

_END_MARKS = tuple("。！？；…!?;")


def add_rows(composition: Composition, rows: Iterable[Sequence[str]]) -> None:
    """A line and a ROW landmark for every row that is not empty, counted from 1.

    If the first of them is a header (words only, all different, at least two), every later row names its columns:
    `姓名：张三，部门：研发。` A row is found and cited without the header above it, and so it still says what its
    cells mean. Without a header the cells stand beside each other: `张三 | 研发。` The full stop makes it a sentence.
    """
    header: list[str] | None = None
    first = True
    for number, row in enumerate(rows, start=1):
        cells = [" ".join(cell.split()) for cell in row]
        if not any(cells):
            continue
        composition.mark(LandmarkKind.ROW, str(number))
        if first and _is_header(cells):
            header = cells
            composition.add(" | ".join(cell for cell in cells if cell))
        else:
            composition.add(_line(cells, header))
        first = False


def _is_header(cells: list[str]) -> bool:
    names = [cell for cell in cells if cell]
    words = all(len(name) <= 30 and not _is_number(name) and not name.endswith(_END_MARKS) for name in names)
    return len(names) >= 2 and words and len(set(names)) == len(names)


def _line(cells: list[str], header: list[str] | None) -> str:
    if header is None:
        line = " | ".join(cell for cell in cells if cell)
    else:
        names = [*header, *[""] * (len(cells) - len(header))]
        line = "，".join(f"{name}：{cell}" if name else cell for name, cell in zip(names, cells, strict=False) if cell)
    return line if line.endswith(_END_MARKS) else f"{line}。"


def _is_number(text: str) -> bool:
    return any(c.isdigit() for c in text) and not any(c.isalpha() for c in text)
