"""An article under construction: what a source says goes in, repaired and checked on the way; an `Article` comes out.

What every reader must do alike is done here: mojibake and left-over entities are repaired and said, a date that cannot
be read is a warning and not the end, the byline stays as printed beside its credits, an empty body is said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from corpus import text as pure
from corpus.readers import _bylines, _dates, _decode, _markup, _wire
from corpus.readers._agencies import is_agency
from corpus.readers._datelines import dateline_of
from corpus.record import (
    Article,
    Author,
    AuthorKind,
    Caption,
    Kind,
    Moment,
    Problem,
    Redistribution,
    Severity,
    Status,
    Subject,
)

TEXTS = frozenset(
    "guid version url headline deck kicker slugline byline agency credit publisher publisher_place dateline_place "
    "section page genre urgency rights usage_terms license editor_note correction summary".split()
)
"""The columns that hold one line of text, which `Draft.put` takes."""

INSTANTS = frozenset("modified_at embargoed_until expires_at retrieved_at".split())
"""The columns that hold an instant, which `Draft.time` takes beside `published`."""

# RFC 5646 §2.1, as far as languages of newspapers go.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


class Draft:
    """One item of a source.

    The first text that is put into a field stays; what comes later is dropped without a word, so a reader puts the most
    trustworthy source first. `kind`, `status`, `redistribution`, `is_truncated` and `published` may be set at any time.

    Args:
        format: the reader's name.
        item: the item's id in the source, or its position from 1.
        data: the item's bytes as read, which `source_sha256` is taken over.
        encoding: of the bytes; None for plain UTF-8.
        problems: what is to be said already, by decoding or parsing.
    """

    def __init__(
        self,
        format: str,  # noqa: A002  (the word of the contract)
        item: str,
        data: bytes,
        encoding: str | None = None,
        problems: Iterable[Problem] = (),
    ) -> None:
        self.format, self.item, self.encoding = format, item, encoding
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.kind: Kind = "article"
        self.status: Status = "usable"
        self.redistribution: Redistribution = "unknown"
        self.is_truncated = False
        self.published: Moment | None = None
        self.texts: dict[str, str] = {}
        self.instants: dict[str, datetime] = {}
        self.language: str | None = None
        self.authors: list[Author] = []
        self.captions: list[Caption] = []
        self.subjects: list[Subject] = []
        self.paragraphs: list[str] = []
        self.problems: list[Problem] = []
        # What was taken in, to take it in once: an item of a few megabytes may hold tens of thousands of each.
        self._known: set[object] = set()
        for problem in problems:
            self.say(problem.code, problem.severity, problem.message)

    # ------------------------------------------------------------------ what is said

    def say(self, code: str, severity: Severity, message: str) -> None:
        """Say something about this item; the same is said once."""
        problem = Problem(code=code, severity=severity, message=pure.one_line(message) or "", item=self.item)
        if problem not in self.problems:
            self.problems.append(problem)

    def mend(self, text: str) -> str:
        """The text without markup, mojibake and left-over entities; repairs are said."""
        return self._repaired(_markup.plain(text) if _markup.is_markup(text) else text)

    # ------------------------------------------------------------------ fields

    def put(self, name: str, *values: object) -> bool:
        """Put the first of these values that is a text or number and not blank into a field of `TEXTS`.

        Whether the field holds anything afterwards.
        """
        if name not in TEXTS:
            raise KeyError(name)
        for value in values:
            if name in self.texts:
                break
            if isinstance(value, bool) or not isinstance(value, (str, int, float)):
                continue
            if line := pure.one_line(self.mend(str(value))):
                self.texts[name] = line
        return name in self.texts

    def add(self, name: str, value: str | None) -> None:
        """Add a line to what a field of `TEXTS` holds (a second note, a second rights line), unless it is there."""
        line = pure.one_line(self.mend(value or ""))
        if line and name == "editor_note" and (public := _wire.public(line)) is not None:
            line = public
            self.say("note-withheld", "note", "a note that is marked as not for publication is left out")
        if line and line not in self.texts.get(name, ""):
            self.texts[name] = f"{self.texts[name]} {line}" if name in self.texts else line

    def add_lines(self, name: str, lines: Iterable[str | None]) -> None:
        """Add several lines to a field, each once. With `add`, each would be looked for in all before it."""
        held = self.texts.get(name, "")
        self.add(name, " ".join(line for line in dict.fromkeys(lines) if line and line not in held))

    def surround(self, wire: _wire.WireText) -> None:
        """Take in what stands around a wire's story: its notes, corrections and rights go to their columns."""
        self.add_lines("editor_note", wire.notes)
        self.add_lines("correction", wire.corrections)
        self.add_lines("rights", wire.rights)

    def get(self, name: str) -> str | None:
        """What a field of `TEXTS` holds."""
        return self.texts.get(name)

    def speak(self, *tags: str | None) -> None:
        """Set the declared language from the first of these that is a language tag (BCP 47; "_" is taken for "-")."""
        for tag in tags:
            if self.language is None and tag and _LANGUAGE.fullmatch(tag.strip()):
                self.language = tag.strip().replace("_", "-")

    def time(self, name: str, *values: str | float | None, **reading: Any) -> bool:
        """Put the first of these times that can be read into `published` or a field of `INSTANTS`.

        A day, month or year is a time for `published` only: elsewhere an hour would be invented. `reading` goes to
        `_dates.moment`. What cannot be read is a warning where no other value can. Whether the field holds anything.
        """
        refused = None
        for value in values:
            if value is None or value == "":
                continue
            if (self.published if name == "published" else self.instants.get(name)) is not None:
                break
            try:
                moment = _dates.moment(value, **reading)
            except (ValueError, OverflowError) as error:
                refused = refused or f"{name} {str(value)[:80]!r}: {error}"
                continue
            if name == "published":
                self.published = moment
            elif name not in INSTANTS:
                raise KeyError(name)
            elif moment.precision == "instant":
                self.instants[name] = moment.at
            else:
                refused = refused or f"{name} {str(value)[:80]!r}: a {moment.precision} where an instant was expected"
        has = self.published is not None if name == "published" else name in self.instants
        if refused and not has:
            self.say("date-unread", "warning", refused)
        return has

    # ------------------------------------------------------------------ people, pictures, subjects

    def sign(self, line: str | None) -> None:
        """Take in a byline as printed: it stays in `byline`, its credits go to `authors` and `agency`."""
        line = pure.one_line(self.mend(line or ""))
        if not line or not self.put("byline", line) or self.authors:
            return
        found = _bylines.parse(line, is_stated=True)
        self._credit(found.authors)
        if found.agency:
            self.put("agency", found.agency)

    def credit(self, names: Iterable[str], kind: AuthorKind | None = None) -> None:
        """Credit these names, one each; their kind is read from the name where the source does not say it."""
        for name in names:
            plain = pure.one_line(self.mend(name))
            if not plain:
                continue
            if kind and not (kind == "person" and is_agency(plain)):
                self._credit([Author(name=plain, kind=kind)])
                continue
            self._credit(_bylines.from_names([plain]).authors)

    def _credit(self, authors: Iterable[Author]) -> None:
        known = {author.name.casefold() for author in self.authors}
        for author in authors:
            if author.name.casefold() not in known:
                self.authors.append(author)
                known.add(author.name.casefold())
            if author.kind == "agency":
                self.put("agency", author.name)

    def caption(self, text: str | None, credit: str | None = None) -> None:
        """Take in a picture's caption, or the credit of a picture without one, once."""
        line = pure.one_line(self.mend(text or "")) or ""
        by = pure.one_line(self.mend(credit or ""))
        if not line and not by:
            return
        if self._is_new(("caption", line or by)):
            self.captions.append(Caption(text=line, credit=by))

    def subject(
        self,
        scheme: str | None = None,
        code: str | None = None,
        name: str | None = None,
        relevance: float | None = None,
    ) -> None:
        """Take in a subject, once; one that has neither a code nor a name is none."""
        subject = Subject(
            scheme=pure.one_line(scheme),
            code=pure.one_line(code),
            name=pure.one_line(self.mend(name or "")),
            relevance=relevance,
        )
        if (subject.code or subject.name) and self._is_new(subject):
            self.subjects.append(subject)

    # ------------------------------------------------------------------ the end

    def tell(self, paragraphs: Iterable[str]) -> None:
        """Add paragraphs to the body."""
        self.paragraphs.extend(paragraphs)

    def article(self) -> Article:
        """The article. A dateline in the first paragraph gives `dateline_place` and `agency`, and stays where it is."""
        body = pure.clean(self._repaired("\n\n".join(self.paragraphs)))
        if not body and self.kind == "article":
            self.say("empty-body", "warning", "the article has no text")
        if body and (found := dateline_of(body[:400].split("\n", 1)[0])):
            if found.place:
                self.put("dateline_place", found.place)
            if found.agency:
                self.put("agency", found.agency)
        modified = self.instants.get("modified_at")
        first = self.published
        if first and modified and first.precision == "instant" and modified < first.at:
            said = f"modified {modified.isoformat()} before it was published {first.at.isoformat()}"
            self.say("modified-before-published", "note", said)
        return Article(
            source_item=self.item,
            source_format=self.format,
            source_sha256=self.sha256,
            source_encoding=self.encoding,
            body=body,
            kind=self.kind,
            status=self.status,
            redistribution=self.redistribution,
            is_truncated=self.is_truncated,
            published=self.published,
            language=self.language,
            language_origin="declared" if self.language else "none",
            authors=tuple(self.authors),
            captions=tuple(self.captions),
            subjects=tuple(self.subjects),
            problems=tuple(self.problems),
            **self.texts,  # type: ignore[arg-type]  # only names in TEXTS, which are fields of text
            **self.instants,  # type: ignore[arg-type]  # only names in INSTANTS, which are fields of time
        )

    def _is_new(self, thing: object) -> bool:
        before = len(self._known)
        self._known.add(thing)
        return len(self._known) > before

    def _repaired(self, text: str) -> str:
        """The body with mojibake and left-over entities repaired; paragraphs are free of markup already."""
        plain, said = _decode.mend(text, item=self.item)
        for problem in said:
            if all(problem.code != known.code for known in self.problems):
                self.problems.append(problem)
        return plain
