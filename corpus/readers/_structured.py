"""What a web page says about its article in structured markup: JSON-LD, OpenGraph, meta tags, microdata.

Each field is a list of candidates, the most trustworthy first; what is then done with them is the reader's affair.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from lxml import etree

from corpus.readers._decode import unescape
from corpus.readers._layout import as_paragraphs
from corpus.readers._markup import is_markup, plain
from corpus.text import one_line


@dataclass(frozen=True, slots=True)
class Structured:
    """Candidates by field, in order of trust.

    `authors` pairs a name with whether it is said to be an organisation. `share_title` is made for search engines and
    networks; `text`, and `updates` of a live blog, repeat what the page shows.
    """

    headline: list[str] = field(default_factory=list)
    share_title: list[str] = field(default_factory=list)
    deck: list[str] = field(default_factory=list)
    description: list[str] = field(default_factory=list)
    authors: list[tuple[str, bool]] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    modified: list[str] = field(default_factory=list)
    publisher: list[str] = field(default_factory=list)
    section: list[str] = field(default_factory=list)
    language: list[str] = field(default_factory=list)
    url: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    captions: list[tuple[str, str | None]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    updates: list[str] = field(default_factory=list)
    word_count: list[str] = field(default_factory=list)
    correction: list[str] = field(default_factory=list)


# schema.org's Article and its kinds, without those of scholars.
_ARTICLE = re.compile(
    r"(?:news|reportagenews|analysisnews|opinionnews|backgroundnews|reviewnews|asknews|advertisercontent|"
    r"satirical)?article"
    r"|(?:live)?blogposting|report|review|socialmediaposting|webpage:article",
    re.IGNORECASE,
)
_META = {
    "share_title": (
        "og:title twitter:title parsely-title dc.title dcterms.title sailthru.title title headline cxenseparse:title"
    ),
    "description": "og:description description twitter:description dc.description",
    "authors": (
        "author article:author parsely-author dc.creator dcterms.creator sailthru.author byl "
        "cxenseparse:author article:author_name article.author citation_author rbauthors"
    ),
    "published": (
        "article:published_time og:published_time article:published og:article:published_time "
        "parsely-pub-date datepublished date_published publishdate publish_date publish-date pubdate date "
        "dc.date dcterms.date dc.date.issued dcterms.created sailthru.date cxenseparse:recs:publishtime "
        "article.published article_date_original originalpublicationdate rnews:datepublished "
        "last-modified-date published_time published_at creation_date dcterms.issued"
    ),
    "modified": (
        "article:modified_time og:updated_time og:modified_time datemodified last-modified dcterms.modified "
        "article.updated"
    ),
    "publisher": "og:site_name application-name publisher dc.publisher article:publisher_name copyright_holder",
    "section": "article:section parsely-section section cxenseparse:section article.section",
    "language": "og:locale content-language language dc.language inlanguage",
    "url": "og:url twitter:url parsely-link",
    "keywords": "article:tag news_keywords keywords parsely-tags",
}
_META_OF = {key: name for name, keys in _META.items() for key in keys.split()}
_TEXTS = etree.XPath(".//text()", smart_strings=False)  # twice as fast as `itertext`
_WITH_PROPERTY = etree.XPath("descendant-or-self::*/@itemprop/..")  # in two thirds of the time of "//*[@itemprop]"
_MANY_NODES = 2_000  # of JSON-LD: more is a data set, not a page's article


def structured(tree: etree._Element) -> Structured:
    """The candidates of a parsed page."""
    found = Structured()
    nodes = list(_nodes(tree))
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    canonical = _canonical(tree)
    found.url.extend(canonical)
    articles = [node for node in nodes if _is_article(node)]
    # Lists of other stories are article nodes too; the page's own has the page's address, or else comes first.
    articles.sort(key=lambda node: (not _is_at(node, canonical), not ("headline" in node and "datePublished" in node)))
    if articles:
        _take_article(articles[0], known, found)
    # Before the meta tags: og:locale says for which market a page is, as often as in which language.
    for name in ("lang", "{http://www.w3.org/XML/1998/namespace}lang"):
        _add(found.language, tree.get(name))
    for node in nodes:
        if _type(node) & {"webpage", "newsarticle", "videoobject"} and not articles:
            _add(found.published, node.get("datePublished"))
            _add(found.modified, node.get("dateModified"))
    _take_microdata(tree, found)
    _take_meta(tree, found)
    for node in nodes:
        if _type(node) & {"organization", "newsmediaorganization", "website"} and not found.publisher:
            _add(found.publisher, node.get("name"))
    return found


# ------------------------------------------------------------------ JSON-LD


def _nodes(tree: etree._Element) -> Iterator[dict[str, Any]]:
    """Every object of the page's JSON-LD that may describe something, in order; graphs and lists are opened."""
    count = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        stack = list(reversed(loads(script.text or "")))
        while stack and count < _MANY_NODES:
            node = stack.pop()
            if isinstance(node, list):
                stack.extend(reversed(node[:_MANY_NODES]))
            elif isinstance(node, dict):
                count += 1
                yield node
                inner = (node.get(key) for key in ("mainEntity", "mainEntityOfPage", "@graph", "hasPart"))
                stack.extend(value for value in inner if isinstance(value, (list, dict)))


def loads(text: str) -> list[Any]:
    r"""The JSON values of a script, with the usual faults of templates repaired; none where that does not help.

    >>> loads('<!-- {"a": "b\tc",} -->'), loads('{"a": 1}{"b": 2}'), loads("no")
    ([{'a': 'b\tc'}], [{'a': 1}, {'b': 2}], [])
    """
    text = re.sub(
        r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$",
        "",
        text.strip(),
    )
    decoder = json.JSONDecoder(strict=False)  # a raw newline in a string is the most frequent fault
    for candidate in (text, re.sub(r",(\s*[}\]])", r"\1", text)):
        values: list[Any] = []
        at = 0
        try:
            while at < len(candidate):
                at += len(candidate[at:]) - len(candidate[at:].lstrip(" \t\r\n;,"))
                if at >= len(candidate) or len(values) > 50:
                    break
                value, at = decoder.raw_decode(candidate, at)
                values.append(value)
        except (ValueError, RecursionError):
            if values:
                return values
            continue
        return values
    return []


def _type(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type") or node.get("type") or ()
    return {str(kind).rpartition("/")[2].lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _is_article(node: dict[str, Any]) -> bool:
    return any(_ARTICLE.fullmatch(kind) for kind in _type(node)) and bool(
        {"headline", "name", "articleBody", "datePublished"} & set(node)
    )


def _is_at(node: dict[str, Any], addresses: list[str]) -> bool:
    page = node.get("mainEntityOfPage")
    own = {
        str(x).rstrip("/")
        for x in (node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page)
    }
    return any(address.rstrip("/") in own for address in addresses)


def _take_article(node: dict[str, Any], known: dict[str, dict[str, Any]], found: Structured) -> None:
    _add(found.headline, node.get("headline"))
    _add(found.headline, node.get("name"))
    _add(found.deck, node.get("alternativeHeadline"))
    _add(found.description, node.get("description"))
    for name in ("datePublished", "dateCreated"):
        _add(found.published, node.get(name))
    _add(found.modified, node.get("dateModified"))
    _add(found.section, node.get("articleSection"))
    _add(found.language, node.get("inLanguage"))
    _add(found.keywords, node.get("keywords"))
    if isinstance(text := node.get("articleBody"), str):
        found.text.append(as_paragraphs(plain(text) if is_markup(text) else unescape(text)[0]))
    if updates := _updates(node.get("liveBlogUpdate")):
        found.updates.append(updates)
    _add(found.word_count, node.get("wordCount"))
    corrections = node.get("correction")
    for entry in corrections if isinstance(corrections, list) else [corrections]:
        _add(found.correction, entry.get("text") or entry.get("name") if isinstance(entry, dict) else entry)
    page = node.get("mainEntityOfPage")
    for address in (node.get("url"), page.get("@id") if isinstance(page, dict) else page):
        if isinstance(address, str) and address.startswith("http"):
            _add(found.url, address)
    for publisher in _entities(node.get("publisher"), known):
        _add(found.publisher, publisher[0])
    authors = _entities(node.get("author"), known) or _entities(node.get("creator"), known)
    found.authors.extend(author for author in authors if author not in found.authors)
    images = node.get("image")
    for image in images if isinstance(images, list) else [images]:
        if isinstance(image, dict) and (caption := _text(image.get("caption"))):
            found.captions.append((caption, _text(image.get("creditText") or image.get("copyrightHolder"))))


def _updates(value: object) -> str:
    """The text of a live blog's updates, in the order of the page: each with its headline."""
    told = []
    for entry in value[:_MANY_NODES] if isinstance(value, list) else []:
        if isinstance(entry, dict) and isinstance(text := entry.get("articleBody"), str):
            told.append(_text(entry.get("headline")) or "")
            told.append(as_paragraphs(plain(text) if is_markup(text) else unescape(text)[0]))
    return "\n\n".join(part for part in told if part)


def _entities(value: object, known: dict[str, dict[str, Any]], depth: int = 0) -> list[tuple[str, bool]]:
    """Names of people or organisations, each with whether it is said to be an organisation."""
    if isinstance(value, list):
        return [entity for entry in value[:40] for entity in _entities(entry, known, depth + 1)] if depth < 4 else []
    if isinstance(value, dict):
        if set(value) <= {"@id", "@type"} and depth < 4 and value.get("@id") in known:
            return _entities(known[value["@id"]], {}, depth + 1)
        name = value.get("name") or value.get("byline")
        if not name and (value.get("givenName") or value.get("familyName")):
            name = f"{value.get('givenName') or ''} {value.get('familyName') or ''}"
        is_org = any("organization" in kind or kind == "corporation" for kind in _type(value))
        return [(text, is_org) for entry in (name if isinstance(name, list) else [name]) if (text := _text(entry))]
    text = _text(value)
    return [(text, False)] if text and not text.startswith(("http:", "https:", "/")) else []


# ------------------------------------------------------------------ meta tags and microdata


def _canonical(tree: etree._Element) -> list[str]:
    links = (link for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    return [href for link in links if (href := (link.get("href") or "").strip()).startswith(("http:", "https:"))][:1]


def _take_meta(tree: etree._Element, found: Structured) -> None:
    gathered: dict[str, dict[str, list[str]]] = {}
    for meta in tree.iter("meta"):
        given = cast("dict[str, str]", dict(meta.items()))  # all at once: asking lxml for one takes as long
        key = given.get("property") or given.get("name") or given.get("itemprop") or given.get("http-equiv") or ""
        key = key.strip().lower()
        if (name := _META_OF.get(key)) and (text := _text(given.get("content"))):
            gathered.setdefault(name, {}).setdefault(key, []).append(text)
    for name, keys in gathered.items():
        order = _META[name].split()
        source = ""
        for key in sorted(keys, key=order.index):
            for text in keys[key]:
                if name == "authors":
                    # One source of names is enough: a second one spells them otherwise.
                    is_first = not found.authors or source == key
                    if is_first and not text.startswith(("http:", "https:", "/", "@")):
                        found.authors.append((text, False))
                        source = key
                elif name != "url" or text.startswith("http"):
                    _add(getattr(found, name), text)


def _take_microdata(tree: etree._Element, found: Structured) -> None:
    for node in cast("list[etree._Element]", _WITH_PROPERTY(tree)):
        prop = node.get("itemprop")
        if not prop or node.tag in {"meta", "link"}:
            continue
        for name in prop.split()[:3]:
            if name in {"datePublished", "dateModified"}:
                target = found.published if name == "datePublished" else found.modified
                _add(target, node.get("datetime") or node.get("content"))
            elif name == "headline" and node.tag in {"h1", "h2", "header"}:  # that of a link is another story's
                _add(found.headline, text_of(node))
            elif name == "author" and not found.authors and not _is_of_picture(node):
                inner = next((x for x in node.iter() if x.get("itemprop") == "name"), node)
                if text := _text(inner.get("content") or text_of(inner)):
                    found.authors.append((text, "Organization" in (node.get("itemtype") or "")))


def _is_of_picture(node: etree._Element) -> bool:
    """Whether an author is that of a picture: of an object within a figure or its caption."""
    for depth, ancestor in enumerate(node.iterancestors()):
        if ancestor.tag in {"figure", "figcaption"} or "ImageObject" in (ancestor.get("itemtype") or ""):
            return True
        if depth > 6 or "Article" in (ancestor.get("itemtype") or ""):
            return False
    return False


def text_of(node: etree._Element) -> str:
    """The text within an element as one line; a blank where two elements meet between words."""
    if not len(node):  # as nearly all that are asked for
        return one_line(node.text) or ""
    pieces: list[str] = []
    last = " "
    for piece in cast("list[str]", _TEXTS(node)):
        if not piece:
            continue
        # "Mill reopens</b><span>Photo" are two texts, "<b>M</b>ill" is one word.
        if (last.isalnum() or last in ".!?:;)”»") and (piece[0].isupper() or piece[0].isdigit() or piece[0] in "([“«©"):
            pieces.append(" ")
        pieces.append(piece)
        last = piece[-1]
    return one_line("".join(pieces)) or ""


def _text(value: object) -> str | None:
    """A string without markup and character references, as one line."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return None
    text = str(value)
    text = unescape(text)[0] if "&" in text else text
    return one_line(re.sub(r"</?[a-zA-Z][^<>]{0,300}>", " ", text) if "<" in text else text)


def _add(candidates: list[str], value: object) -> None:
    for entry in value if isinstance(value, list) else [value]:
        if (text := _text(entry)) and text not in candidates:
            candidates.append(text)
