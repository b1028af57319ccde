"""What ANPA 1312 puts around a story, in other formats too: header, keyword line, byline, time of filing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from corpus.readers import _bylines, _dates
from corpus.readers._draft import Draft
from corpus.record import Moment
from corpus.text import one_line


class Header(NamedTuple):
    """The header of a story: priority and category, one letter each, and its keyword, as printed."""

    priority: str
    category: str
    keyword: str | None


class Keyword(NamedTuple):
    """A keyword line: the slug ("BC-Weir Break"), the version ("1st Ld-Writethru"), each None where it has none."""

    slug: str | None
    version: str | None


# "r w AM-MillWheel     02-12 0155"; the date of filing has no year and the count of words is of no use.
_HEADER = re.compile(
    r"([a-z]) {1,3}([a-z]{1,3})(?: {1,3}(\S.{0,60}?))?(?: {1,12}\d\d?-\d\d?(?: {1,5}\d{1,5})?)? {0,10}"
)
_VERSION = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)\b.{0,60}|\S{0,20}(?:write-?thru|rewrite|optional|urgent|bulletin|correct(?:ion|ive|ed)?"
    r"|kill|advisory|adv\d{0,4}|update|ld|sub\w{0,4}|add|insert)\b.{0,40})",
    re.IGNORECASE,
)
# "AP-WF-05-09-17 0056GMT": service and date, month first, then the clock and its zone.
_AMERICAN = re.compile(
    r"(?<![\w-])(?:[A-Z]{2,4}-){0,3}(\d\d?)-(\d\d?)-(\d\d|\d{4}) {1,3}"
    r"([01]\d|2[0-3])([0-5]\d) ?([A-Z]{1,5})?(?![A-Za-z0-9])"
)
# "16:35ET 31-10-14": the clock first, then the date, day first.
_CANADIAN = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d) ?([A-Z]{1,5})? {1,3}(\d\d?)-(\d\d?)-(\d\d|\d{4})(?!\d)")


def header(line: str) -> Header | None:
    """The header in a line; None where it is none.

    >>> header("r w AM-MillWheel     02-12 0155")
    Header(priority='r', category='w', keyword='AM-MillWheel')
    """
    found = _HEADER.fullmatch(line.strip())
    return Header(found[1], found[2], one_line(found[3])) if found else None


def keyword(line: str) -> Keyword:
    """The slug and the version of a keyword line; a count of words at its end is dropped.

    >>> keyword("BC-CA--Weir Break, 1st Ld-Writethru,466")
    Keyword(slug='BC-CA--Weir Break', version='1st Ld-Writethru')
    """
    parts = [part.strip() for part in line.split(",")]
    while len(parts) > 1 and (not parts[-1] or parts[-1].isdigit()):
        del parts[-1]
    versions = [part for part in parts[1:] if _VERSION.fullmatch(part)]
    slug = ", ".join(part for part in parts if part not in versions)
    return Keyword(one_line(slug), one_line(", ".join(versions)))


def filed(text: str) -> Moment | None:
    """The time of filing or transmission in a line; None where there is none. Without a printed zone the zone is None.

    >>> filed("AP-WF-05-09-17 0056GMT<").at.isoformat(), filed("16:35ET 31-10-14<").at.isoformat()
    ('2017-05-09T00:56:00+00:00', '2014-10-31T20:35:00+00:00')
    """
    if found := _AMERICAN.search(text):
        month, day, year, hour, minute, zone = found.groups()
    elif found := _CANADIAN.search(text):
        hour, minute, zone, day, month, year = found.groups()
    else:
        return None
    try:
        return _dates.moment(f"{month}/{day}/{year} {hour}:{minute} {zone or ''}".strip(), order="mdy")
    except ValueError:
        return None


def sign(draft: Draft, lines: Iterable[str]) -> None:
    """Take in the lines of a byline: the first is the byline, what stands below it the credit line.

    Below stands for whom the writer writes: "Associated Press", "AP Sports Writer". An agency there is credited.
    """
    for number, line in enumerate(lines):
        if not number:
            draft.sign(line)
            continue
        draft.add("credit", line)
        if agency := _bylines.parse(line).agency:
            draft.credit([agency], "agency")
