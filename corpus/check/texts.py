"""The rules that need the texts: does a position hold its words, does a hash or a count fit the body?

Bodies are read once, a few thousand rows at a time, and handled as one run of UTF-8 bytes: cutting millions of spans
out of Python strings, or counting their words one by one, would cost more than all other rules together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from corpus import contract, text
from corpus.check.places import Places
from corpus.report import Finding, finding
from corpus.sources import ROW, Source, batches, key_of, shown

# 1,000 bodies of 5 kB are 5 MB: enough that numpy's calls cost little, little enough to stay near the processor.
_ROWS_PER_BATCH = 1_000

# The spans of so many texts are in memory at a time: at 25 spans of 150 bytes, keys included, they are 100 MB.
_ROWS_PER_PASS = 25_000

_HOLDER, _POINTS = "holder row", "points"
_COUNT = pl.UInt32

# The one field that is no column of `articles`, and the table that holds it.
_CAPTION, _CAPTIONS = "caption", "captions"

_STEP = 8
_BLANK, _LF, _DEL = 0x20, 0x0A, 0x7F
_FIRST_LEAD = 0xC2  # the first byte of a character beyond ASCII is at least this

_Own = contract.NotNull | contract.Clean | contract.Derived
_OWN = (contract.NotNull, contract.Clean, contract.Derived)


class Reader(Protocol):
    """Somebody who wants to see the bodies while they are in memory, in the one pass over them."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a batch holds for it, beside the key and the body."""

    def look(self, base: int, batch: pa.RecordBatch, bodies: Texts) -> Iterator[Finding]:
        """The findings of a batch of articles, the first of which is row `base`."""

    def compare(self) -> Iterator[Finding]:
        """The findings that need all batches, after the last."""


def check(source: Source, places: Places, reader: Reader | None = None) -> Iterator[Finding]:
    """Every finding that the texts of this table give: in its own columns, and in the rows that point into them.

    `reader` sees the bodies of articles too.
    """
    own = [c for c in source.table.checks if isinstance(c, _OWN) and source.has(*_near(c))]
    pointing = list(_pointing(source, places))
    if not own and not pointing:
        return
    held = dict.fromkeys([*(_text_of(c) for c in own), *(name for p in pointing for name in p.columns.values())])
    reader = reader if source.table.name == "articles" and "body" in held else None
    columns = dict.fromkeys([*source.key, *(name for c in own for name in _near(c)), *held])
    columns |= dict.fromkeys(reader.columns if reader else ())
    spans: list[_Spans] = []
    loaded = 0
    for base, batch in batches(source, list(columns), _ROWS_PER_BATCH):
        texts = {name: Texts.of(batch.column(name)) for name in held}
        for c in own:
            yield from _own(c, source, base, batch, texts[_text_of(c)])
        if reader:
            yield from reader.look(base, batch, texts["body"])
        if base + batch.num_rows > loaded:
            loaded = base + _ROWS_PER_PASS
            spans = [one for p in pointing for one in p.load(base, loaded)]
        for one in spans:
            yield from one.wrong(base, base + batch.num_rows, texts[one.column])
    spans = []  # what follows needs the memory, and none of them
    for p in pointing:
        yield from p.without_text()
    if reader:
        yield from reader.compare()


def _near(check: _Own) -> tuple[str, ...]:
    return (check.field, check.of) if isinstance(check, contract.Derived) else (check.field,)


def _text_of(check: _Own) -> str:
    return check.of if isinstance(check, contract.Derived) else check.field


# ------------------------------------------------------------------ a column of texts as bytes


@dataclass(frozen=True)
class Texts:
    """Texts one after the other as UTF-8: text `n` is ``data[starts[n]:starts[n + 1]]``; absent unless ``is_valid[n]``.

    >>> texts = Texts.of(pa.array(["“Ja,” said Åse.", None, ""]))
    >>> texts[0], texts[1], texts.words()
    ('“Ja,” said Åse.', None, [3, 0, 0])
    """

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]
    is_valid: NDArray[np.bool_]

    @classmethod
    def of(cls, array: pa.Array) -> Texts:
        """The texts of an Arrow array of any string type, without a copy where it holds them in one run."""
        if array.type not in (pa.string(), pa.large_string()):
            array = array.cast(pa.large_string())
        size, first = len(array), array.offset
        if not size:
            return cls(np.zeros(0, np.uint8), np.zeros(1, np.int64), np.zeros(0, np.bool_))
        bits, offsets, data = array.buffers()
        width = np.int32 if pa.types.is_string(array.type) else np.int64
        starts = np.frombuffer(offsets, width)[first : first + size + 1].astype(np.int64)
        whole = np.zeros(0, np.uint8) if data is None else np.frombuffer(data, np.uint8)
        # Not by `to_numpy`: it imports pandas where that is installed, which takes longer than most checks.
        is_valid = np.ones(size, np.bool_)
        if bits is not None:
            unpacked = np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little")
            is_valid = unpacked[first : first + size].astype(np.bool_)
        return cls(whole[starts[0] : starts[-1]], starts - starts[0], is_valid)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, n: int) -> str | None:
        return self.data[self.starts[n] : self.starts[n + 1]].tobytes().decode() if self.is_valid[n] else None

    def sha256(self) -> list[str]:
        """The hash of each text's bytes, lower-case hex."""
        whole, ends = self.data.data, self.starts.tolist()
        return [hashlib.sha256(whole[a:b]).hexdigest() for a, b in pairwise(ends)]

    def words(self) -> list[int]:
        """`text.count_words` of each."""
        # In a plain text blank and LF are all that is not above the blank, and the others are counted otherwise.
        is_space = self.data <= _BLANK
        begins = is_space[:-1] > is_space[1:]
        counts = [
            int(np.count_nonzero(begins[a : b - 1])) + (not is_space[a]) if a < b else 0
            for a, b in pairwise(self.starts.tolist())
        ]
        return self._where_plain(counts, text.count_words)

    def paragraphs(self) -> list[int]:
        """`text.count_paragraphs` of each."""
        ends = self.line_ends
        blank_lines = np.diff(np.searchsorted(ends[1:][np.diff(ends) == 1], self.starts))
        return self._where_plain((blank_lines + (np.diff(self.starts) > 0)).tolist(), text.count_paragraphs)

    def unclean(self) -> list[int]:
        """The texts that are not what `text.clean` makes of them."""
        return [n for n in self._odd if (one := self[n]) is not None and text.clean(one) != one]

    @cached_property
    def _starts_of_filled(self) -> NDArray[np.int64]:
        return self.starts[:-1][np.diff(self.starts) > 0]

    @cached_property
    def special(self) -> NDArray[np.int64]:
        """Where the bytes are that are no printable ASCII: few, in most texts, so that the rest costs little."""
        # Unsigned arithmetic: below 0x20 it goes round, so that one comparison finds control, DEL and non-ASCII.
        return np.flatnonzero(self.data - np.uint8(_BLANK) >= _DEL - _BLANK)

    @cached_property
    def line_ends(self) -> NDArray[np.int64]:
        """Where the bytes are that end a line, in order."""
        ends: NDArray[np.int64] = self.special[self.data[self.special] == _LF]
        return ends

    def _where_plain(self, counts: list[int], exact: Callable[[str], int]) -> list[int]:
        """The counts, which hold for plain texts; those of the odd ones are counted by `exact`."""
        for n in self._odd:
            counts[n] = exact(self[n] or "")
        return counts

    @cached_property
    def _odd(self) -> list[int]:
        """The texts that are not plain, and so have to be looked at one by one.

        A plain text is surely clean, and its only white space is the blank and LF: it has no control character, none of
        the rarer characters in which NFC, white space or a direction could hide, no blank beside a LF, no LF or blank
        at an end, and no three LF in a row. Neighbours of different texts may look odd, which costs time only.
        """
        data, last = self.data, len(self.data) - 1
        ends, special = self.line_ends, self.special
        values = data[special]
        control = special[((values < _BLANK) & (values != _LF)) | (values == _DEL)]
        beside = ends[(data[np.maximum(ends - 1, 0)] == _BLANK) | (data[np.minimum(ends + 1, last)] == _BLANK)]
        three = ends[2:][ends[2:] - ends[:-2] == 2]
        starts = self._starts_of_filled
        edges = np.concatenate([starts, (self.starts[1:] - 1)[np.diff(self.starts) > 0]])
        edges = edges[(data[edges] == _BLANK) | (data[edges] == _LF)]
        lead = special[values >= _FIRST_LEAD]
        one, two, third = data[lead], data[np.minimum(lead + 1, last)], data[np.minimum(lead + 2, last)]
        # U+00A1..U+02FF; dashes, quotation marks and the like U+2010..2027, U+2030..205E; currencies U+20A0..20BF;
        # pictographs U+1F000..1FFFF. None of them is white space, composes, or has a canonical equivalent.
        is_plain = ((one == 0xC2) & (two >= 0xA1)) | ((one >= 0xC3) & (one <= 0xCB))
        is_plain |= (one == 0xE2) & (two == 0x80) & (((third >= 0x90) & (third <= 0xA7)) | (third >= 0xB0))
        is_plain |= (one == 0xE2) & (two == 0x81) & (third <= 0x9E)
        is_plain |= (one == 0xE2) & (two == 0x82) & (third >= 0xA0)
        is_plain |= (one == 0xF0) & (two == 0x9F)
        odd = np.concatenate([control, beside, three, edges, lead[~is_plain]])
        return sorted(set((np.searchsorted(self.starts, odd, side="right") - 1).tolist()))

    # -------------------------------------------------------------- code points

    @cached_property
    def _tails(self) -> NDArray[np.int64]:
        """For each byte that only continues a character, in order: how many characters begin before it."""
        values = self.data[self.special]
        tails = self.special[(values > _DEL) & (values < _FIRST_LEAD)]
        return tails - np.arange(len(tails))

    @cached_property
    def _first_point(self) -> NDArray[np.int64]:
        """The number of the first code point of each text, and the number of all."""
        tails = self._tails + np.arange(len(self._tails))
        return self.starts - np.searchsorted(tails, self.starts)

    def lengths(self) -> NDArray[np.int64]:
        """The length of each text in code points."""
        return np.diff(self._first_point)

    def bytes_at(self, which: NDArray[np.int64], points: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where in `data` the code points begin, given by text and position in it; the end of a text counts as one."""
        whole = self._first_point[which] + points
        # Every byte that continues one of the characters before lies before; `_tails` counts characters begun, so <=.
        return whole + np.searchsorted(self._tails, whole, side="right")


def differing(
    texts: Texts, which: NDArray[np.int64], start: NDArray[np.int64], end: NDArray[np.int64], words: Texts
) -> list[int]:
    """The positions of `words` that are not ``texts[which][start:end]``, where ``0 <= start <= end``.

    A range that reaches beyond its text differs, and so does any range of an absent one.

    >>> body, words = Texts.of(pa.array(["Åse said “ja”."])), Texts.of(pa.array(["said", "ja", "“ja"]))
    >>> differing(body, np.array([0, 0, 0]), np.array([4, 10, 10]), np.array([8, 12, 12]), words)
    [2]
    """
    is_inside = texts.is_valid[which] & (end <= texts.lengths()[which])
    low = texts.bytes_at(which, np.where(is_inside, start, 0))
    high = texts.bytes_at(which, np.where(is_inside, end, 0))
    sizes = np.diff(words.starts)
    is_alike = is_inside & (high - low == sizes)
    alike = np.flatnonzero(is_alike)
    low, begin, sizes = low[alike], words.starts[:-1][alike], sizes[alike]
    # Spans of eight bytes and more in steps of eight, the last step ending where the span ends; shorter ones by bytes.
    for is_long, step in ((sizes >= _STEP, _STEP), (sizes < _STEP, 1)):
        spans, size = alike[is_long], sizes[is_long]
        steps = -(-size // step)
        span = np.repeat(np.arange(len(spans)), steps)
        at = (np.arange(len(span)) - (np.cumsum(steps) - steps)[span]) * step
        if step > 1:
            at = np.minimum(at, (size - step)[span])
        there, here = (
            _steps(texts.data, step)[low[is_long][span] + at],
            _steps(words.data, step)[begin[is_long][span] + at],
        )
        is_alike[spans[span[there != here]]] = False
    out: list[int] = np.flatnonzero(~is_alike).tolist()
    return out


def _steps(data: NDArray[np.uint8], size: int) -> NDArray[np.unsignedinteger[Any]]:
    """The bytes as numbers of `size` bytes, one beginning at every byte."""
    if size == 1:
        return data
    return np.ndarray((max(len(data) - size + 1, 0),), np.uint64, data, strides=(1,))


# ------------------------------------------------------------------ a table's own columns


def _own(check: _Own, source: Source, base: int, batch: pa.RecordBatch, texts: Texts) -> Iterator[Finding]:
    keys = [batch.column(name) for name in source.key]

    def at(n: int) -> dict[str, Any]:
        row = {name: column[n].as_py() for name, column in zip(source.key, keys, strict=True)}
        return key_of(source, row | {ROW: base + n})

    if isinstance(check, contract.NotNull):
        for n in np.flatnonzero(~texts.is_valid).tolist():
            message = f"{check.field} is null; where there is no text it is empty"
            yield finding(check.code, message, **at(n), field=check.field, expected="a text, or an empty one")
        return
    if isinstance(check, contract.Clean):
        for n in texts.unclean():
            why, value = _unclean(texts[n] or "")
            yield finding(
                check.code, f"{check.field} {why}", **at(n), field=check.field, value=value, expected="clean text"
            )
        return
    said = batch.column(check.field).to_pylist()
    is_there = texts.is_valid.tolist()
    wanted: Sequence[str | int]
    match check.how:
        case "sha256":
            wanted, what = texts.sha256(), "the hash of"
        case "paragraphs":
            wanted, what = texts.paragraphs(), "the number of paragraphs of"
        case "words":
            wanted, what = texts.words(), "the number of words of"
    if said == wanted:
        return
    for n, (have, want) in enumerate(zip(said, wanted, strict=True)):
        if have is not None and have != want and is_there[n]:
            yield finding(
                check.code,
                f"{check.field} is {shown(have)}, but {what} {check.of} is {want}",
                **at(n),
                field=check.field,
                value=shown(have),
                expected=str(want),
            )


def _unclean(body: str) -> tuple[str, str]:
    """Where a body first differs from what `text.clean` makes of it, and the words there."""
    clean = text.clean(body)
    at = next((n for n, (a, b) in enumerate(zip(body, clean, strict=False)) if a != b), min(len(body), len(clean)))
    around = body[max(0, at - 20) : at + 20]
    return f"is not clean at {at}: {around!r} should be {clean[max(0, at - 20) : at + 20]!r}", around


# ------------------------------------------------------------------ rows that point into texts


def _pointing(holder: Source, places: Places) -> Iterator[_Points]:
    """Each set of rows whose positions count in columns of this table."""
    for source in places.sources.values():
        for check in source.table.checks:
            if not isinstance(check, contract.Slice):
                continue
            names = (check.text, check.start, check.end, check.key, check.field_column, check.position_column)
            columns: dict[str | None, str] = {}
            if holder.table.name == check.table and check.field_column is None:
                columns = {None: check.field or ""}
            elif holder.table.name == check.table:
                columns = {name: name for name in source.table.field(check.field_column or "").enum if name != _CAPTION}
            elif holder.table.name == _CAPTIONS and check.field_column is not None:
                columns = {_CAPTION: "text"}
            columns = {value: column for value, column in columns.items() if holder.has(column)}
            if columns and source.has(*names) and holder.has(*holder.table.primary_key):
                yield _Points(check, source, holder, places, columns)


@dataclass(frozen=True)
class _Points:
    """Rows of `source` whose positions count in `columns` of `holder`, by the value of `field` (None: all rows)."""

    check: contract.Slice
    source: Source
    holder: Source
    places: Places
    columns: Mapping[str | None, str]

    @property
    def _is_one(self) -> pl.Expr:
        """Whether a row points at one of these columns."""
        named = [value for value in self.columns if value is not None]
        return pl.col(self.check.field_column or "").is_in(named) if named else pl.lit(value=True)

    @cached_property
    def _found(self) -> pl.DataFrame:
        """The rows that point at these columns, and forward, with the number of the text's row.

        That is the first row of its key, so that a key that is there twice is one finding only.
        """
        c = self.check
        names = dict.fromkeys(filter(None, (c.start, c.end, c.field_column)))
        points = (pl.col(c.start) >= 0) & (pl.col(c.end) >= pl.col(c.start)) & self._is_one
        if self.holder.table.name != _CAPTIONS:
            pointing = self.source.collect(self.source.scan(*names).select(points.alias(_POINTS)))[_POINTS]
            rows = self.places.of(self.source, c.key, self.holder).alias(_HOLDER)
            return pl.DataFrame(
                {ROW: pl.int_range(self.source.height, dtype=_COUNT, eager=True), _HOLDER: rows}
            ).filter(pointing & rows.is_not_null())
        keys = [c.key, c.position_column or ""]
        texts = self.holder.scan(*self.holder.key).rename({ROW: _HOLDER}).drop_nulls()
        first = texts.unique(self.holder.key, keep="first")
        rows_and_keys = self.source.scan(*dict.fromkeys([*keys, *names])).filter(points)
        joined = rows_and_keys.join(first, left_on=keys, right_on=self.holder.key).select(ROW, _HOLDER)
        return self.source.collect(joined).cast(_COUNT)

    def load(self, first: int, stop: int) -> Iterator[_Spans]:
        """The rows that point into rows `first` to `stop` of `holder`, in their order, one set for each column."""
        c = self.check
        some = self._found.filter(pl.col(_HOLDER).is_between(first, stop, closed="left"))
        if some.is_empty():
            return
        names = dict.fromkeys(filter(None, (c.field_column, c.start, c.end, c.text)))
        rows = self.source.scan(*names).with_columns(pl.col(ROW).cast(_COUNT)).drop_nulls(c.text)
        frame = self.source.collect(rows.join(some.lazy(), on=ROW)).sort(_HOLDER, ROW)
        for value, column in self.columns.items():
            part = frame if value is None else frame.filter(pl.col(c.field_column or "") == value)
            if not part.is_empty():
                yield _Spans(self, column, part, part[_HOLDER].to_numpy().astype(np.int64))

    def without_text(self) -> Iterator[Finding]:
        """A finding for each row that points at a text that is no row of `holder`, though its article is there."""
        c = self.check
        articles = self.places.sources.get(c.table)
        if self.holder.table.name == c.table or articles is None or not articles.has(c.key):
            return
        keys = [c.key, c.position_column or ""]
        names = dict.fromkeys(filter(None, (*self.source.key, *keys, c.field_column, c.start, c.end, c.text)))
        lost = self.source.collect(
            self.source.scan(*names)
            .filter(self._is_one)
            .drop_nulls([*keys, c.start, c.end, c.text])
            .join(self.holder.scan(*self.holder.key), left_on=keys, right_on=list(self.holder.key), how="anti")
            .join(articles.scan(c.key).drop(ROW), on=c.key, how="semi")
        )
        for row in lost.iter_rows(named=True):
            what = row[c.field_column or ""]
            yield self.finding(row, f"the article has no {what} {row[c.position_column or '']}", None)

    def keys_of(self, rows: Sequence[int]) -> dict[int, dict[str, Any]]:
        """The primary keys of some rows of `source`, by the rows' numbers."""
        found = self.source.collect(self.source.scan(*self.source.key).filter(pl.col(ROW).is_in(rows)))
        return {row[ROW]: row for row in found.iter_rows(named=True)}

    def finding(self, row: Mapping[str, Any], message: str, expected: str | None) -> Finding:
        """The finding for one row of `source`."""
        return finding(
            self.check.code,
            message,
            **key_of(self.source, row),
            field=self.check.text,
            value=shown(row[self.check.text]),
            expected=shown(expected),
        )


@dataclass(frozen=True, slots=True)
class _Spans:
    """Rows that point into texts, sorted by `rows`, the number of the text's row in its table."""

    points: _Points
    column: str
    frame: pl.DataFrame
    rows: NDArray[np.int64]

    def wrong(self, first: int, stop: int, texts: Texts) -> Iterator[Finding]:
        """The findings of the rows that point into rows `first` to `stop`, whose texts are given."""
        low, high = np.searchsorted(self.rows, [first, stop]).tolist()
        if low == high:
            return
        check, frame, which = self.points.check, self.frame[low:high], self.rows[low:high] - first
        words = Texts.of(frame[check.text].to_arrow(compat_level=pl.CompatLevel.oldest()))
        start, end = (frame[name].to_numpy().astype(np.int64) for name in (check.start, check.end))
        wrong = differing(texts, which, start, end, words)
        keys = self.points.keys_of(frame[ROW].gather(wrong).to_list()) if wrong else {}
        for n in wrong:
            row = frame.row(n, named=True)
            name = row[check.field_column] if check.field_column else self.column
            message, there = _difference(texts[int(which[n])], name, row[check.start], row[check.end], row[check.text])
            yield self.points.finding(row | keys[row[ROW]], message, there)


def _difference(whole: str | None, name: str, start: int, end: int, words: str) -> tuple[str, str | None]:
    """What stands at a place that does not hold `words`, and where they stand if they do."""
    if whole is None:
        return f"the article has no {name}", None
    there = whole[start:end]
    if end > len(whole):
        message = f"[{start}:{end}] ends beyond the {name}, which has {len(whole)} characters"
    else:
        message = f"at [{start}:{end}] of the {name} stands {shown(there)!r}, not {shown(words)!r}"
    nearest = _nearest(whole, words, start)
    if nearest is not None:
        way = "later" if nearest > start else "earlier"
        message += f"; those words stand at [{nearest}:{nearest + len(words)}], {abs(nearest - start)} {way}"
    elif words:
        message += "; those words stand nowhere in it"
    return message, there


def _nearest(whole: str, words: str, start: int) -> int | None:
    """Where `words` stand, nearest to `start`."""
    after, before = whole.find(words, start), whole.rfind(words, 0, start + len(words))
    places = [at for at in (after, before) if at >= 0]
    return min(places, key=lambda at: abs(at - start)) if words and places else None
