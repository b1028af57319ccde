"""A story in NITF (2.5 to 3.6), whether it is a file of its own or the payload of another format.

Elements are found by their local names: NITF comes with two namespaces and without.
"""

from __future__ import annotations

import re

from lxml import etree

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import _bylines, _credits, _datelines, _dates, _newsxml, _xml
from corpus.readers._agencies import is_agency
from corpus.readers._draft import Draft
from corpus.record import Moment, Status

_STATUS: dict[str, Status] = {
    "usable": "usable", "embargoed": "withheld", "withheld": "withheld", "canceled": "canceled",
    "cancelled": "canceled", "killed": "canceled",
}  # fmt: skip
# What is in a body and is no paragraph of it. `block` of these classes repeats paragraphs of "full_text".
_ASIDE = frozenset(
    {"note", "media", "byline", "dateline", "copyrite", "tagline", "distributor", "hl1", "hl2", "body.head", "body.end"}
)
_REPEATED = frozenset({"lead_paragraph", "online_lead_paragraph"})
_PLACE_PARTS = ("sublocation", "city", "state", "region", "country")
_AND = re.compile(r"\s*[,;&]\s*|\s+(?:and|und|et|y|e|og|och|en)\s+", re.IGNORECASE)
# The names of indexers' terms, and which kind of subject they are.
_INDEXED = ("classifier", "person", "org", "location", "event", "function", "object.title", "virtloc")


def read_into(draft: Draft, nitf: etree._Element) -> None:
    """Put into a draft what a `<nitf>` element says: its head, the head of its body, and its story.

    What the draft holds already stays.
    """
    head, body = _xml.first(nitf, "head"), _xml.first(nitf, "body")
    _docdata(draft, nitf, head)
    _subjects(draft, head)
    _body_head(draft, _xml.first(body, "body.head"), head)
    _body(draft, body, nitf)
    draft.put("headline", _xml.text(head, "title"))
    draft.speak(nitf.get("baselang"), _xml.attribute(nitf, "lang"), _xml.attribute(body, "lang"))


def tell_payload(draft: Draft, holder: etree._Element) -> None:
    """Put into a draft the story that an element of another format holds: NITF, HTML, or either as text, or text."""
    nitf = next(_xml.below(holder, "nitf"), None)
    text = holder.text or ""
    if nitf is None and not len(holder) and "<nitf" in text[:1_000]:  # markup that was escaped once more
        try:
            nitf = _xml.parse(text.encode(), "").root
        except ReadError as error:
            draft.say("xml-mended", "warning", f"the NITF in it is not well-formed and was read as HTML: {error.why}")
    if nitf is not None:
        read_into(draft, nitf)
    elif len(holder):
        _newsxml.tell(draft, holder)
    else:
        _newsxml.tell_text(draft, text)


def _docdata(draft: Draft, nitf: etree._Element, head: etree._Element | None) -> None:
    docdata = _xml.first(head, "docdata")
    meta = _meta(head)
    management = (_xml.attribute(docdata, "management-status") or "").lower()
    if draft.status == "usable":  # what the message around it says goes first
        draft.status = _STATUS.get(management, "usable")
    draft.put("guid", _of(docdata, "doc-id", "id-string"), nitf.get("uno"))
    draft.put("version", _of(docdata, "du-key", "version"))
    draft.put("urgency", _of(head, "urgency", "ed-urg"), meta.get("ntbprioritet"))
    draft.put(
        "slugline", meta.get("slug"), meta.get("anpa-keyword"), _of(docdata, "du-key", "key"), meta.get("ntbstikkord")
    )
    pubdata = next(_xml.below(head, "pubdata"), None)
    draft.put("url", _address(_xml.attribute(pubdata, "ex-ref")), _address(meta.get("alternate_url")))
    draft.put("section", meta.get("online_sections"), meta.get("dsk"), _xml.attribute(pubdata, "position.section"))
    section, page = meta.get("print_section", ""), meta.get("print_page_number")
    draft.put("page", f"{section}{page}" if page and section.isalpha() else page)
    draft.put("page", _xml.attribute(pubdata, "position.sequence"))
    issued = _of(docdata, "date.issue", "norm")
    draft.time("published", issued, midnight="day" if issued and not re.search(r"[+Zz]|-\d{4}$", issued) else "instant")
    draft.time("published", _xml.attribute(pubdata, "date.publication"), midnight="day")
    draft.time("published", _day(meta))
    draft.time("expires_at", _of(docdata, "date.expire", "norm"))
    released = _of(docdata, "date.release", "norm")
    if released and (management == "embargoed" or _is_later(released, draft.published)):
        draft.time("embargoed_until", released)
    revisions = [norm for r in _xml.below(head, "revision-history") if (norm := r.get("norm"))]
    if revisions and draft.published and not _is_later(draft.published, _moment(max(revisions))):
        draft.time("modified_at", max(revisions))
    _rights(draft, docdata)
    messages: dict[str, list[str | None]] = {"correction": [], "editor_note": []}
    for message in _xml.below(docdata, "ed-msg"):
        field = "correction" if "correct" in (message.get("msg-type") or "").lower() else "editor_note"
        messages[field].append(_xml.attribute(message, "info") or _xml.text(message))
    for field, lines in messages.items():
        draft.add_lines(field, lines)
    draft.put("publisher", _xml.attribute(pubdata, "name"))


def _rights(draft: Draft, docdata: etree._Element | None) -> None:
    holder, year = _of(docdata, "doc.copyright", "holder"), _of(docdata, "doc.copyright", "year")
    draft.put("rights", f"© {year} {holder}" if holder and year else holder)
    for rights in _xml.below(docdata, "doc.rights"):
        for name in ("type", "limitations"):
            draft.add("usage_terms", _xml.attribute(rights, name))


def _body_head(draft: Draft, head: etree._Element | None, document: etree._Element | None) -> None:
    meta = _meta(document)
    hedline = _xml.first(head, "hedline", "headline")
    draft.put("headline", *(_newsxml.words(hl1) for hl1 in _xml.every(hedline, "hl1")))
    slugs = {pure.fold(slug) for slug in _keywords(document) if slug} | {pure.fold(draft.get("slugline") or "")}
    slugs.add(pure.fold(draft.get("headline") or ""))
    decks = [
        line
        for hl2 in _xml.every(hedline, "hl2")
        if "headline" not in (hl2.get("class") or "")
        if (line := _newsxml.words(hl2)) and pure.fold(line) not in slugs
    ]
    draft.put("deck", " ".join(decks))
    _byline(draft, _xml.every(head, "byline"))
    distributor = _xml.text(head, "distributor")
    draft.put("publisher", distributor)
    docdata = _xml.first(document, "docdata")
    draft.put("publisher", _of(docdata, "doc.copyright", "holder"), _xml.text(head, "rights/rights.owner"))
    sources = [source for from_ in _xml.below(docdata, "from-src") if (source := from_.get("src-name"))]
    draft.put("publisher", meta.get("aap-source"), meta.get("ntbkilde"), *sources, _of(docdata, "doc-id", "regsrc"))
    draft.put("agency", *(name for name in (draft.get("publisher"), distributor, *sources) if name and is_agency(name)))
    _dateline(draft, _xml.first(head, "dateline"))
    abstracts = (_newsxml.words(abstract) for abstract in _xml.every(head, "abstract"))
    draft.put("summary", *(text for text in abstracts if text != draft.get("headline")))
    draft.add("rights", None if draft.get("rights") else _newsxml.words(_xml.first(head, "rights")))
    draft.add_lines("editor_note", (_newsxml.words(note) for note in _xml.every(head, "note")))


def _byline(draft: Draft, bylines: list[etree._Element]) -> None:
    """The first byline as printed, without the title below it; persons who are marked go before the reading of a line.

    The New York Times gives each byline twice, as printed and as "LAST, FIRST".
    """
    normalised = [byline for byline in bylines if "normalized" in (byline.get("class") or "")]
    for byline in bylines:
        if byline in normalised:
            continue
        title = _xml.text(byline, "byttl")
        line = pure.one_line(" ".join(_own_text(byline, "byttl")))
        for person in _xml.below(byline, "person"):
            draft.credit((n for n in _AND.split(_xml.text(person) or "") if _bylines.is_name(n)), "person")
        draft.sign((line or title or "").rstrip(" ,;") or None)
        if title and is_agency(title):
            draft.put("agency", title)
    if not any(author.kind == "person" for author in draft.authors):
        for byline in normalised:
            line = _xml.text(byline) or ""
            draft.put("byline", line)
            draft.credit(name for name in line.split(";") if "," in name)


def _dateline(draft: Draft, dateline: etree._Element | None) -> None:
    location = _xml.first(dateline, "location")
    parts = [line for part in _xml.children(location, *_PLACE_PARTS) if (line := (_xml.text(part) or "").strip(" ,"))]
    place = ", ".join(parts) or _xml.text(location) or "".join(_own_text(dateline, "story.date"))
    if place:
        draft.put("dateline_place", _datelines.place_of(place))
    norm = _xml.attribute(_xml.first(dateline, "story.date"), "norm")
    if norm:
        draft.time("published", norm)


def _body(draft: Draft, body: etree._Element | None, nitf: etree._Element) -> None:
    """The story out of each `<body.content>`, of which NITF allows several; without one, what the body holds."""
    contents = _xml.every(body, "body.content") or _xml.every(nitf, "body.content")
    if not contents and body is not None:
        contents = [body]
    notes: list[str | None] = []
    corrections: list[str | None] = []
    for content in contents:
        _pictures(draft, content)
        notes += (_newsxml.words(note) for note in _xml.below(content, "note") if _outside(note, ("body.head",)))
        if not draft.get("headline"):
            draft.put("headline", *(_newsxml.words(heading) for heading in _xml.below(content, "hl1")))
        _newsxml.leave_out(draft, _headings(draft, content))
        for term in _xml.below(content, *_INDEXED):
            if code := _xml.attribute(term, "value"):
                draft.subject(_xml.attribute(term, "idsrc"), code, _xml.text(term))
        blocks = list(_xml.below(content, "block"))
        is_full = any("full_text" in (block.get("class") or "") for block in blocks)
        for block in blocks:
            kind = block.get("class") or ""
            if "correction" in kind:
                corrections.append(_newsxml.words(block))
            elif kind == "author_info":
                notes.append(_newsxml.words(block))
            elif not (is_full and kind in _REPEATED):
                _without_lead_line(block)
                continue
            _remove(block)
        _newsxml.tell(draft, content, drop=_ASIDE)
    notes += (
        _newsxml.words(end) for name in ("tagline", "bibliography") for end in _xml.every(body, f"body.end/{name}")
    )
    draft.add_lines("editor_note", notes)
    draft.add_lines("correction", corrections)


def _pictures(draft: Draft, content: etree._Element) -> None:
    for media in _xml.below(content, "media"):
        credit = _xml.text(media, "media-producer")
        for caption in _xml.every(media, "media-caption"):
            text = _newsxml.words(caption)
            found = _credits.split_caption(text or "", is_above=True) if not credit else None
            if text:
                draft.caption(*((found.text, found.credit) if found else (text, credit)))


def _without_lead_line(block: etree._Element) -> None:
    """Take out a first paragraph that only repeats the second behind "LEAD:", as archives of the 1980s have it."""
    first, second = [*_xml.children(block, "p"), None, None][:2]
    line, following = _xml.text(first) or "", _xml.text(second)
    if first is not None and following and line.startswith("LEAD:") and line[5:].strip() == following:
        _remove(first)


def _headings(draft: Draft, content: etree._Element) -> list[str]:
    """The headings between paragraphs: in NITF they are headlines, of a part, and no paragraphs."""
    known = {draft.get("headline"), draft.get("deck")}
    aside = ("note", "media", "body.head")
    headings = [_newsxml.words(heading) for heading in _xml.below(content, "hl1", "hl2") if _outside(heading, aside)]
    return [heading for heading in headings if heading and heading not in known]


def _subjects(draft: Draft, head: etree._Element | None) -> None:
    tobject = _xml.first(head, "tobject")
    kind = _xml.attribute(tobject, "tobject.type") or ""
    genres = [_xml.attribute(x, "tobject.property.type") for x in _xml.children(tobject, "tobject.property")]
    materials = [_xml.text(x) for x in _xml.below(head, "classifier") if x.get("type") == "types_of_material"]
    draft.put("genre", *materials, *genres)
    if kind and kind.lower() not in {"news", "data", "alert", "advisory", "background"}:
        draft.put("section", kind)
    if _newsxml.is_advisory(kind, *genres):
        draft.kind = "notice"
    for subject in _xml.children(tobject, "tobject.subject"):
        code = _xml.attribute(subject, "tobject.subject.refnum", "tobject.subject.code")
        scheme = _xml.attribute(subject, "tobject.subject.ipr") or "IPTC"
        levels = ("tobject.subject.detail", "tobject.subject.matter", "tobject.subject.type")
        _newsxml.subject(draft, code, scheme, _xml.attribute(subject, *levels))
    for keyword in _keywords(head):
        draft.subject(name=keyword)
    for scope in _xml.below(head, "doc-scope"):
        draft.subject("doc-scope", name=_xml.attribute(scope, "scope"))
    for listed in _xml.below(head, "identified-content"):
        for term in _xml.below(listed, *_INDEXED):
            kind = _xml.attribute(term, "type") or _xml.local(term)
            if kind != "types_of_material":
                code = _xml.attribute(term, "value", "location-code")
                draft.subject(_xml.attribute(term, "idsrc", "code-source") if code else kind, code, _xml.text(term))
    for fixture in _xml.below(head, "fixture"):
        draft.subject("fixture", _xml.attribute(fixture, "fix-id"))
    place = _xml.first(head, "docdata/evloc")
    draft.subject("evloc", name=", ".join(filter(None, (_xml.attribute(place, x) for x in ("city", "state-prov")))))
    country = _xml.attribute(place, "iso-cc") or ""
    if len(country) in (2, 3):
        _newsxml.subject(draft, country, f"iso3166-1a{len(country)}")


def _keywords(head: etree._Element | None) -> list[str]:
    found = (_xml.attribute(keyword, "key") or _xml.text(keyword) for keyword in _xml.below(head, "keyword"))
    return [keyword for keyword in found if keyword]


# ------------------------------------------------------------------ small things


def _meta(head: etree._Element | None) -> dict[str, str]:
    """The `<meta>` elements by their names in small letters; the first of a name stays."""
    found: dict[str, str] = {}
    for meta in _xml.every(head, "meta"):
        if content := _xml.attribute(meta, "content"):
            found.setdefault((meta.get("name") or "").lower(), content)
    return found


def _of(parent: etree._Element | None, name: str, attribute: str) -> str | None:
    """An attribute of the first element of a name below `parent` that has it."""
    return next((value for node in _xml.below(parent, name) if (value := _xml.attribute(node, attribute))), None)


def _own_text(node: etree._Element | None, without: str) -> list[str]:
    """The text of an element without that of one of its children."""
    if node is None:
        return []
    pieces = [node.text or ""]
    for child in node:
        if _xml.local(child) != without:
            pieces += (str(part) for part in child.itertext())
        pieces.append(child.tail or "")
    return pieces


def _outside(node: etree._Element, names: tuple[str, ...]) -> bool:
    return not any(_xml.local(above) in names for above in node.iterancestors())


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _address(text: str | None) -> str | None:
    return text if text and re.match(r"https?://\S+$", text) else None


def _day(meta: dict[str, str]) -> str | None:
    """The day of an issue from three `<meta>` elements, as archives of newspapers give it."""
    parts = [meta.get(f"publication_{name}", "") for name in ("year", "month", "day_of_month")]
    return "-".join(part.zfill(2) for part in parts) if all(part.isdecimal() for part in parts) else None


def _moment(text: str) -> Moment | None:
    try:
        return _dates.moment(text)
    except (ValueError, OverflowError):
        return None


def _is_later(one: str | Moment, other: Moment | None) -> bool:
    first = _moment(one) if isinstance(one, str) else one
    return first is not None and other is not None and first.at > other.at
