"""Presentations (.pptx): what stands on every slide, and its notes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pptx
from lxml import etree
from pptx.exc import PackageNotFoundError

from corpus.document import LandmarkKind
from corpus.errors import UnreadableContentError
from corpus.limits import Limits, check_pages
from corpus.loaders.composition import Composition
from corpus.loaders.loader import Loaded
from corpus.loaders.package import check_package


def load(raw: bytes, limits: Limits) -> Loaded:
    """A SLIDE landmark for every slide; its title first, then its other shapes as they lie upon each other, groups and
    tables among them, then its notes. Text in charts and diagrams is left out."""
    check_package(raw, limits)
    try:
        presentation = pptx.Presentation(io.BytesIO(raw))
    except (PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise UnreadableContentError(f"演示文稿已损坏：{error}。 A damaged presentation.") from error
    composition = Composition()
    title = ""
    check_pages(len(presentation.slides), limits)
    for number, slide in enumerate(presentation.slides, start=1):
        composition.mark(LandmarkKind.SLIDE, str(number))
        heading = slide.shapes.title
        if heading is not None and heading.has_text_frame:
            composition.add(_one_line(heading.text_frame.text))
            title = title or _one_line(heading.text_frame.text)
        for shape in slide.shapes:
            if heading is None or shape.shape_id != heading.shape_id:
                for block in _blocks(shape):
                    composition.add(block)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            composition.add(slide.notes_slide.notes_text_frame.text.replace("\v", "\n"))
    return composition.loaded(title)


def _blocks(shape: Any) -> Iterator[str]:
    """The text of a shape: python-pptx tells the kinds of shapes apart only as it runs."""
    if hasattr(shape, "shapes"):  # a group
        for inner in shape.shapes:
            yield from _blocks(inner)
    elif getattr(shape, "has_table", False):
        for row in shape.table.rows:
            cells = (_one_line(cell.text) for cell in row.cells if not cell.is_spanned)
            yield " | ".join(cell for cell in cells if cell)
    elif shape.has_text_frame:
        yield shape.text_frame.text.replace("\v", "\n")


def _one_line(text: str) -> str:
    return " ".join(text.split())
