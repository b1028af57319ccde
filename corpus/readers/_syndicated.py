"""What feeds and blogs' exports share: a story's markup in an element, teasers, and what sites set below them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lxml import etree

from corpus.readers import _credits, _furniture, _layout, _markup, _xml
from corpus.readers._bylines import from_names, is_name, parse
from corpus.readers._draft import Draft

_SPACES = {
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism",
    "http://prismstandard.org/namespaces/1.2/basic/": "prism",
    "http://purl.org/rss/1.0/modules/prism/": "prism",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://creativecommons.org/ns#": "cc",
    "http://web.resource.org/cc/": "cc",
    "http://backend.userland.com/creativeCommonsRssModule": "cc",
    "http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html": "cc",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://www.google.com/schemas/sitemap-image/1.1": "image",
    "http://news.yandex.ru": "yandex",
    "http://wordpress.org/export/1.2/excerpt/": "excerpt",
}
_EXPORT = re.compile(r"http://wordpress\.org/export/[\d.]{1,9}/(excerpt/)?")

_MORE_WORDS = (
    r"continue reading|read (?:more|on|the (?:full|rest|whole|original)\b)|keep reading|"
    r"view (?:article|full|original)\b|(?:mehr|weiter) ?lesen|weiterlesen|zum (?:vollständigen )?artikel|"
    r"lire la suite|lire plus|seguir leyendo|leer más|leia mais|continue a ler|continua a leggere|"
    r"leggi (?:tutto|anche)|lees (?:verder|meer)|läs mer|les mer|læs mere"
)
_CUT = r"\[?\s?(?:…|\.\.\.)\s?\]?"
_MORE = re.compile(rf"(?:{_CUT}\s?)?[\[(]?(?:{_MORE_WORDS})\b.{{0,160}}", re.IGNORECASE)
_MORE_AT_END = re.compile(rf"(?:\s{{0,3}}{_CUT})?\s{{0,3}}[\[(]?(?:{_MORE_WORDS})[^.!?]{{0,80}}$", re.IGNORECASE)
_CUT_AT_END = re.compile(r"\s{0,3}\[\s?(?:…|\.\.\.)\s?\]$|\s{0,3}(?:…|\.\.\.)$")
_ORIGIN = re.compile(
    r"(?:(?:The post|Der Beitrag|L[’']article|La entrada|El artículo|O post|L[’']articolo|Het bericht|Inlägget) "
    r".{1,300} (?:first appeared|appeared first|erschien zuerst|est apparu en premier|aparece primero|"
    r"se publicó primero|apareceu primeiro|proviene da|verscheen eerst|dök först upp) .{1,160}"
    r"|.{1,300} was originally published in .{1,160} on Medium, where people are continuing the conversation.{0,160})"
)
_ELSEWHERE = re.compile(
    r"(?:related(?: (?:articles?|stories|reading))?|see also|also read|read also|more on this|lire aussi|à lire aussi|"
    r"lesen sie auch|mehr zum thema|siehe auch|leia também|lea también|te puede interesar|leggi anche|lees ook|"
    r"läs också)\s{0,2}[:|–—-].{0,400}",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:admin|administrator|editor|webmaster|newsroom|staff|root|user|test)\d{0,4}|(?-i:[a-z0-9]+(?:[-_.][a-z0-9]+){1,9})",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S{1,100}@\S{1,200}")


Fields = Mapping[str, list[etree._Element]]
"""The children of an element by name, as `fields` gives them."""


class Story(NamedTuple):
    """The paragraphs of an element's markup, whether it says that more stands elsewhere, and what was left out."""

    paragraphs: list[str]
    is_cut: bool
    left_out: list[str]


def fields(node: etree._Element) -> dict[str, list[etree._Element]]:
    """The children of an element by name: "title" for what is in the vocabulary of `node`, "dc:creator" for others.

    A prefix that nobody declared counts as what it is usually declared for.
    """
    own = _space(node)
    found: dict[str, list[etree._Element]] = {}
    for child in _xml.children(node):
        name, space = _xml.local(child), _space(child)
        if ":" in name or space in (own, ""):
            found.setdefault(name, []).append(child)
            continue
        export = _EXPORT.fullmatch(space)
        prefix = ("excerpt" if export[1] else "wp") if export else _SPACES.get(space, child.prefix or "")
        found.setdefault(f"{prefix}:{name}" if prefix else name, []).append(child)
    return found


def _space(node: etree._Element) -> str:
    tag = str(node.tag)
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def story(draft: Draft, content: etree._Element | str, *, is_html: bool = True) -> Story:
    """The story in an element or a text; its captions go to the draft.

    Markup may be children of the element, its text, or its text escaped once more.
    """
    tree = None if isinstance(content, str) else content
    text = content if isinstance(content, str) else "".join(str(part) for part in content.itertext())
    if tree is None or not len(tree):
        if is_html and not _markup.is_markup(text) and "&lt;" in text:
            text = html.unescape(text)
        if not (is_html and (_markup.is_markup(text) or "&" in text)):
            plain = [draft.mend(part) for part in _layout.as_paragraphs(text).split("\n\n") if part.strip()]
            return _sorted_out([(" ".join(part.split()), False) for part in plain])
        tree = _markup.fragment(text)
    if tree is None:
        return Story([], is_cut=False, left_out=[])
    lines: list[tuple[str, bool]] = []
    for block in _markup.blocks(tree):
        line = draft.mend(block.text)
        if block.kind == "caption":
            split = _credits.split_caption(line, is_above=True)
            draft.caption(split.text if split else line, split.credit if split else None)
        else:
            lines.append((line, _is_link(block.node, line)))
    return _sorted_out(lines)


def _sorted_out(lines: Iterable[tuple[str, bool]]) -> Story:
    kept: list[str] = []
    left_out: list[str] = []
    is_cut = False
    for line, is_link in lines:
        if _MORE.fullmatch(line) and (is_link or len(line) < 60):
            is_cut = True
        elif _ORIGIN.fullmatch(line) or (_ELSEWHERE.fullmatch(line) and is_link) or _furniture.is_furniture(line):
            left_out.append(line)
        else:
            kept.append(line)
    if kept and (more := _MORE_AT_END.search(kept[-1][-200:])):
        kept[-1] = kept[-1][: len(kept[-1]) - len(more[0])].rstrip()
        is_cut = True
    if kept and (cut := _CUT_AT_END.search(kept[-1][-12:])):
        is_cut = True
        if "[" in cut[0]:
            kept[-1] = kept[-1][: len(kept[-1]) - len(cut[0])].rstrip()
    return Story([line for line in kept if line], is_cut, left_out)


def _is_link(node: etree._Element, line: str) -> bool:
    """Whether at least half of the words of a block are links."""
    linked = sum(len("".join(str(part) for part in link.itertext())) for link in _xml.below(node, "a"))
    return 2 * linked >= len(line)


def sign(draft: Draft, names: Iterable[str]) -> None:
    """Take in the names of fields that hold authors, one each: the byline as given, without addresses of mail.

    A login ("admin", "mlind") credits nobody and is no byline.
    """
    lines = []
    for name in names:
        bracket = re.fullmatch(r"\S{1,100}@\S{1,200} \((.{1,200})\)", name.strip())  # RSS 2.0: "mail (name)"
        line = " ".join(_ADDRESS.sub(" ", bracket[1] if bracket else draft.mend(name)).strip(" <>()").split())
        if line and line not in lines and any(c.isalpha() for c in line) and not _LOGIN.fullmatch(line):
            lines.append(line)
    if not lines:
        return
    if len(lines) > 1:
        draft.credit(lines)
        draft.put("byline", "; ".join(lines) if any("," in line for line in lines) else ", ".join(lines))
    else:
        draft.sign(lines[0])
    if not draft.authors:  # such a field holds a name also where it does not look like one, but no login
        found = [line for line in lines if line[0].isupper() and not line.isdigit() and line.lower() != line]
        draft.credit(line for line in found if is_name(line) or parse(line).authors or from_names([line]).authors)
