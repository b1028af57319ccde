"""Which row is the same thing as which: the keys of the contract, from what they are said to rest on.

A key is a letter and the first 24 hex digits of a SHA-256 (96 bits: among 10^10 rows the chance of one clash is under
10^-9). No key depends on order, path, worker or clock.
"""

from __future__ import annotations

import hashlib

from corpus.record import Article, Person
from corpus.text import fold


def article_id(article: Article) -> str:
    """From the guid, else the canonical URL, else publisher, headline and date, else the text.

    A guid that is unique by its form (`urn:`, `tag:`, an address) stands alone; a bare number or word is unique only
    within what its publisher gives out, so the publisher is hashed with it.
    """
    day = article.published.at.date().isoformat() if article.published else ""
    if article.guid:
        is_global = ":" in article.guid or "/" in article.guid
        return _key("a", "guid", article.guid, "" if is_global else article.publisher or "")
    if article.url:
        return _key("a", "url", article.url)
    if article.publisher and article.headline and day:
        return _key("a", "headline", article.publisher, article.headline, day)
    return _key("a", "text", article.headline or "", article.body)


def person_key(person: Person) -> str:
    """The `name_key` of a person."""
    return fold(person.name) or person.name


def person_id(person: Person, article: str) -> str:
    """From the name key; a lone part of a name stays with its article (the key `article`)."""
    return _key("p", person_key(person)) if person.is_full_name else _key("p", article, person_key(person))


def org_key(name: str) -> str:
    """The `name_key` of an organisation: folded, without a leading article.

    >>> org_key("The Tarn Valley Trust")
    'tarn valley trust'
    """
    key = fold(name)
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


def _key(letter: str, *parts: str) -> str:
    # A separator that no clean text holds, so that ("ab", "c") and ("a", "bc") differ.
    return letter + hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
