"""The lines of a document of Nexis, with their style, and the labels and headings among them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple

from corpus import text as pure
from corpus.readers import _nexis_labels
from corpus.readers._docx import Paragraph
from corpus.text import fold


class Line(NamedTuple):
    """A line of a document. Lines of one `group` stand in one block or paragraph; `lead` is the bold text before it."""

    text: str
    group: int
    is_centred: bool = False
    lead: str = ""
    size: float = 0.0


class Label(NamedTuple):
    """A label as printed, the field that it is for ("" for one that is not known), and what follows it."""

    name: str
    field: str
    value: str


ADDRESS = re.compile(r"https?://[^\s<>\"]{3,500}")
"""A web address."""

_RIGHTS = re.compile(
    r"copyright\b|©|\(c\)|copy \d{4}\b|all rights reserved|tous droits|alle rechte|todos los derechos|alle rechten|"
    r"tutti i diritti|todos os direitos",
    re.IGNORECASE,
)
_SMALLEST = 12.0  # points of a heading; text is set in 10, headings in 14
_REPORTED = re.compile(
    r"(?!by\s)[^!?“\"]{3,200}\b(?:contributed (?:reporting|research)|reported from|contributed to this|"
    r"additional reporting)\b|(?:additional )?reporting was contributed by\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"([^\W\d_][\w .’'/()-]{1,30}?)\s?:(?:\s+|$)")


def lines_of(paragraphs: Iterable[Paragraph]) -> list[Line]:
    """The lines of a document's paragraphs, none of them empty."""
    found: list[Line] = []
    for group, paragraph in enumerate(paragraphs):
        for text, lead in zip_longest(paragraph.text.split("\n"), paragraph.leads, fillvalue=""):
            if line := pure.one_line(text):
                found.append(Line(line, group, paragraph.is_centred, pure.one_line(lead) or "", paragraph.size))
    return found


def is_labelled(text: str) -> bool:
    """Whether a line of plain text begins with a label: a known one, in capitals."""
    return label_of(Line(text, 0)) is not None


def known_label(line: Line, *, has_styles: bool) -> Label | None:
    """The label of a line; one that is not known only where it is bold, a known one in plain text only in capitals."""
    label = label_of(line)
    if label is None or (line.lead if has_styles else label.field and label.name == label.name.upper()):
        return label
    return None


def label_of(line: Line) -> Label | None:
    """The label that a line begins with: one that is bold, or a known one in capitals."""
    if line.is_centred:
        return None
    found = _LABEL.match(line.text)
    if not found:
        return None
    name = found[1].strip()
    field = _nexis_labels.FIELDS.get(fold(name), "")
    is_marked = line.lead.startswith(name) and (bool(field) or line.lead.rstrip(" :") == name)
    if not is_marked and not (field and name == name.upper()):
        return None
    return Label(name, field, line.text[found.end() :].strip())


def section_of(line: Line) -> str | None:
    """The field of a heading below the text; "classification" for the one above the terms."""
    if len(line.text) > 40 or line.lead != line.text or 0 < line.size < _SMALLEST or line.is_centred:
        return None
    if fold(line.text) in _nexis_labels.CLASSIFICATION:
        return "classification"
    field = _nexis_labels.FIELDS.get(fold(line.text), "")
    return field if field in _nexis_labels.MANY or field == "url" else None


def is_heading(line: Line, words: frozenset[str], *, is_large: bool = False) -> bool:
    """Whether a line is one of these headings (folded): bold throughout, and where that is asked larger than a text."""
    if is_large and 0 < line.size < _SMALLEST:
        return False
    return line.lead == line.text and not line.is_centred and fold(line.text) in words


def is_rights(line: Line) -> bool:
    """Whether a line is a copyright notice."""
    return _RIGHTS.match(line.text) is not None


def is_reporters_note(text: str) -> bool:
    """Whether a line says who else reported: "Ida Rook contributed reporting from Northmere."."""
    return _REPORTED.match(text) is not None


def is_same_name(name: str, publisher: str) -> bool:
    """Whether a name is the publication's, which the database gives with its place: "The Record (Northmere)"."""
    plain = fold(re.sub(r"\s*\([^()]*\)\s*", " ", publisher)).removeprefix("the ")
    return bool(plain) and fold(name).removeprefix("by ").removeprefix("the ") == plain
