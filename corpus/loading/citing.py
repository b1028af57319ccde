"""How a package is cited, from what its descriptor says: nothing is added that is not there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from corpus.errors import PackageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """A contributor: `name` as it is to be read, and the parts of a person's name, None where it may be an entity's.

    Only `givenName` and `familyName` (Data Package v2, "contributors") say that it is a person: how a name looks does
    not.
    """

    name: str
    given: str | None = None
    family: str | None = None

    @property
    def sorted_name(self) -> str:
        """The family name first, where that is known: `Ortiz, Lena`."""
        return ", ".join(one for one in (self.family, self.given) if one) or self.name


def makers(descriptor: Mapping[str, Any]) -> list[Maker]:
    """Who contributed to a package, in the order of its descriptor; who is not named is left out."""
    found = []
    for one in descriptor.get("contributors") or ():
        if not isinstance(one, dict):
            continue
        title, given, family, organization = (
            _line(one.get(key)) for key in ("title", "givenName", "familyName", "organization")
        )
        name = title or f"{given} {family}".strip() or organization
        if name:
            found.append(Maker(name=name, given=given or None, family=family or None))
    return found


def cite(descriptor: Mapping[str, Any], style: Literal["apa", "bibtex"], address: str | None) -> str:
    """A reference to a data set; `address` stands in it where the descriptor has neither `id` nor `homepage`.

    Raises:
        PackageError: there is no such style.
    """
    if style not in ("apa", "bibtex"):
        raise PackageError(f"no style {style!r}; there are apa, bibtex")
    title = _line(descriptor.get("title") or descriptor.get("name")) or "Untitled"
    version = _line(descriptor.get("version"))
    authors = makers(descriptor)
    year = _line(descriptor.get("created"))[:4]
    where = _line(descriptor.get("id") or descriptor.get("homepage") or address)
    if re.fullmatch(r"10\.\d{4,9}/\S+", where):
        where = f"https://doi.org/{where}"
    if style == "apa":
        who = _listed([_in_apa(one) for one in authors])
        named = f"{title} (Version {version}) [Data set]" if version else f"{title} [Data set]"
        date = f"({year or 'n.d.'})"
        # Without an author the title moves to his place (section 9.12).
        parts = [f"{who.rstrip('.')}. {date}. {named}." if who else f"{named}. {date}.", where]
        return " ".join(part for part in parts if part)
    key = re.sub(r"[^a-z0-9]+", "-", f"{descriptor.get('name') or title}-{version}".lower()).strip("-")
    fields = {
        "title": _tex(title),
        "author": " and ".join(_in_bibtex(one) for one in authors),
        "year": _tex(year),
        "version": _tex(version),
        "url": re.sub(r"[{}\s]", "", where),
        "type": "Data set",
    }
    # biblatex has a type for data; @misc is one that BibTeX knows too.
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _in_apa(maker: Maker) -> str:
    """As the APA has an author (section 9.8): initials behind the family name of a person, else the name."""
    if not (maker.family and maker.given):
        return maker.name
    initials = " ".join(f"{part[0]}." for part in maker.given.split())
    return f"{maker.family}, {initials}"


def _in_bibtex(maker: Maker) -> str:
    """The parts of a person's name; any other name in braces, which keep it from being parted."""
    if not (maker.family and maker.given):
        return f"{{{_tex(maker.name)}}}"
    return ", ".join(_tex(part) if " and " not in part else f"{{{_tex(part)}}}" for part in (maker.family, maker.given))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + ", & " + names[-1] if names else ""


def _line(words: Any) -> str:
    """A property on one line, without control characters; empty where it is none."""
    return "".join(c for c in " ".join(str(words or "").split()) if c.isprintable())


def _tex(words: str) -> str:
    """The words with what TeX takes for its own."""
    return re.sub(r"([{}%$&#_])", r"\\\1", re.sub(r"[\\^~`]", "", words))
