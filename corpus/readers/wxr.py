"""Exports of WordPress (WXR): the posts of a blog, with authors and categories, and texts as its editor holds them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from corpus.readers import _credits, _syndicated, _wire, _xml
from corpus.readers._bylines import is_name
from corpus.readers._draft import Draft
from corpus.record import Article, Problem

_EXPORT = b"wordpress.org/export/"
# A post, or a type that a newspaper's theme made for its articles. All others are pages, menus, pictures and settings.
_POST = re.compile(
    r"(?:.{0,40}[_-])?(?:posts?|articles?|news|stor(?:y|ies)|reports?|reviews?|interviews?|opinions?|columns?|blogs?|"
    r"press[_-]?releases?|artikel|beitrag|noticias?|nyhete?r?|artigos?|articoli?)",
    re.IGNORECASE,
)
_PUBLISHED = frozenset({"publish", "future", "inherit", ""})
_UNDATED = re.compile(r"0000-00-00")
# Shortcodes of WordPress and its usual plug-ins that stand for something else than the words between them.
_DROPPED = (
    "caption|wp_caption|gallery|playlist|audio|video|embed|youtube|vimeo|code|sourcecode|contact-form[-\\w]{0,20}|"
    "(?:[a-z0-9]{1,20}[_-])?button|pull[_-]?quote"  # a pull quote repeats the text
)
_CAPTION = re.compile(r"\[(?:wp_)?caption\b([^\]\[]{0,2000})\]([^\[]{0,4000})\[/(?:wp_)?caption\]")
_CAPTION_ATTRIBUTE = re.compile(r"\bcaption=(?:\"([^\"]{0,1500})\"|'([^']{0,1500})')")
_ENCLOSING = re.compile(rf"\[({_DROPPED})\b[^\]\[]{{0,2000}}\](?:[^\[]{{0,4000}}\[/\1\])?")
_SHORTCODE = re.compile(r"(?<!\[)\[(/?)([a-z][a-z0-9_-]{0,40})(\s[^\]\[<>]{0,500}=[^\]\[]{0,1500})?/?\]")
_CLOSING = re.compile(r"\[/([a-z][a-z0-9_-]{0,40})\]")
_BLOCKS = re.compile(r"<!-- wp:")
_FOLD = re.compile(r"<!--(?:more|nextpage|noteaser)[^>]{0,300}-->")


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield one article per published post, in order.

    Pages, attachments, menus, drafts, private posts and those behind a password are no articles of the blog; one note
    counts them. A post that is yet to be published is withheld until its time. Shortcodes and the editor's comments are
    taken out, and line breaks are paragraphs where WordPress makes them some. The byline is the author's display name;
    addresses and readers' comments are left out.

    Follows WXR 1.0 to 1.2. `published` is the time in GMT that the export gives, else that without a zone.

    Raises:
        ReadError: the input is no XML, or nothing more of it can be read.
    """
    streamed = _xml.Streamed()
    people: dict[str, str] | None = None
    language = publisher = None
    left_out: Counter[str] = Counter()
    position = 0
    for position, node in enumerate(_xml.mended_items(stream, uri, frozenset({"item"}), streamed), 1):
        if people is None:
            people = _people(node.getparent())
            language, publisher = (_xml.text(node.getparent(), name) for name in ("language", "title"))
        own = _syndicated.fields(node)
        if why := _why_not(own):
            left_out[why] += 1
            continue
        data = etree.tostring(node, encoding="utf-8", with_tail=False)
        draft = Draft("wxr", str(position), data, streamed.encoding, streamed.problems)
        draft.put("publisher", publisher)
        draft.speak(language)
        yield _article(draft, own, people)
    if left_out:
        said = "; ".join(f"{why}: {count}" for why, count in sorted(left_out.items()))
        yield Problem(code="not-an-article", severity="note", message=f"items that are no published posts: {said}")
    if not position:
        yield from streamed.problems
        yield Problem(code="no-text", severity="error", message="an export without items")


def sniff(head: bytes) -> float:
    """High for RSS that names WordPress's export in its first element."""
    root = _xml.root_of(head)
    return 0.95 if root is not None and root[0] == "rss" and _EXPORT in head[:16_384] else 0.0


def _people(channel: etree._Element | None) -> dict[str, str]:
    """The name that each author goes by, by login: the display name, or the full name where that is none."""
    people = {}
    for author in _xml.children(channel, "author"):
        login = _xml.text(author, "author_login") or _xml.text(author, "login")
        shown = _xml.text(author, "author_display_name") or login
        parts = [_xml.text(author, "author_first_name"), _xml.text(author, "author_last_name")]
        full = " ".join(part for part in parts if part)
        if login and shown:
            people[login] = full if shown == login and is_name(full) else shown
    return people


def _why_not(own: _syndicated.Fields) -> str | None:
    """Why an item is no article: its type, its status, or its password."""
    kind = _text(own, "wp:post_type") or "post"
    if not _POST.fullmatch(kind):
        return kind
    status = _text(own, "wp:status") or ""
    if status not in _PUBLISHED:
        return f"{kind} ({status})"
    return f"{kind} (behind a password)" if _text(own, "wp:post_password") else None


def _article(draft: Draft, own: _syndicated.Fields, people: dict[str, str]) -> Article:
    draft.put("guid", _text(own, "guid"))
    if (link := _text(own, "link")) and link.startswith(("http://", "https://")):
        draft.put("url", link)
    draft.put("headline", _text(own, "title"))
    day = _text(own, "wp:post_date")
    gmt = _dated(own, "wp:post_date_gmt")
    draft.time("published", f"{gmt} GMT" if gmt else None, _text(own, "pubDate"), day)
    modified = _dated(own, "wp:post_modified_gmt")
    draft.time("modified_at", f"{modified} GMT" if modified else None)
    if _text(own, "wp:status") == "future":
        draft.status = "withheld"
        draft.time("embargoed_until", f"{gmt} GMT" if gmt else None)
    logins = [text for creator in own.get("dc:creator", ()) if (text := _xml.text(creator))]
    categories = [(_xml.attribute(node, "domain"), node, _xml.text(node)) for node in own.get("category", ())]
    # Where a post may have several authors (Co-Authors Plus), they are categories; the creator put it online.
    writers = [name for domain, _, login in categories if domain == "author" and (name := people.get(login or ""))]
    _syndicated.sign(draft, writers or (people.get(login, login) for login in logins))
    in_schemes = {name for domain, _, name in categories if domain}
    for scheme, node, name in categories:
        # WXR 1.0 says each twice, once without its scheme; the format of a post is one of the theme's.
        is_subject = scheme not in {"author", "post_format"} if scheme else name not in in_schemes
        if name != "Uncategorized" and is_subject:
            draft.subject(scheme=scheme, code=_xml.attribute(node, "nicename"), name=name)
            if scheme == "category":
                draft.put("section", name)
    excerpt = _syndicated.story(draft, _text(own, "excerpt:encoded") or _text(own, "description") or "")
    draft.put("summary", " ".join(excerpt.paragraphs))
    _tell(
        draft, "".join(str(part) for part in own["content:encoded"][0].itertext()) if "content:encoded" in own else ""
    )
    return draft.article()


def _tell(draft: Draft, content: str) -> None:
    story = _syndicated.story(draft, _markup_of(draft, content))
    sorted_out = _wire.sort_out(story.paragraphs, headline=draft.get("headline"))
    draft.tell(sorted_out.paragraphs)
    if sorted_out.byline and not any(author.kind == "person" for author in draft.authors):
        draft.texts.pop("byline", None)  # the login that put it online; the text names who wrote it
        draft.authors.clear()
        draft.sign(sorted_out.byline)
    draft.surround(sorted_out)
    if left_out := [*story.left_out, *sorted_out.left_out]:
        draft.say("furniture-left-out", "note", ", ".join(repr(line[:60]) for line in left_out))


def _markup_of(draft: Draft, content: str) -> str:
    """HTML of what WordPress's editor holds, as WordPress itself would show it."""

    def caption(found: re.Match[str]) -> str:
        given = _CAPTION_ATTRIBUTE.search(found[1])
        text = (given[1] or given[2]) if given else re.sub(r"<(?:img|a|/a)\b[^<>]{0,2000}>", " ", found[2])
        split = _credits.split_caption(draft.mend(text), is_above=True)
        draft.caption(split.text if split else text, split.credit if split else None)
        return "\n\n"

    made_of_blocks = _BLOCKS.search(content[:100_000]) is not None
    content = _CAPTION.sub(caption, content.replace("\r\n", "\n"))
    content = _without_comments(_FOLD.sub("\n\n", content))
    content = _ENCLOSING.sub("", content)
    closed = set(_CLOSING.findall(content))

    def shortcode(found: re.Match[str]) -> str:
        # "[sic]" and "[the mayor]" are the writer's.
        is_code = found[1] or found[3] or found[2] in closed or "_" in found[2] or "-" in found[2]
        return "" if is_code else found[0]

    content = _SHORTCODE.sub(shortcode, content)
    if made_of_blocks:
        return content
    # As wpautop does: a blank line ends a paragraph, which two breaks do in the walker; a line end is a line end.
    content = re.sub(r"\n[ \t]{0,200}\n\s{0,2000}", "<br><br>", content.strip())
    return f"<p>{content}</p>".replace("\n", "<br>")


def _without_comments(markup: str) -> str:
    """The markup without comments; what follows one that does not end is part of it."""
    pieces, at = [], 0
    while (start := markup.find("<!--", at)) >= 0:
        pieces.append(markup[at:start])
        end = markup.find("-->", start)
        at = end + 3 if end >= 0 else len(markup)
    return "".join([*pieces, markup[at:]])


def _dated(own: _syndicated.Fields, name: str) -> str | None:
    value = _text(own, name)
    return None if value is None or _UNDATED.match(value) else value


def _text(own: _syndicated.Fields, name: str) -> str | None:
    return next((text for element in own.get(name, ()) if (text := _xml.text(element))), None)
