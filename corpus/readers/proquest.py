"""ProQuest: the documents that its databases send by e-mail, save as HTML or text, or give as XML for text mining.

Each layout is first read into ProQuest's own fields ("Publication title", "Section", "ProQuest document ID" ...), and
then into an article, in one place. Nothing of the mail around the documents is taken in: neither who sent it to whom,
nor whose library paid for it.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from lxml import etree

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import _credits, _datelines, _decode, _export, _languages, _layout, _markup, _story, _wire, _xml
from corpus.readers._draft import Draft
from corpus.record import Article, Problem

_MOST_PARTS = 200  # boundaries of a mail; more are nested to no good end

# Names of fields without blanks and in small letters, because mail programs break them: "Language ofpublication".
_HEAD = frozenset("author authors publicationinfo abstract links fulltext title".split())
_TAIL = frozenset(
    "subject location people person company company/organization identifier/keyword businessindexingterm "
    "classification publicationtitle pages numberofpages firstpage publicationyear publicationdate dateline column "
    "section publisher placeofpublication countryofpublication publicationsubject issn e-issn eissn isbn coden "
    "sourcetype languageofpublication documenttype documentfeature proquestdocumentid documenturl copyright "
    "lastupdated database url alternatetitle edition volume issue correction ethnicnewswatch accessionnumber startpage "
    "publicationdates documentfeatures onlinepublicationdate".split()
)
_SUBJECTS = {
    "subject": "proquest:subject", "location": "proquest:location", "people": "proquest:person",
    "person": "proquest:person", "company": "proquest:organization", "identifier/keyword": "proquest:keyword",
    "businessindexingterm": "proquest:business", "classification": "proquest:classification",
}  # fmt: skip

_DOCUMENT = re.compile(r"<a\b[^<>]{0,200}?\bname\s?=\s?[\"']?DocID_", re.IGNORECASE)
_LABEL = re.compile(r"<strong\b[^<>]{0,300}>\s{0,9}([^<>:]{2,40}):\s{0,9}</strong>", re.IGNORECASE)
_LINE_LABEL = re.compile(r"([A-Z][A-Za-z /-]{2,39}?): ?(.*)", re.DOTALL)
_MAIL = re.compile(
    rb"(?:From )?[A-Za-z][A-Za-z0-9-]{1,40}:? [^\r\n]{0,1000}\r?\n(?:[A-Za-z][A-Za-z0-9-]{1,40}: ?|[ \t])"
)
_SENT = re.compile(rb"^From: [^\r\n]{0,100}@proquest\.com", re.MULTILINE)
_SOFT_BREAK = re.compile(rb"=\r?\n(?:> ?)?")
_QUOTED = re.compile(r"^(?:> ?){1,5}", re.MULTILINE)
_ALSO_IN = re.compile(
    r"(?<=[.”\"’'])\s+(This (?:article|story) (?:originally|first) appeared in [^<>\n]{2,120}?)\s*(?=</p>)"
)

_LEFT_TAG = re.compile(r"</?(?:html|head|body)>|(?:html|head|body)>")  # what is left of a tag that lost its bracket
# What the database adds to a title: the edition, the desk, whether there are pictures.
_EDITION = re.compile(r"\s?(?:: \[([^\[\]]{2,80})\]| \[(?:With|Caption|Photo)[^\[\]]{2,60}\])$")
_INFO = re.compile(r"^(.{2,200}?) ?;.{0,200}\](?:\s{0,3})(\d{1,2} [A-Z][a-z]{2} \d{4})(?:: ?([^\s]{1,20}?))?\.?$")
_PLACED_EDITION = re.compile(r", [^,;]{0,60}\b(?:edition|ed\.)(?: \([^()]{1,60}\))?$", re.IGNORECASE)
_PARTING = re.compile(r"[-–—_*=]{2,80}")
_ABOUT = frozenset({"", "e-mail", "email", "mail", "twitter", "and", "or"})  # words around the address of a writer
_CREDIT = re.compile(r"credit: ?", re.IGNORECASE)
_PICTURE = re.compile(
    r"(?:caption: ?)?"
    r"(?:\b(?:photos?|drawings?|graphics?|maps?|charts?|illustrations?)\b ?(?:\([a-z &]{1,20}\))? ?: ?)?",
    re.IGNORECASE,
)
_PHOTOGRAPHER = re.compile(r"[;,.]? ?\bphotographers?: ?(?=\S)", re.IGNORECASE)
_DESK_NOTE = re.compile(r"^\*\*([^*]{3,400})\*\* ?|^-- ?([A-Z][^a-z]{20,300}?) ?-- ?")
_ON_PAGE = re.compile(r" ?\([A-Z]{1,3}\d{1,3}(?:-[A-Z]{0,3}\d{1,3})?\)$")
_NEXT_PICTURE = re.compile(r"(?<=\)); |(?<=[.\])])\s{0,3}(?=Photos? \([a-z]{1,12}\) ?:)|; (?=PHOTO: )")
_LONE_CREDIT = re.compile(r"\(photographs? by ([^()]{3,120})\)", re.IGNORECASE)
_NAMED = re.compile(r"Name: ?(.{1,200}?)(?:; ?NAICS: ?([\d, ]{2,100}))?(?=; ?Name:|$)")
_NONE = frozenset({"none available.", "none available", "not available.", "not available", "anonymous", "-", ""})
# What stands in blocks of its own beside the text, by the class that names it.
_PICTURES = frozenset("illustration photograph photo image caption graphic figure cartoon map chart drawing".split())
_NAMES = ("OriginalForm", "NormalizedDisplayForm", "OrganizationName", "Author", "LastName", "FirstName")  # best first
_OUT = "x-out"  # no element of any document: what is renamed to it is left out of the body


@dataclass(slots=True)
class _Document:
    """One document by ProQuest's fields, named as in `_TAIL`. `body` is in paragraphs, `pictures` are captions."""

    title: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    corrections: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def take(self, name: str, text: str | None) -> None:
        """Keep the first text that a field is given."""
        line = pure.one_line(text)
        if line and line.lower() not in _NONE:
            self.fields.setdefault(name, line)


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield the documents of an export, in its order; `guid` is the ProQuest document ID, `publisher` the publication.

    The title's part behind the first ";" is the deck. The link goes without the account of the library. Organisations
    are subjects of the scheme "proquest:organization", their lines of business of "naics" (NAICS of the US Census).
    `published` is a day: "Dateline", where it holds a time, is when the database took the document in, and is left.

    Raises:
        ReadError: there is no document of ProQuest in it, or it is larger than 64 MB, or its XML is not well-formed.
    """
    data = _export.whole(stream, uri)
    if _is_record(data[:65_536]):
        yield from _from_xml(data, uri)
        return
    position = 0
    unknown: Counter[str] = Counter()
    for decoded in _texts(data, uri):
        yield from decoded.problems
        for source, document in _documents(decoded.text):
            position += 1
            draft = Draft("proquest", str(position), source.encode(), decoded.encoding)
            unknown.update(set(document.unknown))
            yield from _article(document, draft)
        if unknown:
            named = ", ".join(f"{label!r} ({count})" for label, count in sorted(unknown.items())[:40])
            said = f"fields that no column takes, and how many documents have them: {named}"
            yield Problem(code="unknown-keys", severity="note", message=said)
        if position:  # the other parts of a mail give the same documents
            return
    raise ReadError(uri, "no document of ProQuest in it", code="no-article")


def sniff(head: bytes) -> float:
    """Near certain for what only ProQuest writes, in a mail, a page, a text or XML; 0 for anything else."""
    if _is_record(head):
        return 0.95  # above what any page or mail is to the readers of those
    if b"ProQuest" not in head:
        return 0.0
    text = _SOFT_BREAK.sub(b"", head) if b"=\n" in head or b"=\r\n" in head else head
    if b"DocID_" in text or b"ProQuest document link" in text or b"Report Information from ProQuest" in text:
        return 0.95
    if b"ProQuest document ID:" in text and b"Publication title:" in text:
        return 0.95
    return 0.95 if _SENT.search(head[:8192]) and _MAIL.match(head[:4096]) else 0.0


# ------------------------------------------------------------------ mails, pages and texts


def _texts(data: bytes, uri: str) -> Iterator[_decode.Decoded]:
    """The texts that may hold documents: of a mail its parts, HTML first; else the whole."""
    if not _MAIL.match(data[:8192]):
        yield _export.text_of(data, uri)
        return
    if data.count(b"boundary=") > _MOST_PARTS:
        raise ReadError(uri, f"a mail of more than {_MOST_PARTS} nested parts")
    mail = email.message_from_bytes(data, policy=email.policy.compat32)
    parts = [part for part in mail.walk() if part.get_content_maintype() == "text"]
    for part in sorted(parts, key=lambda part: part.get_content_subtype() != "html"):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload.strip():
            yield _decode.decode(payload, uri, declared=part.get_content_charset())


def _documents(text: str) -> Iterator[tuple[str, _Document]]:
    """Each document and the part of the text that it is in."""
    starts = [found.start() for found in _DOCUMENT.finditer(text)]
    if starts:
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            yield text[start:end], _from_html(text[start:end])
    elif _LABEL.search(text):
        yield text, _from_html(text)
    elif not _markup.is_markup(text[:100_000]):
        yield from _from_text(text)


def _key(label: str) -> str:
    return re.sub(r"\s+", "", label).lower()


def _from_html(markup: str) -> _Document:
    """The fields of the document in the markup. Its labels cut it, because its elements are not nested well."""
    document = _Document()
    labels: list[tuple[int, int, str]] = []
    is_after_text = False
    for found in _LABEL.finditer(markup):
        name = _key(found[1])
        if name in _TAIL or (name in _HEAD and not is_after_text):
            labels.append((found.start(), found.end(), name))
            is_after_text = is_after_text or name == "fulltext"
        elif is_after_text and labels[-1][2] != "fulltext":
            labels.append((found.start(), found.end(), ""))
            document.unknown.append(found[1])
    document.title = next(iter(_lines(markup[: labels[0][0] if labels else None])), None)
    ends = [*(start for start, _, _ in labels), len(markup)][1:]
    for (_, start, name), end in zip(labels, ends, strict=True):
        region = markup[start:end]
        if name == "fulltext":
            _read_text(region, document)
        elif name == "abstract":
            document.take(name, " ".join(_lines(region)))
        elif name and name != "links":
            document.take(name, next(iter(_lines(region)), None))
    return document


def _lines(markup: str) -> list[str]:
    tree = _markup.fragment(markup)
    return _markup.paragraphs(tree) if tree is not None else []


def _read_text(markup: str, document: _Document) -> None:
    """The text of a document, and what stands in blocks of its own beside it."""
    tree = _markup.fragment(_ALSO_IN.sub(r"</p><p>\1", markup))
    if tree is None:
        return
    for node in list(tree.iter("div", "object")):
        names = (node.get("class") or "").split()
        if "document_view_image" in names:
            document.pictures += [link.get("title") or "" for link in node.iter("a")]
            node.tag = _OUT
        elif kind := next((name.partition("_")[0].lower() for name in names if name.endswith("_content")), None):
            lines = _markup.paragraphs(node)
            if kind in _PICTURES:
                document.pictures += lines
            elif kind == "authoraffiliation":
                document.notes += lines
            elif kind in {"correction", "corrections"}:
                document.corrections += lines
            else:
                continue
            _drop(node)
    document.body = _markup.paragraphs(tree, drop=frozenset({_OUT}))
    if document.body and _LEFT_TAG.fullmatch(document.body[0]):
        del document.body[0]


def _drop(node: etree._Element) -> None:
    """Leave a block out of the body, and with it the line above that names it."""
    parent = node.getparent()
    above = parent.getprevious() if parent is not None else None
    node.tag = _OUT
    if above is not None and above.tag == "div" and next(above.iter("strong"), None) is not None:
        above.tag = _OUT


def _from_text(text: str) -> Iterator[tuple[str, _Document]]:
    """The documents of a text, which end with the line that names their database."""
    lines: list[str] = []
    for line in _QUOTED.sub("", text).split("\n"):
        lines.append(line.strip())
        if _key(line.partition(":")[0]) == "database":
            yield "\n".join(lines), _from_lines(lines)
            lines = []
    if any(_key(line.partition(":")[0]) == "proquestdocumentid" for line in lines):
        yield "\n".join(lines), _from_lines(lines)


def _from_lines(lines: list[str]) -> _Document:
    document = _Document()
    fields: list[tuple[str, list[str]]] = [("", [])]
    is_after_text = False
    for line in lines:
        found = _LINE_LABEL.fullmatch(line)
        name = _key(found[1]) if found else ""
        if found and (name in _TAIL or (name in _HEAD and not is_after_text)):
            fields.append((name, [found[2]]))
            is_after_text = is_after_text or name == "fulltext"
        else:
            fields[-1][1].append(line)
    above = [line for line in fields[0][1] if line]
    # The title is the last line above the first field; above it stands the mail, or a rule and a number.
    document.title = above[-1] if above else None
    for name, held in fields[1:]:
        if name == "fulltext":
            document.body = [line.text for line in _layout.lines("\n".join(held))]
        elif name == "abstract":
            document.take(name, " ".join(held))
        elif name != "links":
            document.take(name, " ".join(held) if name in _SUBJECTS else held[0])
    return document


# ------------------------------------------------------------------ text mining


def _is_record(head: bytes) -> bool:
    root = _xml.root_of(head)
    return root is not None and root[0] in {"RECORD", "RECORDS"} and (b"<GOID" in head or b"<DFS" in head)


def _from_xml(data: bytes, uri: str) -> Iterator[Article | Problem]:
    parsed = _xml.parse(data, uri)
    yield from parsed.problems
    records = [parsed.root] if _xml.local(parsed.root) == "RECORD" else list(_xml.children(parsed.root, "RECORD"))
    for position, record in enumerate(records, 1):
        source = data if len(records) == 1 else etree.tostring(record, with_tail=False)
        yield from _article(_from_record(record), Draft("proquest", str(position), source, parsed.encoding))


def _from_record(root: etree._Element) -> _Document:
    """The fields of a record. Its elements are looked for at any depth, which differs between versions."""
    document = _Document()

    def first(*names: str) -> str | None:
        return next((line for name in names for node in _xml.below(root, name) if (line := _xml.text(node))), None)

    def every(name: str, inner: str) -> str:
        found = (_xml.text(node) for outer in _xml.below(root, name) for node in _xml.below(outer, inner))
        return "; ".join(line for line in found if line)

    document.title = _xml.text(root, "Obj/TitleAtt/Title", "Obj/TitleAtt/TitleGroup/Title") or first("TitleAtt")
    document.take("proquestdocumentid", _xml.text(root, "GOID") or first("GOID"))
    document.take("publicationdate", first("NumericDate", "AlphaPubDate"))
    document.take("publicationtitle", _xml.text(root, "DFS/PubFrosting/Title") or first("PublicationTitle", "PubTitle"))
    document.take("placeofpublication", first("PublisherCityCountry", "PublisherCity", "CityState", "Qualifier"))
    document.take("abstract", first("AbsText"))
    document.take("section", first("DocSection", "SectionHeading"))
    document.take("column", first("ColumnHeader", "ColumnHead", "DocColumn"))
    document.take("pages", first("Pagination", "StartPage"))
    document.take("dateline", first("Dateline", "DateLine"))
    document.take("documenttype", first("ObjectType"))
    document.take("languageofpublication", first("RawLang", "ISOExpansion", "ISOCode", "Language"))
    document.take("copyright", first("CopyrightData", "Copyright", "CopyrightText"))
    document.take("subject", every("GenSubjTerm", "GenSubjValue"))
    document.take("people", every("Terms", "PersonName") or every("PersonalTerm", "PersonName"))
    document.take("company", every("CompanyTerm", "CompanyName"))
    for term in _xml.below(root, "FlexTerm"):
        kind = (_xml.attribute(term, "FlexTermName") or "").lower()
        name = {"location": "location", "personal": "people", "company": "company"}.get(kind, "identifier/keyword")
        if value := _xml.text(next(iter(_xml.below(term, "FlexTermValue")), None)):
            document.fields[name] = f"{document.fields[name]}; {value}" if name in document.fields else value
    writers = []
    for writer in _xml.below(root, "Contributor"):
        named = {_xml.local(node): _xml.text(node) for node in _xml.below(writer, *_NAMES)}
        family, given = named.get("LastName"), named.get("FirstName")
        whole = next((named[name] for name in _NAMES if named.get(name)), None)
        writers.append(f"{family}, {given}" if family and given else whole or _xml.text(writer) or "")
    document.take("author", "; ".join(name for name in writers if name))
    text = next((node for node in _xml.below(root, "Text") if _xml.text(node)), None)
    if text is not None:
        inner = "".join(str(part) for part in text.itertext())
        if len(text):  # the markup is a part of the document
            document.body = _markup.paragraphs(text)
        elif _markup.is_markup(inner):
            _read_text(inner, document)
        else:
            document.body = [line.text for line in _layout.lines(inner)]
    return document


# ------------------------------------------------------------------ the article


def _article(document: _Document, draft: Draft) -> Iterator[Article | Problem]:
    """The article of the fields; a problem for a document that has neither a title nor a text."""
    given = document.fields
    if not document.body and not document.title:
        yield _export.nothing(draft.item)
        return
    info = _INFO.match(given.get("publicationinfo", ""))
    draft.put("guid", given.get("proquestdocumentid"))
    draft.put("url", given.get("documenturl", "").partition("?")[0])
    _head(document.title or "", draft)
    name, _, place = (part.strip() for part in given.get("publicationtitle", info[1] if info else "").partition(";"))
    draft.put("publisher", _PLACED_EDITION.sub("", name))
    draft.put("publisher_place", given.get("placeofpublication"), place)
    draft.put("section", given.get("section", "").strip(" -"))
    draft.put("page", given.get("pages"), given.get("firstpage"), given.get("startpage"), info[3] if info else None)
    draft.put("kicker", given.get("column"))
    draft.put("genre", given.get("documenttype"))
    draft.put("rights", given.get("copyright"))
    draft.put("correction", given.get("correction"))
    draft.put("summary", given.get("abstract"))
    draft.put("dateline_place", _datelines.place_of(given.get("dateline", "")))
    draft.speak(_languages.tag_of(given.get("languageofpublication", "").partition(";")[0]))
    draft.time("published", given.get("publicationdate"), info[2] if info else None, given.get("publicationyear"))
    authors = given.get("author", given.get("authors", ""))
    draft.put("byline", authors)
    draft.credit(_in_order(authors))
    for label, scheme in _SUBJECTS.items():
        for term in given.get(label, "").split(";"):
            draft.subject(scheme, None, term.strip())
    lines_of_business: list[str] = []
    for found in _NAMED.finditer(given.get("company/organization", "")):
        draft.subject("proquest:organization", None, found[1].strip())
        lines_of_business += re.findall(r"\d+", found[2] or "")
    for code in lines_of_business:
        draft.subject("naics", code)
    _tell(document, draft)
    yield draft.article()


def _head(title: str, draft: Draft) -> None:
    """Headline, deck and kicker of a title: "KICKER; Headline; Deck: [Edition]"."""
    for _ in range(3):
        found = _EDITION.search(title)
        if not found:
            break
        title = title[: found.start()]
        if (found[1] or "").lower().endswith(" desk"):
            draft.put("section", found[1])
    first, _, rest = (part.strip() for part in title.partition(";"))
    second = rest.partition(";")[0]
    if rest and first.isupper() and not second.isupper() and len(first.split()) <= 5:
        draft.put("kicker", first)
        first, _, rest = (part.strip() for part in rest.partition(";"))
    draft.put("headline", first)
    draft.put("deck", rest)


def _in_order(authors: str) -> Iterator[str]:
    """The names of "Family, Given; Family, Given" as they are spoken; "Anonymous" is none."""
    for part in authors.split(";"):
        name = part.strip()
        family, comma, given = (word.strip() for word in name.partition(","))
        if name.lower() in _NONE:
            continue
        given, _, suffix = (word.strip() for word in given.partition(","))
        if comma and (not suffix or re.fullmatch(r"(?:Jr|Sr|I{1,3}|IV)\.?", suffix)):
            yield f"{given} {family} {suffix}".strip()
        else:
            yield name


def _tell(document: _Document, draft: Draft) -> None:
    """Sort the paragraphs: the story's, and what is printed below it, in columns of its own or left out and said."""
    story = [line for line in document.body if line != "Caption text only."]
    below: list[str] = []
    while story and (_CREDIT.match(story[-1]) or _PARTING.fullmatch(story[-1]) or (story[1:] and _is_beside(story))):
        below.insert(0, story.pop())
    addresses = sum(_is_address(line) for line in story)
    story = [line for line in story if not _is_address(line)]
    signed: list[str] = []
    if len(story) > 1 and _is_signed(story[-1], draft):
        signed.append(story.pop())
    wire = _wire.sort_out(story, headline=draft.get("headline"))
    draft.tell(wire.paragraphs)
    draft.put("byline", wire.byline)
    left_out = [*wire.left_out, *signed]
    for line in below:
        if _CREDIT.match(line):
            draft.add("credit", _CREDIT.sub("", line, count=1))
        elif _is_address(line):
            addresses += 1
        elif _PARTING.fullmatch(line):
            left_out.append(line)
        else:
            draft.add("editor_note", line)
    draft.surround(wire)
    draft.add_lines("editor_note", document.notes)
    draft.add_lines("correction", document.corrections)
    for line in document.pictures:
        _picture(line, draft)
    _export.say_left_out(draft, left_out, *([f"{addresses} lines with addresses of writers"] if addresses else []))


def _is_signed(line: str, draft: Draft) -> bool:
    """Whether a last line is only the name of a writer who is credited: "-- Mara Lind"."""
    name = pure.fold(line.lstrip("-–— "))
    return len(line) < 60 and name in {pure.fold(a.name) for a in draft.authors if a.kind == "person"}


def _is_beside(story: list[str]) -> bool:
    """Whether the last paragraph is a note, or says how to reach the writer."""
    last = story[-1]
    if _is_address(last) or _story.is_note(last):
        return True
    return _PARTING.fullmatch(story[-2]) is not None and "@" in last and len(last) < 500


def _is_address(line: str) -> bool:
    """Whether a line is nothing but addresses of writers."""
    words = line.lower().replace(",", " ").replace(";", " ").split() if len(line) < 500 else []
    return any("@" in word for word in words) and all("@" in word or word.strip("-:()") in _ABOUT for word in words)


def _picture(line: str, draft: Draft) -> None:
    """Take in the captions of a line: "Caption: PHOTO: A weir.; PHOTOGRAPHER: Jo Weil", or "A weir. (Jo Weil/QPA)"."""
    if found := _DESK_NOTE.match(line):
        draft.add("editor_note", found[1] or found[2])
        line = line[found.end() :]
    for part in _NEXT_PICTURE.split(line):
        text = _ON_PAGE.sub("", _PICTURE.sub("", part.strip(), count=1))
        shown, label, photographer = re.sub(_PHOTOGRAPHER, "\n", text, count=1).partition("\n")
        if label:
            draft.caption(shown, photographer)
        elif caption := _credits.split_caption(text, is_above=True):
            draft.caption(caption.text, caption.credit)
        else:
            lone = _LONE_CREDIT.fullmatch(text)
            draft.caption(None if lone else text, lone[1] if lone else None)
