"""Markup to paragraphs: the one walker for HTML, XHTML, NITF and whatever else marks up a story."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from lxml import etree, html

from corpus.readers import _layout

Kind = Literal["paragraph", "heading", "item", "row", "caption"]

# By local name, HTML and NITF alike. What is in none of these sets is a part of its line, and never adds a blank.
_BLOCKS = frozenset(
    "p div li ul ol dl h1 h2 h3 h4 h5 h6 hl1 hl2 blockquote table thead tbody tfoot tr caption section article header "
    "footer main aside nav address center form fieldset hr pre dd dt figure figcaption block bq content body.content "
    "body.head body.end hedline byline dateline abstract note media media-caption media-producer credit nitf-table "
    "body html inlinexml inlinedata datacontent quote-block".split()
)
_DROPPED = frozenset("script style template noscript iframe svg head object video audio canvas math button".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 hl1 hl2".split())
_CELLS = frozenset({"td", "th"})
_OF_TABLES = frozenset("table thead tbody tfoot tr".split())
_TAG = re.compile(
    r"<(?:/|!--)?(?:p|br|div|span|a|em|strong|b|i|u|h[1-6]|ul|ol|li|blockquote|figure|img|table|script|"
    r"iframe|section|article)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_INVALID = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_COLUMNS = re.compile(r"[^\s.!?:”\"] {2,40}\S")
_BREAK = "\x0b"  # stands for <br> while blocks are gathered: no document can hold it


class Block(NamedTuple):
    """A paragraph's worth of a document: its text, what it is, and the innermost element that holds it."""

    text: str
    kind: Kind
    node: etree._Element


def is_markup(text: str) -> bool:
    """Whether the text holds HTML tags; "a < b" and "<sic>" are no tags."""
    return "<" in text and _TAG.search(text) is not None


def plain(markup: str) -> str:
    r"""The text of HTML, one blank line between its blocks; scripts are left out.

    >>> plain("<p>One <b>bold</b> word.</p><p>Two.</p>")
    'One bold word.\n\nTwo.'
    """
    tree = fragment(markup)
    if tree is None:  # nothing but markup, or deeper than libxml2 goes
        return re.sub(r"<[^<>]{0,2000}>", " ", markup).strip()
    return "\n\n".join(paragraphs(tree))


def fragment(markup: str) -> etree._Element | None:
    """The tree of a piece of HTML, however broken, below an element `html`; None where there is nothing in it."""
    markup = _INVALID.sub("", markup)
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return html.document_fromstring(f"<html><body>{markup}</body></html>".encode(), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def paragraphs(
    node: etree._Element, *, drop: frozenset[str] = frozenset(), keep_lines: bool = False, as_lines: bool = False
) -> list[str]:
    """The texts of `blocks`, in order."""
    return [block.text for block in blocks(node, drop=drop, keep_lines=keep_lines, as_lines=as_lines)]


def blocks(
    node: etree._Element, *, drop: frozenset[str] = frozenset(), keep_lines: bool = False, as_lines: bool = False
) -> list[Block]:
    r"""The blocks of a document or a part of it, in order, none of them empty; cells of a row are parted by " | ".

    Line breaks (`<br>`): two end a paragraph; single ones part the lines of a block, which are joined where the block
    is a text that was wrapped by hand, and are paragraphs of their own otherwise.

    Args:
        node: where to begin.
        drop: local names (in small letters) of elements that are left out, with all that is in them.
        keep_lines: the line ends and indents of the source mean something: wire services put a whole story into one
            element, its paragraphs indented or parted by blank lines.
        as_lines: keep single line breaks as "\n" within a block (verse, addresses, transcripts).
    """
    found: list[Block] = []
    pieces: list[str] = []
    owner: list[etree._Element] = [node]
    dropped = _DROPPED | drop
    skipped: etree._Element | None = None
    kinds: list[Kind] = ["paragraph"]

    def end() -> None:
        if pieces:
            raw = "".join(pieces)
            pieces.clear()
            if raw.strip(" \t\r\n\x0b|"):
                found.extend(_cut(raw, kinds[-1], owner[-1], keep_lines=keep_lines, as_lines=as_lines))

    for event, element in etree.iterwalk(node, events=("start", "end")):
        name = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        # A cell may hold paragraphs and lists, and is a part of its row all the same.
        is_block = name in _BLOCKS and (kinds[-1] != "row" or name in _OF_TABLES)
        if event == "start":
            if skipped is None and (name in dropped or not name):
                skipped = element
            if skipped is None:
                if is_block and element is not node:
                    end()
                    owner.append(element)
                    kinds.append(_kind(name, kinds[-1]))
                elif name == "br":
                    pieces.append(_BREAK)
                elif name in _BLOCKS and element is not node:
                    pieces.append(" ")
                elif name in _CELLS and any(piece.strip() for piece in pieces):
                    pieces.append(" | ")
                pieces.append(element.text or "")
            continue
        if skipped is element:
            skipped = None
            if is_block:
                end()
        elif skipped is None and is_block and element is not node:
            end()
            owner.pop()
            kinds.pop()
        elif skipped is None and name in _BLOCKS and element is not node:
            pieces.append(" ")
        if skipped is None and element is not node:
            pieces.append(element.tail or "")
    end()
    return found


def _kind(name: str, outer: Kind) -> Kind:
    if name in _HEADINGS:
        return "heading"
    if name in {"li", "dd", "dt"}:
        return "item"
    if name == "tr":
        return "row"
    if name in {"figcaption", "caption", "media-caption"}:
        return "caption"
    return outer if outer in {"item", "caption"} else "paragraph"


def _cut(raw: str, kind: Kind, node: etree._Element, *, keep_lines: bool, as_lines: bool) -> list[Block]:
    """The paragraphs of one block's text."""
    if kind == "row":
        row = re.sub(rf"[ \t\r\n{_BREAK}]+", " ", raw).strip()
        return [Block(row, kind, node)]
    if keep_lines and kind == "paragraph" and _is_in_columns(raw):
        return [Block(line.strip(), kind, node) for line in raw.replace(_BREAK, "\n").split("\n") if line.strip()]
    if keep_lines and kind == "paragraph" and _is_set_by_lines(raw):
        text = raw.replace(_BREAK, "\n").expandtabs(4)
        return [Block(line.text, kind, node) for line in _layout.indented(text)]
    raw = re.sub(r"[ \t\r\n]+", " ", raw)
    found: list[Block] = []
    for part in re.split(rf"(?: ?{_BREAK}){{2,}}", raw):
        lines = [line.strip() for line in part.split(_BREAK)]
        if as_lines:
            texts = ["\n".join(lines)]
        elif len(lines) > 1:
            texts = _layout.as_paragraphs("\n".join(line for line in lines if line)).split("\n\n")
        else:
            texts = lines
        found.extend(Block(text.strip(), kind, node) for text in texts if text.strip())
    return found


def _is_in_columns(raw: str) -> bool:
    """Whether most lines of the source are rows of a table that is set with blanks, as results of matches are."""
    lines = [line.strip() for line in raw.expandtabs(4).split("\n") if line.strip()]
    # Two blanks after a stop are how many people type sentences.
    return len(lines) >= 6 and sum(_COLUMNS.search(line[:200]) is not None for line in lines) >= 0.6 * len(lines)


def _is_set_by_lines(raw: str) -> bool:
    """Whether line ends of the source set paragraphs: some lines are indented and others not, or some are blank."""
    lines = raw.expandtabs(4).split("\n")
    inner = [line for line in lines[1:] if line.strip()]
    if len(inner) < 3:
        return False
    indents = {len(line) - len(line.lstrip(" ")) for line in inner}
    has_blanks = any(not line.strip() for line in lines[1:-1])
    return has_blanks or (min(indents) == 0 and max(indents) >= 2)
