"""The XML in which the news agency Ritzau delivers: one item, or what is waiting in a queue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from corpus.readers import _datelines, _newsxml, _xml
from corpus.readers._agencies import is_agency
from corpus.readers._draft import Draft
from corpus.record import Article, Problem

_NAMES = frozenset({"RBNews"})
_ROOTS = frozenset({"RBNews", "XMLNewsQueuedResponse", "XMLNewsQueuedResult", "ListOfRBNews"})


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield one article per `<RBNews>`, in document order; `source_item` is its position.

    There is no published specification: fields are what their names and contents say. Times have no zone. The writer's
    address and telephone number are left out, and a problem says so.

    Raises:
        ReadError: it is no XML, even mended, or there is no item in it.
    """
    for position, item in enumerate(_newsxml.items(stream, uri, _NAMES), 1):
        draft = Draft("ritzau", str(position), item.data, item.encoding, item.problems)
        yield _article(draft, item.node)


def sniff(head: bytes) -> float:
    """How surely an input that begins with `head` is of this format, from 0 to 1: its root element says so."""
    root = _xml.root_of(head)
    return 0.9 if root and root[0] in _ROOTS else 0.0


def _article(draft: Draft, news: etree._Element) -> Article:
    def said(name: str) -> str | None:
        return _xml.text(news, name)

    draft.put("guid", said("NewsID"))
    draft.put("version", said("version"))
    draft.put("headline", said("headline"))
    draft.put("deck", said("subtitle"))
    draft.put("slugline", (said("strapline") or "").strip("- "))
    draft.put("section", said("section"))
    draft.put("genre", said("format"))
    draft.put("urgency", said("Priority"))
    draft.time("published", said("PublishDate"))
    draft.put("dateline_place", _datelines.place_of(said("town") or ""))
    origin = (said("origin") or "").strip("/ ")
    agency = origin.removeprefix("Via ").removeprefix("via ")
    draft.put("credit", origin)
    draft.put("agency", agency if is_agency(agency) else None)
    draft.put("publisher", draft.get("agency"))
    draft.sign(said("byLine"))
    draft.add("editor_note", _xml.text(news, "TilRedaktionen"))
    for name, scheme in (("IPTCList", None), ("ISIN", "isin"), ("SubjectKeyword", None), ("Companies", "company")):
        for entry in _xml.every(news, name):
            for part in _xml.children(entry):
                text = _xml.text(part) or ""
                is_code = text.isdecimal() or scheme == "isin"
                _newsxml.subject(draft, text if is_code else None, scheme, None if is_code else text)
    draft.status = "canceled" if (said("Annuleret") or "").lower() == "true" else "usable"
    _newsxml.tell_text(draft, "".join(str(part) for x in _xml.every(news, "content") for part in x.itertext()))
    if said("byLineEmail") or said("byLinePhone"):
        draft.say("note-withheld", "note", "the writer's address and telephone number are left out")
    if _newsxml.is_kill(draft):
        draft.kind = "notice"
    return draft.article()
