"""Pure text: how a body is cleaned, cut and counted. Positions are code points; nothing here reads a file."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

from corpus.record import Span

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_CONTROL_BLANKS = re.compile(r"[\x0b\x0c\x1c-\x1f\x85]")  # control characters that `str.split` takes for blanks
_LINE_ENDS = re.compile(r"\n{3,}")
_APOSTROPHES = re.compile(r"['’‘`´.]")
_WORDS = re.compile(r"\w+")


def clean(text: str) -> str:
    r"""The text as `articles.body` holds it: NFC, LF, no control character, paragraphs parted by one blank line.

    White space at the ends of a line goes; a tab becomes a blank; typographic marks stay as printed.

    >>> clean("One.\r\n \r\n\r\nTwo.\x07 ")
    'One.\n\nTwo.'
    """
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
        .replace("\t", " ")
    )
    # Most lines hold nothing to take out, and can say so far sooner than the pattern finds nothing.
    lines = [(line if line.isprintable() else _CONTROL.sub("", line)).strip() for line in text.split("\n")]
    text = unicodedata.normalize("NFC", "\n".join(lines))
    if "\n\n\n" in text:  # seen so seven times as fast as the pattern finds that there are none
        text = _LINE_ENDS.sub("\n\n", text)
    return text.strip("\n")


def one_line(text: str | None) -> str | None:
    """The text as a headline or name holds it: clean, white space runs one blank. None where nothing is left."""
    if not text:
        return None
    line = " ".join(text.split())
    is_clean = line.isprintable() and (line.isascii() or unicodedata.is_normalized("NFC", line))
    if is_clean and not _CONTROL_BLANKS.search(text):  # as nearly always: four times as fast
        return line or None
    return " ".join(clean(text).split()) or None


def paragraphs(body: str) -> Iterator[Span]:
    r"""The paragraphs of a clean body, in order, without the blank lines between them.

    >>> [p.of("One.\n\nTwo.") for p in paragraphs("One.\n\nTwo.")]
    ['One.', 'Two.']
    """
    start = 0
    while start < len(body):
        end = body.find("\n\n", start)
        end = len(body) if end < 0 else end
        yield Span(start, end)
        start = end + 2


def count_paragraphs(body: str) -> int:
    """Paragraphs of a clean body; 0 where it is empty."""
    return body.count("\n\n") + 1 if body else 0


def count_words(body: str) -> int:
    """Words: runs without white space."""
    return len(body.split())


def sha256(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def fold(name: str) -> str:
    """A name folded for comparison: NFKD without accents, lower case, letters and digits, one blank between parts.

    >>> fold("Élodie  O’Harrow-Lind")
    'elodie oharrow lind'
    """
    if name.isascii():  # most names are, and nothing in them can be decomposed
        plain = name.lower()
    else:
        letters = unicodedata.normalize("NFKD", name)  # U+0300 is the first that combines
        plain = "".join([c for c in letters if c < "\u0300" or not unicodedata.combining(c)]).casefold()
    return " ".join(_WORDS.findall(_APOSTROPHES.sub("", plain)))


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The question that names the known word nearest to one that nobody knows; None where none is near.

    >>> did_you_mean("quots", ["articles", "quotes"])
    "did you mean 'quotes'?"
    """
    close = difflib.get_close_matches(word, list(known), 1)
    return f"did you mean {close[0]!r}?" if close else None


def printable(text: str) -> str:
    r"""The text without anything that steers a terminal, ends a line or turns its direction: such become escapes.

    >>> print(printable("red \x1b[31m"))
    red \x1b[31m
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def steerless(line: str) -> str:
    r"""A line that is no command to a CI runner, which reads what a job prints.

    GitHub's takes ``::name`` at the start of a line, blanks before it left out, and ``##[name`` anywhere in one;
    Azure's takes ``##vso[``.

    >>> print(steerless("  ::stop-commands::x"))
      \x3a:stop-commands::x
    """
    bare = line.lstrip()
    if bare.startswith("::"):
        line = line[: len(line) - len(bare)] + "\\x3a" + bare[1:]
    return line.replace("##[", "##\\x5b").replace("##vso[", "##vso\\x5b")


def counted(number: int, what: str) -> str:
    """A number with its noun: `1 row`, `1,000 rows`.

    >>> counted(1, "row"), counted(1000, "row")
    ('1 row', '1,000 rows')
    """
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
