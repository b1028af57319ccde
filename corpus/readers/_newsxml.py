"""The text of a news item as agencies carry it, in XHTML, escaped HTML or plain lines, and what is set around it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from lxml import etree

from corpus import text as pure
from corpus.readers import _bylines, _credits, _layout, _markup, _subjects, _wire, _xml
from corpus.readers._datelines import dateline_of, place_of
from corpus.readers._draft import Draft
from corpus.record import Caption

# Above a story an agency sets what an update adds, in brackets, and its main points behind asterisks; then the byline.
_POINT = re.compile(r"[*•] ?(?=\S)")
_LEAD = 12  # paragraphs that may stand above the byline
# Elements of some house's own that were escaped, and are text now.
_PAIRED = re.compile(r"<([A-Za-z]{2,20})>([^<>]{0,200})</\1>")
_SIGNED = re.compile(r"(?<=[.!?»”\"]) {1,3}/[A-Za-z-]{2,20}/$")  # "… said the mayor. /tna/"
_DASHED = re.compile(r"[-–—]\s*$")
_KILL = re.compile(
    r"\b(?:kill(?:ed)?|withdraw[ns]?|retract(?:s|ed|ion)?|annul[a-zé]{0,6}|zurückgezogen|rückzug|anula\w{0,6}|"
    r"nicht verwenden|do not use)\b",
    re.IGNORECASE,
)
_ADVISORY = re.compile(r"\badvisor(?:y|ies)\b|\bachtung\b|\bplanungshinweis\b", re.IGNORECASE)
_TRANSLATED = re.compile(
    r"\bdisclaimer\b.{0,60}\btranslat|\b(?:automated|automatic|machine) translation from\b|\bkonekäännös\b|"
    r"\bmaskinöversättning\b",
    re.IGNORECASE,
)
_DISCLAIMER = 300  # characters of a paragraph in which a translation says that it is one
# What is marked as the head or foot of a page is no paragraph of the story.
_HEADS = frozenset({"header", "footer", "nav"})
_PICTURES = frozenset({"media", "figure"})
_CREDITS = frozenset({"credit", "copyright", "photographer", "source", "media-credit", "caption-credit"})
_CREDIT = 80  # characters by which a caption may be longer where it is set into a story
_MOST_CAPTIONS = 200  # that are looked for in a story


def tell_text(draft: Draft, text: str) -> None:
    """Take in the story of an item as text: HTML, or plain lines as wires set them."""
    if _markup.is_markup(text):
        tree = _markup.fragment(text)
        if tree is not None:
            tell(draft, tree)
        return
    settle(draft, [line.text.strip() for line in _layout.indented(text.expandtabs(4))])


def tell(draft: Draft, node: etree._Element, *, drop: frozenset[str] = frozenset()) -> None:
    """Take in the story of an item as markup; what stands around its paragraphs goes to the columns that are for it.

    What is marked as a head (`<header>`, headings above the first paragraph, teasers) fills headline, deck, byline and
    summary where the item's metadata have not; elements of the names in `drop` are left out.
    """
    _take_head(draft, node)
    _take_pictures(draft, node)
    known = {draft.get(name) for name in ("headline", "deck", "kicker", "byline")}
    shown = {caption.text for caption in draft.captions}
    long_captions = [caption.text for caption in draft.captions if len(caption.text) > 40][:_MOST_CAPTIONS]
    paragraphs: list[str] = []
    for block in _blocks(node, drop | _HEADS):
        line = pure.one_line(draft.mend(block.text)) or ""
        names = _class_of(block.node)
        if line in shown or any(line.startswith(x) and len(line) < len(x) + _CREDIT for x in long_captions):
            continue  # set into the story once more, perhaps with its credit
        if block.kind == "caption":
            _take_caption(draft, block.node, line)
        elif block.kind == "heading" and not paragraphs:
            if line not in known and not draft.get("headline"):
                draft.put("headline", line)
            elif line not in known and not draft.put("deck", line):
                paragraphs.append(block.text)
        elif "teaser" in names:
            if line not in known and draft.put("summary", line) and draft.get("summary") != line:
                paragraphs.append(block.text)
        elif "byline" in names and _bylines.parse(line).authors:
            draft.sign(line)
        else:
            paragraphs.append(block.text)
    feet = (text for foot in _xml.below(node, "footer", "nav") for text in _markup.paragraphs(foot))
    leave_out(draft, list(feet))
    settle(draft, paragraphs)


def _blocks(node: etree._Element, drop: frozenset[str]) -> list[_markup.Block]:
    """The blocks of a story, its lines joined where they were wrapped.

    Line ends of the source mean something only where a whole story is one element; where it is many, they come from
    whoever indented the file. Single breaks are judged over the story: a paragraph alone is too short for that.
    """
    blocks = _markup.blocks(node, drop=drop, as_lines=True)
    if sum(block.kind == "paragraph" for block in blocks) <= 2:
        blocks = _markup.blocks(node, drop=drop, as_lines=True, keep_lines=True)
    pairs = [pair for block in blocks for pair in pairwise(block.text.split("\n"))]
    width = max((len(line) for pair in pairs for line in pair), default=0)
    full = sum(_is_full(*pair, width) for pair in pairs)
    is_wrapped = 40 <= width <= 100 and full >= 0.6 * len(pairs)
    found = []
    for block in blocks:
        lines = block.text.split("\n")
        groups = [lines[:1]]
        for above, line in pairwise(lines):
            if is_wrapped and (_is_full(above, line, width) or line[:1].islower()):
                groups[-1].append(line)
            else:
                groups.append([line])
        found += [block._replace(text=" ".join(group)) for group in groups]
    return found


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted any more; a tenth of slack for proportional type."""
    return len(line) + 1 + len(following.split(maxsplit=1)[0] if following.strip() else "") > 0.9 * width


def settle(draft: Draft, paragraphs: list[str]) -> None:
    """Take in the paragraphs of a wire story; what surrounds it goes to its columns or is said to be left out."""
    mended = [_PAIRED.sub(r"\2", draft.mend(paragraph)) for paragraph in paragraphs]
    if len(mended) > 1 and len(mended[0]) < 100 and _DASHED.search(mended[0]) and dateline_of(f"{mended[0]} x"):
        mended[:2] = [f"{mended[0]} {mended[1]}"]  # a dateline that was set apart from the story that it begins
    if any(_TRANSLATED.search(paragraph[:_DISCLAIMER]) for paragraph in mended):
        said = "it holds a machine translation beside the text: not all of the body is in its language"
        draft.say("machine-translation", "warning", said)
    story = _without_lead(draft, mended)
    found = _wire.sort_out(story, headline=draft.get("headline"), byline=draft.get("byline"))
    draft.sign(found.byline)
    draft.surround(found)
    told = list(found.paragraphs)
    left_out = list(found.left_out)
    if told and (signed := _SIGNED.search(told[-1], max(len(told[-1]) - 40, 0))):
        left_out.append(signed[0].strip())
        told[-1] = told[-1][: signed.start()]
    leave_out(draft, left_out)
    draft.tell(told)


def subject(
    draft: Draft, code: str | None, scheme: str | None = None, name: str | None = None, relevance: float | None = None
) -> None:
    """Take in a subject under the usual name of its scheme; one of IPTC's old codes also as the Media Topic it became.

    `code` may be a QCode ("medtop:20000002") or an address; without it, `scheme` is the kind of keyword that `name` is.
    """
    concept = _subjects.concept_of(code, scheme) if code else None
    if concept is None:
        draft.subject(scheme, code, name, relevance)
        return
    draft.subject(concept.scheme, concept.code, name or _subjects.name_of(concept), relevance)
    if concept.scheme == "subj" and (topic := _subjects.media_topic(concept.code)):
        draft.subject(topic.scheme, topic.code, topic.name, relevance)


def leave_out(draft: Draft, lines: list[str]) -> None:
    """Say which lines of the source are in no column."""
    if lines:
        named = ", ".join(repr(line[:60]) for line in lines[:25])
        draft.say("furniture-left-out", "note", f"no part of the article: {len(lines)} lines: {named}")


def words(node: etree._Element | None, *, by: str = " ") -> str | None:
    """The text of an element as one line; its paragraphs and lines are parted by `by`."""
    lines = [] if node is None else _markup.paragraphs(node, drop=_PICTURES)
    return by.join(text.rstrip(" ,") if by.strip() else text for text in lines) or None


def leave_renditions(draft: Draft, count: int) -> None:
    """Say that the item gives the same story, or others, in texts beside the one that was taken."""
    if count > 0:
        draft.say("rendition-left-out", "note", f"{count} other texts of the item: the one that holds most was taken")


def refer(draft: Draft, items: Iterable[str | None]) -> None:
    """Say which items a package points at."""
    named = list(dict.fromkeys(item for item in items if item))
    if named:
        draft.say("refers-to-items", "note", f"it points at {len(named)} other items: {', '.join(named[:25])}")


def is_kill(draft: Draft) -> bool:
    """Whether a canceled item is a notice: it has no text, or one that says so."""
    if draft.status != "canceled" or not draft.paragraphs:
        return draft.status == "canceled"
    said = f"{draft.get('headline')} {draft.get('editor_note')} {draft.paragraphs[0][:200]}"
    return _KILL.search(said) is not None


def is_advisory(*words: str | None) -> bool:
    """Whether a genre or type says that an item is for newsrooms and not for readers."""
    return any(word and _ADVISORY.search(word) for word in words)


def _take_head(draft: Draft, node: etree._Element) -> None:
    """The headline, byline and note of an XHTML `<header>`, and the dateline where it is marked.

    They repeat metadata that some items do not have.
    """
    for span in _xml.below(node, "span"):
        if "dateline" in _class_of(span):
            # The agency is an element within, and its name need not be a known one.
            own = " ".join([span.text or "", *(child.tail or "" for child in span)])
            draft.put("dateline_place", place_of(re.sub(r"\(\s*\)", "", own)))
    for header in _xml.below(node, "header"):
        draft.put("headline", *(_xml.text(heading) for heading in _xml.below(header, "h1")))
        for line in _xml.below(header, "p", "strong", "div"):
            names = _class_of(line)
            if "byline" in names:
                draft.sign(_xml.text(line))
            elif "embargoed" in names or "embargo" in names:
                draft.add("editor_note", _xml.text(line))


def _take_pictures(draft: Draft, node: etree._Element) -> None:
    """The captions of pictures that are set into a story by reference, as attributes of an element of their own."""
    for element in node.iter(etree.Element):
        caption = element.get("caption")
        if caption and _xml.local(element) != "table":
            _caption(draft, caption, element.get("creditline") or element.get("credit"))


def _take_caption(draft: Draft, node: etree._Element, line: str) -> None:
    """A caption that is set into the story, with its credit: within it, behind it, or an element of its own."""
    last = draft.captions[-1] if draft.captions else None
    if _CREDITS & set(_class_of(node)) and last and last.credit is None:
        draft.captions[-1] = Caption(text=last.text, credit=line)
        return
    within = (_xml.text(x) for x in node.iter(etree.Element) if x is not node and _CREDITS & set(_class_of(x)))
    credit = next((text for text in within if text and text in line), None)
    if credit:
        _caption(draft, line.replace(credit, "", 1).strip(" -–—|/()"), credit.strip(" -–—|/()"))
    else:
        _caption(draft, line)


def _caption(draft: Draft, text: str, credit: str | None = None) -> None:
    found = None if credit else _credits.split_caption(text, is_above=True)
    draft.caption(*((found.text, found.credit) if found else (text, credit)))


def _class_of(node: etree._Element) -> list[str]:
    return (node.get("class") or "").lower().split()


def _without_lead(draft: Draft, paragraphs: list[str]) -> list[str]:
    """The story below its byline, where nothing but notes and main points stands above it."""
    for at, line in enumerate(paragraphs[:_LEAD]):
        if _bylines.strip_lead(line) and len(line) <= 100 and _bylines.parse(line).authors:
            if at:
                draft.sign(line)
                for above in paragraphs[:at]:
                    draft.add("summary" if _POINT.match(above) else "editor_note", _POINT.sub("", above, count=1))
                return paragraphs[at + 1 :]
            break
        if not (_POINT.match(line) or (line.startswith("(") and line.endswith(")"))):
            break
    return paragraphs
