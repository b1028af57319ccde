"""Bytes to text: which encoding it is, and what was repaired on the way. No format is known here."""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from functools import cache
from typing import NamedTuple

from corpus.errors import ReadError
from corpus.record import Problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The WHATWG Encoding Standard (§4.2) reads these labels as windows-1252, because that is what is meant by them.
_AS_WINDOWS_1252 = frozenset({"ascii", "iso8859-1"})
_WESTERN = frozenset(
    letter.encode("cp1252")
    for letter in "àáâäãåæçèéêëìíîïñòóôöõøùúûüßœÀÁÂÄÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØÙÚÛÜŒÿ“”‘’„‚«»‹›–—…•·€£§©®°¡¿½ªº\xa0\xad"
)
_DETECTION = 200_000  # bytes that are looked at; more did not change a verdict, and the search is slow
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# A closing mark ” misread as windows-1252, which leaves its last byte open: many programs drop it or print "?".
_LOST_CLOSER = re.compile("(?<=[,.!?])â€\\?|â€(?![\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\ufffd?])")
# A character of several bytes that was read byte by byte leaves several characters beyond ASCII side by side, the first
# of them a letter; a no-break space among them may have become a blank. Lines without such a pair need not be judged,
# which is slow: marks side by side (…”) and the scripts of East Asia are none. Bytes behind the first one are plain
# letters of Cyrillic in no encoding, and in none at all the letters of the scripts from Hebrew on.
_SUSPECT = re.compile(
    "[^\x00-\x7f\xa0\xab\xbb\u2010-\u2027\u2030-\u205e\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]"
    "[^\x00-\x7f\u0410-\u044f\u0590-\u1fff]|[ÂÃ] "
)
# The encodings that ftfy knows.
_SINGLE_BYTE = "latin-1 cp1252 cp1251 cp1250 cp1253 cp1254 cp1257 iso8859-2 mac_roman cp437".split()
_CONTROL_BYTES = bytes(n for n in range(1, 32) if n not in b"\t\n\v\f\r\x1b")
_CONTROL = re.compile(f"[{re.escape(_CONTROL_BYTES.decode())}]")
# Encodings of seven bits tell themselves by the escape sequences that change sets: RFC 1468 and RFC 2237 with the kana
# of half width that mailers add, and RFC 1557. Plain text holds none of these.
_SHIFTS = (
    (re.compile(rb"\x1b(?:\$[@B]|\$\([@BD]|\(I)"), "iso2022_jp_ext"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
)
_PAIRS = 4_096  # bytes that tell UTF-16 without a mark
# NUL bytes in a text that a program left there by mistake: a few. What is no text has more of them.
_BYTES_PER_NUL = 50


def _row_13(error: UnicodeError) -> tuple[str, int]:
    """What stands in place of a pair of bytes that ISO 2022-JP does not have, but Windows does: "①", "㈱"."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.end]
    if len(pair) == 2 and all(0x21 <= byte <= 0x7E for byte in pair):
        row, cell = pair
        lead = (row - 0x21 >> 1) + (0x81 if row < 0x5F else 0xC1)
        trail = cell + (0x7E if row % 2 == 0 else 0x20 if cell >= 0x60 else 0x1F)
        return bytes((lead, trail)).decode("cp932", "replace")[:1], error.end
    return "\ufffd", error.end


codecs.register_error("corpus.replace", _row_13)
REPLACE = "corpus.replace"
"""How a decoder deals with bytes that its encoding does not have: U+FFFD, where nothing better is known."""


class Decoded(NamedTuple):
    """A text, the encoding that its bytes were in (None: plain UTF-8), and what there is to say about it."""

    text: str
    encoding: str | None
    problems: tuple[Problem, ...]


def decode(data: bytes, uri: str, *, declared: str | None = None, item: str | None = None) -> Decoded:
    """The text of `data`, as it stands in the bytes: by its byte order mark, as UTF-8, as declared, or as detected.

    Strict UTF-8 goes before the declaration: text that is valid UTF-8 beyond ASCII is hardly ever anything else, and
    declarations are often wrong. `item` names the item in problems.

    Raises:
        ReadError: the bytes are no text.
    """
    nuls: tuple[Problem, ...]
    for mark, name in _BOMS:
        if data.startswith(mark):
            try:
                text = data.decode(name).removeprefix("\ufeff")
            except UnicodeDecodeError as error:
                at = f"byte {error.start}"
                raise ReadError(uri, f"the byte order mark says {name}, the bytes are not", at=at) from error
            text, nuls = _without_nul(text, uri, item)
            return Decoded(text, None, nuls) if name == "utf-8" else Decoded(text, name, (_told(name, item), *nuls))
    nuls = ()
    if wide := wide_of(data):
        text = data.decode(wide, "replace")
        lost = _damaged(count, item) if (count := text.count("\ufffd")) else ()
        text, nuls = _without_nul(text, uri, item)
        return Decoded(text, wide, (_told(wide, item), *lost, *nuls))
    if (nul := data.find(b"\0")) >= 0:
        count = data.count(b"\0")
        if count * _BYTES_PER_NUL > len(data) + _BYTES_PER_NUL:
            raise _binary(uri, nul)
        data = data.replace(b"\0", b"")
        nuls = (_nul_left_out(count, f"byte {nul}", item),)
    encoding: str | None = None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text, encoding = _other(data, uri, declared, error)
        # A detector finds an encoding for anything; what holds NUL bytes has to look like text without its help.
        if nuls and not (encoding == "utf-8" or _is_western(data[:_DETECTION]) or _is(encoding, declared)):
            raise _binary(uri, nul) from error
    else:
        if shifted := seven_bits_of(data, declared):
            text, encoding = data.decode(shifted, REPLACE), shifted
            # A file that breaks off within a pair of bytes has lost that one.
            if count := text.count("\ufffd"):
                if 10 * count > sum(c > "\x7f" for c in text):
                    text, encoding = data.decode("utf-8"), None
                else:
                    nuls = (*nuls, *_damaged(count, item))
    size, start = len(text[:20_000]), text[:20_000].encode("utf-8", errors="replace")
    controls = len(start) - len(start.translate(None, _CONTROL_BYTES))
    if 20 * controls > size or (nuls and 100 * controls > size):
        raise ReadError(uri, "not text: it is full of control characters", code="binary")
    if encoding is None:
        return Decoded(text, None, (*_misdeclared(text, declared, item), *nuls))
    if encoding == "utf-8":
        return Decoded(text, None, (*_damaged(text.count("\ufffd"), item), *nuls))
    return Decoded(text, encoding, (_told(encoding, item), *nuls))


def wide_of(data: bytes) -> str | None:
    """UTF-16 in the order of bytes that a text without a byte order mark shows: each ASCII character has a NUL byte.

    The first bytes tell: a tenth or more of the units are ASCII with the NUL on one side, none has it on the other, and
    all are characters that Unicode has.
    """
    head = data[:_PAIRS]
    if b"\0" not in head or len(head) < 8 or any(head.startswith(mark) for mark, _ in _BOMS):
        return None
    head = head[: len(head) - len(head) % 2]
    first, second = head[::2].count(0), head[1::2].count(0)
    if min(first, second) > 0 or max(first, second) < max(4, len(head) // 20):
        return None
    name = "utf-16-be" if first else "utf-16-le"
    try:
        text = codecs.getincrementaldecoder(name)().decode(head)
    except UnicodeDecodeError:
        return None
    if 10 * sum(c < "\x80" for c in text) < len(text):  # a NUL beside a byte beyond ASCII tells nothing
        return None
    if _CONTROL.search(text) or any(unicodedata.category(c) in {"Cn", "Co", "Cs"} for c in set(text)):
        return None
    return name


def for_sniffing(head: bytes) -> bytes:
    """The first bytes of an input so that they can be told by marks in ASCII, or by a byte order mark."""
    if wide := wide_of(head):
        return (codecs.BOM_UTF16_LE if wide == "utf-16-le" else codecs.BOM_UTF16_BE) + head
    if name := seven_bits_of(head):
        return head.decode(name, REPLACE).encode("utf-8", "replace")
    return head


def seven_bits_of(data: bytes, declared: str | None = None) -> str | None:
    """The encoding of seven bits that the escape sequences in `data` name, or that is declared; None for neither."""
    if b"\x1b" in data:
        for shift, name in _SHIFTS:
            if shift.search(data):
                return name
    return "hz" if _is("hz", declared) and b"~{" in data and data.isascii() else None


def _is(encoding: str, declared: str | None) -> bool:
    try:
        return codecs.lookup(declared or "").name == codecs.lookup(encoding).name
    except (LookupError, ValueError):
        return False


def _without_nul(text: str, uri: str, item: str | None) -> tuple[str, tuple[Problem, ...]]:
    count = text.count("\0")
    if not count:
        return text, ()
    at = text.index("\0")
    if count * _BYTES_PER_NUL > len(text) + _BYTES_PER_NUL:
        raise ReadError(uri, "not text: it is full of NUL characters", at=f"character {at}", code="binary")
    return text.replace("\0", ""), (_nul_left_out(count, f"character {at}", item),)


def _binary(uri: str, at: int) -> ReadError:
    return ReadError(uri, "not text: it holds NUL bytes", at=f"byte {at}", code="binary")


def _nul_left_out(count: int, at: str, item: str | None) -> Problem:
    message = f"{count} NUL characters were left out, the first at {at}"
    return Problem(code="nul-left-out", severity="warning", message=message, item=item)


def _damaged(count: int, item: str | None) -> tuple[Problem, ...]:
    message = f"{count} characters were damaged and are U+FFFD now"
    return (Problem(code="encoding-damaged", severity="warning", message=message, item=item),)


def mend(text: str, *, item: str | None = None) -> tuple[str, tuple[Problem, ...]]:
    """The text with mojibake and left-over character references repaired, and a note for each kind of repair.

    Only encodings are repaired: typographic marks, ligatures and widths stay as printed.
    """
    problems = []
    if not text.isascii():
        # Line by line, because often only a part of a page went through the wrong encoding.
        lines = (_LOST_CLOSER.sub("â€\x9d", text) if "â€œ" in text else text).split("\n")
        mended = [_fixed(line) if not line.isascii() and _may_be_mojibake(line) else line for line in lines]
        if mended != lines:
            changed = sum(a != b for a, b in zip(lines, mended, strict=True))
            message = f"mojibake repaired in {changed} of {len(lines)} lines"
            problems.append(Problem(code="mojibake-repaired", severity="note", message=message, item=item))
            text = "\n".join(mended)
    plain, count = unescape(text)
    if count:
        message = f"{count} HTML character references were left in the text and are characters now"
        problems.append(Problem(code="entities-unescaped", severity="note", message=message, item=item))
    return plain, tuple(problems)


def _may_be_mojibake(line: str) -> bool:
    # In most lines these are all that is beyond ASCII; to take them out takes a third of the time of the search.
    bare = line
    for mark in "“”‘’–—":
        bare = bare.replace(mark, "")
    return not bare.isascii() and _SUSPECT.search(line) is not None and _misread().search(line) is not None


@cache
def _misread() -> re.Pattern[str]:
    """What the bytes of one character beyond ASCII look like in an encoding of one byte for each; or a control."""

    def characters(first: int, last: int, encoding: str) -> str:
        # ftfy reads a byte that an encoding leaves open as the control of that number, and U+FFFD as any byte.
        held = {bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in range(first, last + 1)}
        return re.escape("".join(sorted(held)))

    alternatives = ["[ÂÃ] ", "[\x80-\x9f]"]
    for encoding in _SINGLE_BYTE:
        next_ = f"[{characters(0x80, 0xBF, encoding)}\ufffd]"
        for first, last, following in (
            (0xC2, 0xDF, next_),
            (0xE0, 0xEF, next_ * 2),
            (0xE2, 0xE2, f"{next_} "),  # "†": its last byte is a no-break space, which may have become a blank
            (0xF0, 0xF4, next_ * 3),
            (0xF0, 0xF0, f"{next_ * 2} "),  # so too of some emoji
        ):
            alternatives.append(f"[{characters(first, last, encoding)}]{following}")
    return re.compile("|".join(alternatives))


def _fixed(line: str) -> str:
    import ftfy  # here for its weight: few pages need it

    return ftfy.fix_encoding(line)


def unescape(text: str) -> tuple[str, int]:
    """The text without HTML character references, also those escaped twice, and how many there were.

    Only references with their semicolon count: "AT&T" and "R&D" are text.

    >>> unescape("R&D &amp;quot;works&#8221;")
    ('R&D "works”', 2)
    """
    if "&" not in text:
        return text, 0
    count = 0

    def character(found: re.Match[str]) -> str:
        nonlocal count
        plain = html.unescape(found[0])
        count += plain != found[0]
        return plain

    text = _ENTITY.sub(character, text)
    if count:
        before = count
        text = _ENTITY.sub(character, text)
        count = before
    return text, count


def _told(name: str, item: str | None) -> Problem:
    return Problem(code="encoding-not-utf-8", severity="note", message=f"read as {name}, not as UTF-8", item=item)


def _misdeclared(text: str, declared: str | None, item: str | None) -> tuple[Problem, ...]:
    """That a text in UTF-8 was declared to be in another encoding, where that makes a difference."""
    try:
        is_other = bool(declared) and codecs.lookup(declared or "").name not in {"utf-8", "utf-8-sig"}
    except (LookupError, ValueError):
        return ()  # no encoding at all: nothing was declared
    if not is_other or text.isascii():
        return ()
    said = f"declared as {declared}, but the bytes are UTF-8 and were read as that"
    return (Problem(code="encoding-declared-wrongly", severity="note", message=said, item=item),)


def _other(data: bytes, uri: str, declared: str | None, error: UnicodeDecodeError) -> tuple[str, str]:
    """The text and its encoding where the bytes are not strict UTF-8; "utf-8" for UTF-8 with a few damaged bytes."""
    loose = data.decode("utf-8", errors="replace")
    whole = sum(c > "\x7f" and c != "\ufffd" for c in loose)
    # Cut or damaged UTF-8: ten whole characters beyond ASCII for each bad one do not come about in another encoding.
    if whole >= 10 * loose.count("\ufffd"):
        return loose, "utf-8"
    try:
        name = codecs.lookup(declared or "").name
        name = "cp1252" if name in _AS_WINDOWS_1252 else name
        if name != "utf-8":
            return data.decode(name), name
    except (LookupError, UnicodeError, ValueError):
        pass  # declared wrongly or not at all: detected next
    if _is_western(data[:_DETECTION]):
        return data.decode("cp1252", errors="replace"), "cp1252"
    from charset_normalizer import from_bytes  # here for its weight: most inputs are UTF-8 or windows-1252

    best = from_bytes(data[:_DETECTION]).best()
    if best is None:
        raise ReadError(uri, "not text in any known encoding", at=error.start, code="binary") from error
    name = best.encoding
    try:
        return data.decode(name), name
    except UnicodeError:
        return data.decode(name, errors="replace"), name


def _is_western(data: bytes) -> bool:
    """Whether the bytes are windows-1252: beyond ASCII only western letters and printers' marks, and few of them.

    By far the most frequent encoding after UTF-8, and detectors take short texts in it for anything. In Polish, Czech,
    Turkish, Cyrillic or Greek text of the same width some frequent letter falls outside of these.
    """
    beyond = [byte for byte in data if byte >= 0x80]
    return len(beyond) <= 0.25 * len(data) and all(bytes((byte,)) in _WESTERN for byte in set(beyond))
