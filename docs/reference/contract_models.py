"""Models of pandera for the tables of newscorpus, contract 1.0.0.

Printed by `corpus schema --all --pandera`.

    Articles.validate(pl.read_parquet("articles.parquet"), lazy=True)

The frame is an eager one: of a LazyFrame pandera looks at names and types only. Foreign keys, counts over
other tables and text slices need the rest of the package: `corpus validate` checks them.
"""

import hashlib
import re
import unicodedata

import pandera.polars as pa
import polars as pl
from pandera.engines.polars_engine import DateTime

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def is_clean(text: str) -> bool:
    """Whether a text is NFC, holds no control character but LF, and parts paragraphs by one blank line."""
    return (
        unicodedata.is_normalized("NFC", text)
        and _CONTROL.search(text) is None
        and "\n\n\n" not in text
        and text == text.strip("\n")
        and all(line == line.strip() for line in text.split("\n"))
    )


def sha256(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def count_paragraphs(text: str) -> int:
    """Paragraphs of a clean text; 0 where it is empty."""
    return text.count("\n\n") + 1 if text else 0


def count_words(text: str) -> int:
    """Words: runs without white space."""
    return len(text.split())


class Articles(pa.DataFrameModel):
    """One row is one article, as one source item gave it.

    The text is `body` and nothing else: every position in this package counts code points of it, or of the field
    that the row names.
    """

    article_id: pl.String = pa.Field(
        unique=True,
        str_length={"min_value": 1},
        str_matches=r"^(?:[a-z][0-9a-f]{12,40})$",
    )
    """Key: `a` and 24 hex digits, hashed from the source's guid, else its canonical URL, else publisher, headline
    and date, else the text. A corrected text keeps its id; order, path and worker never matter.
    """

    guid: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The item's own identifier, as the source gives it (NewsML-G2 `@guid`, NITF `doc-id`, RSS `guid`, JSON `id`).
    Null: the source gives none.
    """

    version: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The item's version, as the source gives it. Null: the source gives none."""

    kind: pl.String = pa.Field(isin=["article", "notice", "package"])
    """`article` has a text of its own; `notice` is a kill, correction or advisory; `package` points at other items."""

    status: pl.String = pa.Field(isin=["usable", "withheld", "canceled"])
    """Publication status (IPTC `pubStatus`): `usable`, `withheld` until an embargo ends, or `canceled` by a kill."""

    url: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Canonical address of the article. Null: the source names none."""

    headline: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Headline, without markup and without the site's name. Null: the source has none."""

    deck: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Deck: the line or lines below the headline (subhead, standfirst). Null: the source has none."""

    kicker: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Kicker: the words above the headline. Null: the source has none."""

    slugline: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Slug: the desk's working name of the story. Null: the source has none."""

    byline: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Byline as printed, with its "By". The credits that it holds are rows of `authors`. Null: the source has none."""

    agency: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """News agency that the article is credited to, as printed. Null: no agency is credited."""

    credit: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Credit line of the whole article, as printed. A picture's credit stands in `captions`. Null: the source has
    none.
    """

    publisher: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Name of the newspaper, site or service that published the article. Null: the source names none."""

    publisher_place: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Place of the publisher, as printed in the masthead. Null: the source names none."""

    dateline_place: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Place that the dateline names: where the story was filed. Null: there is no dateline."""

    published_at: DateTime = pa.Field(dtype_kwargs={"time_unit": "us", "time_zone": "UTC"}, nullable=True)
    """When the article was published, as far as `published_precision` says: for `day`, `month` and `year` the rest
    is the start of that period. Where `published_zone` is null the clock reading is stored as it stands, as if it
    were UTC. UTC, microseconds. Null: the source gives no publication date; a founding date, a picture's date or
    a weekday in the text is none.
    """

    published_precision: pl.String = pa.Field(isin=["instant", "day", "month", "year", "none"])
    """How much of `published_at` the source gave; `none` where it is null."""

    published_zone: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Zone of the publication time, as an offset (`+02:00`, `Z`) or the name that the source gives. Null: the source
    names no zone, or gives no time of day.
    """

    modified_at: DateTime = pa.Field(dtype_kwargs={"time_unit": "us", "time_zone": "UTC"}, nullable=True)
    """When this version was made. UTC, microseconds. Null: the source does not say."""

    embargoed_until: DateTime = pa.Field(dtype_kwargs={"time_unit": "us", "time_zone": "UTC"}, nullable=True)
    """Not to be used before this instant. UTC, microseconds. Null: there is no embargo."""

    expires_at: DateTime = pa.Field(dtype_kwargs={"time_unit": "us", "time_zone": "UTC"}, nullable=True)
    """Not to be used after this instant. UTC, microseconds. Null: the source sets no end."""

    retrieved_at: DateTime = pa.Field(dtype_kwargs={"time_unit": "us", "time_zone": "UTC"}, nullable=True)
    """When the item was fetched, as the source records it (WARC-Date, `crawled_at`). Never the time of the
    conversion. UTC, microseconds. Null: the source does not say.
    """

    language: pl.String = pa.Field(
        nullable=True,
        str_length={"min_value": 1},
        str_matches=r"^(?:[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)$",
    )
    """Language of the text, as a BCP 47 tag. Null: neither declared nor detected with confidence."""

    language_origin: pl.String = pa.Field(isin=["declared", "detected", "none"])
    """Where `language` comes from: `declared` by the source, `detected` from the text, or `none`."""

    section: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Section or desk ("Sport"). Null: the source names none."""

    page: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Page or pages of the printed edition, as printed. Null: the source names none."""

    genre: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Genre ("analysis", "opinion"). Null: the source names none."""

    urgency: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Urgency as the source gives it (IPTC 1 to 9, 1 the most urgent). Null: the source gives none."""

    rights: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Copyright notice. Null: the source has none."""

    usage_terms: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Usage terms in the source's words. Null: the source has none."""

    license: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Licence as an SPDX identifier or an address. Null: the source names none."""

    redistribution: pl.String = pa.Field(isin=["open", "restricted", "unknown"])
    """May this row's text be given on? `open` and `restricted` are what the source says; else `unknown`."""

    editor_note: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Editor's note: a note to readers or desks, "contributed to this report". Null: the source has none."""

    correction: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Correction notice, as printed. Null: the source has none."""

    summary: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Abstract or description that is not the deck. Null: the source has none."""

    body: pl.String = pa.Field()
    """The article's text: paragraphs separated by one blank line (two LF); no masthead, menu, caption, credit,
    byline, headline, sign-off or editor's note. Unicode NFC, LF only, no other control character. Never null;
    empty where the source gives no text, which every `kind` but `article` may.
    """

    body_sha256: pl.String = pa.Field(str_length={"min_value": 1}, str_matches=r"^(?:[0-9a-f]{64})$")
    """SHA-256 of the UTF-8 bytes of `body`, lower-case hex."""

    paragraph_count: pl.Int32 = pa.Field(ge=0)
    """Paragraphs of `body`; 0 where it is empty."""

    word_count: pl.Int32 = pa.Field(ge=0)
    """Words of `body`: runs without white space."""

    is_truncated: pl.Boolean = pa.Field()
    """True where the source gives a part of the text only (a teaser, a 200-character stump)."""

    duplicate_of: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The first article of this package with exactly this body, in order of `published_at`, then `article_id`. Null:
    no earlier article has this body.
    """

    source_uri: pl.String = pa.Field(str_length={"min_value": 1})
    """Where the item came from: the path relative to the folder that was given, with forward slashes, or an address.
    Never an absolute path of a machine.
    """

    source_item: pl.String = pa.Field(str_length={"min_value": 1})
    """The item's id in the source, else its position there, from 1."""

    source_format: pl.String = pa.Field(str_length={"min_value": 1})
    """Name of the reader that read it."""

    source_sha256: pl.String = pa.Field(str_length={"min_value": 1}, str_matches=r"^(?:[0-9a-f]{64})$")
    """SHA-256 of the item's bytes as they were read: the whole file where it is one article, else the item's own
    bytes (a line, a record). Lower-case hex.
    """

    source_encoding: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Character encoding that the bytes were read in, where it is not the UTF-8 that was declared or assumed. Null:
    plain UTF-8.
    """

    class Config:
        """How articles is held to the columns above."""

        name = "articles"
        strict = True
        ordered = True

    @pa.dataframe_check(name="foreign-key", error="foreign-key")
    @classmethod
    def foreign_key_of_duplicate_of(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`duplicate_of` is the `article_id` of a row, or null."""
        holds = pl.col("duplicate_of").is_in(pl.col("article_id").implode())
        return data.lazyframe.select(holds.fill_null(value=True))

    @pa.dataframe_check(name="unclean", error="unclean")
    @classmethod
    def unclean_of_body(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`body` is clean: NFC, LF, no other control character, paragraphs parted by one blank line."""
        holds = pl.col("body").map_elements(is_clean, return_dtype=pl.Boolean)
        return data.lazyframe.select(holds.fill_null(value=True))

    @pa.dataframe_check(name="body-hash", error="body-hash")
    @classmethod
    def body_hash_of_body_sha256(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`body_sha256` is the SHA-256 of the UTF-8 bytes of `body`."""
        holds = pl.col("body_sha256") == pl.col("body").map_elements(sha256, return_dtype=pl.String)
        return data.lazyframe.select(holds.fill_null(value=True))

    @pa.dataframe_check(name="paragraph-count", error="paragraph-count")
    @classmethod
    def paragraph_count_of_paragraph_count(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`paragraph_count` counts the paragraphs of `body`."""
        holds = pl.col("paragraph_count") == pl.col("body").map_elements(count_paragraphs, return_dtype=pl.Int64)
        return data.lazyframe.select(holds.fill_null(value=True))

    @pa.dataframe_check(name="word-count", error="word-count")
    @classmethod
    def word_count_of_word_count(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`word_count` counts the words of `body`."""
        holds = pl.col("word_count") == pl.col("body").map_elements(count_words, return_dtype=pl.Int64)
        return data.lazyframe.select(holds.fill_null(value=True))

    @pa.dataframe_check(name="precision-without-date", error="precision-without-date")
    @classmethod
    def precision_without_date_of_published_precision(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`published_precision` is `none` exactly where `published_at` is null."""
        holds = (pl.col("published_precision") == "none") == pl.col("published_at").is_null()
        return data.lazyframe.select(holds.fill_null(value=True))

    @pa.dataframe_check(name="language-without-origin", error="language-without-origin")
    @classmethod
    def language_without_origin_of_language_origin(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`language_origin` is `none` exactly where `language` is null."""
        holds = (pl.col("language_origin") == "none") == pl.col("language").is_null()
        return data.lazyframe.select(holds.fill_null(value=True))


class People(pa.DataFrameModel):
    """One row is one person whom the articles of this package name or credit."""

    person_id: pl.String = pa.Field(unique=True, str_length={"min_value": 1}, str_matches=r"^(?:[a-z][0-9a-f]{12,40})$")
    """Key: `p` and 24 hex digits, hashed from `name_key`; for a lone surname that no full name in its article
    explains, from the article and `name_key`.
    """

    name: pl.String = pa.Field(str_length={"min_value": 1})
    """The name in its fullest form as the articles print it, without titles."""

    given_name: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Given name or names, initials included. Null: the articles give none."""

    family_name: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Family name with its particles. Null: the name has no such part, or cannot be told."""

    name_key: pl.String = pa.Field(str_length={"min_value": 1})
    """The name folded for comparison: NFKD, no accents, lower case, one blank between parts."""

    is_full_name: pl.Boolean = pa.Field()
    """False where only one part of the name is known; such a person belongs to one article and is never merged."""

    article_count: pl.Int32 = pa.Field(ge=0)
    """Articles with a mention of this person. Bylines are left out."""

    mention_count: pl.Int32 = pa.Field(ge=0)
    """Rows of `mentions` that carry this id. Bylines are not mentions: they are rows of `authors`."""

    quote_count: pl.Int32 = pa.Field(ge=0)
    """Rows of `quotes` that carry this id, indirect ones included."""

    wikidata_qid: pl.String = pa.Field(nullable=True, str_length={"min_value": 1}, str_matches=r"^(?:Q[1-9][0-9]*)$")
    """Wikidata item. Null: not linked."""

    class Config:
        """How people is held to the columns above."""

        name = "people"
        strict = True
        ordered = True


class Orgs(pa.DataFrameModel):
    """One row is one organisation that the articles of this package name."""

    org_id: pl.String = pa.Field(unique=True, str_length={"min_value": 1}, str_matches=r"^(?:[a-z][0-9a-f]{12,40})$")
    """Key: `o` and 24 hex digits, hashed from `name_key`."""

    name: pl.String = pa.Field(str_length={"min_value": 1})
    """The name in its fullest form as the articles print it."""

    acronym: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Acronym that an article gives for it. Null: no article gives one."""

    kind: pl.String = pa.Field(
        isin=[
            "government",
            "military",
            "party",
            "company",
            "media",
            "agency",
            "ngo",
            "international",
            "education",
            "sport",
            "court",
            "other",
            "unknown",
        ],
    )
    """What it is, by its name or by what an article calls it; `unknown` where neither tells."""

    name_key: pl.String = pa.Field(str_length={"min_value": 1})
    """The name folded for comparison, without a leading article."""

    article_count: pl.Int32 = pa.Field(ge=0)
    """Articles with a mention of this organisation."""

    mention_count: pl.Int32 = pa.Field(ge=0)
    """Rows of `mentions` that carry this id."""

    quote_count: pl.Int32 = pa.Field(ge=0)
    """Rows of `quotes` that carry this id, indirect ones included."""

    wikidata_qid: pl.String = pa.Field(nullable=True, str_length={"min_value": 1}, str_matches=r"^(?:Q[1-9][0-9]*)$")
    """Wikidata item. Null: not linked."""

    class Config:
        """How orgs is held to the columns above."""

        name = "orgs"
        strict = True
        ordered = True


class Quotes(pa.DataFrameModel):
    """One row is one quotation: what stands in one pair of marks, or one stretch of reported speech."""

    quote_id: pl.String = pa.Field(unique=True, str_length={"min_value": 1}, str_matches=r"^(?:[a-z][0-9a-f]{12,40})$")
    """Key: `q` and 24 hex digits, hashed from the article, the quotation's text and its count among equal texts of
    the article. Not from speaker or offset: a re-attribution changes a row.
    """

    article_id: pl.String = pa.Field(str_length={"min_value": 1})
    """The article. A key of `articles`."""

    position: pl.Int32 = pa.Field(ge=0)
    """Rank of the quotation in its article, from 0, by `start`."""

    paragraph: pl.Int32 = pa.Field(ge=0)
    """Paragraph of `body` that it starts in, from 0."""

    start: pl.Int32 = pa.Field(ge=0)
    """First code point inside the opening mark, in code points of `articles.body`, from 0."""

    end: pl.Int32 = pa.Field(ge=0)
    """Code point after the last one inside the closing mark, in code points of `articles.body`, from 0."""

    text: pl.String = pa.Field(str_length={"min_value": 1})
    """The quotation: `body[start:end]`."""

    kind: pl.String = pa.Field(isin=["direct", "partial", "indirect"])
    """`direct` is a whole clause or more in marks; `partial` some words of a clause in marks; `indirect` reported
    speech without marks.
    """

    speaker_kind: pl.String = pa.Field(isin=["person", "org", "anonymous", "group", "document", "unknown"])
    """What said it. `anonymous` is a source whose name is withheld ("two people with knowledge of the talks"),
    `group` several without names, `document` a report or law, `unknown` nobody that could be told.
    """

    person_id: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The person who said it. Null: the speaker is no person, or no single one."""

    org_id: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The organisation that said it. Null: the speaker is no organisation."""

    speaker_mention_id: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The words that name the speaker, as a row of `mentions`. Null: there are none, or the speaker stands in
    another field.
    """

    speaker_text: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The words that name the speaker, as printed, with apposition and title. Null: no words name the speaker."""

    cue: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Cue: the lemma of the verb or phrase that attributes it ("say", "according to"). Null: there is none."""

    attribution: pl.String = pa.Field(isin=["explicit", "continued", "inferred", "none"])
    """`explicit` by a cue; `continued` from the quotation before; `inferred` from the context; `none`."""

    medium: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Where it was said, as printed ("Telegram", "a statement"). Null: the article does not say."""

    continues_quote_id: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The quotation of the same article that this one goes on from. Null: it stands alone or is the first."""

    rule: pl.String = pa.Field(str_length={"min_value": 1})
    """Name of the rule that found it and its speaker."""

    span_confidence: pl.Float64 = pa.Field(ge=0, le=1)
    """How sure it is that these are the quotation's words, 0 to 1."""

    speaker_confidence: pl.Float64 = pa.Field(ge=0, le=1)
    """How sure the speaker is, 0 to 1; 0 where there is none."""

    class Config:
        """How quotes is held to the columns above."""

        name = "quotes"
        strict = True
        ordered = True

    @pa.dataframe_check(name="foreign-key", error="foreign-key")
    @classmethod
    def foreign_key_of_continues_quote_id(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`continues_quote_id` is the `quote_id` of a row, or null."""
        holds = pl.col("continues_quote_id").is_in(pl.col("quote_id").implode())
        return data.lazyframe.select(holds.fill_null(value=True))

    @pa.dataframe_check(name="range-reversed", error="range-reversed")
    @classmethod
    def range_reversed_of_end(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`end` is at least `start`."""
        holds = pl.col("end") >= pl.col("start")
        return data.lazyframe.select(holds.fill_null(value=True))

    @pa.dataframe_check(name="speaker-kind", error="speaker-kind")
    @classmethod
    def speaker_kind_of_person_id(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`person_id` is set only where `speaker_kind` is `person`."""
        holds = pl.col("person_id").is_null() | (pl.col("speaker_kind") == "person")
        return data.lazyframe.select(holds.fill_null(value=True))

    @pa.dataframe_check(name="speaker-kind", error="speaker-kind")
    @classmethod
    def speaker_kind_of_org_id(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`org_id` is set only where `speaker_kind` is `org`."""
        holds = pl.col("org_id").is_null() | (pl.col("speaker_kind") == "org")
        return data.lazyframe.select(holds.fill_null(value=True))


class Mentions(pa.DataFrameModel):
    """One row is one mention of a person, an organisation or an unnamed speaker in an article."""

    mention_id: pl.String = pa.Field(
        unique=True,
        str_length={"min_value": 1},
        str_matches=r"^(?:[a-z][0-9a-f]{12,40})$",
    )
    """Key: `m` and 24 hex digits, hashed from the article, the place and the kind of entity."""

    article_id: pl.String = pa.Field(str_length={"min_value": 1})
    """The article. A key of `articles`."""

    field: pl.String = pa.Field(isin=["body", "headline", "deck", "caption", "byline"])
    """The text that the positions count in."""

    field_position: pl.Int32 = pa.Field(ge=0)
    """For `caption` its `position` in `captions`; else 0."""

    start: pl.Int32 = pa.Field(ge=0)
    """First code point in that text, from 0."""

    end: pl.Int32 = pa.Field(ge=0)
    """Code point after the last one in that text."""

    text: pl.String = pa.Field(str_length={"min_value": 1})
    """The words: `text[start:end]` of the field."""

    kind: pl.String = pa.Field(isin=["name", "short", "pronoun", "nominal"])
    """`name` in full, `short` a part of it (a surname, an acronym), `pronoun`, or `nominal` ("the mayor")."""

    entity_kind: pl.String = pa.Field(isin=["person", "org", "anonymous", "group", "document"])
    """What is mentioned."""

    person_id: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The person. Null: it is no person, or more than one fits."""

    org_id: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The organisation. Null: it is no organisation."""

    confidence: pl.Float64 = pa.Field(ge=0, le=1)
    """How sure the words and whom they mean are, 0 to 1."""

    class Config:
        """How mentions is held to the columns above."""

        name = "mentions"
        strict = True
        ordered = True

    @pa.dataframe_check(name="range-reversed", error="range-reversed")
    @classmethod
    def range_reversed_of_end(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`end` is at least `start`."""
        holds = pl.col("end") >= pl.col("start")
        return data.lazyframe.select(holds.fill_null(value=True))


class Cues(pa.DataFrameModel):
    """One row is one stretch of words that attributes a quotation.

    A quotation may have several.
    """

    quote_id: pl.String = pa.Field(str_length={"min_value": 1})
    """The quotation. A key of `quotes`."""

    article_id: pl.String = pa.Field(str_length={"min_value": 1})
    """The article. A key of `articles`."""

    start: pl.Int32 = pa.Field(ge=0)
    """First code point, in code points of `articles.body`, from 0."""

    end: pl.Int32 = pa.Field(ge=0)
    """Code point after the last one, in code points of `articles.body`, from 0."""

    text: pl.String = pa.Field(str_length={"min_value": 1})
    """The cue: `body[start:end]`."""

    lemma: pl.String = pa.Field(str_length={"min_value": 1})
    """Its lemma ("said": "say")."""

    class Config:
        """How cues is held to the columns above."""

        name = "cues"
        strict = True
        ordered = True

    @pa.dataframe_check(name="duplicate-key", error="duplicate-key")
    @classmethod
    def duplicate_key_of_row(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`quote_id` and `start` are together those of no earlier row."""
        holds = pl.struct("quote_id", "start").is_first_distinct()
        return data.lazyframe.select(holds.fill_null(value=True))

    @pa.dataframe_check(name="range-reversed", error="range-reversed")
    @classmethod
    def range_reversed_of_end(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`end` is at least `start`."""
        holds = pl.col("end") >= pl.col("start")
        return data.lazyframe.select(holds.fill_null(value=True))


class Roles(pa.DataFrameModel):
    """One row is one role that an article states for a person ("deputy mayor of Tarnhollow")."""

    role_id: pl.String = pa.Field(unique=True, str_length={"min_value": 1}, str_matches=r"^(?:[a-z][0-9a-f]{12,40})$")
    """Key: `r` and 24 hex digits, hashed from the article, the person and the place."""

    article_id: pl.String = pa.Field(str_length={"min_value": 1})
    """The article. A key of `articles`."""

    person_id: pl.String = pa.Field(str_length={"min_value": 1})
    """The person. A key of `people`."""

    field: pl.String = pa.Field(isin=["body", "headline", "deck", "caption", "byline"])
    """The text that the positions count in."""

    field_position: pl.Int32 = pa.Field(ge=0)
    """For `caption` its `position` in `captions`; else 0."""

    start: pl.Int32 = pa.Field(ge=0)
    """First code point in that text, from 0."""

    end: pl.Int32 = pa.Field(ge=0)
    """Code point after the last one in that text."""

    text: pl.String = pa.Field(str_length={"min_value": 1})
    """The role's words: `text[start:end]` of the field."""

    org_id: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The organisation that the role is in. Null: the words name none."""

    relation: pl.String = pa.Field(isin=["title", "apposition", "relative", "former"])
    """How the text states it: `title` before the name, `apposition` beside it, `relative` clause ("who is …"), or
    `former` where the text says that it is past.
    """

    class Config:
        """How roles is held to the columns above."""

        name = "roles"
        strict = True
        ordered = True

    @pa.dataframe_check(name="range-reversed", error="range-reversed")
    @classmethod
    def range_reversed_of_end(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`end` is at least `start`."""
        holds = pl.col("end") >= pl.col("start")
        return data.lazyframe.select(holds.fill_null(value=True))


class Authors(pa.DataFrameModel):
    """One row is one credit of a byline."""

    article_id: pl.String = pa.Field(str_length={"min_value": 1})
    """The article. A key of `articles`."""

    position: pl.Int32 = pa.Field(ge=0)
    """Rank in the byline, from 0."""

    name: pl.String = pa.Field(str_length={"min_value": 1})
    """The name as credited, without "By", title or agency."""

    kind: pl.String = pa.Field(isin=["person", "agency", "desk"])
    """A `person`, a news `agency`, or a `desk` ("Staff", "Sports desk")."""

    person_id: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The person. Null: it is no person."""

    class Config:
        """How authors is held to the columns above."""

        name = "authors"
        strict = True
        ordered = True

    @pa.dataframe_check(name="duplicate-key", error="duplicate-key")
    @classmethod
    def duplicate_key_of_row(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`article_id` and `position` are together those of no earlier row."""
        holds = pl.struct("article_id", "position").is_first_distinct()
        return data.lazyframe.select(holds.fill_null(value=True))

    @pa.dataframe_check(name="author-kind", error="author-kind")
    @classmethod
    def author_kind_of_person_id(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`person_id` is set only where `kind` is `person`."""
        holds = pl.col("person_id").is_null() | (pl.col("kind") == "person")
        return data.lazyframe.select(holds.fill_null(value=True))


class Captions(pa.DataFrameModel):
    """One row is one picture caption."""

    article_id: pl.String = pa.Field(str_length={"min_value": 1})
    """The article. A key of `articles`."""

    position: pl.Int32 = pa.Field(ge=0)
    """Rank of the picture in the article, from 0."""

    text: pl.String = pa.Field()
    """The caption, without its credit. Empty for a picture that has a credit only."""

    credit: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Credit of the picture, as printed, without its brackets. Null: none is printed."""

    class Config:
        """How captions is held to the columns above."""

        name = "captions"
        strict = True
        ordered = True

    @pa.dataframe_check(name="duplicate-key", error="duplicate-key")
    @classmethod
    def duplicate_key_of_row(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`article_id` and `position` are together those of no earlier row."""
        holds = pl.struct("article_id", "position").is_first_distinct()
        return data.lazyframe.select(holds.fill_null(value=True))


class Subjects(pa.DataFrameModel):
    """One row is one subject code or keyword that the source gives."""

    article_id: pl.String = pa.Field(str_length={"min_value": 1})
    """The article. A key of `articles`."""

    position: pl.Int32 = pa.Field(ge=0)
    """Rank in the source, from 0."""

    scheme: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """Scheme of the code (`medtop`), or the kind of keyword. Null: the source names none."""

    code: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The code. Null: it is a plain keyword."""

    name: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The words. Null: the source gives the code only."""

    relevance: pl.Float64 = pa.Field(nullable=True, ge=0, le=1)
    """Relevance, 0 to 1. Null: the source gives none."""

    class Config:
        """How subjects is held to the columns above."""

        name = "subjects"
        strict = True
        ordered = True

    @pa.dataframe_check(name="duplicate-key", error="duplicate-key")
    @classmethod
    def duplicate_key_of_row(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """`article_id` and `position` are together those of no earlier row."""
        holds = pl.struct("article_id", "position").is_first_distinct()
        return data.lazyframe.select(holds.fill_null(value=True))


class Problems(pa.DataFrameModel):
    """One row is one thing that the converter had to say about an input: what could not be read, what was repaired,
    what was left out.
    """

    source_uri: pl.String = pa.Field(str_length={"min_value": 1})
    """The input, as in `articles.source_uri`."""

    source_item: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The item in it: its id or its position, from 1. Null: it is about the whole input."""

    code: pl.String = pa.Field(str_length={"min_value": 1}, str_matches=r"^(?:[a-z][a-z0-9-]*)$")
    """Stable code of the problem; docs/reference/problems.md lists them."""

    severity: pl.String = pa.Field(isin=["error", "warning", "note"])
    """`error`: an item is not in the package; `warning`: a part of it may be wrong or missing; `note`: it was
    repaired or left as it is, and why.
    """

    article_id: pl.String = pa.Field(nullable=True, str_length={"min_value": 1})
    """The article. Null: it is not in the package."""

    message: pl.String = pa.Field(str_length={"min_value": 1})
    """What was found, where, and what was expected, for a person."""

    class Config:
        """How problems is held to the columns above."""

        name = "problems"
        strict = True
        ordered = True
