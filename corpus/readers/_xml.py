"""XML as news systems write it: parsed without DTDs or network, in the encoding that the bytes are in.

Entities that a document declares itself are expanded, as long as they do not swell it; those that point elsewhere are
not opened, and said.

Elements are found by their local names, because the same element comes with one namespace, another, or none.
"""

from __future__ import annotations

import codecs
import html.entities
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from lxml import etree

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import _decode
from corpus.record import Problem

LARGEST = 64 << 20
"""Bytes of a document that is held whole; longer ones are streamed or refused."""

_CHUNK = 1 << 18
_DECLARATION = re.compile(r"^\s{0,100}<\?xml\b[^<>]{0,200}\?>")
_DECLARED = re.compile(rb"^[^<]{0,100}<\?xml\b[^<>]{0,200}?\bencoding\s{0,5}=\s{0,5}[\"']([A-Za-z0-9_:.-]{2,40})")
# XML 1.0 §2.2: what no document may hold, and what none of its references may name.
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0\ufdd1\ufffe\uffff]")
_INVALID_REFERENCE = re.compile(r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8]|[bBcCeEfF]|1[0-9a-fA-F]));")
# References to HTML's characters, which news DTDs borrow and nobody loads. The five of XML are the parser's.
_HTML_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30};)")
# What a document's own DTD declares (XML 1.0 §4.2): a name, and whether it stands elsewhere.
_SUBSET = re.compile(r"<!DOCTYPE[^<>\[]{0,2000}\[(.{0,60000}?)\]\s{0,100}>", re.DOTALL)
_OWN = re.compile(r"<!ENTITY\s{1,50}([^\s\"'<>%&;]{1,200})\s")
_PARAMETER = re.compile(r"(?<=[>\]\s])\s{0,100}%[^\s\"'<>%&;]{1,200};")
_ELSEWHERE = re.compile(
    r"(<!ENTITY\s{1,50}(?:%\s{1,50})?([^\s\"'<>%&;]{1,200})\s{1,50})(?:SYSTEM|PUBLIC)\b"
    r"(?:\s{1,50}(?:\"[^\"]{0,2000}\"|'[^']{0,2000}')){1,2}\s{0,50}>"
)
# Noncharacters, which no document holds, stand where something is left out until it is known in which item that is.
_ILLEGAL, _REFERENCE = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"{_ILLEGAL}|{_REFERENCE}([^{_REFERENCE}]{{0,200}}){_REFERENCE}")
_TAG_WITH_MARK = re.compile(f"<[^<>{_ILLEGAL}]*+{_ILLEGAL}[^<>]*+>")
# What the parser refuses for its size: mending would cut off what comes behind.
_TOO_MUCH = frozenset({114, 89})  # XML_ERR_RESOURCE_LIMIT, which lxml 6.0 has no name for, and XML_ERR_ENTITY_LOOP
# An ampersand that begins no reference, as in "R&D": the usual fault of hand-made XML.
_BARE_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{0,30});)")


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document, the encoding of its bytes (None: plain UTF-8), and what there is to say about it."""

    root: etree._Element
    encoding: str | None
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Streamed:
    """The items of a document too long to hold. `encoding` and `problems` are complete when `items` is exhausted."""

    encoding: str | None = None
    problems: list[Problem] = field(default_factory=list)


def parser(*, recover: bool = False) -> etree.XMLParser:
    """A parser that opens nothing, follows nothing and expands what the document itself declares, within limits."""
    return etree.XMLParser(
        resolve_entities="internal",  # type: ignore[arg-type]  # the stubs are older than the word
        no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
        encoding="utf-8", recover=recover,
    )  # fmt: skip


def parse(data: bytes, uri: str, *, recover: bool = False) -> Document:
    """The document in `data`; its declared encoding is believed only where the bytes are not UTF-8.

    With `recover`, what is not well-formed is mended as far as it can be, and a warning says so: ampersands that begin
    no reference are text.

    Raises:
        ReadError: it is no XML (the message says where), or larger than `LARGEST`.
    """
    if len(data) > LARGEST:
        raise ReadError(uri, f"an XML document larger than {LARGEST >> 20} MB")
    decoded = _decode.decode(data, uri, declared=declared_in(data))
    problems = list(decoded.problems)
    using = parser(recover=recover)
    legal = _Legal()
    text = legal.first(decoded.text)
    bare = 0
    if recover:
        text, bare = _with_ampersands(text)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser=using)
    except etree.XMLSyntaxError as error:
        raise ReadError(
            uri, f"no well-formed XML: {_why(error)}", at=error.lineno or None, code="broken-xml"
        ) from error
    except (etree.LxmlError, ValueError) as error:
        raise ReadError(uri, f"no XML: {pure.one_line(str(error))}", code="broken-xml") from error
    if root is None:
        raise ReadError(uri, "no XML: there is no element in it", code="broken-xml")
    if (fault := _fatal(using.error_log)) is not None:
        raise ReadError(uri, f"no XML that can be read: {_plainly(fault.message)}", at=fault.line, code="broken-xml")
    problems += _settled(root) if legal.has_marks or len(using.error_log) else ()
    if recover and len(using.error_log):
        said = f"mended where it is not well-formed XML, first at line {using.error_log[0].line}"
        problems.append(Problem(code="xml-mended", severity="warning", message=said))
    elif bare:
        said = f"{bare} ampersands that begin no reference were read as text"
        problems.append(Problem(code="xml-mended", severity="warning", message=said))
    return Document(root, decoded.encoding, tuple(problems))


def items(stream: BinaryIO, uri: str, names: frozenset[str], streamed: Streamed) -> Iterator[etree._Element]:
    """Each element with one of these local names as it is complete, outermost first to end; then it is emptied.

    For documents of any length: only one item is held. What stands before the first item is a child of the root while
    items are given out (`item.getroottree()`). `streamed.problems` speaks of the document, and of the item that is
    given out with it.

    Raises:
        ReadError: the document is not well-formed from some line on; items before it have been given.
    """
    first = stream.read(1 << 20)
    if not first.strip():
        return
    more = len(first) == 1 << 20
    # A cut in the middle of a character would look like another encoding.
    head = first[: first.rfind(b">") + 1] if more and not _decode.wide_of(first) else first
    if more and b"\x1b" in first:  # ISO 2022: ">" may be the half of a character
        head = first[: first.rfind(b"\x1b(") + 3]
    decoded = _decode.decode(head or first, uri, declared=declared_in(first))
    streamed.encoding = decoded.encoding
    streamed.problems.extend(decoded.problems)
    decoder = codecs.getincrementaldecoder(decoded.encoding or "utf-8-sig")(errors=_decode.REPLACE)
    using = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities="internal",  # type: ignore[arg-type]  # the stubs are older than the word
        no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    inside = 0
    tail = ""
    is_first = is_first_item = True
    legal = _Legal()
    has_faults = False  # such as a prefix that nobody declares, with which the parser lives
    of_document = list(streamed.problems)
    try:
        while first:
            text = tail + decoder.decode(first, final=False)
            first = stream.read(_CHUNK)
            if not first:
                text += decoder.decode(b"", final=True)
                tail = ""
            else:  # a character reference may be cut at the end of a chunk
                cut = text.rfind("&", max(len(text) - 210, 0))
                text, tail = (text[:cut], text[cut:]) if cut >= 0 else (text, "")
            broken: etree.XMLSyntaxError | None = None
            try:
                using.feed((legal.first(text) if is_first else legal.rest(text)).encode("utf-8"))
            except etree.XMLSyntaxError as error:
                broken = error  # what was complete before it is read first
            is_first = False
            has_faults = has_faults or len(using.feed_error_log) > (broken is not None)
            for event, node in using.read_events():
                if not isinstance(node, etree._Element) or local(node) not in names:
                    continue
                inside += 1 if event == "start" else -1
                if event == "end" and inside == 0:
                    if legal.has_marks or has_faults:
                        if is_first_item:  # also what stands above the items
                            of_document += [p for p in _settled(node, is_within=False) if p not in of_document]
                        streamed.problems = [*of_document, *_settled(node)]
                    is_first_item = False
                    yield node
                    _drop(node)
            if broken is not None:
                raise broken
        using.close()
    except etree.XMLSyntaxError as error:
        raise ReadError(
            uri, f"no well-formed XML: {_why(error)}", at=error.lineno or None, code="broken-xml"
        ) from error


def rewindable(stream: BinaryIO) -> BinaryIO:
    """The stream, or where it cannot go back, as from an archive, a copy that can; a long one is kept on disk."""
    if stream.seekable():
        return stream
    copy = tempfile.SpooledTemporaryFile(max_size=LARGEST)  # noqa: SIM115  (closed with the last item)
    shutil.copyfileobj(stream, copy, 1 << 20)
    copy.seek(0)
    return cast("BinaryIO", copy)


def mended_items(stream: BinaryIO, uri: str, names: frozenset[str], streamed: Streamed) -> Iterator[etree._Element]:
    """The same as `items`; from where the document is no longer well-formed, each item on its own, mended.

    For what people's sites write, not for what agencies send: one broken item does not cost those behind it. A warning
    in `streamed.problems` speaks of the item that is given out with it. Documents up to `LARGEST` are mended.

    Raises:
        ReadError: nothing (more) can be read.
    """
    given = 0
    stream = rewindable(stream)
    try:
        for node in items(stream, uri, names, streamed):
            given += 1
            yield node
    except ReadError as error:
        if error.code != "broken-xml":
            raise
        broken = error
    else:
        return
    stream.seek(0)
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise broken
    start = data.find(b"<?xml", 0, 8_192)  # behind what a server's scripts had to complain about
    decoded = _decode.decode(data[max(start, 0) :], uri, declared=declared_in(data[max(start, 0) :]))
    streamed.encoding, said = decoded.encoding, list(decoded.problems)
    legal = _Legal()
    text = legal.first(decoded.text)
    begins = [
        found.start() for found in re.finditer(rf"<(?:\w{{1,20}}:)?(?:{'|'.join(sorted(names))})(?=[\s/>])", text)
    ]
    if len(begins) <= given:
        message = f"the input breaks off or is broken behind its last item: {broken.why}, line {broken.at}"
        streamed.problems = [*said, Problem(code="xml-mended", severity="warning", message=message)]
        if not begins:
            raise broken
        return
    head = text[: begins[0]]
    if len(head) > 1 << 16:  # it stands before each item again: the root alone names the namespaces
        head = head[: head.find(">", head.find("<", head.find("?>") + 1)) + 1]
    refused: list[str] = []
    line, counted = 1, 0
    for begin, end in zip(begins[given:], [*begins[given + 1 :], len(text)], strict=True):
        line, counted = line + text.count("\n", counted, begin), begin
        using = parser(recover=True)
        piece, bare = _with_ampersands(text[begin:end])
        root: etree._Element | None = None
        for given_head in (head, ""):  # what stands before the items may be what is broken
            try:
                root = etree.fromstring(f"{given_head}{piece}".encode(), parser=using)
            except (etree.LxmlError, ValueError):
                continue
            if root is not None:
                break
        if (fault := _fatal(using.error_log)) is not None:
            refused.append(f"the item that begins in line {line}: {_plainly(fault.message)}")
            continue
        if root is None:
            refused.append(f"the item that begins in line {line} cannot be mended")
            continue
        mended_node = root if local(root) in names else next(below(root, *names), None)
        if mended_node is None:
            refused.append(f"the item that begins in line {line} cannot be mended")
            continue
        faults = [fault for fault in using.error_log if "Premature end" not in fault.message]
        is_cut_off = re.search(rf"</(?:\w{{1,20}}:)?{local(mended_node)}\s{{0,10}}>", piece) is None
        is_mended = bool(faults or bare or is_cut_off)
        why = (
            _plainly(faults[0].message)
            if faults
            else f"{bare} ampersands that begin no reference"
            if bare
            else f"<{local(mended_node)}> is not closed"
        )
        mended = f"the item that begins in line {line} is not well-formed XML and was mended: {why}"
        settled = _settled(root) if legal.has_marks or faults else []
        streamed.problems = said + [Problem(code="xml-mended", severity="warning", message=mended)] * is_mended
        streamed.problems += [p for p in settled if not (is_mended and p.code == "xml-mended")]
        yield mended_node
    if refused:
        more = f"; and {len(refused) - 5} more items" if len(refused) > 5 else ""
        raise ReadError(uri, f"not read: {'; '.join(refused[:5])}{more}", code="broken-xml")


def declared_in(data: bytes) -> str | None:
    """The encoding that the XML declaration names; None without one."""
    found = _DECLARED.match(data[:400].removeprefix(codecs.BOM_UTF8))
    return found[1].decode("ascii") if found else None


def root_of(head: bytes) -> tuple[str, str] | None:
    """The local name of the root element that `head` begins with and its namespace ("" without one); None for no XML.

    Cheap enough for sniffing: nothing is parsed.

    >>> root_of(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c>">]><n:a xmlns:n="urn:n"/>')
    ('a', 'urn:n')
    """
    head = _decode.for_sniffing(head) if b"\0" in head[:4] else head
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        head = head.decode("utf-16", errors="ignore").encode("utf-8", errors="ignore")
    at = 0
    head = head.removeprefix(codecs.BOM_UTF8)
    for _ in range(50):
        at += len(head[at : at + 1000]) - len(head[at : at + 1000].lstrip())
        for begin, end in ((b"<?", b"?>"), (b"<!--", b"-->")):
            if head.startswith(begin, at):
                at = head.find(end, at) + len(end)
                break
        else:
            if head[at : at + 9].upper() == b"<!DOCTYPE":
                subset, close = head.find(b"[", at), head.find(b">", at)
                if 0 <= subset < close:
                    close = head.find(b"]>", subset) + 1
                at = close + 1
            else:
                break
        if at <= 4:  # one that does not end
            return None
    found = re.compile(rb"<(?:([A-Za-z_][\w.-]{0,60}):)?([A-Za-z_][\w.-]{0,60})(?=[\s/>])([^>]{0,4000})").match(
        head, at
    )
    if not found:
        return None
    name = rb"xmlns:" + found[1] if found[1] else rb"xmlns"
    namespace = re.search(rb"(?:^|\s)" + re.escape(name) + rb"\s{0,5}=\s{0,5}[\"']([^\"']{0,300})", found[3])
    return found[2].decode("ascii"), namespace[1].decode("utf-8", errors="replace") if namespace else ""


# ------------------------------------------------------------------ finding things by local name


def local(node: etree._Element) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    tag: object = node.tag  # a function, for a reference to an entity that nobody declares
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(node: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """The children with one of these local names, in order; all without names."""
    for child in node if node is not None else ():
        if (name := local(child)) and (not names or name in names):
            yield child


def every(node: etree._Element | None, path: str) -> list[etree._Element]:
    """The descendants at a path of local names ("contentMeta/headline"), in order."""
    found = [node] if node is not None else []
    for name in path.split("/"):
        found = [child for parent in found for child in children(parent, name)]
    return found


def first(node: etree._Element | None, *paths: str) -> etree._Element | None:
    """The first descendant at the first of these paths that leads to one."""
    return next((found[0] for path in paths if (found := every(node, path))), None)


def below(node: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """The descendants with one of these local names at any depth, in order."""
    for found in node.iter(etree.Element) if node is not None else ():
        if found is not node and local(found) in names:
            yield found


def text(node: etree._Element | None, *paths: str) -> str | None:
    """The text of the element, or of the first at one of these paths that has any, as one line; None without."""
    for found in [node] if not paths else (found for path in paths for found in every(node, path)):
        if found is not None and (line := pure.one_line("".join(str(part) for part in found.itertext()))):
            return line
    return None


def attribute(node: etree._Element | None, *names: str) -> str | None:
    """The first of these attributes (local names) that is there and not blank, as one line."""
    if node is None:
        return None
    for name in names:
        value = node.get(name)
        if value is None:
            value = next((str(v) for key, v in node.attrib.items() if str(key).rpartition("}")[2] == name), None)
        if value and (line := pure.one_line(value)):
            return line
    return None


class _Legal:
    """Makes of the text of a document, piece by piece, one that a parser takes.

    What no document may hold is marked, and what stands elsewhere is declared to be empty and marked where it is
    referred to: `_settled` takes the marks out again.
    """

    def __init__(self) -> None:
        self.has_marks = False
        self._own: frozenset[str] = frozenset()
        self._elsewhere: re.Pattern[str] | None = None

    def first(self, text: str) -> str:
        """The piece that the document begins with, from its DTD on."""
        text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1).lstrip()
        if "<!ENTITY" in text[:8_192] and (subset := _SUBSET.search(text, 0, 65_536)):
            self._own = frozenset(_OWN.findall(subset[1]))
            names = sorted({found[2] for found in _ELSEWHERE.finditer(subset[1])} & self._own)
            if names:
                self._elsewhere = re.compile(rf"&({'|'.join(map(re.escape, names))});")
            # The parser takes no parameter entity at all; what they would declare is undeclared without the DTD.
            within = _PARAMETER.sub("", _ELSEWHERE.sub(r'\1"">', subset[1]))
            return self.rest(text[: subset.start(1)] + within + text[subset.end(1) :])
        return self.rest(text)

    def rest(self, text: str) -> str:
        plain = _INVALID_REFERENCE.sub(_ILLEGAL, _INVALID.sub(_ILLEGAL, text))
        if plain is not text and _ILLEGAL in plain:
            self.has_marks = True
            plain = _TAG_WITH_MARK.sub(lambda found: found[0].replace(_ILLEGAL, ""), plain)
        if self._elsewhere is not None:
            plain, count = self._elsewhere.subn(rf"{_REFERENCE}\1{_REFERENCE}", plain)
            self.has_marks = self.has_marks or count > 0
        return _HTML_REFERENCE.sub(self._character, plain)

    def _character(self, found: re.Match[str]) -> str:
        return found[0] if found[1][:-1] in self._own else html.entities.html5.get(found[1], found[0])


def _settled(node: etree._Element, *, is_within: bool = True) -> list[Problem]:
    """Take the marks of `_Legal` out of an element, or else out of what stands before it; what they stood for is said.

    Also said are elements whose prefix nobody declares.
    """
    illegal = 0
    names: dict[str, None] = {}
    prefixes: dict[str, None] = {}

    def unmarked(found: re.Match[str]) -> str:
        nonlocal illegal
        if found[1] is None:
            illegal += 1
        else:
            names[found[1]] = None
        return ""

    for each in node.iter() if is_within else _before(node):
        tag: object = each.tag
        if isinstance(tag, str) and ":" in tag and not tag.startswith("{"):
            prefixes[tag] = None
        if each.text and (_ILLEGAL in each.text or _REFERENCE in each.text):
            each.text = _MARK.sub(unmarked, each.text)
        if each.tail and (_ILLEGAL in each.tail or _REFERENCE in each.tail):
            each.tail = _MARK.sub(unmarked, each.tail)
        for key, value in each.attrib.items():
            if _ILLEGAL in value or _REFERENCE in value:
                each.set(key, _MARK.sub(unmarked, str(value)))
    problems = []
    if names:
        message = f"left out, because it stands outside of the document: {', '.join(f'&{name};' for name in names)}"
        problems.append(Problem(code="entity-left-out", severity="warning", message=message[:500]))
    if illegal:
        message = f"{illegal} control characters, which XML does not allow, were left out"
        problems.append(Problem(code="xml-mended", severity="warning", message=message))
    if prefixes:
        message = f"elements whose prefix is not declared, read by their names: {', '.join(list(prefixes)[:10])}"
        problems.append(Problem(code="xml-mended", severity="warning", message=message[:500]))
    return problems


def _before(node: etree._Element) -> Iterator[etree._Element]:
    for around in [node, *node.iterancestors()]:
        if around is not node:
            yield around
        for sibling in around.itersiblings(preceding=True):
            yield from sibling.iter()


def _fatal(log: etree._ListErrorLog) -> etree._LogEntry | None:
    """The fault in a parser's log, behind which it reads no further even where it mends."""
    return next((fault for fault in log if fault.type in _TOO_MUCH), None) if len(log) else None


def _plainly(message: str) -> str:
    """The parser's word for a fault, without advice to programmers."""
    if "amplification" in message or "entity reference loop" in message:
        return "its entities expand to far more than the document holds"
    if "Excessive depth" in message:
        return "elements in elements, more than 256 deep"
    return (pure.one_line(message) or "it cannot be parsed").partition(", try XML_PARSE_HUGE")[0][:200]


def _with_ampersands(text: str) -> tuple[str, int]:
    """The document with its bare ampersands escaped, outside of CDATA sections, and how many there were."""
    head, *sections = text.split("<![CDATA[")
    head, count = _BARE_AMPERSAND.subn("&amp;", head)
    pieces = [head]
    for section in sections:
        inside, end, after = section.partition("]]>")
        after, more = _BARE_AMPERSAND.subn("&amp;", after)
        pieces += ("<![CDATA[", inside, end, after)
        count += more
    return "".join(pieces), count


def _drop(node: etree._Element) -> None:
    """Empty an item that was given out, and forget those before it."""
    node.clear()
    parent = node.getparent()
    if parent is not None:
        while (before := node.getprevious()) is not None and local(before) == local(node):
            parent.remove(before)


def _why(error: etree.XMLSyntaxError) -> str:
    return _plainly(error.msg or "")
