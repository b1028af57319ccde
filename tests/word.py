"""Word documents of our own, set as the database sets its exports: enough of Office Open XML for a reader to try."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def run(text: str, *, bold: bool = False, size: int = 20) -> str:
    """A run of text; a line break where it holds one. `size` in half points."""
    style = f"<w:rPr>{'<w:b/>' if bold else ''}<w:sz w:val='{size}'/></w:rPr>"
    lines = "<w:br/>".join(f"<w:t xml:space='preserve'>{escape(line)}</w:t>" for line in text.split("\n"))
    return f"<w:r>{style}{lines}</w:r>"


def paragraph(*runs: str, centred: bool = False, bookmark: str = "") -> str:
    """A paragraph of runs."""
    style = "<w:pPr><w:jc w:val='center'/></w:pPr>" if centred else ""
    anchor = f"<w:bookmarkStart w:id='1' w:name='{bookmark}'/><w:bookmarkEnd w:id='1'/>" if bookmark else ""
    return f"<w:p>{style}{anchor}{''.join(runs)}</w:p>"


def labelled(label: str, text: str = "", *, above: str = "") -> str:
    """A label in bold and what it says; `above`: a line break before it."""
    return paragraph(run(above) if above else "", run(f"{label}:", bold=True), run(f"\u00a0{text}"))


def heading(text: str, bookmark: str = "") -> str:
    """A heading between the parts of a document."""
    return paragraph(run(text, bold=True, size=28), bookmark=bookmark)


def table(*rows: tuple[str, ...]) -> str:
    """A table of plain cells."""
    cells = ("".join(f"<w:tc>{paragraph(run(cell))}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def document(*blocks: str) -> bytes:
    """The XML of a document's text."""
    body = f"<w:body>{''.join(blocks)}</w:body>"
    return f"<?xml version='1.0' encoding='UTF-8'?><w:document xmlns:w='{WORD}'>{body}</w:document>".encode()


def packed(xml: bytes) -> bytes:
    """The document as a file; the same bytes each time."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (
            ("[Content_Types].xml", b"<Types/>"),
            ("word/header1.xml", b"<x/>"),
            ("word/document.xml", xml),
        ):
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return data.getvalue()
