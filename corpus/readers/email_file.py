"""E-mail: newsletters and stories sent by mail, one message or a mailbox. Nothing of the recipient is kept."""

from __future__ import annotations

import binascii
import json
import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses
from typing import Any, BinaryIO

from lxml import etree

from corpus.errors import ReadError
from corpus.readers import _bylines, _decode, _furniture, _layout, _markup, _syndicated, _wire
from corpus.readers._draft import Draft
from corpus.record import Article, Problem

_LARGEST = 32 << 20  # bytes of a message; providers of mail refuse more
_MOST_PARTS = 200
_DEEPEST = 12  # parts within parts
_HEADERS = frozenset(
    b"from to cc subject date message-id mime-version content-type content-transfer-encoding received return-path "
    b"delivered-to reply-to sender dkim-signature list-id list-unsubscribe authentication-results received-spf "
    b"references in-reply-to envelope-to x-original-to x-received x-mailer precedence".split()
)
_OF_MAIL = frozenset({b"message-id", b"mime-version", b"received", b"return-path", b"delivered-to", b"dkim-signature"})
_BETWEEN = re.compile(rb"From \S{1,200} .{0,20}\d\d:\d\d")  # RFC 4155: what parts the messages of a mailbox
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]{0,2000})\?=")
_TO = (
    "to",
    "cc",
    "bcc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-delivered-to",
    "resent-to",
    "apparently-to",
)
_ADDRESS = re.compile(r"[\w.+'%=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_FORWARD = re.compile(
    r"-{2,12} ?(?:forwarded message|original message|weitergeleitete nachricht|ursprüngliche nachricht|"
    r"message transféré|message d[’']origine|mensaje reenviado|mensaje original) ?-{2,12}|begin forwarded message:",
    re.IGNORECASE,
)
_INNER = re.compile(
    r"\*{0,2}(from|von|de|date|datum|sent|gesendet|envoyé|fecha|enviado|subject|betreff|objet|asunto|to|an|à|para|cc|"
    r"reply-to)\s?:\*{0,2}\s{0,9}(.*)",
    re.IGNORECASE,
)
_INNER_NAMES = {
    "from": "from", "von": "from", "de": "from", "date": "date", "datum": "date", "sent": "date", "gesendet": "date",
    "envoyé": "date", "fecha": "date", "enviado": "date", "subject": "subject", "betreff": "subject",
    "objet": "subject", "asunto": "subject",
}  # fmt: skip
_PREFIX = re.compile(r"(?:(?:re|fwd?|aw|wg|tr|rv|sv|vs)\s?(?:\[\d{1,3}\])?\s?:\s{0,9}){1,9}", re.IGNORECASE)
# What a story form or a desk writes above its text: "Headline: …".
_LABELLED = re.compile(
    r"(headline|title|sub-?head(?:line)?|abstract|summary|slug(?:line)?|byline|dateline)\s?:\s?(.+)", re.IGNORECASE
)
_LABELS = {
    "headline": "headline", "title": "headline", "subhead": "deck", "sub-head": "deck", "subheadline": "deck",
    "abstract": "summary", "summary": "summary", "slug": "slugline", "slugline": "slugline", "byline": "byline",
    "genre": "genre", "section": "section", "category": "section", "news value": "urgency",
    "dateline": "dateline_place",
}  # fmt: skip
_GREETING = re.compile(
    r"(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)|hallo|lieber?|guten (?:morgen|tag|abend)|"
    r"sehr geehrter?|bonjour|chère?|cher|hola|estimad[oa]|querid[oa])\b[^.!?]{0,60}[,!:]?",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"(?:un)?subscri(?:be|ption)|opt[ -]?out|manage (?:your )?(?:preferences|subscription)|update your preferences|"
    r"view (?:this )?(?:e-?mail |newsletter )?(?:in|on|online)|"
    r"(?:view|read|open) (?:it )?(?:in|on) (?:your |the )?(?:browser|web)|"
    r"this (?:e-?mail|message|newsletter) (?:was|is|has been|may|and|contains)|you (?:are|'re|’re|were|have) receiv|"
    r"you received this|if you (?:are not|have received|no longer|received)|forward(?:ed)? (?:this|to)|add us to your|"
    r"sent (?:to you )?by|sent from my|privacy policy|newsletter abbestellen|abmelden|"
    r"im browser (?:ansehen|öffnen|anzeigen)|"
    r"diese (?:e-?mail|nachricht)|sie erhalten diese|se désabonner|désinscri|voir (?:dans|la version)|"
    r"darse de baja|cancelar (?:la )?suscripción|ver en (?:el|tu) navegador|all rights reserved|confidential",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"<html\b[^<>]{0,500}\slang=[\"']?([A-Za-z-]{2,20})", re.IGNORECASE)
_SIGNATURE = re.compile(r"--\s?|_{8,80}")
_SIGNED_OFF = re.compile(r"[A-Z]{2,5} [a-z]{2,4}(?:/[a-z]{0,4}){1,3}\s?")  # a desk's: "AAA ml/"
_CONTACT = re.compile(
    r"(?:ph|tel|phone|mob|mobile|fax|e-?mail|twitter|skype|m|t|web)\b[^:]{0,12}:.{1,120}", re.IGNORECASE
)


@dataclass(slots=True)
class _Mail:
    """What is taken from one message. `to` are words of the recipient that must not go any further."""

    subject: str | None = None
    sender: str | None = None
    date: str | None = None
    message_id: str | None = None
    is_list: bool = False
    list_name: str | None = None
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    language: str | None = None
    attached: int = 0
    to: set[str] = field(default_factory=set)


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield one article per message, in order.

    The headline is the subject; the text is that of the plain part, or of HTML where the plain one is much shorter.
    Sender and recipients are people's own business: the sender's name is the author where a person writes, the
    publisher where a list does; addresses, greetings, signatures, notices below a mail and whatever names the recipient
    are left out. A message that was forwarded is read as the one within it.

    Follows RFC 5322, RFC 2045 to 2047, RFC 3676 and RFC 4155.

    Raises:
        ReadError: the input is no mail.
    """
    position = 0
    for position, data in enumerate(_messages(stream), 1):
        item = str(position)
        if data is None:
            said = f"message {position}: larger than {_LARGEST >> 20} MB"
            yield Problem(code="item-too-large", severity="error", message=said, item=item)
            continue
        try:
            yield _article(data, item, uri)
        except ReadError as error:
            if position == 1 and error.code == "no-mail":
                raise
            yield Problem(code=error.code, severity="error", message=f"message {position}: {error.why}", item=item)
    if not position:
        yield Problem(code="no-text", severity="error", message="there is nothing in it")


def sniff(head: bytes) -> float:
    """High for the header of a message as mail servers write it, with a sender, a subject or a date."""
    start = head[:400].lstrip()
    first = start.partition(b":")[0].lower() in _HEADERS
    if not first and not _BETWEEN.match(start):
        return 0.0
    above = re.split(rb"\n[ \t]{0,80}\r?\n", head[:12_288].lstrip(), maxsplit=1)[0]
    names = {line.partition(b":")[0].lower() for line in above.split(b"\n") if not line[:1].isspace()} & _HEADERS
    if len(names) >= 3 and names & _OF_MAIL and names & {b"from", b"subject", b"date"}:
        return 0.9
    return 0.8 if len(names) >= 6 and names & _OF_MAIL else 0.0  # a head that is cut within its trace


def _messages(stream: BinaryIO) -> Iterator[bytes | None]:
    """The messages of a mailbox one by one, or the one that the input is; None for one that is too large."""
    lines: list[bytes] = []
    size = 0
    is_box = was_blank = is_first = True
    while line := stream.readline(1 << 20):
        if is_first and not line.strip():
            continue
        starts = line.startswith(b"From ") and _BETWEEN.match(line) is not None
        if is_first:
            is_box, is_first = starts, False
            if starts:
                continue
        elif is_box and starts and was_blank:
            yield b"".join(lines) if size <= _LARGEST else None
            lines, size, was_blank = [], 0, True
            continue
        size += len(line)
        if size <= _LARGEST:
            lines.append(line[1:] if is_box and re.match(rb">{1,9}From ", line) else line)
        was_blank = not line.strip()
    if lines or size:
        yield b"".join(lines) if size <= _LARGEST else None


# ------------------------------------------------------------------ one message


def _article(data: bytes, item: str, uri: str) -> Article:
    mail = _mail(data, uri)
    draft = Draft("email", item, data)
    text, tree = _best(mail)
    blocks = _plain_lines(text) if tree is None else [block.text for block in _markup.blocks(tree, keep_lines=True)]
    blocks = [draft.mend(block) for block in blocks]
    blocks = _inner_message(mail, blocks)
    draft.put("guid", mail.message_id)
    form = _form("\n".join(blocks)) if len(blocks) < 50 else None
    if form is not None:
        blocks = _take_form(draft, form)
    story = _story(mail, blocks, draft, is_form=form is not None)
    draft.put("headline", _PREFIX.sub("", mail.subject or "", count=1))
    draft.speak(mail.language)
    draft.time("published", mail.date)
    sorted_out = _wire.sort_out(story.kept, headline=draft.get("headline"))
    draft.tell(sorted_out.paragraphs)
    draft.sign(sorted_out.byline)
    draft.surround(sorted_out._replace(rights=()))  # of the mailing, not of the article
    _take_sender(draft, mail)
    dropped = story.left_out + len(sorted_out.left_out) + len(sorted_out.rights)
    if dropped or mail.attached:
        # Counted and not shown: they may name the recipient.
        said = f"no part of the article: {dropped} lines around the text, {mail.attached} attachments"
        draft.say("furniture-left-out", "note", said)
    return draft.article()


def _mail(data: bytes, uri: str) -> _Mail:
    try:
        message: Message = BytesParser(policy=compat32).parsebytes(data.lstrip())
    except (ValueError, RecursionError, LookupError, AttributeError) as error:  # its parser raises these on odd headers
        raise ReadError(uri, f"no mail: {error}", code="no-mail") from error
    if not message.keys():
        raise ReadError(uri, "no mail: there is no header", code="no-mail")
    mail = _Mail()
    _take_header(mail, message)
    count = 0
    rest: list[tuple[Message, int]] = [(message, 0)]
    while rest:
        part, depth = rest.pop()
        count += 1
        if count > _MOST_PARTS or depth > _DEEPEST:
            mail.attached += 1
            break
        if part is not message and part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                mail.to |= _own_words(mail.sender)  # who forwards it is no author of it
                mail.plain, mail.html = [], []
                _take_header(mail, inner[0])
                rest = [(inner[0], depth + 1)]
            continue
        payload = part.get_payload()
        if part.is_multipart() and isinstance(payload, list):
            rest.extend((child, depth + 1) for child in reversed(payload) if isinstance(child, Message))
            continue
        kind, disposition = part.get_content_type(), str(part.get("content-disposition") or "").lower()
        if kind not in {"text/plain", "text/html"} or disposition.startswith("attachment"):
            mail.attached += 1
            continue
        (mail.html if kind == "text/html" else mail.plain).append(_decoded(part, uri))
    return mail


def _take_header(mail: _Mail, message: Message) -> None:
    mail.subject = _header(message, "subject")
    mail.sender = _header(message, "from")
    mail.date = (_header(message, "date") or "").partition("(")[0].strip() or None
    mail.message_id = (_header(message, "message-id") or "").strip("<> ") or None
    mail.list_name = (_header(message, "list-id") or "").partition("<")[0].strip(' "') or None
    mail.is_list = any(str(name).lower() in {"list-id", "list-unsubscribe", "list-post"} for name, _ in message.items())
    mail.language = _header(message, "content-language")
    for name in _TO:
        for value in _headers(message, name)[:50]:
            mail.to |= _own_words(_words(value))


def _own_words(value: str | None) -> set[str]:
    """The address and the name in a header, in small letters."""
    found = set()
    for name, address in getaddresses([(value or "")[:10_000]]):
        found |= {address.lower(), name.lower()}
    return {word for word in found if len(word) >= 4}


def _headers(message: Message, name: str) -> list[str]:
    """The headers of a name as they stand in the bytes; what is no ASCII in them is in surrogates."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name]


def _header(message: Message, name: str) -> str | None:
    return next((" ".join(_words(value).split()) or None for value in _headers(message, name)), None)


def _words(value: str) -> str:
    """A header with its encoded words decoded (RFC 2047), also where they hold what they must not."""

    def decoded(found: re.Match[str]) -> str:
        charset, how, text = found.groups()
        raw = text.encode("utf-8", "surrogateescape")
        try:
            data = binascii.a2b_base64(raw + b"==") if how in "bB" else quopri.decodestring(raw, header=True)
            if not text.isascii():  # letters as they are, among the encoded ones
                return _decode.decode(data, "").text
            return data.decode(charset.partition("*")[0], errors="replace")
        except (binascii.Error, LookupError, ValueError, ReadError):
            return found[0]

    if "\x1b" in value and _decode.seven_bits_of(raw := value.encode("utf-8", "surrogateescape")):
        value = _decode.decode(raw, "").text  # as old mailers of Japan wrote it, without saying so
    joined = re.sub(r"(\?=)\s{1,80}(?==\?)", r"\1", value[:20_000])
    return _WORD.sub(decoded, joined.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _decoded(part: Message, uri: str) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    declared = part.get_param("charset")
    text = _decode.decode(data, uri, declared=declared if isinstance(declared, str) else None).text
    if str(part.get_param("format") or "").lower() == "flowed":
        text = _unfolded(text, deletes=str(part.get_param("delsp") or "").lower() == "yes")
    return text


def _unfolded(text: str, *, deletes: bool) -> str:
    """The text with the lines joined that end with a blank (RFC 3676 §4.2), except the mark of a signature."""
    lines: list[str] = []
    goes_on = False
    for raw in text.replace("\r\n", "\n").split("\n"):
        line = raw.removeprefix(" ")
        if goes_on:
            lines.append(line)
        else:
            lines.append(("\n" if lines else "") + line)
        goes_on = line.endswith(" ") and line != "-- "
        if goes_on and deletes:
            lines[-1] = lines[-1][:-1]
    return "".join(lines)


def _best(mail: _Mail) -> tuple[str, etree._Element | None]:
    """The plain text, or the tree of the HTML where there is no plain text or much less of it."""
    plain = "\n\n".join(part for part in mail.plain if part.strip())
    markup = "\n".join(mail.html)
    tree = _markup.fragment(markup) if markup.strip() else None
    if tree is None:
        return plain, None
    if not mail.language and (declared := _LANGUAGE.search(markup[:5_000])):
        mail.language = declared[1]
    words = sum(len(block.split()) for block in _markup.paragraphs(tree))
    return (plain, None) if len(plain.split()) >= 0.6 * words and plain.strip() else ("", tree)


def _plain_lines(text: str) -> list[str]:
    """The paragraphs; a line that was not wrapped is one, for mail programs write them so."""
    return [line.strip() for line in _layout.as_paragraphs(text.replace("\r\n", "\n")).split("\n") if line.strip()]


# ------------------------------------------------------------------ what is in a message


@dataclass(slots=True)
class _Story:
    kept: list[str]
    left_out: int


def _inner_message(mail: _Mail, blocks: list[str]) -> list[str]:
    """The blocks of a message that was forwarded within the text; its header takes the place of the outer one."""
    for at, block in enumerate(blocks[:60]):
        begin = _FORWARD.search(block[:400])
        if not begin:
            continue
        mail.to |= _own_words(mail.sender)
        rest = [
            *block[begin.end() :].split("\n"),
            *(line for other in blocks[at + 1 : at + 12] for line in other.split("\n")),
        ]
        header: dict[str, str] = {}
        taken = 0
        for line in rest:
            found = _INNER.fullmatch(line.strip())
            if found:
                name = found[1].lower()
                if name in _INNER_NAMES:
                    header.setdefault(_INNER_NAMES[name], found[2].strip())
                else:
                    mail.to |= _own_words(found[2])
            elif line.strip() and header:
                break
            taken += 1
        if header:
            mail.subject, mail.sender = header.get("subject") or mail.subject, header.get("from")
            mail.message_id = None  # it is of the mail around it
            mail.date, mail.is_list = header.get("date"), mail.is_list and "from" not in header
            later = [line for other in blocks[at + 12 :] for line in [other]]
            return [line for line in rest[taken:] if line.strip()] + later
    return blocks


def _form(text: str) -> Mapping[str, Any] | None:
    """The fields of a story that was sent as JSON, by their names in small letters; None where it was not."""
    if not text.lstrip().startswith("{") or not text.rstrip().endswith("}"):
        return None
    try:
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    form = {str(key).lower(): value for key, value in found.items()}
    return form if "headline" in form and "body" in form else None


def _take_form(draft: Draft, form: Mapping[str, Any]) -> list[str]:
    def texts(name: str) -> list[str]:
        value = form.get(name)
        return [
            entry
            for entry in (value if isinstance(value, list) else [value])
            if isinstance(entry, str) and entry.strip()
        ]

    for name, column in _LABELS.items():
        draft.put(column, *texts(name))
    for name, scheme in (("place", "place"), ("keywords", None)):
        for text in texts(name):
            draft.subject(scheme=scheme, name=text)
    return [line for text in texts("body") for line in _plain_lines(text)]


def _story(mail: _Mail, blocks: list[str], draft: Draft, *, is_form: bool) -> _Story:
    """The blocks without greeting, labels, signature, notices and what names the recipient."""
    story = _Story([], 0)
    ends = next((at for at, block in enumerate(blocks) if at and _SIGNATURE.fullmatch(block)), len(blocks))
    ends = next((at for at in range(max(1, ends - 15), ends) if _SIGNED_OFF.fullmatch(blocks[at])), ends)
    story.left_out += len(blocks) - ends
    for at, block in enumerate(blocks[:ends]):
        line = " ".join(block.split())
        label = _LABELLED.fullmatch(line) if at < 12 and not is_form and len(line) < 600 else None
        if label and (column := _LABELS.get(label[1].lower())):
            draft.put(column, label[2])
        elif _is_aside(line, mail, at, ends):
            story.left_out += 1
        else:
            story.kept.append(line)
    for at, line in enumerate(story.kept[:6]):
        if at and _bylines.strip_lead(line) and len(line) <= 100 and _bylines.parse(line).authors:
            if all(_is_short(above) for above in story.kept[:at]):  # what a desk sets above the byline is its slug
                is_title = story.kept[at - 1].casefold() == _PREFIX.sub("", mail.subject or "", count=1).casefold()
                draft.put("slugline", None if is_title else story.kept[at - 1])
                story.left_out += at
                del story.kept[:at]
            break
    while len(story.kept) > 1 and _CONTACT.fullmatch(story.kept[-1]):
        story.kept.pop()
        while len(story.kept) > 1 and _is_short(story.kept[-1]) and not _CONTACT.fullmatch(story.kept[-1]):
            story.kept.pop()
            story.left_out += 1
        story.left_out += 1
    return story


def _is_short(line: str) -> bool:
    return len(line.split()) <= 8 and not line.endswith((".", "?", "!", "”", '"'))


def _is_aside(line: str, mail: _Mail, at: int, count: int) -> bool:
    low = line.lower()
    if any(word in low for word in mail.to if "@" in word):
        return True
    if 100 <= at < count - 200:  # no mail program sets anything there, and a text may have a million lines
        return False
    words = len(line.split())
    if at < 6 and words <= 10 and _GREETING.fullmatch(line):
        return True
    if words <= 8 and any(word in low for word in mail.to if " " in word):  # "Kind regards to Mara Lind"
        return True
    is_outside = at < 6 or at >= 0.6 * count or words <= 12
    return (is_outside and words <= 90 and _FOOT.search(line) is not None) or _furniture.is_furniture(line)


def _take_sender(draft: Draft, mail: _Mail) -> None:
    """Who sends a list publishes it; a person who sends a text has written it. Else nothing is sure."""
    name = next((name for name, _ in getaddresses([mail.sender or ""]) if name and "@" not in name), None)
    name = _ADDRESS.sub("", name).strip(" \"'<>") if name else None
    list_name = mail.list_name if mail.is_list and mail.list_name and " " in mail.list_name else None
    if not name:
        draft.put("publisher", list_name)
        return
    person, _, house = name.partition(" from ") if " from " in name else name.partition(" at ")
    if house and _bylines.is_name(person):
        draft.put("publisher", house)
        name = person
    if _bylines.is_name(name) and _bylines.parse(name).authors[:1] and not _furniture.publisher_of(name):
        _syndicated.sign(draft, [name])
    elif mail.is_list:
        draft.put("publisher", name)
    draft.put("publisher", list_name)
