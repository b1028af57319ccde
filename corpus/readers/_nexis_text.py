"""The documents of an export of Nexis as plain text, in either layout, without the cover sheets around them.

A plain text has no bold type. Until 2019 a count ("1 of 10 DOCUMENTS") begins a document; since 2017 "End of Document"
ends one, and what the database prints above and below the heading "Body" is known by its place. The cover sheet may
stand before the first document, behind the last, and between those of exports that were put into one file.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus import text as pure
from corpus.readers import _layout, _nexis_labels, _nexis_lines
from corpus.readers._nexis_document import dated
from corpus.readers._nexis_lines import Line


class Found(NamedTuple):
    """What stands between two of the lines that part documents.

    `lines` is None where it is only a cover sheet, and empty where no document can be told from one. `is_covered`: a
    sheet was left out.
    """

    raw: tuple[str, ...]
    lines: list[Line] | None
    is_new: bool
    is_covered: bool
    is_cut_off: bool = False


_PAGE = re.compile(r"\s*Page \d{1,5} of \d{1,5}\s*", re.IGNORECASE)
# What else a cover sheet holds: the list of its documents, empty values, the database's own name.
_OF_COVER = re.compile(r"\s*\d{1,5}\. |.*-None-|.*LexisNexis|\W*$", re.IGNORECASE)
_MOST_ABOVE = 40  # lines that may stand between a document's date and its text
_MOST_BODIES = 20  # such lines that are looked at: in some languages the word is "Text"
_MOST_HEADLINES = 3  # lines of a headline and its deck
_NEARBY = 12  # lines within which a cover sheet's labels stand


def documents(text: str) -> Iterator[Found]:
    """What stands between the lines that part documents, in order; nothing where there is no such line."""
    raw = text.replace("\f", "\n").expandtabs(8).split("\n")
    gathered: list[str] = []
    is_open = is_any = False
    for line in raw:
        if _nexis_labels.is_count(line):
            if is_open:
                yield _old(gathered)
            elif any(one.strip() for one in gathered):
                yield Found((), None, is_new=False, is_covered=True)
            gathered, is_open, is_any = [], True, True
        elif _nexis_labels.is_end(line.strip()) and not is_open:
            yield _new(gathered, is_first=not is_any)
            gathered, is_any = [], True
        else:
            gathered.append(line)
    if is_open:
        yield _old(gathered)
    elif is_any and any(one.strip() for one in gathered):
        rest = _new(gathered, is_first=True)
        yield rest._replace(is_cut_off=True) if rest.lines else Found((), None, is_new=True, is_covered=True)


# ------------------------------------------------------------------ until 2019


def _old(raw: list[str]) -> Found:
    """A document behind its count; a cover sheet behind it, of this export or the next, ends it."""
    end = _cover_start(raw)
    return Found(tuple(raw[:end]), _columns(raw[:end]), is_new=False, is_covered=end < len(raw))


def _cover_start(raw: Sequence[str]) -> int:
    """The first line of a cover sheet: one with a label that only it has, where another such stands near."""
    marks = [n for n, line in enumerate(raw) if _nexis_labels.is_researcher(line)]
    return next((a for a, b in itertools.pairwise(marks) if b - a <= _NEARBY), len(raw))


def _columns(raw: list[str]) -> list[Line]:
    """The lines of a document that was set in columns: centred ones one by one, of the others whole paragraphs."""
    width = max((len(line.rstrip()) for line in raw if len(line.rstrip()) <= 100), default=0)
    found: list[Line] = []
    blocks = (list(lines) for is_blank, lines in itertools.groupby(raw, lambda line: not line.strip()) if not is_blank)
    for group, block in enumerate(blocks):
        if all(_is_in_the_middle(line) for line in block):
            found.extend(Line(line.strip(), group, is_centred=True) for line in block)
            continue
        if _nexis_lines.is_labelled(block[0].strip()):
            if not block[0].rstrip().endswith(":"):
                found.extend(_labels(block, group))
                continue
            found.append(Line(block.pop(0).strip(), group))  # "BODY:", alone in its line
        text = "\n".join(block)
        if any(line.startswith("  ") for line in block) and not all(line.startswith("  ") for line in block):
            texts = [line.text for line in _layout.indented(text)]
        else:
            texts = [line.text for line in _layout.lines(text, width=width)]
        found.extend(Line(line, group) for part in texts if (line := pure.one_line(part)))
    return found


def _labels(block: list[str], group: int) -> Iterator[Line]:
    """The labels of a block, which may be several without a blank line, each with all that follows it."""
    pieces: list[str] = []
    for line in block:
        if pieces and _nexis_lines.is_labelled(line.strip()):
            yield Line(" ".join(" ".join(pieces).split()), group)
            pieces = []
        pieces.append(line)
    yield Line(" ".join(" ".join(pieces).split()), group)


def _is_in_the_middle(line: str) -> bool:
    """Whether a line is centred in columns of about 80."""
    indent = len(line) - len(line.lstrip())
    return indent >= 5 and 64 <= 2 * indent + len(line.strip()) <= 92


# ------------------------------------------------------------------ since 2017


def _new(raw: list[str], *, is_first: bool) -> Found:
    """A document before its end, without the cover sheet above it: before the first, or where its labels stand."""
    raw = [line for line in raw if not _PAGE.fullmatch(line)]
    body, date = _body_of(raw)
    above = raw if body is None else raw[:body]
    is_sheet = any(_nexis_labels.is_researcher(line) or _nexis_labels.is_cover(line.strip()) for line in above)
    if not is_first and not is_sheet:
        return Found(tuple(raw), _since_2017(raw, body), is_new=True, is_covered=False)
    if body is None or date is None:
        # Without a date above a heading "Body" nothing says where the sheet ends.
        if is_sheet or not any(line.strip() for line in raw):
            return Found((), [], is_new=True, is_covered=is_sheet)
        return Found(tuple(raw), _since_2017(raw, body), is_new=True, is_covered=False)
    start, has_headline = _headline_of(raw, date)
    document = raw[start:]
    is_covered = any(line.strip() for line in raw[:start])
    lines = _since_2017(document, body - start, has_headline=has_headline)
    return Found(tuple(document), lines, is_new=True, is_covered=is_covered)


def _body_of(raw: Sequence[str]) -> tuple[int | None, int | None]:
    """The heading "Body" and the date above it; the first such heading and None where no date stands above one."""
    headings = (n for n, line in enumerate(raw) if len(line.strip()) < 40 and _nexis_labels.is_body(line.strip()))
    first: int | None = None
    for n in itertools.islice(headings, _MOST_BODIES):
        first = n if first is None else first
        for above in range(n - 1, max(n - _MOST_ABOVE, -1), -1):
            plain = raw[above].strip()
            if _nexis_labels.is_cover(plain) or _nexis_labels.is_researcher(plain):
                break
            if plain and ":" not in plain[:20] and dated(plain):
                return n, above
    return first, None


def _headline_of(raw: Sequence[str], date: int) -> tuple[int, bool]:
    """The first line of a document whose date is known, and whether it is the headline: below it is the publication.

    Where nothing parts the headline from the sheet, it is one line.
    """
    filled = [n for n in range(date - 1, -1, -1) if raw[n].strip()]
    while filled and raw[filled[0]].strip().startswith("("):  # a blog's name, an edition
        filled.pop(0)
    if not filled or _is_of_cover(raw[filled[0]]):
        return date, False
    publication, *rest = filled
    if not rest or _is_of_cover(raw[rest[0]]):
        return publication, False
    block = [rest[0]]
    for n in rest[1:]:
        if block[-1] - n > 1:
            return block[-1], True
        if _is_of_cover(raw[n]) or len(block) == _MOST_HEADLINES:
            return rest[0], True
        block.append(n)
    return block[-1], True


def _is_of_cover(line: str) -> bool:
    plain = line.strip()
    return _nexis_labels.is_researcher(plain) or _nexis_labels.is_cover(plain) or _OF_COVER.match(plain) is not None


def _since_2017(raw: Sequence[str], body: int | None, *, has_headline: bool = True) -> list[Line]:
    """The lines of a document, its labels and headings marked as the database sets them in bold."""
    if body is None:
        return _told(raw, 0)
    found = [] if has_headline else [Line("No Headline", 0)]  # as the database says it, where it says so
    above = list(raw[:body])
    headlines = list(itertools.takewhile(str.strip, itertools.dropwhile(lambda line: not line.strip(), above)))
    if has_headline and len(headlines) <= _MOST_HEADLINES and not any(dated(line.strip()) for line in headlines):
        width = max(map(len, headlines), default=0) if _is_wrapped(raw) else 0
        found += [line._replace(group=0) for line in _lines("\n".join(headlines), 0, width=width)]
        above = above[above.index(headlines[-1]) + 1 :] if headlines else above
    found += [_marked(line, n) for n, line in enumerate(above, 1) if line.strip()]
    heading = raw[body].strip()
    found.append(Line(heading, len(raw), lead=heading))
    return [*found, *_told(raw[body + 1 :], len(raw) + 1)]


def _is_wrapped(raw: Sequence[str]) -> bool:
    """Whether the lines of a text that has blank ones may have been broken by hand."""
    return 60 <= max((len(line) for line in raw), default=0) <= 100 and any(not line.strip() for line in raw)


def _told(raw: Sequence[str], group: int) -> list[Line]:
    """The lines of the text and of what is below it; a label or a heading below the text is no part of a paragraph."""
    found: list[Line] = []
    pieces: list[str] = []
    width = max((len(line.rstrip()) for line in raw), default=0) if _is_wrapped(raw) else 0
    for line in raw:
        marked = _marked(line, 0)
        if not marked.lead:
            pieces.append(line)
            continue
        found += _lines("\n".join(pieces), group + len(found), width=width)
        pieces = []
        found.append(marked._replace(group=group + len(found)))
    return [*found, *_lines("\n".join(pieces), group + len(found), width=width)]


def _lines(text: str, group: int, *, width: int) -> list[Line]:
    return [Line(" ".join(one.text.split()), group + n) for n, one in enumerate(_layout.lines(text, width=width))]


def _marked(line: str, group: int) -> Line:
    """A line as the database sets it: a known label, and a heading below the text, are bold."""
    plain = " ".join(line.split())
    bold = Line(plain, group, lead=plain)
    if _nexis_lines.section_of(bold):
        return bold
    name, mark, _ = plain.partition(":")
    if mark and len(name) <= 30 and (label := _nexis_lines.label_of(bold._replace(lead=f"{name}:"))) and label.field:
        return bold._replace(lead=f"{name}:")
    return bold._replace(lead="")
