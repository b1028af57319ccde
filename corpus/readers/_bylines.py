"""Bylines: who is credited in a line like "By Ann Example and Bo Beispiel, Example News Agency"."""

from __future__ import annotations

import functools
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
    r"^(?:(?:story|words|text|texte|texto|written|reported|report|reporting|analysis|opinion|comment|review|interview|"
    r"compiled|edited|article|an analysis|exclusive) )?(?:by|von|par|por|propos recueillis par|di|door|av|af|przez|"
    r"(?:autor(?:in|en|es|a)?|auteure?|autore|authors?|автор[ы]?|текст|byline)(?=\s*:)|"
    r"texto|беседовал[аи]?|بقلم|كتب|كتبت|إعداد)(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)
# Words that open a byline but also sentences: taken off only where a line is read as a byline.
_SOFT_LEAD = re.compile(
    r"^(?:from|oleh|от|yazan|(?:text|texte|testo|tekst|teksti|haber|written|words|interview|entretien|entrevista|"
    r"intervista|protokoll)(?=\s?:))\s?:?\s+",
    re.IGNORECASE,
)
_OUR_CORRESPONDENT = re.compile(
    r"^(?:(?:from|de|da|dal|dalla|von|van) )?"
    r"(?:our|notre|nos|nostr[oaie]|nuestr[oa]s?|noss[oa]s?|onze|unser(?:e[mnr]?)?) "
    r"(?:own )?(?:correspondent|correspondante?|corrispondente|inviat[oa]|envoyée?|enviad[oa]|corresponsal|"
    r"korrespondent(?:in|en)?|reporter(?:in)?)(?: (?:special[ei]?|spéciale?|especial))?"
    r"(?: (?:à|a|in|en|em|aus|da) [^\W\d_][\w-]{0,30})?\s?[,:]?\s+",
    re.IGNORECASE,
)
# What follows in a byline on those who did not write: "; Editing by Bo Beispiel", "; Fotos: Bo Beispiel".
_OTHERS = re.compile(
    r"\s*[;,.|(]?\s*\b(?:(?:additional|further|with additional) (?:reporting|research|writing)|editing|edited|edition|"
    r"production|photos?|photograph(?:s|y|ed)|fotos?|bilder|illustrations?|graphics?|video|redaktion|édité|editado|edição|"
    r"traduction|translat(?:ed|ion))(?:\s+(?:by|von|par|por|de)\s|\s?:\s).*$",
    re.IGNORECASE,
)
_PRODUCTION = re.compile(
    r"[(\[]?\s?(?:(?:additional|further|with|con|con información|mit)? ?(?:reporting|editing|writing|written|compiled|"
    r"edited|reported|graphics?|research|translation|translated|produced)\b[^.;]{0,60}? by\b|"
    r"(?:reportage|rédaction|édité|rédigé|version française)\b[^.;]{0,40}? (?:par|de)\b|"
    r"(?:reporte|reportaje|información|editado|editada|redacción|escrito)\b[^.;]{0,40}? (?:por|de)\b|"
    r"(?:reportagem|edição|editado|redação|texto)\b[^.;]{0,40}? (?:por|de)\b|"
    r"(?:bericht|geschrieben|redigiert|mitarbeit|bearbeitet|zusammengestellt)\b[^.;]{0,40}? von\b|"
    r"(?:a cura|scritto|editing)\b[^.;]{0,40}? (?:di|da)\b|"
    r"(?:editing|redaktion|bearbeitung|redazione|rédaction|edición)\s?:)",
    re.IGNORECASE,
)
# The joining words in small letters or in capitals throughout: the "E" of "Ann E Example" is none.
_AND = r"(?:and|And|AND|with|With|WITH|und|UND|mit|et|ET|avec|y|e|con|og|och|en|dan|ve|и)"
_PARTS = re.compile(rf"\s*(?:,\s*{_AND}\s|[|/•·;،]|,|\s[–—-]\s|&|\s{_AND}\s)\s*")
_PLACED = re.compile(r"\s(?:in|at|reporting from|reports from|from|à|aus|en|em)\s+[A-ZÀ-Þ]\S*(?:\s\S+){0,4}$")
# "Ann Example for the Example Times"
_COMMISSION = re.compile(
    r"\s(?:(?:for|FOR|for the|FOR THE|/ ?FOR THE|für|pour|para|voor|för)\s[A-Z].*|[Ss]pecial (?:to|for)\b.*"
    r"|SPECIAL TO\b.*)$"
)
_FOR_AGENCY = re.compile(r"(.{3,60}?)\s(?:for|FOR|für|pour|para|voor|för)\s(.{2,60})")
_TITLES = re.compile(r"^(?:(?:Dr|Prof|Mr|Mrs|Ms|Sir|Dame|Rev|Lt|Capt|Sgt)\.?\s+)+", re.IGNORECASE)
_SUFFIX = re.compile(r",\s+(Jr|Sr|II|III|IV)\b(\.?)")
_DESK = re.compile(
    r"\b(?:staff|desk|newsroom|newsdesk|editorial board|editors|bureau|team|wire reports|wire services|"
    r"news services|reporters|agencies|agences|agencias|agenturen|agenzie|"
    r"our correspondents?|a correspondent|correspondents|redaktion|rédaction|redacción|redazione|redação|redactie|"
    r"редакция|web editor|wires)\b",
    re.IGNORECASE,
)
_AGENCIES_UNNAMED = re.compile(r"(?:news )?(?:agencies|agences|agencias|agenturen|agenzie|wires)", re.IGNORECASE)
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
_BROADCASTER = re.compile(
    r"(?:MDR|NDR|WDR|SWR|BR|RBB|HR|ZDF|ARD|ORF|SRF|RTS|RSI|BBC|CNN|NBC|ABC|CBS|NPR|RTL|RAI|NOS|NRK|SVT)\b"
)
_PARTICLES = frozenset(
    "van von der den de del della di da dos das du la le los las y zu zum zur af av el al bin ibn ten ter te vom i "
    "mac bint abu ben auf dem ap ní nic vander vande".split()
)
_NAME_PART = re.compile(
    r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž]['’.]?)?[A-ZÀ-ÖØ-ÞĀ-Ža-zß-öø-ÿā-ž][\w’'.-]*|[A-Z]\.(?:[A-Z]\.)*|[\u0370-\uffff]{2,}"
    r"|[\u0400-\u04ff]\.(?:[\u0400-\u04ff]\.)*"
)
# "al-Example", "d'Example", "’t Example": a capital behind a small beginning.
_JOINED_PARTICLE = re.compile(r"(?:al|el|ad|an|as|ash|at|az|ul|d|dell|l|o|t|s|van|ben)[-'’][A-ZÀ-Þ]\w.*|['’]t")
_NO_FIRST = frozenset("the a an from by special our der die das il".split())
# Where a place of two words goes on after a comma: "in Northmere, New Calder, and Bo Beispiel in Skarn".
_REGION_FIRST = frozenset(
    """
    New North South East West Northern Southern Western Eastern Central San Santa Los Las Saint St. Port Fort El United
    Hong Saudi Sri Costa Puerto Rhode District British Nova Sierra Burkina Papua Great Czech Dominican Bosnia
    """.split()
)
# Where a writer is, set behind the name without an "in": "Ann Example, New York, and Bo Beispiel, Hong Kong".
_PLACE_OF_TWO = re.compile(
    r"New (?:York|Delhi|Orleans|Zealand|Jersey|Mexico|Hampshire)|Los Angeles|Las Vegas|"
    r"San (?:Francisco|Diego|Jose|Juan|Antonio|Salvador)|Santa (?:Fe|Cruz|Monica)|Hong Kong|Kuala Lumpur|Tel Aviv|"
    r"Buenos Aires|S[aã]o Paulo|Mexico City|Cape Town|Addis Ababa|Abu Dhabi|St\.? (?:Louis|Petersburg|Paul)|"
    r"Phnom Penh|Port Moresby|Sri Lanka|South Africa|(?:North|South) (?:Korea|Carolina|Dakota)|Saudi Arabia|West Bank|"
    r"West Virginia|Costa Rica|Puerto Rico|El Salvador|(?:Salt Lake|Kansas|Oklahoma) City|Baton Rouge|Den Haag|"
    r"The Hague|United (?:States|Nations|Kingdom)",
    re.IGNORECASE,
)
_REPORTS = re.compile(r"(.{5,60}?) (?:reports?|writes|explains|investigates|reporting)\b.{0,80}")
_CONTACT = re.compile(
    r"\S{0,64}@\S{0,120}|https?://\S*|\bwww\.\S*|\b(?:twitter|facebook|x)\.com/\S*"
    r"|\(?\b\d{3}\)?[ .-]\d{3}[ .-]?\d{4}\b|\b555-\d{4}\b"
)
_SIGN = re.compile(r"[A-ZÄÖÜ]{2,4}|[a-zäöüß]{1,4}(?:[/-][a-zäöüß]{1,4}){0,5}")
_SLUG = re.compile(r"[a-z]+[a-z0-9]*[-_.0-9][a-z0-9._-]*")
_PICTURES = re.compile(
    r"(?:photos?|fotos?|pictures?|photograph(?:s|y|er)|bild(?:er)?|video|illustrations?|graphics?)", re.IGNORECASE
)

# East Asia: names without blanks, the trade before or behind them. `re` compiles the two that are plain strings when a
# byline first needs them: ranges of thousands of letters take as long as all else here.
_EAST = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
_EAST_ROLE = re.compile(
    r"(?:本报|本報|本刊|本网|特约|特約|实习|實習|见习|見習)?(?:记者|記者|编辑|編輯|作者|撰文|編譯|编译|通讯员|特派員|論説委員|編集委員)\s?[:/]?"
    r"|(?:^|(?<=\s))[图圖]?文\s?[:/・·]|(?:报道|報道|報導|摄影|攝影)$"
    r"|\s?(?:인턴|선임|수습|전문)?\s?(?:기자|특파원|논설위원|에디터|통신원)(?=$|[\s,/·=)\]])|(?:^|(?<=\s))글\s?[:/·]"
)
_EAST_NAME = r"[\u3400-\u9fff]{2,4}|[\uac00-\ud7a3]{2,4}|[\u3040-\u30ff\u3400-\u9fff]{2,8}"
_EAST_DESK = re.compile(r".{1,12}(?:编辑部|編集部|編輯部|组|組|部|室|取材班|팀|부|국)")


def strip_lead(line: str) -> str | None:
    """What follows the "By" of a byline; None where the line has none."""
    found = _LEAD.match(line)
    return line[found.end() :].strip() if found else None


def is_production(line: str) -> bool:
    """Whether a line says who helped to make a story ("(Reporting by …; Editing by …)"): a note, and no byline.

    >>> is_production("(Additional reporting by Mara Lind; Editing by Bo Halse)"), is_production("By Mara Lind")
    (True, False)
    """
    return len(line) <= 600 and _PRODUCTION.match(line) is not None


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
    if not 2 <= len(parts) <= 5 or len(text) > 60 or any(c.isdigit() for c in text):
        return False
    if parts[0].lower() in _NO_FIRST or not (_is_capital(parts[-1]) or _is_generation(parts[-1])):
        return False
    return all(_NAME_PART.fullmatch(p) and (_is_capital(p) or p.lower() in _PARTICLES) for p in parts)


def _is_capital(part: str) -> bool:
    """Whether a part of a name begins with a capital, behind a small particle too, or is of a script without any."""
    return part[0].isupper() or part[0].lower() == part[0].upper() != "'" or bool(_JOINED_PARTICLE.fullmatch(part))


def _is_generation(part: str) -> bool:
    return part.lower().strip(".") in {"jr", "sr", "ii", "iii", "iv"}


def parse(line: str, *, is_stated: bool = False) -> Byline:
    """The credits of a byline, typed; titles, roles, places, addresses and the names of newspapers are no credits.

    A line without "By" is read as the list of names that it is. "Example, Ann" is one person where nothing but a lone
    family name stands before the comma, and "Example, Ann; Beispiel, Bo" are two. Who edited or took the pictures is no
    author. With `is_stated` the source says that it is a byline: then initials are a desk, and several given names
    alone are persons.

    >>> parse("By Mara Lind and Bo Halse in Northmere, Reuters").authors[1:]
    (Author(name='Bo Halse', kind='person'), Author(name='Reuters', kind='agency'))
    """
    return _known(line, is_stated) if len(line) <= 200 else _parse(line, is_stated)


def _parse(line: str, is_stated: bool) -> Byline:
    text = (one_line(_CONTACT.sub(" ", line[:2000])) or "").strip(" -–—")
    text = re.sub(r"(?<=\w)\(", " (", text)  # "ANN EXAMPLE(Text und Fotos)"
    stripped = strip_lead(text)
    if stripped is None and (soft := _SOFT_LEAD.match(text)):
        stripped = text[soft.end() :]
    text = text if stripped is None else stripped
    if len(others := _OTHERS.sub("", text)) >= 3:
        text = others
    text = _SUFFIX.sub(r" \1\2", _OUR_CORRESPONDENT.sub("", text))
    if is_agency(text):
        return Byline((Author(name=text.strip(" .,()[]"), kind="agency"),), text.strip(" .,()[]"))
    if not text.isascii() and re.search(_EAST, text):
        return _byline(_eastern(text))
    if inverted := _inverted(text):
        return Byline(inverted, None)
    authors: list[Author] = []
    pieces = [
        p.strip(" .()[]:,_") if p.count(".") == 1 and not _is_generation(p.split(" ")[-1]) else p.strip(" ()[]:,_")
        for p in _PARTS.split(text)
    ]
    was_placed = False
    for piece in pieces:
        if was_placed and piece.split(" ")[0] in _REGION_FIRST:
            continue
        piece = strip_lead(piece) or piece  # "By Ann Example; Compiled by Bo Beispiel"
        was_placed = _PLACED.search(piece) is not None
        bracket = re.fullmatch(r"(.+?) \(([^()]*)\)?", piece)
        if bracket and _PICTURES.fullmatch(bracket[2].strip()):
            continue
        for part in [bracket[1], bracket[2]] if bracket else _with_agency(piece):
            author = _author(part, is_alone=len(pieces) == 1 and stripped is not None)
            if author and author not in authors:
                authors.append(author)
    if not authors and is_stated:
        authors = _stated(text, pieces)
    if not authors and text and (_DESK.search(text) or (_HOUSE.search(text) and len(text.split()) <= 6)):
        authors.append(Author(name=text, kind="desk"))
    return _byline(authors)


def _byline(authors: list[Author]) -> Byline:
    """The credits without desks where there are persons: in "Mara Lind, staff writer" the desk is her place."""
    if any(a.kind == "person" for a in authors):
        authors = [a for a in authors if a.kind != "desk"]
    elif len(authors) > 1:  # "Staff and agencies"
        authors = [a for a in authors if not _AGENCIES_UNNAMED.fullmatch(a.name)] or authors[:1]
    return Byline(tuple(authors), next((a.name for a in authors if a.kind == "agency"), None))


_known = functools.lru_cache(maxsize=4_096)(_parse)  # a dump credits the same people over and over


def from_names(names: Iterable[str]) -> Byline:
    """The credits of a list of names from a field that holds authors, where each entry is a credit of its own.

    Initials are a desk; the name of an account ("mara-lind2") and the address of a page are no names.
    """
    authors: list[Author] = []
    agency = None
    for name in names:
        if re.match(r"https?://|www\.", name.strip()) or _SLUG.fullmatch(name.strip()):
            continue
        found = parse(name, is_stated=True)
        if not found.authors and (text := one_line(_CONTACT.sub(" ", name[:2000]))) and len(text) <= 80:
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
    if (
        len(words) >= 3
        and _ROLE.fullmatch(words[0])
        and is_name(rest := " ".join(words[1:]))
        and not _ROLE.search(rest)
    ):
        return Author(name=_cased(rest), kind="person")  # "Correspondent Mara Lind"
    if _DESK.search(piece) and len(words) <= 6:
        return Author(name=piece, kind="desk")
    if _ROLE.search(piece) or _HOUSE.search(piece):
        if is_agency(words[0]) and _ROLE.search(words[-1]):  # "AP Sports Writer"
            return Author(name=words[0], kind="agency")
        return _before_house(words)
    if len(words) >= 3 and _BROADCASTER.fullmatch(words[-1]) and is_name(rest := " ".join(words[:-1])):
        return Author(name=_cased(rest), kind="person")  # "Ann Example CNN"
    if _PLACE_OF_TWO.fullmatch(piece) or _BROADCASTER.match(piece):
        return None
    if is_name(piece):
        return Author(name=_cased(piece), kind="person")
    if is_alone and len(words) == 1 and piece[0].isupper() and len(piece) > 2 and piece.isalpha():
        return Author(name=_cased(piece), kind="person")
    return None


def _stated(text: str, pieces: list[str]) -> list[Author]:
    """The credits of a byline that names nobody in full: initials, or several given names."""
    if _SIGN.fullmatch(text.strip(" .()[]")):
        return [Author(name=text.strip(" .()[]"), kind="desk")]
    if (found := _REPORTS.fullmatch(text)) and is_name(found[1]):  # "Ann Example reports"
        return [Author(name=_cased(found[1]), kind="person")]
    given = [p for p in pieces if p]
    if len(given) >= 2 and all(re.fullmatch(r"[^\W\d_a-z][^\W\d_]{1,20}", p) and not p.isupper() for p in given):
        return [Author(name=p, kind="person") for p in dict.fromkeys(given)]
    return []


def _inverted(text: str) -> tuple[Author, ...]:
    """The persons of "Example, Ann", "Example, Ann; Beispiel, Bo, Jr"; none where it is no such list."""
    pieces = [p.strip(" .") for p in re.split(r"\s?;\s?", text.strip(" ;"))]
    if len(pieces) == 1:
        pieces = [p.strip(" .") for p in re.split(r"\s(?:and|und|et|y|e|&)\s", text)]
    if any(p.count(",") != 1 for p in pieces):
        return ()
    authors = []
    has_lone_family = False
    for piece in pieces:
        family, given = (part.strip() for part in piece.split(","))
        words = family.split()
        bare = [word for word in words if word.lower() not in _PARTICLES]
        has_lone_family = has_lone_family or len(bare) == 1
        generation = ""
        if _is_generation(words[-1] if words else ""):
            family, generation = " ".join(words[:-1]), f" {words[-1]}"
        elif given.split() and _is_generation(given.split()[-1]):
            given, generation = " ".join(given.split()[:-1]), f" {given.split()[-1]}"
        name = f"{given} {family}"
        given_words = given.split()
        is_short = 1 <= len(given_words) <= 2 and (len(given_words) == 1 or len(pieces) > 1 or len(given_words[1]) <= 2)
        if (
            not is_short
            or not is_name(name)
            or is_agency(family)
            or is_agency(given)
            or _HOUSE.search(name)
            or _ROLE.search(name)
        ):
            return ()
        authors.append(Author(name=_cased(name) + generation, kind="person"))
    return tuple(dict.fromkeys(authors)) if has_lone_family and (len(pieces) > 1 or " " not in family) else ()


def _eastern(text: str) -> list[Author]:
    """The credits of a byline in Chinese, Japanese or Korean."""
    bare = _EAST_ROLE.sub(" ", text.rpartition("=")[2].strip(" ()[]【】（）"))
    has_role = bare.strip() != text.strip()
    parts = [p for p in re.split(r"[、·・,，/／;；&()（）\s]+", bare) if p]
    if not has_role and len(parts) == 2 and all(len(p) <= 3 and re.match(_EAST, p) for p in parts):
        return [Author(name=" ".join(parts), kind="person")]  # a Japanese name is printed with a blank as well
    authors: list[Author] = []
    for part in parts:
        if is_agency(part):
            author = Author(name=part, kind="agency")
        elif _EAST_DESK.fullmatch(part) and len(part) > 3:
            author = Author(name=part, kind="desk")
        elif re.fullmatch(_EAST_NAME, part):
            author = Author(name=part, kind="person")
        else:
            continue
        if author not in authors:
            authors.append(author)
    return authors


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
    """The parts of a credit like "Ann Example Associated Press" or "AP Business Writer"; any other as it is."""
    words = piece.split()
    if agency := _agency_of_role(words):
        return [agency]
    if (found := _FOR_AGENCY.fullmatch(piece)) and is_agency(found[2]):  # "Ann Example for The Associated Press"
        return [found[1], found[2]]
    for count in (2, 3, 4):
        name, rest = " ".join(words[:count]), words[count:]
        agency = " ".join(rest) if is_agency(" ".join(rest)) else _agency_of_role(rest)
        if agency and is_name(name) and not is_agency(name) and not _HOUSE.search(name):
            return [name, agency]
    return [piece]


def _agency_of_role(words: list[str]) -> str | None:
    """The agency in "Press Association Political Correspondent"."""
    for count in (3, 2, 1):
        agency, role = " ".join(words[:count]), words[count:]
        if role and len(role) <= 4 and _ROLE.search(" ".join(role)) and is_agency(agency):
            return agency
    return None


def _cased(name: str) -> str:
    """A name printed in capitals as it is written elsewhere; any other as it stands.

    >>> _cased("MARA O'DELL-MCKAY"), _cased("BO McLIND III"), _cased("J. D. Lind"), _cased("Mara LIND")
    ("Mara O'Dell-McKay", 'Bo McLind III', 'J. D. Lind', 'Mara Lind')
    """
    words = name.split()
    # What is small within capitals: particles, and the second letter of "McLIND", "MacLIND".
    bare = [re.sub(r"\b(?:Mc|Mac)(?=[A-Z])", "", w) for w in words if w.lower() not in _PARTICLES or w.isupper()]
    letters = [c for c in "".join(bare) if c.isalpha()]
    is_long = len(letters) >= 5 or sum(len(w) >= 2 and w.isalpha() for w in words) >= 2
    if not letters or not is_long or not all(c.isupper() for c in letters):
        # One of the names in capitals: "MARA Lind", "Mara LIND".
        return " ".join(_capital(w.lower()) if len(w) >= 4 and w.isalpha() and w.isupper() else w for w in words)
    cased = []
    for word in words:
        low = word.lower()
        if low in _PARTICLES and len(low) > 1 and len(words) > 2 and not word.startswith(("Mc", "Mac")):
            cased.append(low)
        elif _is_generation(word):
            cased.append(word.title() if low.startswith(("j", "s")) else word)
        elif found := re.match(r"(Mc|Mac)(?=[A-Z])", word):
            cased.append(found[0] + _capital(low[found.end() :]))
        else:
            cased.append(_capital(low))
    return " ".join(cased)


def _capital(low: str) -> str:
    low = re.sub(r"(?:^|[-'’.])[^\W\d_]", lambda m: m[0].upper(), low)
    return re.sub(r"(?<=\bMc)[a-z]", lambda m: m[0].upper(), low)
