"""What a page shows around its story: pictures with captions and credits, the deck, the byline."""

from __future__ import annotations

import re

from lxml import etree

from corpus.readers import _bylines, _credits
from corpus.readers._structured import text_of
from corpus.record import Caption
from corpus.text import fold

_CREDIT = re.compile(
    r"credit|copyright|photographer|(?:image|photo|picture|media|figure|caption)[-_]{0,2}(?:author|source|by)|byline|"
    r"(?:^|[\s_-])(?:source|copy|rights|agency|foto|bildquelle|quelle|crédit|autor|fotograf)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:wp-)?caption(?:-?text)?(?:$|[\s_-])|(?:image|photo|picture|figure|"
    r"media)[-_]{0,2}(?:caption|description|legend)|"
    r"bildunterschrift|bildtext|legende|pie-?de-?foto",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:related|recirc\w*|recommend\w*|teasers?|promo\w*|sidebar|most-?(?:read|popular)|"
    r"more-?(?:from|stories|on)|"
    r"newsletter|footer|nav|menu|comments?|author-?(?:bio|box|card)|outbrain|taboola|carousel-?related|"
    r"trending)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DECK = re.compile(
    r"(?:^|[\s_-])(?:standfirst|deck|dek|sub-?title|sub-?head(?:line|ing)?|strap(?:line)?|summary|lead|"
    r"lede|intro|teaser-?text|chapo|"
    r"abstract|excerpt|article-?description|kicker-?text|vorspann|einleitung|entradilla|bajada|sommario|"
    r"sumario)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?lines?|authors?(?:-?names?)?|autor(?:en)?|auteurs?)(?:$|[\s_-])", re.IGNORECASE
)
_LABEL = re.compile(
    r"^\W*(?:image source|image caption|media caption|bildquelle|quelle|source|crédits?|copyright|fotos?|photos?|bild)"
    r"\W{0,3}\s*[,:]?\s*",
    re.IGNORECASE,
)
_BLOCKS = frozenset({"div", "section", "article", "ul", "ol", "table", "form", "main", "aside", "nav"})


def take_captions(tree: etree._Element) -> list[Caption]:
    """The captions of the article's pictures, in order; they are taken out of the tree."""
    found: list[Caption] = []
    # What lies within an element that was looked at already is not looked at again.
    done: set[etree._Element] = set()
    taken: list[etree._Element] = []
    for node in tree.iter("figcaption", "div", "p", "span", "small", "figure"):
        parent = node.getparent()
        if parent is not None and parent in done:
            done.add(node)
            continue
        if node.tag == "figure":
            continue
        is_caption = node.tag == "figcaption" or (_CAPTION.search(_names(node)) is not None and _is_small(node))
        if not is_caption:
            continue
        done.add(node)
        taken.append(node)
        if not _is_elsewhere(node) and (caption := _caption(node)):
            found.append(caption)
    for node in taken:
        _drop(node)
    return found


def deck(tree: etree._Element, headline: str | None) -> str | None:
    """The deck: what the page marks as one, near below its headline. It stays in the tree."""
    seen = 0
    is_below = headline is None
    for node in tree.iter("h1", "h2", "h3", "p", "div", "span", "section", "header"):
        if not is_below:
            is_below = node.tag == "h1"
            continue
        seen += 1
        if seen > 120:
            return None
        if node.tag in {"section", "header"} or not _DECK.search(_names(node)) or _is_elsewhere(node):
            continue
        text = text_of(node) if len(node) <= 12 and not any(x.tag in _BLOCKS for x in node) else ""
        if 5 <= len(text.split()) <= 80 and (headline is None or fold(text) != fold(headline)):
            return text
    return None


def byline(tree: etree._Element) -> str | None:
    """The byline as printed: the first short text that is marked as one and credits somebody."""
    for node in tree.iter("address", "div", "p", "span", "a", "li", "ul"):
        if node.tag != "address" and not (_BYLINE.search(_names(node)) or node.get("rel") == "author"):
            continue
        if _is_elsewhere(node):
            continue
        text = text_of(node)
        if 1 <= len(text.split()) <= 30 and _bylines.parse(text).authors:
            return text
    return None


def _caption(node: etree._Element) -> Caption | None:
    whole = text_of(node)
    if (rest := _bylines.strip_lead(whole)) and _bylines.parse(rest).authors:
        return None  # the writer's name under the writer's picture
    if (split := _credits.split_caption(whole, is_above=True)) and split.credit:
        return split
    credits_: list[etree._Element] = []
    for part in node.iter():
        if (
            part is not node
            and (_CREDIT.search(_names(part)) or part.tag in {"cite", "small"})
            and not _has(part, credits_)
        ):
            credits_.append(part)
    credit = " / ".join(text for part in credits_ if (text := _label_off(text_of(part)))) or None
    for part in credits_:
        part.text, part[:] = "", []
    text = _label_off(text_of(node)) if credit else text_of(node)
    text = text.strip(" |/–—-")
    split = _credits.split_caption(text, is_above=True)
    if split:
        return Caption(text=split.text, credit=split.credit if credit is None else credit)
    if credit is None and (alone := _credits.credit_of(text)):
        return None if len(text.split()) < 14 and alone else Caption(text=text)
    # Beside "Foto: …" the credit's own brackets are of no use.
    return Caption(text=text, credit=credit.strip("() ") if credit else None) if len(text.split()) >= 2 else None


def _label_off(text: str) -> str:
    return _LABEL.sub("", text, count=1).strip(" ()[]|,:;–—-")


def _has(node: etree._Element, others: list[etree._Element]) -> bool:
    return any(ancestor in others for ancestor in node.iterancestors())


def _names(node: etree._Element) -> str:
    if not node.attrib:
        return ""
    return " ".join(node.get(name) or "" for name in ("class", "id", "itemprop", "data-testid"))[:300]


def _is_small(node: etree._Element) -> bool:
    """Whether an element holds no more than a caption does."""
    return sum(1 for _ in zip(node.iter(), range(40), strict=False)) < 40 and len(text_of(node)) <= 1_200


def _is_elsewhere(node: etree._Element) -> bool:
    """Whether the element belongs to another story, or to none."""
    for depth, ancestor in enumerate(node.iterancestors()):
        if ancestor.tag in {"aside", "nav", "footer"} or _ELSEWHERE.search(_names(ancestor)):
            return True
        if depth > 12 or ancestor.tag in {"article", "main", "body"}:
            return False
    return False


def _drop(node: etree._Element) -> None:
    """Take an element out of its tree; the text behind it stays."""
    parent = node.getparent()
    if parent is None:
        return
    if node.tail:
        before = node.getprevious()
        if before is None:
            parent.text = (parent.text or "") + node.tail
        else:
            before.tail = (before.tail or "") + node.tail
    parent.remove(node)
