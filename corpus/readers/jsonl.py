"""JSON Lines: one object a line, in the keys that most dumps of news articles share."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import _bylines, _dates, _decode, _layout, _markup
from corpus.record import Article, Author, Caption, Moment, Problem, Subject

_LONGEST = 64 << 20  # bytes of a line
# The first key that is there and not empty gives the field.
_KEYS = {
    name: tuple(keys.split())
    for name, keys in {
        "guid": "id guid uuid _id",
        "version": "version",
        "url": "url canonical_url link",
        "headline": "title headline",
        "body": "text body maintext article content body_text full_text",
        "published": (
            "published date date_publish published_at publish_date pubdate "
            "publishedAt date_published publication_date publishing_date datePublished pub_date"
        ),
        "modified": "modified updated date_modify modified_at updated_at dateModified last_modified",
        "retrieved": "retrieved date_download crawled_at retrieved_at scraped_at download_date crawl_date",
        "embargoed": "embargoed_until embargoed embargo",
        "expires": "expires_at expires",
        "authors": "authors author byline",
        "byline": "byline author",
        "language": "language lang",
        "publisher": "publisher source domain source_domain publication newspaper outlet site",
        "publisher_place": "publisher_place",
        "dateline_place": "dateline_place dateline",
        "deck": "deck subtitle standfirst subheadline subhead dek",
        "kicker": "kicker",
        "slugline": "slugline",
        "agency": "agency",
        "credit": "credit creditline credit_line",
        "section": "section category",
        "page": "page",
        "genre": "genre",
        "urgency": "urgency",
        "rights": "rights copyright",
        "usage_terms": "usage_terms",
        "license": "license licence",
        "editor_note": "editor_note editors_note ednote",
        "correction": "correction",
        "summary": "summary description abstract teaser lead",
        "subjects": "subjects keywords tags topics",
        "captions": "captions caption",
    }.items()
}
_KNOWN = frozenset(key for keys in _KEYS.values() for key in keys)
_TEXTS = tuple(
    "headline version publisher publisher_place dateline_place deck kicker slugline agency credit section page genre "
    "urgency rights usage_terms license editor_note correction summary".split()
)
_LANGUAGES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "swedish": "sv", "norwegian": "no", "danish": "da", "finnish": "fi", "polish": "pl", "czech": "cs",
    "russian": "ru", "ukrainian": "uk", "turkish": "tr", "greek": "el", "arabic": "ar", "hebrew": "he", "hindi": "hi",
    "chinese": "zh", "japanese": "ja", "korean": "ko", "deutsch": "de", "français": "fr", "español": "es",
}  # fmt: skip
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_STUMP = re.compile(r"\s{0,9}\[\+\d{1,9} chars\]\s{0,9}$")


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield one article per line, in order; a problem for each line that is none; at last one that names unknown keys.

    `source_item` is the id, else the line's number from 1; `source_sha256` is of the line's bytes without its end. Text
    with markup becomes plain; where it has no blank line, every line is a paragraph.

    Raises:
        ReadError: the input is binary, as its first line shows.
    """
    unknown: dict[str, None] = {}
    number = 0
    had_line = False
    while line := stream.readline(_LONGEST + 1):
        number += 1
        if len(line) > _LONGEST and not line.endswith(b"\n"):
            while (more := stream.readline(1 << 20)) and not more.endswith(b"\n"):
                pass
            yield _broken(number, f"longer than {_LONGEST >> 20} MB", code="line-too-long")
            continue
        line = line.rstrip(b"\r\n")
        if not line.strip():
            continue
        is_first, had_line = not had_line, True
        try:
            decoded = _decode.decode(line, uri)
            row = json.loads(decoded.text)
        except ReadError as error:
            if is_first and error.code == "binary":
                raise
            yield _broken(number, error.why)
        except ValueError as error:
            if is_first and decoded.encoding is not None:
                raise ReadError(uri, "no JSON Lines: the first line is neither UTF-8 nor JSON", at=number) from error
            yield _broken(number, f"no JSON: {error}")
        except RecursionError:
            yield _broken(number, "JSON nested too deeply")
        else:
            if isinstance(row, dict):
                unknown.update(dict.fromkeys(str(key) for key in row if key not in _KNOWN))
                yield _article(row, number, line, decoded)
            else:
                yield _broken(number, f"an object was expected, it is {type(row).__name__}")
    if unknown:
        keys = [key if len(key) <= 60 else f"{key[:59]}…" for key in unknown]
        named = ", ".join(map(repr, keys[:40])) + (f" and {len(keys) - 40} more" if len(keys) > 40 else "")
        yield Problem(
            code="unknown-keys",
            severity="note",
            message=pure.one_line(f"keys that no field is read from: {named}") or "",
        )
    if number == 0:
        yield Problem(code="no-text", severity="error", message="there is nothing in it")


def sniff(head: bytes) -> float:
    """High for an object on the first line with a key of ours, low for another object; 0 for an array or less."""
    line, end, _ = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t").partition(b"\n")
    if not line.startswith(b"{"):
        return 0.0
    if not end and not line.rstrip().endswith(b"}"):  # a line longer than the head: judged by the keys that are seen
        keys = re.findall(rb'"([A-Za-z_]{1,30})"\s{0,3}:', line)
        return 0.8 if {key.decode() for key in keys} & {*_KEYS["body"], *_KEYS["headline"]} else 0.3
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return 0.0
    return 0.8 if set(row) & {*_KEYS["body"], *_KEYS["headline"]} else 0.3


def _broken(number: int, why: str, *, code: str = "broken-line") -> Problem:
    return Problem(code=code, severity="error", message=f"line {number}: {pure.one_line(why)}", item=str(number))


def _article(row: Mapping[str, Any], number: int, line: bytes, decoded: _decode.Decoded) -> Article:
    guid = _text(_value(row, "guid"))
    item = guid or str(number)
    problems: dict[str, Problem] = {p.code: p for p in decoded.problems}

    def mended(value: object) -> str:
        plain = _plain(value)
        plain, said = _decode.mend(plain, item=item)
        problems.update((p.code, p) for p in said)
        return plain

    def time(name: str) -> Moment | None:
        value = _value(row, name)
        if value is None:
            return None
        try:
            return _dates.moment(value if isinstance(value, (int, float)) else _text(value) or "")
        except (ValueError, OverflowError) as error:
            said = f"{name} {str(value)[:80]!r}: {error}"
            problems[name] = Problem(
                code="date-unread", severity="warning", message=pure.one_line(said) or "", item=item
            )
            return None

    def instant(name: str) -> datetime | None:
        moment = time(name)
        return moment.at if moment and moment.precision == "instant" else None

    body = mended(_value(row, "body"))
    is_truncated = _STUMP.search(body[-60:]) is not None
    body = pure.clean(_layout.as_paragraphs(_STUMP.sub("", body) if is_truncated else body))
    if not body:
        problems["empty-body"] = Problem(
            code="empty-body", severity="warning", message="the article has no text", item=item
        )
    byline, authors, agency = _authors(row)
    texts = {name: value for name in _TEXTS if (value := pure.one_line(mended(_value(row, name))))}
    if agency:
        texts.setdefault("agency", agency)
    language = _language(_value(row, "language"))
    url = _text(_value(row, "url"))
    return Article(
        source_item=item,
        source_format="jsonl",
        source_sha256=hashlib.sha256(line).hexdigest(),
        source_encoding=decoded.encoding,
        body=body,
        guid=guid,
        url=url,
        byline=byline,
        published=time("published"),
        modified_at=instant("modified"),
        retrieved_at=instant("retrieved"),
        embargoed_until=instant("embargoed"),
        expires_at=instant("expires"),
        language=language,
        language_origin="declared" if language else "none",
        is_truncated=is_truncated,
        authors=authors,
        captions=_captions(_value(row, "captions")),
        subjects=tuple(Subject(name=name) for value in _list(_value(row, "subjects")) if (name := _text(value))),
        problems=tuple(problems.values()),
        **texts,  # type: ignore[arg-type]  # only the names in _TEXTS, which are fields of text
    )


def _value(row: Mapping[str, Any], name: str) -> object:
    """The value of the first key for a field that holds something."""
    return next((row[key] for key in _KEYS[name] if row.get(key) not in (None, "", [], {})), None)


def _text(value: object) -> str | None:
    """A scalar as one line; of an object its name; None for anything else."""
    if isinstance(value, dict):
        value = next(
            (value[key] for key in ("name", "title", "label", "value", "text") if isinstance(value.get(key), str)), None
        )
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return pure.one_line(str(value))


def _plain(value: object) -> str:
    """A text, or the texts of a list as paragraphs, without markup."""
    if isinstance(value, list):
        return "\n\n".join(part for entry in value if (part := _plain(entry)))
    text = value if isinstance(value, str) else _text(value) or ""
    return _markup.plain(text) if _markup.is_markup(text) else text


def _list(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return re.split(r"\s*[;,]\s*", value)
    return [] if value is None else [value]


def _authors(row: Mapping[str, Any]) -> tuple[str | None, tuple[Author, ...], str | None]:
    """The byline as printed, where one is (not a mere list of names), its credits, and the agency among them."""
    line = next(
        (text for key in _KEYS["byline"] if isinstance(row.get(key), str) and (text := pure.one_line(row[key]))), None
    )
    value = _value(row, "authors")
    if isinstance(value, list):
        found = _bylines.from_names(name for entry in value if (name := _text(entry)))
    elif isinstance(value, dict):
        found = _bylines.from_names([_text(value) or ""])
    else:
        found = _bylines.parse(_text(value) or "")
        if not found.authors:
            found = _bylines.from_names([_text(value) or ""])
    return line, found.authors, found.agency


def _captions(value: object) -> tuple[Caption, ...]:
    captions = []
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            text = pure.one_line(_plain(entry.get("text") or entry.get("caption")))
            credit = _text(entry.get("credit"))
        else:
            text, credit = pure.one_line(_plain(entry)), None
        if text:
            captions.append(Caption(text=text, credit=credit))
    return tuple(captions)


def _language(value: object) -> str | None:
    name = _text(value)
    if not name:
        return None
    if known := _LANGUAGES.get(name.lower()):
        return known
    return name.replace("_", "-") if _LANGUAGE.fullmatch(name) else None
