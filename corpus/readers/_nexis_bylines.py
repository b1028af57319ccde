"""Bylines as newspapers hand them to databases: inverted names, the paper's own name, notes on who else reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.readers import _bylines, _story
from corpus.readers._agencies import is_agency
from corpus.readers._nexis_lines import is_reporters_note, is_same_name
from corpus.record import Author


class Credits(NamedTuple):
    """Who is credited, the first agency among them, and what the line says besides ("… contributed reporting")."""

    authors: tuple[Author, ...]
    agency: str | None
    notes: tuple[str, ...]


_LONGEST = 2_000  # characters of a byline that are looked at
# "--(Reuter)", ", -- Example Service": an agency behind a dash. A hyphen within a name is none.
_DASH = re.compile(r"(?:^|[\s,])-{1,2}\s?(?=\()|(?:^|[\s,])--\s?(?=\w)")
_WITH = re.compile(
    r",?\s(?:with (?:an? )?(?:files?|reports?|reporting|material) (?:from|by)|mit material von)\s.*$", re.IGNORECASE
)
# What stands behind a writer's name and is where they work: a newspaper, a service, a role.
_HOUSE = re.compile(
    r"^\s*the\s|\b(?:sun|star|citizen|spectator|chronicle|province|record|starphoenix|post|times|herald|gazette|journal|"
    r"news|tribune|mail|globe|independent|standard|express|mirror|observer|guardian|telegraph|leader|press|network|"
    r"service|special|freelance|correspondent|editor|writer|reporter|columnist|staff|zeitung|presse)\b|\S@\S|\.(?:com|ca)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"NEW (?:YORK|DELHI|ORLEANS)|LOS ANGELES|SAN FRANCISCO|HONG KONG|TEL AVIV|BUENOS AIRES|CAPE TOWN|MEXICO CITY"
)
_ADDRESS = re.compile(r"[\s,;(<]{0,4}[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,30}){1,4}[>)]?")
_INVERTED = re.compile(r"(?P<family>[^\s,;]+(?:[ -][^\s,;]+)?), (?P<given>[^\s,;]+(?: [^\s,;]+){0,3})")


def credits_of(line: str, publisher: str | None) -> Credits:
    """Take a byline apart; writers are parted by ";", and the publisher's own name credits its desk.

    >>> credits_of("Lind, Mara Ida; Halse, Bo", None).authors[0].name
    'Mara Ida Lind'
    """
    authors: list[Author] = []
    agency: str | None = None
    notes: list[str] = []
    for number, part in enumerate(_parts(line[:_LONGEST])):
        piece, is_behind_dash = part
        if is_reporters_note(piece) or (number and _story.is_note(piece.strip("()"))):
            notes.append(piece.strip("()"))
            continue
        found = _services(piece) if is_behind_dash else _inverted(piece) or _plain(piece, publisher)
        authors += [author for author in found if author not in authors]
        agency = agency or next((author.name for author in found if author.kind == "agency"), None)
    return Credits(tuple(authors), agency, tuple(notes))


def without_address(line: str) -> tuple[str, str]:
    """A byline without the address of its writer, and the address; the address is "" where there is none.

    >>> without_address("MARA LIND, mlind@echo.example")
    ('MARA LIND', 'mlind@echo.example')
    """
    found = _ADDRESS.search(line[:_LONGEST])
    if not found or not (rest := (line[: found.start()] + line[found.end() :]).strip(" ,;")):
        return line, ""
    return rest, found[0].strip(" ,;(<>)")


def _parts(line: str) -> Iterator[tuple[str, bool]]:
    """The parts of a byline between semicolons and dashes, and whether each stands behind a dash."""
    for part in line.split(";"):
        for number, piece in enumerate(_DASH.split(part)):
            if plain := " ".join(piece.split()).strip(" ,"):
                yield plain, number > 0


def _services(piece: str) -> tuple[Author, ...]:
    """The agencies behind a dash, or the service of another newspaper."""
    plain = piece.strip("()")
    names = [name.strip() for name in re.split(r"[,/]", plain)]
    if all(is_agency(name) for name in names):
        return tuple(Author(name=name, kind="agency") for name in names)
    return (Author(name=plain, kind="desk"),)


def _inverted(piece: str) -> tuple[Author, ...]:
    """The writer of "Lind, Mara" or "Lind, Mara, The Northmere Gazette"; nobody where it is something else."""
    name, _, house = piece.partition(", ")[2].partition(", ")
    if house and not _HOUSE.search(house):
        return ()
    found = _INVERTED.fullmatch(f"{piece.partition(', ')[0]}, {name}")
    if not found or _bylines.strip_lead(piece) is not None:
        return ()
    family, given = found["family"], found["given"]
    if (
        _bylines.is_name(family)
        or _HOUSE.search(family)
        or _HOUSE.search(given)
        or is_agency(family)
        or is_agency(given)
    ):
        return ()
    plain = f"{given} {family}"
    if not _bylines.is_name(plain):
        return ()
    return (Author(name=plain, kind="person"),)


def _plain(piece: str, publisher: str | None) -> tuple[Author, ...]:
    """The credits of a line that names writers first and where they work behind a comma."""
    piece = re.sub(r"^from\s(?=\S)", "By ", _WITH.sub("", piece), flags=re.IGNORECASE)
    piece = re.sub(r",\s(and|und|et|&)\s", r" \1 ", piece, flags=re.IGNORECASE)
    bracketed = re.fullmatch(r"\(([^()]*)\)", piece)
    piece = bracketed[1] if bracketed else piece
    if publisher and is_same_name(piece, publisher):
        return (Author(name=piece, kind="desk"),)
    bare = _bylines.strip_lead(piece)
    if _PLACE.fullmatch(piece if bare is None else bare):
        return ()  # "By NEW YORK"
    if piece == piece.lower() and 2 <= len(piece.split()) <= 3 and not _HOUSE.search(piece):
        piece = piece.title()  # a field of names, in small letters throughout
    first, *others = piece.split(",")
    kept = [other for other in others if is_agency(other.strip(" ()")) or not _HOUSE.search(other)]
    kept = [other for other in kept if not (publisher and is_same_name(other, publisher))]
    return _bylines.parse(",".join([first, *kept])).authors
