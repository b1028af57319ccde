"""Markup inside a field of another format: a text that turns out to be HTML, as plain paragraphs."""

from __future__ import annotations

import re

from lxml import etree, html

_BLOCKS = frozenset(
    "p div br li ul ol h1 h2 h3 h4 h5 h6 blockquote table tr section article header footer hr pre dd dt figure "
    "figcaption".split()
)
_DROPPED = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "head"})
_TAG = re.compile(
    r"<(?:/|!--)?(?:p|br|div|span|a|em|strong|b|i|u|h[1-6]|ul|ol|li|blockquote|figure|img|table|script|"
    r"iframe|section|article)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)


def is_markup(text: str) -> bool:
    """Whether the text holds HTML tags; "a < b" and "<sic>" are no tags."""
    return "<" in text and _TAG.search(text) is not None


def plain(markup: str) -> str:
    r"""The text of HTML, one blank line between its blocks; scripts and pictures are left out.

    >>> plain("<p>One <b>bold</b> word.</p><p>Two.</p>")
    'One bold word.\n\nTwo.'
    """
    markup = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", markup)
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = html.document_fromstring(f"<html><body>{markup}</body></html>".encode(), parser=parser)
    except (etree.LxmlError, ValueError):  # nothing but markup, or deeper than libxml2 goes
        return re.sub(r"<[^<>]{0,2000}>", " ", markup).strip()
    pieces: list[str] = []
    skipped: etree._Element | None = None
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        name = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if skipped is None and name in _DROPPED:
                skipped = node
            if skipped is None:
                pieces.append("\n\n" if name in _BLOCKS else "")
                pieces.append(
                    " ".join((node.text or "").split(" ")).replace("\n", " ") if name != "pre" else node.text or ""
                )
            continue
        if skipped is node:
            skipped = None
        if skipped is None:
            pieces.append("\n\n" if name in _BLOCKS else "")
            pieces.append((node.tail or "").replace("\n", " "))
    blocks = (" ".join(block.split(" ")).strip() for block in "".join(pieces).split("\n\n"))
    return "\n\n".join(re.sub(r"[ \t]{2,}", " ", block) for block in blocks if block)
