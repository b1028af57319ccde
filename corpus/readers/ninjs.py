"""ninjs, the JSON of news agencies: IPTC's 1, 2 and 3, Superdesk's dialect, AP's Media API and dpa's digitalwires."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import _credits, _decode, _markup, _newsxml, _xml
from corpus.readers._agencies import is_agency
from corpus.readers._datelines import dateline_of
from corpus.readers._draft import Draft
from corpus.readers._json_document import LARGEST, Document
from corpus.readers._json_values import Values
from corpus.record import Article, Author, Problem

# Where an API's page of items has them.
_PLACES = frozenset({"data.item", "data.items", "item", "items", "_items"})
# What says that an object is one of the family: no dump of articles or web API has two of these at its top.
_MARKS = re.compile(
    rb'"(versioncreated|firstcreated|contentcreated|pubstatus|copyrightholder|copyrightnotice|usageterms|infosources?|'
    rb"representationtype|description_(?:text|html|xhtml|caption)|body_x?html|eventdetails|altids|embargoeduntil|"
    rb'renditions|rightsinfo|slugline|ednote|_current_version|article_html|version_created)"\s{0,9}:',
    re.IGNORECASE,
)
_TOP = re.compile(rb'"(?:headlines?|bodies|descriptions)"\s{0,9}:')
_SCHEMA = re.compile(rb'"\$schema"\s{0,9}:\s{0,9}"[^"]{0,200}json-schema\.org')
_PICTURES = frozenset("picture photo image graphic".split())
_MEDIA = _PICTURES | frozenset("video audio animation".split())
_BODIES = ("body_html", "body_xhtml", "article_html", "body_nitf", "body_text")
_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "text/html5",
    "text/vnd.iptc.nitf",
    "application/nitf+xml",
    "text/plain",
)
_SUMMARIES = ("description_text", "description_html", "description_xhtml", "abstract", "description_summary")
_CONCEPTS = {
    "subject": None, "subjects": None, "anpa_category": "anpa_category",
    "person": "person", "people": "person", "organisation": "organisation", "organisations": "organisation",
    "place": "place", "places": "place", "event": "event", "events": "event", "object": "object", "objects": "object",
}  # fmt: skip
# dpa's categories that say what a text is about; the others say where it is sent, and who has worked on it.
_ABOUT = {
    "dpasubject": None, "subject": None, "keyword": None, "geosubject": "place", "poi": "place", "person": "person",
    "organisation": "organisation", "located": "located",
}  # fmt: skip
_WRITES = frozenset({"", "writer", "author", "reporter", "byline", "correspondent", "columnist", "journalist"})
_QCODE = re.compile(r"([A-Za-z][\w.-]{0,40}):([^/\s][^\s]{0,200})")
_IPTC = re.compile(r"https?://cv\.iptc\.org/newscodes/(mediatopic|subjectcode|genre)/(\w{1,40})/?")
_SCHEMES = {"mediatopic": "medtop", "subjectcode": "subj", "genre": "genre"}


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield one article per ninjs object, in order: a file may hold one, an array, lines, or an API's page of them.

    Of several renditions of a body one is taken: HTML before NITF before plain text. A description is the summary and
    never the body. Pictures, sound and films without a text are packages with their captions; events, advisories and
    kills are notices. What is marked as not for publication is left out, and so are related links and fact boxes; notes
    say so.

    Follows IPTC ninjs 1.6, 2.2 and 3.1 (names of properties are taken without regard to case). `published` is when the
    first version was made, else when this one was.

    Raises:
        ReadError: the input is no JSON, or ends or breaks off where nothing more can be read.
    """
    document = Document(stream, uri, _PLACES)
    values = Values()
    for position, piece in enumerate(document.pieces(), 1):
        item = str(position)
        if piece.data is None:
            yield _broken(item, f"larger than {LARGEST >> 20} MB", code="item-too-large")
            continue
        try:
            decoded = _decode.decode(piece.data, uri, item=item)
            value = values.decode(decoded.text)
        except ReadError as error:
            if position == 1 and error.code == "binary":
                raise
            yield _broken(item, error.why)
            continue
        except ValueError as error:
            yield _broken(item, f"no JSON: {error}")
            continue
        while isinstance(value, dict) and isinstance(value.get("item"), dict):  # of AP: {"meta": {}, "item": {}}
            value = value["item"]
        if isinstance(value, dict):
            said = (*decoded.problems, *values.problems(item))
            draft = Draft("ninjs", item, piece.data, document.encoding or decoded.encoding, said)
            yield _article(draft, {key.lower(): inner for key, inner in value.items()})
        else:
            yield _broken(item, f"an object was expected, it is {type(value).__name__}")
    if document.is_empty:
        yield Problem(code="no-text", severity="error", message="there is nothing in it")
    if document.breaks_off:
        raise ReadError(uri, document.breaks_off, at=f"byte {document.offset}", code="cut-off")


def sniff(head: bytes) -> float:
    """High for JSON with two of the properties that only this family has, or dpa's mark of its format."""
    start = head[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith((b"{", b"[")) or _SCHEMA.search(head[:2_000]):
        return 0.0
    if b'"digitalwires@' in head[:2_000] or b"/std/ninjs/" in head:
        return 0.95
    found = {mark.lower() for mark in _MARKS.findall(head[:16_384])}
    return 0.9 if len(found) >= 2 or (found and _TOP.search(head[:16_384])) else 0.0


# ------------------------------------------------------------------ one item


def _broken(item: str, why: str, *, code: str = "broken-item") -> Problem:
    return Problem(code=code, severity="error", message=f"item {item}: {pure.one_line(why)}", item=item)


def _article(draft: Draft, row: Mapping[str, Any]) -> Article:
    kind = str(_text(row.get("type")) or "").lower()
    left_out: list[str] = []
    _identify(draft, row)
    _take_headlines(draft, row)
    _take_times(draft, row)
    _take_rights(draft, row)
    _take_subjects(draft, row)
    _take_notes(draft, row)
    _take_byline(draft, row)
    credit = _credit_of(row)
    if kind not in _PICTURES:
        _tell(draft, row)
    elif _texts(row, *_BODIES) or row.get("bodies"):
        left_out.append("the alternative text of a picture")
    if kind in _PICTURES or (kind in _MEDIA and not draft.paragraphs):
        _take_picture(draft, row, credit or _text(row.get("byline")) or _text(row.get("by")))
    elif draft.paragraphs or not row.get("associations"):
        draft.put("credit", credit)
    _take_dateline(draft, row)
    _take_associations(draft, row, left_out)
    for key, name in (("infobox_html", "a fact box"), ("linkbox_html", "a list of links"), ("body_footer", "a footer")):
        if text := _text_of(row.get(key)):
            left_out.append(f"{name}: {_plain(text)[0]}")
    _judge(draft, row, kind)
    # Whoever provides the item signs it as an agency does, known or not.
    provider = draft.get("publisher")
    draft.authors = [Author(name=a.name, kind="agency") if a.name == provider else a for a in draft.authors]
    if any(author.name == provider for author in draft.authors):
        draft.put("agency", provider)
    if left_out:
        draft.say("furniture-left-out", "note", f"no part of the article: {', '.join(left_out)}")
    return draft.article()


def _identify(draft: Draft, row: Mapping[str, Any]) -> None:
    other = row.get("altids")
    # AP's addresses carry the token of the session that asked for them; its item id is the same for everybody.
    own = other.get("itemid") if isinstance(other, dict) and "?" in str(row.get("uri") or "?") else None
    draft.put("guid", own, row.get("guid"), row.get("urn"), row.get("uri"), row.get("_id"), row.get("id"))
    draft.put("version", row.get("version"), row.get("_current_version"))
    draft.put("url", row.get("canonicalurl"), row.get("canonical_url"), row.get("link"), row.get("url"))
    draft.speak(_text(row.get("language")))


def _take_headlines(draft: Draft, row: Mapping[str, Any]) -> None:
    found = _roles(row.get("headlines"))
    main = next((value for role, value in found if role == "main"), found[0][1] if found else None)
    draft.put("headline", main, row.get("headline"), row.get("title"), row.get("name"))
    draft.put("kicker", row.get("kicker"), *(value for role, value in found if "kicker" in role or role == "vignette"))
    draft.put("deck", row.get("subhead"), row.get("subheadline"), row.get("headline_extended"))
    draft.put(
        "deck", *(value for role, value in found if value != main and role not in {"kicker", "vignette", "short"})
    )
    draft.put("slugline", row.get("slugline"), *_strings(row.get("slugline")))
    described = _roles(row.get("descriptions"))
    summary = [
        v for role, v in described if role.rpartition(":")[2] in {"", "text", "summary", "lead", "main", "abstract"}
    ]
    draft.put("summary", row.get("teaser"), *summary, *(row.get(key) for key in _SUMMARIES))
    if draft.get("summary") == draft.get("headline"):
        draft.texts.pop("summary", None)
    for entry in (entry for key in ("genre", "genres", "genre_names") for entry in _list(row.get(key))):
        address = _IPTC.fullmatch(_text(entry.get("uri")) or "") if isinstance(entry, dict) else None
        draft.put("genre", _name(entry), address[2] if address else None)
    services = [_name(entry) for entry in _list(row.get("service")) + _list(row.get("anpa_category"))]
    draft.put("section", *services)
    draft.put("urgency", row.get("urgency"))


def _take_times(draft: Draft, row: Mapping[str, Any]) -> None:
    made = row.get("versioncreated") or row.get("version_created") or row.get("_updated")
    first = [row.get(key) for key in ("firstpublished", "firstcreated", "first_created", "_created")]
    draft.time("published", *map(_time, (*first, made)))
    draft.time("modified_at", _time(made))
    draft.time("embargoed_until", *(_time(row.get(key)) for key in ("embargoeduntil", "embargoed", "embargo")))
    draft.time("expires_at", _time(row.get("expires")), _time(row.get("expiry")))


def _take_rights(draft: Draft, row: Mapping[str, Any]) -> None:
    for notice in (*_strings(row.get("copyrightnotice")), *_strings(row.get("autopublishnotice"))):
        draft.add("rights", notice)
    for terms in _strings(row.get("usageterms")):
        draft.add("usage_terms", terms)
    sources = [_name(entry) for key in ("infosource", "infosources") for entry in _list(row.get(key))]
    named = [_name(row.get("provider")), *sources, _text(row.get("copyrightholder")), _text(row.get("source"))]
    if "version_created" in row:
        line = _text(row.get("creditline"))
        named.append(line if line and "/" not in line else None)  # else it is a picture's chain of credits
        of_dpa = [entry for entry in _list(row.get("categories")) if isinstance(entry, dict)]
        named += [_name(entry) for entry in of_dpa if str(entry.get("type")).endswith(":provider")]
    draft.put("publisher", *named)
    draft.put("agency", *(name for name in [_text(row.get("source")), *named] if name and is_agency(name)))


def _take_subjects(draft: Draft, row: Mapping[str, Any]) -> None:
    for key, scheme in _CONCEPTS.items():
        for entry in _list(row.get(key)):
            _take_concept(draft, entry, scheme)
    for entry in _list(row.get("categories")):
        kind = str(entry.get("type") or "").rpartition(":")[2] if isinstance(entry, dict) else ""
        if kind in _ABOUT:
            _take_concept(draft, entry, _ABOUT[kind])
    for word in _list(row.get("keywords")):
        draft.subject(name=_name(word))
    if located := _text(row.get("located")):  # where it was made: an office as often as the place of the story
        draft.subject(scheme="located", name=located)


def _take_concept(draft: Draft, entry: object, scheme: str | None) -> None:
    name = _name(entry)
    if not isinstance(entry, dict):
        draft.subject(scheme=scheme, name=name)
        return
    code = (
        _text(entry.get("qcode")) or _text(entry.get("code")) or _text(entry.get("literal")) or _text(entry.get("id"))
    )
    own: str | None = _text(entry.get("scheme"))
    if iptc := _IPTC.fullmatch(_text(entry.get("uri")) or ""):
        own, code = _SCHEMES[iptc[1]], iptc[2]
    elif code is None:
        code = _text(entry.get("uri"))
    elif own is None and (parts := _QCODE.fullmatch(code)):
        own, code = parts.groups()
    if code == name and own is None:  # some systems repeat the name where they have no code
        code = None
    draft.subject(own or scheme, code, name, _share(entry.get("relevance")))


def _take_notes(draft: Draft, row: Mapping[str, Any]) -> None:
    for note in _strings(row.get("ednote")):
        draft.add("editor_note", note)
    said = [entry for entry in _list(row.get("ednotes")) if isinstance(entry, dict)]
    kept_back = 0
    for entry in said:
        role = str(entry.get("role") or "").rpartition(":")[2]
        text = _text(entry.get("ednote"))
        if role.startswith("correction"):
            draft.add("correction", text)
        elif entry.get("is_publishable") is False:
            kept_back += 1
        elif role != "closingline":
            draft.add("editor_note", text)
    notepad = row.get("notepad")
    if not said and isinstance(notepad, dict):
        kept_back += _text(notepad.get("nonpublic_html")) is not None
    if kept_back:
        draft.say("note-withheld", "note", f"{kept_back} notes that are not for publication are left out")
    if not said and isinstance(notepad, dict) and (public := _text(notepad.get("public_html"))):
        for line in _plain(public):
            draft.add("editor_note", line)
    draft.put("correction", row.get("correction"), row.get("corrections"))


# ------------------------------------------------------------------ the story


def _tell(draft: Draft, row: Mapping[str, Any]) -> None:
    """Take in the first rendition of the body that has a text, the best kind of markup first."""
    offered: list[tuple[str, str]] = []
    for entry in _list(row.get("bodies")):
        if isinstance(entry, dict) and (value := _text_of(entry.get("value"))):
            media = str(entry.get("contenttype") or entry.get("contentType") or entry.get("role") or "").lower()
            offered.append((media.partition(";")[0].strip(), value))
    offered.sort(key=lambda pair: _TYPES.index(pair[0]) if pair[0] in _TYPES else len(_TYPES))
    others = sorted(key for key in row if key.startswith("body_") and key not in {*_BODIES, "body_footer"})
    offered.extend((key, value) for key in (*_BODIES, *others) if (value := _text_of(row.get(key))))
    for media, value in offered:
        _tell_rendition(draft, media, value)
        if draft.paragraphs:
            return


def _tell_rendition(draft: Draft, media: str, value: str) -> None:
    if "nitf" in media and "<" in value:
        try:
            root = _xml.parse(value.encode("utf-8", errors="replace"), "", recover=True).root
        except ReadError as error:
            draft.say("broken-xml", "warning", f"the NITF of the body: {error.why}")
            return
        # Its head says of the same story what the item says of it; the item's word counts.
        content = next(_xml.below(root, "body.content"), root)
        for caption in _xml.below(content, "media-caption"):
            _take_caption(draft, _xml.text(caption) or "")
        _newsxml.tell(draft, content, drop=frozenset({"media", "note"}))
        return
    is_plain = media in {"text/plain", "body_text", "text"} and not _markup.is_markup(value)
    tree = None if is_plain else _markup.fragment(value)
    if tree is None:
        _newsxml.tell_text(draft, value)
        return
    # TT's renditions are whole pages, with the headline, the day and the source above the story.
    inner = [node for node in tree.iter("div", "section") if "bodytext" in (node.get("class") or "").split()]
    _newsxml.tell(draft, inner[0] if len(inner) == 1 else tree)


def _take_dateline(draft: Draft, row: Mapping[str, Any]) -> None:
    """The place of the dateline, where it is a field of its own and does not stand above the body."""
    dateline = row.get("dateline")
    printed = _text(dateline.get("text")) if isinstance(dateline, dict) else _text(dateline)
    if printed and (found := dateline_of(f"{printed.rstrip(' -–—')} - x")):
        draft.put("dateline_place", found.place)
        draft.put("agency", found.agency)
    elif isinstance(dateline, dict) and isinstance(dateline.get("located"), dict):
        draft.put("dateline_place", dateline["located"].get("city"))
    place = row.get("datelinelocation")
    if isinstance(place, dict) and not any(dateline_of(p[:400]) for p in draft.paragraphs[:1]):
        draft.put("dateline_place", place.get("city"))


def _take_byline(draft: Draft, row: Mapping[str, Any]) -> None:
    line = _text(row.get("byline")) or _text(row.get("by"))
    bylines = [_text(entry.get("by")) for entry in _list(row.get("bylines")) if isinstance(entry, dict)]
    line = line or "; ".join(filter(None, bylines)) or None
    writers = [
        _name(entry)
        for entry in _list(row.get("authors"))
        if not isinstance(entry, dict) or str(_name(entry.get("role")) or "").lower() in _WRITES
    ]
    draft.sign(line)
    if not any(author.kind == "person" for author in draft.authors):
        draft.credit(name for name in writers if name)
    person = row.get("photographer")
    if not line and isinstance(person, dict) and (name := _name(person)):
        draft.sign(name)


def _judge(draft: Draft, row: Mapping[str, Any], kind: str) -> None:
    """Set kind and status, once the body is known."""
    status = str(_text(row.get("pubstatus")) or "").lower().rpartition(":")[2]
    state = str(_text(row.get("state")) or "").lower()  # of Superdesk's own items
    if status in {"canceled", "cancelled"} or state in {"killed", "recalled", "unpublished"}:
        draft.status, draft.kind = "canceled", "notice"
        return
    if status == "withheld" or (not status and "embargoed_until" in draft.instants):
        draft.status = "withheld"
    genre = (draft.get("genre") or "").lower()
    if kind in {"advisory", "event", "planning"} or _newsxml.is_advisory(genre) or "eventdetails" in row:
        draft.kind = "notice"
    elif not draft.paragraphs and (kind in _MEDIA or row.get("associations") or row.get("groups")):
        draft.kind = "package"
    draft.is_truncated = str(row.get("representationtype") or "").lower() in {"incomplete", "partial"}


# ------------------------------------------------------------------ pictures


def _take_associations(draft: Draft, row: Mapping[str, Any], left_out: list[str]) -> None:
    given = row.get("associations")
    texts = 0
    for entry in list(given.values()) if isinstance(given, dict) else _list(given):
        if not isinstance(entry, dict):
            continue
        own = {key.lower(): value for key, value in entry.items()}
        if str(_text(own.get("type")) or "picture").lower() in _MEDIA:
            _take_picture(draft, own, _credit_of(own) or _text(own.get("byline")) or _text(own.get("by")))
        else:
            texts += 1
    if texts:
        left_out.append(f"{texts} associated texts")


def _take_picture(draft: Draft, row: Mapping[str, Any], credit: str | None) -> None:
    described = _roles(row.get("descriptions"))
    roles = [
        value for wanted in ("caption", "text", "") for role, value in described if role.rpartition(":")[2] == wanted
    ]
    texts = [*_texts(row, "description_caption", "caption"), *roles, *_texts(row, *_SUMMARIES, *_BODIES)]
    if texts:
        _take_caption(draft, texts[0], credit)
        if draft.captions and draft.get("summary") == draft.captions[-1].text:
            del draft.texts["summary"]  # it is the caption, and stands there


def _take_caption(draft: Draft, text: str, credit: str | None = None) -> None:
    line = pure.one_line(draft.mend(text)) or ""
    split = _credits.split_caption(line)
    draft.caption(split.text if split else line, (split.credit if split else None) or credit)


def _credit_of(row: Mapping[str, Any]) -> str | None:
    described = [value for role, value in _roles(row.get("descriptions")) if role == "creditline"]
    return next(iter([*_texts(row, "creditline", "description_creditline", "credit"), *described]), None)


# ------------------------------------------------------------------ values of foreign JSON


def _list(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [value]


def _text_of(value: object) -> str | None:
    """A string that is not blank, as it stands."""
    return value if isinstance(value, str) and value.strip() else None


def _text(value: object) -> str | None:
    """A string or number as one line."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return pure.one_line(str(value))


def _time(value: object) -> str | float | None:
    return (
        value if isinstance(value, (str, float)) or (isinstance(value, int) and not isinstance(value, bool)) else None
    )


def _texts(row: Mapping[str, Any], *keys: str) -> list[str]:
    return [value for key in keys if (value := _text_of(row.get(key)))]


def _strings(value: object) -> list[str]:
    return [text for entry in _list(value) if (text := _text(entry))]


def _name(entry: object) -> str | None:
    if isinstance(entry, dict):
        return next((name for key in ("name", "value", "title") if (name := _text(entry.get(key)))), None)
    return _text(entry)


def _roles(value: object) -> list[tuple[str, str]]:
    """The texts of ninjs 2's lists of objects, each with its role in small letters ("" without one)."""
    found = []
    for entry in _list(value):
        if isinstance(entry, dict):
            text = _text_of(entry.get("value")) or _text_of(entry.get("description"))
            if text:
                found.append((str(entry.get("role") or "").lower(), text))
    return found


def _share(value: object) -> float | None:
    """A relevance from 0 to 1, also of one in percent."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        return None
    return value / 100 if value > 1 else float(value)


def _plain(markup: str) -> list[str]:
    return [part for part in _markup.plain(markup).split("\n\n") if part.strip()]
