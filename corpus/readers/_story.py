"""The story and what stands in and below it: captions, notes, rights and furniture between its paragraphs."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus import text as pure
from corpus.readers import _bylines, _credits, _furniture
from corpus.readers._agencies import is_agency
from corpus.readers._datelines import dateline_of
from corpus.readers._layout import Line
from corpus.record import Caption

_STOP = re.compile(r"[.!?…。！？।؟][\"”’»“)\]」』）]*$")
_INITIALS = re.compile(r"(?:\b[A-Z]\.){2,}$")
_RIGHTS = re.compile(
    r"^(?:©|\(c\) ?(?=\d|[A-Z])|copyright\b.{0,40}(?:©|\(c\)|(?:1[89]|20)\d\d|all rights)|\W{0,2}all rights reserved|"
    r"tous droits réservés|alle rechte vorbehalten|todos los derechos|distributed by .{1,60}\b(?:agency|"
    r"services?|news|press|llc|inc|syndicate|wire)\b.{0,20}$)"
    r"|©\s?(?:copyright )?(?:1[89]|20)\d\d\b|\ball rights reserved\W{0,2}$|\bmay not be (?:published|reproduced)\b",
    re.IGNORECASE,
)
# One of these stands in each line that the pattern of that name finds.
_IN_RIGHTS = (
    "©",
    "(c)",
    "copyright",
    "rights reserved",
    "droits",
    "rechte",
    "derechos",
    "distributed by",
    "may not be",
)
_IN_NOTES = tuple(
    "report;note;anmerkung;nota;disclosure;translated;this ;assistance;files;earlier version;material von;avec ;"
    "contributed".split(";")
)
_IN_CUT_OFF = ("to continue", "to keep", "to read", "to finish", "to unlock", "subscribers", "members")
_IN_CAPTIONS = tuple(
    "photo picture image pic illustration graphic video credit foto bild crédit imagen ilustración grafik caption "
    "légende ©".split()
)
_NOTE = re.compile(
    r"^\W{0,3}(?:(?:additional|further) reporting\b|editor.?s.? note\b|editors. note\b|note to (?:readers|editors)\b|"
    r"anmerkung der redaktion\b|note de la rédaction\b|nota de la redacción\b|disclosure\s*:|translated by\b|"
    r"this (?:story|article|report|piece|column) (?:was|is|has been|first|originally)(?: also| first| originally)? "
    r"(?:published|appeared|updated|produced|reported|supported|funded|made possible|part of an?|a collaboration|"
    r"written (?:by|with|for)|translated|provided|republished|edited|adapted)\b|"
    r"(?:with )?(?:assistance|files|reporting|additional reporting) (?:from|by) (?=[A-Z])|"
    r"an earlier version of this (?:story|article) (?:was|appeared)|"
    r"this report by (?=[A-Z]).{3,60} was first published\b|"
    r"this (?:interview|conversation|q ?& ?a) (?:has been|was) .{0,30}\b(?:edited|condensed)\b|"
    r"\(?mit material von\b|\(?avec (?:afp|reuters|agence)\b)"
    r"|\bcontributed to this (?:report|story|article|piece)\b|\bcontributed (?:reporting|research)\b"
    r"|^(?:[A-Z][\w’'.-]+,? (?:and )?){2,8}contributed\.?$",
    re.IGNORECASE,
)
# "Reporting by Ann Example in Northmere; editing by Bo Beispiel": nothing but credits, or else it is a sentence.
_SIGN_OFF = re.compile(
    r"^\W{0,3}(?:reporting|writing|editing|research|compiled|edited|written|reported|reported and written|"
    r"reporting and writing|production|graphics?) (?:by|from)\b",
    re.IGNORECASE,
)
_IN_SIGN_OFF = frozenset(
    "and in by from with for at the of editing edited writing written reporting research additional compiled newsroom "
    "bureau further graphics graphic production translation translated photography photos desk".split()
)
_CORRECTION = re.compile(
    r"\W{0,3}(?:corrections?|clarifications?|korrektur|rectificatif|correctif|corrección|corrected (?:on|"
    r"at))\b\s*(?:[:.(—–-]|$)"
    r"|\W{0,2}(?:an earlier|a previous|the original) version of this (?:story|article|report|headline)\b.{0,40}"
    r"\b(?:misstated|misspelled|misidentified|incorrectly|gave|said|stated|contained|named|misquoted|"
    r"mischaracteri[sz]ed)"
    r"|\W{0,2}this (?:story|article|report) (?:has been|was) (?:corrected|amended|updated to correct)\b",
    re.IGNORECASE,
)
# What a newspaper asks of its readers below a story. Two of these in one paragraph are no accident.
_APPEAL = re.compile(
    r"\b(?:donat(?:e|ions?|ing)|subscri(?:be|bers?|ption)|tax[- ]deductible|journalism|newsletters?|"
    r"support (?:our|us|local)|newsroom|"
    r"give directly|sponsors?|our readers)\b",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(
    r"\b(?:subscribe|sign in|log in|register|become a (?:member|subscriber)|"
    r"create an account)\b.{0,40}\bto (?:continue|keep|read|finish|unlock)\b"
    r"|\b(?:this (?:article|story|content) is|available) (?:only )?(?:for|to) (?:\w+ )?(?:subscribers|"
    r"members)\b|\bto continue reading\b",
    re.IGNORECASE,
)
_BIOGRAPHY = re.compile(
    r"^(?:[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'.-]+){1,3}\b.{0,200}?\b)?(?:(?:can be )?reach(?:ed)?|contact|"
    r"e-?mail|follow)\b",
    re.IGNORECASE,
)
# What a newspaper says of a writer of its own, behind the name.
_OF_WRITER = re.compile(
    r",? (?:(?:is|was) (?:an? |the |our )?(?:[\w’'&-]+ ){0,5}?(?:reporter|writer|editor|columnist|correspondent|"
    r"journalist|critic|fellow|contributor|freelance)|covers|reports on|writes (?:about|for|on)|joined the|"
    r"reported from)\b",
    re.IGNORECASE,
)
_FIRST_PUBLISHED = re.compile(
    r"(?!.{0,120}\b(?:is|was|are|has|have)\b)(?:originally|first) published(?: on| at)?:? .{0,14}\d{4}\b.{0,40}$|"
    r"(?:last )?updated:? (?:at \d.{2,16}|(?:on )?.{0,14}\d{4}\b.{0,20})$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S@\S|(?:^|\s)@\w|\d{3}[-. ]\d{4}\b|\w\.(?:com|org|net|co|example)\b")


class Story(NamedTuple):
    """What lines below a headline hold, each in their order. `credit` is a byline that stands below the story."""

    paragraphs: tuple[str, ...]
    captions: tuple[Caption, ...]
    notes: tuple[str, ...]
    correction: str | None
    rights: str | None
    credit: str | None
    left_out: tuple[Line, ...]


class Picture(NamedTuple):
    """A picture as some sites give it: what it shows, its credit, its caption; `end`: of its lines on the page."""

    captions: tuple[Caption, ...]
    left_out: tuple[Line, ...]
    end: int


def picture_at(page: list[Line], at: int) -> Picture | None:
    """The picture whose description for the blind begins at a line: "Example Images A weir", then "Example Images"."""
    lines = page[at : at + 3]
    if (
        len(lines) == 3
        and lines[2].text.lower() in {"hide caption", "toggle caption"}
        and len(lines[1].text.split()) <= 8
    ):
        end = at + 3
        while end < len(page) and (page[end].text == lines[1].text or page[end].text.lower() == "toggle caption"):
            end += 1
        return Picture((Caption(text=lines[0].text, credit=lines[1].text),), tuple(page[at + 2 : end]), end)
    if len(lines) < 2 or lines[1].after_blank or not lines[0].text.startswith(f"{lines[1].text} "):
        return None
    credit, words = lines[1].text, len(lines[1].text.split())
    if not 1 <= words <= 6 or not credit[0].isupper() or is_sentence(credit):
        return None
    caption = lines[2] if len(lines) > 2 and not lines[2].after_blank and not is_sentence(lines[2].text) else None
    captions = (Caption(text=caption.text, credit=credit),) if caption and 3 <= len(caption.text.split()) <= 60 else ()
    return Picture(captions, tuple(lines[:2]), at + 2 + len(captions))


def sort_out(page: list[Line], *, is_signed: bool, writers: tuple[str, ...] = ()) -> Story:
    """The paragraphs of the story, and by kind what is none of it.

    `is_signed`: its writer is known already; `writers`: the full names of those who are.
    """
    paragraphs: list[str] = []
    captions: list[Caption] = []
    notes: list[str] = []
    corrections: list[str] = []
    rights: list[str] = []
    credits_: list[str] = []
    left_out: list[Line] = []
    is_links = False
    last_prose = next(
        (
            n
            for n in range(len(page) - 1, -1, -1)
            if is_sentence(page[n].text) and not _is_of_tail(page[n].text, writers)
        ),
        -1,
    )
    is_long = [len(line.text.split()) >= 25 for line in page]
    topics = _topics(page, last_prose, writers)
    is_tail = False
    passed = 0
    for at, line in enumerate(page):
        text = line.text
        if at < passed:
            continue
        is_tail = is_tail or (bool(paragraphs) and at > last_prose and _is_of_tail(text, writers))
        if paragraphs and _furniture.heads_rest(text) and not any(_is_prose(x) for x in page[at + 1 : at + 40]):
            for x in page[at:]:
                if is_correction(x.text):
                    corrections.append(x.text)
                elif is_rights(x.text):
                    rights.append(x.text)
                else:
                    left_out.append(x)
            break
        if picture := picture_at(page, at):
            captions += picture.captions
            left_out += picture.left_out
            passed = picture.end
        elif _furniture.heads_links(text):
            is_links = True
            left_out.append(line)
        elif is_links and _is_link(text):
            left_out.append(line)
        elif is_correction(text):
            corrections.append(text)
        elif is_note(text) and (paragraphs or any(is_long[at + 1 : at + 30])):
            notes.append(text.strip("— –-") if text.startswith(("—", "–", "-")) else text)
        elif is_rights(text):
            rights.append(text)
        elif paragraphs and at > last_prose and " reported from " in text and _is_about_writer(text, writers):
            notes.append(text)
        elif (
            _furniture.is_furniture(text)
            or (paragraphs and at > last_prose and _is_of_tail(text, writers))
            or (paragraphs and not any(is_long[at + 1 : at + 30]) and _is_house_matter(text))
            or (
                is_tail
                and not is_sentence(text)
                and len(text.split()) <= 12
                and (is_signed or not _is_credit_line(text))
            )
            or at in topics
        ):
            left_out.append(line)
        elif caption := caption_at(page, at, is_above=False):
            captions.append(caption)
        elif credit := _credits.credit_of(text):
            if captions and captions[-1].credit is None:
                captions[-1] = Caption(text=captions[-1].text, credit=credit)
            else:
                left_out.append(line)
        elif paragraphs and not (is_signed or credits_) and _rest_has_no_story(page, at) and _is_credit_line(text):
            credits_.append(text)
        else:
            is_links = False
            paragraphs.append(text)
    shown = {caption.text for caption in captions}
    paragraphs = [paragraph for paragraph in paragraphs if paragraph not in shown]
    return Story(
        tuple(paragraphs),
        tuple(captions),
        tuple(notes),
        pure.one_line(" ".join(corrections)),
        pure.one_line(" ".join(rights)),
        credits_[0] if credits_ else None,
        tuple(left_out),
    )


def is_note(text: str) -> bool:
    """Whether a line is a note to readers or desks, or says who else worked on the story."""
    if _SIGN_OFF.match(text):
        words = (word.strip(".,;:()[]—–-") for word in text.split()[1:])
        return _is_short(text) and all(not word or not word[0].islower() or word in _IN_SIGN_OFF for word in words)
    return _has(text, _IN_NOTES) and _is_short(text) and _NOTE.search(text) is not None


def is_rights(text: str) -> bool:
    """Whether a line is a copyright notice."""
    return _has(text, _IN_RIGHTS) and _is_short(text) and _RIGHTS.search(text) is not None


def is_correction(text: str) -> bool:
    """Whether a line corrects the story."""
    return len(text) > 20 and _CORRECTION.match(text) is not None and _is_short(text)


def is_cut_off(text: str) -> bool:
    """Whether a line says that the rest is for subscribers."""
    return _has(text, _IN_CUT_OFF) and _is_short(text) and _CUT_OFF.search(text) is not None


def _has(text: str, parts: tuple[str, ...]) -> bool:
    """Whether one of some parts of words stands in a text. Asking so first is ten times as quick as the pattern."""
    low = text.lower()
    for part in parts:  # noqa: SIM110  (a generator takes three times as long, and this is asked of every line)
        if part in low:
            return True
    return False


def _is_short(text: str) -> bool:
    return len(text) <= 900 and len(text.split()) <= 80


def is_sentence(text: str) -> bool:
    """Whether a line is a sentence or more: it ends with a stop, and has words enough."""
    words = len(text.split(maxsplit=3))
    if words < 4 and text[:1] > "\u2e7f":  # of the scripts beyond here most write without blanks
        words = len(text) // 3
    return words >= 4 and bool(_STOP.search(text[-12:])) and not _INITIALS.search(text[-12:])


def is_told(text: str) -> bool:
    """Whether a line that is marked as a deck can be one: no credit, no byline, no time, no script."""
    rest = _bylines.strip_lead(text)
    return not (
        _credits.is_credit(text.strip("()"))
        or (rest is not None and is_credited(rest))
        or _furniture.is_furniture(text)
        or re.match(r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2}[./]\d{1,2}[./]\d{2,4})\b", text)
        or text.count("{") + text.count(";") + text.count("=") > 4
        or dateline_of(text[:200]) is not None
    )


def is_credited(rest: str) -> bool:
    """Whether what follows a "By" credits somebody: its first word is a name, and no sentence follows."""
    found = _bylines.parse(f"by {rest}")
    return (
        bool(found.authors)
        and (rest[0].isupper() or _bylines.is_desk(rest))
        and not (rest.endswith(".") and len(rest.split()) > 12)
    )


def _is_house_matter(text: str) -> bool:
    """Whether a paragraph below a story is the newspaper's own: about its writer, or an appeal to its readers."""
    words = len(text.split())
    if words > 100 or any(mark in text for mark in '“”"„«'):
        return False
    appeals = {found.lower() for found in _APPEAL.findall(text)}
    is_biography = words <= 60 and _ADDRESS.search(text) is not None and _BIOGRAPHY.match(text) is not None
    return is_biography or len(appeals) >= 2 or (_has(text, _IN_CUT_OFF) and _CUT_OFF.search(text) is not None)


def _is_of_tail(text: str, writers: tuple[str, ...]) -> bool:
    """Whether a line shows that the story has ended above it, where no prose follows."""
    return (
        _furniture.is_furniture(text)
        or _furniture.heads_links(text)
        or _furniture.heads_rest(text)
        or is_note(text)
        or is_rights(text)
        or is_correction(text)
        or is_cut_off(text)
        or _is_house_matter(text)
        or _FIRST_PUBLISHED.match(text) is not None
        or _is_about_writer(text, writers)
    )


def _topics(page: list[Line], last_prose: int, writers: tuple[str, ...]) -> range:
    """The lines between the last sentence and the furniture below it where they are two or more labels."""
    end = last_prose + 1
    while end < len(page) and _is_label(page[end].text) and not _is_of_tail(page[end].text, writers):
        end += 1
    is_above_furniture = last_prose >= 0 and end < len(page) and _is_of_tail(page[end].text, writers)
    return range(last_prose + 1, end) if is_above_furniture and end - last_prose > 2 else range(0)


def _is_label(text: str) -> bool:
    return len(text.split()) <= 4 and all(c.isalpha() or c in " &'’-" for c in text)


def _is_about_writer(text: str, writers: tuple[str, ...]) -> bool:
    """Whether a line below a story says who its writer is: "Ann Example covers ports for the Gazette."."""
    if len(text.split()) > 40:
        return False
    name, _, agency = text.partition(", ")
    if name in writers and is_agency(agency):
        return True
    if (_bylines.strip_lead(text) or text).casefold() in {writer.casefold() for writer in writers}:
        return True
    return any(
        text.startswith(name) and _OF_WRITER.match(text, len(name)) is not None
        for writer in writers
        for name in (writer, writer.rsplit(maxsplit=1)[-1], writer.split(maxsplit=1)[0])
    )


def _is_link(text: str) -> bool:
    """Whether a line below a heading of links is one of them: a headline, not a sentence."""
    is_statement = is_sentence(text) and not text.endswith(("?", "!"))
    return not is_statement and len(text.split()) <= 25 and not is_rights(text)


def _is_prose(line: Line) -> bool:
    return is_sentence(line.text) and len(line.text.split()) >= 25


def _rest_has_no_story(page: list[Line], at: int) -> bool:
    return len(page) - at <= 12 and not any(
        is_sentence(x.text) and not is_rights(x.text) and not is_note(x.text) for x in page[at + 1 :]
    )


def _is_credit_line(text: str) -> bool:
    """Whether a line below the story credits its writer."""
    if len(text.split()) > 8:
        return False
    rest = _bylines.strip_lead(text)
    return is_agency(text.strip("()—– ")) or (rest is not None and is_credited(rest) and not text.endswith("."))


def caption_at(page: list[Line], at: int, *, is_above: bool) -> Caption | None:
    """The caption that a line is: with its credit at its end, or with the credit alone on the next line."""
    text = page[at].text
    may_be = is_above or text[-2:].strip(".”")[-1:] in {")", "]"} or _has(text, _IN_CAPTIONS)
    caption = _credits.split_caption(text, is_above=is_above) if may_be else None
    if caption and len(caption.text.split()) <= 120:
        # "(Reuters)" at the end of a paragraph may as well be the source of the sentence.
        is_mere_agency = (
            text.endswith((")", ").")) and caption.credit is not None and is_agency(caption.credit) and not is_above
        )
        return None if is_mere_agency else caption
    following = page[at + 1] if at + 1 < len(page) else None
    if following and not following.after_blank and _credits.credit_of(following.text):
        words = len(text.split())
        return Caption(text=text) if words <= 80 and (is_sentence(text) or words >= 6) else None
    return None
