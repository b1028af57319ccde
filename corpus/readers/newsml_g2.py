"""NewsML-G2 of the IPTC: news and package items, alone or in a news message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from corpus import text as pure
from corpus.readers import _bylines, _credits, _datelines, _newsitems, _newsxml, _nitf, _xml
from corpus.readers._agencies import is_agency
from corpus.readers._draft import Draft
from corpus.record import Article, Problem, Status

_NEWS = frozenset({"newsItem", "packageItem"})
_NO_NEWS = frozenset({"conceptItem", "knowledgeItem", "planningItem", "catalogItem"})
_ROOTS = _NEWS | _NO_NEWS | {"newsMessage", "contentSet"}
_STATUS: dict[str, Status] = {
    "usable": "usable", "withheld": "withheld", "embargoed": "withheld", "canceled": "canceled",
    "cancelled": "canceled",
}  # fmt: skip
_DOMAIN = re.compile(r"(?:www\.)?([\w-]{1,63})(?:\.[\w-]{1,63}){1,4}")


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield one article per news or package item, in document order; `source_item` is its position among all items.

    Follows the NewsML-G2 2.35 specification. `firstCreated` is `published`, else when the content of a text was created
    or the version was; `versionCreated` is `modified_at`. A package, and an item without a text that is a picture or a
    film, is a row of kind "package"; a canceled item without a text, and an advisory, one of kind "notice". The place
    where an item was produced (`located`) is often a desk, and is no dateline. Notes that are marked as not for
    publication hold people's telephone numbers: they are left out, and a problem says so. Items that are no news
    (concepts, plans) are problems.

    Raises:
        ReadError: it is no XML, even mended, or there is no item in it.
    """
    for position, item in enumerate(_newsitems.items(stream, uri, _NEWS | _NO_NEWS, or_root="contentSet"), 1):
        name = _xml.local(item.node)
        if name in _NO_NEWS:
            said = f"a {name} is no news: it was left out"
            yield Problem(code="no-news-item", severity="note", message=said, item=str(position))
            continue
        draft = Draft("newsml-g2", str(position), item.data, item.encoding, item.problems)
        yield _article(draft, item.node)


def sniff(head: bytes) -> float:
    """How surely an input that begins with `head` is NewsML-G2, from 0 to 1: its root element says so."""
    root = _xml.root_of(head)
    return 0.9 if root and root[0] in _ROOTS else 0.0


def _article(draft: Draft, node: etree._Element) -> Article:
    meta, content = _xml.first(node, "itemMeta"), _xml.first(node, "contentMeta")
    item_class = _code(_xml.first(meta, "itemClass")) or "text"
    is_text = item_class in {"text", "composite"}
    draft.put("guid", _xml.attribute(node, "guid"))
    draft.put("version", _xml.attribute(node, "version"))
    draft.speak(*_languages(node, content))
    _times(draft, meta, content, is_text=is_text)
    _status(draft, meta)
    _headlines(draft, content)
    _parties(draft, node, meta, content)
    _notes(draft, meta)
    _subjects(draft, node, content)
    draft.put("slugline", *(_xml.text(slug) for slug in _xml.every(content, "slugline")))
    draft.put("urgency", _xml.text(content, "urgency"))
    for dateline in _xml.every(content, "dateline"):
        draft.put("dateline_place", _datelines.place_of(_xml.text(dateline) or ""))
    _rights(draft, node)
    _descriptions(draft, content, is_text=is_text)
    _payload(draft, node)
    links = [x for x in _xml.every(node, "contentSet/remoteContent") if x.get("contenttype") == "text/html"]
    draft.put("url", *(href for link in links if (href := link.get("href") or "").startswith("http")))
    draft.put("headline", _xml.text(meta, "title"))
    _kind(draft, node, is_text=is_text)
    return draft.article()


def _kind(draft: Draft, node: etree._Element, *, is_text: bool) -> None:
    if _xml.local(node) == "packageItem":
        draft.kind = "package"
        _newsxml.refer(draft, (x.get("residref") or x.get("href") for x in _xml.below(node, "itemRef")))
    elif _newsxml.is_kill(draft) or _newsxml.is_advisory(draft.get("genre")):
        draft.kind = "notice"
    elif not draft.paragraphs and not is_text:
        draft.kind = "package"


# ------------------------------------------------------------------ metadata


def _languages(node: etree._Element, content: etree._Element | None) -> list[str]:
    """The language of the content; "it-IT" of the item's own words goes before "it" of its content."""
    tags = [tag for x in _xml.every(content, "language") if (tag := _xml.attribute(x, "tag"))]
    own = _xml.attribute(node, "lang") or _xml.attribute(_xml.first(content, "headline"), "lang")
    if own and (not tags or own.lower().startswith(f"{tags[0].lower()}-")):
        return [own, *tags]
    return tags


def _times(draft: Draft, meta: etree._Element | None, content: etree._Element | None, *, is_text: bool) -> None:
    versioned, modified = _xml.text(meta, "versionCreated"), _xml.text(content, "contentModified")
    # The content of a picture was created when it was taken, which is no publication.
    created = _xml.text(content, "contentCreated") if is_text else None
    draft.time("published", _xml.text(meta, "firstCreated"), created, versioned)
    draft.time("modified_at", versioned, modified)
    draft.time("embargoed_until", _xml.text(meta, "embargoed"))


def _status(draft: Draft, meta: etree._Element | None) -> None:
    draft.status = _STATUS.get((_code(_xml.first(meta, "pubStatus")) or "").lower(), "usable")
    embargo = _xml.first(meta, "embargoed")
    if embargo is not None and not _xml.text(embargo) and draft.status == "usable":
        draft.status = "withheld"  # an empty embargo holds until another version says otherwise


def _headlines(draft: Draft, content: etree._Element | None) -> None:
    """Headlines by their role where one is given, else by their rank: 1 is the headline, 2 the deck, 3 the kicker."""
    others: list[str | None] = []
    for headline in _xml.every(content, "headline"):
        role, rank = (headline.get("role") or "").rpartition(":")[2].lower(), headline.get("rank")
        text = _newsxml.words(headline)
        if "sub" in role or "deck" in role or (not role and rank == "2"):
            draft.put("deck", text)
        elif any(word in role for word in ("kicker", "overline", "dachzeile")) or (not role and rank == "3"):
            draft.put("kicker", text)
        elif not role or any(word in role for word in ("title", "main", "head")):
            draft.put("headline", text)
        else:
            others.append(text)
    draft.put("headline", *others)
    if draft.get("deck") == draft.get("headline"):
        draft.texts.pop("deck", None)


def _parties(draft: Draft, node: etree._Element, meta: etree._Element | None, content: etree._Element | None) -> None:
    """Who provided, owns, credits and wrote the item.

    Where the provider is named by its address, its name in words is that of the party whose name holds it.
    """
    language = draft.language
    sources = [name for x in _xml.every(content, "infoSource") if (name := _name(x, language))]
    holders = [name for x in _xml.every(node, "rightsInfo/copyrightHolder") if (name := _name(x, language))]
    credit = (_xml.text(content, "creditline") or "").strip(" –-") or None
    given = _xml.first(meta, "provider")
    named = _name(given, language) if given is not None else None
    provider = named or _code(given)
    others = [*sources, *holders, *([credit] if credit else [])]
    domain = _DOMAIN.fullmatch(provider or "")
    if provider and (domain or not named):
        key = (domain[1] if domain else provider).lower()
        draft.put("publisher", *(x for x in others if key in pure.fold(x)), *(others if domain else ()))
    draft.put("publisher", provider, *holders, *sources)
    draft.put("credit", credit, provider if provider != draft.get("publisher") else None)
    draft.sign(", ".join(dict.fromkeys(text for by in _xml.every(content, "by") if (text := _xml.text(by)))))
    if not any(author.kind == "person" for author in draft.authors):
        draft.credit(
            author.name
            for creator in _xml.every(content, "creator")
            for author in _bylines.parse(_name(creator, language) or "").authors
            if author.kind == "person" and author.name not in others
        )
    for name in (credit, draft.get("publisher"), *sources):
        if name and is_agency(name):
            draft.put("agency", name)


def _notes(draft: Draft, meta: etree._Element | None) -> None:
    given = _xml.every(meta, "edNote")
    are_apart = any(not _is_notepad(note) for note in given)
    notes: list[str | None] = []
    corrections: list[str | None] = []
    closings: list[str] = []
    hidden = 0
    for note in given:
        role = (note.get("role") or "").rpartition(":")[2].lower()
        if "nonpublic" in (note.get("pubconstraint") or "") or "contact" in role:
            hidden += 1
        elif _is_notepad(note):
            if not are_apart:  # otherwise it says once more what the other notes do
                notes.append(_public_text(note))
        elif "closing" in role:
            closings.append(_xml.text(note) or "")
        else:
            (corrections if "correction" in role else notes).append(_newsxml.words(note))
    draft.add_lines("editor_note", notes)
    draft.add_lines("correction", corrections)
    _newsxml.leave_out(draft, closings)
    if hidden:
        draft.say("note-withheld", "note", f"{hidden} editor's notes are marked as not for publication: left out")


def _is_notepad(note: etree._Element) -> bool:
    return (note.get("role") or "").endswith("notepad")


def _public_text(note: etree._Element) -> str | None:
    """The text of a notepad without the sections that are not for publication."""
    for section in list(_xml.below(note, "header", "section", "p", "div")):
        kind = section.get("class") or ""
        parent = section.getparent()
        if parent is not None and (_xml.local(section) == "header" or "nonpublic" in kind or "closingline" in kind):
            parent.remove(section)
    return _newsxml.words(note)


def _subjects(draft: Draft, node: etree._Element, content: etree._Element | None) -> None:
    """Subjects with what they are the same as in other vocabularies, keywords, and genres beyond the first."""
    known = {qcode: x for x in _xml.children(node, "assert") if (qcode := x.get("qcode"))}
    for subject in _xml.every(content, "subject"):
        code = _xml.attribute(subject, "qcode", "uri")
        name = _name(subject, draft.language, or_literal=code is None)
        kind = (subject.get("type") or "").rpartition(":")[2]
        relevance = _relevance(subject.get("relevance"))
        kind_or_none = kind if code is None and not kind.isdecimal() else None
        _newsxml.subject(draft, code, kind_or_none, name, relevance)
        for same in [*_xml.every(subject, "sameAs"), *_xml.every(known.get(subject.get("qcode") or ""), "sameAs")]:
            its_name = name or _name(same, draft.language, or_literal=False)
            _newsxml.subject(draft, _xml.attribute(same, "qcode", "uri"), None, its_name, relevance)
    for keyword in _xml.every(content, "keyword"):
        draft.subject(name=_xml.text(keyword))
    for at, genre in enumerate(_xml.every(content, "genre")):
        name = _name(genre, draft.language)
        draft.put("genre", name, _code(genre))
        if at:
            _newsxml.subject(
                draft, _xml.attribute(genre, "qcode", "uri"), "genre" if not genre.get("qcode") else None, name
            )


def _rights(draft: Draft, node: etree._Element) -> None:
    for name, field in (("copyrightNotice", "rights"), ("usageTerms", "usage_terms")):
        texts = [
            (_xml.attribute(x, "lang"), text)
            for x in _xml.every(node, f"rightsInfo/{name}")
            if (text := _xml.text(x)) and text.lower() != "none"
        ]
        own = [text for language, text in texts if language and language[:2] == (draft.language or "")[:2]]
        draft.put(field, *own, *(text for _, text in texts))


def _descriptions(draft: Draft, content: etree._Element | None, *, is_text: bool) -> None:
    """Summaries; captions of pictures and films. What is called a caption of a text only repeats its headline."""
    has_caption = False
    for description in _xml.every(content, "description"):
        role, text = (description.get("role") or "").rpartition(":")[2].lower(), _newsxml.words(description)
        if "caption" in role or (not role and not is_text):
            if text and not is_text and not has_caption:
                found = _credits.split_caption(text, is_above=True)
                draft.caption(*((found.text, found.credit) if found else (text, draft.get("credit"))))
                has_caption = True
        else:
            draft.put("summary", text)
    summary = draft.get("summary")
    if summary and summary == draft.get("headline"):
        draft.texts.pop("summary")


# ------------------------------------------------------------------ the text


def _payload(draft: Draft, node: etree._Element) -> None:
    """The story out of the rendition that holds most of it; the first of equals."""
    sets = [node] if _xml.local(node) == "contentSet" else _xml.every(node, "contentSet")
    found: list[tuple[int, etree._Element]] = []
    for rendition in (x for content in sets for x in _xml.children(content, "inlineXML", "inlineData")):
        kind = (rendition.get("contenttype") or "text/plain").lower()
        if kind.startswith(("text/", "xhtml")) or "xml" in kind or "html" in kind:
            stories = list(_xml.below(rendition, "body.content", "body")) or [rendition]
            found.append((len(_xml.text(stories[0]) or ""), rendition))
    if not found:
        return
    _newsxml.leave_renditions(draft, sum(length > 0 for length, _ in found) - 1)
    _nitf.tell_payload(draft, max(found, key=lambda pair: pair[0])[1])


# ------------------------------------------------------------------ small things


def _code(node: etree._Element | None) -> str | None:
    return (_xml.attribute(node, "qcode") or "").rpartition(":")[2] or None


def _name(node: etree._Element, language: str | None, *, or_literal: bool = True) -> str | None:
    """What a party or concept is called: in the article's language before others, in full before short forms."""

    def rank(name: etree._Element) -> tuple[bool, bool]:
        tag = (_xml.attribute(name, "lang") or language or "")[:2]
        return (name.get("role") or "").endswith(("mnemonic", "short")), tag != (language or tag)[:2]

    names = sorted(_xml.every(node, "name"), key=rank)
    found = next((text for name in names if (text := _xml.text(name))), None)
    return _xml.attribute(node, "literal") if found is None and or_literal else found


def _relevance(text: str | None) -> float | None:
    return int(text) / 100 if text and text.isdecimal() and int(text) <= 100 else None
