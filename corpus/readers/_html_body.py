"""The main text of a web page: which part of the page it is, and its paragraphs. One pass over the tree, linear time.

The page is cut into blocks, as a browser stacks them. Running text counts for the story, links and labels against it;
the run of blocks that counts most is the story (maximum subsequence segmentation, Pasternack and Roth 2009), and the
smallest element around it says where the story begins and ends, helped by what the page's makers call that element.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from lxml import etree

from corpus.text import fold

Role = Literal["text", "heading", "item", "quote", "cell"]


class Block(NamedTuple):
    """A paragraph, heading or entry of a list as the page shows it; `linked`: its characters that are links."""

    text: str
    role: Role
    linked: int
    box: int
    is_paragraph: bool


@dataclass(slots=True)
class _Box:
    """An element that holds blocks. `named`: its makers call it the story; `aside`: how surely it is no part of one.

    `words`: those of its name that say so. `text` counts the characters of running text within it.
    """

    parent: int
    tag: str
    named: bool
    aside: int
    words: frozenset[str] = frozenset()
    name: str = ""
    text: int = 0


# Nothing in these is ever a story's text.
_DROPPED = frozenset(
    "script style noscript template iframe svg nav footer button select option textarea input label dialog menu "
    "object embed audio video canvas map area picture img source track math head link meta title figure figcaption "
    "fieldset legend datalist output progress amp-ad amp-embed amp-iframe amp-sidebar amp-consent amp-social-share "
    "amp-video amp-analytics amp-carousel amp-img".split()
)
# Parts of a line. Everything else that is not dropped begins a block of its own.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q s samp small span strike strong sub "
    "sup tt u var wbr time ruby rb rt rp nobr amp-fit-text".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PARAGRAPHS = frozenset({"p", "li", "blockquote", "pre", "dd", "dt"})
_LEAVES = frozenset({"p", *_HEADINGS, "li", "blockquote", "tr", "td", "th", "tbody"})
_ROLES = frozenset({"navigation", "complementary", "banner", "contentinfo", "dialog", "alertdialog", "search", "menu"})

# Names by which the makers of pages call the text of a story.
# In small letters, as they are looked at.
_NAMED = re.compile(
    r"articlebody|article[-_]{0,2}(?:body|content|text|copy)|story[-_]{0,2}(?:body|content|text|copy)|"
    r"(?:entry|post|page|single|news|blog)[-_]{0,2}(?:content|body|text)(?![\w-]*(?:wrap|header))|"
    r"body[-_]{0,2}(?:copy|text|content)|main[-_]{0,2}(?:text|copy)|rich(?<![^\s_-]rich)-?text"
)
_NAMED_WORDS = frozenset(
    """
    text copy prose inhalt artikeltext artikel-text artikelinhalt artikel-inhalt texte cuerpo corpo contenido
    notacuerpo nota-cuerpo testo
    """.split()
)
# Words in the names of what stands beside a story, whatever it holds. Whole words count: "share-bar", "shareBar".
_BESIDE = frozenset(
    """
    ad ads adbox adslot advert advertisement advertisements advertising adsense adwrapper aside
    authorbox authorbio author-bio author-box breadcrumb breadcrumbs
    comment comments commentlist rodape consent cookie cookies onetrust disqus donate donation
    footer footnav gdpr jump login masthead modal mostread mostpopular most-read most-popular nav
    navbar navi navigation newsletter newsletters offcanvas outbrain pager pagination
    paywall-overlay plista poll popup recirc recirculation recommend recommendation recommendations recommended
    related relatedarticles relatedlinks relatedcontent relatednews related-articles related-content rss
    share sharebar sharebox sharing sharetools shariff shop sidebar signup signin skip
    social socials socialbar sponsor sponsored subscribe subscription survey
    taboola tagcloud taglist toolbar topstories trending trinity upsell viafoura
    breaking explore werbung anzeige empfehlungen newsbox infobox factbox schlagworte kommentare verwandte publicite
    relacionadas relacionados relacionada compartir etiquetas correlati saibamais readalso also-read alsoread read-also
    readmore read-more readnext read-next promo promos promobox teaser teasers gating gated-overlay transcript-link
    visually-hidden visuallyhidden sr-only screen-reader-text screenreader print-only
    """.split()
)
_PREFIXES = ("related", "recommend", "newsletter", "line-clamp", "breadcrumb", "cookie", "advert")
# And of what never is one, though it may be most of the page.
_NEVER = frozenset(
    """
    comments commentlist disqus onetrust cookie cookies consent gdpr footer nav navigation newsletter rodape
    """.split()
)
# And of what is a line or two around it, but may be the name of something larger.
_LABELS = frozenset(
    """
    author authors autor autoren banner bio biography bottom byline bylines caption captions copyright credit credits
    cta dateline eyebrow facebook follow header hide kicker latest legal links linklist live meta metadata
    more mpu player podcast popular published pubdate publication rating register sticky tag tags timestamp
    tools topics twitter vote watch weather whatsapp weitere themen mehr partage firma leggi lire tambem
    gallery carousel slideshow video teaser-text excerpt embed embedded
    """.split()
)
_SAYING = _BESIDE | _LABELS
_NO_WORDS = frozenset[str]()
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_HIDDEN = re.compile(r"display\s?:\s?none|visibility\s?:\s?hidden", re.IGNORECASE)
_UNSEEN = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screenreader-text", "a11y-hidden", "hidden"}
)
_HIDING = frozenset({"class", "style", "hidden"})  # the attributes that may hide a part of a line
_NOTHING: Mapping[str, str] = {}
_STOP = re.compile(r"[.!?…:;。！？؟।][\"”’»“)\]]*$")
_NEW_TAB = re.compile(r"\s?,? ?\(?\bopens (?:in )?(?:a )?new (?:tab|window)\b\)?")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d\d\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_COOKIES = re.compile(r"\bcookies?\b", re.IGNORECASE)
# Characters of running text, tuned together on 255 pages of 220 newspapers: of a teaser below its linked heading, of
# what only seems to be a label, of an appeal to readers, of a page without running text, of a line that needs no stop.
_TEASER, _LABEL, _APPEAL, _TOO_SHORT, _LONG = 450, 400, 1_000, 200, 80
_NEAR = 25  # blocks between a headline and its story
_BREAK = 45  # what a line of links counts against a story, in characters of running text


_LINES = frozenset({"p", "li"})
_PASSING = frozenset({"p", "div", "section"})  # these are what the element around them is
_ROLE_OF: Mapping[str, Role] = {
    **dict.fromkeys(_HEADINGS, "heading"), "li": "item", "td": "cell", "th": "cell", "blockquote": "quote",
}  # fmt: skip
# Whether the makers of a page call an element the story, how surely it is none, and the words that say so.
_Verdict = tuple[bool, int, frozenset[str]]
_Judgement = tuple[bool, int, frozenset[str], str]


class MainText(NamedTuple):
    """The paragraphs, headings and lists of a story; `above`: the running texts between it and its headline."""

    blocks: list[Block]
    above: list[str]


def main_text(tree: etree._Element, titles: Set[str]) -> MainText:
    """The main text of a page. `titles`: what the headline may be, folded; the story begins below it."""
    found, boxes = _cut(tree)
    weights = [_weight(block) for block in found]
    _weigh(boxes, found, weights)
    is_out = _outside(boxes, found)
    counts = [
        0.0 if is_out[block.box] else weight or _against(block) for block, weight in zip(found, weights, strict=True)
    ]
    start, end = _heaviest(counts)
    if sum(weights[start:end]) < _TOO_SHORT:
        # A list of winners, a recipe, a line of verse: no running text at all.
        weights = [_weight(block) or _lightly(block) for block in found]
        counts = [
            0.0 if is_out[block.box] else weight or _against(block)
            for block, weight in zip(found, weights, strict=True)
        ]
        start, end = _heaviest(counts)
    if start == end:
        return MainText([], [])
    start, end = _within(found, boxes, weights, is_out, start, end)
    told = [found[at] for at in range(start, end) if not is_out[found[at].box]]
    below = _below(titles, told)
    story = list(_once(_rows(_without_links(_without_head(below)), boxes)))
    return MainText(story, _above(titles, found, boxes, weights, start) if below is told else [])


def is_one_of(titles: Set[str], text: str) -> bool:
    """Whether a text says the same as one of these, which are folded."""
    start = fold(text[:16])  # enough to tell nearly all others
    return any(title.startswith(start) for title in titles) and fold(text) in titles


def _above(
    titles: Set[str], found: Sequence[Block], boxes: Sequence[_Box], weights: Sequence[int], start: int
) -> list[str]:
    """The running texts between the headline and the story, in order; none where the headline is not near above it."""
    texts: list[str] = []
    for at in range(start - 1, max(start - _NEAR, 0) - 1, -1):
        block = found[at]
        if len(block.text) < 320 and is_one_of(titles, block.text):
            return texts[::-1]
        if weights[at] and boxes[block.box].aside < 2:
            texts.append(block.text)
    return []


def _weight(block: Block) -> int:
    """The characters by which a block counts as running text; 0 for links, labels and headings."""
    size = len(block.text)
    if _is_legal(block.text):
        return 0
    if block.role == "heading" or (block.role == "item" and 4 * block.linked > size):
        return 0
    if 2 * block.linked > size:
        return size - block.linked if size >= _LONG and _is_told(block) else 0
    if block.text[0] > "\u2e7f":  # of the scripts beyond here most write a word in two characters, without blanks
        return 3 * (size - block.linked) if size >= 12 and (size >= 30 or _STOP.search(block.text[-6:])) else 0
    if size < 25 or (size < _LONG and not _STOP.search(block.text[-6:])):
        return 0
    return size - block.linked


def _lightly(block: Block) -> int:
    """What a line counts where a page has no running text: a third of its length."""
    is_told = block.is_paragraph and block.role != "heading" and 4 * block.linked < len(block.text)
    return len(block.text) // 3 if is_told and not _is_legal(block.text) else 0


def _is_legal(text: str) -> bool:
    """Whether a paragraph is one of those about cookies that every page shows."""
    return "ookies" in text and len(_COOKIES.findall(text[:800])) >= 2


def _against(block: Block) -> float:
    """What a block that is no running text counts against a story: a link most, a label less, a short paragraph 0."""
    if (2 * block.linked > len(block.text) and not _weight(block)) or _is_legal(block.text):
        return -_BREAK
    return 0.0 if block.is_paragraph else -_BREAK / 4


def _weigh(boxes: list[_Box], found: Sequence[Block], weights: Sequence[int]) -> None:
    for block, weight in zip(found, weights, strict=True):
        boxes[block.box].text += weight
    for at in range(len(boxes) - 1, 0, -1):
        boxes[boxes[at].parent].text += boxes[at].text


def _outside(boxes: list[_Box], found: Sequence[Block]) -> list[bool]:
    """Whether each box is, or lies within, something that is no part of a story."""
    whole = boxes[0].text
    # Of each box, the nearest around it (or itself) that holds running text, and whether an article is around it.
    told = [0] * len(boxes)
    is_within_article = [False] * len(boxes)
    for at, box in enumerate(boxes[1:], 1):
        told[at] = at if box.text and (box.tag not in _LEAVES or box.tag == "li") else told[box.parent]
        is_within_article[at] = is_within_article[box.parent] or boxes[box.parent].tag == "article"
    others = set()
    quoting = set()
    for block in found:
        if block.role == "heading" and block.linked >= 0.8 * len(block.text):
            at = told[block.box]
            if boxes[at].text <= _TEASER and boxes[at].text < 0.5 * whole:
                others.add(at)
        elif block.role == "quote":
            at = block.box
            while at and at not in quoting:
                quoting.add(at)
                at = boxes[at].parent
    # Articles within an article are others, unless they are most of it: the entries of a live blog.
    nested = [at for at, box in enumerate(boxes) if box.tag == "article" and is_within_article[at]]
    if sum(boxes[at].text for at in nested) < 0.4 * whole:
        others.update(nested)
    is_out = [False] * len(boxes)
    # A word that names something around the whole story says nothing of its parts either ("sidebar-grid__text").
    known: list[frozenset[str]] = [frozenset()] * len(boxes)
    for at, box in enumerate(boxes[1:], 1):
        known[at] = known[box.parent]
        if is_out[box.parent] or at in others:
            is_out[at] = True
        elif box.aside and (not box.words or box.words - known[at]):
            # A name may stand on an element that holds the whole page ("has-sidebar"), or most of a story.
            largest = (0.0, min(_LABEL, 0.5 * whole), 0.5 * whole, 0.8 * whole)[box.aside]
            if "cta" in box.words:
                largest = min(_APPEAL, 0.4 * whole)
            is_out[at] = box.text < largest and (box.aside > 1 or at not in quoting)
            known[at] |= box.words
    return is_out


def _heaviest(counts: Sequence[float]) -> tuple[int, int]:
    """The run of numbers with the largest sum, as a range; empty where none is above 0."""
    best, best_start, best_end = 0.0, 0, 0
    total, start = 0.0, 0
    for at, count in enumerate(counts):
        if total <= 0:
            total, start = 0.0, at
        total += count
        if total > best:
            best, best_start, best_end = total, start, at + 1
    return best_start, best_end


def _within(
    found: Sequence[Block], boxes: Sequence[_Box], weights: Sequence[int], is_out: Sequence[bool], start: int, end: int
) -> tuple[int, int]:
    """The range without what lies outside of the element that holds nearly all of its text."""
    # Most paragraphs of a story are of one kind, by their own name or by that of what holds them; what is of another
    # kind is beside it, or an inset. `homes`: what holds each box, beyond the paragraph that it is.
    homes = list(range(len(boxes)))
    names = [""] * len(boxes)
    for at, box in enumerate(boxes[1:], 1):
        if box.tag in _LEAVES:
            homes[at] = homes[box.parent]
            names[at] = box.name or names[box.parent]
    kinds: dict[tuple[str, str], int] = {}
    of: list[tuple[str, str]] = []
    for at in range(start, end):
        box = boxes[homes[found[at].box]]
        own = names[found[at].box]
        of.append(("", own) if own else (box.tag, box.name))
        if not is_out[found[at].box]:
            kinds[of[-1]] = kinds.get(of[-1], 0) + weights[at]
    whole = sum(kinds.values())
    kind, most = max(kinds.items(), key=lambda item: item[1])
    inside = [0] * len(boxes)
    of_kind = [0] * len(boxes)
    for at, its in zip(range(start, end), of, strict=True):
        if not is_out[found[at].box]:
            home = homes[found[at].box]
            inside[home] += weights[at]
            of_kind[home] += weights[at] if its == kind else 0
    for at in range(len(boxes) - 1, 0, -1):
        inside[boxes[at].parent] += inside[at]
        of_kind[boxes[at].parent] += of_kind[at]
    chosen = 0
    for at in range(len(boxes)):
        # Children follow their parents, so the last one that holds enough is the innermost.
        share = 0.7 if boxes[at].named and boxes[at].aside == 0 else 0.9
        holds = inside[at] >= share * whole or (inside[at] >= 0.7 * whole and of_kind[at] >= 0.97 * most)
        if holds and _is_in(boxes, at, chosen) and boxes[at].tag not in _LEAVES:
            chosen = at
    # A wall for those who do not pay cuts a story in two; the free part stands above, in an element around both.
    first, at = chosen, boxes[chosen].parent
    while at > 0 and inside[at] <= 1.5 * inside[chosen]:
        if (boxes[at].named or boxes[at].tag == "article") and not boxes[at].aside:
            first = at
        at = boxes[at].parent
    last = _end(boxes, chosen)
    ats = [at for at in range(len(found)) if first <= found[at].box < last]
    top = next(at for at in ats if chosen <= found[at].box)
    if boxes[chosen].named:
        return min(top, max(start, ats[0])), ats[-1] + 1
    start, end = max(start, ats[0]), min(end, ats[-1] + 1)
    # Short paragraphs at its ends are of it: a verse, a list, a score.
    while start > ats[0] and found[start - 1].is_paragraph and _against(found[start - 1]) == 0:
        start -= 1
    while end <= ats[-1] and found[end].is_paragraph:
        end += 1
    while end > start and _against(found[end - 1]) and not weights[end - 1]:
        end -= 1
    return start, end


def _is_in(boxes: Sequence[_Box], at: int, around: int) -> bool:
    """Whether box `at` is box `around` or lies within it."""
    while at > around:
        at = boxes[at].parent
    return at == around


def _end(boxes: Sequence[_Box], start: int) -> int:
    """The number behind the last box within box `start`: boxes are in the order of the page."""
    at = start + 1
    while at < len(boxes) and boxes[at].parent >= start:
        at += 1
    return at


def _below(titles: Set[str], told: Sequence[Block]) -> Sequence[Block]:
    """The blocks below the headline, where it stands above most of the text; `titles`: folded, as it may be worded."""
    before = 0
    whole = sum(len(block.text) for block in told)
    for at, block in enumerate(told):
        if 2 * before > whole:
            break
        if len(block.text) < 320 and is_one_of(titles, block.text):
            return told[at + 1 :]
        before += len(block.text)
    return told


def _without_head(told: Sequence[Block]) -> Sequence[Block]:
    """The blocks without the lines above the first paragraph that say who wrote it and when."""
    first = next((at for at, block in enumerate(told) if _weight(block)), len(told))
    return [
        block
        for at, block in enumerate(told)
        if at >= first or (block.is_paragraph and not _is_stamp(block.text)) or len(block.text) > 120
    ]


def _is_stamp(text: str) -> bool:
    """Whether a short line above a story says when it appeared, or how long it takes to read."""
    return len(text) <= 120 and (_CLOCK.search(text) is not None or _YEAR.search(text) is not None)


def _rows(found: Iterable[Block], boxes: Sequence[_Box]) -> Iterator[Block]:
    """The blocks with the cells of each row of a table joined into one."""
    row: Block | None = None
    for block in found:
        is_short = block.role == "cell" and len(block.text) <= _LONG
        if row is not None and is_short and boxes[block.box].parent == boxes[row.box].parent:
            row = row._replace(text=f"{row.text} {block.text}", linked=row.linked + block.linked)
            continue
        if row is not None:
            yield row
        row = block if is_short else None
        if row is None:
            yield block
    if row is not None:
        yield row


def _once(found: Iterable[Block]) -> Iterator[Block]:
    """The blocks without long ones that stood on the page before: for phones and for others, say."""
    seen: set[str] = set()
    for block in found:
        if len(block.text) >= 60 and block.text in seen:
            continue
        seen.add(block.text)
        yield block


def _without_links(found: Iterable[Block]) -> Iterator[Block]:
    for block in found:
        size = len(block.text)
        if block.linked >= 0.5 * size and (size < 200 or block.role in {"heading", "item"}) and not _is_told(block):
            continue
        if not _weight(block) and block.role == "item" and 4 * block.linked > size:
            continue
        yield block


def _is_told(block: Block) -> bool:
    """Whether a line that is mostly a link is a sentence with a link in it, or a label with a name behind it."""
    size = len(block.text)
    return block.linked < 0.8 * size and (block.linked < 25 or block.text.endswith((".", ".”", '."', "。")))


def _cut(tree: etree._Element) -> tuple[list[Block], list[_Box]]:
    """Every block of the page in its order, and the boxes around them, the page first."""
    found: list[Block] = []
    boxes = [_Box(-1, "html", named=False, aside=0)]
    parts: list[str] = []  # of the block that is being read
    linked = links = breaks = 0  # its characters in links; the depth of links that are open; `<br>` in a row
    # The block's element: its tag, its box, what it is, and the depth of parts of the line that are open in it.
    inner, box, inline = "", 0, 0
    role: Role = "text"
    around: list[tuple[int, Role, int]] = []
    notes: list[etree._Element] = []
    skipped: etree._Element | None = None
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, node in walker:
        tag = node.tag
        if event == "start":
            if tag in _DROPPED:
                walker.skip_subtree()
                skipped = node
                continue
            # All attributes at once: asking lxml for one by its name takes as long.
            given = dict(items) if (items := node.items()) else _NOTHING
            if tag in _INLINE:
                if not _HIDING.isdisjoint(given) and _is_unseen(given):
                    walker.skip_subtree()
                    skipped = node
                    continue
                if tag == "a":
                    links += 1
                inline += 1
            elif inner in _LINES and ((inline and tag == "div") or "-" in tag):
                # A note that unfolds within a sentence, or an element of the page's own making: part of the line.
                notes.append(node)
                if tag == "div":
                    parts.append(" ")
            elif tag == "br":
                breaks += 1
                if breaks > 1:
                    _end_block(found, parts, inner, role, linked, box)
                    linked = breaks = 0
                else:
                    parts.append(" ")
            else:
                if parts:
                    _end_block(found, parts, inner, role, linked, box)
                linked = breaks = 0
                around.append((box, role, inline))
                inner, inline = tag, 0
                role = _ROLE_OF.get(tag) or (role if tag in _PASSING and role != "heading" else "text")
                name, own_id, style = given.get("class"), given.get("id"), given.get("style")
                is_hidden = "hidden" in given
                if tag != "p" or name or own_id or style or is_hidden:
                    named, aside, words, called = _judge(tag, name, own_id, given.get("itemprop"), given.get("role"))
                    if is_hidden or (style and _HIDDEN.search(style)):
                        aside, words = 3, _NO_WORDS
                    boxes.append(_Box(box, tag, named, aside, words, called))
                    box = len(boxes) - 1
            text = node.text
        else:
            if node is skipped:
                skipped = None
                if tag not in _INLINE:
                    parts.append(" ")
            elif tag in _INLINE:
                if tag == "a":
                    links -= 1
                inline -= 1
            elif notes and notes[-1] is node:
                notes.pop()
                if tag == "div":
                    parts.append(" ")
            elif tag != "br":
                if parts:
                    _end_block(found, parts, inner, role, linked, box)
                linked = breaks = 0
                inner = ""
                box, role, inline = around.pop()
            text = node.tail
        if text:
            if not text.isspace():
                parts.append(text)
                breaks = 0
                if links:
                    linked += len(text.strip())
            elif parts:  # a blank at the beginning of a block is none
                parts.append(" ")
    _end_block(found, parts, inner, role, linked, box)
    return found, boxes


def _end_block(found: list[Block], parts: list[str], inner: str, role: Role, linked: int, box: int) -> None:
    """Add the block that these parts of a line are, if there is anything in them, and begin a new one."""
    text = " ".join("".join(parts).split())
    parts.clear()
    if "opens" in text:
        text = _NEW_TAB.sub("", text)
    if text:
        found.append(Block(text, role, linked, box, inner in _PARAGRAPHS or role == "heading"))


def _is_unseen(given: Mapping[str, str]) -> bool:
    """Whether a part of a line is for screen readers or scripts only."""
    if "hidden" in given:
        return True
    name, style = given.get("class"), given.get("style")
    return (name is not None and not _UNSEEN.isdisjoint(name.split())) or (
        style is not None and _HIDDEN.search(style) is not None
    )


@lru_cache(maxsize=20_000)  # the pages of a site use the same names
def _judge(tag: str, name: str | None, own_id: str | None, prop: str | None, role: str | None) -> _Judgement:
    """What makers of pages say of an element by its names, and the first of these."""
    called = name.split(maxsplit=1)[0] if name and not name.isspace() else own_id or ""
    return (*_verdict(tag, name, own_id, prop, role), called)


def _verdict(tag: str, name: str | None, own_id: str | None, prop: str | None, role: str | None) -> _Verdict:
    """Whether makers of pages call an element of these names a story, how surely it is none, and the words for that."""
    props = f"{prop or ''} {role or ''}".split()
    if "articleBody" in props:
        return True, 0, frozenset()
    if not _ROLES.isdisjoint(props) or tag in {"aside", "form"}:
        return False, 2, frozenset()
    if not name and not own_id:
        return False, int(tag == "header"), frozenset()
    names = f"{name or ''} {own_id or ''}"
    low = names.lower()
    # One of these is in every name that the pattern finds; asking for them first is far quicker.
    may_be_named = "text" in low or "content" in low or "body" in low or "copy" in low
    named = not _NAMED_WORDS.isdisjoint(low.split()) or (may_be_named and _NAMED.search(low) is not None)
    own = names.split()[:30]
    if tag in _HEADINGS or "twitter-tweet" in own:
        return named, 0, frozenset()
    words = _NO_WORDS.union(*map(_words_beside, own))
    if beside := words - _LABELS:
        return named, 1 if named else 3 if words & _NEVER else 2, beside
    if "hidden" in own and ":" not in names:
        return False, 2, frozenset()
    if tag == "header":
        return named, 1, frozenset()
    if words and tag not in _LEAVES and tag != "body" and not named:
        return named, 1, words
    return named, 0, frozenset()


@lru_cache(maxsize=20_000)
def _words_beside(name: str) -> frozenset[str]:
    """The words of one name that say that it is of something beside a story, or of a line or two around one."""
    words = {name.lower(), *map(str.lower, _WORD.findall(name))}
    return frozenset([word for word in words if word in _SAYING or word.startswith(_PREFIXES)]) or _NO_WORDS
