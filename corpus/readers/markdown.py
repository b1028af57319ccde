"""Markdown with front matter, as static site generators keep their articles: YAML, TOML or JSON above the text."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import _credits, _decode, _layout, _markup, _syndicated, _wire
from corpus.readers._draft import Draft
from corpus.record import Article, Problem

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LARGEST = 16 << 20  # bytes of an article
_SEEN = 8_192  # bytes that a file is told by
_LONGEST_MATTER = 1 << 18  # characters above the text
_LONGEST_PARSED = 1 << 17  # characters; what is longer is no article, and is cut at its blank lines only
_MOST_NAMES = 500  # of authors, subjects
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_COLUMNS = {
    "guid": "guid id uuid identifier",
    "version": "version",
    "headline": "title headline",
    "deck": "subtitle subhead subheadline deck dek standfirst",
    "kicker": "kicker",
    "slugline": "slugline",
    "byline": "byline author authors by contributors",
    "publisher": "publisher source newspaper publication site outlet",
    "credit": "credit creditline",
    "agency": "agency",
    "section": "section category",
    "genre": "genre",
    "page": "page",
    "rights": "rights copyright",
    "usage_terms": "usage_terms",
    "license": "license licence",
    "editor_note": "editor_note editors_note",
    "correction": "correction corrections",
    "dateline_place": "dateline",
    "summary": "summary description excerpt abstract teaser",
    "url": "url canonical canonical_url permalink link original_url source_url",
    "published": "date publishdate published pubdate publish_date date_published published_at datepublished created",
    "modified_at": "lastmod modified updated date_modified last_modified last_modified_at updated_at modified_at",
    "expires_at": "expirydate expires",
    "language": "language lang locale",
    "subjects": "tags keywords categories topics tag topic",
    "captions": "featured_image image cover thumbnail hero lead_image caption image_caption featured_image_caption",
}
_OF = {key: column for column, keys in _COLUMNS.items() for key in keys.split()}
# Of the site and its layout, not of the article.
_ELSEWHERE = frozenset(
    "draft slug layout type weight aliases toc comments menu template permalink path series featured sitemap robots "
    "outputs markup math published linktitle redirect_from hidden pinned sticky".split()
)
_MATTER_KEYS = re.compile(
    rb"^(?:draft|slug|layout|weight|aliases|toc|permalink|categories|topics|lastmod|publishdate|expirydate|taxonomies|"
    rb"featured_image|thumbnail|excerpt|redirect_from|linktitle)[ \t]{0,9}:|^[ \t]{0,9}- \S",
    re.MULTILINE | re.IGNORECASE,
)
_SYNTAX = re.compile(
    rb"^#{1,6} \S|^> \S|^(?:```|~~~)|\]\((?:https?:|/|\.|#)|!\[|\{\{[<%]|\{% |(?<![\w*])\*\*\w|^\[[^\]\n]{1,60}\]: ",
    re.MULTILINE,
)
_MATTER_END = re.compile(rb"^(?:---|\.\.\.)[ \t]{0,9}\r?$", re.MULTILINE)
_FIRST_KEY = re.compile(rb"\s{0,99}(?:#|[A-Za-z][\w-]{0,40}[ \t]{0,9}:)")
_OBJECT_END = re.compile(rb"^\}[ \t]{0,9}\r?\n\s{0,99}(?=[A-Za-z#>!*_\[])", re.MULTILINE)
_LINE = re.compile(r"([A-Za-z][\w-]{0,40})\s{0,9}:\s{0,9}(.*)")
_ATTRIBUTE = re.compile(
    r"([A-Za-z][\w-]{0,30})\s{0,9}=\s{0,9}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|`([^`]{0,2000})`)"
)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\]:?")
_CLASSES = re.compile(r"\{:[^}\n]{0,300}\}|\{[#.][^}\n]{0,200}\}")


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield the one article of a file. A draft is none, and a note says so.

    The body is the text without its marks: headings and list items are paragraphs, links are their words, pictures are
    captions. Code and shortcodes are left out and said. A first heading is the headline where the front matter gives
    none. Keys of the front matter that no column takes are named in a note.

    Follows CommonMark 0.31 with tables, YAML 1.1 and TOML 1.0. Front matter that is no YAML is read line by line.

    Raises:
        ReadError: the input is no text, or larger than 16 MB.
    """
    data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ReadError(uri, f"Markdown larger than {_LARGEST >> 20} MB")
    decoded = _decode.decode(data, uri)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        yield Problem(code="no-text", severity="error", message="there is nothing in it")
        return
    draft = Draft("markdown", "1", data, decoded.encoding, decoded.problems)
    matter, body = _parted(text, draft)
    if str(matter.get("draft", "")).lower() == "true" or str(matter.get("published", "")).lower() == "false":
        yield Problem(code="not-an-article", severity="note", message="a draft: it was never published")
        return
    unknown = _take_matter(draft, matter)
    _tell(draft, body)
    if unknown:
        named = ", ".join(repr(key[:60]) for key in unknown[:40])
        draft.say("unknown-keys", "note", f"keys that no field is read from: {named}")
    yield draft.article()


def sniff(head: bytes) -> float:
    """High for front matter as site generators write it, or above Markdown; middling for a heading and other marks."""
    text = head[:_SEEN].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if text.startswith(b"+++"):
        return 0.9 if re.match(rb"\+\+\+[ \t]{0,9}\r?\n", text) and b"\n+++" in text else 0.0
    if found := re.match(rb"---[ \t]{0,9}\r?\n", text):
        end = _MATTER_END.search(text, found.end())
        if not end or not _FIRST_KEY.match(text, found.end()):
            return 0.0
        is_site = _MATTER_KEYS.search(text, found.end(), end.start())
        return 0.9 if is_site or _SYNTAX.search(text, end.end()) else 0.0
    if text.startswith(b"{"):
        end = _OBJECT_END.search(text)
        return 0.92 if end and re.search(rb'"title"\s{0,9}:', text[: end.start()]) else 0.0
    return 0.6 if text.startswith(b"# ") and len(_SYNTAX.findall(text)) >= 2 else 0.0


# ------------------------------------------------------------------ front matter


def _parted(text: str, draft: Draft) -> tuple[dict[str, Any], str]:
    """The front matter, its keys in small letters with "_" for "-", and the text below it."""
    start = text.lstrip("\n")
    fence = start[:3]
    if start.startswith("{"):
        try:
            found, end = json.JSONDecoder(strict=False).raw_decode(start)
        except (ValueError, RecursionError) as error:
            draft.say(code="front-matter-unread", severity="warning", message=f"no JSON: {error}")
            return {}, text
        return _keyed(found), start[end:]
    if fence not in _FENCES or start[3 : start.find("\n") % (len(start) + 1)].strip():
        return {}, text
    lines = start[:_LONGEST_MATTER].split("\n")
    last = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in _FENCES[fence]), None)
    if last is None:
        return {}, text
    import yaml  # here for its weight: this module is imported to look at files of every kind

    matter = "\n".join(lines[1:last])
    rest = start[len("\n".join(lines[: last + 1])) :]
    try:
        if fence == "+++":
            return _keyed(tomllib.loads(matter)), rest
        # Strings, lists and mappings of strings: a date stays as it is written, and "no" is Norwegian.
        return _keyed(yaml.load(matter, Loader=yaml.BaseLoader)), rest  # noqa: S506  (it makes no other objects)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        said = pure.one_line(str(error)) or "it cannot be parsed"
        draft.say(
            code="front-matter-unread",
            severity="warning",
            message=f"read line by line, for it is not well-formed: {said[:200]}",
        )
        pairs = [found.groups() for line in matter.split("\n") if (found := _LINE.fullmatch(line.strip()))]
        return _keyed({key: value.strip().strip("\"'") for key, value in pairs}), rest


def _keyed(found: object) -> dict[str, Any]:
    if not isinstance(found, dict):
        return {}
    return {str(key).strip().lower().replace("-", "_"): value for key, value in found.items()}


def _take_matter(draft: Draft, matter: Mapping[str, Any]) -> list[str]:
    """Put the front matter into its columns; the keys that no column takes."""
    given: dict[str, list[tuple[str, Any]]] = {}
    unknown = []
    for key, value in matter.items():
        if value in (None, "", [], {}):
            continue
        if column := _OF.get(key):
            given.setdefault(column, []).append((key, value))
        elif key == "params" and isinstance(value, dict):  # of Hugo: a site's own keys
            unknown += _take_matter(draft, _keyed(value))
        elif key not in _ELSEWHERE:
            unknown.append(key)
    for column, pairs in given.items():
        order = _COLUMNS[column].split()
        pairs.sort(key=lambda pair: order.index(pair[0]))
        values = [value for _, value in pairs]
        if column == "byline":
            _syndicated.sign(draft, [name for value in values for name in _names(value)])
        elif column == "url":
            addresses = [value for value in values if isinstance(value, str) and re.match(r"https?://\S+$", value)]
            draft.put("url", *addresses)
        elif column in {"published", "modified_at", "expires_at"}:
            draft.time(column, *map(_time, values))
        elif column == "language":
            draft.speak(*(value for value in values if isinstance(value, str)))
        elif column == "subjects":
            for key, value in pairs:
                scheme = {"categories": "category", "topics": "topic", "topic": "topic"}.get(key)
                for name in _names(value):
                    draft.subject(scheme=scheme, name=name)
        elif column == "captions":
            for key, value in pairs:
                _take_picture(draft, key, value)
        else:
            draft.put(column, *(name for value in values for name in _names(value)))
    return unknown


def _names(value: object) -> list[str]:
    """The texts of a value: itself, those of a list, or the name of an object. An alias may repeat a list for ever."""
    found: list[str] = []
    rest = [value]
    for _ in range(_MOST_NAMES):
        if not rest:
            break
        entry = rest.pop()
        if isinstance(entry, list):
            rest.extend(reversed(entry[:_MOST_NAMES]))
        elif isinstance(entry, dict):
            found += [name for key in ("name", "title", "value") if isinstance(name := entry.get(key), str)][:1]
        elif isinstance(entry, (str, int, float)) and not isinstance(entry, bool):
            found.append(str(entry))
    return found


def _time(value: object) -> str | float | None:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None


def _take_picture(draft: Draft, key: str, value: object) -> None:
    if isinstance(value, dict):
        texts = {str(name).lower(): text for name, text in value.items() if isinstance(text, str)}
        credit = texts.get("credit") or texts.get("attribution") or texts.get("photographer")
        draft.caption(texts.get("caption") or texts.get("title"), credit)
    elif isinstance(value, str) and key.endswith("caption"):
        _take_caption(draft, value)


def _take_caption(draft: Draft, text: str) -> None:
    split = _credits.split_caption(text, is_above=True)
    draft.caption(split.text if split else text, split.credit if split else None)


# ------------------------------------------------------------------ the text


def _tell(draft: Draft, text: str) -> None:
    left_out: list[str] = []
    text = _without_shortcodes(draft, text, left_out)
    if len(text) <= _LONGEST_PARSED:
        paragraphs = _paragraphs(draft, _parser().parse(_CLASSES.sub("", text)), left_out)
    else:
        paragraphs = _layout.as_paragraphs(text).split("\n\n")
        draft.say(
            code="markup-left-in",
            severity="warning",
            message="too long to be parsed: the marks of Markdown are still in the body",
        )
    story = _wire.sort_out([draft.mend(line) for line in paragraphs], headline=draft.get("headline"))
    draft.tell(story.paragraphs)
    if not draft.get("byline"):
        draft.sign(story.byline)
    draft.surround(story)
    left_out.extend(repr(line) for line in story.left_out)
    if left_out:
        draft.say("furniture-left-out", "note", f"no part of the article: {', '.join(left_out[:25])}")


def _without_shortcodes(draft: Draft, text: str, left_out: list[str]) -> str:
    """The text without what a generator would put something else for; a figure's caption goes to the draft."""
    for begin, end in (("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{#", "#}"), ("<!--", "-->")):
        pieces, at = [], 0
        while (start := text.find(begin, at)) >= 0 and (close := text.find(end, start)) >= 0:
            code = text[start + len(begin) : close].strip()
            given = {key.lower(): one or two or three for key, one, two, three in _ATTRIBUTE.findall(code[:5_000])}
            if code.split(None, 1)[:1] in (["figure"], ["image"], ["img"], ["picture"]):
                draft.caption(given.get("caption") or given.get("title"), given.get("attr") or given.get("credit"))
            elif begin != "<!--" and not code.startswith("/"):
                left_out.append(repr(code[:60]))
            pieces.append(text[at:start])
            at = close + len(end)
        text = "".join([*pieces, text[at:]])
    return text


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # here for its weight

    return MarkdownIt("commonmark").enable("table")


def _paragraphs(draft: Draft, tokens: Sequence[Token], left_out: list[str]) -> list[str]:
    found: list[str] = []
    cells: list[str] | None = None
    heading = ""
    for token in tokens:
        if token.type == "heading_open":
            heading = token.tag
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            found.append(" | ".join(cells or []))
            cells = None
        elif token.type in {"fence", "code_block"}:
            left_out.append(f"code of {token.content.count(chr(10))} lines")
        elif token.type == "html_block":
            found.extend(_blocks(draft, token.content))
        elif token.type == "inline" and _FOOTNOTE.match(token.content):
            left_out.append(f"footnote {token.content[:60]!r}")
        elif token.type == "inline":
            lines = _inline(draft, token.children or [])
            if cells is not None:
                cells.append(" ".join(lines))
            elif heading == "h1" and not found and lines and draft.put("headline", lines[0]):
                found.extend(line for line in lines if line != draft.get("headline"))
            else:
                found.extend(lines)
            heading = ""
    return [line for line in found if line.strip(" |")]


def _blocks(draft: Draft, markup: str) -> list[str]:
    tree = _markup.fragment(markup)
    found = []
    for block in _markup.blocks(tree) if tree is not None else ():
        if block.kind == "caption":
            _take_caption(draft, block.text)
        else:
            found.append(block.text)
    return found


def _inline(draft: Draft, children: Sequence[Token]) -> list[str]:
    """The text of a block without its marks; pictures are captions."""
    pieces = []
    for token in children:
        if token.type == "image":
            title = token.attrs.get("title")
            if title or (token.content and len(children) == 1):
                _take_caption(draft, str(title or token.content))
        elif token.type == "softbreak":
            pieces.append(" ")
        elif token.type == "hardbreak" or (token.type == "html_inline" and token.content.lower().startswith("<br")):
            pieces.append("\n")
        elif token.type in {"text", "code_inline"}:
            pieces.append(token.content)
    text = _FOOTNOTE.sub("", "".join(pieces))
    return [line for part in text.split("\n") if (line := " ".join(part.split()))]
