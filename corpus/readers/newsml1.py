"""NewsML 1.0 to 1.2 of the IPTC, as agencies and press release services still send it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from corpus.readers import _credits, _datelines, _newsitems, _newsxml, _nitf, _xml
from corpus.readers._agencies import is_agency
from corpus.readers._draft import Draft
from corpus.record import Article, Problem, Status

_NAMES = frozenset({"NewsItem"})
_STATUS: dict[str, Status] = {
    "usable": "usable", "embargoed": "withheld", "withheld": "withheld", "canceled": "canceled",
    "cancelled": "canceled",
}  # fmt: skip
# Roles of components (the IPTC's and those of services) that hold something else than the story.
_NO_STORY = re.compile(
    r"style|caption|logo|photo|picture|graphic|video|audio|thumbnail|contact|headline|teaser|summary|abstract|link"
)
_PICTURES = re.compile(r"photo|picture|graphic|video|image|caption")
_MAIN = frozenset({"main", "body", "maintext", "main text", "story", "text"})
_KEYWORDS = frozenset({"keyword", "keywords"})


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield one article per `<NewsItem>`, in document order; `source_item` is its position.

    Follows the NewsML 1.2 functional specification: what a component does not say is said by those around it. The text
    is that of the component whose role is "Main" or "Body", else the longest. `DateId` is a part of the identifier
    and no date. An item that only refers to others or to pictures is a row of kind "package".

    Raises:
        ReadError: it is no XML, even mended, or there is no `<NewsItem>` in it.
    """
    for position, item in enumerate(_newsitems.items(stream, uri, _NAMES), 1):
        draft = Draft("newsml1", str(position), item.data, item.encoding, item.problems)
        yield _article(draft, item.node)


def sniff(head: bytes) -> float:
    """How surely an input that begins with `head` is NewsML 1, from 0 to 1: its root element says so."""
    root = _xml.root_of(head)
    return 0.9 if root and root[0] in {"NewsML", "NewsItem"} else 0.0


def _article(draft: Draft, item: etree._Element) -> Article:
    envelope = _xml.first(item.getroottree().getroot(), "NewsEnvelope")
    stories = _stories(item)
    story = stories[0] if stories else None
    # From the component with the text outwards; the item itself is the outermost.
    around = (
        [] if story is None else [x for x in story.iterancestors() if _xml.local(x) in {"NewsComponent", "NewsItem"}]
    )
    within = around[: around.index(item) + 1] if item in around else [*_xml.children(item, "NewsComponent"), item]
    _identification(draft, item)
    _management(draft, item, envelope)
    _lines(draft, within)
    _roles(draft, item)
    _administration(draft, within, item, envelope)
    _description(draft, within, item)
    _pictures(draft, item)
    if story is not None:
        _nitf.tell_payload(draft, story)
        _newsxml.leave_renditions(draft, len(stories) - 1)
    draft.put("headline", _xml.text(item, "Identification/NameLabel"))
    _kind(draft, item)
    return draft.article()


def _kind(draft: Draft, item: etree._Element) -> None:
    kind = _formal(_xml.first(item, "NewsManagement/NewsItemType"))
    if _newsxml.is_kill(draft) or _newsxml.is_advisory(kind, draft.get("genre")):
        draft.kind = "notice"
    elif not draft.paragraphs:
        if _xml.first(item, "Update") is not None:
            draft.kind = "notice"
        elif next(_xml.below(item, "NewsItemRef"), None) is not None or any(
            x.get("Href") for x in _xml.below(item, "ContentItem")
        ):
            draft.kind = "package"
            _newsxml.refer(draft, (x.get("NewsItem") for x in _xml.below(item, "NewsItemRef")))


# ------------------------------------------------------------------ metadata


def _identification(draft: Draft, item: etree._Element) -> None:
    identifier = _xml.first(item, "Identification/NewsIdentifier")
    parts = [_xml.text(identifier, name) for name in ("ProviderId", "DateId", "NewsItemId", "RevisionId")]
    composed = "urn:newsml:" + ":".join(filter(None, parts)) if all(parts) else None  # as a public identifier is made
    draft.put("guid", _xml.text(identifier, "PublicIdentifier"), composed, parts[2])
    draft.put("version", parts[3])


def _management(draft: Draft, item: etree._Element, envelope: etree._Element | None) -> None:
    management = _xml.first(item, "NewsManagement")
    draft.time("published", _xml.text(management, "FirstCreated"), _xml.text(management, "ThisRevisionCreated"))
    draft.time("published", _xml.text(envelope, "DateAndTime"))
    draft.time("modified_at", _xml.text(management, "ThisRevisionCreated"))
    draft.status = _STATUS.get((_formal(_xml.first(management, "Status")) or "").lower(), "usable")
    for change in _xml.children(management, "StatusWillChange"):
        future, at = _formal(_xml.first(change, "FutureStatus")), _xml.text(change, "DateAndTime")
        will_be = _STATUS.get((future or "").lower())
        if will_be == "usable":
            draft.time("embargoed_until", at)
        elif will_be == "canceled":
            draft.time("expires_at", at)
    draft.put("urgency", *(_formal(x) for x in _xml.children(management, "Urgency", "Priority")))
    instructions = _xml.children(management, "Instruction")
    draft.add_lines("editor_note", (_xml.text(given) or _formal(given) for given in instructions))


def _lines(draft: Draft, within: list[etree._Element]) -> None:
    """The lines for readers, each from the innermost component that has it."""
    for lines in (found for component in within for found in _xml.children(component, "NewsLines")):
        draft.put("headline", _xml.text(lines, "HeadLine"))
        draft.put("deck", _xml.text(lines, "SubHeadLine"))
        draft.sign(_xml.text(lines, "ByLine"))
        for dateline in _xml.children(lines, "DateLine"):
            draft.put("dateline_place", _datelines.place_of(_xml.text(dateline) or ""))
        draft.put("credit", _xml.text(lines, "CreditLine"))
        draft.put("rights", _xml.text(lines, "CopyrightLine"))
        draft.put("usage_terms", _xml.text(lines, "RightsLine"))
        draft.put("slugline", _xml.text(lines, "SlugLine"))
        draft.put("kicker", _xml.text(lines, "SeriesLine"))
        for keyword in _xml.children(lines, "KeywordLine"):
            draft.subject(name=_xml.text(keyword))


def _roles(draft: Draft, item: etree._Element) -> None:
    """What components of their own hold beside the story: a deck, a summary, whom to ask."""
    contacts: list[str] = []
    for component in _xml.below(item, "NewsComponent"):
        role = _role(component)
        content = _xml.first(component, "ContentItem/DataContent")
        text = _newsxml.words(content, by={"contact": ", ", "subheadline": "; "}.get(role, " ")) if role else None
        if text and role == "subheadline":
            draft.put("deck", text)
        elif text and role == "headline":
            draft.put("headline", text)
        elif text and role in {"abstract", "summary", "teaser"}:
            draft.put("summary", text)
        elif text and role == "contact":
            contacts.append(text)
    draft.add_lines("editor_note", contacts)


def _administration(
    draft: Draft, within: list[etree._Element], item: etree._Element, envelope: etree._Element | None
) -> None:
    parties: dict[str, list[str]] = {"Provider": [], "Source": [], "Creator": []}
    for administration in (x for component in within for x in _xml.children(component, "AdministrativeMetadata")):
        for kind, names in parties.items():
            names += (n for p in _xml.every(administration, f"{kind}/Party") if (n := _formal(p) or _xml.text(p)))
    sender = _formal(_xml.first(envelope, "SentFrom/Party"))
    identified = _xml.text(item, "Identification/NewsIdentifier/ProviderId")
    draft.put("publisher", *parties["Provider"], sender, *parties["Source"], identified)
    draft.put("credit", *(name for name in parties["Source"] if name != draft.get("publisher")))
    for name in (draft.get("credit"), draft.get("publisher")):
        if name and is_agency(name):
            draft.put("agency", name)
    if not draft.authors:
        draft.credit(name for name in parties["Creator"] if " " in name and not is_agency(name))
    for rights in (x for component in within for x in _xml.children(component, "RightsMetadata")):
        holder, year = _xml.text(rights, "Copyright/CopyrightHolder"), _xml.text(rights, "Copyright/CopyrightDate")
        draft.put("rights", f"© {year} {holder}" if holder and year else holder)
        for usage in _xml.children(rights, "UsageRights"):
            for name in ("UsageType", "Limitations"):
                draft.add("usage_terms", _xml.text(usage, name))


def _description(draft: Draft, within: list[etree._Element], item: etree._Element) -> None:
    names = _topics(item)
    for described in (x for component in within for x in _xml.children(component, "DescriptiveMetadata")):
        for language in _xml.children(described, "Language"):
            tag = _formal(language) or ""
            draft.speak(tag.lower() if tag.isupper() and len(tag) <= 3 else tag)
        draft.put("genre", *(_formal(genre) for genre in _xml.children(described, "Genre")))
        for code in _xml.children(described, "SubjectCode"):
            for subject in _xml.children(code, "Subject", "SubjectMatter", "SubjectDetail", "SubjectQualifier"):
                formal = _formal(subject)
                _newsxml.subject(draft, formal, subject.get("Scheme"), names.get(formal or ""))
        for place in _xml.children(described, "Location"):
            for part in _xml.children(place, "Property"):
                draft.subject(_formal(part), name=_xml.attribute(part, "Value"))
            if place.get("HowPresent") == "Origin":
                city = (x for x in _xml.children(place, "Property") if _formal(x) == "City")
                draft.put("dateline_place", *(_xml.attribute(x, "Value") for x in city))
    for component in within:
        for about in _xml.children(component, "DescriptiveMetadata", "Metadata"):
            _properties(draft, about)
    draft.speak(_xml.attribute(item, "lang"))


def _properties(draft: Draft, about: etree._Element) -> None:
    """Keywords and the like, which services give as properties of names that they chose."""
    for given in _xml.children(about, "Property"):
        name, value = _formal(given) or "", _xml.attribute(given, "Value")
        if name.lower() in _KEYWORDS:
            draft.subject(name=value)
        elif "keyword" in name.lower() or name in {"Country", "City"}:
            draft.subject(name, name=value)


def _topics(item: etree._Element) -> dict[str, str]:
    """The English name, else the first, of each topic that the item lists."""
    found: dict[str, str] = {}
    for topic in _xml.below(item, "Topic"):
        code = _xml.text(topic, "FormalName")
        named = [
            (not (_xml.attribute(x, "lang") or "en").startswith("en"), text)
            for x in _xml.children(topic, "Description")
            if x.get("Variant", "Name") == "Name" and (text := _xml.text(x))
        ]
        if code and named:
            found[code] = min(named, key=lambda pair: pair[0])[1]
    return found


# ------------------------------------------------------------------ content


def _stories(item: etree._Element) -> list[etree._Element]:
    """Each `<DataContent>` with a text, the story first: that of the main component, else the longest."""
    found: list[tuple[bool, int, etree._Element]] = []
    for content in _xml.below(item, "DataContent"):
        holder = next((x for x in content.iterancestors() if _xml.local(x) == "NewsComponent"), None)
        described = content.getparent()
        media = (_formal(_xml.first(described, "MediaType")) or "text").lower()
        kind = (_formal(_xml.first(described, "MimeType")) or _formal(_xml.first(described, "Format")) or "").lower()
        role = _role(holder)
        if media not in {"text", "complexdata"} or "css" in kind or "image" in kind or _NO_STORY.search(role):
            continue
        if length := len(_xml.text(content) or ""):
            found.append((role in _MAIN, length, content))
    return [content for *_, content in sorted(found, key=lambda one: one[:2], reverse=True)]


def _pictures(draft: Draft, item: etree._Element) -> None:
    """The captions of pictures and films: the text of a caption's component, else the headline of the picture's."""
    for component in _xml.below(item, "NewsComponent"):
        media = [(_formal(x) or "").lower() for x in _xml.every(component, "ContentItem/MediaType")]
        role = _role(component)
        if not (_PICTURES.search(role) or any(_PICTURES.search(kind) for kind in media)):
            continue
        credit = _xml.text(component, "NewsLines/CreditLine", "NewsLines/ByLine")
        texts = [_newsxml.words(x) for x in _xml.below(component, "DataContent")] if role else []
        text = next(filter(None, texts), None) or _xml.text(component, "NewsLines/HeadLine")
        found = None if credit else _credits.split_caption(text or "", is_above=True)
        if text:
            draft.caption(*((found.text, found.credit) if found else (text, credit)))


def _role(component: etree._Element | None) -> str:
    return (_formal(_xml.first(component, "Role")) or "").lower()


def _formal(node: etree._Element | None) -> str | None:
    return _xml.attribute(node, "FormalName")
