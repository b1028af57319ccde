"""Datelines: "NORTHMERE, March 3 (AP) — " at the start of a story's first paragraph, or in a field of its own."""

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


# What ends a dateline: behind a bracket or a slash nearly any mark; otherwise a dash that is no hyphen, or one with a
# blank on each side. "_" is how a dash arrives over old lines.
_CLOSE = re.compile(
    r"(?<=[)\]])[ \xa0]?[.:]?[ \xa0]?(?:[-_]{1,2}|[—–―]|= )\s*|(?<=[)\]/]):\s+|(?<=/)(?:\.\s+|[ \xa0]?[-–—]{1,2}\s*)"
    r"|\s*[—–―]\s*|\s+(?:-{1,2}|_{1,2})\s+"
)
_WIRE_OF_RELEASES = re.compile(r"([^-—()]{2,60}?)\s?--\s?\(([^()]{2,40})\)\s?--\s*")  # "NORTHMERE--(BUSINESS WIRE)--"
# Without a dash behind the agency: "NORTHMERE, Oct 7 (PTI) The weir", "Northmere (epd). Das Wehr".
_AGENCY_ALONE = re.compile(r"([^()\n]{0,60})\(([^()]{2,40})\)(?:\.?[ \xa0]+)(?=[^\W\d_a-zß-öø-ÿ]|[\"“«„‘'])")
_BRACKET = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]|/([^/()]{2,40})/")
# East Asia sets datelines without blanks: 新华社北京10月7日电, (서울=연합뉴스), 【北京共同】, [東京 7日 ロイター].
_CHINESE = re.compile(
    r"[（(【［]?(新华社|新華社|中新社|中新网|中央社|法新社|路透社|美联社|美聯社|塔斯社)([^\W\d_]{2,12}?)"
    r"(?:(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日)?[电電][）)】］]?(?:[（(][^（()）]{0,60}[）)])?\s*"
)
_KOREAN = re.compile(r"[(\[]([^()\[\]=]{1,20})=([^()\[\]=]{2,20})[)\]]\s*(?:[^=\n]{2,40}=\s*)?")
_JAPANESE = re.compile(
    r"【([^【】＝]{1,16}?)(?:[〇一二三四五六七八九十0-9０-９]{1,3}日)?\s?＝?(共同|(?:AFP|ＡＦＰ)?時事|ロイター|AFP|ＡＦＰ|ＡＰ)】\s*"
    r"|[［\[]([^［］\[\]\d]{1,20})\s(?:\d{1,2}月)?\d{1,2}日\s?(ロイター|AFP)[］\]]\s*[-–—]?\s*"
)
# Japanese newspapers name the one who sent a report beside its place: "【スカルン九日＝潮見特派員】", "【灯村＝共同】".
# Without a day or a sender a bracket is a heading: "【一月】".
_SENT = re.compile(
    r"【([^【】＝0-9０-９]{1,16}?)(?:支局)?(?:[〇一二三四五六七八九十0-9０-９]{1,3}日(?:＝([^【】＝]{1,30}))?|＝([^【】＝]{1,30}))】"
)
_CORRESPONDENT = re.compile(r"両?(?:特派員|記者)$")
_HOUSE = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ0-9０-９]|(?:新聞|社|局)$")
# Labels that newsrooms put where a dateline stands.
_NO_PLACES = frozenset(
    """
    BREAKING UPDATE UPDATED EXCLUSIVE WATCH VIDEO PHOTO PHOTOS PICTURE FILE LIVE CORRECTION CORRECTED CORRECTS OPINION
    ANALYSIS EDITORIAL REVIEW NOTE Q A LISTEN READ FACTBOX EXPLAINER INTERVIEW URGENT DEVELOPING EILMELDUNG KOMMENTAR
    TEST CLARIFICATION ADVISORY ALERT FLASH WRAPUP TIMELINE FEATURE PREVIEW SPORTS NEWS SOURCE CREDIT BY VON PAR
    """.split()
)
# Small words of dates that are also the beginning of towns: "LOS ANGELES", "LA PAZ", "DEN HAAG".
_ARTICLES = frozenset("la las le les los el al den de del da di".split())
_SMALL = frozenset(
    "de la le les lès del da do dos das di der den am an a.M. a.d. auf im in ob upon on the of el al sur sous".split()
)
# Newspapers of the German language write "Berlin - Die Regierung": without an agency only where the place is one of
# these, for "Skarn - Northmere 2:0" looks the same.
CITIES = frozenset(
    """
    Aachen Abidjan Abuja Accra Algier Algiers Amman Amsterdam Ankara Antwerpen Athen Athens Augsburg Bagdad Baghdad
    Baku Bamako Bangkok Barcelona Basel Beirut Belfast Belgrad Belgrade Berlin Bern Bielefeld Birmingham Bochum Bogotá
    Bonn Bordeaux Boston Brasília Brasilia Bratislava Braunschweig Bremen Bremerhaven Brisbane Brüssel Brussels
    Bruxelles Budapest Bukarest Bucharest Cannes Caracas Chemnitz Chicago Chişinău Colombo Cottbus Dakar Damaskus
    Damascus Darmstadt Davos Delhi Detroit Dhaka Doha Dortmund Dresden Dubai Dublin Duisburg Düsseldorf Edinburgh
    Eisenach Erfurt Erlangen Essen Flensburg Florenz Frankfurt Frankfurt/Main Frankfurt/Oder Freiburg Genf Geneva
    Genève Glasgow Göttingen Graz Halle Hamburg Hannover Harare Havanna Havana Heidelberg Heilbronn Helsinki Hongkong
    Houston Ingolstadt Innsbruck Islamabad Istanbul Izmir Jakarta Jena Jerusalem Johannesburg Kabul Kairo Cairo
    Kapstadt Karlsruhe Kassel Kathmandu Khartum Khartoum Kiel Kiew Kyjiw Kyiv Kinshasa Koblenz Köln Konstanz
    Kopenhagen Copenhagen Krakau Lagos Lausanne Leipzig Lille Lima Lissabon Lisbon Lisboa Liverpool London Lübeck
    Ludwigshafen Luxemburg Luxembourg Luzern Lyon Madrid Magdeburg Mailand Mainz Managua Manchester Manila Mannheim
    Marseille Melbourne Miami Minsk Mönchengladbach Montreal Moskau Moscow Mumbai München Münster Nairobi Neapel
    Nikosia Nizza Nürnberg Oslo Ottawa Palermo Paris Peking Beijing Philadelphia Pjöngjang Potsdam Prag Prague
    Pretoria Pristina Quito Rabat Ramallah Regensburg Reykjavik Riad Riga Rom Rome Roma Rostock Saarbrücken Salzburg
    Santiago Sarajewo Sarajevo Schwerin Seoul Shanghai Singapur Singapore Skopje Sofia Stockholm Straßburg Strasbourg
    Stuttgart Sydney Taipeh Tallinn Teheran Tehran Thessaloniki Tiflis Tirana Tokio Tokyo Toronto Toulouse Trier
    Tripolis Tripoli Tübingen Tunis Turin Ulm Vancouver Venedig Vilnius Warschau Warsaw Washington Weimar Wellington
    Wien Vienna Wiesbaden Wolfsburg Wuppertal Würzburg Zagreb Zürich Zurich
    """.split()
) | {
    "Abu Dhabi", "Buenos Aires", "Den Haag", "Hong Kong", "Kuala Lumpur", "Los Angeles", "Mexiko-Stadt", "Neu-Delhi",
    "New Delhi", "New York", "Rio de Janeiro", "San Francisco", "São Paulo", "St. Petersburg", "Tel Aviv",
    "Phnom Penh", "Addis Abeba", "St. Gallen", "Bad Homburg", "Baden-Baden",
}  # fmt: skip
_STATES = re.compile(
    r"(?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|"
    r"Tenn|Tex|Vt|Va|Wash|Wis|Wyo|Ont|Que|Alta|Man|Sask|N\.[ABCDHJMSY]|S\.[CD]|W\.Va|R\.I|D\.C|B\.C)\."
)
_SHORTEST_STORY = 80  # characters of a first paragraph with such a place
_INITIALS = re.compile(r"[A-Z]{3,6}")
_CALL_SIGN = re.compile(r"[KWC][A-Z]{2,3}")
_LONGEST = 90  # characters before the dash; "PORT VESPER, New Calder, Sept. 30 (Example News Agency)" has 56


def dateline_of(paragraph: str) -> Dateline | None:
    """The dateline that the paragraph begins with; None without one.

    A place in capitals is enough before a dash; a place in small letters needs an agency or a day. An agency alone in
    brackets, "(AP) —", names the agency. The day in a dateline is when the story was filed, not when it was published,
    and is dropped. Of "dpa/lno" the agency is the part that is one.

    >>> dateline_of("NORTHMERE, March 3 (AP) — The weir broke.")
    Dateline(place='NORTHMERE', agency='AP', end=26)
    >>> dateline_of("(ANSA) - NORTHMERE, 11 OTT - Il ponte.")
    Dateline(place='NORTHMERE', agency='ANSA', end=29)
    """
    start = paragraph[: _LONGEST + 60]
    if found := _WIRE_OF_RELEASES.match(start):
        if is_agency(found[2]) and found.end() < len(paragraph):
            return Dateline(found[1].strip(" ,"), found[2], found.end())
    elif not start[:1].isascii() or start[:1] in "[(":
        if found := _CHINESE.match(start):
            return Dateline(found[2], found[1], found.end())
        if (found := _KOREAN.match(start)) and is_agency(found[2]):
            return Dateline(found[1], found[2], found.end())
        if found := _JAPANESE.match(start):
            return Dateline(found[1] or found[3], found[2] or found[4], found.end())
    close = _CLOSE.search(start, 0, _LONGEST + 4)
    alone = _AGENCY_ALONE.match(start)
    if alone and alone.end() < len(paragraph) and not (close and close.start() <= alone.end()):
        head = _head(alone[0], is_strict=True) if _agency_among(alone[2]) else None
        return Dateline(head.place, head.agency, alone.end()) if head and head.agency else None
    if not close or close.end() >= len(paragraph):
        return None
    head = _head(start[: close.start()], is_strict=True) or _city(paragraph, close)
    if head is None:
        return None
    end = close.end()
    if head.place is None:
        # "(ANSA) - NORTHMERE, 11 OTT - ": the place may follow the agency, with a dash of its own.
        second = _CLOSE.search(start, end, end + _LONGEST)
        if second and second.end() < len(paragraph):
            more = _head(start[end : second.start()], is_strict=True)
            if more and more.place and more.agency is None and (more.had_day or more.place.isupper()):
                return Dateline(more.place, head.agency, second.end())
    elif head.agency is None and (found := re.match(r"([^.!?]{2,30})\.\s+(?=\S)", start[end:])) and is_agency(found[1]):
        return Dateline(head.place, found[1], end + found.end())  # "NORTHMERE, 7 okt - RIA Novosti. "
    return Dateline(head.place, head.agency, end)


class Sender(NamedTuple):
    """Who sent a report from where, as printed. `names` are those of people, often without the given name."""

    place: str
    byline: str | None
    names: tuple[str, ...]
    agency: str | None


def japanese_sender(paragraph: str) -> Sender | None:
    """The place and the sender in the bracket that a Japanese report begins with; None without one.

    >>> japanese_sender("【スカルン十二日＝帆足、岬田両特派員】船は動かない。")
    Sender(place='スカルン', byline='帆足、岬田両特派員', names=('帆足', '岬田'), agency=None)
    >>> japanese_sender("【スカルン＝共同】船は動かない。"), japanese_sender("【一月】")
    (Sender(place='スカルン', byline=None, names=(), agency='共同'), None)
    """
    found = _SENT.match(paragraph)
    if not found:
        return None
    sender = found[2] or found[3]
    if not sender:
        return Sender(found[1], None, (), None)
    if is_agency(sender) or sender.endswith(("共同", "時事", "通信")):
        return Sender(found[1], None, (), sender)
    names = re.split("[、・]", _CORRESPONDENT.sub("", sender))
    if any(_HOUSE.search(name) or not name for name in names):
        return Sender(found[1], sender, (), None)
    return Sender(found[1], sender, tuple(names), None)


def _city(paragraph: str, close: re.Match[str]) -> _Head | None:
    """A city before a dash with blanks, and a paragraph behind it that is long enough for one of a story."""
    text, behind = paragraph[: close.start()].strip(), paragraph[close.end() : close.end() + 30]
    is_dash = close[0] != close[0].strip() and len(paragraph) >= _SHORTEST_STORY
    if not is_dash or _CLOSE.search(behind) or not (behind[:1].isupper() or behind[:1] in "\"“„«‘'»"):
        return None
    is_known = text in CITIES or all(part.strip() in CITIES for part in text.split("/"))
    return _Head(text, None, had_day=False) if is_known else None


def place_of(text: str) -> str | None:
    """The place that a dateline in a field of its own names, as printed.

    None where it is a time, only a day, only an agency, or nothing that could be a place.

    >>> place_of("NORTHMERE, March 14 2013"), place_of("Northmere (dpa) - "), place_of("Northmere, Calder")
    ('NORTHMERE', 'Northmere', 'Northmere, Calder')
    >>> place_of("4/4/2018"), place_of("2014-07-17 00:24:11 GMT+00:00"), place_of("AP")
    (None, None, None)
    """
    text = " ".join(text.split())
    if not text or len(text) > 200:
        return None
    try:
        _dates.moment(text, order="dmy")
    except ValueError:
        pass
    else:
        return None
    if (found := dateline_of(f"{text} x")) and found.end == len(text) + 1 and found.place:
        return found.place  # one that is all there, with its dash
    heads = [head for piece in _CLOSE.split(f"{text} ") if (head := _head(piece, is_strict=False)) and head.place]
    dated = [head for head in heads if head.had_day]
    return (dated or heads)[0].place if heads else None


class _Head(NamedTuple):
    place: str | None
    agency: str | None
    had_day: bool


def _head(text: str, *, is_strict: bool) -> _Head | None:
    """What stands before the dash; None where it is no dateline. Not strict: the text is known to be one."""
    text = text.strip(" =\xa0")
    agency: str | None = None
    brackets = list(_BRACKET.finditer(text))
    if brackets and not text[brackets[-1].end() :].strip(" .,"):
        agency, text = (brackets[-1][1] or brackets[-1][2]).strip(), text[: brackets[-1].start()]
        text = re.sub(r",\s[0-3]?\d\.?\s*$", "", text)  # "NORTHMERE, 17 (Reuters/EP)": a day of this month
    text, had_day = _without_day(text)
    if agency is None and (bare := _agency_at_end(text)):
        agency, text = bare, text[: -len(bare)]
        text, had_day_before = _without_day(text)
        had_day = had_day or had_day_before
    elif agency is not None:
        named = _agency_among(agency)
        is_dated = had_day and len(agency.split()) <= 4 and agency[0].isupper() and not any(c.isdigit() for c in agency)
        if named:
            agency = named
        elif _INITIALS.fullmatch(agency) and (is_dated or text[:3].isupper()):
            # A broadcaster puts its own call sign there: it is no agency.
            agency = None if _CALL_SIGN.fullmatch(agency) else agency
        elif not is_dated and is_strict:
            return None
        elif not is_dated:  # "Frankfurt (Oder)", but "NORTHMERE (BC-WEIR-QPA)"
            text, agency = text.strip() if agency.isupper() else f"{text.strip()} ({agency})", None
    text = text.strip(" ,;-–—\xa0")
    text = text.removesuffix(".") if text.count(".") == 1 and text.endswith(".") and not _is_short(text) else text
    if not text:
        return _Head(None, agency, had_day) if agency else None
    if agency is None and "/" in text and is_agency(text.rpartition("/")[2].strip()):  # NORTHMERE/dpa
        text, _, agency = (part.strip() for part in text.rpartition("/"))
    if not is_strict:
        return _Head(text if _could_be_place(text) else None, agency, had_day)
    if not _is_place(text, is_strict=agency is None and not had_day):
        return None
    return _Head(text, agency, had_day)


def _is_short(text: str) -> bool:
    """Whether the last word is one that is printed short, with its point: "Pa.", "Mass.", "D.C."."""
    return "," in text and len(text.rpartition(",")[2].strip()) <= 7


def _agency_among(text: str) -> str | None:
    """The agency in the brackets of a dateline: all of it, or the parts that are agencies of "dpa/lno", "tca/dpa"."""
    if is_agency(text) or (text.islower() and len(text) <= 4 and is_agency(text.upper())):  # "sda", "apa"
        return text
    known = [part for piece in re.split(r"[/,]| und | and | et ", text) if is_agency(part := piece.strip())]
    return "/".join(known) if known else None


def _agency_at_end(text: str) -> str | None:
    """The agency without brackets that ends a head: "SKARN, Nov 26 AFP", "SKARN. March 3. INTERFAX"."""
    words = text.strip(" .,").split()
    for count in (1, 2, 3):
        name = " ".join(words[-count:])
        if len(words) >= count and name[:1].isupper() and is_agency(name) and text.strip(" ").endswith(name):
            return name if len(words) > count else None
    return None


def _without_day(head: str) -> tuple[str, bool]:
    """The head without a day or weekday at its end or its beginning: "March 3", "3 March 2024", "lunes, 4 ene"."""
    had_day = False
    words = head.split()
    if words and re.fullmatch(r"[0-3]?\d/[01]?\d[.,]?", words[-1]):  # "NORTHMERE 03/10 (BELGA)"
        words, had_day = words[:-1], True
    if any(c.isdigit() for c in head):
        for count in range(min(5, len(words)), 0, -1):
            if _dates.is_day(" ".join(words[-count:]).strip(" ,.;")):
                words, had_day = words[:-count], True
                break
            if _dates.is_day(" ".join(words[:count]).strip(" ,.;")):
                words, had_day = words[count:], True
                break
    # Short weekdays are also the short names of states: "Mo.", "Sun".
    while len(words) > 1 and len(words[-1]) >= 5 and _dates.is_around(words[-1]) and words[-2].endswith((",", ".")):
        words, had_day = words[:-1], True  # "NORTHMERE, Monday (Reuters)"
    return " ".join(words).strip(" ,"), had_day


def _could_be_place(text: str) -> bool:
    if (
        _dates.is_around(text)
        or any(c.isdigit() for c in text)
        or any(c in text for c in ':;!?"“”@')
        or len(text.split()) > 9
        or is_agency(text)
    ):
        return False
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 2 and (letters[0].isupper() or letters[0].lower() == letters[0].upper())


def _is_place(text: str, *, is_strict: bool) -> bool:
    first, *rest = [part.strip() for part in text.split(",")]
    words = first.split()
    if (
        not 1 <= len(words) <= 5
        or len(rest) > 2
        or any(c in text for c in ':;!?"“”()')
        or any(c.isdigit() for c in text)
    ):
        return False
    if first.upper() in _NO_PLACES or words[0].upper() in _NO_PLACES:
        return False
    if _dates.is_around(words[0]) and not (len(words) > 1 and words[0].lower() in _ARTICLES):
        return False
    if not all(part and part[0].isupper() and len(part.split()) <= 4 for part in rest):
        return False
    if is_agency(text) or is_agency(first):
        return False
    letters = [c for c in first if c.isalpha()]
    if is_strict and len(rest) == 1 and _STATES.fullmatch(rest[0]) and _is_capital(words[0]):
        return True  # "Port Vesper, Mass."
    if is_strict:
        return len(letters) >= 3 and all(c.isupper() for c in letters)
    # Names of towns keep a small particle: "LOS ANGELES", but "RIO de CALDER". Some scripts have no capitals.
    return _is_capital(words[0]) and all(_is_capital(word) or word in _SMALL for word in words[1:])


def _is_capital(word: str) -> bool:
    return word[0].isupper() or word[0].lower() == word[0].upper()
