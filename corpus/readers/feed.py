"""Feeds: RSS 0.9 to 2.0, Atom 0.3 and 1.0, JSON Feed, and the news sitemaps that say as much."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO
from urllib.parse import urljoin

from lxml import etree

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import _decode, _syndicated, _xml
from corpus.readers._draft import Draft
from corpus.readers._syndicated import Fields
from corpus.record import Article, Author, Problem

_LARGEST = 64 << 20  # bytes of a JSON feed
_ROOTS = {
    "rss": frozenset({"item"}),
    "RDF": frozenset({"item"}),
    "channel": frozenset({"item"}),
    "feed": frozenset({"entry"}),
    "urlset": frozenset({"url", "sitemap"}),
    "sitemapindex": frozenset({"sitemap"}),
}
_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_JSON_FEED = re.compile(rb'"version"\s{0,9}:\s{0,9}"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version')
_EXPORT = b"wordpress.org/export/"
_CONTENTS = ("content:encoded", "content", "atom:content", "yandex:full-text", "xhtml:body", "xhtml:div", "fulltext")
_SUMMARIES = ("summary", "description", "atom:summary", "dc:description", "dcterms:abstract", "itunes:summary")
_PUBLISHED = (
    "pubDate", "published", "atom:published", "dc:date", "dcterms:issued", "issued", "dcterms:created", "created",
    "prism:publicationDate",
)  # fmt: skip
_MODIFIED = ("updated", "atom:updated", "dcterms:modified", "modified", "lastmod")
# A description that is the whole article: nothing says that it goes on elsewhere, and it is as long as one. Tuned on
# nothing: RSS 2.0 calls it a synopsis, and what is taken for one is in `summary`.
_LEAST_PARAGRAPHS, _LEAST_WORDS = 3, 200
_FEWEST_WORDS = 60


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield one article per item, in order.

    The body is the item's full content. A feed that gives descriptions only gives no body: they are summaries, and the
    article is truncated, unless one is as long as an article. "Continue reading", related links and what a site sets
    below each of its texts are left out. The publisher is the item's source, else the channel. Addresses of a sitemap
    that say nothing else are no articles; one note counts them.

    Follows RSS 2.0.11, RSS 1.0, RFC 4287, Media RSS 1.5.1, Google's news sitemaps 0.9 and JSON Feed 1.1. `published` of
    an Atom entry that has only `updated` is that time.

    Raises:
        ReadError: the input is no feed, or nothing more of it can be read.
    """
    stream = _xml.rewindable(stream)
    head = stream.read(1 << 16)
    stream.seek(0)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        yield from _json_feed(stream, uri)
        return
    root = _root(head)
    names = _ROOTS.get(root[0] if root else "")
    if not names:
        if not head.strip():
            yield Problem(code="no-text", severity="error", message="there is nothing in it")
            return
        raise ReadError(uri, "no feed: RSS, Atom, a sitemap or a JSON Feed was expected", code="broken-xml")
    streamed = _xml.Streamed()
    channel: Fields | None = None
    bare = given = position = 0
    for position, node in enumerate(_xml.mended_items(stream, uri, names, streamed), 1):
        if channel is None:
            channel = _channel(node)
        own = _syndicated.fields(node)
        if _xml.local(node) in {"url", "sitemap"} and "news:news" not in own:
            bare += 1
            continue
        given += 1
        data = etree.tostring(node, encoding="utf-8", with_tail=False)
        draft = Draft("feed", str(position), data, streamed.encoding, streamed.problems)
        yield _or_nothing(_article(draft, node, own, channel))
    if bare:
        said = f"{bare} addresses without a title or a date are no articles"
        yield Problem(code="not-an-article", severity="note", message=said)
    if not position:
        yield from streamed.problems
        yield Problem(code="no-text", severity="warning", message="a feed without items")


def sniff(head: bytes) -> float:
    """High for a root element of a feed, or the mark of a JSON Feed; 0 for an export of WordPress."""
    start = head[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return 0.95 if _JSON_FEED.search(head[:4_096]) else 0.0
    root = _root(head)
    if root is None or (root[0] == "rss" and _EXPORT in head[:16_384]):
        return 0.0
    name, space = root
    if name == "RDF":
        return 0.9 if b"purl.org/rss/" in head or b"netscape.com/rdf/simple" in head else 0.0
    if name == "feed":
        return 0.9 if space in _ATOM or b"<entry" in head else 0.0
    if name == "channel":
        return 0.6 if b"<item" in head else 0.0
    return 0.9 if name in _ROOTS else 0.0


def _or_nothing(article: Article) -> Article | Problem:
    """The article; a problem where an item has neither a title nor a text nor an address."""
    if article.headline or article.body or article.summary or article.url:
        return article
    said = f"item {article.source_item}: there is no title, no text and no address in it"
    return Problem(code="no-text", severity="warning", message=said, item=article.source_item)


def _root(head: bytes) -> tuple[str, str] | None:
    found = _xml.root_of(head)
    if found and found[0] in _ROOTS:
        return found
    start = head.find(b"<?xml", 1, 2_048)  # behind what a server's scripts had to complain about
    return _xml.root_of(head[start:]) if start > 0 and not head[:start].lstrip().startswith(b"<!") else found


# ------------------------------------------------------------------ XML


def _channel(node: etree._Element) -> Fields:
    """What the feed says of itself above its first item."""
    parent = node.getparent()
    if parent is None:
        return {}
    if _xml.local(parent) == "RDF":
        inner = next(_xml.children(parent, "channel"), None)
        return _syndicated.fields(inner) if inner is not None else {}
    found = _syndicated.fields(parent)
    language = _xml.attribute(parent, "lang") or _xml.attribute(parent.getparent(), "lang")
    if language:
        element = etree.Element("language")
        element.text = language
        found.setdefault("language", []).append(element)
    return found


def _article(draft: Draft, node: etree._Element, own: Fields, channel: Fields) -> Article:
    news = _syndicated.fields(own["news:news"][0]) if "news:news" in own else {}
    draft.put("headline", *_texts(own, "title"), *_texts(news, "title"), *_texts(own, "dc:title", "media:title"))
    _identify(draft, node, own, channel)
    draft.time("published", *_texts(own, *_PUBLISHED), *_texts(news, "publication_date"))
    draft.time("modified_at", *_texts(own, *_MODIFIED))
    if draft.published is None and not news:
        draft.time("published", *_texts(own, "updated", "atom:updated", "modified"))
    draft.time("expires_at", *_texts(own, "expirationDate", "prism:expirationDate"))
    _take_people(draft, own, channel)
    publication = _syndicated.fields(news["publication"][0]) if "publication" in news else {}
    sources = [text for source in own.get("source", []) for text in (*_titles(source), _xml.text(source)) if text]
    draft.put("publisher", *_texts(publication, "name"), *sources[:1], *_texts(own, "dc:publisher"),
              *_texts(channel, "dc:publisher", "prism:publicationName", "title"))  # fmt: skip
    draft.speak(
        _xml.attribute(node, "lang"), *_texts(own, "language", "dc:language"), *_texts(publication, "language"),
        *_texts(channel, "language", "dc:language"),
    )  # fmt: skip
    draft.put("rights", *_texts(own, "rights", "dc:rights", "copyright", "media:copyright", "prism:copyright"),
              *_texts(channel, "copyright", "rights", "dc:rights"))  # fmt: skip
    licenses = [_xml.attribute(e, "resource") or _xml.text(e) for f in (own, channel) for e in f.get("cc:license", [])]
    draft.put("license", *licenses, *_links(node, "license"))
    draft.put("section", *_texts(own, "prism:section"))
    draft.put("genre", *_texts(news, "genres"))
    _take_subjects(draft, own, news)
    _take_pictures(draft, own)
    _take_text(draft, own)
    house = draft.get("publisher")
    draft.authors = [Author(name=a.name, kind="desk") if a.name == house else a for a in draft.authors]
    return draft.article()


def _titles(source: etree._Element) -> list[str]:
    """The title of the feed that an Atom entry was taken from (RFC 4287 §4.2.11)."""
    return _texts(_syndicated.fields(source), "title")


def _identify(draft: Draft, node: etree._Element, own: Fields, channel: Fields) -> None:
    draft.put("guid", *_texts(own, "guid", "id", "atom:id", "dc:identifier"), _xml.attribute(node, "about"))
    links = [*_texts(own, "feedburner:origLink", "feedburner:origlink"), *_links(node, "alternate", "")]
    links += [text for text in _texts(own, "link", "loc") if text not in links]
    for guid in own.get("guid", []):
        if _xml.attribute(guid, "isPermaLink") != "false" and (text := _xml.text(guid)):
            links.append(text)
    links += [about] if (about := _xml.attribute(node, "about")) else []
    base = node.base if isinstance(node.base, str) and node.base.startswith("http") else None
    base = base or next((text for text in _texts(channel, "link") if text.startswith("http")), None)
    for link in links:
        try:
            address = urljoin(base, link) if base and not re.match(r"[A-Za-z][\w+.-]{0,20}:", link) else link
        except ValueError:
            continue
        if re.match(r"https?://\S+$", address):
            draft.put("url", address)


def _links(node: etree._Element, *relations: str) -> list[str]:
    """The addresses of Atom's links with one of these relations; "" is for a link that states none."""
    found = [
        (relations.index(relation), href)
        for link in _xml.children(node, "link")
        if (relation := _xml.attribute(link, "rel") or "") in relations and (href := _xml.attribute(link, "href"))
    ]
    return [href for _, href in sorted(found, key=lambda pair: pair[0])]


def _take_people(draft: Draft, own: Fields, channel: Fields) -> None:
    for given in (own, _syndicated.fields(own["source"][0]) if own.get("source") else {}, channel):
        people = [*given.get("author", ()), *given.get("atom:author", ())]
        names = [_xml.text(person, "name") or ("" if len(person) else _xml.text(person)) or "" for person in people]
        names = [*_texts(given, "dc:creator"), *names]
        if given is own:
            names = names if any(names) else _texts(given, "itunes:author")
        elif not any(_xml.text(person, "name") for person in people):
            continue  # the editor of an RSS channel has not written its items; the author of an Atom feed has
        if any(names):
            _syndicated.sign(draft, dict.fromkeys(filter(None, names)))
            return


def _take_subjects(draft: Draft, own: Fields, news: Fields) -> None:
    for entry in (*own.get("category", ()), *own.get("atom:category", ()), *own.get("media:category", ())):
        term = _xml.attribute(entry, "term")
        name = _xml.attribute(entry, "label") or _xml.text(entry) or term
        scheme = _xml.attribute(entry, "domain", "scheme")
        draft.subject(scheme=scheme, code=term if term != name else None, name=name)
    for name in _texts(own, "dc:subject", "dcterms:subject"):
        draft.subject(name=name)
    for words in (*_texts(own, "media:keywords", "itunes:keywords"), *_texts(news, "keywords", "stock_tickers")):
        for word in words.split(","):
            draft.subject(name=word)


def _take_pictures(draft: Draft, own: Fields) -> None:
    """One caption for all renditions of a picture: they share description and credit, or one group."""
    groups = [(own, "media:"), *((_syndicated.fields(group), "") for group in own.get("media:group", ()))]
    for group, prefix in groups:
        described, credited = (_texts(group, f"{prefix}{name}") for name in ("description", "credit"))
        contents = [
            _syndicated.fields(content)
            for name in ("content", "thumbnail")
            for content in group.get(f"{prefix}{name}", ())
        ]
        for content in contents or ([{}] if described or credited else []):
            titles = [title for title in _texts(content, "title") if title != draft.get("headline")]
            texts = [*_texts(content, "description", "text"), *described, *titles]
            by = [*_texts(content, "credit"), *credited]
            draft.caption(next(iter(texts), None), next(iter(by), None))
    for image in own.get("image:image", ()):
        draft.caption(next(iter(_texts(_syndicated.fields(image), "caption", "title")), None))


def _take_text(draft: Draft, own: Fields) -> None:
    content = next((e for key in _CONTENTS for e in own.get(key, ()) if _holds_text(e)), None)
    found = _read_story(draft, content)
    described = next((e for key in _SUMMARIES for e in own.get(key, ()) if _holds_text(e)), None)
    teaser = _read_story(draft, described)
    _tell(draft, found, teaser)


def _read_story(draft: Draft, element: etree._Element | None) -> _syndicated.Story:
    if element is None:
        return _syndicated.Story([], is_cut=False, left_out=[])
    media = (_xml.attribute(element, "type") or "html").lower()
    return _syndicated.story(draft, element, is_html=media != "text" and media != "text/plain")


def _tell(draft: Draft, found: _syndicated.Story, teaser: _syndicated.Story) -> None:
    words = sum(len(line.split()) for line in teaser.paragraphs)
    is_whole = len(teaser.paragraphs) >= _LEAST_PARAGRAPHS and words >= _LEAST_WORDS and not teaser.is_cut
    if not found.paragraphs and is_whole:
        found, teaser = teaser, found
    lines = teaser.paragraphs
    if len(lines) > 1 and not lines[0].endswith((".", "!", "?", "…", "”", '"')):  # a standfirst has no full stop
        draft.put("deck", lines[0])
        lines = lines[1:]
    draft.put("summary", " ".join(lines))
    draft.tell(found.paragraphs)
    # Content that is no more than its own summary is a teaser too.
    is_teaser = words < _FEWEST_WORDS and found.paragraphs == teaser.paragraphs
    draft.is_truncated = found.is_cut or is_teaser or not found.paragraphs
    if left_out := [*found.left_out, *teaser.left_out]:
        draft.say("furniture-left-out", "note", ", ".join(repr(line[:60]) for line in left_out))


def _holds_text(element: etree._Element) -> bool:
    """Whether an element holds text: of Atom's content, what stands elsewhere or is a picture in base64 does not."""
    media = (_xml.attribute(element, "type") or "").lower()
    is_text = not media or "/" not in media or media.startswith("text/") or media.endswith(("xml", "xhtml"))
    return (
        is_text and _xml.attribute(element, "mode") != "base64" and (len(element) > 0 or _xml.text(element) is not None)
    )


def _texts(given: Fields, *names: str) -> list[str]:
    """The texts of the elements of these names, in order of the names."""
    return [text for name in names for element in given.get(name, ()) if (text := _xml.text(element))]


# ------------------------------------------------------------------ JSON Feed


def _json_feed(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ReadError(uri, f"a JSON Feed larger than {_LARGEST >> 20} MB")
    decoded = _decode.decode(data, uri)
    try:
        feed = json.loads(decoded.text)
    except (ValueError, RecursionError) as error:
        raise ReadError(uri, f"no JSON: {pure.one_line(str(error))}") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ReadError(uri, 'no JSON Feed: an object with "items" was expected')
    for position, item in enumerate(feed["items"], 1):
        if not isinstance(item, dict):
            said = f"item {position}: an object was expected, it is {type(item).__name__}"
            yield Problem(code="broken-item", severity="error", message=said, item=str(position))
            continue
        raw = json.dumps(item, ensure_ascii=False).encode("utf-8", errors="surrogatepass")
        draft = Draft("feed", str(position), raw, decoded.encoding, decoded.problems)
        _take_json_item(draft, item, feed)
        yield _or_nothing(draft.article())
    if not feed["items"]:
        yield Problem(code="no-text", severity="warning", message="a feed without items")


def _take_json_item(draft: Draft, item: Mapping[str, Any], feed: Mapping[str, Any]) -> None:
    draft.put("guid", item.get("id"))
    draft.put("url", item.get("url"), item.get("external_url"))
    draft.put("headline", item.get("title"))
    draft.put("publisher", feed.get("title"))
    draft.speak(*(text for text in (item.get("language"), feed.get("language")) if isinstance(text, str)))
    draft.time("published", _text(item.get("date_published")))
    draft.time("modified_at", _text(item.get("date_modified")))
    for given in (item, feed):
        people = given.get("authors") or given.get("author") or []
        names = [
            _text(p.get("name")) for p in (people if isinstance(people, list) else [people]) if isinstance(p, dict)
        ]
        if any(names):
            _syndicated.sign(draft, dict.fromkeys(filter(None, names)))
            break
    tags = item.get("tags")
    for tag in tags if isinstance(tags, list) else ():
        draft.subject(name=_text(tag))
    content = _text(item.get("content_html")) or _text(item.get("content_text")) or ""
    found = _syndicated.story(draft, content, is_html=bool(_text(item.get("content_html"))))
    teaser = _syndicated.story(draft, _text(item.get("summary")) or "", is_html=False)
    _tell(draft, found, teaser)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
