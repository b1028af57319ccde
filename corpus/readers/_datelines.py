"""Datelines: "NORTHMERE, March 3 (AP) — " at the start of a story's first paragraph."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.readers import _dates
from corpus.readers._agencies import is_agency


class Dateline(NamedTuple):
    """The place and the agency that a dateline names, as printed, and where the story begins behind it."""

    place: str | None
    agency: str | None
    end: int


# A dash that is no hyphen, or a hyphen or two with a blank on each side.
_DASH = re.compile(r"\s*[—–―]\s*|\s+-{1,2}\s+|(?<=\))\s*:\s+|(?<=\))\s*-\s+")
_MONTH = re.compile(r"[A-ZÀ-Ýa-zà-ý]{3,10}\.?")
# Labels that newsrooms put where a dateline stands.
_NO_PLACES = frozenset(
    "BREAKING UPDATE UPDATED EXCLUSIVE WATCH VIDEO PHOTOS LIVE CORRECTION CORRECTED OPINION ANALYSIS EDITORIAL REVIEW "
    "NOTE Q A LISTEN READ FACTBOX EXPLAINER INTERVIEW URGENT DEVELOPING EILMELDUNG KOMMENTAR".split()
)
_INITIALS = re.compile(r"[A-Z]{3,6}")
_CALL_SIGN = re.compile(r"[KWC][A-Z]{2,3}")
_LONGEST = 90  # characters before the dash; "PORT VESPER, New Calder, Sept. 30 (Example News Agency)" has 56


def dateline_of(paragraph: str) -> Dateline | None:
    """The dateline that the paragraph begins with; None without one.

    A place in capitals is enough before a dash; a place in small letters needs an agency in brackets. "(AP) —" alone
    names the agency. The day in a dateline is when the story was filed, not when it was published, and is dropped.

    >>> dateline_of("NORTHMERE, March 3 (AP) — The weir broke.")
    Dateline(place='NORTHMERE', agency='AP', end=26)
    """
    dash = _DASH.search(paragraph, 0, _LONGEST + 4)
    if not dash or dash.end() >= len(paragraph):
        return None
    head, agency = paragraph[: dash.start()].strip(), None
    if head.endswith(")") and "(" in head:
        start = head.rindex("(")
        inner = head[start + 1 : -1].strip()
        is_known = is_agency(inner.split("/")[0].strip())
        if not is_known and not (_INITIALS.fullmatch(inner) and head[:3].isupper()):
            return None
        # A broadcaster puts its own call sign there: it is no agency.
        agency, head = inner if is_known or not _CALL_SIGN.fullmatch(inner) else None, head[:start].strip(" ,")
    elif paragraph[dash.start() : dash.end()].strip() == ":":
        return None
    head, had_day = _without_day(head)
    if not head:
        return Dateline(None, agency, dash.end()) if agency else None
    if "/" in head and not agency and is_agency(head.rpartition("/")[2].strip()):  # NORTHMERE/dpa
        head, _, agency = (part.strip() for part in head.rpartition("/"))
    if not _is_place(head, strict=agency is None and not had_day):
        return None
    return Dateline(head.strip(" ,"), agency, dash.end())


def _without_day(head: str) -> tuple[str, bool]:
    """The head without a trailing "March 3", "3 March", "March 3, 2024" or "3. März"."""
    words = head.split()
    for count in (3, 2):
        tail = words[-count:]
        if (
            len(tail) == count
            and any(w.strip(".,").isdigit() for w in tail)
            and any(_MONTH.fullmatch(w.strip(",")) for w in tail)
        ):
            text = " ".join(tail).strip(",")
            # A day without its year is read with one that has every day, only to know that it is a day.
            for candidate in (text, f"{text} 2000"):
                try:
                    if _dates.moment(candidate).precision == "day":
                        return " ".join(words[:-count]).strip(" ,"), True
                except ValueError:
                    continue
    return head.strip(" ,"), False


def _is_place(text: str, *, strict: bool) -> bool:
    first, *rest = [part.strip() for part in text.split(",")]
    words = first.split()
    if (
        not 1 <= len(words) <= 5
        or len(rest) > 2
        or any(c in text for c in ':;!?"“”()')
        or any(c.isdigit() for c in text)
    ):
        return False
    if first in _NO_PLACES or words[0] in _NO_PLACES:
        return False
    if not all(part and part[0].isupper() and len(part.split()) <= 4 for part in rest):
        return False
    letters = [c for c in first if c.isalpha()]
    is_capitals = len(letters) >= 3 and all(c.isupper() for c in letters)
    # Names of towns keep a small particle: "LOS ANGELES", but "RIO de CALDER".
    return is_capitals or (not strict and words[0][0].isupper() and words[-1][0].isupper())
