"""Bytes to text: which encoding it is, and what was repaired on the way. No format is known here."""

from __future__ import annotations

import codecs
import html
import re
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
_CONTROL = bytes(n for n in range(1, 32) if n not in b"\t\n\v\f\r\x1b")


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
    for mark, name in _BOMS:
        if data.startswith(mark):
            try:
                text = data.decode(name).removeprefix("\ufeff")
            except UnicodeDecodeError as error:
                raise ReadError(uri, f"the byte order mark says {name}, the bytes are not", at=error.start) from error
            if "\0" in text:
                raise ReadError(uri, "not text: it holds NUL characters", at=text.index("\0"), code="binary")
            return Decoded(text, None, ()) if name == "utf-8" else Decoded(text, name, (_told(name, item),))
    if (nul := data.find(b"\0")) >= 0:
        raise ReadError(uri, "not text: it holds NUL bytes", at=nul, code="binary")
    encoding: str | None = None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text, encoding = _other(data, uri, declared, error)
    start = text[:20_000].encode("utf-8", errors="replace")
    if 20 * (len(start) - len(start.translate(None, _CONTROL))) > len(text[:20_000]):
        raise ReadError(uri, "not text: it is full of control characters", code="binary")
    if encoding is None:
        return Decoded(text, None, _misdeclared(text, declared, item))
    if encoding == "utf-8":
        damaged = f"{text.count(chr(0xFFFD))} characters were damaged and are U+FFFD now"
        return Decoded(text, None, (Problem(code="encoding-damaged", severity="warning", message=damaged, item=item),))
    return Decoded(text, encoding, (_told(encoding, item),))


def mend(text: str, *, item: str | None = None) -> tuple[str, tuple[Problem, ...]]:
    """The text with mojibake and left-over character references repaired, and a note for each kind of repair.

    Only encodings are repaired: typographic marks, ligatures and widths stay as printed.
    """
    problems = []
    if not text.isascii():
        # Line by line, because often only a part of a page went through the wrong encoding.
        lines = text.split("\n")
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
    return _SUSPECT.search(line) is not None and _misread().search(line) is not None


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
