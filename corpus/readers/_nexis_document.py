"""One document of Nexis, whatever file it came in: lines with their style in, the fields of an article out.

Two layouts. Until 2019 ("1 of 10 DOCUMENTS"): publication, date, headline, labels (BYLINE), text, labels (LOAD-DATE),
copyright. Since 2017 ("End of Document"): headline, publication, date, copyright, labels (Byline), a heading "Body",
text, headings (Classification, Graphic, Correction) and labels. Labels are known by being bold, or in a plain text by
their capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpus.readers import _bylines, _credits, _dates, _nexis_bylines, _nexis_labels, _nexis_story, _story
from corpus.readers._agencies import is_agency
from corpus.readers._datelines import dateline_of
from corpus.readers._draft import Draft
from corpus.readers._nexis_lines import ADDRESS, Label, Line, is_heading, is_rights, known_label, label_of, section_of
from corpus.record import Moment, Problem
from corpus.text import fold


class Source(NamedTuple):
    """A document as it was found: its bytes and its lines.

    `is_new`: it is in the layout since 2017. `is_cut_off`: the file ends within it.
    """

    data: bytes
    lines: list[Line]
    is_new: bool = False
    is_cut_off: bool = False


class Document(Draft):
    """An article under construction that remembers which labels of it no column takes, as printed."""

    def __init__(self, item: str, data: bytes, encoding: str | None = None, problems: Iterable[Problem] = ()) -> None:
        super().__init__("nexis", item, data, encoding, problems)
        self.unused: list[str] = []
        self.agency: str | None = None  # that publishes it, which is credited where no other is


class _Parts(NamedTuple):
    """A document taken apart: the lines at its top, what stands between them and the text, the text, what is below."""

    top: list[Line]
    header: list[Line]
    body: list[Line]
    tail: list[Line]
    is_new: bool


_PAGE = re.compile(
    r"(?P<mark>pgs?\.?|pages?|pp?\.|seiten?|s\.|pág(?:ina)?s?\.?|pag(?:ina)?s?\.?|blz\.?|blad)\s*(?P<page>[\w.,/&–-]"
    r"[\w .,/&–-]{0,40})?",
    re.IGNORECASE,
)
_ISSUE = re.compile(r"\s+(?:Ausg|Nr|No|Heft|Issue)\.?\s*\d.*$")
_BARE_PAGE = re.compile(r"[A-Z]{1,2}\d{1,3}[A-Z]?")
_VERSION = re.compile(r"version\s?:\s?(\S{1,20})", re.IGNORECASE)
_SCORED = re.compile(r"(.*?)\s*\((\d{1,3})\s?%\)", re.DOTALL)
_CODED = re.compile(r"(NAICS|SIC)\s?(\d{2,6})\s+(.+)", re.DOTALL)
_MIDNIGHT = re.compile(
    r"(?<![\d:])(?:00:00(?::00)?|12:00 ?a\.?m\.?)\b(?:\s?\(?[A-Z]{2,5}(?:[+-]\d{1,2})?\)?)?", re.IGNORECASE
)
# A broadcast has a beginning, an end and a zone by name: "20:00:00 - 21:00:00 Eastern Time".
_BROADCAST = re.compile(
    r"(\d{1,2}:\d{2}(?::\d{2})?)(?:\s?-\s?\d{1,2}:\d{2}(?::\d{2})?)?"
    r"(?:\s(Eastern|Central|Mountain|Pacific) (?:Standard )?Time)?"
)
_PICTURE = re.compile(
    r"(?:(?:colou?r|b&w|black (?:&|and) white|file)\s+)?(?:photos?|photographs?|pictures?|fotos?|chart|map|drawing)"
    r"\s*[:;,]\s*",
    re.IGNORECASE,
)
_ONLY_KIND = re.compile(
    r"(?:colou?r|b&w|black (?:&|and) white)?\s*(?:photos?|illustrations?|pictures?|graphics?|no caption|images?)?\W*",
    re.IGNORECASE,
)
_MOST_LOOSE = 12  # paragraphs that a label below a text may have; what is longer is the text
_ON_PAGE = re.compile(r"\s*\(p[gp]\. ?[\w., ]{1,12}\)|\s*\([A-Z]{1,2}\d{1,3}\)$")


def take_in(source: Source, draft: Document) -> bool:
    """Put what the lines say into the document. Whether there is one in them: a label, or a date and a text."""
    lines = [line for line in source.lines if not _nexis_labels.is_count(line.text)]
    parts = _parts(lines, is_new=source.is_new)
    has_labels = any(label_of(line) for line in (*parts.header, *parts.tail))
    if not has_labels and not (parts.body and any(dated(line.text) for line in parts.top)):
        return False
    _take_top(parts, draft)
    _take_header(parts, draft)
    _take_tail(parts.tail, draft)
    _take_body(parts.body, draft)
    draft.put("agency", draft.agency)
    if source.is_cut_off:
        draft.is_truncated = not parts.tail
        draft.say("cut-off", "warning", "the file ends before the document does")
    return True


# ------------------------------------------------------------------ the parts


def _parts(lines: list[Line], *, is_new: bool) -> _Parts:
    heading = next((n for n, line in enumerate(lines) if is_heading(line, _nexis_labels.BODY, is_large=True)), None)
    has_styles = any((label := label_of(line)) and label.field and line.lead for line in lines)
    top_end = _top_end(lines, is_new=is_new or heading is not None)
    if heading is not None and heading >= top_end:
        start = heading + 1
        header = lines[top_end:heading]
    else:
        start = _header_end(lines, top_end, has_styles=has_styles)
        header = lines[top_end:start]
    tail = _tail_start(lines, start, has_styles=has_styles)
    is_new = is_new or heading is not None
    return _Parts(lines[:top_end], header, lines[start:tail], lines[tail:], is_new)


def _top_end(lines: list[Line], *, is_new: bool) -> int:
    """Where the lines at the top end: the centred ones; where none is centred, those as far as the date."""
    centred = 0
    while centred < len(lines) and lines[centred].is_centred:
        centred += 1
    if centred >= 2:
        return centred
    for n, line in enumerate(lines[:8]):
        if label_of(line) and line.lead:
            return n
        if dated(line.text):
            return n + 1
    return max(centred, 2 if is_new else 0)


def _header_end(lines: list[Line], start: int, *, has_styles: bool) -> int:
    """Where the text begins, behind the last of the labels that stand above a text."""
    end = at = start
    if at < len(lines) and not known_label(lines[at], has_styles=has_styles):  # the headline
        while at < len(lines) and lines[at].group == lines[start].group:
            at += 1
        end = at
    while at < len(lines):
        label = known_label(lines[at], has_styles=has_styles)
        if label is None or not label.field:
            # A line or two without a label, or with one that is not known, where one that is known follows.
            soon = range(at + 1, min(at + 4, len(lines)))
            is_short = len(lines[at].text) <= 160
            ahead = next(
                (
                    n
                    for n in soon
                    if (k := known_label(lines[n], has_styles=has_styles)) and k.field in _nexis_labels.ABOVE
                ),
                None,
            )
            if ahead is None or not is_short:
                break
            at = ahead
            continue
        if label.field not in _nexis_labels.ABOVE | _nexis_labels.ANYWHERE:
            break
        if label.field == "body":
            return at if label.value else at + 1
        group = lines[at].group
        at += 1
        # What stands in the same block is the label's; another label there is one of its own.
        while at < len(lines) and lines[at].group == group and label_of(lines[at]) is None:
            at += 1
        end = at
    return end


def _tail_start(lines: list[Line], start: int, *, has_styles: bool) -> int:
    """Where the labels below the text begin, looked for from the end: a label within the text has text below it."""
    found = len(lines)
    loose = 0
    for n in range(len(lines) - 1, start - 1, -1):
        line = lines[n]
        label = known_label(line, has_styles=has_styles)
        if heading := section_of(line):
            found, loose = n, 0
            if heading == "classification":
                continue
        elif label and label.field and label.field not in _nexis_labels.ABOVE:
            if loose > (_MOST_LOOSE if label.field in _nexis_labels.MANY else 0):
                break
            found, loose = n, 0
        elif label and not label.field and found < len(lines):
            continue
        elif loose == 0 and (
            is_rights(line)
            or (line.is_centred and found == len(lines))
            or (ADDRESS.fullmatch(line.text) and found < len(lines))
        ):
            found = n
        else:
            loose += 1
            if loose > 200:
                break
    return found


# ------------------------------------------------------------------ above the text


def _take_top(parts: _Parts, draft: Document) -> None:
    """Take in publication, date, edition and rights; since 2017 the headline too."""
    top = list(parts.top)
    if parts.is_new and top:
        first = [line.text for line in top if line.group == top[0].group]
        top = [line for line in top if line.group != top[0].group]
        _head(first, draft, blog=next((line.text.strip("()") for line in top if _is_bracketed(line.text)), None))
    names: list[str] = []
    edition = False
    for line in top:
        found = dated(line.text) if draft.published is None else None
        if found:
            draft.published, rest = found
            if _nexis_labels.is_appended(rest):
                draft.texts.setdefault("correction", rest)
            elif rest:
                edition = True
        elif _nexis_labels.is_appended(line.text):
            draft.texts.setdefault("correction", line.text)  # until its text is found below
        elif is_rights(line) or _story.is_rights(line.text):
            draft.add("rights", line.text)
        elif re.search(r"\bmay not be (?:re)?published\b", line.text):
            draft.add("usage_terms", line.text)
        elif draft.published is not None:
            edition = True
        elif _is_bracketed(line.text) and names:
            draft.put("kicker", line.text.strip("()"))
        else:
            names.append(line.text)
    if draft.published is None and names:
        # What holds a year and cannot be read is said by the reader of times.
        for text in [name for name in names[1:] if re.search(r"\b(?:1[6-9]|20)\d\d\b", name)]:
            names.remove(text)
            draft.time("published", text)
    if draft.put("publisher", " ".join(names)):
        agency = re.split(r"\s+--?\s|\s\(", draft.texts["publisher"], maxsplit=1)[0]
        draft.agency = agency if is_agency(agency) else None
    if edition:
        draft.unused.append("edition")


def _is_bracketed(text: str) -> bool:
    return text.startswith("(") and text.endswith(")") and len(text) < 60


def dated(text: str) -> tuple[Moment, str] | None:
    """The date that a line begins with and what stands behind it: an edition. Midnight, to the minute, is a day."""
    if len(text) > 200 or not re.search(r"\d", text[:60]):
        return None
    plain = _BROADCAST.sub(_as_clock, _MIDNIGHT.sub(" ", text))
    words = plain.split()[:14]
    for count in range(len(words), 0, -1):
        try:
            moment = _dates.moment(" ".join(words[:count]))
        except (ValueError, OverflowError):
            continue
        if moment.precision in {"day", "instant"} or (moment.precision == "month" and count == len(words)):
            rest = plain.split()
            # An article that the reader of dates passes over belongs to the edition: "The Example Times on the Web".
            count -= count < len(rest) and rest[count - 1].lower() in {"the", "la", "le", "die", "der", "el"}
            return moment, " ".join(rest[count:]).strip(" ,;")
    return None


def _as_clock(found: re.Match[str]) -> str:
    return f"{found[1]} {found[2][0]}T" if found[2] else found[1]


def _head(texts: Sequence[str], draft: Document, *, blog: str | None = None) -> None:
    """Take in a headline: headline and deck, parted by a line break, " / " or ";"; before it in capitals a kicker."""
    last, is_corrected = _nexis_labels.without_appended(texts[-1])
    if is_corrected:
        draft.texts.setdefault("correction", texts[-1][len(last) :].strip(" -–—"))
    texts = [*texts[:-1], last]
    parts = [part for text in texts if (part := text.strip().rstrip(";").strip())]
    if len(parts) == 1:
        parts = _cut_headline(parts[0])
    if not parts or _nexis_labels.is_no_headline(parts[0]):
        return
    if len(parts) > 1 and _is_capitals(parts[0]) and not _is_capitals(parts[1]) and len(parts[0].split()) <= 4:
        draft.put("kicker", parts.pop(0))
    if blog and len(parts) > 1 and fold(parts[-1]) == fold(blog):
        parts.pop()
    draft.put("headline", parts[0])
    draft.put("deck", " ".join(parts[1:]))


def _cut_headline(text: str) -> list[str]:
    # A bracket or a quotation that is open goes on behind the mark: "(one; two)".
    for found in re.finditer(r"\s*;\s*|\s+/\s+", text[:600]):
        before, after = text[: found.start()], text[found.end() :]
        if before and after and before.count("(") <= before.count(")"):
            return [before, after]
    return [text]


def _is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 2 and all(c.isupper() for c in letters)


def _take_header(parts: _Parts, draft: Document) -> None:
    """Take in the labels above the text, and since 2017 the rights; before, the headline."""
    last = ""
    header = list(parts.header)
    if not parts.is_new and header and label_of(header[0]) is None:
        group = header[0].group
        _head([line.text for line in header if line.group == group], draft)
        header = [line for line in header if line.group != group]
    for line in header:
        label = label_of(line)
        if label:
            last = label.field
            _take(label, draft)
        elif _nexis_labels.is_appended(line.text):
            draft.texts.setdefault("correction", line.text)
        elif is_rights(line) or _story.is_rights(line.text):
            draft.add("rights", line.text)
        elif not last:
            draft.add("deck", line.text)
        elif last == "byline":
            _add_to_byline(line.text, draft)
        elif last == "highlight":
            draft.add("deck" if "deck" in draft.texts else "summary", line.text)
        else:
            _left_out(draft, "line", line.text)


def _take(label: Label, draft: Document) -> None:
    """Take in a label and its value."""
    field, value = label.field, label.value
    if field in _nexis_labels.HOUSEKEEPING or field not in _nexis_labels.USED:
        draft.unused.append(label.name)
        return
    if not value:
        return
    if field == "byline":
        _sign(value, draft)
    elif field == "headline":
        _head([value], draft)
    elif field == "section":
        _place(value, draft)
    elif field == "highlight":
        _take_highlight(value, draft)
    elif field == "abstract":
        draft.put("summary", value)
    elif field == "dateline":
        draft.put("dateline_place", _place_of(value))
    elif field == "series":
        draft.put("kicker", value)
    elif field == "language":
        draft.speak(_nexis_labels.language_of(value))
    elif field in _nexis_labels.ENTITIES:
        _take_terms(field, value, draft)
    elif field == "url":
        _take_address(value, draft)
    elif field == "type":
        draft.put("genre", value)
    elif field == "copyright":
        draft.add("rights", value)
    elif field == "correction-date":
        draft.add("editor_note", f"{label.name}: {value}")
    elif field == "notes":
        draft.add("editor_note", value)
    elif field == "correction":
        _correct(value, draft)
    elif field == "graphic":
        _show(value, draft)


def _take_highlight(value: str, draft: Document) -> None:
    found = re.search(rf"(?:^|[\s;])({ADDRESS.pattern})$", value)
    if found and _take_address(found[1], draft):
        value = value[: found.start()].rstrip(" ;")
    # Behind the headline stood the column's name, then: "A Wall and Its Price; Opinion".
    if len((draft.get("deck") or "").split()) in {1, 2} and "kicker" not in draft.texts:
        draft.put("kicker", draft.texts.pop("deck"))
    draft.put("summary" if "deck" in draft.texts else "deck", value)


def _take_address(value: str, draft: Document) -> bool:
    """Take in the article's address; that of a front page is none."""
    found = ADDRESS.search(value)
    if found and found[0].rstrip("/").count("/") > 2:
        return draft.put("url", found[0])
    if value:
        _left_out(draft, "address", value)
    return False


def _sign(value: str, draft: Document) -> None:
    """Take in a byline; where it only says who else reported, it is a note."""
    found = _nexis_bylines.credits_of(value, draft.get("publisher"))
    for note in found.notes:
        draft.add("editor_note", note)
    if found.authors or not found.notes:
        line, address = _nexis_bylines.without_address(value.strip(" ;"))
        if draft.put("byline", line) and address:
            _left_out(draft, "address", address)
    for author in found.authors:
        draft.credit([author.name], author.kind)
    if found.agency:
        draft.put("agency", found.agency)


def _add_to_byline(text: str, draft: Document) -> None:
    """Take in a line below the byline: the newspaper it was written for, or the writer's name once more."""
    byline = draft.get("byline") or ""
    if fold(text) in fold(byline):
        return
    if not any(author.kind == "person" for author in draft.authors) and _bylines.is_name_alone(text):
        for author in _bylines.parse(f"By {text}").authors:
            draft.credit([author.name], author.kind)
    draft.add("editor_note" if text.endswith(".") and len(text.split()) > 6 else "credit", text)


def _place(value: str, draft: Document) -> None:
    """Take in where it stood: "NEWS; Pg. 4" is a section and a page; "Section B; Page 22; Metro Desk" stays whole."""
    kept: list[str] = []
    parts = [part.strip() for part in re.split(r";|,\s*(?=pgs?\.)", value, flags=re.IGNORECASE)]
    is_statement = bool(re.match(r"section\b", value, re.IGNORECASE))
    for part in parts:
        page = _PAGE.fullmatch(_ISSUE.sub("", part).split(", Col")[0])
        if version := _VERSION.fullmatch(part):
            draft.put("version", version[1])
        elif page and (page["page"] or page["mark"]):
            draft.put("page", (page["page"] or "").strip(" ,"))
            if is_statement and page["mark"].lower().startswith("page"):
                kept.append(part)
        elif part and part not in kept and not re.fullmatch(r"section|column 0", part, re.IGNORECASE):
            kept.append(part)
    if len(kept) > 1 and "page" not in draft.texts and _BARE_PAGE.fullmatch(kept[-1]):
        draft.put("page", kept.pop())
    draft.put("section", "; ".join(kept))


def _place_of(value: str) -> str | None:
    """The place of a dateline, without its day."""
    if found := dateline_of(f"{value.strip(' -–—')} — A line."):
        return found.place
    return value if re.search(r"\w", value) and not re.search(r"\d", value) else None


# ------------------------------------------------------------------ below the text


def _take_tail(tail: list[Line], draft: Document) -> None:
    """Take in the labels and sections below the text."""
    current = ""
    gathered: dict[str, list[str]] = {}
    for line in tail:
        label = label_of(line)
        if section := section_of(line):
            current = section
        elif label and (label.field or current not in _nexis_labels.MANY):
            current = label.field
            if current in _nexis_labels.MANY:
                gathered.setdefault(current, []).append(label.value)
            else:
                _take(label, draft)
        elif is_rights(line) or (line.is_centred and current not in _nexis_labels.MANY):
            draft.add("rights", line.text)
            current = "copyright" if line.is_centred else current
        elif ADDRESS.fullmatch(line.text):
            _take_address(line.text, draft)
        elif current in _nexis_labels.MANY:
            gathered.setdefault(current, []).append(line.text)
        elif current in _nexis_labels.ENTITIES:
            _take_terms(current, line.text, draft)
        elif current not in _nexis_labels.HOUSEKEEPING:
            _left_out(draft, "line", line.text)
    for text in gathered.get("notes", []):
        draft.add("editor_note", text)
    if corrections := [text for text in gathered.get("correction", []) if text]:
        _correct(" ".join(corrections), draft)
    for text in gathered.get("graphic", []):
        _show(text, draft)


def _correct(text: str, draft: Document) -> None:
    if _nexis_labels.is_appended(draft.get("correction") or ""):
        del draft.texts["correction"]
    draft.add("correction", text)


def _take_terms(field: str, value: str, draft: Document) -> None:
    """Take in terms with their scores in percent; those of industries may carry a code."""
    for term in re.split(r"(?<=%\));?\s*|;\s*", value):
        scored = _SCORED.fullmatch(term.strip())
        name = scored[1] if scored else term
        relevance = min(int(scored[2]), 100) / 100 if scored else None
        coded = _CODED.fullmatch(name.strip())
        if coded:
            draft.subject(coded[1].lower(), coded[2], coded[3], relevance)
        elif name.strip():
            draft.subject(f"nexis-{field}", None, name, relevance)


def _show(text: str, draft: Document) -> None:
    """Take in a caption as the database gives it: "Photo: …", and its credit before or behind the words."""
    text = _ON_PAGE.sub("", text).strip(" ;,")
    several = [part for part in re.split(r";\s*(?=photos?:)", text, flags=re.IGNORECASE) if part.strip()]
    if len(several) > 1:
        for part in several[:200]:
            _show(part, draft)
        return
    if text.startswith(("(*)", "* ")):  # a footnote to a caption, or to the text
        draft.add("editor_note", text)
        return
    labelled = _PICTURE.match(text)
    plain = text[labelled.end() :] if labelled else text
    # "Photos: One. (Mara Lind); Two. (Bo Halse)": a bracket ends a caption.
    several = re.split(r"(?<=\));\s*(?=[A-Z“\"])", plain) if labelled else []
    if len(several) > 1:
        for part in several[:200]:
            _show(f"{text[: labelled.end()]}{part}" if labelled else part, draft)
        return
    if not plain or _ONLY_KIND.fullmatch(plain):
        return
    # "Photo: Mara Lind, The Gazette; The weir on Monday": who took it stands first.
    credit, mark, rest = plain.partition(";")
    is_credit = "," in credit or is_agency(credit.strip()) or _credits.is_credit(credit)
    if labelled and mark and rest.strip() and is_credit and len(credit.split()) <= 7 and not credit.endswith("."):
        draft.caption(rest, credit)
        return
    if bracket := re.fullmatch(r"\(?((?:photo(?:graph)?s?|picture) by .{2,120}?)\)?", plain, re.IGNORECASE):
        _left_out(draft, "picture without a caption", bracket[1])
        return
    found = _credits.split_caption(plain, is_above=True)
    draft.caption(found.text if found else plain, found.credit if found else None)


# ------------------------------------------------------------------ the text


def _take_body(lines: list[Line], draft: Document) -> None:
    """Take in the text and what stands around it."""
    writers = [author.name for author in draft.authors if author.kind == "person"]
    story = _nexis_story.sort_out(
        lines,
        headline=draft.get("headline"),
        byline=draft.get("byline"),
        writers=writers,
        publisher=draft.get("publisher"),
    )
    draft.tell(story.paragraphs)
    if story.deck and not draft.get("deck") and fold(story.deck) not in fold(draft.get("headline") or ""):
        draft.put("deck", story.deck)
    elif story.deck:
        _left_out(draft, "line", story.deck)
    for text in story.summary:
        draft.add("summary", text)
    if story.byline and "byline" not in draft.texts:
        _sign(story.byline, draft)
    if story.agency:
        draft.put("agency", story.agency)
    for text in story.captions:
        _show(text, draft)
    for text in story.notes:
        draft.add("editor_note", text)
    for text in story.corrections:
        _correct(text, draft)
    for text in story.rights:
        draft.add("rights", text)
    for text in story.addresses:
        _take_address(text, draft)
    for text in story.left_out:
        _left_out(draft, "line", text)


def _left_out(draft: Document, what: str, text: str) -> None:
    said = f"{what} {text[:120]!r} is in no column"
    draft.say("furniture-left-out", "note", said)
