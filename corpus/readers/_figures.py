"""What a page shows around its story: pictures with captions and credits, the deck, the byline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import cast

from lxml import etree

from corpus.readers import _bylines, _credits
from corpus.readers._agencies import is_agency
from corpus.readers._structured import text_of
from corpus.record import Caption
from corpus.text import fold, one_line

_CREDIT = re.compile(
    r"credit|copyright|photographer|(?:image|photo|picture|media|figure|caption)[-_]{0,2}(?:author|source|by)|byline|"
    r"(?:^|[\s_-])(?:source|copy|rights|agency|foto|bildquelle|quelle|crédit|autor|fotograf)(?:$|[\s_-])",
    re.IGNORECASE,
)
# "caption" as a word of a name, however it is joined to others: "wp-caption-text", "imageCaption", "news__caption".
_CAPTION = re.compile(
    r"(?:^|[\s_-]|(?<=[a-z])(?=C))[Cc]aption(?:-?[Tt]ext)?(?:$|[\s_-])|(?:image|img|photo|picture|figure|"
    r"media|foto)[-_]{0,2}(?:caption|description|legend|subtitle|info|text)(?![a-z])|(?:media|image)Sub[tT]itle|"
    r"bildunterschrift|bildtext|legende|pie-?de-?foto",
    re.IGNORECASE,
)
# One of these is in every name that the pattern finds; asking for them first is far quicker.
_CAPTION_PARTS = ("aption", "description", "egend", "ubtitle", "info", "text", "bild", "pie")
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
    r"(?:^|[\s_-])(?:by-?lines?|authors?(?:-?(?:names?|\d|list))?|autor(?:en)?|auteurs?)(?:$|[\s_-])", re.IGNORECASE
)
_BY_CASE = re.compile(r"(?<=[a-z])(?:Author|Byline)s?(?![a-z])")
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en)?|auteurs?|reporters?|journalists?|by|staff|profile)/[^/]{3,80}/?$", re.IGNORECASE
)
_FOLLOW = re.compile(r"\s+(?:follow|folgen|suivre|seguir|フォロー)$", re.IGNORECASE)
# What stands behind the names in the same element: when it appeared.
_STAMP = re.compile(
    r"[\s,|•·–-]+(?:(?:published|updated|posted|veröffentlicht|aktualisiert|publié|publicado|actualizado)\b.*|"
    r"[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}\b.*|\d{1,2}(?:[./]\d{1,2}[./]|\.? [A-Z][a-z]{2,9}\.? )\d{4}\b.*)$",
    re.IGNORECASE,
)
_LED = re.compile(r"\s{0,80}(?:by|von|par|por|di|door|av|af|autor(?:in)?:|text:)(?:\s|$)", re.IGNORECASE)
_NETWORKS = re.compile(r"(?:(?:facebook|twitter|x|instagram|linkedin|whatsapp|e-?mail|rss|website)\W*)+", re.IGNORECASE)
_LABEL = re.compile(
    r"^\W*(?:image source|image credits?|image caption|media caption|bildquelle|bildrechte|quelle|source|bron|fuente|"
    r"crédits?|credits?|copyright|fotos?|photos?|photographs?|bild|by)\b\W{0,3}\s*[,:]?\s*(?:by\s+)?",
    re.IGNORECASE,
)
# A credit with its label at the end of a caption, in the languages that `_credits` does not know.
_LABELLED_END = re.compile(
    r"[\s.|/–—([-]+(?:ảnh|isithombe|umfanekiso|ifoto|foto|fot\.|zdj\.|bron|fuente|fonte|kilde|källa|quelle|source|"
    r"사진(?: 출처| 제공)?|写真)\s*[:=]\s*([^:=()\[\]]{2,90})[)\]]?$|\((?:dok|foto|fot)\.? ?([^()]{2,60})\)$|"
    r"(?<=[.\w])Photograph by ([^.:]{2,60})$",
    re.IGNORECASE,
)
# Brackets that say what kind of picture it is, not whose.
_NO_CREDIT = re.compile(
    r"^(?:archiv(?:bild|foto)?|symbol(?:bild|foto)|file(?: photo)?|l|r|left|right|links|rechts|[\d.: |/]+(?:min)?)$",
    re.IGNORECASE,
)
_ICON = re.compile(
    r"^(?:camera icon|image|photo|bild|foto|picture)(?: \d{1,3} (?:of|von|/) \d{1,3})?:?\s+(?=[A-ZÀ-Þ])", re.IGNORECASE
)
_NAMING = frozenset({"class", "id", "itemprop", "data-testid"})
_MAY_BE_CAPTIONS = frozenset("div p span small em i dd dt li aside section td cite ul strong b".split())
_BLOCKS = frozenset({"div", "section", "article", "ul", "ol", "table", "form", "main", "aside", "nav"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NO_BOXES = frozenset({"body", "article", "main", "p", "li", "td", "button"})
_NO_CAPTIONS = frozenset({"a", "video", "form", "button", *_HEADINGS})
_PICTURES = frozenset({"img", "picture", "amp-img"})
_NO_TEXTS = frozenset({"script", "style", "noscript"})
_OF_CAPTIONS = frozenset({"p", "div", "figcaption", "span"})
_LINKED = etree.XPath("boolean(ancestor::a | descendant-or-self::*[self::a or self::h1 or self::h2 or self::h3])")
# Characters of text that an element around a picture may hold and still be nothing but its caption; more only where the
# last line of it is a credit: a story of 450 characters was all that stood beside one picture.
_LARGEST_BOX, _LARGEST_WITH_CREDIT = 400, 800


def take_captions(tree: etree._Element, places: Places | None = None) -> list[Caption]:
    """The captions of the article's pictures, in order; they are taken out of the tree."""
    places = places or Places(tree)
    found: list[tuple[int, Caption]] = []
    # What lies within an element that was looked at already is not looked at again.
    done: set[etree._Element] = set()
    taken: list[etree._Element] = []
    pictures: list[tuple[int, etree._Element, bool]] = []
    is_below = False  # the first headline
    called = places.called(_names_caption)
    tags = {node.tag for node in called} & _MAY_BE_CAPTIONS
    for at, node in enumerate(tree.iter("h1", "figcaption", *_PICTURES, *tags)):
        tag = node.tag
        is_below = is_below or tag == "h1"
        if node in done or tag == "h1":
            continue
        if tag in _PICTURES:
            pictures.append((at, node, is_below))
            continue
        if tag != "figcaption" and node not in called:
            continue
        if not _is_small(node):  # or else what is not closed would swallow the story
            continue
        done.update(node.iter())
        taken.append(node)
        if not places.is_elsewhere(node) and (caption := _caption(node, places)):
            found.append((at, caption))
    refused: set[etree._Element] = set()  # elements that are known to hold more than a picture and its caption
    for at, picture, is_below in pictures:
        box = _box(picture, done, refused)
        repeated = _repeated(picture, done) if is_below and box is None else None
        if repeated is not None and not places.is_elsewhere(repeated):
            done.update(repeated.iter())
            taken.append(repeated)
            text = text_of(repeated)
            found.append((at, _split(text) or Caption(text=text)))
        if box is None or places.is_elsewhere(box):
            continue
        done.update(box.iter())
        taken.append(box)
        if caption := _caption(box, places):
            found.append((at, caption))
    for node in taken:
        _drop(node)
    return [caption for _, caption in sorted(found, key=lambda pair: pair[0])]


def _box(picture: etree._Element, done: set[etree._Element], refused: set[etree._Element]) -> etree._Element | None:
    """The element around a picture that holds its caption and nothing else; None where there is none.

    Many pages have no name for captions. The picture's nearest element with a text in it is its box where that text is
    short, no link and no heading.
    """
    node = picture.getparent()
    for _ in range(6):
        if node is not None and node.tag in {"a", "picture"}:
            node = node.getparent()
            continue
        if node is None or node in done or node in refused or node.tag in _NO_BOXES:
            return None
        size = _size_of_caption(node, done)
        if size is None or (size > _LARGEST_BOX and not _ends_with_credit(node)):
            refused.add(node)
            return None
        if size >= 12:
            return node
        node = node.getparent()
    return None


def _ends_with_credit(node: etree._Element) -> bool:
    texts = [text for part in node.itertext() if (text := str(part).strip())]
    return len(texts) > 1 and _credits.credit_of(texts[-1]) is not None


def _repeated(picture: etree._Element, done: set[etree._Element]) -> etree._Element | None:
    """The element next to a picture that says in print what describes the picture to the blind: its caption.

    None where there is none, or it is a heading or a link, as with the picture of another story.
    """
    described = one_line(picture.get("alt"))
    if not described or len(described) < 12:
        return None
    node: etree._Element | None = picture
    for _ in range(8):  # next to the picture, or to an element in which nothing follows on it
        if node is None or node.tag in _NO_BOXES:
            return None
        beside = node.getnext()
        if beside is not None and beside.tag not in _PICTURES:
            is_caption = beside not in done and _is_small(beside) and text_of(beside) == described
            return beside if is_caption and not _LINKED(beside) else None
        node = node.getparent()
    return None


def _size_of_caption(node: etree._Element, done: set[etree._Element]) -> int | None:
    """The characters of text in an element that may be the box of a picture; None where it holds something else."""
    size = parts = 0
    for count, inner in enumerate(node.iter()):
        if inner in done or count > 60:
            return None
        tag = inner.tag
        if tag in _NO_CAPTIONS:
            # A link around the picture itself is none around a text; a heading of that length is no heading.
            text = text_of(inner)
            if text and not (tag in _HEADINGS and len(text) >= 60 and next(inner.iter("a"), None) is None):
                return None
            size += len(text)
        elif tag not in _NO_TEXTS:
            if text := (inner.text or "").strip():
                parts += tag in _OF_CAPTIONS
                size += len(text)
            if inner is not node and inner.tail:
                size += len(inner.tail.strip())
        if size > _LARGEST_WITH_CREDIT or parts > 3:
            return None
    return size


def deck(tree: etree._Element, headline: str | None, places: Places) -> str | None:
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
        if (
            node.tag in {"section", "header"}
            or not _names_deck(places.names.get(node, ""))
            or places.is_elsewhere(node)
        ):
            continue
        text = text_of(node) if len(node) <= 12 and not any(x.tag in _BLOCKS for x in node) else ""
        if 5 <= len(text.split()) <= 80 and (headline is None or fold(text) != fold(headline)):
            return text
    return None


def byline(tree: etree._Element, places: Places) -> str | None:
    """The byline as printed: the first short text that is marked as one and credits somebody, a person if there is one.

    A link to the page of an author counts below the first big heading only, where no name is marked.
    """
    others: str | None = None
    linked: str | None = None
    is_below = False
    called = places.called(_names_byline)
    tags = {node.tag for node in called} & {"div", "p", "span", "li", "ul"}
    for node in tree.iter("h1", "address", "a", *tags):
        tag = node.tag
        is_link = False
        if tag == "h1":
            is_below = True
            continue
        if tag == "a" and is_below and linked is None:
            is_link = _AUTHOR_PAGE.search(node.get("href") or "") is not None
        is_marked = is_link or tag == "address" or node in called
        if not is_marked and not (tag == "a" and node.get("rel") == "author"):
            continue
        if places.is_elsewhere(node) or not _is_small(node):
            continue
        text = _STAMP.sub("", _FOLLOW.sub("", text_of(node)))
        is_wide = text[:1] > "\u2e7f"  # scripts without blanks between words
        if not 1 <= len(text.split()) <= 30 or (is_wide and len(text) > 12) or _NETWORKS.fullmatch(text):
            continue
        found = _bylines.parse(text).authors
        if is_link:
            linked = text if len(text.split()) <= 6 and any(a.kind == "person" for a in found) else None
        elif any(a.kind == "person" for a in found):
            return text
        elif found:
            others = others or text
    return _led(tree) or linked or others


def _led(tree: etree._Element) -> str | None:
    """The first short line below the headline that begins with "By" and a person's name."""
    is_below = False
    for node in tree.iter("h1", "p", "span", "div"):
        if node.tag == "h1":
            is_below = True
        elif is_below and _LED.match(node.text or "") and _is_small(node):
            text = text_of(node)
            if len(text) <= 80 and any(a.kind == "person" for a in _bylines.parse(text).authors):
                return text
    return None


def _caption(node: etree._Element, places: Places) -> Caption | None:
    whole = text_of(node)
    if (rest := _bylines.strip_lead(whole)) and _bylines.parse(rest).authors:
        return None  # the writer's name under the writer's picture
    credits_: list[etree._Element] = []
    for part in node.iter():
        if (
            part is not node
            and (part.tag in {"cite", "small", "footer"} or _names_credit(places.names.get(part, "")))
            and not _has(part, credits_)
            and len(text_of(part)) < len(whole)
        ):
            credits_.append(part)
    credit = " / ".join(text for part in credits_ if (text := _label_off(text_of(part)))) or None
    if credit is None and (split := _split(whole)) and split.credit:
        return split
    for part in credits_:
        part.text, part[:] = "", []
    text = text_of(node).strip(" |/–—-") if credit else whole.strip(" |/–—-")
    text = _ICON.sub("", text)
    if credit is None and (beside := _beside(node, places)):
        credit = _label_off(beside)
    split = _split(text) if credit is None else None
    if split:
        return split
    if credit is None and (alone := _credits.credit_of(text)):
        return None if len(text.split()) < 14 and alone else Caption(text=text)
    if len(text.split()) <= 6 and (is_agency(text) or _credits.is_credit(text)):
        return None  # the credit of a picture without a caption
    # Beside "Foto: …" the credit's own brackets are of no use.
    return Caption(text=text, credit=credit.strip("() ") if credit else None) if len(text.split()) >= 2 else None


def _split(text: str) -> Caption | None:
    """The caption and the credit at its end, where there is one."""
    split = _credits.split_caption(text, is_above=True)
    if split and split.credit and not _NO_CREDIT.match(split.credit):
        return Caption(text=_ICON.sub("", split.text), credit=_label_off(split.credit) or None)
    if found := _LABELLED_END.search(text):
        credit = next(part for part in found.groups() if part)
        return Caption(text=text[: found.start()].strip(" |/–—-(["), credit=credit.strip(" )]."))
    return None


def _beside(node: etree._Element, places: Places) -> str | None:
    """The credit that stands in the picture's element, but not in its caption."""
    around = node.getparent()
    for _ in range(3):
        if around is None or around.tag in {"body", "article", "main"}:
            return None
        if sum(1 for _ in islice(around.iter("img", "amp-img"), 2)) > 1:
            return None  # the credit there may be another picture's
        for part in islice(around.iter("span", "p", "div", "small", "footer", "cite", "em"), 60):
            if part is node or not (part.tag in {"footer", "cite"} or _names_credit(places.names.get(part, ""))):
                continue
            text = text_of(part)
            if 0 < len(text.split()) <= 12 and not _has(part, [node]):
                return text
        if around.tag == "figure":
            return None
        around = around.getparent()
    return None


def _label_off(text: str) -> str:
    return _LABEL.sub("", text, count=1).strip(" ()[]|,:;–—-")


def _has(node: etree._Element, others: list[etree._Element]) -> bool:
    return any(ancestor in others for ancestor in node.iterancestors()) if others else False


def _is_small(node: etree._Element) -> bool:
    """Whether an element holds no more than a caption does."""
    return sum(1 for _ in zip(node.iter(), range(40), strict=False)) < 40 and len(text_of(node)) <= 1_200


class Places:
    """What the elements of a page are called by its makers, and which of them stand beside its article.

    `names` has all names of an element in one text.
    """

    def __init__(self, tree: etree._Element) -> None:
        heads = islice(tree.iter("h1"), 20)
        self._around_heads = {ancestor for head in heads for ancestor in head.iterancestors()}
        body = tree.find("body")
        self.names: dict[etree._Element, str] = {}
        for node in (tree if body is None else body).iter():
            given = cast("list[tuple[str, str]]", node.items())
            if len(given) == 1:  # as most that have any: no list need be made and joined
                if given[0][0] in _NAMING:
                    self.names[node] = given[0][1][:300]
            elif given:
                self.names[node] = " ".join([value for key, value in given if key in _NAMING])[:300]
        self._elsewhere: dict[etree._Element, bool] = {}

    def called(self, says: Callable[[str], bool]) -> set[etree._Element]:
        """The elements whose names say something."""
        return {node for node, name in self.names.items() if name and says(name)}

    def is_elsewhere(self, node: etree._Element) -> bool:
        """Whether the element belongs to another story, or to none."""
        for ancestor in _within(node):
            is_other = self._elsewhere.get(ancestor)
            if is_other is None:
                is_other = ancestor.tag in {"nav", "footer"} or (
                    (ancestor.tag == "aside" or _names_elsewhere(self.names.get(ancestor, "")))
                    # A name may stand on an element that holds the whole story: "sidebar-grid".
                    and ancestor not in self._around_heads
                    and not (ancestor.tag == "aside" and _is_small(ancestor))
                )
                self._elsewhere[ancestor] = is_other
            if is_other:
                return True
        return False


# What a name says is the same on all pages of a site.


@lru_cache(maxsize=10_000)
def _names_caption(names: str) -> bool:
    low = names.lower()
    for part in _CAPTION_PARTS:
        if part in low:
            return _CAPTION.search(names) is not None
    return False


@lru_cache(maxsize=10_000)
def _names_byline(names: str) -> bool:
    low = names.lower()
    return ("aut" in low or "by" in low) and (_BYLINE.search(names) or _BY_CASE.search(names)) is not None


@lru_cache(maxsize=10_000)
def _names_credit(names: str) -> bool:
    return _CREDIT.search(names) is not None


@lru_cache(maxsize=10_000)
def _names_deck(names: str) -> bool:
    return _DECK.search(names) is not None


@lru_cache(maxsize=10_000)
def _names_elsewhere(names: str) -> bool:
    return _ELSEWHERE.search(names) is not None


def _within(node: etree._Element) -> Iterator[etree._Element]:
    for depth, ancestor in enumerate(node.iterancestors()):
        yield ancestor
        if depth > 12 or ancestor.tag in {"article", "main", "body"}:
            return


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
