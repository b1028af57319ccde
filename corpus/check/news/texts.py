"""Rules over the bodies: what was left in by mistake, what is missing, what another article says in the same words.

`Bodies` looks at the batches of the one pass that `corpus.check.texts` makes over the bodies, as bytes. What shows in a
rare byte or in the first bytes of a line is looked for in every body; what needs all its words is looked for in a
sample, which depends on the ids alone, or, `--thorough`, in all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, cast

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from corpus import text
from corpus.check.news import phrases
from corpus.check.settings import Settings
from corpus.check.texts import Texts
from corpus.language import detect
from corpus.report import Finding, finding
from corpus.sources import ROW, Source, key_of, rows_at, shown

_LF = 0x0A

# What HTML calls its elements, so that "<unclear>" and "<name@example.org>" are none. Of the names of one letter only
# what closes is one: exchanges are written <I>, years <b>.
_TAG = (
    r"</?(?:abbr|article|aside|audio|blockquote|body|br|button|center|cite|code|div|em|embed|figcaption|figure|font|footer|"
    r"form|h[1-6]|head|header|hr|html|iframe|img|input|li|link|meta|nav|ol|p|path|picture|pre|script|section|small|source|"
    r"span|strong|style|sub|sup|svg|table|tbody|td|th|thead|tr|ul|video)(?:\s[^<>]{0,400})?/?>"
    r"|</[abiqsu]>|<a\s[^<>]{1,400}>|<!--|<!\[CDATA\["
)
_ENTITY = (
    r"&(?:amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|copy|reg|trade|euro|pound|#\d{2,6}|#x[0-9a-f]{2,5}|"
    r"[a-z]{1,5}(?:acute|grave|uml|circ|cedil|tilde|ring|slash|lig));"
)
_MARKUP = re.compile(f"{_TAG}|{_ENTITY}", re.IGNORECASE)
# A tag, an entity, an address or a number begins with one of these, which are rare in articles.
_RARE = "[<&@+]"

# UTF-8 that was read as Windows-1252 or Latin-1: the two or three characters that one became.
_CONTINUES = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
# Not a quotation mark behind a capital Ã or Â, which may end a word in capitals.
_MOJIBAKE = re.compile(
    f"\ufffd|ï¿½|ï»¿|â[€\u0080][{_CONTINUES}]|Ã[{re.sub('[‘’“”…–—]', '', _CONTINUES)}]|Â[\u0080-\u00a0£§©®°±´·¿]"
)
_MOJIBAKE_LEADS = ((0xC3, 0x83), (0xC3, 0x82), (0xC3, 0xA2), (0xC3, 0xAF), (0xEF, 0xBF))

_EMAIL = re.compile(r"(?<![\w.+-])[a-z0-9][\w.+-]{0,63}@(?:[a-z0-9][a-z0-9-]{0,62}\.){1,5}[a-z]{2,24}\b", re.IGNORECASE)
# E.123, international: + and the country's digits; seven at least, as the shortest numbers of subscribers have.
_PHONE = re.compile(r"(?<![\w+])\+[1-9](?:[ ()./\u2011-]{0,2}\d){6,14}(?!\w)")

# Chinese, Japanese, Korean, Thai and their neighbours write no blanks; two of their characters are about a word.
_NO_BLANKS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")

_SPOKEN = re.compile(r"[“”„«»\"]")

# Languages that a text of a few hundred words does not tell apart, or that go by several names.
_ALIKE = tuple(
    frozenset(group.split())
    for group in (
        "no nb nn da sv", "sr hr bs sh me cnr sl mk bg", "id ms jv su", "cs sk", "zh yue wuu cmn lzh", "ca es oc an",
        "hi mr ne", "es pt gl ast", "ru uk be bg", "fil tl", "he iw",
        "nl af fy", "ur fa ar ps", "de lb gsw", "tr az", "xh zu",
    )
)  # fmt: skip

_LINES = 3  # of each body the first lines are remembered
_WINDOW = 32  # bytes of each
_LEAST_LINE = 60  # bytes: shorter ones are datelines, credits, headings
_ENOUGH = 1_000  # code points of a body whose language is told; on 183 articles no verdict changed after 200

COLUMNS = ("headline", "language", "kind", "status", "is_truncated")
"""The columns of `articles` that a batch holds beside its key and the body."""


class Bodies:
    """The rules that read bodies: `look` at each batch in order, then `compare` what was remembered of them.

    Of a body it keeps a few numbers, so that its memory is some 40 bytes for an article.
    """

    def __init__(self, sources: Mapping[str, Source], settings: Settings) -> None:
        self._sources, self._settings = sources, settings
        self._source = source = sources["articles"]
        sample = max(1, int(settings.threshold("language-contradicted", "sample")))
        self._step = 1 if settings.is_thorough else max(1, math.ceil(source.height / sample))
        self._openings: list[NDArray[np.uint64]] = []

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns beside key and body that the batches hold."""
        return tuple(name for name in COLUMNS if self._source.has(name))

    def look(self, base: int, batch: pa.RecordBatch, bodies: Texts) -> Iterator[Finding]:
        """The findings of a batch of rows, the first of which is row `base` of the table."""
        told = self._teller(base, batch)
        if self._settings.is_on("near-duplicate"):
            self._openings.append(_openings(bodies))
        yield from self._stumps(batch, bodies, told)
        yield from self._headlines(batch, bodies, told)
        yield from self._lines(bodies, told)
        if self._settings.is_on("mojibake"):
            for n in _mojibake(bodies):
                yield from _told(told, n, "mojibake", _MOJIBAKE, bodies, "was decoded wrongly", "the characters meant")
        if self._settings.is_on("markup", "contact-data"):
            # As a frame: of a lone column polars imports pyarrow.compute, which takes longer than a thousand articles.
            column = cast("pl.DataFrame", pl.from_arrow(batch.select(["body"]))).to_series().cast(pl.String)
            for n in column.str.contains(_RARE).arg_true().to_list():
                body = bodies[n] or ""
                if self._settings.is_on("markup"):
                    yield from _told(told, n, "markup", _MARKUP, bodies, "markup was left in the body", "text")
                if not self._settings.is_on("contact-data"):
                    continue
                if found := [*_EMAIL.findall(body), *_PHONE.findall(body)]:
                    message = f"{len(found)} e-mail addresses or phone numbers in the body, first {shown(found[0])}"
                    yield told(n, "contact-data", message, found[0], "none, or the writer's consent")
        yield from self._languages(batch, bodies, told)

    def _teller(self, base: int, batch: pa.RecordBatch) -> _Tell:
        keys = [batch.column(name) for name in self._source.key]

        def tell(n: int, code: str, message: str, value: str | None, expected: str, field: str = "body") -> Finding:
            row = {name: column[n].as_py() for name, column in zip(self._source.key, keys, strict=True)}
            where = key_of(self._source, row | {ROW: base + n})
            return finding(code, message, **where, field=field, value=shown(value), expected=shown(expected))

        return tell

    def _stumps(self, batch: pa.RecordBatch, bodies: Texts, told: _Tell) -> Iterator[Finding]:
        """Articles of nothing or of next to nothing, where the source does not say that it was cut."""
        if not self._settings.is_on("empty-body", "stump") or not self._source.has("kind", "status", "is_truncated"):
            return
        least = self._settings.threshold("stump", "least_words")
        for n in np.flatnonzero(np.diff(bodies.starts) < 16 * least).tolist():
            if (
                not bodies.is_valid[n]
                or (batch.column("kind")[n].as_py(), batch.column("status")[n].as_py()) != ("article", "usable")
                or batch.column("is_truncated")[n].as_py()
            ):
                continue
            key = batch.column(self._source.key[0])[n].as_py() if self._source.key else None
            body = bodies[n] or ""
            words = len(body.split()) + len(_NO_BLANKS.findall(body)) // 2
            if not body and key not in self._illustrated:
                yield told(n, "empty-body", "an article without a text", "", "a text, or is_truncated")
            elif body and words < least:
                yield told(n, "stump", f"a text of {words} words: {shown(body)!r}", body, f"at least {least:g} words")

    @cached_property
    def _illustrated(self) -> frozenset[str]:
        """The articles that have a caption: a picture story needs no other text."""
        captions = self._sources.get("captions")
        if captions is None or not captions.has("article_id"):
            return frozenset()
        return frozenset(captions.collect(captions.scan("article_id").drop(ROW).drop_nulls().unique())["article_id"])

    def _headlines(self, batch: pa.RecordBatch, bodies: Texts, told: _Tell) -> Iterator[Finding]:
        """Bodies whose first line is the headline, and that have more to say."""
        code = "headline-repeated"
        if not self._settings.is_on(code) or not self._source.has("headline"):
            return
        heads = Texts.of(batch.column("headline"))
        sizes = np.diff(heads.starts)
        after = bodies.starts[:-1] + sizes
        # Where a line ends with the headline's length; the words of those few are compared.
        is_near = heads.is_valid & (sizes > 0) & (after < bodies.starts[1:])
        near = np.flatnonzero(is_near)
        near = near[bodies.data[after[near]] == _LF]
        for n in near.tolist():
            headline, body = heads[n] or "", bodies[n] or ""
            if text.fold(body.split("\n", 1)[0]) == text.fold(headline):
                message = "the body begins with the headline, as its first paragraph"
                yield told(n, code, message, headline, "the article's first paragraph")

    def _lines(self, bodies: Texts, told: _Tell) -> Iterator[Finding]:
        """Lines that begin as no line of an article does; one finding for a body and code, with its first such line."""
        kinds = [
            (code, known, what)
            for code, known, what in (
                ("researcher-data", phrases.RESEARCHER, "says who searched a database, or for what"),
                ("boilerplate", phrases.BOILERPLATE, "belongs to the page, not to the article"),
            )
            if self._settings.is_on(code)
        ]
        found: dict[tuple[int, str, str], list[str]] = {}
        for n, line in _beginning(bodies, frozenset().union(*(known.heads for _, known, _ in kinds))):
            for code, known, what in kinds:
                is_said = code == "boilerplate" and _SPOKEN.search(line)
                if len(line) <= phrases.LONGEST_LINE and not is_said and known.pattern.match(line):
                    found.setdefault((n, code, what), []).append(line)
                    break
        for (n, code, what), lines in found.items():
            more = f", as {len(lines) - 1} more do" if len(lines) > 1 else ""
            yield told(n, code, f"the line {shown(lines[0])!r} {what}{more}", lines[0], "the article only")

    def _languages(self, batch: pa.RecordBatch, bodies: Texts, told: _Tell) -> Iterator[Finding]:
        """Articles whose declared language is none that the body reads as."""
        code = "language-contradicted"
        keys = self._source.key
        if not self._settings.is_on(code) or not self._source.has("language") or not keys:
            return
        least = self._settings.threshold(code, "least_bytes")
        chosen = _numbers(Texts.of(batch.column(keys[0]))) % np.uint32(self._step) == 0
        for n in np.flatnonzero(chosen & (np.diff(bodies.starts) >= least)).tolist():
            declared = batch.column("language")[n].as_py()
            if declared is None:
                continue
            stated = declared.lower().split("-")[0]
            found = detect((bodies[n] or "")[:_ENOUGH])
            if found is None or found == stated or len(stated) not in (2, 3) or is_alike(stated, found):
                continue
            sample = "every article was looked at" if self._step == 1 else f"1 article in {self._step} was looked at"
            message = f"language is {declared}, but the body reads as {found} ({sample})"
            yield told(n, code, message, declared, found, "language")

    # -------------------------------------------------------------- articles among articles

    def compare(self) -> Iterator[Finding]:
        """Articles that tell most of what an earlier one tells in the same words, and are not said to be its double."""
        code, source = "near-duplicate", self._source
        if not self._openings or not source.has("article_id", "body", "body_sha256", "duplicate_of"):
            return
        groups = _groups(np.concatenate(self._openings))
        wanted = sorted({row for group in groups for row in group})
        if not wanted:
            return
        share = self._settings.threshold(code, "share")
        columns = ("article_id", "body_sha256", "duplicate_of", "body")
        rows: dict[int, dict[str, Any]] = {}
        parts: dict[int, dict[int, int]] = {}
        for row in rows_at(source, wanted, columns):
            lines = (row.pop("body") or "").split("\n\n")
            # By their hashes: where half of a corpus are doubles, their texts would fill the memory.
            parts[row[ROW]] = {hash(line): len(line) for line in lines if len(line) >= _LEAST_LINE // 2}
            rows[row[ROW]] = row
        told: set[int] = set()
        for group in groups:
            first = group[0]
            for other in group[1:]:
                one, two = rows[first], rows[other]
                if (
                    other in told
                    or one["body_sha256"] == two["body_sha256"]  # told by duplicate-body
                    or one["article_id"] == two["article_id"]
                    or two["duplicate_of"] is not None
                    or one["duplicate_of"] == two["article_id"]
                ):
                    continue
                here, there = parts[other], parts[first]
                same = sum(here[line] for line in here.keys() & there.keys())
                least = min(sum(here.values()), sum(there.values()))
                if least and same / least >= share:
                    told.add(other)
                    yield finding(
                        code,
                        f"has {same / least:.0%} of the shorter text in common with {one['article_id']}, row {first}, "
                        "and duplicate_of does not say so",
                        **key_of(source, two),
                        field="duplicate_of",
                        expected=one["article_id"],
                    )


_Tell = Callable[..., Finding]


def is_alike(one: str, other: str) -> bool:
    """Whether two languages are such that a text does not surely tell them apart.

    >>> is_alike("nb", "da"), is_alike("en", "de")
    (True, False)
    """
    return any(one in group and other in group for group in _ALIKE)


def _numbers(keys: Texts) -> NDArray[np.uint32]:
    """A number for each key, of its last eight bytes: the same in every package, and spread evenly for hashes."""
    number = np.zeros(len(keys), np.uint32)
    if len(keys.data):
        for n in range(8, 0, -1):
            byte = keys.data[np.maximum(keys.starts[1:] - n, 0)]
            number = (number ^ byte.astype(np.uint32)) * np.uint32(0x01000193)  # FNV-1a
    return number ^ (number >> np.uint32(15))


def _told(
    told: _Tell, n: int, code: str, pattern: re.Pattern[str], bodies: Texts, what: str, expected: str
) -> Iterator[Finding]:
    body = bodies[n] or ""
    first = pattern.search(body)
    if first is None:
        return
    number = sum(1 for _ in pattern.finditer(body))
    around = body[max(0, first.start() - 20) : first.end() + 20]
    times = "once" if number == 1 else f"{number:,} times"
    yield told(n, code, f"{what}, {times}, first at {first.start()}: {around!r}", first.group(), expected)


def _mojibake(bodies: Texts) -> list[int]:
    """The texts in which two bytes stand that mojibake begins with."""
    data, special = bodies.data, bodies.special
    leads = data[special]
    places = special[(leads == 0xC3) | (leads == 0xEF)]  # Ã, Â, â, ï, or U+FFFD itself
    places = places[places < len(data) - 1]
    one, two = data[places], data[places + 1]
    is_odd = (one == 0xC3) & ((two == 0x83) | (two == 0x82) | (two == 0xA2) | (two == 0xAF))
    is_odd |= (one == 0xEF) & (two == 0xBF)
    return sorted(set((np.searchsorted(bodies.starts, places[is_odd], side="right") - 1).tolist()))


def _beginning(bodies: Texts, heads: frozenset[bytes]) -> list[tuple[int, str]]:
    """The lines whose first bytes are one of the heads, each with the number of its text."""
    data, edges = bodies.data, bodies.line_ends
    last = len(data) - 1
    if last < 0 or not heads:
        return []
    wanted = np.array(sorted(int.from_bytes(head, "little") for head in heads), np.uint32)
    # A table of hashes passes over nearly all lines; a set of this size would cost three times as much for each.
    is_wanted = np.zeros(1 << 16, np.bool_)
    is_wanted[_hashed(wanted)] = True
    places = np.concatenate([bodies.starts[:-1], edges[:-1][np.diff(edges) > 1] + 1, edges[-1:] + 1])
    word = np.zeros(len(places), np.uint32)
    for n in range(phrases.HEAD):
        word |= data[np.minimum(places + n, last)].astype(np.uint32) << np.uint32(8 * n)
    word |= np.uint32(0x20202020)
    near = is_wanted[_hashed(word)]
    places, word = places[near], word[near]
    places = np.unique(places[np.isin(word, wanted)])
    places = places[places <= last]
    texts = np.searchsorted(bodies.starts, places, side="right") - 1
    ends = np.append(edges, len(data))[np.searchsorted(edges, places)]
    ends = np.minimum(ends, bodies.starts[texts + 1])
    is_whole = ends - places >= phrases.HEAD  # the first bytes of a shorter line are partly those of the next
    texts, places, ends = texts[is_whole], places[is_whole], ends[is_whole]
    return [
        (n, data[low:high].tobytes().decode())
        for n, low, high in zip(texts.tolist(), places.tolist(), ends.tolist(), strict=True)
    ]


def _hashed(word: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return (word * np.uint32(0x9E3779B1)) >> np.uint32(16)


def _openings(bodies: Texts) -> NDArray[np.uint64]:
    """Two numbers for each text: of its first and second, and of its second and third line; 0 where these are short.

    A line stands for its length and its first bytes. Wire copy that was cut keeps both, one with a new lede the second.
    """
    data, edges, stops = bodies.data, bodies.line_ends, bodies.starts[1:]
    keys = np.zeros((len(bodies), _LINES), np.uint64)
    if not len(data):
        return keys[:, 1:]
    ends_of = np.append(edges, len(data))
    low = bodies.starts[:-1]
    for n in range(_LINES):
        high = np.minimum(ends_of[np.searchsorted(edges, low)], stops)
        size = high - low
        has = np.flatnonzero(size >= _LEAST_LINE)
        window = data[low[has, None] + np.arange(_WINDOW)].view(np.uint64)
        key = size[has].astype(np.uint64)
        for column in range(window.shape[1]):
            key = (key ^ window[:, column]) * np.uint64(0x9E3779B97F4A7C15)
            key ^= key >> np.uint64(29)
        keys[has, n] = key
        low = np.minimum(high + 1, stops)
        low = np.minimum(low + (data[np.minimum(low, len(data) - 1)] == _LF), stops)
    both = np.where((keys[:, :-1] > 0) & (keys[:, 1:] > 0), keys[:, :-1] * np.uint64(31) + keys[:, 1:], np.uint64(0))
    return cast("NDArray[np.uint64]", both)


def _groups(openings: NDArray[np.uint64]) -> list[list[int]]:
    """Rows that share an opening, each group in their order."""
    groups: list[list[int]] = []
    for column in range(openings.shape[1]):
        values = openings[:, column]
        order = np.argsort(values, kind="stable")
        ranked = values[order]
        edges = np.flatnonzero(np.diff(ranked)) + 1
        lows = np.concatenate([np.zeros(1, np.int64), edges])
        highs = np.concatenate([edges, np.array([len(ranked)])])
        is_shared = (highs - lows > 1) & (ranked[lows] > 0) if len(ranked) else np.zeros(0, np.bool_)
        for low, high in zip(lows[is_shared].tolist(), highs[is_shared].tolist(), strict=True):
            groups.append(order[low:high].tolist())
    return sorted(groups)
