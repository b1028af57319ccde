"""The lines of a plain text as its writer meant them: hard-wrapped paragraphs joined, lone lines kept."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

# Paragraphs wrapped by hand or by a mail program are 60 to 80 columns wide; beyond 100 nobody wraps by hand.
_NARROWEST, _WIDEST = 40, 100

# "Author: …" above a text begins a line of its own, however long the title before it is.
_FIELD = re.compile(r"[A-Z][A-Za-z]{1,14}(?: [A-Za-z]{1,14})?:(?: |$)")


class Line(NamedTuple):
    """A logical line: a whole paragraph, or a line that stands alone. `number`: of its first line in the file."""

    number: int
    text: str
    after_blank: bool


def lines(text: str, *, width: int = 0) -> list[Line]:
    """The logical lines of a text, in order, without empty ones; inner white space as it stands.

    Lines are joined only where the whole text is wrapped: where nearly everywhere within a block the next line's first
    word would not have fitted any more. `width`: the column of the wrap, where the format says it; then
    a single paragraph is joined too.
    """
    raw = text.split("\n")
    is_known = width > 0
    width = width or _wrap_width(raw)
    has_blanks = is_known or any(not line.strip() for line in raw[:-1])
    found: list[Line] = []
    pieces: list[str] = []  # of the last line in `found`, joined when it ends: a text may be one block of 5 MB
    was_blank, last = True, ""
    for number, line in enumerate(raw, 1):
        stripped = line.strip()
        if not stripped:
            was_blank = True
            continue
        is_field = not is_known and len(found) < 12 and _FIELD.match(line) is not None
        if width and not was_blank and not is_field and _continues(last, line, width, has_blanks=has_blanks):
            pieces += ("" if _is_broken_word(last, stripped) else " ", stripped)
        else:
            if found:
                found[-1] = found[-1]._replace(text="".join(pieces))
            found.append(Line(number, "", was_blank))
            pieces = [stripped]
        was_blank, last = False, line.rstrip()
    if found:
        found[-1] = found[-1]._replace(text="".join(pieces))
    return found


def _wrap_width(raw: list[str]) -> int:
    """The column at which the text is wrapped; 0 where it is not."""
    pairs = [(a.rstrip(), b.strip()) for a, b in pairwise(raw) if a.strip() and b.strip()]
    if len(pairs) < 3:
        return 0
    width = max(max(len(a), len(b)) for a, b in pairs)
    if not _NARROWEST <= width <= _WIDEST or max(map(len, raw)) > 2 * _WIDEST:
        return 0
    full = sum(_is_full(a, b, width) for a, b in pairs)
    return width if full >= 0.6 * len(pairs) else 0


def _is_full(line: str, following: str, width: int) -> bool:
    # A tenth of slack for text wrapped by eye or by proportional type.
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > 0.9 * width


def _continues(last: str, line: str, width: int, *, has_blanks: bool) -> bool:
    """Whether `line` goes on with the paragraph of the line before it."""
    is_indented = len(line) - len(line.lstrip()) >= 2 and len(last) - len(last.lstrip()) < 2
    if is_indented or not _is_full(last, line.strip(), width):
        # The last line of a paragraph is short; a short line in the middle of one has no stop and goes on small.
        return not is_indented and has_blanks and line.strip()[:1].islower() and len(last) > 0.6 * width
    ends = last.endswith((".", "!", "?", ".”", '."', ".’"))
    return has_blanks or not (ends and len(last) < 0.75 * width)


def _is_broken_word(last: str, following: str) -> bool:
    """Whether a word is broken at its hyphen between two lines; "two- and three-year" keeps its blank."""
    return re.search(r"[^\W\d_]-$", last[-2:]) is not None and not re.match(
        r"(?:and|or|to|und|oder|et|y|o)\b", following
    )


def indented(text: str, *, width: int = 0) -> list[Line]:
    r"""The paragraphs of a text as wires set it: each begins with an indented line or after a blank one.

    Lines that are not indented go on with the paragraph above; where no line is indented, or all are, blank lines and
    the width alone decide (`lines`, which `width` goes to).

    >>> [line.text for line in indented("    One goes\non here.\n    Two.")]
    ['One goes on here.', 'Two.']
    """
    raw = text.split("\n")
    filled = [line for line in raw if line.strip()]
    starts = [line for line in filled if line.startswith(("  ", "\u3000"))]
    if not starts or len(starts) == len(filled):
        return lines(text, width=width)
    found: list[Line] = []
    pieces: list[str] = []
    was_blank, last = True, ""
    for number, line in enumerate(raw, 1):
        stripped = line.strip()
        if not stripped:
            was_blank = True
            continue
        if not found or was_blank or line.startswith(("  ", "\u3000")):
            if found:
                found[-1] = found[-1]._replace(text="".join(pieces))
            found.append(Line(number, "", was_blank))
            pieces = [stripped]
        else:
            pieces += ("" if _is_broken_word(last, stripped) else " ", stripped)
        was_blank, last = False, stripped
    if found:
        found[-1] = found[-1]._replace(text="".join(pieces))
    return found


def as_paragraphs(text: str) -> str:
    r"""The text with a blank line between its paragraphs; wrapped ones joined; each line is one where no line is blank.

    >>> as_paragraphs("One.\nTwo."), as_paragraphs("Verse one,\nverse two.\n\nProse.")
    ('One.\n\nTwo.', 'Verse one,\nverse two.\n\nProse.')
    """
    raw = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    if any(not line.strip() for line in raw) and not _wrap_width(raw):
        return text
    return "\n\n".join(line.text for line in lines("\n".join(raw)))
