"""Bylines: who is credited in a line like "By Ann Example and Bo Beispiel, Example News Agency"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from corpus.readers._agencies import is_agency
from corpus.record import Author
from corpus.text import one_line


class Byline(NamedTuple):
    """The credits of a byline, in its order, and the agency that it names, as printed."""

    authors: tuple[Author, ...]
    agency: str | None


_LEAD = re.compile(
    r"^(?:(?:story|words|text|written|reported|report|reporting|analysis|opinion|comment|review|interview|compiled|"
    r"edited|article|an analysis|exclusive) )?(?:by|von|par|por|propos recueillis par|di|door|av|af|"
    r"autor(?:in|en)?|texto|"
    r"authors?|byline)(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)
# The joining words in small letters or in capitals throughout: the "E" of "Ann E Example" is none.
_PARTS = re.compile(
    r"\s*(?:[|/•·;]|,|\s[–—-]\s|&|\s(?:and|And|AND|with|With|WITH|und|UND|mit|et|ET|avec|y|e|con|og|och|en)\s)\s*"
)
_PLACED = re.compile(r"\s(?:in|at|reporting from|reports from|from|à|aus|en)\s+[A-ZÀ-Þ]\S*(?:\s\S+){0,4}$")
_COMMISSION = re.compile(r"\s(?:for|FOR|for the|FOR THE|/ ?FOR THE)\s[A-Z].*$")  # "Ann Example for the Example Times"
_TITLES = re.compile(r"^(?:(?:Dr|Prof|Mr|Mrs|Ms|Sir|Dame|Rev|Lt|Capt|Sgt)\.?\s+)+", re.IGNORECASE)
_DESK = re.compile(
    r"\b(?:staff|desk|newsroom|newsdesk|editorial board|editors|bureau|team|wire reports|wire services|"
    r"news services|reporters|"
    r"our correspondents?|a correspondent|correspondents|redaktion|rédaction|redacción|redazione|web editor|wires)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:reporter|writer|editor|correspondent|columnist|contributor|critic|chief|producer|photographer|journalist|"
    r"analyst|intern|fellow|special to|for the|guest|political|staff|redakteur(?:in)?|"
    r"korrespondent(?:in)?|correspondante?|"
    r"journaliste|envoyée? spéciale?|corresponsal)\b",
    re.IGNORECASE,
)
_HOUSE = re.compile(
    r"\b(?:times|post|herald|tribune|gazette|journal|chronicle|courier|news|daily|observer|telegraph|guardian|review|"
    r"magazine|press|network|radio|television|tv|today|media|online|digital|service|university|institute|"
    r"department|office|"
    r"council|county|ministry|zeitung|anzeiger|tagblatt|nachrichten|rundschau|kurier|verlag|com|org|www)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    "van von der den de del della di da dos das du la le los las y zu zum zur af av el al bin ibn ten ter te vom i "
    "mac".split()
)
_NAME_PART = re.compile(
    r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž]['’.]?)?[A-ZÀ-ÖØ-ÞĀ-Ža-zß-öø-ÿā-ž][\w’'.-]*|[A-Z]\.(?:[A-Z]\.)*|[\u0370-\uffff]{2,}"
)
_ELIDED = re.compile(r"[dl]['’][A-ZÀ-Þ]")  # d'Orlano
_LONGEST = 5_000  # characters; a byline of forty names has 800, and what is longer is none
_CONTACT = re.compile(r"\S*@\S*|https?://\S*|\bwww\.\S*|\(?\b\d{3}\)?[ .-]\d{3}[ .-]?\d{4}\b|\b555-\d{4}\b")


def strip_lead(line: str) -> str | None:
    """What follows the "By" of a byline; None where the line has none."""
    found = _LEAD.match(line)
    return line[found.end() :].strip() if found else None


def is_name_alone(line: str) -> bool:
    """Whether a line is nothing but full names, perhaps with where their bearers write from, or one with a role.

    >>> is_name_alone("Mara Lind and Bo Halse-Orr in Northmere"), is_name_alone("Mara Lind, Northmere Gazette")
    (True, False)
    """
    words = line.split()
    if 3 <= len(words) <= 6 and _ROLE.search(words[-1]) and _before_house(words) is not None:
        return True
    names = re.split(r",\s+|\s+(?:and|AND|&)\s+", _PLACED.sub("", line))
    return len(names) <= 4 and all(is_name(name) and not _HOUSE.search(name) for name in names)


def is_name(text: str) -> bool:
    """Whether `text` has the form of a person's full name: two to five parts, each with a capital or a particle.

    >>> is_name("Mara van der Lind"), is_name("Mara d'Orlano"), is_name("Mara lives here"), is_name("Mara")
    (True, True, False, False)
    """
    parts = text.split()
    if not 2 <= len(parts) <= 5 or len(text) > 60 or any(c.isdigit() for c in text) or parts[0].lower() == "the":
        return False
    last = parts[-1]
    is_suffix = last.lower().strip(".") in {"jr", "sr", "ii", "iii", "iv"}
    if not is_suffix and not last[0].isupper() and last.isascii() and not _ELIDED.match(last):
        return False
    return all(
        _NAME_PART.fullmatch(p) and (p[0].isupper() or p.lower() in _PARTICLES or _ELIDED.match(p) or not p.isascii())
        for p in parts
    )


def parse(line: str) -> Byline:
    """The credits of a byline, typed; titles, roles, places, addresses and the names of newspapers are no credits.

    A line without "By" is read as the list of names that it is. "Example, Ann" is one person where nothing but a lone
    family name stands before the comma.

    >>> parse("By Mara Lind and Bo Halse in Northmere, Reuters").authors[1:]
    (Author(name='Bo Halse', kind='person'), Author(name='Reuters', kind='agency'))
    """
    if len(line) > _LONGEST:
        return Byline((), None)
    text = one_line(_CONTACT.sub(" ", line)) or ""
    stripped = strip_lead(text)
    text = text if stripped is None else stripped
    if is_agency(text):
        return Byline((Author(name=text.strip(" .,"), kind="agency"),), text.strip(" .,"))
    if inverted := re.fullmatch(r"([^\W\d_][\w’'-]+), ([^\W\d_][\w’'-]+(?: [A-Z]\.?)?|(?:[A-Z]\.[ -]?){1,3})", text):
        family, given = inverted.groups()
        if is_name(f"{given} {family}") and not is_agency(family) and not is_agency(given) and not _HOUSE.search(given):
            return Byline((Author(name=_cased(f"{given} {family}"), kind="person"),), None)
    authors: list[Author] = []
    agency = None
    pieces = [p.strip(" .()[]:,") if p.count(".") == 1 else p.strip(" ()[]:,") for p in _PARTS.split(text)]
    for piece in pieces:
        bracket = re.fullmatch(r"(.+?) \(([^()]*)\)?", piece)
        for part in [bracket[1], bracket[2]] if bracket else _with_agency(piece):
            author = _author(part, is_alone=len(pieces) == 1 and stripped is not None)
            if author and author not in authors:
                authors.append(author)
                agency = agency or (author.name if author.kind == "agency" else None)
    if not authors and text and (_DESK.search(text) or (_HOUSE.search(text) and len(text.split()) <= 6)):
        authors.append(Author(name=text, kind="desk"))
    if any(
        a.kind == "person" for a in authors
    ):  # "Mara Lind, staff writer": the desk is her place, not a second credit
        authors = [a for a in authors if a.kind != "desk"]
    return Byline(tuple(authors), agency)


def from_names(names: Iterable[str]) -> Byline:
    """The credits of a list of names from a field that holds authors, where each entry is a credit of its own."""
    authors: list[Author] = []
    agency = None
    for name in names:
        if re.match(r"https?://|www\.", name.strip()):
            continue  # the address of an author's page is no name
        found = parse(name)
        if (
            not found.authors
            and len(name) <= _LONGEST
            and (text := one_line(_CONTACT.sub(" ", name)))
            and len(text) <= 80
        ):
            is_one = any(c.isalpha() for c in text) and not _ROLE.search(text)
            found = Byline((Author(name=_cased(text), kind="person"),) if is_one else (), None)
        authors += [a for a in found.authors if a not in authors]
        agency = agency or found.agency
    return Byline(tuple(authors), agency)


def is_role(line: str) -> bool:
    """Whether a short line states what its writer is ("Staff writer", "Political editor"), without a name."""
    return len(line.split()) <= 6 and bool(_ROLE.search(line)) and not line.rstrip().endswith((".", "?", "!"))


def is_desk(line: str) -> bool:
    """Whether a short line credits a desk ("Staff report", "From wire reports")."""
    words = line.split()
    return len(words) <= 6 and bool(_DESK.search(line)) and not line.rstrip().endswith(("?", "!"))


def _author(piece: str, *, is_alone: bool) -> Author | None:
    piece = _PLACED.sub("", _TITLES.sub("", _COMMISSION.sub("", piece))).strip(" ,")
    if not piece or piece[0].isdigit():
        return None
    if is_agency(piece):
        return Author(name=piece, kind="agency")
    words = piece.split()
    if _DESK.search(piece) and len(words) <= 6:
        return Author(name=piece, kind="desk")
    if _ROLE.search(piece) or _HOUSE.search(piece):
        return _before_house(words)
    if is_name(piece):
        return Author(name=_cased(piece), kind="person")
    if is_alone and len(words) == 1 and piece[0].isupper() and len(piece) > 2 and piece.isalpha():
        return Author(name=_cased(piece), kind="person")
    return None


def _before_house(words: list[str]) -> Author | None:
    """The person in "Ann Example Example Times": a full name before the name of a newspaper, without a comma."""
    for count in (2, 3):
        name, house = " ".join(words[:count]), words[count:]
        if house and _ROLE.search(house[-1]) and is_name(name) and not _ROLE.search(name) and not _HOUSE.search(name):
            return Author(name=_cased(name), kind="person")
        if (
            house
            and is_name(name)
            and not _HOUSE.search(name)
            and all(w[0].isupper() or w in {"of", "the"} for w in house)
        ):
            return Author(name=_cased(name), kind="person") if not _ROLE.search(" ".join(house)) else None
    return None


def _with_agency(piece: str) -> list[str]:
    """The two parts of a credit like "Ann Example Associated Press"; any other as it is."""
    words = piece.split()
    for count in (2, 3, 4):
        name, agency = " ".join(words[:count]), " ".join(words[count:])
        if agency and is_agency(agency) and is_name(name) and not is_agency(name) and not _HOUSE.search(name):
            return [name, agency]
    return [piece]


def _cased(name: str) -> str:
    """A name printed in capitals as it is written elsewhere; any other as it stands.

    >>> _cased("MARA O'DELL-MCKAY"), _cased("J. D. Lind")
    ("Mara O'Dell-McKay", 'J. D. Lind')
    """
    letters = [c for c in name if c.isalpha()]
    if len(letters) < 5 or not all(c.isupper() for c in letters):
        return name
    words = []
    for word in name.split():
        low = word.lower()
        if low in _PARTICLES and len(low) > 1:
            words.append(low)
            continue
        low = re.sub(r"(?:^|[-'’.])[^\W\d_]", lambda m: m[0].upper(), low)
        words.append(re.sub(r"(?<=\bMc)[a-z]", lambda m: m[0].upper(), low))
    return " ".join(words)
