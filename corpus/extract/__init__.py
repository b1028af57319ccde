"""What an article says and who says it: the extractors that run, in order, and the check of what they give."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from functools import partial
from typing import cast

from corpus import plugins
from corpus.errors import PluginError
from corpus.record import Article, Extractor, Found


def extract(article: Article, names: Sequence[str] = ("rules",)) -> Found:
    """What the named extractors find in the article, each building on the ones before it.

    `names` are names of extractors or ``NAME:MODEL`` (`find`).

    Raises:
        PluginError: there is no extractor of that name, it is broken, or it gives rows that do not fit the article.
    """
    found = Found()
    for name in names:
        extractor = find(name)
        try:
            found = extractor(article, found)
        except PluginError as error:
            raise PluginError(f"extractor {name!r}: {error}") from error
        fault = _fault(article, found)
        if fault is not None:
            raise PluginError(f"extractor {name!r}: {fault}")
    return found


def find(name: str) -> Extractor:
    """The extractor that ``NAME`` or ``NAME:MODEL`` names. What stands behind the colon is its keyword `model`.

    The model itself is not opened here: the extractor does that when it sees its first article.

    Raises:
        PluginError: there is no extractor of that name, it is broken, or it takes no model.
    """
    name, colon, model = name.partition(":")
    if name not in plugins.names("corpus.extractors"):
        have = ", ".join(plugins.names("corpus.extractors")) or "none"
        raise PluginError(f"there is no extractor {name!r}; installed: {have}")
    extractor = cast(Extractor, plugins.load("corpus.extractors", name))
    if not colon:
        return extractor
    if "model" not in inspect.signature(extractor).parameters:
        raise PluginError(f"the extractor {name!r} takes no model, so nothing may stand behind its name: {model!r}")
    return cast(Extractor, partial(extractor, model=model))  # type: ignore[call-arg]  # `signature` just said so


def _fault(article: Article, found: Found) -> str | None:
    """The first row that does not fit the article or the other rows; None where all do."""
    people, orgs, mentions, quotes = (len(rows) for rows in (found.people, found.orgs, found.mentions, found.quotes))
    for at, mention in enumerate(found.mentions):
        text = article.text_of(mention.field, mention.field_position)
        if not _is_slice(text, mention.start, mention.end, mention.text):
            return f"mention {at} is {mention.text!r}, {mention.field}[{mention.start}:{mention.end}] is not"
        if not (_fits(mention.person, people) and _fits(mention.org, orgs)):
            return f"mention {at} ({mention.text!r}) points at a person or organisation that is not there"
    for at, role in enumerate(found.roles):
        text = article.text_of(role.field, role.field_position)
        if not _is_slice(text, role.start, role.end, role.text):
            return f"role {at} is {role.text!r}, {role.field}[{role.start}:{role.end}] is not"
        if not (0 <= role.person < people and _fits(role.org, orgs)):
            return f"role {at} ({role.text!r}) points at a person or organisation that is not there"
    last = 0
    for at, quote in enumerate(found.quotes):
        places = [(quote.start, quote.end, quote.text), *((cue.start, cue.end, cue.text) for cue in quote.cues)]
        for start, end, words in places:
            if not _is_slice(article.body, start, end, words):
                return f"quotation {at} or its cue is {words!r}, body[{start}:{end}] is not"
        if not (
            _fits(quote.person, people)
            and _fits(quote.org, orgs)
            and _fits(quote.speaker_mention, mentions)
            and _fits(quote.continues, quotes)
            and quote.continues != at
        ):
            return f"quotation {at} ({quote.text[:40]!r}) points at a row that is not there"
        if quote.start < last:
            return f"quotation {at} ({quote.text[:40]!r}) is not in the order of start"
        last = quote.start
    return None


def _is_slice(text: str, start: int, end: int, words: str) -> bool:
    return 0 <= start < end <= len(text) and text[start:end] == words


def _fits(position: int | None, count: int) -> bool:
    return position is None or 0 <= position < count
