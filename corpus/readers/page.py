"""Pages saved as text: what one gets by copying an article from a browser, or from an archive's "save as text".

The article is found by layout and wording, never by the name of a newspaper. What is no part of it is left out and
said to be; what is uncertain stays null.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import _bylines, _credits, _dates, _decode, _furniture, _story, _unknown
from corpus.readers._agencies import is_agency
from corpus.readers._datelines import dateline_of
from corpus.readers._layout import Line, lines
from corpus.record import Article, Author, Caption, Moment, Problem, Subject
from corpus.text import fold

_HIGHEST = 40  # lines; menus stand within them
_LARGEST = 32 << 20  # bytes; the longest article that was ever printed has under one per cent of it

_BREAKS = re.compile(r"\s*[|•·]\s*|[\u2000-\u200a\u3000]{2,}|\s{3,}| {2,}|\t+")
_FOUNDED = re.compile(
    r"\b(?:est\.?|estd\.?|established|founded|since|serving .{1,40} since|gegründet|seit|fondée?(?: en)?|"
    r"depuis|fundado(?: en)?|desde)"
    r"\s(?:.{0,20}\b)?(?:1[5-9]|20)\d\d\b|^vol(?:ume|\.)? ?[\dIVXLC]+\b.{0,40}|^(?:issue|nr\.|n[oº°]\.?|"
    r"ausgabe) ?\d+\b.{0,20}",
    re.IGNORECASE,
)
_PLACE = re.compile(r"[A-ZÀ-Þ][\w.’'-]*(?: [\w.’'-]+){0,3}, (?:[A-ZÀ-Þ][\w.’'-]*)(?: [A-ZÀ-Þ][\w.’'-]*){0,2}")
_UPDATED = re.compile(
    r"^(?:\W{0,3})(?:last )?(?:updated|modified|edited|aktualisiert|zuletzt (?:aktualisiert|geändert)|"
    r"mis(?:e)? à jour|actualizado|update)\b",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(r"(?:first |last )?(?:published|updated|posted|modified)(?: on| at)?\s*:?", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"(?:first |originally )?(?:published|posted|publication date|publié|veröffentlicht|erstellt|publicado)\b",
    re.IGNORECASE,
)
_AGO = re.compile(r"(?:\d+|an?) (?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?) ago", re.IGNORECASE)
# What follows a date and is none: "… · Updated 2 hours ago", "… first published at 5.00am".
_VAGUE = re.compile(
    r"(?:\s?[·•|]\s?|\s)?(?:last )?updated (?:\d{1,3}|an?) [a-z]{3,8} ago\W?$|[ ,—–-]first published at \S{4,8}$",
    re.IGNORECASE,
)
_JAMMED = re.compile(r"(?<=\b20\d\d)(?=\d{1,2}:\d\d)")
_POST = re.compile(r"\b(?:professor|lecturer|fellow|researcher|candidate|university|reader in)\b", re.IGNORECASE)
_AUTHOR_LABEL = re.compile(
    r"(?:authors?|author of (?:the|this) article|written by|words|reporter|by)\s*:?", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!?A-Za-z]")
_HEADER = re.compile(r"([A-Za-z][A-Za-z -]{1,24})\s*:\s*(.*)")
# Field by field, the keys that may stand above a text; those of the last line are known and not kept.
_KEYS_OF = {
    "headline": "title, headline, header, heading",
    "byline": "author, authors, byline, by, writer",
    "published": "date, published, publication date, pubdate, posted, publish date, date published, published at",
    "modified": "updated, modified, last updated, last modified, date modified",
    "url": "url, link, source url, permalink, canonical, web address",
    "publisher": "source, publisher, publication, newspaper, site, outlet, publication title, paper",
    "deck": "subtitle, deck, subhead, subheadline, standfirst, dek",
    "summary": "summary, abstract, description, excerpt",
    "section": "section, category, desk",
    "page": "page, pages",
    "language": "language, lang",
    "agency": "agency, wire",
    "dateline": "dateline, location",
    "subjects": "keywords, tags, subjects, subject, topics",
    "rights": "copyright, rights",
    "license": "license, licence",
    "guid": "id, guid",
    "kicker": "kicker",
    "credit": "credit",
    "": "edition, word count, words, length, body, text, content, retrieved, accessed, layout, draft, type, slug",
}
_KEYS = {key: name for name, keys in _KEYS_OF.items() for key in keys.split(", ")}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass
class _Draft:
    """An article while it is found. Not a value: it fills as the lines are read."""

    fields: dict[str, str] = field(default_factory=dict)
    published: Moment | None = None
    modified_at: datetime | None = None
    authors: list[Author] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def keep(self, name: str, value: str | None) -> bool:
        """Set a field that is still empty; False where it has a value already."""
        value = pure.one_line(value)
        if not value or name in self.fields:
            return False
        self.fields[name] = value
        return True


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield the one article of a text; a problem where it holds no article text.

    The text begins with any of menu, masthead, section, headline, deck, caption, byline and date, or with `Title:`-like
    lines, or with the first paragraph. A paragraph may be wrapped by hand.

    Raises:
        ReadError: it is no text, or larger than 32 MB.
    """
    data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ReadError(uri, f"larger than {_LARGEST >> 20} MB: one article a file was expected")
    decoded = _decode.decode(data, uri)
    # A page break of a printed copy parts lines; every other control character goes with `clean`.
    plain = (
        decoded.text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\f", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
    )
    mended, repairs = _decode.mend(plain)
    draft = _Draft(problems=[*decoded.problems, *repairs])
    body = _article(lines(mended), draft)
    if not body and not draft.fields:
        yield Problem(code="no-text", severity="error", message="there is no text in it", item="1")
        return
    if not body:
        draft.problems.append(
            Problem(code="empty-body", severity="warning", message="there is no text below the headline")
        )
    yield Article(
        source_item="1",
        source_format="text",
        source_sha256=hashlib.sha256(data).hexdigest(),
        source_encoding=decoded.encoding,
        body=body,
        published=draft.published,
        modified_at=draft.modified_at,
        authors=tuple(draft.authors),
        captions=_credits.tidy(draft.captions),
        subjects=tuple(draft.subjects),
        is_truncated=any(_story.is_cut_off(line.text) for line in draft.left_out),
        editor_note=pure.clean("\n".join(draft.notes)) or None,
        problems=tuple(_for_item(p) for p in [*draft.problems, *_said(draft.left_out)]),
        language_origin="declared" if "language" in draft.fields else "none",
        **draft.fields,  # type: ignore[arg-type]  # only names of text fields are kept
    )


def sniff(head: bytes) -> float:
    """Low for anything that reads as plain text, so that every other format goes first; 0 for markup and data."""
    if _MARKUP.match(head):  # said without decoding it, as each page of the web is asked about
        return 0.0
    try:
        text = _decode.decode(_whole(head), "").text
    except ReadError:
        return 0.0
    start = text.lstrip()[:200]
    if not any(c.isalpha() for c in text) or re.match(
        r"<[!?A-Za-z]|\{|\[\s*[\[{\"\d]|%PDF|From \S+@|MIME-Version:|WARC/", start
    ):
        return 0.0
    return 0.0 if _unknown.is_json_value(text.strip()) or _unknown.is_table(text.strip()) else 0.1


def _whole(head: bytes) -> bytes:
    """The head without a character that its end cut in two."""
    for cut in range(4):
        try:
            head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError as error:
            if error.end < len(head) - cut or cut == 3:
                return head
        else:
            return head[: len(head) - cut]
    return head


# ------------------------------------------------------------------ the page, from top to bottom


def _article(page: list[Line], draft: _Draft) -> str:
    page = _header(page, draft)
    start = _head(page, draft)
    names = tuple(author.name for author in draft.authors if author.kind == "person")
    story = _story.sort_out(page[start:], is_signed="byline" in draft.fields, writers=names)
    paragraphs = list(story.paragraphs)
    draft.captions += story.captions
    draft.notes += story.notes
    draft.left_out += story.left_out
    if story.correction and not draft.keep("correction", story.correction):
        draft.notes.append(story.correction)
    draft.keep("rights", story.rights)
    if story.credit:
        _credit(story.credit, draft)
    if len(paragraphs) > 1 and pure.one_line(paragraphs[0]) == draft.fields.get("headline"):
        del paragraphs[0]
    if paragraphs and (dateline := dateline_of(paragraphs[0])):
        draft.keep("dateline_place", dateline.place)
        draft.keep("agency", dateline.agency)
        paragraphs[0] = paragraphs[0][dateline.end :]
    if "byline" not in draft.fields and paragraphs and len(paragraphs) > 1 and (signed := _signature(paragraphs[-1])):
        paragraphs.pop()
        _credit(signed, draft)
    return pure.clean("\n\n".join(paragraphs))


def _header(page: list[Line], draft: _Draft) -> list[Line]:
    """Take in `Key: value` lines at the top, with or without the fences of front matter; give the lines below."""
    if not page:
        return page
    is_fenced = page[0].text == "---"
    rows: list[tuple[str, str]] = []
    at = 1 if is_fenced else 0
    while at < len(page):
        line = page[at]
        found = _HEADER.fullmatch(line.text)
        if is_fenced and line.text in {"---", "..."}:
            at += 1
            break
        if found and found[1].strip().lower() in _KEYS and len(found[2]) <= 600:
            rows.append((found[1].strip().lower(), found[2].strip().strip("\"'")))
        elif is_fenced and (found or line.text.startswith("- ")):
            if line.text.startswith("- ") and rows and not rows[-1][1]:
                rows[-1] = (rows[-1][0], line.text[2:].strip("\"' "))
            else:
                draft.left_out.append(line)
        else:
            break
        at += 1
        if rows and rows[-1][0] in {"body", "text", "content"}:
            break
    # One line like "Summary: …" may as well be a headline or a sentence.
    if len({key for key, _ in rows}) < 2 and not (rows and rows[0][0] in {"title", "headline", "url"}):
        return page
    for key, value in rows:
        _take(_KEYS[key], value, draft)
    rest = page[at:]
    if rest and is_fenced and rest[0].text.startswith("# "):
        rest = rest if draft.keep("headline", rest[0].text[2:]) else rest[1:]
        rest = rest[1:] if rest and rest[0].text.startswith("# ") else rest
    if rows and rows[-1][0] in {"body", "text", "content"} and rows[-1][1]:
        rest = [Line(page[at - 1].number, rows[-1][1], after_blank=True), *rest]
    return rest


def _take(name: str, value: str, draft: _Draft) -> None:
    """One value of a header into its field."""
    if not value or not name:
        return
    if name == "byline":
        _credit(value, draft)
    elif name in {"published", "modified"}:
        _date(value, draft, is_update=name == "modified")
    elif name == "dateline":
        draft.keep("dateline_place", value)
    elif name == "subjects":
        draft.subjects += [
            Subject(name=word)
            for part in re.split(r"[;,]", value.strip("[]"))
            if (word := pure.one_line(part.strip("\"' ")))
        ]
    elif name == "language":
        if _LANGUAGE.fullmatch(value) and len(value) <= 12:
            draft.keep("language", value)
    elif name == "url":
        if _ADDRESS.fullmatch(value):
            draft.keep("url", value)
    else:
        draft.keep(name, value)


def _head(page: list[Line], draft: _Draft) -> int:
    """Take in everything above the story; give the position of its first line.

    Lines that nothing else explains are gathered and shared out between masthead, kicker, headline and deck at the end,
    when it is known how many there are.
    """
    loose: list[Line] = []
    had_headline = "headline" in draft.fields
    is_signed = is_titled = False
    of_masthead: Moment | None = None
    menus = _menus(page)
    floor = 0  # the number of a line that stands above the headline
    at = 0
    while at < len(page):
        line = page[at]
        if not is_signed and (at in menus or (at < _HIGHEST and _furniture.is_menu(line.text))):
            draft.left_out.append(line)
            floor = line.number
            if section := _furniture.section_of(line.text) if at not in menus else None:
                draft.keep("section", section)
        elif picture := _story.picture_at(page, at):
            draft.captions += picture.captions
            draft.left_out += picture.left_out
            at = picture.end - 1
        elif _furniture.is_furniture(line.text) or _furniture.heads_links(line.text):
            draft.left_out.append(line)
        elif _marks(line, page, at, draft, loose, has_headline=had_headline or bool(loose)):
            # A date in the masthead is the newspaper's: it signs nothing while there is no headline yet.
            is_titled = had_headline or any(not _is_of_masthead(x.text) for x in loose)
            if not is_signed and _furniture.section_of(line.text):
                floor = line.number
            is_signed = is_signed or "byline" in draft.fields or (is_titled and draft.published is not None)
        elif _begins_story(page, at, has_loose=bool(loose) or had_headline, is_signed=is_signed):
            break
        else:
            loose.append(line)
            if not is_signed and _furniture.section_of(line.text):
                floor = line.number
            if len(line.text.split()) >= 4 and not _is_of_masthead(line.text) and not of_masthead and not is_signed:
                # The day at the top of the page is the newspaper's, unless the article has none of its own.
                of_masthead, draft.published = draft.published, None
        at += 1
        if len(loose) > 12:  # no page has so much above its headline: a text without sentences
            at = page.index(loose[0])
            loose = []
            break
    draft.published = draft.published or of_masthead
    if any(line.number > floor and len(line.text.split()) >= 4 for line in loose):
        # A slogan above the menu or the section is the newspaper's: the headline stands below them.
        above = [x for x in loose if x.number < floor and len(x.text.split()) >= 4 and not _is_of_masthead(x.text)]
        draft.left_out += above
        loose = [line for line in loose if line not in above]
    _share_out(loose, page, draft)
    return at


def _menus(page: list[Line]) -> frozenset[int]:
    """The positions of the lines of menus that have one entry on each line, four or more in a row."""
    found: set[int] = set()
    run: list[int] = []
    for at, line in enumerate([*page[:_HIGHEST], Line(0, "", after_blank=True)]):
        is_item = _furniture.is_menu_item(line.text) and (
            _is_entry(line.text) or _furniture.publisher_of(line.text) is None
        )
        if run and (line.after_blank or not is_item):
            known = [n for n in run if _is_entry(page[n].text)]
            # From the first to the last entry that is known: between them are those that only this site has.
            between = [n for n in run if known and known[0] <= n <= known[-1]]
            if len(known) >= 3 and len(between) >= 4 and 2 * len(known) >= len(between):
                found.update(between)
            run = []
        if is_item:
            run.append(at)
    return frozenset(found)


def _is_entry(text: str) -> bool:
    return _furniture.is_furniture(text) or _furniture.section_of(text) is not None


def _marks(line: Line, page: list[Line], at: int, draft: _Draft, loose: list[Line], *, has_headline: bool) -> bool:
    """Take in a line above the story that shows what it is; False where it does not."""
    text = line.text
    if _ADDRESS.fullmatch(text):
        return draft.keep("url", text)
    if has_headline and _story.is_sentence(text) and _credits.is_bare_caption(text) and _is_signed_below(page, at):
        draft.captions.append(Caption(text=text))
        return True
    if caption := _story.caption_at(page, at, is_above=True):
        draft.captions.append(caption)
        return True
    if at and page[at - 1] in draft.left_out[-1:] and not line.after_blank and page[at + 1 : at + 2]:
        above = _credits.credit_of(page[at - 1].text)  # of the picture: some put it above the caption
        if above and page[at + 1].after_blank and _story.is_sentence(text):
            draft.captions.append(Caption(text=text, credit=above))
            return True
    if credit := _credits.credit_of(text):
        # Under its caption: a sentence on the line before that was taken for something else.
        is_below = bool(at and draft.captions and draft.captions[-1].text == page[at - 1].text)
        if loose and not is_below and not line.after_blank and _story.is_sentence(loose[-1].text):
            draft.captions.append(Caption(text=loose.pop().text, credit=credit))
        elif draft.captions and draft.captions[-1].credit is None:
            draft.captions[-1] = Caption(text=draft.captions[-1].text, credit=credit)
        else:
            draft.left_out.append(line)
        return True
    if _story.is_correction(text):
        return draft.keep("correction", text)
    if at and _AUTHOR_LABEL.fullmatch(page[at - 1].text) and _bylines.is_name_alone(text):
        return _credit(text, draft)
    is_second = any(a.kind == "person" for a in draft.authors) and _bylines.strip_lead(text) is not None
    if is_second and at and not any(_bylines.strip_lead(x.text) for x in page[max(at - 3, 0) : at]):
        draft.left_out.append(line)  # of a book or a film that the article is about
        return True
    if _is_scholar(page, at) and _bylines.is_name_alone(text):
        return _credit(text, draft)
    if at and _bylines.is_name_alone(page[at - 1].text) and _is_scholar(page, at - 1):
        draft.left_out.append(line)
        return True
    if at and page[at - 1].text.lower() == "disclosure statement":
        draft.notes.append(text)
        return True
    if has_headline and (
        labelled := re.fullmatch(
            r"(words|interview|photographs|photography|summary|source):? (.{3,400})", text, re.IGNORECASE
        )
    ):
        if labelled[1].lower() in {"words", "interview"} and _bylines.is_name_alone(labelled[2]):
            return _credit(labelled[2], draft)
        if labelled[1].lower().startswith("photograph") and _bylines.is_name_alone(labelled[2]):
            draft.left_out.append(line)
            return True
        if text[len(labelled[1])] == ":":
            if labelled[1].lower() != "summary" or not draft.keep("summary", labelled[2]):
                draft.left_out.append(line)
            return True
    if "byline" not in draft.fields and (
        written := re.fullmatch(r"(written by .{3,80}?)(?:\s*[|;].*)?", text, re.IGNORECASE)
    ):
        return _credit(written[1], draft)
    if _story.is_note(text):
        draft.notes.append(text)
        return True
    if _story.is_rights(text):
        return draft.keep("rights", text)
    label = _DATE_LABEL.fullmatch(page[at - 1].text) if at else None
    if _DATE_LABEL.fullmatch(text) or (any(a.kind == "person" for a in draft.authors) and _bylines.is_role(text)):
        draft.left_out.append(line)
        return True
    if label and _date(text, draft, is_update=bool(_UPDATED.match(label[0])), is_sure=False):
        return True
    if _FOUNDED.search(text) and len(text) <= 120:
        draft.left_out.append(line)
    pieces = [p for p in _BREAKS.split(text) if p]
    if (
        len(pieces) > 1
        and len(text) <= 200
        and (len(pieces) > 2 or any(_is_piece(p, has_headline=has_headline) for p in pieces))
    ):
        kinds = [_piece(p, draft, has_headline=has_headline) for p in pieces]
        if any(kinds):
            draft.left_out += [
                Line(line.number, p, line.after_blank) for p, kind in zip(pieces, kinds, strict=True) if not kind
            ]
            return True
        return False
    return _piece(text, draft, has_headline=has_headline)


def _is_scholar(page: list[Line], at: int) -> bool:
    """Whether a post at a university stands below the line, in a list that is headed "Authors"."""
    return (
        at + 1 < len(page)
        and _POST.search(page[at + 1].text) is not None
        and not _story.is_sentence(page[at + 1].text)
        and any(_AUTHOR_LABEL.fullmatch(x.text) for x in page[max(at - 6, 0) : at])
    )


def _is_piece(text: str, *, has_headline: bool) -> bool:
    return _piece(text, _Draft(), has_headline=has_headline)


def _piece(text: str, draft: _Draft, *, has_headline: bool) -> bool:
    """Take in one part of a line above the story; False where it does not show what it is."""
    text = text.strip(" |•·")
    if _FOUNDED.search(text) and len(text) <= 100:
        return True  # when the paper was founded says nothing about the article
    if len(text) <= 120 and _date(text, draft, is_update=bool(_UPDATED.match(text)), is_sure=False):
        return True
    if _furniture.is_furniture(text):
        return True
    if any(a.kind == "person" for a in draft.authors) and len(text) <= 80 and _bylines.is_role(text):
        return True
    if is_agency(text) and not has_headline:
        return draft.keep("publisher", text) if _furniture.publisher_of(text) else draft.keep("agency", text)
    if is_agency(text) or (len(text.split()) <= 6 and _bylines.is_desk(text) and has_headline):
        return _credit(text, draft)
    rest = _bylines.strip_lead(text)
    if rest is not None and len(text) <= 200 and not text.endswith(("?", "!")) and _story.is_credited(rest):
        for comma in [n for n, mark in enumerate(text) if mark == ","][:6]:  # "By Ann Example, May 4, 2024"
            if _date(text[comma + 1 :], draft, is_update=False, is_sure=False):
                return _credit(text[:comma], draft)
        return _credit(text, draft)
    if (
        not has_headline
        and (name := _furniture.publisher_of(text))
        and text != text.lower()
        and _furniture.section_of(text) is None
    ):
        return "publisher" not in draft.fields and _is_kind_of_paper(text, name) and draft.keep("publisher", name)
    return (
        has_headline is False
        and (section := _furniture.section_of(text)) is not None
        and draft.keep("section", section)
    )


def _is_kind_of_paper(text: str, name: str) -> bool:
    """Whether the line says itself that it is a masthead; a mere name is looked at when the headline is known."""
    return name != " ".join(text.split()).strip(" |•·")


def _begins_story(page: list[Line], at: int, *, has_loose: bool, is_signed: bool) -> bool:
    """Whether the story begins with this line, which is neither furniture nor anything else that stands above one."""
    text = page[at].text
    words = len(text.split())
    is_sentence = _story.is_sentence(text)
    if not is_sentence and words < 35:
        # A headline, a deck, a line of the masthead. Without any of a page's marks, only the first line can be one.
        return False
    if dateline_of(text):
        return True
    if words <= 60 and has_loose and not is_signed and _is_signed_below(page, at):
        return False  # a deck in sentences: the byline comes after it
    if not has_loose and words <= 25 and at + 1 < len(page):
        if text.endswith(("?", "!", "?”", "!”", "?’", "!’")) and page[at + 1].after_blank:
            return False
        return not _is_signed_below(page, at)
    return True


def _is_signed_below(page: list[Line], at: int) -> bool:
    """Whether a byline or a date stands within the next lines, with no more than a deck's sentence before it."""
    sentences = 0
    for line in page[at + 1 : at + 5]:
        if _furniture.is_furniture(line.text) or _credits.credit_of(line.text) or _credits.split_caption(line.text):
            continue
        if any(_is_piece(p, has_headline=True) for p in [line.text, *_BREAKS.split(line.text)] if p and len(p) <= 200):
            return True
        if dateline_of(line.text) or len(line.text.split()) > 30:
            return False
        sentences += _story.is_sentence(line.text)
        if sentences > 1:
            return False
    return False


def _is_of_masthead(text: str) -> bool:
    return _furniture.publisher_of(text) is not None or _furniture.section_of(text) is not None


def _share_out(loose: list[Line], page: list[Line], draft: _Draft) -> None:
    """Give the unexplained lines above the story to masthead, section, kicker, headline and deck."""
    rest = list(loose)
    if len(rest) > 1 or (rest and "headline" in draft.fields):
        for line in rest[:-1]:
            name = None if _furniture.section_of(line.text) else _furniture.publisher_of(line.text)
            if name and draft.keep("publisher", name):
                rest.remove(line)
            if name or len(line.text.split()) >= 5:  # below the headline, a newspaper is somebody else's
                break
    _masthead_place(rest, page, draft)
    if "publisher" not in draft.fields and len(rest) > 1 and _has_masthead_below(rest[0], page):
        draft.keep("publisher", _furniture.publisher_of(rest[0].text) or rest[0].text)
        del rest[0]
    for line in rest[:-1]:
        if section := _furniture.section_of(line.text):
            rest.remove(line)
            if not draft.keep("section", section):
                draft.left_out.append(line)
        elif len(line.text.split()) >= 5:  # the headline: a section stands above it
            break
    rest = [
        line
        for n, line in enumerate(rest)
        if not any(_repeats(line.text, other.text, is_later=n > m) for m, other in enumerate(rest) if m != n)
    ]
    _names_alone(rest, page, draft)
    _syndicated(rest, draft)
    if len(rest) > 1 and "headline" not in draft.fields and _is_kicker(rest[0].text, rest[1].text):
        draft.keep("kicker", rest[0].text.rstrip(":"))
        del rest[0]
    if len(rest) > 1 and "headline" not in draft.fields and rest[0].text[:2].islower():  # a slogan's second line
        draft.left_out.append(rest.pop(0))
    if rest and "headline" not in draft.fields:
        nth = next((n for n, line in enumerate(rest) if len(line.text.split()) >= 4), 0) if len(rest) > 2 else 0
        draft.left_out += rest[:nth]
        draft.keep("headline", rest[nth].text.removeprefix("# "))
        rest = rest[nth + 1 :]
        if rest and not rest[0].after_blank and rest[0].text[:1].islower():  # a headline broken into two lines
            draft.fields["headline"] += f" {pure.one_line(rest.pop(0).text)}"
        _site_off(rest, draft)
    houses = [line for line in rest if _is_house(line.text, draft)]
    draft.left_out += houses
    rest = [line for line in rest if line not in houses]
    if rest and len(rest[0].text.split()) >= 4:
        draft.keep("deck", rest.pop(0).text)
    draft.left_out += [line for line in rest if pure.one_line(line.text) not in draft.fields.values()]


def _is_house(text: str, draft: _Draft) -> bool:
    """Whether a line below the headline is the name of a newspaper or of this one's section."""
    return fold(text) == fold(draft.fields.get("publisher", "")) or _is_of_masthead(text)


def _repeats(line: str, other: str, *, is_later: bool) -> bool:
    """Whether a line says again what another says: the same, or "Section|Headline" where the headline follows."""
    if line == other:
        return is_later
    return (
        len(other) >= 12 and line.endswith(other) and line[: -len(other)].rstrip().endswith(("|", ":", "›", ">", "·"))
    )


def _syndicated(rest: list[Line], draft: _Draft) -> None:
    """A line below the headline that is nothing but the name of another newspaper credits it, as an agency's would."""
    for line in rest[1:] if "publisher" in draft.fields else ():
        if (
            (name := _furniture.publisher_of(line.text))
            and fold(name) != fold(draft.fields["publisher"])
            and "." not in name
        ):
            if _furniture.section_of(line.text):
                continue
            rest.remove(line)
            draft.keep("agency", name)
            draft.keep("byline", name)
            draft.authors.append(Author(name=name, kind="agency"))
            return


def _site_off(rest: list[Line], draft: _Draft) -> None:
    """Take the newspaper's name off a headline that is a web page's title ("Mill reopens | Tarnhollow Gazette")."""
    headline = draft.fields["headline"]
    found = re.fullmatch(r"(.{8,}?)\s+[|–—-]\s+([^|–—]{3,40})", headline)
    if found and (name := _furniture.publisher_of(found[2])):
        draft.keep("publisher", name)
        draft.fields["headline"] = found[1].strip()
    rest[:] = [line for line in rest if pure.one_line(line.text) != draft.fields["headline"]]


def _masthead_place(rest: list[Line], page: list[Line], draft: _Draft) -> None:
    """The place of the masthead: beside the founding date, or alone below the publisher's name."""
    for line in page[:12]:
        pieces = [p for p in _BREAKS.split(line.text) if p]
        if not _FOUNDED.search(line.text):
            continue
        if len(pieces) == 1:  # "Tarnhollow, Calder, Est. 1890" with single blanks
            pieces = [_FOUNDED.sub("", line.text).strip(" ,·•|–—-")]
        for piece in pieces:
            if not _FOUNDED.search(piece) and (
                _PLACE.fullmatch(piece) or (piece.istitle() and len(piece.split()) <= 3 and piece.isascii())
            ):
                draft.keep("publisher_place", piece)
                draft.left_out = [x for x in draft.left_out if x.text != piece]
                return
    if (
        "publisher" in draft.fields
        and len(rest) > 1
        and _PLACE.fullmatch(rest[0].text)
        and len(rest[0].text.split()) <= 4
    ):
        draft.keep("publisher_place", rest.pop(0).text)


def _has_masthead_below(line: Line, page: list[Line]) -> bool:
    following = page[page.index(line) + 1 :][:2]
    return len(line.text.split()) <= 6 and any(_FOUNDED.search(x.text) and len(x.text) <= 100 for x in following)


def _names_alone(rest: list[Line], page: list[Line], draft: _Draft) -> None:
    """A byline without "By": a name on a line of its own, with a date, an agency or a role next to it."""
    if "byline" in draft.fields and any(a.kind == "person" for a in draft.authors):
        return
    for line in rest[1:]:
        if not _bylines.is_name_alone(line.text):
            continue
        at = page.index(line)
        beside = _beside(page, at)
        marks = [p for text in beside for p in [text, *_BREAKS.split(text)] if p]
        if any(
            _DATE_LABEL.fullmatch(p)
            or _AGO.fullmatch(p)
            or _bylines.is_role(p)
            or is_agency(p)
            or _furniture.publisher_of(p)
            or _date(p, _Draft(), is_update=False, is_sure=False)
            for p in marks
        ):
            before, draft.authors = draft.authors, []
            draft.fields.pop("byline", None)
            _credit(line.text, draft)
            draft.authors += before
            rest.remove(line)
            places = [x for x in page[at + 1 : at + 2] if _furniture.publisher_of(x.text.split(",")[0])]
            for role in [x for x in rest[1:] if _bylines.is_role(x.text) or x in places]:
                rest.remove(role)
                draft.left_out.append(role)
            return


def _beside(page: list[Line], at: int) -> list[str]:
    """The lines next to one, with no more than buttons between: one above it and two below, and how old the page is."""
    above = [x.text for x in page[max(at - 4, 0) : at]]
    below = [x.text for x in page[at + 1 : at + 5] if not _furniture.is_furniture(x.text)]
    return [
        *[x for x in above if _AGO.fullmatch(x)],
        *[x for x in above if not _furniture.is_furniture(x)][-1:],
        *below[:2],
    ]


def _is_kicker(first: str, second: str) -> bool:
    words = first.split()
    is_capitals = first.isupper() and not second.isupper()
    is_label = first.endswith(":") or (
        first.istitle() and len(words) <= 3 and len(second.split()) >= 6 and not _story.is_sentence(second)
    )
    return len(words) <= 5 and (is_capitals or is_label)


def _signature(text: str) -> str | None:
    """The name that a last line like "— Mara Lind, Reuters" signs with."""
    found = re.fullmatch(r"[—–-]{1,2}\s*(\S.{2,60})", text)
    if found and not _story.is_sentence(found[1]) and _bylines.parse(found[1]).authors:
        return found[1]
    return None


def _credit(line: str, draft: _Draft) -> bool:
    """Take in a byline or an agency line."""
    line = (pure.one_line(line) or "").strip("—–- ")
    line = line.strip("() ") if line.startswith("(") else line
    line = re.sub(r" [|–—-] \d{1,2}/\d{1,2}/\d{2,4}\b.{0,30}$", "", line)
    found = _bylines.parse(line)
    if not draft.keep("byline", line) and not found.authors:
        return False
    draft.authors += [a for a in found.authors if a not in draft.authors]
    draft.keep("agency", found.agency)
    return True


def _date(text: str, draft: _Draft, *, is_update: bool, is_sure: bool = True) -> bool:
    """Take in a date; where it is not sure that the text is one, False and nothing said where it is none."""
    # "Published March 4, 2024 3:15 p.m. Updated March 5, 2024": each on its own.
    text = _JAMMED.sub(" ", _VAGUE.sub("", text[:200]))
    if halves := re.fullmatch(
        r"(.+?\d.*?)\W*\b((?:last )?updated\b.*|aktualisiert\b.*|mis(?:e)? à jour\b.*)", text, re.IGNORECASE
    ):
        first = _date(halves[1], draft, is_update=False, is_sure=is_sure)
        return _date(halves[2], draft, is_update=True, is_sure=is_sure) or first
    try:
        moment = _dates.moment(text.replace("•", " ").replace("|", " "))
    except ValueError as error:
        if not is_sure and "where the month does" not in str(error):
            return False
        draft.problems.append(Problem(code="date-unread", severity="warning", message=f"{text[:80]!r}: {error}"))
        return True
    if not is_sure and moment.precision in {"year", "month"} and not _PUBLISHED.search(text):
        return False
    if is_update:
        draft.modified_at = draft.modified_at or (moment.at if moment.precision == "instant" else None)
    elif draft.published is None:
        draft.published = moment
    return True


def _said(left_out: list[Line]) -> list[Problem]:
    """The note that names what was left out, so that nothing is lost silently."""
    if not left_out:
        return []
    shown = sorted(set(left_out))
    named = ", ".join(f"{line.number} {line.text[:60]!r}" for line in shown[:25])
    more = f" and {len(shown) - 25} more, to line {shown[-1].number}" if len(shown) > 25 else ""
    return [Problem(code="furniture-left-out", severity="note", message=f"no part of the article: line {named}{more}")]


def _for_item(problem: Problem) -> Problem:
    return Problem(code=problem.code, severity=problem.severity, message=problem.message, item="1")
