"""Subject codes: what scheme a code is of, whichever way a source writes it, and the Media Topic of an old code."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from corpus.record import Subject


class Concept(NamedTuple):
    """A code and the scheme that it is of, by the alias that IPTC's catalog gives it; None where it is unknown."""

    scheme: str | None
    code: str


# The alias in IPTC's catalog, then what providers call the same vocabulary, and the last part of its address.
_SCHEMES = """
medtop: mediatopic mediatopics iptc:mediatopic iptc-medtop iptcmediatopic iptcmediatopics
subj: subjectcode subjectcodes iptcsubjectcode iptcsubjectcodes iptc:subjectcode iptc subject-code subjectcodes:iptc
stat: pubstatusg2 pubstatus icstat
ninat: icls ninature newsitemtype
cpnat: cptype cpnature concepttype
drol: descrole descriptionrole
hld: hlrole headlinerole headline-role
sig: signal signalg2 apsig
genre: iptcgenre newsgenre
nprov: newsprovider prov
edstat: editorialstatus edst
iso3166-1a2: iso3166-1 iso3166 iso-3166-1 iso3166a2 country-iso2 isocountry
iso3166-1a3: iso3166a3 iso-3166-1-alpha-3
iso4217a: iso4217 currency
wikidata: wd wikidatahttps wikidata-id
freebase: fb
geonames: gn geoname
"""
_ALIASES = {
    name: alias
    for alias, names in (line.split(":", 1) for line in _SCHEMES.strip().split("\n"))
    for name in (alias, *names.split())
}
_IPTC = re.compile(r"https?://cvx?\.iptc\.org/(?:newscodes/)?([\w.-]{2,40})/([^/?#\s]{0,80})/?")
_WIKIDATA = re.compile(r"https?://(?:www\.|m\.)?wikidata\.org/(?:entity|wiki)/(Q\d{1,12})")
_FREEBASE = re.compile(r"https?://(?:www\.|rdf\.)?freebase\.com/(?:ns/)?/?m[/.]([\w-]{1,20})")
_GEONAMES = re.compile(r"https?://(?:www\.|sws\.)?geonames\.org/(\d{1,12})")
_QCODE = re.compile(r"([^\s:/]{1,60}):([^\s]{1,200})")
_OLD = re.compile(r"(?:0\d|1[0-7])\d{6}")


def scheme_of(name: str) -> str:
    """The alias of a scheme by any of its names or its address; one that is unknown here as it stands.

    >>> scheme_of("IptcSubjectCodes"), scheme_of("http://cv.iptc.org/newscodes/mediatopic/"), scheme_of("dpacat")
    ('subj', 'medtop', 'dpacat')
    """
    name = name.strip()
    if (found := _IPTC.fullmatch(name)) or (found := _IPTC.fullmatch(f"{name}/")):
        return _ALIASES.get(found[1].lower(), found[1])
    return _ALIASES.get(name.lower(), name)


def concept_of(text: str, scheme: str | None = None) -> Concept | None:
    """The concept that a QCode, an address or a code with its scheme names; None where the text is no code.

    An eight-digit number of a scheme that is not said, or that only names IPTC, is one of IPTC's subject codes: no
    other vocabulary of news has such.

    >>> concept_of("medtop:20000002"), concept_of("http://www.wikidata.org/entity/Q42")
    (Concept(scheme='medtop', code='20000002'), Concept(scheme='wikidata', code='Q42'))
    >>> concept_of("04000000"), concept_of("http://cvx.iptc.org/iso3166-1a2/US")
    (Concept(scheme='subj', code='04000000'), Concept(scheme='iso3166-1a2', code='US'))
    """
    text = text.strip()
    if not text or len(text) > 400:
        return None
    if text.startswith("http"):
        for pattern, alias in ((_WIKIDATA, "wikidata"), (_FREEBASE, "freebase"), (_GEONAMES, "geonames")):
            if found := pattern.match(text):
                return Concept(alias, found[1])
        if (found := _IPTC.fullmatch(text)) and found[2]:
            return Concept(scheme_of(found[1]), found[2])
        return Concept(scheme_of(scheme), text) if scheme else None
    if scheme is None or scheme_of(scheme) == "subj":
        bare = text.rpartition(":")[2]
        if _OLD.fullmatch(bare) and scheme_of(text.rpartition(":")[0] or "subj") == "subj":
            return Concept("subj", bare)
    if (found := _QCODE.fullmatch(text)) and (scheme is None or scheme_of(found[1]) == scheme_of(scheme)):
        return Concept(scheme_of(found[1]), found[2])
    return Concept(scheme_of(scheme), text) if scheme else None


def media_topic(code: str) -> Subject | None:
    """The Media Topic that IPTC matches with an old subject code, "subj:04000000" or its digits; None without one.

    >>> media_topic("subj:11001000")
    Subject(scheme='medtop', code='20000598', name='defence', relevance=None)
    """
    topic = _table().by_old.get(code.strip().rpartition(":")[2])
    return Subject(scheme="medtop", code=topic, name=_table().names[topic]) if topic else None


def name_of(concept: Concept) -> str | None:
    """The English name of a Media Topic; None for other schemes and for codes that the table does not know."""
    return _table().names.get(concept.code) if concept.scheme == "medtop" else None


def wikidata_of(concept: Concept) -> str | None:
    """The item of Wikidata that IPTC matches with a Media Topic; None without one."""
    return _table().items.get(concept.code) if concept.scheme == "medtop" else None


class _Table(NamedTuple):
    names: dict[str, str]
    items: dict[str, str]
    by_old: dict[str, str]


@cache
def _table() -> _Table:
    """IPTC's Media Topics, derived by benchmarks/media_topics.py; read when the first code asks for it."""
    table = _Table({}, {}, {})
    text = resources.files("corpus.readers").joinpath("vocabularies", "media_topics.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            code, item, olds, name = line.split("\t")
            table.names[code] = name
            if item:
                table.items[code] = item
            table.by_old.update(dict.fromkeys(olds.split(), code))
    return table
