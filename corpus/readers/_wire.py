"""What news agencies set around the paragraphs of a story, and what of it is the story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from corpus.readers import _bylines, _dates, _story
from corpus.readers._agencies import is_agency
from corpus.readers._datelines import dateline_of
from corpus.text import fold


class WireText(NamedTuple):
    """A wire story taken apart; each part in its order, as printed.

    `paragraphs` are the story's. `byline` stood above it and was not given otherwise. `notes` are for editors and
    readers, `corrections` say what was wrong, `rights` are copyright lines; `left_out` is what ends or parts a text
    ("ends", "___") and the codes of those who sent it.
    """

    paragraphs: tuple[str, ...]
    byline: str | None
    notes: tuple[str, ...]
    corrections: tuple[str, ...]
    rights: tuple[str, ...]
    left_out: tuple[str, ...]


_Part = Literal["notes", "corrections", "rights", "left_out"]

_LONGEST = 500  # characters of a paragraph that may be none of the story
# Lines that part or end a text wherever they stand.
_RULE = re.compile(r"-0-|-?30-|(?:# ?){2,8}|(?:[*•·~] ?){2,8}|[_=—–-]{1,80}")
_END = re.compile(
    r"[(（\[/*–—\s-]{0,3}(?:ends?|Ends?|END(?:S|E|IT)?|END ITEM|Ende|FIN|FINE|SLUT|MORE|more|"
    r"[Mm]ore to (?:come|follow)|[Mm]ehr folgt|à suivre|完|了|终|끝)[)）\]/*–—\s-]{0,3}"
    r"|[\w.+-]{1,64}@[\w.-]{3,80} \(END\)|Seguir leyendo\.?|Leer más\.?|Lire la suite\.?|"
    r"Please allow a moment for the ?live ?blog ?to load\.?"
    r"|ENDS\.|\W{0,2}\(END\).{0,60}|Keywords?: .{2,200}"
)
_END_OF_LAST = re.compile(
    r"(?<=[.!?…\"”’»)\]。」])\s{1,40}"
    r"(?:REUTERS?|Reuter|ENDS?|Ends|ends|-0-|###|-30-|\((?:END|ENDS|more|MORE|end|ends)\)|\(([^()]{2,30})\)\.?"
    # An agency and who sent it: "PTI ABC DEF", "--IANS", "/ritzau/", "EFE abc/de"
    r"|(?:--? ?|/)?([A-Z]{2,5}|ritzau|dpa)/?(?:[ /][A-Z]{2,4}|[ /][a-z]{2,4}){0,4})$"
    r"|\s?[（(](?:完|了|终|끝)[）)]$"
)
_INITIALS = re.compile(r"[a-zäöüåéø]{2,4}(?:/[a-zäöüåéø]{2,4}){1,6}/?")  # of those who wrote and edited: "ml/bh/ir"
# An agency, and initials and numbers behind it: "dpa abc xx yyno", "AAP TV ml", "AFP bh".
_SIGNED_AGENCY = re.compile(r"\W{0,4}([^\W\d_][\w.-]{1,12})((?:[ /][a-zA-Z0-9äöüåéø]{1,5}){0,6})\W{0,3}")
_SENT_BY = re.compile(r"[A-Z]{2,3}")
_AGENCIES_AS_NAMES = frozenset("Reuters Reuter Bloomberg Xinhua Interfax Kyodo Yonhap Belga Lusa".split())
_FOR_EDITORS = re.compile(
    r"\(?(?:Eds|EDS)\s?[:.,]|EDITORS?(?:[’':,]| ?[_–—-])|\(?Editor[’']?s[’']? [Nn]ote\b|"
    r"ATTENTION\b.{0,30}\b(?:EDITORS?|DESKS?)\b|Aviso a los editores|Achtung,? (?:die )?Redaktion|\(Achtung\b|"
    r"Hinweise? (?:an die|für die) Redaktion|Redaktionelle[rn]? (?:Hinweise?|Anmerkung)|"
    r"Bitte beachten Sie (?:die|folgende|den) (?:Sperrfrist|Hinweise?)|"
    r"(?:AP|EDS) (?:Photos?|Video|Graphics?|Audio)\b[A-Z0-9, ]{0,120}[.<]?$|\*{3} .{3,200}\*{3}$|\(\(.{3,400}\)\)$|"
    r"\((?:Adds?|Updates?|Recasts?|Rewrites?|Writes through|Refiles?|Repeats?|Releads?|Inserts?|Deletes?|Changes?|"
    r"Fixes?)\b[^()]{2,300}\)\.?$|\(ATTN\b|updates? \d{1,2}:\d\d ?[ap]?\b.{0,100}$|"
    r"\((?:Agrega|Actuali[sz]a|Añade|Amplía|Repite|Modifica|Actualisé|Avec précisions|Ajoute|Répétition|Atualiza|"
    r"Texto atualizado|Acrescenta|Repete|Aktualisiert|Ergänzt|Neu:|Aggiorna|Aggiunge)\b[^()]{2,300}\)\.?$|"
    r"\(?This (?:story|article|report) has been refiled\b"
)
# What a provider sets under each of its texts.
_BOILERPLATE = re.compile(
    r"\(?This (?:story|article|report) (?:was|is|has been|has) (?:not been )?(?:generated|auto-?generated|"
    r"automatically|edited by)\b"
)
_IN_CAPITALS = re.compile(r"\([A-Z][A-Z ,/-]{14,120}\)")  # at the head: "(SHORT VERSION - NO SOUND)"
_EMBARGO = re.compile(
    r"\W{0,3}(?:embargo(?:ed)? (?:until|till|bis|jusqu|hasta|fino)\b|embargoed (?:to|for)\b|embargo\s?:|sperrfrist\b|"
    r"sous embargo\b|bajo embargo\b|nicht zur veröffentlichung vor\b|"
    r"not for (?:publication|release|use|broadcast)\b.{0,60}\b(?:before|until|till|prior)\b)",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"(?:\((?:Corrects?|CORRECTS?|Corrected|CORRECTED|Korrigiert|Berichtigt|Corrige|Corrigé|Corregge|Rettet)\b|"
    r"(?:CORRECTS|CORRECTED|BERICHTIGUNG|Berichtigung|KORREKTUR|RECTIFICATIF|CORRECCIÓN|RETTELSE|OIKAISU)\s?:|"
    r"\(?This (?:version|story|article|report)\b.{0,40}\bcorrects\b).{2,400}$"
)
_REACH = re.compile(
    r"(?:[A-ZÀ-Þ][\w’'.-]{0,20} ){1,4}(?:can be (?:reached|contacted)|is on (?:Twitter|Facebook))\b.{0,200}$"
    r"|(?:Follow|Contact|Reach|E-?mail|For (?:more|further) information)\b.{0,160}"
    r"(?:@\w|https?://|\bwww\.|\w\.(?:com|org|example)\b).{0,120}$"
    r"|(?:Media contacts?|Press contacts?|Contacts?|Kontakt|Pressekontakt|Ansprechpartner(?:in)?|Rückfragehinweis|"
    r"Tel\.?|Telefon|Phone|E-?mail|Fax)(?: [\w./-]{1,15}){0,2}\s?:.{0,200}$"
    r"|(?:Work|Mobile|Web|Internet)\s?:\s?(?:\+?[\d(]|www|http).{0,100}$"
    r"|(?:--? )?Contact us at \S{3,80}$"
    r"|[\w.+-]{1,64}@[\w.-]{3,80}$"
)
_RIGHTS = re.compile(
    r".{0,20}無断(?:転載|複製)|[(\[]?(?:©|\(c\) ?(?:\d{4}|Copyright)|Copyright (?:©|\(c\)|\d{4}|by\b))", re.IGNORECASE
)
# Headings under which nothing of the story stands any more; the second kind only where no prose follows.
_FOR_EDITORS_BELOW = re.compile(
    r"#{1,3}\W{0,3}(?:dpa[- ])?notebook\W{0,3}|"
    r"#{0,3}\W{0,3}(?:dpa[- ])?(?:notizblock|redaktionelle[rn]? (?:hinweise?|anmerkung(?:en)?)|"
    r"notes? (?:to|for) (?:the )?editors?|editors?[’']? notes?)\W{0,3}",
    re.IGNORECASE,
)
_CONTACTS_BELOW = re.compile(
    r"#{0,3}\W{0,3}(?:dpa[- ])?(?:(?:media |press |further )?contacts?(?: information)?|(?:presse)?kontakte?|"
    r"ansprechpartner|rückfragehinweis|(?:for )?(?:more|further) information|internet(?: links)?|service)\W{0,3}",
    re.IGNORECASE,
)
# Whom newsrooms may ask, at the head of a schedule or an offer of sound, and the lines below it.
_DESK_CONTACT = re.compile(
    r"(?:(?:Ihre? )?Ansprechpartner(?:in|innen)?|Rückfragen(?: an)?|(?:Your )?[Cc]ontacts?(?: for editors)?)\s?:"
    r".{0,200}$"
)
_DESK_LINE = re.compile(r".{0,80}(?:\b(?:Tel(?:efon)?|Phone|Fax|E-?Mail)\b\.?\s?[:(+\d]|\S@\S).{0,120}$", re.IGNORECASE)
_DESK_HEAD = 6  # paragraphs above them
# The subjects of a schedule's entry, for a machine: "+++ Skarn;Weirs; +++".
_SUBJECTS = re.compile(r"\+{3} ?[^+]{2,300}; ?\+{3}")
_MOST_BELOW = 25  # paragraphs under such a heading
# From here on a note is not for publication: telephone numbers and addresses of those who worked on the story.
_KEPT_BACK = re.compile(
    r"(?:#{1,3} ?)?\b(?:the |die |les |la |le |la )?(?:following |folgenden? |this |these )?"
    r"(?:informations?|informationen|details?|contacts?|angaben|kontakte|hinweise|kontaktdaten|telephone numbers?|"
    r"phone numbers?|(?:telefon)?nummern|información|datos)\b[^.:;!?]{0,50}?"
    r"(?:\bnot (?:intended |meant |to be used )?for publication|\bnicht (?:zur|für die) veröffentlichung|"
    r"\b(?:pas|non) (?:destinées? )?à (?:la )?publi(?:cation|er)|\bno (?:son |es )?para (?:su )?publicación)\b"
    r"(?! ?(?:before|until|till|prior|vor|bis|in|on|or|avant|antes)\b)"
    r"|\(?\b(?:not for publication|nicht zur veröffentlichung)(?: bestimmt)?(?: ?[:)]| ?[–—-] )"
    r"|(?:#{1,3} ?)?\b(?:dpa|apa|afp|sid|kna|epd|ritzau|ntb|stt|tt)[ -](?:kontakte?|contacts?|kontakter)\b",
    re.IGNORECASE,
)


def sort_out(paragraphs: Sequence[str], *, headline: str | None = None, byline: str | None = None) -> WireText:
    """Take the paragraphs of a wire story apart. What is not surely something else is story.

    A first paragraph that repeats the headline or the byline is dropped: it stands in its own field. Sign-offs go
    where they end a paragraph too ("… on Monday. REUTER").

    >>> taken = sort_out(["By Mara Lind", "The weir broke.", "(Editing by Bo Halse)", "ends"])
    >>> taken.paragraphs, taken.byline, taken.notes, taken.left_out
    (('The weir broke.',), 'By Mara Lind', ('(Editing by Bo Halse)',), ('ends',))
    """
    story = [stripped for p in paragraphs if (stripped := p.strip())]
    out: dict[_Part, list[str]] = {"notes": [], "corrections": [], "rights": [], "left_out": []}
    _join_dateline(story)
    found = _take_head(story, out, headline, byline)
    kept_back = _take_kept_back(story)
    _take_contacts(story, out)
    _take_below(story, out)
    _take_tail(story, out)
    kept: list[str] = []
    for paragraph in story:
        if _RULE.fullmatch(paragraph[:100]) or (paragraph[:3] == "+++" and _SUBJECTS.fullmatch(paragraph)):
            out["left_out"].append(paragraph)
        elif len(paragraph) <= _LONGEST and _EMBARGO.match(paragraph):
            out["notes"].append(paragraph)
        else:
            kept.append(paragraph)
    out["notes"] += kept_back
    return WireText(
        tuple(kept),
        found,
        tuple(out["notes"]),
        tuple(out["corrections"]),
        tuple(out["rights"]),
        tuple(out["left_out"]),
    )


def public(note: str) -> str | None:
    """What of a note for editors is for publication: what stands before the contacts; None where it is all of it.

    >>> public("Photos follow. The following information is not for publication: Bo Halse, 555 0100")
    'Photos follow.'
    """
    found = _KEPT_BACK.search(note)
    if found is None:
        return None
    before = note[: found.start()].rstrip(" #*-–—(")
    # "Bo Halse, 555 0100 (not for publication)" says it of what stands before it.
    return "" if len(note) - found.end() < 4 else before


def _take_head(story: list[str], out: dict[_Part, list[str]], headline: str | None, byline: str | None) -> str | None:
    """Take from the beginning what is none of the story; the byline that stood there."""
    found: list[str] = []
    while story:
        first = story[0]
        if headline and len(first) < 2 * len(headline) + 20 and fold(first) == fold(headline):
            headline = None
            del story[0]
        elif _goes_on(found, first) if found else _is_byline(first) and (byline is None or _is_same(first, byline)):
            found.append(story.pop(0))
        elif len(story) > 1 and (part := _part_of_head(first)):
            out[part].append(story.pop(0))
        elif not found and byline is None and len(story) > 2 and _is_title(first) and _is_byline(story[1]):
            found.append(story.pop(1))  # below the title of a table or a list, which stays
            break
        else:
            break
    return ", ".join(found) or None


def _is_title(text: str) -> bool:
    return len(text) <= 80 and not text.endswith((".", "!", "?", ":", ",", ";", "”", '"', ")"))


def _join_dateline(story: list[str]) -> None:
    """Join a dateline that was set apart from the story that it begins: "NORTHMERE, 17 (Example)"."""
    if len(story) > 1 and len(story[0]) < 100 and story[0].endswith(")"):
        joined = f"{story[0]} {story[1]}"
        if (found := dateline_of(joined)) and found.place and found.end > len(story[0]):
            story[:2] = [joined]


def _goes_on(byline: list[str], line: str) -> bool:
    """Whether a line under a byline belongs to it: "Associated Press", "AP Business Writer"."""
    return len(byline) < 3 and len(line) <= 60 and (is_agency(line) or _bylines.is_role(line))


def _part_of_head(paragraph: str) -> _Part | None:
    if len(paragraph) > _LONGEST:
        return None
    if _RULE.fullmatch(paragraph):
        return "left_out"
    if _CORRECTS.match(paragraph) or _story.is_correction(paragraph):
        return "corrections"
    if _FOR_EDITORS.match(paragraph) or _EMBARGO.match(paragraph) or _IN_CAPITALS.fullmatch(paragraph):
        return "notes"
    return "rights" if _is_rights(paragraph) else None


def _take_kept_back(story: list[str]) -> list[str]:
    """Take from the end what is said to be not for publication; whoever takes notes in withholds it (`public`)."""
    for at in range(max(len(story) - _MOST_BELOW, 1), len(story)):
        found = _KEPT_BACK.match(story[at]) if len(story[at]) <= _LONGEST else None
        if found:
            kept_back = [" ".join(story[at:])]
            del story[at:]
            return kept_back
    return []


def _take_contacts(story: list[str], out: dict[_Part, list[str]]) -> None:
    """Take from the head the lines by which a desk can be reached; they are notes."""
    for at in range(min(_DESK_HEAD, len(story) - 1)):
        if len(story[at]) <= _LONGEST and _DESK_CONTACT.match(story[at]):
            end = at + 1
            while end < len(story) and len(story[end]) <= 200 and _DESK_LINE.match(story[end]):
                end += 1
            is_contact = end > at + 1 or _DESK_LINE.match(story[at])
            if is_contact and end - at < len(story):
                out["notes"] += story[at:end]
                del story[at:end]
            return


def _take_below(story: list[str], out: dict[_Part, list[str]]) -> None:
    """Take from the end what stands under a heading for editors: dpa's notepad, the contacts of a release."""
    for at in range(max(len(story) - _MOST_BELOW, 1), len(story)):
        if len(story[at]) > 80:
            continue
        heading, rest = story[at], story[at + 1 :]
        if _CONTACTS_BELOW.fullmatch(heading):
            is_end = not any(len(p) > 80 and _story.is_sentence(p) for p in rest)
        elif _FOR_EDITORS_BELOW.fullmatch(heading):
            # Within a story such a heading is the story's own: what it heads is longer then than what stands above it.
            is_sure = heading.startswith("#") or "notizblock" in heading.lower()
            is_end = is_sure or sum(map(len, rest)) <= sum(map(len, story[:at]))
        else:
            continue
        if is_end:
            below: list[str] = story[at:]
            del story[at:]
            _take_tail(below, out, is_below=True)
            out["notes"][:0] = below
            return


def _take_tail(story: list[str], out: dict[_Part, list[str]], *, is_below: bool = False) -> None:
    """Take from the end what is none of the story; `is_below`: nothing is, and only the last lines are told apart."""
    tail: dict[_Part, list[str]] = {name: [] for name in out}
    while story:
        # Initials alone are a heading as often; below a contact they are of whoever sent it.
        is_initialled = len(story) > 2 and _SENT_BY.fullmatch(story[-1]) and _REACH.match(story[-2])
        part = "left_out" if is_initialled else _part_of_tail(story[-1])
        if part is None or (part == "notes" and is_below) or (part != "left_out" and len(story) == 1):
            break
        tail[part].append(story.pop())
    for lines in tail.values():
        lines.reverse()
    end = _END_OF_LAST.search(story[-1], max(len(story[-1]) - 80, 0)) if story else None
    named = end and (end[1] or end[2])
    if end and end.start() and (not named or is_agency(named)):
        tail["left_out"].insert(0, end[0].strip())
        story[-1] = story[-1][: end.start()].rstrip()
    for name, lines in tail.items():
        out[name].extend(lines)


def _part_of_tail(paragraph: str) -> _Part | None:
    """What a last paragraph is, if it is not the story's."""
    if len(paragraph) > _LONGEST:
        return None
    is_end = _RULE.fullmatch(paragraph) or _END.fullmatch(paragraph) or _BOILERPLATE.match(paragraph)
    if is_end or _is_signature(paragraph):
        return "left_out"
    if _CORRECTS.match(paragraph) or _story.is_correction(paragraph):
        return "corrections"
    if _is_rights(paragraph):
        return "rights"
    is_note = _FOR_EDITORS.match(paragraph) or _EMBARGO.match(paragraph) or _REACH.match(paragraph)
    return "notes" if is_note or _is_production(paragraph) or _story.is_note(paragraph) else None


def _is_signature(paragraph: str) -> bool:
    """Whether a line holds nothing but who sent it and when: an agency, initials, codes, a time."""
    if len(paragraph) > 120:
        return False
    if _INITIALS.fullmatch(paragraph) or (" " in paragraph and is_agency(paragraph.strip(" -–—/.()"))):
        return True
    if found := _SIGNED_AGENCY.fullmatch(paragraph):
        # What follows an agency must not be a word: "AP Biology" is a heading, and "Trend" alone another.
        name, words = found[1], found[2].replace("/", " ").split()
        is_written_so = name.isupper() or name.islower() or name in _AGENCIES_AS_NAMES
        if is_written_so and is_agency(name) and all(w.islower() or w.isupper() or w.isdigit() for w in words):
            return True
    words = paragraph.split()
    if len(words) >= 5 and all(word.isalnum() and word.upper() == word for word in words):
        # "12 34 WEI01 0907 NOR4411": the codes of a switchboard
        return sum(not word.isalpha() and not word.isdigit() for word in words) >= 2
    if not any(c.isdigit() for c in paragraph) or paragraph.isdigit():
        return False
    for read in (_dates.moment, _dates.day_time_group):
        try:
            if read(re.sub(r"\s?\([^()]{3,20}\)$", "", paragraph)).precision == "instant":
                return True
        except ValueError:
            continue
    return False


def _is_production(paragraph: str) -> bool:
    """Whether a line says who made the story: in brackets, or else without the stop of a sentence."""
    return _bylines.is_production(paragraph) and (paragraph[0] in "([" or not _story.is_sentence(paragraph))


def _is_rights(paragraph: str) -> bool:
    return len(paragraph) <= 400 and (_story.is_rights(paragraph) or _RIGHTS.match(paragraph) is not None)


def _is_byline(text: str) -> bool:
    return len(text) <= 100 and _bylines.strip_lead(text) is not None and bool(_bylines.parse(text).authors)


def _is_same(line: str, byline: str) -> bool:
    if fold(line) == fold(byline):
        return True
    shown, given = (set(_bylines.parse(text, is_stated=True).authors) for text in (line, byline))
    return bool(shown) and (shown <= given or given <= shown)
