"""The nouns: what a reader gives, and what an extractor finds in it. Frozen values, no I/O, no rules.

Positions are half-open ranges ``[start, end)`` of Unicode code points in the text that is named beside them, as Python
slices count. Times are aware and in UTC. ``None`` always means "the source does not say".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Literal, NamedTuple, Protocol

Kind = Literal["article", "notice", "package"]
Status = Literal["usable", "withheld", "canceled"]
Precision = Literal["instant", "day", "month", "year", "none"]
LanguageOrigin = Literal["declared", "detected", "none"]
Redistribution = Literal["open", "restricted", "unknown"]
Severity = Literal["error", "warning", "note"]
AuthorKind = Literal["person", "agency", "desk"]
Field = Literal["body", "headline", "deck", "caption", "byline"]
MentionKind = Literal["name", "short", "pronoun", "nominal"]
EntityKind = Literal["person", "org", "anonymous", "group", "document"]
SpeakerKind = Literal["person", "org", "anonymous", "group", "document", "unknown"]
QuoteKind = Literal["direct", "partial", "indirect"]
Attribution = Literal["explicit", "continued", "inferred", "none"]
Relation = Literal["title", "apposition", "relative", "former"]
OrgKind = Literal[
    "government", "military", "party", "company", "media", "agency", "ngo",
    "international", "education", "sport", "court", "other", "unknown",
]  # fmt: skip


class Span(NamedTuple):
    """A half-open range ``[start, end)`` of code points in the text that is named beside it.

    >>> Span(4, 9).of("The mayor spoke.")
    'mayor'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of this span in `text`."""
        return text[self.start : self.end]


class Moment(NamedTuple):
    """A publication time: the instant in UTC, how much of it the source gave, and the zone as the source names it.

    A clock reading without a zone is kept as it stands, as if it were UTC, with ``zone`` None. A lone day, month or
    year is the start of that period, with the precision that says so.
    """

    at: datetime
    precision: Precision
    zone: str | None


# ------------------------------------------------------------------ what readers give


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to say about an input. `item` is the source's id or the position from 1; None for the whole input."""

    code: str
    severity: Severity
    message: str
    item: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """One credit of a byline, without "By", title or agency."""

    name: str
    kind: AuthorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """One picture's caption, without its credit; "" where only a credit is given. The credit without its brackets."""

    text: str
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One subject code or keyword; `relevance` from 0 to 1."""

    scheme: str | None = None
    code: str | None = None
    name: str | None = None
    relevance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as one source item gave it. Field for field the columns of `articles`, which say what each holds.

    `body` keeps `text.clean` of itself: NFC, LF, paragraphs parted by one blank line. `source_sha256` is taken over the
    item's bytes. What is counted, hashed or keyed (ids, counts, `duplicate_of`) is added later, in one place.
    """

    source_item: str
    source_format: str
    source_sha256: str
    source_encoding: str | None = None
    body: str
    kind: Kind = "article"
    status: Status = "usable"
    guid: str | None = None
    version: str | None = None
    url: str | None = None
    headline: str | None = None
    deck: str | None = None
    kicker: str | None = None
    slugline: str | None = None
    byline: str | None = None
    agency: str | None = None
    credit: str | None = None
    publisher: str | None = None
    publisher_place: str | None = None
    dateline_place: str | None = None
    published: Moment | None = None
    modified_at: datetime | None = None
    embargoed_until: datetime | None = None
    expires_at: datetime | None = None
    retrieved_at: datetime | None = None
    language: str | None = None
    language_origin: LanguageOrigin = "none"
    section: str | None = None
    page: str | None = None
    genre: str | None = None
    urgency: str | None = None
    rights: str | None = None
    usage_terms: str | None = None
    license: str | None = None
    redistribution: Redistribution = "unknown"
    editor_note: str | None = None
    correction: str | None = None
    summary: str | None = None
    is_truncated: bool = False
    authors: tuple[Author, ...] = ()
    captions: tuple[Caption, ...] = ()
    subjects: tuple[Subject, ...] = ()
    problems: tuple[Problem, ...] = ()

    def text_of(self, field: Field, position: int = 0) -> str:
        """The text that positions in `field` count in; for `caption` the one at `position`. Empty if there is none."""
        if field == "caption":
            return self.captions[position].text if position < len(self.captions) else ""
        texts = {"body": self.body, "headline": self.headline, "deck": self.deck, "byline": self.byline}
        return texts[field] or ""


class Beside(Protocol):
    """The files that stand beside an input, in the same folder or archive: for formats whose items are in several."""

    def names(self) -> list[str]:
        """Their names without a folder, in order, the input's own among them."""

    def open(self, name: str) -> BinaryIO | None:
        """One of them from its beginning, to be closed by the caller; None where there is none of that name."""


class Reader(Protocol):
    """A reader: the articles of one input, in its order, and a `Problem` for each item that cannot be read.

    `uri` names the input in messages and is never opened. Raises `ReadError` where nothing more can be read. A reader
    with a keyword-only parameter `beside: Beside | None` is given what stands beside the input; one with `mapping`, the
    mapping that the user named.
    """

    def __call__(self, stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
        """Read `stream`, which stands at its beginning."""


# ------------------------------------------------------------------ what extractors find


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person of one article, under the fullest name that it prints. A lone part of a name is not a full name."""

    name: str
    given_name: str | None = None
    family_name: str | None = None
    is_full_name: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Org:
    """One organisation of one article, under the fullest name that it prints."""

    name: str
    acronym: str | None = None
    kind: OrgKind = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One mention. `person` and `org` are positions in `Found.people` and `Found.orgs`."""

    field: Field
    start: int
    end: int
    text: str
    kind: MentionKind
    entity_kind: EntityKind
    field_position: int = 0
    person: int | None = None
    org: int | None = None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words of the body that attribute a quotation."""

    start: int
    end: int
    text: str
    lemma: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One quotation of the body, the marks outside.

    `person`, `org`, `speaker_mention` and `continues` are positions in `Found`. Quotations stand in
    `Found.quotes` in the order of `start`. `cue` is the lemma of the deciding one of `cues`.
    """

    start: int
    end: int
    text: str
    kind: QuoteKind
    speaker_kind: SpeakerKind = "unknown"
    person: int | None = None
    org: int | None = None
    speaker_mention: int | None = None
    speaker_text: str | None = None
    cue: str | None = None
    cues: tuple[Cue, ...] = ()
    attribution: Attribution = "none"
    medium: str | None = None
    continues: int | None = None
    rule: str
    span_confidence: float
    speaker_confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One role that the article states for a person. `person` and `org` are positions in `Found`."""

    person: int
    field: Field
    start: int
    end: int
    text: str
    relation: Relation
    field_position: int = 0
    org: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found in one article. Mentions are in the order of field, field position and start."""

    people: tuple[Person, ...] = ()
    orgs: tuple[Org, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    roles: tuple[Role, ...] = ()


class Extractor(Protocol):
    """An extractor: what earlier ones found in the article, with what this one adds or changes. No file, no clock.

    One with a keyword-only parameter `model: str | None` is given what the user wrote behind its name
    (``NAME:MODEL``), and may open that. Raises `PluginError` where it cannot be used at all.
    """

    def __call__(self, article: Article, found: Found) -> Found:
        """Extract from `article`."""
