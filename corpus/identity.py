"""Which row is the same thing as which: the keys of the contract, from what they are said to rest on.

A key is a letter and the first 24 hex digits of a SHA-256 (96 bits: among 10^10 rows the chance of one clash is under
10^-9). No key depends on order, path, worker or clock.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Literal

from corpus.record import Article, Person
from corpus.text import fold

Basis = Literal["id", "address", "headline", "text", "bytes"]


def basis(
    *, guid: str | None, url: str | None, publisher: str | None, headline: str | None, is_dated: bool, has_text: bool
) -> Basis:
    """What an article's key rests on: its guid, its canonical URL, publisher and headline and day, or its content."""
    if guid:
        return "id"
    if url:
        return "address"
    if publisher and headline and is_dated:
        return "headline"
    return "text" if headline or has_text else "bytes"


def is_global(guid: str) -> bool:
    """Whether an id is unique by its form (`urn:`, `tag:`, an address); a bare number or word is so in its file only.

    >>> is_global("urn:newsml:qpa.example:1"), is_global("4711")
    (True, False)
    """
    return ":" in guid or "/" in guid


def article_id(article: Article) -> str:
    """From the guid, else the canonical URL, else publisher, headline and date, else the text, else the source's bytes.

    A guid that is unique by its form stands alone; a bare number or word is unique only within what its publisher gives
    out, so the publisher is hashed with it.
    """
    on = basis(
        guid=article.guid,
        url=article.url,
        publisher=article.publisher,
        headline=article.headline,
        is_dated=article.published is not None,
        has_text=bool(article.body),
    )
    if on == "id":
        guid = article.guid or ""
        return _key("a", "guid", guid, "" if is_global(guid) else article.publisher or "")
    if on == "address":
        return _key("a", "url", article.url or "")
    if on == "headline":
        day = article.published.at.date().isoformat() if article.published else ""
        return _key("a", "headline", article.publisher or "", article.headline or "", day)
    if on == "text":
        return _key("a", "text", article.headline or "", article.body)
    return _key("a", "bytes", article.source_sha256)


def person_key(person: Person) -> str:
    """The `name_key` of a person."""
    return _folded(person.name) or person.name


def person_id(person: Person, article: str) -> str:
    """From the name key; a lone part of a name stays with its article (the key `article`)."""
    return _key("p", person_key(person)) if person.is_full_name else _key("p", article, person_key(person))


def org_key(name: str) -> str:
    """The `name_key` of an organisation: folded, without a leading article.

    >>> org_key("The Tarn Valley Trust")
    'tarn valley trust'
    """
    key = _folded(name)
    return key.removeprefix("the ") or key or name


def org_id(name: str) -> str:
    """From the name key."""
    return _key("o", org_key(name))


def quote_id(article: str, text: str, nth: int) -> str:
    """From the article, the quotation's text and its count (from 0) among equal texts of the article."""
    return _key("q", article, text, str(nth))


def place_id(letter: str, article: str, *place: str | int) -> str:
    """The key of a row that is a place in an article: a mention (`m`) or a role (`r`)."""
    return _key(letter, article, *map(str, place))


def apart(key: str, sha256: str) -> str:
    """The key in place of `key` for a row of another document under the same id: from it and that one's bytes."""
    return _key(key[0], key, sha256)


# Each name is asked for twice, for the key and for the row, and most stand in many articles.
_folded = lru_cache(maxsize=4_096)(fold)


def _key(letter: str, *parts: str) -> str:
    # A separator that no clean text holds, so that ("ab", "c") and ("a", "bc") differ.
    return letter + hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
