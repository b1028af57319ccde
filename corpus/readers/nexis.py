r"""Exports of Nexis and LexisNexis: many articles in one file of Word, HTML, plain text or Rich Text.

The database tells nobody its layouts; what is read here was seen in exports of 2013 to 2019. Lines are what the
containers have in common, with their alignment and bold type: `_nexis_document` makes articles of them, and
`_nexis_labels` knows the words that the surfaces print in seven languages.

The cover sheet names who searched, where, and for what. It is in no table and no message.
"""

from __future__ import annotations

import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from lxml import etree

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import (
    _decode,
    _docx,
    _markup,
    _nexis_document,
    _nexis_labels,
    _nexis_lines,
    _nexis_text,
    _rtf,
)
from corpus.readers._docx import Paragraph
from corpus.readers._nexis_document import Document, Source
from corpus.readers._nexis_lines import Line
from corpus.record import Article, Problem

LARGEST = 64 << 20
"""Bytes of an export in HTML or plain text; the database gives 500 articles at most, which are 5 MB."""

_LONGEST = 10_000_000  # characters of one document
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCFULL = re.compile(r"<DOCFULL>", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"<DOCFULL>(?:\s{0,20}-->)?(.*?)(?:<!--[^<>]{0,100}\s{0,20}</DOCFULL>|</DOCFULL>|(?=<DOCFULL>)|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_STYLE = re.compile(r"\.(\w{1,30})\s{0,5}\{([^{}]{0,1000})\}")
_CHARSET = re.compile(rb"<meta\b[^<>]{0,200}\bcharset\s{0,3}=\s{0,3}[\"']?([\w-]{2,40})", re.IGNORECASE)
_BOOKMARK = re.compile(r"Bookmark_\d{1,6}")
# Words that the beginning of an export in Rich Text holds.
_OF_EXPORT = (b"LexisNexis", b"Bookmark_1", b"End of Document", b"Load-Date", b"LOAD-DATE", b"LENGTH:", b" DOCUMENTS")
_SHEET = 40  # lines that are not empty, in which a cover sheet has shown itself
_COVER = 16_384  # bytes in which a plain text comes to its first document, behind the cover sheet


class _Found(NamedTuple):
    """The paragraphs of a document; none, where a cover sheet was left out. The rest as in `Source`."""

    paragraphs: list[Paragraph]
    is_new: bool = False
    is_cut_off: bool = False


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield an article for each document, in order; `source_item` is its position, for the count it bears may lie.

    Null where the database prints nothing: times are days unless a clock is printed, then in the zone as printed ("EST"
    in summer too). A headline's second part is the deck; the terms with their scores are `subjects`, the pictures'
    words `captions`. Length, load date and codes of the database are left out; so is the cover sheet, which is said.

    Raises:
        ReadError: it is no export of Nexis, an old Word file, or longer than `LARGEST`; Word documents may be longer.
    """
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ReadError(uri, f"an export longer than {LARGEST >> 20} MB")
    if data.startswith(_OLE):
        raise ReadError(
            uri, "a Word file of before 2007 (.doc); save it as .docx, or export .docx", code="old-word-file"
        )
    if data.startswith(b"PK\x03\x04"):
        yield from _of_paragraphs(_docx.paragraphs(io.BytesIO(data), uri), uri)
    elif _rtf.is_rtf(data[:64]):
        yield from _of_paragraphs(_rtf.paragraphs(io.BytesIO(data), uri), uri)
    else:
        declared = _CHARSET.search(data[:4_000])
        decoded = _decode.decode(data, uri, declared=declared[1].decode("ascii") if declared else None)
        text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
        yield from _of_html(text, decoded) if _DOCFULL.search(text) else _of_text(text, decoded, uri)


def sniff(head: bytes) -> float:
    """High for an export, by the words that the database prints; for an old Word file too, to say what to do with it.

    Any Word document is taken: no other format comes in one, and one that is no export is refused by name.
    """
    if head.startswith(_OLE) or _docx.is_docx(head):
        return 0.9
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        head = head.decode("utf-16", errors="ignore").encode("utf-8", errors="ignore")
    if b"<DOCFULL>" in head or b"<docfull>" in head:
        return 0.95  # any page of HTML is one of HTML too
    if _rtf.is_rtf(head[:64]):
        return 0.9 if any(word in head for word in _OF_EXPORT) else 0.0
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"<", b"{", b"[", b"\x1f"} or head.startswith(b"PK"):
        return 0.0  # markup, JSON, something compressed, a zip
    start = head[:_COVER]
    if _begins_with_cover(start):
        return 0.95  # whatever follows: a reader of any text would take the researcher in
    for mark in (b"ocument", b"OCUMENT", b"okument", b"OKUMENT"):
        at = start.find(mark)
        while at >= 0:
            line = head[start.rfind(b"\n", max(at - 200, 0), at) + 1 : at + 60].split(b"\n")[0]
            if _nexis_labels.is_count(line.decode("latin-1")):
                return 0.9
            at = start.find(mark, at + 200)
    has_end = any(_nexis_labels.is_end(line.decode("latin-1").strip()) for line in head.split(b"\n"))
    return 0.9 if has_end else 0.0


def _begins_with_cover(start: bytes) -> bool:
    """Whether a text begins as a cover sheet does: with a label that only it has, or soon with two of them."""
    text = start.decode("utf-8", errors="replace").lstrip("\ufeff")
    lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()][:_SHEET]
    marks = [n for n, line in enumerate(lines) if _nexis_labels.is_researcher(line)]
    return len(marks) > 1 or marks == [0]


# ------------------------------------------------------------------ documents of any container


def _articles(documents: Iterable[Source], decoded: _decode.Decoded) -> Iterator[Article | Problem]:
    unused: Counter[str] = Counter()
    for position, source in enumerate(documents, 1):
        document = Document(str(position), source.data, decoded.encoding, decoded.problems)
        if _nexis_document.take_in(source, document):
            unused.update(set(document.unused))
            yield document.article()
        else:
            said = "a document without a label, a date or a text; the database may have put an error in its place"
            if not source.lines:
                said = 'no date above a heading "Body" to tell the document from the cover sheet by: export it for Word'
            yield Problem(code="no-article", severity="error", message=said, item=str(position))
    if unused:
        names = ", ".join(f"{name[:40]} ({count})" for name, count in sorted(unused.items())[:40])
        said = f"labels that no column takes, and how many documents have them: {names}"
        yield Problem(code="labels-left-out", severity="note", message=said)


def _covered() -> Problem:
    said = "the cover sheet, which names who searched and for what, is left out"
    return Problem(code="cover-sheet-left-out", severity="note", message=said)


def _no_export(uri: str) -> ReadError:
    said = 'no export of Nexis: no line "End of Document" and none like "1 of 10 DOCUMENTS"'
    return ReadError(uri, said, code="no-article")


# ------------------------------------------------------------------ Word and Rich Text


def _of_paragraphs(paragraphs: Iterable[Paragraph], uri: str) -> Iterator[Article | Problem]:
    documents = _documents(paragraphs, uri)
    first = next(documents, None)
    if first is None:
        raise _no_export(uri)
    if not first.paragraphs:
        yield _covered()
    plain = _decode.Decoded("", None, ())
    rest = (found for found in itertools.chain([first], documents) if found.paragraphs)
    whole = (Source(_bytes(one[0]), _nexis_lines.lines_of(one[0]), one.is_new, one.is_cut_off) for one in rest)
    yield from _articles(whole, plain)


def _bytes(document: list[Paragraph]) -> bytes:
    return "\n".join(paragraph.text for paragraph in document).encode("utf-8", errors="replace")


def _documents(paragraphs: Iterable[Paragraph], uri: str) -> Iterator[_Found]:
    """The documents between the lines that part them; an empty one first where a cover sheet was left out."""
    gathered: list[Paragraph] = []
    length = 0
    is_open, is_first = False, True
    for paragraph in paragraphs:
        text = paragraph.text.strip()
        if _nexis_labels.is_count(text):
            if is_open:
                yield _Found(gathered)
            elif is_first and any(p.text.strip() for p in gathered):
                yield _Found([])
            gathered, length, is_open, is_first = [], 0, True, False
        elif _nexis_labels.is_end(text) and gathered:
            document = gathered if is_open else _uncovered(gathered)
            if is_first and len(document) < len(gathered) and any(p.text.strip() for p in gathered[: -len(document)]):
                yield _Found([])
            yield _Found(document, is_new=True)
            gathered, length, is_open, is_first = [], 0, False, False
        else:
            gathered.append(paragraph)
            length += len(paragraph.text)
            if length > _LONGEST:
                raise ReadError(uri, f"more than {_LONGEST} characters without the end of a document")
    if is_open:
        yield _Found(gathered)
    elif not is_first and any(_BOOKMARK.fullmatch(name) for p in gathered for name in p.bookmarks):
        yield _Found(_uncovered(gathered), is_new=True, is_cut_off=True)


def _uncovered(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """A document without the cover sheet before it: the database anchors each document's beginning."""
    for n in range(len(paragraphs) - 1, -1, -1):
        if any(_BOOKMARK.fullmatch(name) for name in paragraphs[n].bookmarks):
            return paragraphs[n:]
    body = next(
        (n for n, p in enumerate(paragraphs) if any(p.leads) and _nexis_labels.is_body(p.text)), len(paragraphs)
    )
    # A document begins with lines in the middle; a cover sheet has none.
    start = next((n for n, p in enumerate(paragraphs[:body]) if p.is_centred), None)
    if start is None:
        covered = [n for n, p in enumerate(paragraphs[:body]) if p.is_cell or _nexis_labels.is_cover(p.text.strip())]
        start = covered[-1] + 1 if covered else 0
    return paragraphs[start:]


# ------------------------------------------------------------------ HTML


def _of_html(text: str, decoded: _decode.Decoded) -> Iterator[Article | Problem]:
    begin = text.lower().find("<body")
    first = _DOCFULL.search(text)
    end = first.start() if first else len(text)
    cover = _markup.plain(text[max(begin, 0) : end]) if begin < end < begin + 200_000 else ""
    if re.search(r"\w{3}", re.sub(r"<[^<>]*|-->", " ", cover)):
        yield _covered()
    styles = dict(_STYLE.findall(text[:end]))
    documents = (Source(found[1].encode(), _html_lines(found[1], styles)) for found in _DOCUMENT.finditer(text))
    yield from _articles(documents, decoded)


def _html_lines(markup: str, styles: dict[str, str]) -> list[Line]:
    tree = _markup.fragment(markup)
    if tree is None:
        return []
    for cell in tree.iter("td", "th"):  # their paragraphs are parts of a row
        for inner in cell.iter("p", "div"):
            inner.tag = "span"
    found: list[Line] = []
    styled: dict[etree._Element, Line] = {}  # of a block that breaks into lines, what they have in common
    for block in _markup.blocks(tree):
        line = pure.one_line(block.text)
        if line is None:
            continue
        if known := styled.get(block.node):
            found.append(known._replace(text=line, lead=""))
            continue
        lead, size = _lead(block.node, styles)
        first = Line(
            line, len(styled), _is_centred(block.node, styles), lead if line.startswith(lead[:30]) else "", size
        )
        styled[block.node] = first
        found.append(first)
    return found


def _rules(node: etree._Element, styles: dict[str, str]) -> str:
    names = (node.get("class") or "").split()
    return ";".join([*(styles.get(name, "") for name in names), node.get("style") or ""]).lower().replace(" ", "")


def _is_centred(node: etree._Element, styles: dict[str, str]) -> bool:
    for outer in itertools.chain([node], node.iterancestors()):
        if outer.tag == "center" or (outer.get("align") or "").lower() == "center":
            return True
        rules = _rules(outer, styles)
        if "text-align:" in rules:
            return "text-align:center" in rules
    return False


def _lead(node: etree._Element, styles: dict[str, str]) -> tuple[str, float]:
    """The bold text that a block begins with, and the size of its first letters in points."""
    pieces: list[str] = []
    size = 0.0
    for inner in node.iter("span", "b", "strong", "font"):
        text = "".join(str(part) for part in inner.itertext())
        if not text.strip():
            continue
        rules = _rules(inner, styles)
        if not pieces and (points := re.search(r"font-size:(\d{1,3})pt", rules)):
            size = float(points[1])
        if inner.tag not in {"b", "strong"} and "font-weight:bold" not in rules:
            break
        pieces.append(text)
        if (inner.tail or "").strip():
            break
    return " ".join("".join(pieces).split()), size


# ------------------------------------------------------------------ plain text


def _of_text(text: str, decoded: _decode.Decoded, uri: str) -> Iterator[Article | Problem]:
    found = _nexis_text.documents(text)
    first = next(found, None)
    if first is None:
        raise _no_export(uri)
    is_said = False
    whole: list[Source] = []
    for one in itertools.chain([first], found):
        if one.is_covered and not is_said:
            is_said = True
            yield _covered()
        if one.lines is not None:
            whole.append(Source("\n".join(one.raw).encode(), one.lines, one.is_new, one.is_cut_off))
    yield from _articles(whole, decoded)
